#include "pack/assemble.hpp"

#define POINTERHOLDER_TRANSITION 4  // std::shared_ptr only, as qpdf 11 asks to be told
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFWriter.hh>

#include <map>

#include "core/text.hpp"
#include "pack/colour_profiles.hpp"
#include "pack/embedded_font.hpp"
#include "pack/text_layer.hpp"

namespace claimpack::pack {
namespace {

using Object = QPDFObjectHandle;

constexpr const char* producer = "claimpack";

// Characters that XML 1.0 does not know are left out, of the title too: both must say the same.
std::string plain_title(const std::string& text) {
  std::string result;
  for (char32_t c : core::to_u32(text))
    if (c >= 0x20 && !(c >= 0x7f && c < 0xa0) && c != 0xfffe && c != 0xffff && c != 0xfeff) result += core::to_utf8(c);
  return result;
}

std::string xml_escaped(const std::string& text) {
  std::string result;
  for (char c : text) {
    if (c == '&') result += "&amp;";
    else if (c == '<') result += "&lt;";
    else if (c == '>') result += "&gt;";
    else result += c;
  }
  return result;
}

// No dates: the same claim gives the same bytes on any day.
std::string xmp(const std::string& title) {
  return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
         "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
         "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"
         "<pdfaid:part>3</pdfaid:part>\n<pdfaid:conformance>B</pdfaid:conformance>\n"
         "<dc:format>application/pdf</dc:format>\n"
         "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
         xml_escaped(title) +
         "</rdf:li></rdf:Alt></dc:title>\n"
         "<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>\n"
         "<pdf:Producer>" +
         producer +
         "</pdf:Producer>\n"
         "</rdf:Description>\n</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>\n";
}

void describe_picture(Object stream, int width, int height, int bits, const Object& colour_space) {
  Object dict = stream.getDict();
  dict.replaceKey("/Type", Object::newName("/XObject"));
  dict.replaceKey("/Subtype", Object::newName("/Image"));
  dict.replaceKey("/Width", Object::newInteger(width));
  dict.replaceKey("/Height", Object::newInteger(height));
  dict.replaceKey("/BitsPerComponent", Object::newInteger(bits));
  dict.replaceKey("/ColorSpace", colour_space);
}

int total_of(const std::vector<Bookmark>& bookmarks) {
  int total = 0;
  for (const Bookmark& bookmark : bookmarks) total += 1 + total_of(bookmark.children);
  return total;
}

}  // namespace

struct Assembly::File {
  QPDF pdf;
  Object font;  // of the invisible text; made when first needed
  Object to_unicode;
  std::vector<Object> pages;
  std::map<std::string, Object> profiles;  // a camera's profile stands in the file once, not on every page

  Object colour_space(const ImageStream& image);
  void add(Object page, std::size_t at) {
    page = pdf.makeIndirectObject(page);
    if (at == pages.size()) pdf.addPage(page, false);
    else pdf.addPageAt(page, true, pages[at]);
    pages.insert(pages.begin() + static_cast<std::ptrdiff_t>(at), page);
  }
  Object picture(const SealImage& image);
  Object resources_of(const DrawnPages& drawn);

