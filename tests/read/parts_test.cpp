// The parts of reading: text layers, cutting, order, check boxes, codes, seals, signatures.
#include <ZXing/BitMatrix.h>
#include <ZXing/CharacterSet.h>
#include <ZXing/MultiFormatWriter.h>

#include <opencv2/imgproc.hpp>

#include "catch.hpp"
#include "read/made_page.hpp"
#include "read/parts.hpp"
#include "read/read.hpp"

namespace claimpack::read {

namespace {

using made::line;

std::vector<std::string> texts(const std::vector<core::Line>& lines) {
  std::vector<std::string> out;
  for (const auto& each : lines) out.push_back(each.text);
  return out;
}

using Texts = std::vector<std::string>;

core::CleanPage with_layer(std::vector<core::TextRun> runs) {
  core::CleanPage page;
  page.text_layer = std::move(runs);
  return page;
}

// Modules as black squares with their left upper corner at `at`.
void draw(cv::Mat& page, const ZXing::BitMatrix& code, cv::Point at) {
  for (int y = 0; y < code.height(); ++y)
    for (int x = 0; x < code.width(); ++x) page.at<uchar>(at.y + y, at.x + x) = code.get(x, y) ? 0 : 255;
}

void draw_square(cv::Mat& page, cv::Rect box, bool ticked) {
  cv::rectangle(page, box, cv::Scalar(0), 2);
  if (!ticked) return;
  cv::line(page, {box.x + 5, box.y + box.height / 2}, {box.x + 10, box.y + box.height - 6}, cv::Scalar(0), 3);
  cv::line(page, {box.x + 10, box.y + box.height - 6}, {box.x + box.width - 5, box.y + 6}, cv::Scalar(0), 3);
}

}  // namespace

TEST_CASE("a sound text layer becomes lines") {
  const auto lines = lines_of_text_layer(with_layer({{"姓名：A12江", {100, 50, 200, 30}},
                                                     {"  ", {0, 0, 20, 20}},
                                                     {"住院号", {0, 0, 0, 0}},
                                                     {"金额合计", {100, 100, 120, 30}}}));
  REQUIRE(texts(lines) == Texts{"姓名：A12江", "金额合计"});
  const auto& first = lines[0];
  CHECK(first.source == core::Line::Source::text_layer);
  CHECK(first.confidence > 0.99);
  REQUIRE(first.glyphs.size() == 7);
  // Han characters and full-width marks are twice as wide as figures; all lie in the run's box.
  CHECK(first.glyphs[0].w == Approx(2 * first.glyphs[4].w).margin(2));
  CHECK(first.glyphs.front().x == 100);
  CHECK(first.glyphs.back().x + first.glyphs.back().w == Approx(300).margin(3));
}

TEST_CASE("a text layer that is not sound gives nothing") {
  CHECK(lines_of_text_layer(with_layer({})).empty());
  CHECK(lines_of_text_layer(with_layer({{"第1页", {0, 0, 60, 20}}})).empty());  // a stamp on a scan, no page
  const std::string private_use = "\xEE\x80\x81", replaced = "\xEF\xBF\xBD";
  CHECK(lines_of_text_layer(with_layer({{"姓名住院号金额合计" + private_use + private_use, {0, 0, 200, 20}}})).empty());
  CHECK(lines_of_text_layer(with_layer({{"姓名住院号金额合计" + replaced + "\x01", {0, 0, 200, 20}}})).empty());
  CHECK(lines_of_text_layer(with_layer({{"姓名住院号金额合计", {0, 0, 200, 20}}})).size() == 1);
}

TEST_CASE("lines are cut where a gap is wide") {
  auto given = line(100, 50, "项目名称      金额 元", 0.9);
  given.glyphs[0].probability = 0.5;
  given.source = core::Line::Source::second_reader;
  const auto lines = cut_at_gaps({given, line(100, 100, "床 位 费")}, 1.8);
  REQUIRE(texts(lines) == Texts{"项目名称", "金额元", "床位费"});
  CHECK(lines[0].upright == core::Box{100, 50, 120, 30});
  CHECK(lines[1].upright.x == 100 + 120 + 6 * 15);
  CHECK(lines[0].confidence == Approx((0.5 + 3 * 0.9) / 4));
  CHECK(lines[1].confidence == Approx(0.9));
  CHECK(lines[1].source == core::Line::Source::second_reader);
  CHECK(cut_at_gaps({}, 1.8).empty());
}

TEST_CASE("lines are cut at printed rules that stand between two characters") {
  const auto given = line(100, 50, "床位费西药费");
  const auto cut = [&](core::Rule rule) { return texts(cut_at_rules({given}, {rule})); };
  CHECK(cut({{189, 20, 2, 200}, false}) == Texts{"床位费", "西药费"});
  CHECK(cut({{100, 64, 400, 2}, true}) == Texts{"床位费西药费"});    // a rule across
  CHECK(cut({{189, 300, 2, 200}, false}) == Texts{"床位费西药费"});  // of another row
  CHECK(cut({{189, 50, 2, 30}, false}) == Texts{"床位费西药费"});    // no longer than the character: a stroke
  CHECK(cut({{90, 20, 2, 200}, false}) == Texts{"床位费西药费"});    // beside the line
}

TEST_CASE("lines in the order of reading") {
  std::vector<core::Line> lines = {line(600, 205, "四"), line(100, 300, "五"), line(300, 102, "二"),
                                   line(100, 200, "三"), line(100, 98, "一"),  line(500, 306, "六")};
  sort_lines(lines);
  CHECK(texts(lines) == Texts{"一", "二", "三", "四", "五", "六"});
  std::vector<core::Line> none;
  sort_lines(none);
  CHECK(none.empty());
}

TEST_CASE("check boxes are put before the words that they belong to") {
  cv::Mat pixels = made::paper();
  draw_square(pixels, {100, 103, 24, 24}, false);
  draw_square(pixels, {300, 103, 24, 24}, true);
  draw_square(pixels, {800, 500, 24, 24}, true);  // far from any word
  const auto page = made::page(pixels);
  std::vector<core::Line> lines = {line(130, 100, "临时"), line(330, 100, "长期"), line(100, 300, "姓名")};
  mark_checkboxes(page, lines);
  CHECK(texts(lines) == Texts{"□临时", "☑长期", "姓名"});
  CHECK(lines[0].glyphs[0].x == Approx(100).margin(3));
  CHECK(lines[0].upright.x == Approx(100).margin(3));
  CHECK(lines[0].upright.right() == 190);
  CHECK(lines[2].upright == core::Box{100, 300, 60, 30});
}

TEST_CASE("a box that the reader saw gets its tick, and figures get no box") {
  cv::Mat pixels = made::paper();
  draw_square(pixels, {100, 103, 24, 24}, true);
  draw_square(pixels, {300, 103, 24, 24}, false);
  const auto page = made::page(pixels);
  core::Line boxed = line(130, 100, "长期");
  boxed.glyphs.insert(boxed.glyphs.begin(), {"□", 0.9, 98, 28, {}});
  boxed.text = "□长期", boxed.upright = {98, 100, 92, 30};
  std::vector<core::Line> lines = {boxed, line(330, 100, "123")};
  mark_checkboxes(page, lines);
  CHECK(texts(lines) == Texts{"☑长期", "123"});
  std::vector<core::Line> none;
  mark_checkboxes(page, none);
  CHECK(none.empty());
}

TEST_CASE("a QR code's payload and place") {
  const std::string payload = "https://example.invalid/d?t=504&a=AAAAAAAAAA&d=35060226_0012345679_a1b2c3_1234.50_20260315&s=0";
  cv::Mat pixels = made::paper(1654, 1100);
  ZXing::MultiFormatWriter writer(ZXing::BarcodeFormat::QRCode);
  draw(pixels, writer.setMargin(0).encode(payload, 200, 200), {1200, 100});
  const auto codes = find_codes(made::page(pixels));
  REQUIRE(codes.size() == 1);
  CHECK(codes[0].symbology == "QRCode");
  CHECK(codes[0].payload == payload);
  const core::Box place{1200, 100, 200, 200};
  CHECK(core::intersect(codes[0].upright, place).area() > 0.8 * double(place.area()));
  CHECK(core::intersect(codes[0].upright, place).area() > 0.8 * double(codes[0].upright.area()));
}

TEST_CASE("a QR code in Chinese comes as UTF-8") {
  cv::Mat pixels = made::paper();
  ZXing::MultiFormatWriter writer(ZXing::BarcodeFormat::QRCode);
  writer.setMargin(0).setEncoding(ZXing::CharacterSet::UTF8);
  draw(pixels, writer.encode(std::wstring(L"票据号码:0012345679"), 160, 160), {500, 300});
  const auto codes = find_codes(made::page(pixels));
  REQUIRE(codes.size() == 1);
  CHECK(codes[0].payload == "票据号码:0012345679");
}

TEST_CASE("no codes where there are none") {
  CHECK(find_codes(made::page(made::paper())).empty());
  cv::Mat table = made::paper();
  for (int y = 100; y < 800; y += 40) cv::line(table, {100, y}, {1100, y}, cv::Scalar(0), 2);
  for (int x = 100; x <= 1100; x += 50) cv::line(table, {x, 100}, {x, 780}, cv::Scalar(0), 2);
  CHECK(find_codes(made::page(table)).empty());
}

TEST_CASE("what a reader makes of a QR code's modules is dropped") {
  cv::Mat pixels = made::paper();
  ZXing::MultiFormatWriter writer(ZXing::BarcodeFormat::QRCode);
  draw(pixels, writer.setMargin(0).encode(std::string("0012345679"), 150, 150), {800, 100});
  const made::GivenLines reader({line(820, 150, "回田"), line(100, 400, "姓名")});
  const auto reading = read(made::page(pixels), reader, nullptr);
  REQUIRE(reading.codes.size() == 1);
  CHECK(texts(reading.lines) == Texts{"姓名"});
}

TEST_CASE("seals carry what can be read in them") {
  core::CleanPage page = made::page(made::paper());
  page.marks = {
      {{600, 500, 200, 200}, "red", "round"}, {{100, 500, 200, 80}, "blue", "rect"}, {{900, 100, 70, 70}, "red", "name"}};
  const made::GivenLines sure({line(20, 400, "财务专用章", 0.9), line(20, 20, "样例市第一人民医院", 0.9)}),
      weak({line(20, 20, "样例医院", 0.4)});
  const std::vector<core::Line> print = {line(600, 580, "合计金额", 0.99, 40)};
  const auto seals = read_seals(page, print, sure);
  REQUIRE(seals.size() == 2);  // a name's stamp is no seal
  CHECK(seals[0].text == "样例市第一人民医院财务专用章");
  CHECK(seals[0].confidence == Approx(0.9));
  CHECK(seals[0].colour == "red");
  CHECK(seals[0].shape == "round");
  CHECK(seals[0].upright == core::Box{600, 500, 200, 200});
  CHECK(seals[0].overlap == Approx(160 * 40 / 40000.0));
  CHECK(seals[1].overlap == 0);
  CHECK(sure.asked == 2);
  CHECK(read_seals(page, print, weak)[0].text.empty());
  const made::Throwing broken;
  CHECK(read_seals(page, print, broken).size() == 2);
}

TEST_CASE("lines know how much of them lies under a seal") {
  std::vector<core::Line> lines = {line(600, 580, "合计金额", 0.99, 40), line(700, 580, "合计金额", 0.99, 40),
                                   line(100, 100, "姓名")};
  mark_overlap({{{600, 500, 200, 200}, "red", "round"}}, lines);
  CHECK(lines[0].under_seal == Approx(1));
  CHECK(lines[1].under_seal == Approx(100.0 / 160));
  CHECK(lines[2].under_seal == 0);
}

namespace {

// Keeps the picture that it was shown.
class Looking : public core::Recogniser {
 public:
  std::vector<core::Line> read(const core::CleanPage& page) const override {
    seen = cv::Mat(page.text.height, page.text.width, CV_8U, const_cast<std::uint8_t*>(page.text.bytes.data())).clone();
    return {};
  }
  std::string name() const override { return "looking"; }
  mutable cv::Mat seen;
};

// Blobs of ink, from left to right.
std::vector<cv::Rect> blobs(const cv::Mat& picture) {
  cv::Mat labels, stats, centres;
  std::vector<cv::Rect> found;
  const int count = cv::connectedComponentsWithStats(picture < 128, labels, stats, centres, 8, CV_32S);
  for (int i = 1; i < count; ++i)
    if (stats.at<int>(i, cv::CC_STAT_AREA) > 60)
      found.push_back({stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP), stats.at<int>(i, cv::CC_STAT_WIDTH),
                       stats.at<int>(i, cv::CC_STAT_HEIGHT)});
  std::sort(found.begin(), found.end(), [](const cv::Rect& a, const cv::Rect& b) { return a.x < b.x; });
  return found;
}

}  // namespace

