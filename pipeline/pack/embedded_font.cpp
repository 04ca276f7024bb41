#include "pack/embedded_font.hpp"

#include "pack/code_map.hpp"
#include "pack/scan_pages.hpp"

namespace claimpack::pack {
namespace {

using Object = QPDFObjectHandle;

// Six letters that stand for the glyphs: readers hold two fonts of one name for the same.
std::string tag_of(const std::map<unsigned, std::string>& glyphs) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
  for (const auto& each : glyphs)
    for (int shift = 0; shift < 32; shift += 8) hash = (hash ^ (each.first >> shift & 0xff)) * 0x100000001b3ULL;
  std::string tag;
  for (int i = 0; i < 6; ++i, hash /= 26) tag += static_cast<char>('A' + hash % 26);
  return tag;
}

// Widths by CID; a Chinese font's most are those of the whole em.
Object widths(const FontFace& face, const std::map<unsigned, unsigned>& cid_of) {
  Object array = Object::newArray();
  for (const auto& [glyph, cid] : cid_of) {
    const double advance = face.advance(glyph);
    if (advance == 1000) continue;
    array.appendItem(Object::newInteger(cid));
    array.appendItem(Object::newArray({Object::newReal(number(advance))}));
  }
  return array;
}

std::string to_unicode(const std::map<unsigned, std::string>& glyphs) {
  CodeMap map;
  for (const auto& [glyph, text] : glyphs)
    if (!text.empty()) map.to_text(glyph, utf16_hex(text));
  return map.finish("UCS", "Adobe-Identity-UCS");
}

}  // namespace

Object embedded_font(QPDF& pdf, const DrawnPages::UsedFont& font) {
  const FontFace& face = *font.face;
  if (face.outlines() == FontFace::Outlines::paths || font.glyphs.empty()) return Object::newNull();
  const bool cff = face.outlines() == FontFace::Outlines::cff;
  std::vector<unsigned> glyphs;
  for (const auto& each : font.glyphs) glyphs.push_back(each.first);
  const FontFace::Subset subset = face.subset(glyphs);
  const Object name = Object::newName("/" + tag_of(font.glyphs) + "+" + face.name());

  Object file = pdf.newStream(subset.file);
  if (cff) file.getDict().replaceKey("/Subtype", Object::newName("/CIDFontType0C"));
  else file.getDict().replaceKey("/Length1", Object::newInteger(static_cast<long long>(subset.file.size())));
  Object box = Object::newArray();
  for (const double each : face.box()) box.appendItem(Object::newReal(number(each)));
  Object descriptor = pdf.makeIndirectObject(Object::parse("<< /Type /FontDescriptor /Flags 4 /ItalicAngle 0 /StemV 80 >>"));
  descriptor.replaceKey("/FontName", name);
  descriptor.replaceKey("/FontBBox", box);
  descriptor.replaceKey("/Ascent", Object::newReal(number(face.ascent())));
  descriptor.replaceKey("/Descent", Object::newReal(number(face.descent())));
  descriptor.replaceKey("/CapHeight", Object::newReal(number(face.ascent())));
  descriptor.replaceKey(cff ? "/FontFile3" : "/FontFile2", file);

  Object descendant = pdf.makeIndirectObject(
      Object::parse("<< /Type /Font /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>"));
  descendant.replaceKey("/Subtype", Object::newName(cff ? "/CIDFontType0" : "/CIDFontType2"));
  descendant.replaceKey("/BaseFont", name);
  descendant.replaceKey("/FontDescriptor", descriptor);
  descendant.replaceKey("/W", widths(face, subset.cid));
  if (!cff) descendant.replaceKey("/CIDToGIDMap", Object::newName("/Identity"));

  bool same = true;
  CodeMap to_cid;
  for (const auto& [glyph, cid] : subset.cid) {
    same = same && glyph == cid;
    to_cid.to_cid(glyph, cid);
  }
  Object encoding = Object::newName("/Identity-H");
  if (!same) {
    encoding = pdf.newStream(to_cid.finish("Identity", "ClaimpackGlyphs"));
    encoding.getDict().replaceKey("/Type", Object::newName("/CMap"));
    encoding.getDict().replaceKey("/CMapName", Object::newName("/ClaimpackGlyphs"));
    encoding.getDict().replaceKey("/CIDSystemInfo", Object::parse("<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"));
  }
  Object whole = pdf.makeIndirectObject(Object::parse("<< /Type /Font /Subtype /Type0 >>"));
  whole.replaceKey("/BaseFont", name);
  whole.replaceKey("/Encoding", encoding);
  whole.replaceKey("/DescendantFonts", Object::newArray({descendant}));
  whole.replaceKey("/ToUnicode", pdf.newStream(to_unicode(font.glyphs)));
  return whole;
}

}  // namespace claimpack::pack
