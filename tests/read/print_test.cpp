// What is not worth a second look: the print of forms, separators, forms of one character; and lines found in pieces.
#include <opencv2/imgproc.hpp>

#include "catch.hpp"
#include "core/text.hpp"
#include "read/join.hpp"
#include "read/print.hpp"
#include "read/recognise.hpp"
#include "read/second_look.hpp"

using namespace claimpack;
using core::Glyph;

namespace {

std::vector<Glyph> glyphs_of(const std::string& text) {
  std::vector<Glyph> glyphs;
  for (const char32_t c : core::to_u32(text)) glyphs.push_back({core::to_utf8(c), 0.99, 0, 20, {}});
  return glyphs;
}

std::string covered(const read::Print& print, const std::vector<Glyph>& glyphs) {
  const std::vector<bool> covers = print.covers(glyphs);
  std::string text;
  for (std::size_t i = 0; i < covers.size(); ++i)
    if (covers[i]) text += glyphs[i].text;
  return text;
}

read::TextBox box(int x, int y, int width, int height) {
  return {cv::RotatedRect(cv::Point2f(float(x) + float(width) / 2, float(y) + float(height) / 2),
                          cv::Size2f(float(width), float(height)), 0),
          0.9};
}

// Black bars 30 rows high where characters stand.
cv::Mat page_with(const std::vector<cv::Rect>& characters) {
  cv::Mat page(400, 1000, CV_8U, cv::Scalar(255));
  for (const auto& character : characters) page(character).setTo(0);
  return page;
}

}  // namespace

TEST_CASE("a label of the templates is covered, its value is not", "[print]") {
  const read::Print print({U"个人账户支付", U"合计"});
  CHECK(covered(print, glyphs_of("个人账户支付：12.30")) == "个人账户支付");
  CHECK(covered(print, glyphs_of("合计 12.30")).empty());  // two characters stand in any word
}

TEST_CASE("a misread character of a label is covered where the reader had thought of the right one", "[print]") {
  const read::Print print({U"入院时间", U"住院号码"});
  auto glyphs = glyphs_of("入院时i诊断");
  CHECK(covered(print, glyphs).empty());
  glyphs[3].others = {{"间", 0.2}};
  CHECK(covered(print, glyphs) == "入院时i");
}

TEST_CASE("labels are made out with a character misread", "[print]") {
  const read::Print print({U"业务流水号", U"个人现金支付"});
  CHECK(print.made_out(glyphs_of("业务直水号：1028602651")) == 5);
  CHECK(print.made_out(glyphs_of("!等小号1028602651")) == 0);
}

TEST_CASE("a character that tells two labels apart stays open", "[print]") {
  const read::Print print({U"个人自付", U"个人自费"});
  auto glyphs = glyphs_of("个人自付");
  CHECK(covered(print, glyphs) == "个人自付");
  glyphs[3].others = {{"费", 0.3}};
  CHECK(covered(print, glyphs) == "个人自");
}

TEST_CASE("a colon is a separator unless the reader thought of something else", "[print]") {
  auto glyphs = glyphs_of("号:1");
  CHECK(read::is_separator(glyphs, 1));
  CHECK_FALSE(read::is_separator(glyphs, 0));
  glyphs[1].others = {{"1", 0.1}};
  CHECK_FALSE(read::is_separator(glyphs, 1));
  glyphs[1].others = {{"(", 0.1}};
  CHECK(read::is_separator(glyphs, 1));
}

TEST_CASE("a separator beside a figure where another look saw nothing stays open", "[print]") {
  auto glyphs = glyphs_of("号:1");
  glyphs[1].second = core::Second::differs;
  CHECK_FALSE(read::is_separator(glyphs, 1));
  glyphs[1].others = {{" ", 0.4}};
  CHECK(read::is_separator(glyphs, 1));
}

TEST_CASE("points and dashes are no separators: they stand in amounts and dates", "[print]") {
  for (const char* text : {".", "-", "/", ",", "；"})
    CHECK_FALSE(read::is_separator(glyphs_of(std::string("1") + text + "2"), 1));
}

TEST_CASE("full-width and plain marks and figures are forms of one character, Roman and circled ones are not", "[print]") {
  const read::Alphabet alphabet({":", "：", "1", "１", "①", "I", "Ⅰ", "Ｉ", "_", "＿", "中"});
  CHECK(alphabet.other_forms(1) == std::vector<int>{2});
  CHECK(alphabet.other_forms(4) == std::vector<int>{3});
  for (const int alone : {5, 6, 7, 8, 9, 10, 11}) CHECK(alphabet.other_forms(alone).empty());
  CHECK(alphabet.text(11) == "中");
  CHECK(alphabet.text(12) == " ");  // behind the last one
  CHECK(alphabet.other_forms(12).empty());
}

TEST_CASE("old forms of a character are readings of the one that is printed here", "[print]") {
  const read::Alphabet alphabet({"奥", "奧", "粵", "萬", "万", "於", "于", "圆", "元"});
  CHECK(alphabet.text(2) == "奥");
  CHECK(alphabet.other_forms(1) == std::vector<int>{2});
  CHECK(alphabet.text(3) == "粤");
  CHECK(alphabet.text(4) == "萬");  // 壹萬: as the amount is written
  CHECK(alphabet.text(6) == "於");  // a surname of its own
  CHECK(alphabet.text(8) == "圆");
  for (const int alone : {3, 4, 5, 6, 7, 8, 9}) CHECK(alphabet.other_forms(alone).empty());
}

TEST_CASE("pieces of one line that touch are one line", "[join]") {
  // 住院ID: 1 | 科室: 2, the second box beginning where the first one ends
  const cv::Mat page = page_with({{20, 105, 180, 30}, {210, 105, 200, 30}});
  const auto joined = read::join_touching({box(15, 100, 190, 40), box(203, 101, 215, 39)}, page, {});
  REQUIRE(joined.size() == 1);
  CHECK(joined[0].place.boundingRect().contains(cv::Point(20, 120)));
  CHECK(joined[0].place.boundingRect().contains(cv::Point(409, 120)));
}

TEST_CASE("a single character spaced from its neighbour joins it, on its corner too", "[join]") {
  const cv::Mat page = page_with({{20, 105, 30, 30}, {65, 105, 200, 30}});
  auto single = box(16, 100, 38, 40);
  single.place.angle = GENERATE(0.0f, 3.0f, 45.0f);
  INFO("angle " << single.place.angle);
  CHECK(read::join_touching({single, box(62, 100, 210, 40)}, page, {}).size() == 1);
}

TEST_CASE("columns, rows and cells stay apart", "[join]") {
  const cv::Mat page = page_with({{20, 105, 100, 30}, {190, 105, 100, 30}, {20, 150, 100, 30}});
  const std::vector<read::TextBox> columns{box(15, 100, 140, 40), box(150, 100, 145, 40)};  // a wide blank at the seam
  CHECK(read::join_touching(columns, page, {}).size() == 2);
  CHECK(read::join_touching({box(15, 100, 110, 40), box(15, 145, 110, 40)}, page, {}).size() == 2);
  const cv::Mat close = page_with({{20, 105, 100, 30}, {130, 105, 100, 30}});
  const std::vector<read::TextBox> cells{box(15, 100, 110, 40), box(124, 100, 110, 40)};
  CHECK(read::join_touching(cells, close, {}).size() == 1);
  CHECK(read::join_touching(cells, close, {{{124, 80, 2, 90}, false}}).size() == 2);  // an upright rule between them
}
