// PDF: scanned pages give their image as it is, born-digital ones are drawn with their text.
#include <algorithm>
#include <string>

#include "catch.hpp"
#include "receive/makers.hpp"
#include "receive/pdf_listing.hpp"
#include "receive/pixels.hpp"
#include "receive/tiff_file.hpp"
#include "receive/word_runs.hpp"

using namespace claimpack;
using namespace claimpack::receive;
using core::ErrorCode;
using core::Image;
using Format = core::EncodedImage::Format;

namespace {

const std::string whole_page = "q 595 0 0 842 0 0 cm /I0 Do Q\n";
const std::string sentence_of_text =
    "BT /F1 12 Tf 72 760 Td (The quick brown fox jumps over the lazy dog) Tj 0 -20 Td (and once more over the very same dog.) Tj "
    "ET\n";

core::Page scanned(const made::Folder& folder, const made::Bytes& bytes) {
  made::write(folder / "scan.pdf", bytes);
  return made::decoded(made::received(folder.path));
}

made::Bytes scan_pdf(const Image& picture, const made::Bytes& bytes, const std::string& operators, const std::string& more = "",
                     const std::string& of_image = "") {
  return made::pdf_page(595, 842, operators, {made::jpeg_object(picture, bytes, of_image)}, more);
}

std::string all_text(const core::Page& page) {
  std::string text;
  for (const auto& run : page.text) text += run.text + "|";
  return text;
}

const core::TextRun* run_of(const core::Page& page, const std::string& text) {
  const auto found =
      std::find_if(page.text.begin(), page.text.end(), [&](const auto& run) { return run.text.find(text) != std::string::npos; });
  return found == page.text.end() ? nullptr : &*found;
}

// The darkest grey within a box.
int darkest(const Image& image, const core::Box& box) {
  int dark = 255;
  for (int y = box.y; y < box.bottom(); ++y)
    for (int x = box.x; x < box.right(); ++x)
      dark = std::min(
          dark, int(image.bytes[(std::size_t(y) * std::size_t(image.width) + std::size_t(x)) * std::size_t(image.channels)]));
  return dark;
}

}  // namespace

TEST_CASE("a scanned PDF page gives its JPEG byte by byte") {
  const made::Folder folder;
  const auto picture = made::coloured_page(1240, 1754);
  const auto bytes = made::jpeg(picture, 0);
  const auto page = scanned(folder, scan_pdf(picture, bytes, whole_page));
  CHECK(page.original.format == Format::jpeg);
  REQUIRE(page.original.bytes);
  CHECK(*page.original.bytes == bytes);
  CHECK(made::mean_difference(page.pixels, picture) < 4);
  CHECK(page.dpi == Approx(150).margin(1));
  CHECK(page.exif_turn == 0);
  CHECK_FALSE(page.born_digital);
  CHECK(page.text.empty());
}

TEST_CASE("a turned PDF page tells the turn and keeps the pixels") {
  const made::Folder folder;
  const auto picture = made::page(620, 877);
  const auto bytes = made::jpeg(picture, 0);
  const auto check = [&](const made::Bytes& pdf, int turn) {
    const auto page = scanned(folder, pdf);
    CHECK(page.exif_turn == turn);
    CHECK(page.original.format == Format::jpeg);
    CHECK(made::mean_difference(page.pixels, picture) < 3);
    CHECK(page.dpi == Approx(75).margin(1));
  };
  SECTION("by /Rotate") {
    for (const int turn : {90, 180, 270}) check(scan_pdf(picture, bytes, whole_page, "/Rotate " + std::to_string(turn)), turn);
  }
  SECTION("by its matrix") {
    check(scan_pdf(picture, bytes, "q -595 0 0 -842 595 842 cm /I0 Do Q\n"), 180);
    // Clockwise by a quarter on a page that lies.
    check(made::pdf_page(842, 595, "q 0 -595 842 0 0 595 cm /I0 Do Q\n", {made::jpeg_object(picture, bytes)}), 90);
    check(made::pdf_page(842, 595, "q 0 595 -842 0 842 0 cm /I0 Do Q\n", {made::jpeg_object(picture, bytes)}), 270);
  }
  SECTION("by both, one against the other") {
    check(made::pdf_page(842, 595, "q 0 -595 842 0 0 595 cm /I0 Do Q\n", {made::jpeg_object(picture, bytes)}, "/Rotate 270"), 0);
  }
}

