#include "pack/pdfa_structure.hpp"

#define POINTERHOLDER_TRANSITION 4
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>

#include <set>

namespace claimpack::pack {
namespace {

using Object = QPDFObjectHandle;

std::string bytes_of(Object stream) {
  const auto buffer = stream.getStreamData(qpdf_dl_all);
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const auto begin = text.find(from);
  const auto end = begin == std::string::npos ? begin : text.find(to, begin + from.size());
  return end == std::string::npos ? "" : text.substr(begin + from.size(), end - begin - from.size());
}

std::string unescaped(std::string text) {
  for (const auto& [from, to] : {std::pair("&lt;", "<"), {"&gt;", ">"}, {"&amp;", "&"}})
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1))
      text.replace(at, std::string(from).size(), to);
  return text;
}

class Judge {
 public:
  explicit Judge(const std::string& pdf) : bytes_(pdf) {
    pdf_.setSuppressWarnings(true);
    pdf_.processMemoryFile("file", pdf.data(), pdf.size());
  }

  std::vector<std::string> all() {
    file();
    description();
    output_intent();
    attachments();
    for (auto& object : pdf_.getAllObjects()) this->object(object);
    for (const auto& page : QPDFPageDocumentHelper(pdf_).getAllPages()) this->page(page.getObjectHandle());
    if (pdf_.anyWarnings()) say("the file was damaged");
    return complaints_;
  }

 private:
  void say(const std::string& what) {
    if (said_.insert(what).second) complaints_.push_back(what);
  }

  void file() {
    if (bytes_.rfind("%PDF-1.", 0) != 0 || bytes_.size() < 20) say("the header is no PDF's");
    else if (const auto line = bytes_.find('\n'); bytes_[line + 1] != '%' || static_cast<unsigned char>(bytes_[line + 2]) < 128)
      say("no comment of binary bytes after the header");
    if (pdf_.isEncrypted() || pdf_.getTrailer().hasKey("/Encrypt")) say("encrypted");
    if (!pdf_.getTrailer().getKey("/ID").isArray()) say("the trailer has no ID");
    const std::string end = bytes_.substr(bytes_.size() > 8 ? bytes_.size() - 8 : 0);
    if (end.find("%%EOF") == std::string::npos) say("bytes after the end");
    for (const char* key : {"/AA", "/OpenAction", "/AcroForm", "/OCProperties", "/Requirements", "/NeedsRendering"})
      if (pdf_.getRoot().hasKey(key)) say(std::string("the catalogue has ") + key);
    if (!pdf_.getRoot().getKey("/Lang").isString()) say("no language");
  }

  void description() {
    Object metadata = pdf_.getRoot().getKey("/Metadata");
    if (!metadata.isStream()) return say("no XMP");
    if (metadata.getDict().hasKey("/Filter")) say("XMP is packed");
    const std::string xmp = bytes_of(metadata);
    if (xmp.find("<pdfaid:part>3</pdfaid:part>") == std::string::npos ||
        xmp.find("<pdfaid:conformance>B</pdfaid:conformance>") == std::string::npos)
      say("XMP does not say PDF/A-3b");
    Object info = pdf_.getTrailer().getKey("/Info");
    if (!info.isDictionary()) return;
    if (info.getKey("/Title").getUTF8Value() != unescaped(between(xmp, "<rdf:li xml:lang=\"x-default\">", "</rdf:li>")))
      say("Info and XMP have other titles");
    if (info.getKey("/Producer").getUTF8Value() != between(xmp, "<pdf:Producer>", "</pdf:Producer>"))
      say("Info and XMP have other producers");
    for (const char* key : {"/CreationDate", "/ModDate", "/Author", "/Subject", "/Keywords", "/Creator"})
      if (info.hasKey(key)) say(std::string("Info has ") + key + " and XMP has not");
  }

  void output_intent() {
    Object intents = pdf_.getRoot().getKey("/OutputIntents");
    if (!intents.isArray() || intents.getArrayNItems() != 1) return say("not one output intent");
    Object intent = intents.getArrayItem(0);
    if (!intent.getKey("/S").isName() || intent.getKey("/S").getName() != "/GTS_PDFA1")
      say("the output intent is of another kind");
    Object profile = intent.getKey("/DestOutputProfile");
    if (!profile.isStream()) return say("the output intent has no profile");
    this->profile(profile, "RGB ");
  }

