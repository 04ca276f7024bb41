// What several readings of one line make of it: alignment, witnesses, windows.
#include "catch.hpp"
#include "core/text.hpp"

#include "read/second_look.hpp"

using namespace claimpack;
using core::Second;

namespace {

constexpr int pitch = 20, height = 24;

// Glyphs side by side, `pitch` apart. Letters in `doubtful` have probability 0.5.
read::LineReading reading_of(const std::string& text, const std::string& doubtful = "") {
  read::LineReading reading;
  int x = 0;
  for (const char32_t c : core::to_u32(text)) {
    const std::string glyph = core::to_utf8(c);
    const bool doubt = doubtful.find(glyph) != std::string::npos;
    reading.glyphs.push_back({glyph, doubt ? 0.5 : 0.99, x, pitch, {}});
    x += pitch;
  }
  read::weigh(reading);
  return reading;
}

std::string text_of(const read::LineReading& reading) {
  std::string text;
  for (const auto& glyph : reading.glyphs) text += glyph.text;
  return text;
}

// A line with a white gap between every two glyphs.
cv::Mat drawn(std::size_t glyphs) {
  cv::Mat line(height, int(glyphs) * pitch, CV_8U, cv::Scalar(255));
  for (std::size_t i = 0; i < glyphs; ++i) line(cv::Rect(int(i) * pitch + 3, 4, pitch - 6, height - 8)).setTo(0);
  return line;
}

}  // namespace

TEST_CASE("counterparts follow the least edit distance", "[second look]") {
  const auto a = reading_of("合计123.45"), b = reading_of("合计：128.45");
  const auto partner = read::counterparts(a.glyphs, b.glyphs);
  REQUIRE(partner.size() == 8);
  CHECK(partner[0] == 0);
  CHECK(partner[1] == 1);
  CHECK(partner[2] == 3);  // the colon is nobody's
  CHECK(partner[4] == 5);  // 3 stands for 8
  CHECK(partner[7] == 8);
  CHECK(read::counterparts(a.glyphs, {}) == std::vector<int>(8, -1));
}

TEST_CASE("a witness agrees glyph by glyph, and full-width forms are the same", "[second look]") {
  auto line = reading_of("(3.60)");
  read::hear(line, reading_of("（8.60）"));
  CHECK(line.glyphs[0].second == Second::agrees);
  CHECK(line.glyphs[1].second == Second::differs);
  REQUIRE(line.glyphs[1].others.size() == 1);
  CHECK(line.glyphs[1].others[0].text == "8");
  CHECK(line.glyphs[2].second == Second::agrees);
  CHECK(line.glyphs[5].second == Second::agrees);
  CHECK(text_of(line) == "(3.60)");
}

TEST_CASE("what only the witness saw is a difference", "[second look]") {
  auto inside = reading_of("120");
  read::hear(inside, reading_of("12.0"));
  CHECK(inside.glyphs[1].second == Second::agrees);
  CHECK(inside.glyphs[2].second == Second::differs);
  auto before = reading_of("20");
  read::hear(before, reading_of("-20"));
  CHECK(before.glyphs[0].second == Second::differs);
  auto behind = reading_of("20");
  read::hear(behind, reading_of("200"));
  CHECK((behind.glyphs[0].second == Second::differs || behind.glyphs[1].second == Second::differs));
  auto nothing = reading_of("20");
  read::hear(nothing, {});
  CHECK(nothing.glyphs[0].second == Second::differs);
}

TEST_CASE("a window lies around what is doubted, with context, and ends on white", "[second look]") {
  const auto line = reading_of("abcdefghijklmnopqrstuvwxyz", "m");
  std::vector<bool> asks;
  for (const auto& glyph : line.glyphs) asks.push_back(glyph.probability < 0.9);
  const cv::Mat picture = drawn(26);
  const auto windows = read::windows_around(line, picture, asks);
  REQUIRE(windows.size() == 1);
  CHECK(windows[0].from == 10);
  CHECK(windows[0].to == 15);
  CHECK(picture.at<uchar>(height / 2, windows[0].left) == 255);
  CHECK(windows[0].width() > 4 * pitch);
  CHECK(windows[0].width() < 6 * pitch);
}