TEST_CASE("the arc of a seal is laid flat, however the seal is turned") {
  const bool coloured = GENERATE(true, false);
  const cv::Size axes = GENERATE(cv::Size(150, 150), cv::Size(170, 113));
  const bool second_ring = GENERATE(false, true);
  const int turn = axes.width == axes.height ? GENERATE(0, 35, -70) : 0;
  INFO((coloured ? "coloured " : "black ") << axes << ", second ring " << second_ring << ", turned by " << turn);
  const cv::Point centre(600, 450);
  cv::Mat ink(900, 1200, CV_8U, cv::Scalar(255));
  cv::ellipse(ink, centre, axes, 0, 0, 360, cv::Scalar(0), 5);
  if (second_ring) cv::ellipse(ink, centre, axes - cv::Size(12, 12), 0, 0, 360, cv::Scalar(0), 2);
  // Seven characters, the first twice as long; the arc is open at the bottom. One bar stands in the middle.
  for (int i = 0; i < 7; ++i) {
    const double angle = (180 + 30 * i + turn) * CV_PI / 180;
    for (double d = i == 0 ? -0.16 : -0.08; d <= 0.08; d += 0.01)
      cv::line(ink,
               centre + cv::Point(int((axes.width - 30) * std::cos(angle + d)), int((axes.height - 30) * std::sin(angle + d))),
               centre + cv::Point(int((axes.width - 56) * std::cos(angle + d)), int((axes.height - 56) * std::sin(angle + d))),
               cv::Scalar(0), 3);
  }
  cv::rectangle(ink, cv::Rect(centre.x - 20, centre.y - 8, 40, 16), cv::Scalar(0), cv::FILLED);
  core::CleanPage page = made::page(coloured ? made::paper() : ink);
  if (coloured) page.ink = made::image(cv::Mat(255 - ink));
  core::InkMark mark{{centre.x - axes.width, centre.y - axes.height, 2 * axes.width, 2 * axes.height},
                     coloured ? "red" : "black",
                     axes.width == axes.height ? "round" : "oval"};
  mark.centre = {double(centre.x), double(centre.y)}, mark.width = 2 * axes.width, mark.height = 2 * axes.height;
  page.marks = {mark};
  const Looking reader;
  read_seals(page, {}, reader);
  REQUIRE_FALSE(reader.seen.empty());
  // The arc fills the upper strip, 64 pixels high: seven blobs in a row, the long one first, and nothing of the ring.
  const auto arc = blobs(reader.seen.rowRange(0, 96));
  REQUIRE(arc.size() == 7);
  CHECK(arc[0].width > 1.2 * arc[3].width);
  for (const auto& blob : arc) CHECK(blob.height < 62);
  const auto rest = blobs(reader.seen.rowRange(100, reader.seen.rows));
  CHECK(rest.size() == 1);
}

