#include <cairo.h>

#include <algorithm>
#include <memory>

#include "fuzz/targets.hpp"
#include "receive/archive.hpp"
#include "receive/file_name.hpp"
#include "receive/json_places.hpp"
#include "receive/ofd_document.hpp"
#include "receive/ofd_embedded.hpp"
#include "receive/ofd_maker.hpp"
#include "receive/ofd_path.hpp"
#include "receive/ofd_seal.hpp"
#include "receive/receive.hpp"
#include "receive/scan_file.hpp"
#include "store/tar.hpp"

namespace claimpack::fuzz {

namespace {

using namespace receive;

Limits small_limits() {
  Limits limits;
  limits.pixels_max = 1'000'000, limits.pages_max = 5, limits.archive_entries_max = 50;
  limits.unpacked_bytes_max = 4 << 20, limits.file_bytes_max = 4 << 20;
  return limits;
}

std::filesystem::path written(Input input, const std::string& name) {
  static const made::Folder folder;
  made::write(folder / name, std::string(text_of(input)));
  return folder / name;
}

void take_zip(Input input) {
  const auto path = written(input, "a.zip");
  const auto kind = kind_of_archive(path, "a.zip", small_limits());
  const auto archive = unpack(path, "a.zip", small_limits());
  if (kind && archive) promised(kind.value() == archive.value().kind, "an archive is of one kind");
  if (!archive) return;
  for (const auto& file : archive.value().files) {
    promised(std::filesystem::exists(file.path), "what was unpacked is there");
    const auto below = file.path.lexically_relative(archive.value().folder->path());
    promised(!below.empty() && *below.begin() != "..", "nothing is unpacked outside the folder");
  }
}

void draw_all(const std::filesystem::path& path) {
  std::int64_t left = 4 << 20;
  const auto pages = open_ofd({path, "a.ofd", {}}, small_limits(), left);
  if (!pages) return;
  for (const auto& page : pages.value()) {
    const auto drawn = page->decode();
    if (!drawn) continue;
    const core::Image& image = drawn.value().pixels;
    promised(std::int64_t(image.width) * image.height <= small_limits().pixels_max, "no more pixels than the limit");
    for (const auto& run : drawn.value().text)
      promised(run.box.x >= 0 && run.box.y >= 0 && run.box.right() <= image.width && run.box.bottom() <= image.height,
               "text stands on its page");
  }
}

void take_ofd(Input input) { draw_all(written(input, "a.ofd")); }

constexpr char parted = '\x1e';
// What the parts of an input are, in their order; an empty one stays as made.
const char* const part_names[] = {"Doc_0/Pages/Page_0/Content.xml",
                                  "Doc_0/Document.xml",
                                  "Doc_0/PublicRes.xml",
                                  "Doc_0/Signs/Signatures.xml",
                                  "Doc_0/Signs/S/Signature.xml",
                                  "Doc_0/Signs/S/Seal.esl",
                                  "Doc_0/Attachs/Attachments.xml",
                                  "Doc_0/Attachs/invoice.xml",
                                  "Doc_0/Tags/CustomTags.xml",
                                  "Doc_0/Annots/Annotations.xml",
                                  "OFD.xml"};

made::Ofd whole_ofd() {
  made::Ofd ofd;
  ofd.objects = made::text_object(10, 20, "合计 100.00") + made::block(40, 10, 10, 10, "255 0 0");
  ofd.body = "<Signatures>Doc_0/Signs/Signatures.xml</Signatures>";
  ofd.document =
      "<Attachments>Attachs/Attachments.xml</Attachments><CustomTags>Tags/CustomTags.xml</CustomTags>"
      "<Annotations>Annots/Annotations.xml</Annotations>";
  ofd.resources = "<MultiMedias><MultiMedia ID=\"50\" Type=\"Image\"><MediaFile>p.png</MediaFile></MultiMedia></MultiMedias>";
  const auto put = [&](const char* name, const std::string& text) { ofd.files.push_back({name, made::bytes_of(text), true}); };
  put("Doc_0/Signs/Signatures.xml", "Signatures><Signature ID=\"1\" Type=\"Seal\" BaseLoc=\"S/Signature.xml\"/>");
  put("Doc_0/Signs/S/Signature.xml",
      "Signature><SignedInfo><Provider ProviderName=\"a\" Company=\"b\"/><Seal><BaseLoc>Seal.esl</BaseLoc></Seal><StampAnnot "
      "ID=\"1\" PageRef=\"1\" Boundary=\"60 10 20 20\" Clip=\"0 0 9 9\"/></SignedInfo><SignedValue>V.dat</SignedValue>");
  put("Doc_0/Attachs/Attachments.xml",
      "Attachments><Attachment ID=\"1\" Format=\"XML\"><FileLoc>invoice.xml</FileLoc></Attachment>");
  put("Doc_0/Attachs/invoice.xml", "eInvoice><Buyer><BuyerName>甲</BuyerName></Buyer><Item>1</Item><Item a=\"2\">2</Item>");
  put("Doc_0/Tags/CustomTags.xml", "CustomTags><CustomTag TypeID=\"1\"><FileLoc>Tag.xml</FileLoc></CustomTag>");
  put("Doc_0/Tags/Tag.xml", "eInvoice><Total><ObjectRef PageRef=\"1\">10</ObjectRef></Total>");
  put("Doc_0/Annots/Annotations.xml", "Annotations><Page PageID=\"1\"><FileLoc>A.xml</FileLoc></Page>");
  put("Doc_0/Annots/A.xml", "PageAnnot><Annot ID=\"9\" Type=\"Stamp\"><Appearance Boundary=\"1 1 9 9\">" +
                                made::block(0, 0, 5, 5, "0 0 255") + "</Appearance></Annot>");
  ofd.files.push_back({"Doc_0/p.png", made::png(made::coloured_page(8, 8)), true});
  return ofd;
}

void take_ofd_parts(Input input) {
  made::Ofd ofd = whole_ofd();
  std::string_view rest = text_of(input);
  for (const char* name : part_names) {
    const std::size_t end = std::min(rest.find(parted), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (part.empty()) continue;
    std::erase_if(ofd.files, [&](const made::ZipEntry& entry) { return entry.name == name; });
    // A blank in front: it goes in as it is, XML or not.
    ofd.files.push_back({name, made::bytes_of((part.front() == '<' ? "" : "<") + std::string(part)), true});
    if (std::string_view(name).ends_with(".esl")) ofd.files.back().bytes = made::Bytes(part.begin(), part.end());
  }
  const made::Bytes bytes = ofd.bytes();
  draw_all(written(bytes, "parts.ofd"));
}

void take_ofd_path(Input input) {
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_image_surface_create(CAIRO_FORMAT_A8, 16, 16), cairo_surface_destroy);
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> cairo(cairo_create(surface.get()), cairo_destroy);
  promised(add_abbreviated_path(cairo.get(), text_of(input), 500) <= 500, "no more segments than were asked for");
}

void take_ofd_seal(Input input) {
  if (const auto picture = seal_picture(input))
    promised(picture->bytes.size() <= input.size(), "a seal's picture lies in the seal");
}

void take_xml(Input input) {
  const auto xml = parse_xml({input.begin(), input.end()}, "a.xml");
  if (!xml) return;
  const auto root = root_of(xml.value());
  flat_values(root);
  trimmed_text_of(root), numbers_of(text_of(input)), rect_of(text_of(input)), area_of(root);
}

void take_intake(Input input) {
  const std::string text(text_of(input));
  const auto intake = parse_intake(text, "intake.json");
  if (intake) json_places(text);
}

void take_names(Input input) {
  const std::string_view text = text_of(input);
  extension_of(utf8_name(text)), unmarked_name(text), named_like_scan(text), is_leftover(text);
  const std::size_t half = text.size() / 2;
  const std::string a(text.substr(0, half)), b(text.substr(half));
  promised(!(natural_less(a, b) && natural_less(b, a)), "names have one order");
}

class Bytes : public core::InFile {
 public:
  explicit Bytes(Input input) : left_(input) {}
  core::Result<std::size_t> read(std::span<char> into) override {
    const std::size_t count = std::min(into.size(), left_.size());
    std::copy_n(left_.begin(), count, into.begin());
    left_ = left_.subspan(count);
    return count;
  }
  core::Result<core::FileStatus> status() override { return core::FileStatus{}; }