TEST_CASE("a mirrored image is drawn as the page shows it") {
  const made::Folder folder;
  const auto picture = made::page(1240, 1754);
  Image mirrored = made::copy(picture);
  for (int y = 0; y < mirrored.height; ++y)
    std::reverse(mirrored.bytes.begin() + std::ptrdiff_t(y) * 1240, mirrored.bytes.begin() + std::ptrdiff_t(y + 1) * 1240);
  const auto page = scanned(folder, scan_pdf(mirrored, made::jpeg(mirrored, 0), "q -595 0 0 842 595 0 cm /I0 Do Q\n"));
  CHECK(page.original.format == Format::none);
  CHECK_FALSE(page.born_digital);
  CHECK(page.dpi == Approx(150).margin(1));
  REQUIRE(page.pixels.width >= 1239);
  CHECK(int(page.pixels.bytes[std::size_t(130) * std::size_t(page.pixels.width) + 300]) < 60);   // the block upper left
  CHECK(int(page.pixels.bytes[std::size_t(300) * std::size_t(page.pixels.width) + 300]) > 200);  // and paper below it
}

TEST_CASE("an inverted image comes out as the page shows it") {
  const made::Folder folder;
  const auto picture = made::page(620, 877);
  Image negative = made::copy(picture);
  for (auto& value : negative.bytes) value = std::uint8_t(255 - value);
  const auto bytes = made::jpeg(negative, 0);
  const auto page = scanned(folder, scan_pdf(negative, bytes, whole_page, "", "/Decode [1 0]"));
  CHECK(made::mean_difference(page.pixels, picture) < 3);
  REQUIRE(page.original.format == Format::jpeg);
  CHECK(*page.original.bytes == bytes);
  CHECK(page.original.invert);
}

TEST_CASE("a scanned PDF page gives its Group 4 strip") {
  const made::Folder folder;
  const auto picture = made::page(1654, 2339);
  const auto strip = encode_g4(to_bits(picture), 1654, 2339);
  const auto with = [&](const std::string& parms, const made::Bytes& data, const std::string& filter) {
    return made::pdf_page(595, 842, whole_page,
                          {made::stream_object("/Type /XObject /Subtype /Image /Width 1654 /Height 2339 /BitsPerComponent 1 "
                                               "/ColorSpace /DeviceGray " +
                                                   filter + parms,
                                               data)});
  };
  const std::string parms = "/DecodeParms << /K -1 /Columns 1654 /Rows 2339 ";
  SECTION("as it is") {
    const auto page = scanned(folder, with(parms + ">>", strip, "/Filter /CCITTFaxDecode "));
    CHECK(made::same(page.pixels, picture));
    REQUIRE(page.original.format == Format::ccitt_g4);
    CHECK(*page.original.bytes == strip);
    CHECK_FALSE(page.original.black_is_one);
    CHECK(page.dpi == Approx(200).margin(1));
  }
  SECTION("with BlackIs1, whose code-black is light") {
    auto bits = to_bits(picture);
    for (auto& byte : bits) byte = std::uint8_t(~byte);
    const auto negative = encode_g4(bits, 1654, 2339);
    const auto page = scanned(folder, with(parms + "/BlackIs1 true >>", negative, "/Filter /CCITTFaxDecode "));
    CHECK(made::same(page.pixels, picture));
    CHECK(*page.original.bytes == negative);
    CHECK(page.original.black_is_one);
  }
  SECTION("bits in another coding become one") {
    auto bits = to_bits(picture);
    for (auto& byte : bits) byte = std::uint8_t(~byte);  // DeviceGray: 1 is white
    const auto page = scanned(folder, with("", bits, ""));
    CHECK(made::same(page.pixels, picture));
    REQUIRE(page.original.format == Format::ccitt_g4);
    CHECK(*page.original.bytes == strip);
  }
}