TEST_CASE("doubts all over a line ask for the whole of it, none for nothing", "[second look]") {
  const auto line = reading_of("abcdefgh", "ah");
  std::vector<bool> asks(8, false);
  CHECK(read::windows_around(line, drawn(8), asks).empty());
  asks[0] = asks[7] = true;
  const auto windows = read::windows_around(line, drawn(8), asks);
  REQUIRE(windows.size() == 1);
  CHECK(windows[0].from == 0);
  CHECK(windows[0].to == 8);
  CHECK(windows[0].width() == 8 * pitch);
}

TEST_CASE("a surer reading takes the window's place and keeps the first opinion", "[second look]") {
  auto line = reading_of("abcdefghijklmnopq", "h");
  REQUIRE(read::take_over(line, {4, 11, 4 * pitch, 11 * pitch}, reading_of("efgXijk")));
  CHECK(text_of(line) == "abcdefgXijklmnopq");
  CHECK(line.glyphs[7].second == Second::differs);
  REQUIRE(line.glyphs[7].others.size() == 1);
  CHECK(line.glyphs[7].others[0].text == "h");
  CHECK(line.glyphs[6].second == Second::agrees);
  CHECK(line.glyphs[3].second == Second::not_asked);
  CHECK(line.glyphs[7].x == 7 * pitch);
  CHECK(line.weakest == Approx(0.99));
}

TEST_CASE("a less sure reading is only heard", "[second look]") {
  auto line = reading_of("abcdefghijklmnopq");
  REQUIRE(read::take_over(line, {4, 11, 4 * pitch, 11 * pitch}, reading_of("efgXijk", "Xij")));
  CHECK(text_of(line) == "abcdefghijklmnopq");
  CHECK(line.glyphs[7].second == Second::differs);
  REQUIRE(line.glyphs[7].others.size() == 1);
  CHECK(line.glyphs[7].others[0].text == "X");
}

TEST_CASE("one character that is far surer is taken out of a window that is not", "[second look]") {
  auto line = reading_of("abcdefghijklmnopq", "h");
  REQUIRE(read::take_over(line, {4, 11, 4 * pitch, 11 * pitch}, reading_of("efgXijk", "fgij")));
  CHECK(text_of(line) == "abcdefgXijklmnopq");
  CHECK(line.glyphs[7].second == Second::differs);
  CHECK(line.glyphs[7].x == 7 * pitch);
  CHECK(line.glyphs[6].probability == Approx(0.99));
}

TEST_CASE("half a character at a cut edge is not taken for one", "[second look]") {
  auto line = reading_of("abcdefghijklmnopq", "h");
  REQUIRE(read::take_over(line, {4, 11, 4 * pitch, 11 * pitch}, reading_of("1fgXij2")));
  CHECK(text_of(line) == "abcdefgXijklmnopq");
  auto other = reading_of("abcdefghijklmnopq", "h");
  CHECK_FALSE(read::take_over(other, {4, 11, 4 * pitch, 11 * pitch}, reading_of("1234567")));
  CHECK(text_of(other) == "abcdefghijklmnopq");
  CHECK(other.glyphs[7].second == Second::not_asked);
}

TEST_CASE("two of three agree", "[second look]") {
  auto line = reading_of("abcdefg3ijklmnopq", "3");
  read::hear(line, reading_of("abcdefg8ijklmnopq"));
  CHECK(line.glyphs[7].second == Second::differs);
  REQUIRE(read::take_over(line, {4, 11, 4 * pitch, 11 * pitch}, reading_of("efg8ijk")));
  CHECK(text_of(line) == "abcdefg8ijklmnopq");
  CHECK(line.glyphs[7].second == Second::agrees);
}

