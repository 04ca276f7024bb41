// OFD: pictures, annotations, seals, data beside the pages; and files that mean harm.
#include <algorithm>

#include "catch.hpp"
#include "receive/ofd_maker.hpp"
#include "receive/ofd_seal.hpp"
#include "receive/pixels.hpp"
#include "receive/tiff_file.hpp"

namespace claimpack::receive {

namespace {

using made::bytes_of;
using made::Ofd;
using Kind = core::TextFault::Kind;

struct Taken {
  made::Folder folder;
  Received got;
  explicit Taken(const Ofd& ofd, const Limits& limits = {}) {
    made::write(folder / "a.ofd", ofd.bytes());
    got = made::received(folder / "a.ofd", limits);
  }
};

core::Page drawn(const Ofd& ofd) {
  const Taken taken(ofd);
  REQUIRE(taken.got.pages.size() == 1);
  return made::decoded(taken.got);
}

core::ErrorCode refused(const Ofd& ofd, const Limits& limits = {}) { return made::refused(Taken(ofd, limits).got); }

core::ErrorCode decode_error(const Ofd& ofd, const Limits& limits = {}) {
  const Taken taken(ofd, limits);
  REQUIRE(taken.got.pages.size() == 1);
  const auto page = taken.got.pages[0]->decode();
  return page.ok() ? core::ErrorCode(0) : page.error().code;
}

core::Image plain(int width, int height, std::vector<int> bgr) {
  core::Image image(width, height, 3);
  for (std::size_t i = 0; i < image.bytes.size(); ++i) image.bytes[i] = std::uint8_t(bgr[i % 3]);
  return image;
}

const std::vector<int> red{0, 0, 255}, blue{255, 0, 0};

std::string image_object(const std::string& id, const std::string& more = "") {
  return "<ImageObject Boundary=\"10 10 20 20\" CTM=\"20 0 0 20 0 0\" ResourceID=\"" + id + "\" " + more + "/>";
}

std::string media(const std::string& file, const std::string& id = "50") {
  return "<MultiMedias><MultiMedia ID=\"" + id + "\" Type=\"Image\"><MediaFile>" + file +
         "</MediaFile></MultiMedia></MultiMedias>";
}

std::string value_of(const core::EmbeddedData& data, const std::string& path) {
  for (const auto& [name, value] : data.values)
    if (name == path) return value;
  return "-";
}

made::Bytes der(std::uint8_t tag, const made::Bytes& value) {
  made::Bytes out{tag};
  if (value.size() < 128) out.push_back(std::uint8_t(value.size()));
  else
    out.insert(out.end(), {0x83, std::uint8_t(value.size() >> 16), std::uint8_t(value.size() >> 8), std::uint8_t(value.size())});
  out.insert(out.end(), value.begin(), value.end());
  return out;
}

made::Bytes joined(std::vector<made::Bytes> parts) {
  made::Bytes all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// A seal as GB/T 38540 has it, as far as its picture.
made::Bytes seal_of(const std::string& type, const made::Bytes& picture) {
  const auto header = der(0x30, joined({der(0x16, bytes_of("ES")), der(0x02, {4}), der(0x16, bytes_of("maker"))}));
  const auto info = der(0x30, joined({der(0x16, bytes_of(type)), der(0x04, picture), der(0x02, {20}), der(0x02, {20})}));
  return der(0x30, joined({der(0x30, joined({header, der(0x16, bytes_of("id")), info})), der(0x04, {0x30, 0x80, 1, 2})}));
}

Ofd sealed(const made::Bytes& seal, const std::string& clip = "") {
  Ofd ofd;
  ofd.objects = made::text_object(10, 20, "合计金额");
  ofd.body = "<Signatures>Doc_0/Signs/Signatures.xml</Signatures>";
  ofd.files = {
      {"Doc_0/Signs/Signatures.xml", bytes_of(R"(Signatures><Signature ID="1" Type="Seal" BaseLoc="Sign_0/Signature.xml"/>)"),
       true},
      {"Doc_0/Signs/Sign_0/Signature.xml",
       bytes_of(
           R"(Signature><SignedInfo><Provider ProviderName="某厂" Company="某公司"/><SignatureDateTime>20260315</SignatureDateTime><Seal><BaseLoc>Seal.esl</BaseLoc></Seal><StampAnnot ID="1" PageRef="1" Boundary="60 10 20 20" )" +
           clip + R"(/></SignedInfo><SignedValue>SignedValue.dat</SignedValue>)"),
       true},
      {"Doc_0/Signs/Sign_0/Seal.esl", seal, true}};
  return ofd;
}

}  // namespace

TEST_CASE("pictures of an OFD are drawn in their place") {
  Ofd ofd;
  ofd.objects = image_object("50");
  SECTION("PNG, JPEG, BMP, TIFF") {
    const made::Folder folder;
    const core::Image grey = made::page(200, 200);
    made::tiff(folder / "p.tif", {{&grey}});
    for (const auto& [name, bytes] : {std::pair{"p.png", made::png(plain(40, 40, red))},
                                      {"p.jpg", made::jpeg(plain(40, 40, red), 0, 0, false, 100)},
                                      {"p.bmp", made::bmp(plain(40, 40, red))}}) {
      INFO(name);
      ofd.resources = media(name);
      ofd.files = {{std::string("Doc_0/") + name, bytes, true}};
      const core::Page page = drawn(ofd);
      CHECK(page.faults.empty());
      const auto colour = made::colour_at(page, 20, 20);
      CHECK(colour[2] > 250);
      CHECK(colour[0] < 6);
      CHECK(made::is_white(page, 35, 20));
    }
    ofd.resources = media("p.tif");
    ofd.files = {{"Doc_0/p.tif", made::read(folder / "p.tif"), true}};
    CHECK(made::ink(drawn(ofd), 10, 10, 20, 20) > 500);
  }
  SECTION("transparent PNG lets the paper through") {
    made::Bytes rows;
    for (int y = 0; y < 2; ++y)
      for (const int alpha : {255, 0}) rows.insert(rows.end(), {255, 0, 0, std::uint8_t(alpha)});
    ofd.resources = media("p.png");
    ofd.files = {{"Doc_0/p.png", made::png_raw(2, 2, 8, 6, rows), true}};
    const core::Page page = drawn(ofd);
    CHECK(made::colour_at(page, 12, 20) == red);
    CHECK(made::is_white(page, 28, 20));
  }
  SECTION("a mask's light is the opacity") {
    ofd.objects = image_object("50", "ImageMask=\"51\"");
    core::Image mask(2, 1, 1);
    mask.bytes = {255, 0};
    ofd.resources = media("p.png") + media("m.png", "51");
    ofd.files = {{"Doc_0/p.png", made::png(plain(40, 40, red)), true}, {"Doc_0/m.png", made::png(mask), true}};
    const core::Page page = drawn(ofd);
    CHECK(made::colour_at(page, 12, 20) == red);
    CHECK(made::is_white(page, 28, 20));
  }
  SECTION("what is missing, broken or of an unknown kind is told, the rest is drawn") {
    ofd.objects += made::text_object(60, 20, "合计金额");
    for (const auto& bytes : {made::Bytes(), bytes_of("GIF89a no picture"), bytes_of("\x89PNG\r\n\x1A\n cut off")}) {
      ofd.resources = media("p.gif");
      ofd.files.clear();
      if (!bytes.empty()) ofd.files = {{"Doc_0/p.gif", bytes, true}};
      const core::Page page = drawn(ofd);
      REQUIRE(page.faults.size() == 1);
      CHECK(page.faults[0].kind == Kind::not_drawn);
      CHECK(std::abs(page.faults[0].box.x - 78) <= 2);
      CHECK(page.text.size() == 1);
    }
  }
  SECTION("a picture with more pixels than the limit is not unpacked") {
    ofd.resources = media("p.png");
    ofd.files = {{"Doc_0/p.png", made::png_header(30000, 30000), true}};
    REQUIRE(drawn(ofd).faults.size() == 1);
  }
}

TEST_CASE("a picture that is the page, with text that does not show: a scan with somebody's reading") {
  Ofd ofd;
  std::string line;
  for (int i = 0; i < 30; ++i) line += "读出";
  ofd.resources = media("scan.png");
  ofd.files = {{"Doc_0/scan.png", made::png(made::page(1182, 591)), true}};
  const std::string picture = "<ImageObject Boundary=\"0 0 100 50\" CTM=\"100 0 0 50 0 0\" ResourceID=\"50\"/>";
  const std::string text = made::text_object(2, 20, line, 1.5), unseen = made::text_object(2, 20, line, 1.5, "Alpha=\"0\"");
  SECTION("under the picture") { ofd.objects = text + picture; }
  SECTION("transparent over it") { ofd.objects = picture + unseen; }
  const core::Page page = drawn(ofd);
  CHECK_FALSE(page.born_digital);
  CHECK(page.text.empty());
  CHECK(page.faults.empty());
  CHECK(std::abs(page.dpi - 300) < 1);  // the picture's own resolution
  CHECK(page.pixels.width == 1182);
}

TEST_CASE("print over a picture of the paper is the file's own") {
  std::string line;
  for (int i = 0; i < 30; ++i) line += "印出";
  Ofd ofd;
  ofd.resources = media("paper.png");
  ofd.files = {{"Doc_0/paper.png", made::png(plain(400, 200, {240, 250, 250})), true}};
  ofd.objects = "<ImageObject Boundary=\"0 0 100 50\" CTM=\"100 0 0 50 0 0\" ResourceID=\"50\"/>" +
                made::text_object(2, 20, line, 1.5) + made::text_object(2, 30, line, 1.5);
  const core::Page page = drawn(ofd);
  CHECK(page.born_digital);
  CHECK(page.text.size() >= 2);
}

TEST_CASE("annotations are drawn; a watermark's text is none of the paper's") {
  Ofd ofd;
  ofd.document = "<Annotations>Annots.xml</Annotations>";
  const std::string appearance =
      "<Appearance Boundary=\"50 10 40 30\">" + made::text_object(2, 10, "批注文字") + "</Appearance></Annot>";
  const auto with = [&](const std::string& head) {
    ofd.files = {{"Doc_0/Annots.xml", bytes_of("Annotations><Page PageID=\"1\"><FileLoc>Annot_0.xml</FileLoc></Page>"), true},
                 {"Doc_0/Annot_0.xml", bytes_of("PageAnnot>" + head + appearance), true}};
    return drawn(ofd);
  };
  const core::Page stamp = with("<Annot ID=\"1\" Type=\"Stamp\">"), water = with("<Annot ID=\"1\" Type=\"Watermark\">"),
                   unseen = with("<Annot ID=\"1\" Type=\"Stamp\" Visible=\"false\">");
  CHECK(made::ink(stamp, 50, 10, 40, 30) > 50);
  REQUIRE(stamp.text.size() == 1);
  CHECK(stamp.text[0].text == "批注文字");
  CHECK(made::ink(water, 50, 10, 40, 30) > 50);
  CHECK(water.text.empty());
  CHECK(made::ink(unseen, 50, 10, 40, 30) == 0);
}

TEST_CASE("the seal of a signature is drawn where it was set, and who signed is told") {
  const made::Bytes picture = made::png(plain(20, 20, red));
  const auto found = seal_picture(seal_of("PNG", picture));
  REQUIRE(found);
  CHECK(found->bytes == picture);
  SECTION("PNG in the seal's file") {
    const core::Page page = drawn(sealed(seal_of("PNG", picture)));
    CHECK(made::colour_at(page, 70, 20) == red);
    CHECK(made::is_white(page, 85, 20));
    REQUIRE(page.embedded.size() == 1);
    CHECK(value_of(page.embedded[0], "Signature/ProviderName") == "某厂");
    CHECK(value_of(page.embedded[0], "Signature/Type") == "Seal");
  }
  SECTION("a piece of it") {
    const core::Page page = drawn(sealed(seal_of("PNG", picture), "Clip=\"0 0 8 20\""));
    CHECK(made::colour_at(page, 64, 20) == red);
    CHECK(made::is_white(page, 75, 20));
  }
  SECTION("an OFD in the seal") {
    Ofd inner;
    inner.objects = made::block(0, 0, 100, 50, "0 0 255");
    const core::Page page = drawn(sealed(seal_of("OFD", inner.bytes())));
    CHECK(made::colour_at(page, 70, 20) == blue);
  }
  SECTION("a seal in the signed value") {
    Ofd ofd = sealed({});
    ofd.files.back() = {"Doc_0/Signs/Sign_0/SignedValue.dat",
                        der(0x30, joined({der(0x30, seal_of("PNG", picture)), der(0x04, {1})})), true};
    CHECK(made::colour_at(drawn(ofd), 70, 20) == red);
  }
  SECTION("a seal without a picture is told, and a print under one is not hidden") {
    const core::Page page = drawn(sealed(bytes_of("no seal")));
    REQUIRE(page.faults.size() == 1);
    CHECK(page.faults[0].kind == Kind::not_drawn);
    CHECK(page.faults[0].says == "电子印章");
    Ofd over = sealed(seal_of("PNG", picture));
    over.objects += made::block(65, 15, 10, 10, "0 0 0");
    CHECK(made::colour_at(drawn(over), 70, 20) == std::vector<int>{0, 0, 0});
  }
  SECTION("DER cut off or endless says nothing") {
    made::Bytes cut = seal_of("PNG", picture);
    for (std::size_t size = 0; size < cut.size(); size += 7) {
      const auto part = seal_picture(std::span(cut).first(size));
      CHECK((!part || part->bytes.size() <= picture.size()));
    }
    made::Bytes deep(4000, 0x30);
    for (std::size_t i = 1; i < deep.size(); i += 2) deep[i] = 0x7F;
    CHECK_FALSE(seal_picture(deep));
  }
}

TEST_CASE("the data that an OFD carries beside its pages") {
  Ofd ofd;
  ofd.body = "<DocInfo><CustomDatas><CustomData Name=\"发票号码\">12345678</CustomData></CustomDatas></DocInfo>";
  ofd.document = "<Attachments>Attachs/Attachments.xml</Attachments><CustomTags>Tags/CustomTags.xml</CustomTags>";
  ofd.objects =
      made::text_object(10, 20, "¥").insert(11, " ID=\"21\"") + made::text_object(20, 20, "318.00").insert(11, " ID=\"22\"");
  ofd.files = {
      {"Doc_0/Attachs/Attachments.xml",
       bytes_of("Attachments><Attachment ID=\"8\" Name=\"original_invoice\" "
                "Format=\"xml\"><FileLoc>original_invoice.xml</FileLoc></Attachment>"
                "<Attachment ID=\"9\" Name=\"picture\"><FileLoc>note.txt</FileLoc></Attachment>"),
       true},
      {"Doc_0/Attachs/original_invoice.xml",
       bytes_of("<eInvoice xmlns:fp=\"urn:x\" "
                "Version=\"1.0\"><fp:InvoiceNo>12345678</fp:InvoiceNo><fp:Buyer><fp:BuyerName><![CDATA[江小渝]]></fp:BuyerName>"
                "<fp:Empty/></fp:Buyer><fp:GoodsInfos><fp:GoodsInfo><fp:Item>药费</fp:Item></"
                "fp:GoodsInfo><fp:GoodsInfo><fp:Item>床位费</fp:Item>"
                "</fp:GoodsInfo></fp:GoodsInfos></eInvoice>"),
       true},
      {"Doc_0/Attachs/note.txt", bytes_of("no data"), true},
      {"Doc_0/Tags/CustomTags.xml", bytes_of("CustomTags><CustomTag TypeID=\"fp\"><FileLoc>Tag.xml</FileLoc></CustomTag>"), true},
      {"Doc_0/Tags/Tag.xml",
       bytes_of("<fp:eInvoice xmlns:fp=\"urn:x\"><fp:Total><fp:ObjectRef PageRef=\"1\">21</fp:ObjectRef><fp:ObjectRef "
                "PageRef=\"1\">22</fp:ObjectRef></fp:Total>"
                "<fp:TypeCode><fp:ObjectData>0</fp:ObjectData></fp:TypeCode><fp:Gone><fp:ObjectRef "
                "PageRef=\"9\">99</fp:ObjectRef></fp:Gone></fp:eInvoice>"),
       true}};
  const core::Page page = drawn(ofd);
  REQUIRE(page.embedded.size() == 3);
  const auto& invoice = page.embedded[0];
  CHECK(invoice.from == "Doc_0/Attachs/original_invoice.xml");
  CHECK(invoice.root == "eInvoice");
  CHECK_FALSE(invoice.by_reference);
  CHECK(value_of(invoice, "@Version") == "1.0");
  CHECK(value_of(invoice, "InvoiceNo") == "12345678");
  CHECK(value_of(invoice, "Buyer/BuyerName") == "江小渝");
  CHECK(value_of(invoice, "Buyer/Empty") == "-");
  CHECK(value_of(invoice, "GoodsInfos/GoodsInfo/Item") == "药费");
  CHECK(value_of(invoice, "GoodsInfos/GoodsInfo[2]/Item") == "床位费");
  const auto& tags = page.embedded[1];
  CHECK(tags.by_reference);
  CHECK(value_of(tags, "Total") == "¥318.00");
  CHECK(value_of(tags, "TypeCode") == "0");
  CHECK(value_of(tags, "Gone") == "-");
  CHECK(page.embedded[2].root == "CustomDatas");
  CHECK(value_of(page.embedded[2], "发票号码") == "12345678");
}

TEST_CASE("several documents in one OFD are counted through") {
  Ofd ofd;
  ofd.objects = made::text_object(10, 20, "第一份文件");
  ofd.files = {
      {"OFD.xml",
       bytes_of("OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody><DocBody><DocInfo><CustomDatas><CustomData "
                "Name=\"n\">v</CustomData>"
                "</CustomDatas></DocInfo><DocRoot>Doc_1/Document.xml</DocRoot></DocBody>"),
       true},
      {"Doc_1/Document.xml",
       bytes_of("Document><CommonData/><Pages><Page ID=\"1\" BaseLoc=\"P.xml\"/><Page ID=\"2\" BaseLoc=\"P.xml\"/></Pages>"),
       true},
      {"Doc_1/P.xml", bytes_of("Page><Content><Layer>" + made::text_object(10, 20, "第二份文件") + "</Layer></Content>"), true}};
  const Taken taken(ofd);
  REQUIRE(taken.got.pages.size() == 3);
  CHECK(taken.got.pages[2]->origin().page == 3);
  CHECK(made::decoded(taken.got, 0).embedded.empty());
  CHECK(made::decoded(taken.got, 1).embedded.size() == 1);
  CHECK(made::decoded(taken.got, 2).embedded.empty());
  CHECK(made::decoded(taken.got, 2).text.at(0).text == "第二份文件");
}

TEST_CASE("of several versions the current one is read") {
  Ofd ofd;
  ofd.objects = made::text_object(10, 20, "从前的文字");
  ofd.body =
      "<Versions><Version ID=\"1\" Index=\"1\" BaseLoc=\"Doc_0/V1.xml\"/><Version ID=\"2\" Index=\"2\" Current=\"true\" "
      "BaseLoc=\"Doc_0/V2.xml\"/></Versions>";
  ofd.files = {
      {"Doc_0/V2.xml", bytes_of("DocVersion><DocRoot>/Doc_0/Document_2.xml</DocRoot>"), true},
      {"Doc_0/Document_2.xml", bytes_of("Document><CommonData/><Pages><Page ID=\"1\" BaseLoc=\"P2.xml\"/></Pages>"), true},
      {"Doc_0/P2.xml", bytes_of("Page><Content><Layer>" + made::text_object(10, 20, "现在的文字") + "</Layer></Content>"), true}};
  CHECK(drawn(ofd).text.at(0).text == "现在的文字");
}

// A picture as JBIG2 has it (ITU-T T.88): one page, one generic region coded as Group 4.
made::Bytes jbig2(const core::Image& bilevel) {
  made::Bytes file{0x97, 'J', 'B', '2', 0x0D, 0x0A, 0x1A, 0x0A, 1, 0, 0, 0, 1};
  const auto put = [&](std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) file.push_back(std::uint8_t(number >> shift));
  };
  const auto segment = [&](std::uint32_t number, std::uint8_t type, std::size_t length) {
    put(number);
    file.insert(file.end(), {type, 0, 1});
    put(std::uint32_t(length));
  };
  const auto width = std::uint32_t(bilevel.width), height = std::uint32_t(bilevel.height);
  const auto code = encode_g4(to_bits(bilevel), bilevel.width, bilevel.height);
  segment(0, 48, 19);
  put(width), put(height), put(0), put(0);
  file.insert(file.end(), {0, 0, 0});
  segment(1, 39, 18 + code.size());
  put(width), put(height), put(0), put(0);
  file.insert(file.end(), {0, 1});
  file.insert(file.end(), code.begin(), code.end());
  segment(2, 49, 0);
  return file;
}

TEST_CASE("a JBIG2 picture of an OFD is drawn") {
  core::Image half(64, 64, 1);
  for (std::size_t i = 0; i < half.bytes.size(); ++i) half.bytes[i] = i % 64 < 32 ? 0 : 255;
  Ofd ofd;
  ofd.objects = image_object("50");
  ofd.resources = media("p.jb2");
  ofd.files = {{"Doc_0/p.jb2", jbig2(half), true}};
  const core::Page page = drawn(ofd);
  CHECK(page.faults.empty());
  CHECK(made::colour_at(page, 15, 20) == std::vector<int>{0, 0, 0});
  CHECK(made::is_white(page, 25, 20));
  ofd.files[0].bytes.resize(30);  // cut off
  CHECK(drawn(ofd).faults.size() == 1);
}

TEST_CASE("an OFD is taken alone, in a folder, in a ZIP, and packed again in a folder of its own") {
  Ofd ofd;
  ofd.objects = made::text_object(10, 20, "合计金额");
  const made::Folder folder;
  std::filesystem::create_directories(folder / "claim");
  made::write(folder / "claim/bill.ofd", ofd.bytes());
  const auto found = find_claims(folder.path);
  REQUIRE(found.ok());
  REQUIRE(found.value().size() == 1);
  CHECK(found.value()[0].claim_id == "claim");
  CHECK(made::received(folder / "claim").pages.size() == 1);
  made::write(folder / "claim.zip", made::zip({{"票据/bill.ofd", ofd.bytes(), true}, {"票据/二.ofd", ofd.bytes(), true}}));
  const Received packed = made::received(folder / "claim.zip");
  REQUIRE(packed.pages.size() == 2);
  CHECK(packed.pages[0]->origin().file == "bill.ofd");
  CHECK(made::decoded(packed, 1).text.size() == 1);
  SECTION("all OFDs of a claim together unpack to no more than the limit") {
    made::write(folder / "claim/second.ofd", ofd.bytes());
    Limits limits;
    limits.unpacked_bytes_max = std::int64_t(ofd.bytes().size() * 3 / 2);
    CHECK(made::received(folder / "claim", limits).pages.size() == 2);
    limits.unpacked_bytes_max = std::int64_t(ofd.bytes().size());  // its directory is more than half of it
    CHECK(made::received(folder / "claim", limits).pages.size() == 1);
  }
  made::write(
      folder / "again.ofd",
      made::zip({{"x/OFD.xml", bytes_of("<OFD><DocBody><DocRoot>D/Document.xml</DocRoot></DocBody></OFD>"), true},
                 {"x/D/Document.xml", bytes_of("<Document><Pages><Page ID=\"1\" BaseLoc=\"P.xml\"/></Pages></Document>"), true},
                 {"x/D/P.xml", bytes_of("<Page/>"), true}}));
  CHECK(made::received(folder / "again.ofd").pages.size() == 1);
}

TEST_CASE("OFDs that cannot be taken are refused with the reason") {
  Ofd ofd;
  ofd.objects = made::text_object(10, 20, "合计金额");
  SECTION("encrypted as a whole or in an entry") {
    ofd.files = {{"Encryptions.xml", bytes_of("Encryptions>"), true}};
    CHECK(refused(ofd) == core::ErrorCode::encrypted);
    ofd.files = {{"Doc_0/x.dat", bytes_of("x"), true, 0100644, true}};
    CHECK(refused(ofd) == core::ErrorCode::encrypted);
  }
  SECTION("no document, a document that does not parse, no pages") {
    ofd.files = {{"OFD.xml", bytes_of("OFD><DocBody><DocRoot>Doc_9/Document.xml</DocRoot></DocBody>"), true}};
    CHECK(refused(ofd) == core::ErrorCode::damaged);
    ofd.files = {{"Doc_0/Document.xml", bytes_of("<Document><Pages>"), true}};
    CHECK(refused(ofd) == core::ErrorCode::damaged);
    ofd.files = {{"OFD.xml", bytes_of("OFD>"), true}};
    CHECK(refused(ofd) == core::ErrorCode::empty);
  }
  SECTION("more pages than the limit") {
    Limits limits;
    limits.pages_max = 3;
    ofd.pages = "";
    for (int i = 0; i < 4; ++i) ofd.pages += "<Page ID=\"1\" BaseLoc=\"Pages/Page_0/Content.xml\"/>";
    CHECK(refused(ofd, limits) == core::ErrorCode::too_large);
  }
  SECTION("unpacks to too much") {
    Limits limits;
    limits.unpacked_bytes_max = 500;
    CHECK(refused(ofd, limits) == core::ErrorCode::too_large);
  }
}

TEST_CASE("a page that cannot be drawn is an error of its own, never a crash") {
  Ofd ofd;
  SECTION("its file is missing, leads outside, does not parse") {
    for (const char* where : {"Pages/Page_7/Content.xml", "../../../../etc/passwd", "/etc/passwd", ""}) {
      ofd.pages = std::string("<Page ID=\"1\" BaseLoc=\"") + where + "\"/>";
      CHECK(decode_error(ofd) == core::ErrorCode::damaged);
    }
    Ofd broken;
    broken.files = {{"Doc_0/Pages/Page_0/Content.xml", bytes_of("<Page><Content>"), true}};
    CHECK(decode_error(broken) == core::ErrorCode::damaged);
  }
  SECTION("larger than the limits") {
    Limits limits;
    limits.pixels_max = 100'000;
    CHECK(decode_error(ofd, limits) == core::ErrorCode::too_large);
    ofd.page_head = "<Area><PhysicalBox>0 0 900000 900000</PhysicalBox></Area>";
    CHECK(decode_error(ofd) == core::ErrorCode::too_large);
  }
  SECTION("blocks in blocks, a million deep") {
    std::string deep;
    for (int i = 0; i < 200'000; ++i) deep += "<PageBlock>";
    for (int i = 0; i < 200'000; ++i) deep += "</PageBlock>";
    ofd.prefix = "", ofd.objects = deep;
    CHECK(decode_error(ofd) == core::ErrorCode(0));
  }
  SECTION("an external entity is not followed") {
    ofd.files = {
        {"Doc_0/Pages/Page_0/Content.xml",
         bytes_of("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM "
                  "\"file:///etc/passwd\">]><Page><Content><Layer><TextObject Boundary=\"0 0 90 9\" "
                  "Font=\"3\" Size=\"4\"><TextCode X=\"1\" Y=\"5\">&e;</TextCode></TextObject></Layer></Content></Page>"),
         true}};
    const core::Page page = drawn(ofd);
    for (const auto& run : page.text) CHECK(run.text.find("root") == std::string::npos);
  }
  SECTION("numbers that are none, matrices that flatten, endless dashes") {
    ofd.objects =
        R"(<PathObject Boundary="nan inf 1e400 -5" CTM="0 0 0 0 0 0" LineWidth="-1"><AbbreviatedData>M 0 0 L x y A 1 C C Q</AbbreviatedData></PathObject>)"
        R"(<PathObject Boundary="0 0 100 50" DashPattern="0.0001 0.0001"><AbbreviatedData>M 0 0 L 1000000 1000000 L -1000000 5</AbbreviatedData></PathObject>)"
        R"(<PathObject Boundary="0 0 100 50" DashPattern="0 0" CTM="1e6 0 0 1e6 0 0"><AbbreviatedData>M 0 0 L 9999999 9999999</AbbreviatedData></PathObject>)"
        R"(<TextObject Boundary="0 0 0 0" Font="9" Size="1e9" CTM="1e-9 0 0 1e-9 0 0"><TextCode X="1" Y="1" DeltaX="g 1e9 1e9 g -5 x">字</TextCode></TextObject>)"
        R"(<ImageObject Boundary="0 0 0 0" ResourceID="999"/><CompositeObject ResourceID="999" Boundary="1 1 1 1"/>)" +
        made::text_object(10, 20, "合计金额");
    const core::Page page = drawn(ofd);
    CHECK(std::any_of(page.text.begin(), page.text.end(), [](const auto& run) { return run.text == "合计金额"; }));
  }
}

}  // namespace claimpack::receive