TEST_CASE("a scan with the invisible text of an OCR program stays a scan") {
  const made::Folder folder;
  const auto picture = made::page(1240, 1754);
  const auto bytes = made::jpeg(picture, 0);
  std::string hidden = sentence_of_text;
  hidden.replace(hidden.find("BT"), 2, "BT 3 Tr");
  const auto page = scanned(folder, scan_pdf(picture, bytes, whole_page + hidden));
  CHECK_FALSE(page.born_digital);
  CHECK(page.text.empty());
  REQUIRE(page.original.format == Format::jpeg);
  CHECK(*page.original.bytes == bytes);
}

TEST_CASE("print over a background picture is a born-digital page") {
  const made::Folder folder;
  Image paper(620, 877, 1);
  std::fill(paper.bytes.begin(), paper.bytes.end(), std::uint8_t(240));
  const auto page = scanned(folder, scan_pdf(paper, made::jpeg(paper, 0), whole_page + sentence_of_text));
  CHECK(page.born_digital);
  CHECK(page.dpi == 200);
  CHECK(all_text(page).find("quick") != std::string::npos);
  CHECK(page.original.format == Format::none);
}

TEST_CASE("a program's own line over a photo does not make it born-digital") {
  const made::Folder folder;
  const auto picture = made::page(1240, 1754);
  const auto page = scanned(folder, scan_pdf(picture, made::jpeg(picture, 0),
                                             whole_page + "BT /F1 9 Tf 400 20 Td (Scanned with some program) Tj ET\n"));
  CHECK_FALSE(page.born_digital);
  CHECK(page.text.empty());
}

TEST_CASE("a scan cut into strips is drawn at the strips' resolution") {
  const made::Folder folder;
  const auto picture = made::page(1240, 1754);
  Image upper(1240, 877, 1), lower(1240, 877, 1);
  std::copy_n(picture.bytes.begin(), upper.bytes.size(), upper.bytes.begin());
  std::copy_n(picture.bytes.begin() + std::ptrdiff_t(upper.bytes.size()), lower.bytes.size(), lower.bytes.begin());
  const auto page = scanned(
      folder, made::pdf_page(595.2, 841.92, "q 595.2 0 0 420.96 0 420.96 cm /I0 Do Q q 595.2 0 0 420.96 0 0 cm /I1 Do Q\n",
                             {made::jpeg_object(upper, made::jpeg(upper, 0)), made::jpeg_object(lower, made::jpeg(lower, 0))}));
  CHECK_FALSE(page.born_digital);
  CHECK(page.dpi == Approx(150).margin(1));
  CHECK(made::mean_difference(page.pixels, picture) < 6);
}