namespace {

// Puts ink where the line's characters stand, as high as the line's box less `margin` above and below.
core::Line inked(cv::Mat& page, core::Line given, std::size_t from = 0, int margin = 3) {
  for (std::size_t i = from; i < given.glyphs.size(); ++i) {
    const auto& glyph = given.glyphs[i];
    const cv::Rect place(glyph.x + 2, given.upright.y + margin, glyph.w - 4, given.upright.h - 2 * margin);
    cv::rectangle(page, place, cv::Scalar(0), 3);
  }
  return given;
}

}  // namespace

TEST_CASE("handwriting is told from print") {
  cv::Mat pixels = made::paper();
  std::vector<core::Line> print;
  for (int y = 200; y < 500; y += 50) print.push_back(inked(pixels, line(100, y, "经治疗后好转出院随诊")));
  const auto signatures_with = [&](cv::Mat& page, const core::Line& more) {
    auto lines = print;
    lines.push_back(more);
    return find_signatures(made::page(page), lines);
  };
  SECTION("a name written large behind its label") {
    core::Line signed_line = line(100, 600, "医师签名：江小渝", 0.9);
    cv::Mat label = pixels.clone();
    core::Line head = signed_line;
    head.glyphs.resize(5);
    inked(label, head);
    inked(label, signed_line, 5, -9);
    const auto signatures = signatures_with(label, signed_line);
    REQUIRE(signatures.size() == 1);
    CHECK(signatures[0].present);
    CHECK(signatures[0].upright.x == 100 + 5 * 30);
    CHECK(signatures[0].upright.h > 35);
    CHECK(core::intersect(signatures[0].upright, {250, 600, 90, 30}).area() > 0.9 * 90 * 30);
  }
  SECTION("a name printed behind its label is no signature") {
    core::Line printed = inked(pixels, line(100, 600, "医师签名：江小渝", 0.9));
    CHECK(signatures_with(pixels, printed).empty());
  }
  SECTION("a large word that nobody asked to sign") {
    const core::Line alone = inked(pixels, line(800, 600, "江小渝", 0.6, 50));
    CHECK(signatures_with(pixels, alone).empty());
  }
  SECTION("a large name right of its label's line") {
    print.push_back(inked(pixels, line(500, 610, "申请人签字：", 0.99)));
    const core::Line alone = inked(pixels, line(700, 600, "江小渝", 0.6, 50));
    CHECK(signatures_with(pixels, alone).size() == 1);
  }
  SECTION("a printed name and the hand's beside it") {
    const core::Line twice = line(100, 600, "医师：江小渝江小渝", 0.9);
    core::Line head = twice;
    head.glyphs.resize(6);
    inked(pixels, head);
    inked(pixels, twice, 6, -9);
    const auto signatures = signatures_with(pixels, twice);
    REQUIRE(signatures.size() == 1);
    CHECK(signatures[0].upright.x == twice.glyphs[6].x);
  }
  SECTION("ink behind a label that nobody could read") {
    const core::Line label = inked(pixels, line(100, 600, "医师签名：", 0.99));
    CHECK(signatures_with(pixels, label).empty());
    cv::ellipse(pixels, {330, 615}, {45, 22}, 0, 20, 300, cv::Scalar(0), 3);
    cv::line(pixels, {290, 630}, {380, 600}, cv::Scalar(0), 3);
    CHECK(signatures_with(pixels, label).size() == 1);
  }
  SECTION("a blue pen beside black print, of the print's own size") {
    const core::Line signed_line = inked(pixels, line(100, 600, "医师签名：江小渝", 0.99));
    auto lines = print;
    lines.push_back(signed_line);
    core::CleanPage page = made::page(pixels);
    cv::Mat colour;
    cv::cvtColor(pixels, colour, cv::COLOR_GRAY2BGR);
    page.colour = made::image(colour);
    CHECK(find_signatures(page, lines).empty());
    colour(cv::Rect(245, 590, 120, 50)).setTo(cv::Scalar(170, 70, 40), pixels(cv::Rect(245, 590, 120, 50)) < 128);
    page.colour = made::image(colour);
    CHECK(find_signatures(page, lines).size() == 1);
  }
  SECTION("a name's stamp signs where a signature is asked for") {
    auto lines = print;
    lines.push_back(inked(pixels, line(100, 600, "收款人：", 0.99)));
    core::CleanPage page = made::page(pixels);
    page.marks = {{{260, 590, 70, 70}, "red", "name"}};
    CHECK(find_signatures(page, lines).size() == 1);
    page.marks = {{{900, 100, 70, 70}, "red", "name"}};
    CHECK(find_signatures(page, lines).empty());
  }
  CHECK(find_signatures(made::page(pixels), {}).empty());
}

}  // namespace claimpack::read
