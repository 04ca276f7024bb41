// The text layer under a reviewer's corrections, and the corrections in words.
#include "pack/corrected_text.hpp"

#include "catch.hpp"
#include "core/text.hpp"
#include "pack/correction_words.hpp"
#include "pack/made_claim.hpp"

using namespace claimpack;
using namespace claimpack::pack;

namespace {

core::Line glyphs(const std::string& text, int x, int y) {
  core::Line made;
  made.text = text;
  for (const char32_t c : core::to_u32(text)) made.glyphs.push_back({core::to_utf8(c), 0.9, x, 20, {}}), x += 20;
  made.upright = made.box = {x - 20 * int(made.glyphs.size()), y, 20 * int(made.glyphs.size()), 20};
  return made;
}

core::Field said(const std::string& value, core::Box box) {
  core::Field field;
  field.value = value, field.source = core::Source::reviewer, field.box = box;
  return field;
}

std::vector<std::string> texts(const core::Reading& reading) {
  std::vector<std::string> all;
  for (const auto& each : reading.lines) all.push_back(each.text);
  return all;
}

}  // namespace

TEST_CASE("a person's value stands in the text layer where the print was misread, and nowhere else") {
  core::Reading reading;
  reading.width = reading.scan_width = 1000, reading.height = reading.scan_height = 1000;
  reading.lines = {glyphs("合计12.80元", 100, 100), glyphs("姓名林秀", 100, 200), glyphs("第一行", 100, 300),
                   glyphs("第二行", 100, 330)};
  core::Claim claim;
  claim.documents.resize(1);
  auto& document = claim.documents[0];
  document.fields["total_amount"] = said("12.30", {140, 100, 100, 20});
  document.fields["two_lines"] = said("新的一段", {90, 295, 200, 60});
  document.fields["not_read"] = said("盖章处", {500, 500, 100, 30});
  document.fields["elsewhere"] = said("别页", {100, 200, 80, 20});
  document.fields["elsewhere"].page = 1;
  document.items.push_back({{"name", said("林秀兰", {140, 200, 40, 20})}});
  document.fields["read"].value = "第一行", document.fields["read"].box = {100, 300, 60, 20};
  CHECK(is_corrected(claim, 0));
  CHECK_FALSE(is_corrected(claim, 2));
  const auto corrected = corrected_reading(reading, 0, claim);
  CHECK(texts(corrected) == std::vector<std::string>{"合计12.30元", "姓名林秀兰", "新的一段", "盖章处"});
  CHECK(corrected.lines[0].upright == reading.lines[0].upright);
  CHECK(texts(reading).size() == 4);
}

TEST_CASE("every kind of correction has words in both languages, with what it concerns and when it was") {
  for (int i = 0; i <= int(core::CorrectionKind::note); ++i) {
    core::Correction each;
    each.kind = core::CorrectionKind(i);
    each.document.page = {"a.jpg", 2}, each.pages = {{"a.jpg", 2}}, each.field = "items[3].amount", each.value = "12.50";
    each.cells = {{"name", "床位费"}}, each.row = 3, each.document_kind = "expense_list", each.turn = 90, each.reason = "理由";
    each.rule = "x.rule", each.state = "accepted", each.patch = "{}";
    const auto chinese = words_of(each, false), english = words_of(each, true);
    INFO(core::name_of(each.kind));
    CHECK_FALSE(chinese.empty());
    CHECK_FALSE(english.empty());
    if (each.kind != core::CorrectionKind::note) CHECK(chinese != english);
  }
  core::Correction at;
  CHECK(time_of(at).empty());
  at.at_ms = 1'790'000'000'000;
  CHECK(time_of(at) == "2026-09-21 22:13");
}