TEST_CASE("a born-digital page is drawn at 200 dpi, its text has boxes on it") {
  const made::Folder folder;
  const std::string operators = sentence_of_text + "BT /F1 12 Tf 300 500 Td (Total) Tj 100 0 Td (1234.50) Tj ET\n";
  const auto check = [](const core::Page& page, int width, int height) {
    CHECK(page.born_digital);
    CHECK(page.dpi == 200);
    CHECK(std::abs(page.pixels.width - width) <= 1);
    CHECK(std::abs(page.pixels.height - height) <= 1);
    for (const char* word : {"quick", "Total", "1234.50"}) {
      const auto* run = run_of(page, word);
      REQUIRE(run != nullptr);
      CHECK(run->box.right() <= page.pixels.width + 1);
      CHECK(darkest(page.pixels, run->box) < 80);  // there is print under it
    }
  };
  SECTION("upright") {
    const auto page = scanned(folder, made::pdf_page(595, 842, operators));
    check(page, 1653, 2339);
    const auto* total = run_of(page, "Total");
    CHECK(total->text == "Total");  // the amount stands apart
    CHECK(std::abs(total->box.x - 300 * 200 / 72) <= 3);
    CHECK(std::abs(total->box.bottom() - (842 - 500) * 200 / 72) <= 14);
    const auto* line = run_of(page, "quick");
    CHECK(line->text == "The quick brown fox jumps over the lazy dog");
  }
  SECTION("turned by /Rotate") {
    const auto page = scanned(folder, made::pdf_page(595, 842, operators, {}, "/Rotate 90"));
    CHECK(page.born_digital);
    CHECK(std::abs(page.pixels.width - 2339) <= 1);
    CHECK(std::abs(page.pixels.height - 1653) <= 1);
    const auto* total = run_of(page, "1234.50");
    REQUIRE(total != nullptr);
    CHECK(darkest(page.pixels, total->box) < 80);
  }
  SECTION("cut by /CropBox") {
    check(scanned(folder, made::pdf_page(595, 842, operators, {}, "/CropBox [50 100 545 800]")), 1375, 1945);
  }
}

TEST_CASE("PDFs that cannot be taken") {
  const made::Folder folder;
  const auto refused = [&](const made::Bytes& bytes, const Limits& limits = {}) {
    made::write(folder / "a.pdf", bytes);
    return made::refused(made::received(folder.path, limits));
  };
  const auto plain = made::pdf_page(595, 842, sentence_of_text);
  SECTION("cut off") {
    auto bytes = plain;
    bytes.resize(bytes.size() * 7 / 10);
    CHECK(refused(bytes) == ErrorCode::damaged);
  }
  SECTION("cut off after an earlier end, as a linearised file is") {
    auto bytes = made::bytes_of("%PDF-1.4\nstartxref\n0\n%%EOF\n");
    bytes.insert(bytes.end(), plain.begin(), plain.begin() + std::ptrdiff_t(plain.size() / 2));
    CHECK(refused(bytes) == ErrorCode::damaged);
  }
  SECTION("encrypted") {
    const std::string key(32, 'k');
    CHECK(refused(made::pdf({{"/Type /Catalog /Pages 2 0 R", {}, false},
                             {"/Type /Pages /Kids [3 0 R] /Count 1", {}, false},
                             {"/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]", {}, false},
                             {"/Filter /Standard /V 1 /R 2 /P -4 /O (" + key + ") /U (" + key + ")", {}, false}},
                            "/Encrypt 4 0 R /ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]")) ==
          ErrorCode::encrypted);
  }
  SECTION("of 10,000 pages") {
    std::vector<made::PdfObject> objects = {{"/Type /Catalog /Pages 2 0 R", {}, false}, {"", {}, false}};
    std::string kids;
    for (int i = 0; i < 10000; ++i) {
      kids += std::to_string(objects.size() + 1) + " 0 R ";
      objects.push_back({"/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]", {}, false});
    }
    objects[1].dictionary = "/Type /Pages /Kids [" + kids + "] /Count 10000";
    CHECK(refused(made::pdf(objects)) == ErrorCode::too_large);
  }
  SECTION("that say they have more pages than objects") {
    CHECK(refused(made::pdf({{"/Type /Catalog /Pages 2 0 R", {}, false},
                             {"/Type /Pages /Kids [3 0 R 3 0 R] /Count 10000", {}, false},
                             {"/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]", {}, false}})) == ErrorCode::damaged);
  }
  SECTION("nothing but its first line") { CHECK(refused(made::bytes_of("%PDF-1.4\n%%EOF\n")) == ErrorCode::damaged); }
}

