// A born-digital page's text against its picture.
#include "catch.hpp"
#include "read/made_page.hpp"
#include "read/parts.hpp"
#include "read/read.hpp"

namespace claimpack::read {

namespace {

using made::line;
using Kind = core::TextFault::Kind;

// Asked about lines set below one another, it says these texts from top to bottom, one list a call; then nothing.
class Saying : public core::Recogniser {
 public:
  explicit Saying(std::vector<std::vector<std::string>> answers, double probability = 0.99)
      : answers_(std::move(answers)), probability_(probability) {}
  std::vector<core::Line> read(const core::CleanPage& page) const override {
    heights.push_back(page.text.height);
    if (asked >= answers_.size()) return ++asked, std::vector<core::Line>();
    std::vector<core::Line> lines;
    int y = 28;
    for (const auto& text : answers_[asked]) {
      if (!text.empty()) lines.push_back(line(28, y + 4, text, probability_, 40));
      y += 48 + 28;
    }
    ++asked;
    return lines;
  }
  std::string name() const override { return "saying"; }
  mutable std::size_t asked = 0;
  mutable std::vector<int> heights;

 private:
  std::vector<std::vector<std::string>> answers_;
  double probability_;
};

core::CleanPage with_runs(std::vector<core::TextRun> runs, bool printed = true) {
  core::CleanPage page = made::page(made::paper());
  if (printed)
    for (const auto& run : runs) made::print(page, run.box);
  page.text_layer = std::move(runs);
  return page;
}

const core::TextRun label{"合计人民币金额大写小写", {100, 100, 330, 30}};

}  // namespace

TEST_CASE("text that no eye sees is told and not used") {
  const core::TextRun hidden{"应退款 99999.00", {100, 300, 225, 30}};
  SECTION("nothing is there") {
    core::CleanPage page = with_runs({label});
    page.text_layer.push_back(hidden);
    page.to_scan = core::PageMap{{2, 0, 0, 0, 2, 0, 0, 0, 1}};
    const auto reading = read(std::move(page), Saying({}), nullptr);
    REQUIRE(reading.lines.size() == 1);
    CHECK(reading.lines[0].text == label.text);
    REQUIRE(reading.faults.size() == 1);
    CHECK(reading.faults[0].kind == Kind::hidden);
    CHECK(reading.faults[0].says == hidden.text);
    CHECK(reading.faults[0].box == core::Box{200, 600, 450, 60});  // on the page as scanned
  }
  SECTION("nearly the colour of the paper") {
    core::CleanPage page = with_runs({label});
    made::print(page, hidden.box, 244);
    page.text_layer.push_back(hidden);
    CHECK(read(std::move(page), Saying({}), nullptr).faults.size() == 1);
  }
  SECTION("a table's rules are no print") {
    core::CleanPage page = with_runs({label});
    for (core::Image* plane : {&page.text, &page.colour})
      for (int i = 0; i < 1200; ++i) {
        plane->bytes[std::size_t(302) * 1200 + i] = plane->bytes[std::size_t(303) * 1200 + i] = 0;
        if (i < 900) plane->bytes[std::size_t(i) * 1200 + 150] = 0;
      }
    page.text_layer.push_back(hidden);
    CHECK(read(std::move(page), Saying({}), nullptr).faults.size() == 1);
  }
  SECTION("covered by a plain block") {
    core::CleanPage page = with_runs({label});
    for (core::Image* plane : {&page.text, &page.colour})
      for (int y = 280; y < 350; ++y) std::fill_n(plane->bytes.begin() + y * 1200 + 80, 400, std::uint8_t(30));
    page.text_layer.push_back(hidden);
    CHECK(read(std::move(page), Saying({}), nullptr).faults.size() == 1);
  }
  SECTION("white print on a dark block is seen") {
    core::CleanPage page = with_runs({label});
    for (core::Image* plane : {&page.text, &page.colour})
      for (int y = 280; y < 350; ++y) std::fill_n(plane->bytes.begin() + y * 1200 + 80, 400, std::uint8_t(30));
    made::print(page, hidden.box, 255);
    page.text_layer.push_back(hidden);
    CHECK(read(std::move(page), Saying({}), nullptr).faults.empty());
  }
  SECTION("strokes that a rule might be prove nothing") {
    core::CleanPage page = with_runs({label});
    page.text_layer.push_back({"一 —— .", {100, 400, 90, 30}});
    CHECK(read(std::move(page), Saying({}), nullptr).faults.empty());
  }
}

TEST_CASE("a text layer that is mostly unseen is some program's, and the page is read") {
  core::CleanPage page = with_runs({label});
  for (int i = 0; i < 4; ++i) page.text_layer.push_back({"看不见的文字", {100, 300 + i * 60, 180, 30}});
  const made::GivenLines reader({line(100, 100, "读出来的")});
  const auto reading = read(std::move(page), reader, nullptr);
  REQUIRE(reading.lines.size() == 1);
  CHECK(reading.lines[0].text == "读出来的");
  CHECK(reading.faults.size() == 4);
}

TEST_CASE("numbers are held against what the picture shows") {
  const core::TextRun amount{"1234.56", {100, 200, 105, 30}};
  SECTION("the same: a second reader agrees") {
    const Saying reader({{"1234.56"}});
    const auto reading = read(with_runs({label, amount}), reader, nullptr);
    CHECK(reading.faults.empty());
    CHECK(reader.asked == 1);
    REQUIRE(reading.lines.size() == 2);
    CHECK(reading.lines[0].glyphs[0].second == core::Second::not_asked);
    CHECK(reading.lines[1].glyphs[0].second == core::Second::agrees);
    CHECK(reading.lines[1].confidence > 0.99);
  }
  SECTION("twice surely something else: altered, and not to be relied on") {
    const Saying reader({{"1834.56"}, {"1834.56"}});
    const auto reading = read(with_runs({label, amount}), reader, nullptr);
    REQUIRE(reading.faults.size() == 1);
    CHECK(reading.faults[0].kind == Kind::altered);
    CHECK(reading.faults[0].says == "1234.56");
    CHECK(reading.faults[0].shows == "1834.56");
    CHECK(reading.faults[0].box == amount.box);
    REQUIRE(reading.lines.size() == 2);
    CHECK(reading.lines[1].text == "1234.56");
    CHECK(reading.lines[1].confidence < 0.5);
    CHECK(reading.lines[1].glyphs[0].second == core::Second::differs);
  }
  SECTION("a digit more is an alteration too") {
    const Saying reader({{"11234.56"}, {"11234.56"}});
    CHECK(read(with_runs({label, amount}), reader, nullptr).faults.size() == 1);
  }
  SECTION("two looks that differ from each other are no verdict") {
    const Saying reader({{"1834.56"}, {"1284.56"}});
    const auto reading = read(with_runs({label, amount}), reader, nullptr);
    CHECK(reading.faults.empty());
    CHECK(reading.lines[1].glyphs[0].second == core::Second::not_asked);
  }
  SECTION("the second look agrees with the file") {
    const Saying reader({{"1834.56"}, {"1234.56"}});
    CHECK(read(with_runs({label, amount}), reader, nullptr).faults.empty());
  }
  SECTION("a doubtful reading contradicts nobody") {
    const Saying reader({{"1834.56"}, {"1834.56"}}, 0.7);
    CHECK(read(with_runs({label, amount}), reader, nullptr).faults.empty());
  }
  SECTION("the other reader sides with the file") {
    const Saying reader({{"1834.56"}, {"1834.56"}}), other({{"1234.56"}});
    CHECK(read(with_runs({label, amount}), reader, &other).faults.empty());
    CHECK(other.asked == 1);
  }
  SECTION("a reader that fails contradicts nobody") {
    CHECK(read(with_runs({label, amount}), made::Throwing(), nullptr).faults.empty());
  }
}

TEST_CASE("print that hides a number is found, though there is ink in its place") {
  const core::TextRun amount{"1234.56", {100, 200, 105, 30}}, other{"8800.00", {100, 300, 105, 30}};
  const Saying reader({{"", "8800.00"}, {""}});
  const auto reading = read(with_runs({label, amount, other}), reader, nullptr);
  REQUIRE(reading.faults.size() == 1);
  CHECK(reading.faults[0].kind == Kind::hidden);
  CHECK(reading.faults[0].says == "1234.56");
  CHECK(reading.lines[1].confidence < 0.5);
}

TEST_CASE("at most twelve lines of a page are asked about, amounts first") {
  std::vector<core::TextRun> runs{label};
  for (int i = 0; i < 14; ++i) runs.push_back({"2026030" + std::to_string(i), {100, 150 + i * 40, 135, 30}});
  for (int i = 0; i < 14; ++i) runs.push_back({std::to_string(1000 + i) + ".00", {500, 150 + i * 40, 105, 30}});
  const Saying reader({});
  const auto reading = read(with_runs(runs), reader, nullptr);
  REQUIRE(reader.heights.size() == 1);
  CHECK(reader.heights[0] == 28 + 12 * (48 + 28));
  CHECK(reading.faults.empty());
}

TEST_CASE("what receive found and the file's own data go on unchanged") {
  core::CleanPage page = with_runs({label});
  page.faults = {{Kind::outside, "页外", "", {0, 0, 1, 1}}};
  page.embedded = {{"a.xml", "eInvoice", false, {{"InvoiceNo", "12345678"}}}};
  const auto reading = read(std::move(page), Saying({}), nullptr);
  REQUIRE(reading.faults.size() == 1);
  CHECK(reading.faults[0].says == "页外");
  REQUIRE(reading.embedded.size() == 1);
  CHECK(reading.embedded[0].values[0].second == "12345678");
}

}  // namespace claimpack::read
