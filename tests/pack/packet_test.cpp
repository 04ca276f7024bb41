// The packet as other programs see it: qpdf and poppler read it, nothing here knows how it was written.
#define POINTERHOLDER_TRANSITION 4
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFOutlineDocumentHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>

#include <cstdlib>
#include <set>

#include "catch.hpp"
#include "pack/made_claim.hpp"

namespace claimpack::pack {
namespace {

// The cover of the made claim has this many pages: all pages less the claim's own.
int cover_pages(const std::string& path, const MadeClaim& made) {
  QPDF pdf;
  pdf.processFile(path.c_str());
  return static_cast<int>(QPDFPageDocumentHelper(pdf).getAllPages().size()) - static_cast<int>(made.pages.size());
}

std::string text_of(const std::string& path, int page, const std::string& options = "") {
  const std::string number = std::to_string(page);
  return output_of("pdftotext " + options + " -f " + number + " -l " + number + " '" + path + "' -");
}

}  // namespace

TEST_CASE("the packet is a clean PDF with every page of the claim") {
  const MadeClaim made = made_claim();
  const Folder folder;
  const std::string path = folder.write("packet.pdf", made.packed().packet_pdf);
  const std::string check = output_of("qpdf --check '" + path + "'");
  CHECK(check.find("No syntax or stream encoding errors found") != std::string::npos);
  CHECK(check.find("WARNING") == std::string::npos);
  CHECK(cover_pages(path, made) >= 1);
  CHECK(cover_pages(path, made) <= 3);
  // Poppler too has nothing to say.
  CHECK(output_of("pdfinfo '" + path + "'").find("rror") == std::string::npos);
}

TEST_CASE("pages stand in the checklist's order, then the rest, blank pages last") {
  const MadeClaim made = made_claim();
  const Folder folder;
  const std::string path = folder.write("packet.pdf", made.packed().packet_pdf);
  const int cover = cover_pages(path, made);
  CHECK(text_of(path, cover + 1).find("王小明") != std::string::npos);            // the bill
  CHECK(text_of(path, cover + 3).find("氯化钠注射液") != std::string::npos);      // the list's second page
  CHECK(text_of(path, cover + 5).find("本页图像无法显示") != std::string::npos);  // the certificate that cannot be shown
  const Drawn blank = drawn(path, cover + 6, 72);
  CHECK(std::set<unsigned char>(blank.bytes.begin(), blank.bytes.end()) == std::set<unsigned char>{255});
}

TEST_CASE("JPEG and G4 are taken over byte by byte, other pixels without loss") {
  const MadeClaim made = made_claim();
  const Folder folder;
  const std::string path = folder.write("packet.pdf", made.packed().packet_pdf);
  const std::string list = output_of("pdfimages -list '" + path + "'");
  INFO(list);
  CHECK(occurrences(list, " jpeg ") == 1);
  CHECK(occurrences(list, " ccitt ") == 1);
  CHECK(occurrences(list, "  image  no ") == 3);  // nothing else: grey, blank, cards
  output_of("pdfimages -all '" + path + "' '" + folder.path("image") + "'");
  int jpegs = 0, strips = 0;
  for (int i = 0; i < 5; ++i) {
    const std::string name = folder.path("image-00" + std::to_string(i));
    if (std::filesystem::exists(name + ".jpg")) {
      const auto& original = *made.pages[0].original.bytes;
      CHECK(bytes_of(name + ".jpg") == std::string(original.begin(), original.end()));
      ++jpegs;
    } else if (std::filesystem::exists(name + ".ccitt")) {
      const auto& original = *made.pages[1].original.bytes;
      CHECK(bytes_of(name + ".ccitt") == std::string(original.begin(), original.end()));
      ++strips;
    }
  }
  CHECK(jpegs == 1);
  CHECK(strips == 1);
}

TEST_CASE("pages are upright, straight and as large as the paper") {
  const MadeClaim made = made_claim();
  const Folder folder;
  const std::string path = folder.write("packet.pdf", made.packed().packet_pdf);
  const int cover = cover_pages(path, made);
  SECTION("a page that was right already") {
    const Drawn page = drawn(path, cover + 1, 100);
    CHECK(page.width == Approx(827).margin(1));
    CHECK(page.height == Approx(1169).margin(1));
    CHECK(page.red(70, 70) > 190);
    CHECK(page.green(70, 70) < 60);
    CHECK(page.green(757, 70) > 240);
    CHECK(page.green(70, 1100) > 240);
  }
  SECTION("G4: black is black") {
    const Drawn page = drawn(path, cover + 2, 100);
    CHECK(page.width == Approx(256).margin(1));
    CHECK(page.green(30, 30) < 40);
    CHECK(page.green(200, 30) > 215);
    CHECK(page.green(30, 140) > 215);
  }
  SECTION("a page turned by 90 degrees and skewed by 3") {
    const Drawn page = drawn(path, cover + 3, 72);
    CHECK(page.width == Approx(400).margin(1));
    CHECK(page.height == Approx(560).margin(1));
    // The mark's own corners: straight within a pixel and a half.
    for (const auto& [x, y] : {std::pair(23, 23), std::pair(86, 23), std::pair(23, 86), std::pair(86, 86)})
      CHECK(page.green(x, y) < 40);
    for (const auto& [x, y] : {std::pair(17, 23), std::pair(93, 23), std::pair(17, 86), std::pair(93, 86)})
      CHECK(page.green(x, y) > 215);
    for (const auto& [x, y] : {std::pair(23, 453), std::pair(86, 516)}) CHECK(page.green(x, y) == Approx(100).margin(3));
    CHECK(page.green(380, 20) > 240);
    CHECK(page.green(380, 540) > 240);
  }
  SECTION("colours stay") {
    const Drawn page = drawn(path, cover + 4, 72);
    CHECK(page.red(100, 100) == Approx(30).margin(1));
    CHECK(page.green(100, 100) == Approx(120).margin(1));
    CHECK(page.blue(100, 100) == Approx(200).margin(1));
    CHECK(page.red(100, 400) == Approx(90).margin(1));
  }
}

TEST_CASE("the text of scans and cover can be searched and copied") {
  const MadeClaim made = made_claim();
  const Folder folder;
  const std::string path = folder.write("packet.pdf", made.packed().packet_pdf);
  const int cover = cover_pages(path, made);
  CHECK(text_of(path, cover + 1) ==
        "福建省医疗住院收费票据（电子）\n票据代码：35060124\n交款人：王小明\n\n金额合计（小写）1234.50\n𠮷田 & <核对>\n\n\f");
  CHECK(text_of(path, cover + 3, "-raw") == "氯化钠注射液\n床位费 3 天\n\f");
  std::string first;
  for (int page = 1; page <= cover; ++page) first += without_space(text_of(path, page, "-raw"));
  for (const char* words : {"医疗费用手工报销材料", "2024-000123", "王小明", "350203********0018", "厦门虚构医院",
                            "2024-04-20至2024-04-28", "0012345678", "¥1,234.50", "壹仟贰佰叁拾肆元伍角", "建议补正", "出院小结",
                            "免交", "费用清单缺第3页（共3页），请补交。", "清单.tif第3页", "说明.txt", "先自付10%"})
    CHECK((first.find(words) != std::string::npos ? "" : words) == std::string());
  CHECK(first.find("350203195803120018") == std::string::npos);
}

TEST_CASE("the invisible text lies on the line that it reads") {
  const MadeClaim made = made_claim();
  const Folder folder;
  const std::string path = folder.write("packet.pdf", made.packed().packet_pdf);
  const int cover = cover_pages(path, made);
  const auto box_of = [&](int page, const std::string& word) {
    const std::string number = std::to_string(page);
    const std::string html = output_of("pdftotext -bbox-layout -f " + number + " -l " + number + " '" + path + "' -");
    const auto end = html.find(">" + word + "<");
    REQUIRE(end != std::string::npos);
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    const auto begin = html.rfind("<word", end);
    REQUIRE(std::sscanf(html.c_str() + begin, "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &x0, &y0, &x1, &y1) ==
            4);
    return std::vector<double>{x0, y0, x1, y1};
  };
  // 100 dots an inch: 0.72 points a pixel. Line at (200, 60), 420 x 34.
  const auto bill = box_of(cover + 1, "福建省医疗住院收费票据（电子）");
  CHECK(bill[0] == Approx(144).margin(1));
  CHECK(bill[1] == Approx(43.2).margin(2));
  CHECK(bill[2] == Approx(446.4).margin(1));
  CHECK(bill[3] == Approx(67.7).margin(2));
  // The turned page: one point a pixel, (120, 200), 180 x 26 on the upright page.
  const auto row = box_of(cover + 3, "氯化钠注射液");
  CHECK(row[0] == Approx(120).margin(1));
  CHECK(row[1] == Approx(200).margin(2));
  CHECK(row[2] == Approx(300).margin(1));
  CHECK(row[3] == Approx(226).margin(2));
}

TEST_CASE("every font is embedded and speaks Unicode") {
  const MadeClaim made = made_claim();
  const Folder folder;
  const core::Packet packet = made.packed();
  for (const auto& [name, bytes] : {std::pair("packet.pdf", packet.packet_pdf), std::pair("notice.pdf", packet.notice_pdf)}) {
    const std::string fonts = output_of("pdffonts '" + folder.write(name, bytes) + "'");
    INFO(fonts);
    // Columns from the right: object id (two), uni, sub, emb.
    int seen = 0;
    std::size_t at = fonts.find('\n', fonts.find("---")) + 1;
    for (std::size_t end; (end = fonts.find('\n', at)) != std::string::npos; at = end + 1) {
      const std::string row = fonts.substr(at, end - at);
      ++seen;
      const bool embedded = row.find(" yes yes yes ") != std::string::npos || row.find(" yes no  yes ") != std::string::npos;
      CHECK((embedded ? "" : row) == std::string());
    }
    CHECK(seen >= 2);
  }
}

TEST_CASE("the same claim gives the same bytes, another claim another ID") {
  const MadeClaim made = made_claim(), again = made_claim();
  const core::Packet first = made.packed(), second = again.packed();
  CHECK(first.claim_json == second.claim_json);
  CHECK((first.packet_pdf == second.packet_pdf));
  CHECK((first.notice_pdf == second.notice_pdf));
  CHECK(first.packet_pdf.find("/CreationDate") == std::string::npos);
  MadeClaim other = made_claim();
  other.claim.claim_id = "2024-000124";
  CHECK((other.packed().packet_pdf != first.packet_pdf));
}

TEST_CASE("bookmarks follow the checklist and lead to the pages") {
  const MadeClaim made = made_claim();
  const Folder folder;
  const std::string path = folder.write("packet.pdf", made.packed().packet_pdf);
  const int cover = cover_pages(path, made);
  QPDF pdf;
  pdf.processFile(path.c_str());
  QPDFPageDocumentHelper pages(pdf);
  const auto page_of = [&](QPDFOutlineObjectHelper& mark) {
    int number = 0;
    for (const auto& page : pages.getAllPages()) {
      ++number;
      if (page.getObjectHandle().getObjGen() == mark.getDestPage().getObjGen()) return number;
    }
    return -1;
  };
  auto marks = QPDFOutlineDocumentHelper(pdf).getTopLevelOutlines();
  std::vector<std::pair<std::string, int>> seen;
  for (auto& mark : marks) seen.emplace_back(mark.getTitle(), page_of(mark));
  const std::vector<std::pair<std::string, int>> wanted{{"封面", 1},
                                                        {"住院收费票据", cover + 1},
                                                        {"费用清单", cover + 2},
                                                        {"出院小结（缺）", 1},
                                                        {"身份证或社会保障卡", cover + 4},
                                                        {"银行卡（免交）", 1},
                                                        {"其他材料", cover + 5},
                                                        {"空白页", cover + 6}};
  CHECK((seen == wanted));
  // Two cards on one page: two bookmarks to it, the second further down.
  auto cards = marks.at(4).getKids();
  REQUIRE(cards.size() == 2);
  CHECK(page_of(cards[0]) == cover + 4);
  CHECK(page_of(cards[1]) == cover + 4);
  CHECK(cards[0].getDest().getArrayItem(3).getNumericValue() == Approx(560).margin(0.5));
  CHECK(cards[1].getDest().getArrayItem(3).getNumericValue() == Approx(260).margin(0.5));
  CHECK(marks.at(1).getKids().at(0).getTitle() == "医疗住院收费票据 0012345678 · 1,234.50 元");
}

TEST_CASE("a page that cannot be shown says which and why") {
  const MadeClaim made = made_claim();
  const Folder folder;
  const std::string path = folder.write("packet.pdf", made.packed().packet_pdf);
  const std::string text = without_space(text_of(path, cover_pages(path, made) + 5, "-raw"));
  for (const char* words : {"本页图像无法显示", "坏页.pdf", "第7页", "文件已损坏或不完整"})
    CHECK((text.find(words) != std::string::npos ? "" : words) == std::string());
}

TEST_CASE("CMYK pictures keep their colours") {
  MadeClaim made = made_claim();
  const Folder folder;
  std::vector<std::uint8_t> inks;
  // Pure cyan. As Adobe writes it, 0 is full ink.
  const bool adobe = GENERATE(false, true);
  for (int i = 0; i < 64 * 64; ++i)
    for (int ink : {255, 0, 0, 0}) inks.push_back(static_cast<std::uint8_t>(adobe ? 255 - ink : ink));
  made.pages[0].original = encoded(core::EncodedImage::Format::jpeg, cmyk_jpeg_bytes(64, 64, inks), 64, 64, 4);
  made.pages[0].original.invert = adobe;
  const std::string path = folder.write("packet.pdf", made.packed().packet_pdf);
  const int page = cover_pages(path, made) + 1;
  CHECK(occurrences(output_of("pdfimages -list '" + path + "'"), " icc ") == 1);
  const Drawn picture = drawn(path, page, 72);
  CHECK(picture.red(300, 400) < 60);
  CHECK(picture.green(300, 400) > 140);
  CHECK(picture.blue(300, 400) > 180);
}

TEST_CASE("a photo's bend costs no corner of the paper") {
  MadeClaim made = made_claim();
  const Folder folder;
  core::Reading& photo = *made.readings[0];
  // The far edge of the paper is narrower by a third; the picture is white, marked where the paper's corners lie.
  photo.width = 600;
  photo.height = 800;
  photo.scan_width = 1200;
  photo.scan_height = 1500;
  photo.to_scan.m = {0.9, -0.1, 200, 0.02, 1.05, 150, 0.0, -0.0003, 1};
  photo.lines.clear();
  core::Image image(1200, 1500, 3);
  std::fill(image.bytes.begin(), image.bytes.end(), std::uint8_t{255});
  for (const core::Point corner : {core::Point{12, 12}, core::Point{588, 12}, core::Point{12, 788}, core::Point{588, 788}}) {
    const core::Point at = photo.to_scan.apply(corner);
    for (int y = int(at.y) - 6; y < at.y + 6; ++y)
      for (int x = int(at.x) - 6; x < at.x + 6; ++x)
        std::fill_n(&image.bytes[(std::size_t(y) * 1200 + x) * 3], 3, std::uint8_t{0});
  }
  made.pages[0].original = encoded(core::EncodedImage::Format::jpeg, jpeg_bytes(image), 1200, 1500, 3);
  const std::string path = folder.write("packet.pdf", made.packed().packet_pdf);
  const Drawn page = drawn(path, cover_pages(path, made) + 1, 100);
  int dark = 0;
  for (int y = 0; y < page.height; ++y)
    for (int x = 0; x < page.width; ++x) dark += page.green(x, y) < 100;
  // Four marks of about 12 x 12 pixels of the scan, each about as large on the page.
  CHECK(dark > 4 * 100);
}

TEST_CASE("pages with odd maps, sizes and pictures stay in the packet") {
  MadeClaim made = made_claim();
  const Folder folder;
  SECTION("a map that cannot be turned round") { made.readings[0]->to_scan.m = {0, 0, 0, 0, 0, 0, 0, 0, 1}; }
  SECTION("a page that was never read") {
    made.readings[0]->width = made.readings[0]->height = made.readings[0]->scan_width = made.readings[0]->scan_height = 0;
  }
  SECTION("a resolution that nobody believes") { made.readings[0]->dpi = 0; }
  SECTION("a JPEG without a picture") {
    made.pages[0].original = encoded(core::EncodedImage::Format::jpeg, {0xff, 0xd8, 0xff, 0xd9}, 827, 1169, 3);
  }
  SECTION("pixels that are fewer than they should be") {
    made.pages[0].original = {};
    made.pages[0].decode = []() -> core::Result<core::Page> {
      core::Page page;
      page.pixels.width = 100;
      page.pixels.height = 100;
      page.pixels.channels = 3;
      return page;
    };
  }
  const std::string path = folder.write("packet.pdf", made.packed().packet_pdf);
  output_of("qpdf --check '" + path + "'");
  CHECK(cover_pages(path, made) >= 1);
  const std::string size = output_of("pdfinfo -f 3 -l 3 '" + path + "'");
  CHECK(size.find("nan") == std::string::npos);
}

TEST_CASE("a claim that names a page nobody handed over is refused") {
  MadeClaim made = made_claim();
  made.claim.documents[0].pages[0].page = 17;
  const auto packet = pack(made.claim, made.pages, {});
  REQUIRE(!packet.ok());
  CHECK(packet.error().code == core::ErrorCode::bad_input);
}

TEST_CASE("an empty claim still has a cover") {
  const Folder folder;
  core::Claim claim;
  claim.claim_id = "空";
  const auto packet = pack(claim, {}, {});
  REQUIRE(packet.ok());
  output_of("qpdf --check '" + folder.write("packet.pdf", packet.value().packet_pdf) + "'");
  CHECK(packet.value().notice_pdf.empty());
}

TEST_CASE("without a Chinese font the error names the package") {
  // Fontconfig is read once in a process: the test runs itself again on a machine without fonts.
  if (std::getenv("CLAIMPACK_TEST_NO_FONTS")) {
    const MadeClaim made = made_claim();
    const auto packet = pack(made.claim, made.pages, {});
    REQUIRE(!packet.ok());
    CHECK(packet.error().code == core::ErrorCode::missing_part);
    CHECK(packet.error().cure.find("apt-get install fonts-noto-cjk") != std::string::npos);
    return;
  }
  const Folder folder;
  const std::string config = folder.write("fonts.conf", "<?xml version=\"1.0\"?><fontconfig></fontconfig>");
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  const std::string output = output_of("CLAIMPACK_TEST_NO_FONTS=1 FONTCONFIG_FILE='" + config + "' '" + self +
                                       "' 'without a Chinese font the error names the package'");
  CHECK(output.find("3 assertions") != std::string::npos);
}

}  // namespace claimpack::pack
