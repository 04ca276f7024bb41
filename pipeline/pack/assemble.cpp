#include "pack/assemble.hpp"

#define POINTERHOLDER_TRANSITION 4  // std::shared_ptr only, as qpdf 11 asks to be told
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include "pack/text_layer.hpp"

namespace claimpack::pack {
namespace {

using Object = QPDFObjectHandle;

std::string xml_escaped(const std::string& text) {
  std::string result;
  for (char c : text) {
    if (c == '&') result += "&amp;";
    else if (c == '<') result += "&lt;";
    else if (c == '>') result += "&gt;";
    else if (static_cast<unsigned char>(c) >= 0x20) result += c;
  }
  return result;
}

// No dates: the same claim gives the same bytes on any day.
std::string xmp(const std::string& title) {
  return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
         "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
         "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n"
         "<dc:format>application/pdf</dc:format>\n"
         "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
         xml_escaped(title) +
         "</rdf:li></rdf:Alt></dc:title>\n"
         "<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>\n"
         "<pdf:Producer>claimpack</pdf:Producer>\n"
         "</rdf:Description>\n</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>\n";
}

int total_of(const std::vector<Bookmark>& bookmarks) {
  int total = 0;
  for (const Bookmark& bookmark : bookmarks) total += 1 + total_of(bookmark.children);
  return total;
}

}  // namespace

struct Assembly::File {
  QPDF pdf;
  // Pages copied from another file keep it in use until the end.
  std::vector<std::shared_ptr<std::string>> bytes;
  std::vector<std::shared_ptr<QPDF>> sources;
  Object font;  // of the invisible text; made when first needed
  Object to_unicode;
  std::vector<Object> pages;

  void add(QPDFPageObjectHelper page) {
    QPDFPageDocumentHelper(pdf).addPage(page, false);
    pages.push_back(QPDFPageDocumentHelper(pdf).getAllPages().back().getObjectHandle());
  }

  Object font_object();
  Object outline(const std::vector<Bookmark>& bookmarks, Object parent);
};

Assembly::Assembly() : file_(std::make_unique<File>()) { file_->pdf.emptyPDF(); }

Assembly::~Assembly() = default;

void Assembly::add_pdf(std::string bytes) {
  const auto kept = std::make_shared<std::string>(std::move(bytes));
  const auto source = std::make_shared<QPDF>();
  source->processMemoryFile("part", kept->data(), kept->size());
  file_->bytes.push_back(kept);
  file_->sources.push_back(source);
  for (const auto& page : QPDFPageDocumentHelper(*source).getAllPages()) {
    file_->add(page);
    ++pages_;
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

void Assembly::add_scan(const Placement& placement, const ImageStream& image, const std::string& text) {
  Object stream = file_->pdf.newStream();
  stream.replaceStreamData(image.bytes, Object::newName(image.filter),
                           image.parameters.empty() ? Object::newNull() : Object::parse(image.parameters));
  Object dict = stream.getDict();
  dict.replaceKey("/Type", Object::newName("/XObject"));
  dict.replaceKey("/Subtype", Object::newName("/Image"));
  dict.replaceKey("/Width", Object::newInteger(image.width));
  dict.replaceKey("/Height", Object::newInteger(image.height));
  dict.replaceKey("/BitsPerComponent", Object::newInteger(image.bits));
  dict.replaceKey("/ColorSpace", Object::newName(image.colour_space));
  if (!image.decode.empty()) dict.replaceKey("/Decode", Object::parse(image.decode));
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
  file_->add(QPDFPageObjectHelper(file_->pdf.makeIndirectObject(page)));
  ++pages_;
}

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
  Object metadata = pdf.newStream(xmp(title));
  metadata.getDict().replaceKey("/Type", Object::newName("/Metadata"));
  metadata.getDict().replaceKey("/Subtype", Object::newName("/XML"));
  root.replaceKey("/Metadata", metadata);
  Object info = Object::newDictionary();
  info.replaceKey("/Title", Object::newUnicodeString(title));
  info.replaceKey("/Producer", Object::newString("claimpack"));
  pdf.getTrailer().replaceKey("/Info", pdf.makeIndirectObject(info));

  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setMinimumPDFVersion("1.7");
  writer.setObjectStreamMode(qpdf_o_generate);
  writer.setDeterministicID(true);
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

int count_pages(const std::string& pdf) {
  QPDF read;
  read.setSuppressWarnings(true);
  read.processMemoryFile("packet", pdf.data(), pdf.size());
  return static_cast<int>(QPDFPageDocumentHelper(read).getAllPages().size());
}

}  // namespace claimpack::pack