 private:
  Input left_;
};

void take_tar(Input input) {
  Bytes in(input);
  const auto read = store::read_tar(in, [&](const std::string& name, std::int64_t bytes, const store::TarRead& from) {
    promised(name.size() <= 100 && bytes >= 0, "a name and a length that a tar can have");
    std::string piece(4096, '\0');
    for (std::int64_t done = 0; done < bytes;) {
      const auto count = from(piece);
      if (!count) return core::Result<core::Done>(count.error());
      if (count.value() == 0) break;
      done += std::int64_t(count.value());
    }
    return core::Result<core::Done>(core::Done{});
  });
  static_cast<void>(read.ok());
}

std::vector<Seed> zips() {
  return {
      made::zip({{"a.txt", made::bytes_of("a")}, {"x/1.bmp", made::bmp(made::coloured_page(8, 8))}}),
      made::zip(
          {{"../a", made::bytes_of("a")}, {"\xcf\xee.jpg", made::bytes_of("b")}, {"l", made::bytes_of("/etc"), true, 0120777}}),
      made::zip({{"[Content_Types].xml", made::bytes_of("a")}, {"word/document.xml", made::bytes_of("b")}})};
}

std::vector<Seed> ofds() {
  made::Ofd plain;
  plain.objects = made::text_object(10, 20, "合计");
  return {plain.bytes(), whole_ofd().bytes()};
}

std::vector<Seed> parts() {
  std::vector<Seed> seeds;
  const auto seed = [&](int part, const std::string& text) {
    seeds.push_back(seed_of(std::string(std::size_t(part), parted) + text));
  };
  seed(0,
       "<Page><Area><PhysicalBox>0 0 60 40</PhysicalBox></Area><Template TemplateID=\"7\" ZOrder=\"Background\"/><Content><Layer "
       "ID=\"2\" "
       "Type=\"Body\" DrawParam=\"4\"><TextObject ID=\"10\" Boundary=\"1 1 30 8\" Font=\"3\" Size=\"4\" HScale=\"0.8\" "
       "ReadDirection=\"90\" "
       "CharDirection=\"0\" CTM=\"1 0 0 1 0 0\" Alpha=\"200\"><CGTransform CodePosition=\"0\" CodeCount=\"1\" "
       "GlyphCount=\"1\"><Glyphs>5"
       "</Glyphs></CGTransform><TextCode X=\"0\" Y=\"4\" DeltaX=\"g 3 4 5\" "
       "DeltaY=\"0\">合计大写</TextCode></TextObject></Layer></Content></Page>");
  seed(0,
       "<Page><Content><Layer ID=\"2\"><PathObject ID=\"4\" Boundary=\"0 0 50 40\" LineWidth=\"0.5\" Fill=\"true\" "
       "Rule=\"Even-Odd\" "
       "DashPattern=\"1 2\" DashOffset=\"1\" Cap=\"Round\" MiterLimit=\"3\"><Clips><Clip><Area><Path Boundary=\"0 0 9 "
       "9\"><AbbreviatedData>M 0 0 "
       "L 9 9 C</AbbreviatedData></Path></Area></Clip></Clips><FillColor><AxialShd MapType=\"Repeat\" MapUnit=\"3\" "
       "StartPoint=\"0 0\" "
       "EndPoint=\"9 9\"><Segment Position=\"0\"><Color Value=\"255 0 0\"/></Segment><Segment><Color Value=\"0 0 255\" "
       "Alpha=\"9\"/></Segment>"
       "</AxialShd></FillColor><StrokeColor Value=\"0 0 0\" ColorSpace=\"8\" Index=\"1\"/><AbbreviatedData>M 1 1 Q 2 2 3 3 B 1 2 "
       "3 4 5 6 A 3 4 0 1 "
       "0 9 9 C</AbbreviatedData></PathObject><ImageObject ID=\"5\" Boundary=\"10 10 20 20\" CTM=\"20 0 0 20 0 0\" "
       "ResourceID=\"50\" "
       "ImageMask=\"50\"/><CompositeObject ID=\"6\" Boundary=\"0 0 9 9\" ResourceID=\"60\"/><PageBlock "
       "ID=\"7\"><TextObject/></PageBlock></Layer>"
       "</Content></Page>");
  seed(1,
       "<Document><CommonData><MaxUnitID>9</MaxUnitID><PageArea><PhysicalBox>0 0 100 "
       "50</PhysicalBox></PageArea><PublicRes>PublicRes.xml"
       "</PublicRes><TemplatePage ID=\"7\" BaseLoc=\"Pages/Page_0/Content.xml\"/></CommonData><Pages><Page ID=\"1\" "
       "BaseLoc=\"Pages/Page_0/Content.xml\"/><Page ID=\"2\" BaseLoc=\"/Doc_0/Pages/../x\"/></Pages></Document>");
  seed(2,
       "<Res BaseLoc=\"Res\"><ColorSpaces><ColorSpace ID=\"8\" Type=\"CMYK\" BitsPerComponent=\"8\"><Palette><CV>1 2 3 "
       "4</CV></Palette>"
       "</ColorSpace></ColorSpaces><DrawParams><DrawParam ID=\"4\" Relative=\"4\" LineWidth=\"2\"><FillColor Value=\"1 2 "
       "3\"/></DrawParam>"
       "</DrawParams><Fonts><Font ID=\"3\" FontName=\"宋体\" "
       "Bold=\"true\"><FontFile>../p.png</FontFile></Font></Fonts><CompositeGraphicUnits>"
       "<CompositeGraphicUnit ID=\"60\" Width=\"9\" Height=\"9\"><Content><CompositeObject Boundary=\"0 0 9 9\" "
       "ResourceID=\"60\"/></Content>"
       "</CompositeGraphicUnit></CompositeGraphicUnits></Res>");
  return seeds;
}

std::vector<Seed> paths() {
  return {seed_of("M 0 0 L 9.5 1e1 Q 1 2 3 4 B 1 2 3 4 5 6 A 3 4 30 1 0 9 9 C S 1 1"), seed_of("M-1-1L.5.5 Z")};
}

std::vector<Seed> seals() {
  using namespace std::string_view_literals;
  return {seed_of("\x30\x24\x30\x1e\x30\x0a\x16\x02"
                  "ES\x02\x01\x04\x16\x01m\x16\x02id\x30\x0c\x16\x03PNG\x04\x03"
                  "abc\x02\x01\x14\x04\x02\x30\x80"sv),
          seed_of("\x30\x80\x30\x80\x16\x03OFD\x04\x81\x01x\0\0\0\0"sv)};
}

std::vector<Seed> xmls() {
  return {seed_of("<?xml version=\"1.0\" encoding=\"GBK\"?><a:e x=\"1 2 3 4\" "
                  "xmlns:a=\"u\"><b>1</b><b>&amp;&#x41;<![CDATA[c]]></b></a:e>"),
          seed_of("\xEF\xBB\xBF<PageArea><PhysicalBox>0 0 210 297</PhysicalBox></PageArea>")};
}

std::vector<Seed> intakes() {
  return {
      seed_of(
          R"({"claim_id": "A-1", "region": "xiamen", "claim_type": "inpatient", "submitted_on": "2026-03-20", "submitter": "self",
 "channel": "counter", "hospital": {"name": "示例医院", "level": 3, "designated": true, "networked": false},
 "filing": {"category": "referral", "created_on": "2026-03-01", "start": "2026-03-01", "end": null, "regions": ["上海市"], "hospitals": [],
 "settlement_mode": "direct", "consumed": true}, "flags": {"trauma": false, "rescue": true}})"),
      seed_of(R"({"filing": null, "claimant": {"name": "甲", "id_number": "35020619900307001X"},
 "decision": {"state": "accepted", "by": "乙", "on": "2026-04-01", "reason": "齐全", "right_agency": ""}, "flags": {}})")};
}

std::vector<Seed> names() {
  return {seed_of("扫描 10.JPG\x1e扫描 9.jpg"), seed_of("\xb2\xe2\xca\xd4.TIF"), seed_of("._a.png.DS_Store")};
}

class Tarred : public core::OutFile {
 public:
  core::Result<core::Done> write(std::string_view some) override {
    return bytes.insert(bytes.end(), some.begin(), some.end()), core::Done{};
  }
  core::Result<core::Done> sync() override { return core::Done{}; }
  Seed bytes;
};

std::vector<Seed> tars() {
  Tarred out;
  store::TarWriter writer(out);
  const Seed text = seed_of("hello"), more(513, 'x');
  Bytes first(text), second(more);
  promised(writer.add("ledger.sqlite", first, 5).ok() && writer.add("blobs/ab/abc", second, 513).ok() && writer.finish().ok(),
           "a tar is made");
  return {out.bytes};
}

}  // namespace

std::vector<Target> container_targets() {
  return {{"zip", take_zip, zips, 2048},
          {"ofd", take_ofd, ofds, 8192},
          {"ofd_parts", take_ofd_parts, parts, 4096},
          {"ofd_path", take_ofd_path, paths, 512},
          {"ofd_seal", take_ofd_seal, seals, 512},
          {"xml", take_xml, xmls, 1024},
          {"intake", take_intake, intakes, 2048},
          {"names", take_names, names, 128},
          {"tar", take_tar, tars, 4096}};
}

}  // namespace claimpack::fuzz