  void profile(Object stream, const std::string& space) {
    const std::string icc = bytes_of(stream);
    if (icc.size() < 132 || icc.substr(36, 4) != "acsp") return say("a profile is none");
    const auto byte = [&](std::size_t at) { return static_cast<unsigned>(static_cast<unsigned char>(icc[at])); };
    if ((byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3)) != icc.size()) say("a profile is not whole");
    if (icc.substr(16, 4) != space) say("a profile is of another colour space");
    if (byte(8) > 4) say("a profile is too new");
  }

  void attachments() {
    Object associated = pdf_.getRoot().getKey("/AF");
    const auto files = QPDFEmbeddedFileDocumentHelper(pdf_).getEmbeddedFiles();
    if (!files.empty() && (!associated.isArray() || associated.getArrayNItems() != static_cast<int>(files.size())))
      say("an attachment is not associated");
    for (const auto& [name, file] : files) {
      Object spec = file->getObjectHandle();
      if (!spec.getKey("/AFRelationship").isName()) say("attachment " + name + " has no relationship");
      if (!spec.hasKey("/F") || !spec.hasKey("/UF")) say("attachment " + name + " has no name");
      Object stream = file->getEmbeddedFileStream();
      if (!stream.isStream()) say("attachment " + name + " is not there");
      else if (!stream.getDict().getKey("/Subtype").isName() || !stream.getDict().getKey("/Params").isDictionary())
        say("attachment " + name + " has no type or no parameters");
    }
  }

  void object(Object object) {
    Object dict = object.isStream() ? object.getDict() : object;
    if (object.isStream()) stream(object);
    if (!dict.isDictionary()) return;
    if (dict.isDictionaryOfType("/FontDescriptor") && !dict.hasKey("/FontFile") && !dict.hasKey("/FontFile2") &&
        !dict.hasKey("/FontFile3"))
      say("a font is not embedded");
    if (dict.isDictionaryOfType("/Font")) font(dict);
    if (dict.hasKey("/Subtype") && dict.isDictionaryOfType("/Annot")) say("an annotation");
    if (dict.isDictionaryOfType("/Action")) say("an action");
    if (dict.hasKey("/JS") || dict.hasKey("/JavaScript")) say("a script");
    if (dict.isDictionaryOfType("/XObject", "/Image")) image(dict);
    if (dict.hasKey("/TR") || dict.hasKey("/HTP")) say("a transfer function");
  }

  void stream(Object stream) {
    Object filter = stream.getDict().getKey("/Filter");
    for (int i = 0; i < (filter.isArray() ? filter.getArrayNItems() : 1); ++i) {
      Object name = filter.isArray() ? filter.getArrayItem(i) : filter;
      if (name.isName() && (name.getName() == "/LZWDecode" || name.getName() == "/Crypt"))
        say("a stream is packed with " + name.getName());
    }
    for (const char* key : {"/F", "/FFilter", "/FDecodeParms"})
      if (stream.getDict().hasKey(key)) say("a stream lies in another file");
  }

  void font(Object font) {
    const std::string subtype = font.getKey("/Subtype").isName() ? font.getKey("/Subtype").getName() : "";
    const std::string name = font.getKey("/BaseFont").isName() ? font.getKey("/BaseFont").getName() : subtype;
    if (subtype != "/Type0" && subtype != "/Type3" && !font.getKey("/FontDescriptor").isDictionary())
      say(name + " is one of the standard fonts");
    if (subtype == "/Type0" && !font.getKey("/ToUnicode").isStream()) say(name + " does not speak Unicode");
    if (subtype == "/CIDFontType2" && !font.getKey("/CIDToGIDMap").isStream() && !font.getKey("/CIDToGIDMap").isName())
      say(name + " has no map to its glyphs");
  }

  void image(Object image) {
    if (image.hasKey("/Alternates") || image.hasKey("/OPI")) say("a picture has alternates");
    if (image.getKey("/Interpolate").isBool() && image.getKey("/Interpolate").getBoolValue()) say("a picture is interpolated");
    Object space = image.getKey("/ColorSpace");
    if (space.isArray() && space.getArrayItem(0).isName() && space.getArrayItem(0).getName() == "/ICCBased") {
      Object stream = space.getArrayItem(1);
      const long long n =
          stream.isStream() && stream.getDict().getKey("/N").isInteger() ? stream.getDict().getKey("/N").getIntValue() : 0;
      if (!stream.isStream() || (n != 1 && n != 3 && n != 4)) say("a picture's profile is not there");
      else profile(stream, n == 1 ? "GRAY" : n == 3 ? "RGB " : "CMYK");
    } else if (space.isArray() && space.getArrayItem(0).isName() && space.getArrayItem(0).getName() == "/Indexed") {
      Object base = space.getArrayItem(1);
      if (!base.isName() || base.getName() != "/DeviceRGB") say("a palette of colours that mean nothing without a press");
    } else if (!space.isName() || (space.getName() != "/DeviceGray" && space.getName() != "/DeviceRGB")) {
      if (!image.getKey("/ImageMask").isBool()) say("a picture's colours mean nothing without a press: " + space.unparse());
    }
  }

  void page(Object page) {
    Object box = QPDFPageObjectHelper(page).getAttribute("/MediaBox", false);
    if (!box.isRectangle()) return say("a page has no size");
    const auto size = box.getArrayAsRectangle();
    for (double side : {size.urx - size.llx, size.ury - size.lly})
      if (side < 3 || side > 14400) say("a page is too small or too large");
    if (page.hasKey("/AA")) say("a page acts");
  }

  const std::string& bytes_;
  QPDF pdf_;
  std::vector<std::string> complaints_;
  std::set<std::string> said_;
};

}  // namespace

std::vector<std::string> against_pdfa(const std::string& pdf) { return Judge(pdf).all(); }

}  // namespace claimpack::pack