TEST_CASE("a line nobody could read is taken whole", "[second look]") {
  read::LineReading line;
  REQUIRE(read::take_over(line, {0, 0, 0, 60}, reading_of("1.5")));
  CHECK(text_of(line) == "1.5");
  CHECK(line.glyphs[0].second == Second::differs);  // the first look saw nothing there
}

TEST_CASE("figures, labels and short words are worth a witness", "[second look]") {
  CHECK(read::wants_witness(reading_of("合计金额12元整共计")));
  CHECK(read::wants_witness(reading_of("患者姓名：欧阳庆丰")));
  CHECK(read::wants_witness(reading_of("许冬梅")));
  CHECK_FALSE(read::wants_witness(reading_of("本票据须加盖收费专用章有效")));
  CHECK_FALSE(read::wants_witness({}));
}

TEST_CASE("of a line with a known label its value is heard", "[second look]") {
  const auto line = reading_of("业务流水号:1028602651");
  std::vector<bool> printed(line.glyphs.size(), false);
  std::fill_n(printed.begin(), 5, true);
  const auto window = read::window_of_value(line, drawn(16), printed);
  CHECK(window.from == 4);  // two glyphs of context: the last of the label and the colon
  CHECK(window.to == 16);
  CHECK(window.right == 16 * pitch);
  CHECK(std::abs(window.left - 4 * pitch) <= 3);
  // All print: nothing to vouch for. A label of which little is left out: the line as a whole.
  CHECK(read::window_of_value(line, drawn(16), std::vector<bool>(16, true)).width() == 0);
  printed.assign(16, false), printed[0] = true;
  CHECK(read::window_of_value(line, drawn(16), printed).width() == 16 * pitch);
}

TEST_CASE("a witness of a stretch says nothing of the glyphs at its cut edge, nor of those before", "[second look]") {
  auto line = reading_of("业务流水号:1028");
  read::hear(line, {4, 10, 4 * pitch, 10 * pitch}, reading_of("5:1028"));
  for (std::size_t i = 0; i < 6; ++i) CHECK(line.glyphs[i].second == Second::not_asked);
  for (std::size_t i = 6; i < 10; ++i) CHECK(line.glyphs[i].second == Second::agrees);
  line = reading_of("业务流水号:1028");
  read::hear(line, {4, 10, 4 * pitch, 10 * pitch}, reading_of("号:1828"));
  CHECK(line.glyphs[7].second == Second::differs);
  CHECK(line.glyphs[8].second == Second::agrees);
}

TEST_CASE("a number is looked at whole", "[second look]") {
  const auto line = reading_of("附加支付项目：1274.88元整个", "4");
  std::vector<bool> asks(line.glyphs.size());
  asks[10] = true;
  const auto windows = read::windows_around(line, drawn(line.glyphs.size()), asks);
  REQUIRE(windows.size() == 1);
  CHECK(windows[0].from <= 7);
  CHECK(windows[0].to >= 14);
}

TEST_CASE("a point that a closer look lost stays, in doubt", "[second look]") {
  const auto before = reading_of("支付：74.88");
  auto after = reading_of("支付：7488");
  read::mend_points(after, before);
  CHECK(text_of(after) == "支付：74.88");
  CHECK(after.glyphs[5].second == Second::differs);
  auto other = reading_of("支付：7188");  // the figures differ: whoever read better
  read::mend_points(other, before);
  CHECK(text_of(other) == "支付：7188");
}

TEST_CASE("a blank inside a number is the point that the reader had thought of", "[second look]") {
  auto line = reading_of("支付：34 40");
  const auto before = line;
  read::mend_points(line, before);
  CHECK(text_of(line) == "支付：34 40");
  line.glyphs[5].others = {{".", 0.4}};
  read::mend_points(line, line);
  CHECK(text_of(line) == "支付：34.40");
  CHECK(line.glyphs[5].second == Second::differs);
}