  Object font_object();
  Object outline(const std::vector<Bookmark>& bookmarks, Object parent);
  Object profile_stream(const std::string& profile, int components);
  void describe(const std::string& title);
  void add_output_intent();
  void add_labels(const std::vector<PageLabels>& labels);
  void add_attachments(const std::vector<Attachment>& attachments);
};

Assembly::Assembly() : file_(std::make_unique<File>()) { file_->pdf.emptyPDF(); }

Assembly::~Assembly() = default;

Object Assembly::File::picture(const SealImage& image) {
  std::string colours, covers;
  for (std::size_t i = 0; i + 3 < image.pixels.size(); i += 4) {
    colours.append(reinterpret_cast<const char*>(&image.pixels[i]), 3);
    covers += static_cast<char>(image.pixels[i + 3]);
  }
  Object made = pdf.newStream(colours), cover = pdf.newStream(covers);
  describe_picture(made, image.width, image.height, 8, Object::newName("/DeviceRGB"));
  describe_picture(cover, image.width, image.height, 8, Object::newName("/DeviceGray"));
  made.getDict().replaceKey("/SMask", cover);
  return made;
}

// Of all pages that were drawn together.
Object Assembly::File::resources_of(const DrawnPages& drawn) {
  Object fonts = Object::newDictionary(), images = Object::newDictionary();
  for (std::size_t i = 0; i < drawn.fonts.size(); ++i)
    if (Object embedded = embedded_font(pdf, drawn.fonts[i]); !embedded.isNull())
      fonts.replaceKey("/F" + std::to_string(i), embedded);
  for (std::size_t i = 0; i < drawn.images.size(); ++i) images.replaceKey("/I" + std::to_string(i), picture(drawn.images[i]));
  Object resources = Object::newDictionary();
  resources.replaceKey("/Font", fonts);
  resources.replaceKey("/XObject", images);
  return pdf.makeIndirectObject(resources);
}

void Assembly::add_drawn(const DrawnPages& drawn, bool in_front) {
  Object resources = file_->resources_of(drawn);
  std::size_t at = in_front ? 0 : file_->pages.size();
  for (const std::string& operators : drawn.pages) {
    Object page = Object::parse("<< /Type /Page /MediaBox [ 0 0 " + number(drawn.width) + " " + number(drawn.height) + " ] >>");
    page.replaceKey("/Resources", resources);
    page.replaceKey("/Contents", file_->pdf.newStream(operators));
    file_->add(page, at++);
  }
}

Object Assembly::File::font_object() {
  if (font.isInitialized()) return font;
  Object file = pdf.newStream(glyphless_font());
  file.getDict().replaceKey("/Length1", Object::newInteger(static_cast<long long>(glyphless_font().size())));
  Object descriptor = pdf.makeIndirectObject(Object::parse(
      std::string("<< /Type /FontDescriptor /FontName /") + glyphless_name +
      " /Flags 4 /FontBBox [ 0 -120 1000 880 ] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >>"));
  descriptor.replaceKey("/FontFile2", file);
  Object half_widths = Object::parse("[ 32 126 500 ]");
  Object descendant = pdf.makeIndirectObject(
      Object::parse(std::string("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /") + glyphless_name +
                    " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>"));
  descendant.replaceKey("/W", half_widths);
  descendant.replaceKey("/FontDescriptor", descriptor);
  descendant.replaceKey("/CIDToGIDMap", pdf.newStream(code_to_glyph()));
  to_unicode = pdf.newStream("");
  font = pdf.makeIndirectObject(
      Object::parse(std::string("<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /BaseFont /") + glyphless_name + " >>"));
  font.replaceKey("/DescendantFonts", Object::newArray({descendant}));
  font.replaceKey("/ToUnicode", to_unicode);
  return font;
}

Object Assembly::File::profile_stream(const std::string& profile, int components) {
  Object& stream = profiles[profile];
  if (!stream.isInitialized()) {
    stream = pdf.newStream(profile);
    stream.getDict().replaceKey("/N", Object::newInteger(components));
  }
  return stream;
}

Object Assembly::File::colour_space(const ImageStream& image) {
  if (image.profile.empty())
    return image.colour_space.front() == '[' ? Object::parse(image.colour_space) : Object::newName(image.colour_space);
  return Object::newArray({Object::newName("/ICCBased"), profile_stream(image.profile, image.profile_components)});
}

void Assembly::add_scan(const Placement& placement, const ImageStream& image, const std::string& text) {
  Object stream = file_->pdf.newStream();
  stream.replaceStreamData(image.bytes, Object::newName(image.filter),
                           image.parameters.empty() ? Object::newNull() : Object::parse(image.parameters));
  describe_picture(stream, image.width, image.height, image.bits, file_->colour_space(image));
  if (!image.decode.empty()) stream.getDict().replaceKey("/Decode", Object::parse(image.decode));
  Object images = Object::newDictionary();
  images.replaceKey("/I", stream);
  Object resources = Object::newDictionary();
  resources.replaceKey("/XObject", images);
  if (!text.empty()) {
    Object fonts = Object::newDictionary();
    fonts.replaceKey("/T", file_->font_object());
    resources.replaceKey("/Font", fonts);
  }
  Object page =
      Object::parse("<< /Type /Page /MediaBox [ 0 0 " + number(placement.width) + " " + number(placement.height) + " ] >>");
  page.replaceKey("/Resources", resources);
  page.replaceKey("/Contents", file_->pdf.newStream("q " + matrix(placement.image) + "cm /I Do Q\n" + text));
  file_->add(page, file_->pages.size());
}

int Assembly::pages() const { return static_cast<int>(file_->pages.size()); }

// Writes /First … /Last under `parent` and returns it.
Object Assembly::File::outline(const std::vector<Bookmark>& bookmarks, Object parent) {
  Object previous;
  for (const Bookmark& bookmark : bookmarks) {
    Object item = pdf.makeIndirectObject(Object::newDictionary());
    item.replaceKey("/Title", Object::newUnicodeString(bookmark.title));
    item.replaceKey("/Parent", parent);
    Object destination = Object::newArray({pages.at(bookmark.page)});
    destination.appendItem(Object::newName(bookmark.has_top ? "/XYZ" : "/Fit"));
    if (bookmark.has_top) {
      destination.appendItem(Object::newInteger(0));
      destination.appendItem(Object::newReal(number(bookmark.top)));
      destination.appendItem(Object::newNull());
    }
    item.replaceKey("/Dest", destination);
    if (!bookmark.children.empty()) outline(bookmark.children, item);
    if (previous.isInitialized()) {
      previous.replaceKey("/Next", item);
      item.replaceKey("/Prev", previous);
    } else {
      parent.replaceKey("/First", item);
    }
    previous = item;
  }
  if (previous.isInitialized()) parent.replaceKey("/Last", previous);
  parent.replaceKey("/Count", Object::newInteger(total_of(bookmarks)));
  return parent;
}

// Info and XMP, which must agree.
void Assembly::File::describe(const std::string& title) {
  Object metadata = pdf.newStream(xmp(title));
  metadata.getDict().replaceKey("/Type", Object::newName("/Metadata"));
  metadata.getDict().replaceKey("/Subtype", Object::newName("/XML"));
  metadata.setFilterOnWrite(false);  // archives look for it without unpacking
  pdf.getRoot().replaceKey("/Metadata", metadata);
  Object info = Object::newDictionary();
  info.replaceKey("/Title", Object::newUnicodeString(title));
  info.replaceKey("/Producer", Object::newString(producer));
  pdf.getTrailer().replaceKey("/Info", pdf.makeIndirectObject(info));
}

void Assembly::File::add_output_intent() {
  Object intent = Object::parse(
      "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1) /Info (sRGB IEC61966-2.1) "
      "/RegistryName (http://www.color.org) >>");
  intent.replaceKey("/DestOutputProfile", profile_stream(srgb_profile(), 3));
  pdf.getRoot().replaceKey("/OutputIntents", Object::newArray({pdf.makeIndirectObject(intent)}));
}

void Assembly::File::add_labels(const std::vector<PageLabels>& labels) {
  if (labels.empty()) return;
  Object numbers = Object::newArray();
  for (const PageLabels& each : labels) {
    Object label = Object::parse("<< /S /D >>");
    label.replaceKey("/P", Object::newUnicodeString(each.prefix));
    label.replaceKey("/St", Object::newInteger(each.start));
    numbers.appendItem(Object::newInteger(each.page));
    numbers.appendItem(label);
  }
  Object tree = Object::newDictionary();
  tree.replaceKey("/Nums", numbers);
  pdf.getRoot().replaceKey("/PageLabels", tree);
}

void Assembly::File::add_attachments(const std::vector<Attachment>& attachments) {
  if (attachments.empty()) return;
  QPDFEmbeddedFileDocumentHelper embedded(pdf);
  Object associated = Object::newArray();
  for (const Attachment& each : attachments) {
    auto stream = QPDFEFStreamObjectHelper::createEFStream(pdf, each.bytes);
    stream.setSubtype(each.mime_type);
    auto file = QPDFFileSpecObjectHelper::createFileSpec(pdf, each.name, stream);
    file.setDescription(each.description);
    file.getObjectHandle().replaceKey("/AFRelationship", Object::newName("/" + each.relationship));
    embedded.replaceEmbeddedFile(each.name, file);
    associated.appendItem(file.getObjectHandle());
  }
  pdf.getRoot().replaceKey("/AF", associated);
}

std::string Assembly::finish(const std::string& title, const std::vector<Bookmark>& bookmarks, const std::string& to_unicode) {
  QPDF& pdf = file_->pdf;
  if (file_->to_unicode.isInitialized()) file_->to_unicode.replaceStreamData(to_unicode, Object::newNull(), Object::newNull());
  Object root = pdf.getRoot();
  if (!bookmarks.empty()) {
    root.replaceKey("/Outlines", file_->outline(bookmarks, pdf.makeIndirectObject(Object::parse("<< /Type /Outlines >>"))));
    root.replaceKey("/PageMode", Object::newName("/UseOutlines"));
  }
  root.replaceKey("/Lang", Object::newString("zh-CN"));
  root.replaceKey("/ViewerPreferences", Object::parse("<< /DisplayDocTitle true >>"));
  file_->add_labels(labels_);
  file_->add_attachments(attachments_);
  file_->add_output_intent();
  file_->describe(plain_title(title));

  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setMinimumPDFVersion("1.7");
  writer.setObjectStreamMode(qpdf_o_generate);
  writer.setNewlineBeforeEndstream(true);  // as PDF/A asks
  writer.setDeterministicID(true);
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

}  // namespace claimpack::pack