TEST_CASE("limits hold for a PDF's images and for drawing") {
  const made::Folder folder;
  Limits limits;
  limits.pixels_max = 100'000;
  SECTION("image") {
    const auto picture = made::page(400, 400);
    made::write(folder / "a.pdf", scan_pdf(picture, made::jpeg(picture), whole_page));
  }
  SECTION("page") { made::write(folder / "a.pdf", made::pdf_page(14000, 14000, sentence_of_text)); }
  const auto received = made::received(folder.path, limits);
  REQUIRE(received.pages.size() == 1);
  const auto page = received.pages[0]->decode();
  REQUIRE_FALSE(page.ok());
  CHECK(page.error().code == ErrorCode::too_large);
}

TEST_CASE("pages of a PDF are decoded one by one, in any order") {
  const made::Folder folder;
  const auto first = made::page(620, 877), second = made::coloured_page(877, 620);
  const auto page = [](int content, int image, const char* box) {
    return made::PdfObject{"/Type /Page /Parent 2 0 R /MediaBox [0 0 " + std::string(box) + "] /Contents " +
                               std::to_string(content) + " 0 R /Resources << /XObject << /I0 " + std::to_string(image) +
                               " 0 R >> >>",
                           {},
                           false};
  };
  made::write(folder / "a.pdf", made::pdf({{"/Type /Catalog /Pages 2 0 R", {}, false},
                                           {"/Type /Pages /Kids [3 0 R 4 0 R] /Count 2", {}, false},
                                           page(5, 7, "595 842"),
                                           page(6, 8, "842 595"),
                                           made::content_object(whole_page),
                                           made::content_object("q 842 0 0 595 0 0 cm /I0 Do Q\n"),
                                           made::jpeg_object(first, made::jpeg(first)),
                                           made::jpeg_object(second, made::jpeg(second))}));
  const auto received = made::received(folder.path);
  REQUIRE(received.pages.size() == 2);
  const auto two = made::decoded(received, 1), one = made::decoded(received, 0);
  CHECK(two.origin.page == 2);
  CHECK(made::mean_difference(two.pixels, second) < 4);
  CHECK(made::mean_difference(one.pixels, first) < 4);
}

TEST_CASE("a word is as high as its print, whatever its font claims") {
  // 项目 of 30 pixels an em in a font that claims 2.9 of them, its middle at 145
  const Word tall = as_high_as_print({"项目", 100, 101, 160, 189});
  CHECK(tall.y1 - tall.y0 == Approx(36));
  CHECK((tall.y0 + tall.y1) / 2 == Approx(145));
  CHECK(as_high_as_print({"10.00", 100, 101, 175, 189}).y1 < 170);
  const Word usual = as_high_as_print({"项目", 100, 100, 160, 140}), upright = as_high_as_print({"项目", 100, 100, 130, 160});
  CHECK(usual.y1 - usual.y0 == Approx(40));
  CHECK(upright.y1 - upright.y0 == Approx(60));
  // So that neighbours in a table stay apart: a gap of half an em between two cells.
  CHECK_FALSE(belongs_to(as_high_as_print({"单位", 915, 261, 975, 349}), as_high_as_print({"数量", 991, 261, 1051, 349})));
}

TEST_CASE("words of one line are joined only where they touch") {
  PdfFacts facts;
  facts.pages = 1;
  facts.listed.push_back({595, 842, 0, {}, {}});
  add_text(facts,
           "<page width=\"595\" height=\"842\"><line xMin=\"0\">"
           "<word xMin=\"10\" yMin=\"10\" xMax=\"50\" yMax=\"20\">费用&lt;1&gt;</word>"
           "<word xMin=\"52\" yMin=\"10\" xMax=\"80\" yMax=\"20\">合计</word>"
           "<word xMin=\"90\" yMin=\"10\" xMax=\"120\" yMax=\"20\">12.50</word></line></page>");
  REQUIRE(facts.listed[0].text.size() == 2);
  CHECK(facts.listed[0].text[0].text == "费用<1>合计");
  CHECK(facts.listed[0].text[1].text == "12.50");
  CHECK(facts.listed[0].text[1].box == core::Box{250, 27, 84, 29});
}
