// A person's values in the middle of the extraction: they stand, and all that is worked out goes by them.
#include "catch.hpp"
#include "extract/made_reading.hpp"

namespace claimpack::extract {

namespace {

using core::Correction;
using core::CorrectionKind;
using made::cell;
using made::line;

struct Said {
  std::vector<Correction> all;
  std::vector<core::UnfitCorrection> unfit;

  Correction& add(CorrectionKind kind, const std::string& field, const std::string& value = {}) {
    Correction& made = all.emplace_back();
    made.id = std::int64_t(all.size()), made.kind = kind, made.field = field, made.value = value;
    made.document.page = {"list.jpg", 1};
    return made;
  }
  core::Document of(const core::Reading& page, const std::string& kind = "expense_list") {
    core::Sheet sheet;
    sheet.kind = kind, sheet.confidence = 1, sheet.pages = {{0, {}}};
    unfit.clear();
    return extract(sheet, {&page}, made::templates(), all, unfit);
  }
};

// A list of three rows and its total. `second`: the second row's amount as it is printed.
core::Reading list(const std::string& second = "20.00", const std::string& total = "51.30") {
  std::vector<core::Line> lines = {line(500, 100, "样例市第一人民医院", 0.99, 40), line(600, 160, "住院费用清单", 0.99, 40),
                                   line(100, 240, "姓名：江小渝"), line(600, 240, "住院号：20260031")};
  const auto row = [&](int y, const std::vector<std::pair<int, std::string>>& cells) {
    for (const auto& [x, text] : cells) lines.push_back(line(x, y, text));
  };
  row(320, {{100, "日期"}, {300, "项目名称"}, {900, "单位"}, {1050, "单价"}, {1200, "数量"}, {1350, "金额"}});
  row(370, {{80, "2026-03-01"}, {300, "氯化钠注射液"}, {900, "袋"}, {1050, "3.5000"}, {1215, "2"}, {1350, "7.00"}});
  row(420, {{80, "2026-03-01"}, {300, "血常规"}, {900, "次"}, {1050, "20.00"}, {1215, "1"}, {1350, second}});
  row(470, {{80, "2026-03-02"}, {300, "静脉输液"}, {900, "次"}, {1050, "8.10"}, {1215, "3"}, {1350, "24.30"}});
  lines.push_back(line(1200, 540, "合计：" + total));
  auto page = made::page(std::move(lines));
  page.origin = {"list.jpg", 1};
  return page;
}

bool vouched(const core::Field& field, core::Witness by, bool agrees) {
  for (const auto& each : field.witnesses)
    if (each.by == by && each.agrees == agrees) return true;
  return false;
}

}  // namespace

TEST_CASE("without a word of a person the extraction is what it was") {
  const auto page = list();
  Said said;
  const auto with = said.of(page), without = made::extracted("expense_list", page);
  REQUIRE(with.items.size() == without.items.size());
  CHECK(with.row_keys == without.row_keys);
  REQUIRE(with.row_keys.size() == 3);
  const auto place = core::row_place(with.row_keys[1]);
  REQUIRE(place);
  CHECK(place->page == core::Origin{"list.jpg", 1});
  CHECK(place->box.y == 420);
  for (const auto& [name, field] : without.fields) CHECK(with.fields.at(name).value == field.value);
}

TEST_CASE("a field that a person sets stands, and what was read stays beside it") {
  Said said;
  said.add(CorrectionKind::set_field, "patient_name", "江小瑜");
  const auto document = said.of(list());
  const auto& field = document.fields.at("patient_name");
  CHECK(field.value == "江小瑜");
  CHECK(field.source == core::Source::reviewer);
  CHECK(field.read_first == "江小渝");
  REQUIRE_FALSE(field.candidates.empty());
  CHECK(field.candidates[0].value == "江小渝");
  CHECK(vouched(field, core::Witness::reviewer, true));
  CHECK_FALSE(field.box.empty());  // it stands where it was read
  CHECK(said.unfit.empty());
}

TEST_CASE("a corrected cell makes the row and the sum come out, and both say so") {
  const auto wrong = list("27.45", "51.30");
  Said said;
  const auto before = said.of(wrong);
  const auto key = before.row_keys.at(1);
  Correction& set = said.add(CorrectionKind::set_field, "items[1].amount", "20.00");
  set.row_key = key;
  const auto after = said.of(wrong);
  const auto& amount = after.items.at(1).at("amount");
  CHECK(amount.value == "20.00");
  CHECK(amount.source == core::Source::reviewer);
  CHECK(vouched(amount, core::Witness::row_product, true));
  CHECK(vouched(after.items[1].at("quantity"), core::Witness::row_product, true));
  bool holds = false;
  for (const auto& sum : after.sums) holds |= sum.kind == core::Sum::Kind::total && sum.holds;
  CHECK(holds);
  CHECK(said.unfit.empty());
}

TEST_CASE("a person's figure is never repaired by sums, even where they would rather have another") {
  Said said;
  const auto key = said.of(list()).row_keys.at(1);
  Correction& set = said.add(CorrectionKind::set_field, "items[1].amount", "31.47");
  set.row_key = key;
  const auto document = said.of(list());
  const auto& amount = document.items.at(1).at("amount");
  CHECK(amount.value == "31.47");
  CHECK(vouched(amount, core::Witness::row_product, false));  // and it is said that it does not come out
  CHECK(vouched(amount, core::Witness::reviewer, true));
}

TEST_CASE("what a person accepts stays as it was read, with them among its witnesses") {
  Said said;
  said.add(CorrectionKind::accept_field, "inpatient_number", "20260031");
  const auto document = said.of(list());
  const auto& field = document.fields.at("inpatient_number");
  CHECK(field.value == "20260031");
  CHECK(field.source == core::Source::ocr);
  CHECK(vouched(field, core::Witness::reviewer, true));
}

TEST_CASE("what is not on the paper is taken away and stays away") {
  Said said;
  said.add(CorrectionKind::clear_field, "patient_name");
  Correction& cell_gone = said.add(CorrectionKind::clear_field, "items[0].unit");
  cell_gone.row_key = Said().of(list()).row_keys.at(0);
  const auto document = said.of(list());
  CHECK(document.fields.count("patient_name") == 0);
  CHECK(document.absent.at("patient_name") == core::Absence::not_printed);
  CHECK(document.items.at(0).count("unit") == 0);
  CHECK(document.items.at(1).count("unit") == 1);
}

TEST_CASE("rows are added and removed by their keys, and the total is held against what is left") {
  Said said;
  const auto keys = said.of(list()).row_keys;
  Correction& gone = said.add(CorrectionKind::remove_item, "");
  gone.row_key = keys.at(0);
  Correction& fresh = said.add(CorrectionKind::add_item, "");
  fresh.row_key = keys.at(2);
  fresh.cells = {{"name", "床位费"}, {"amount", "7.00"}};
  const auto document = said.of(list());
  REQUIRE(document.items.size() == 3);
  CHECK(cell(document.items[0], "name") == "血常规");
  CHECK(cell(document.items[1], "name") == "床位费");
  CHECK(document.row_keys[1] == "+2");
  CHECK(cell(document.items[2], "name") == "静脉输液");
  bool holds = false;
  for (const auto& sum : document.sums) holds |= sum.kind == core::Sum::Kind::total && sum.holds;
  CHECK(holds);
  // The new row is corrected like any other.
  Correction& later = said.add(CorrectionKind::set_field, "items[1].name", "护理费");
  later.row_key = "+2";
  CHECK(cell(said.of(list()).items[1], "name") == "护理费");
}

TEST_CASE("a row is found again where its print was cut a little otherwise, and never another one") {
  Said said;
  const auto place = *core::row_place(said.of(list()).row_keys.at(1));
  Correction& set = said.add(CorrectionKind::set_field, "items[1].name", "血常规五分类");
  set.row_key = core::row_key_of(place.page, {place.box.x + 30, place.box.y + 4, place.box.w - 60, place.box.h});
  CHECK(cell(said.of(list()).items[1], "name") == "血常规五分类");
  said.all[0].row_key = core::row_key_of(place.page, {place.box.x, place.box.y + 900, place.box.w, place.box.h});
  CHECK(cell(said.of(list()).items[1], "name") == "血常规");
  REQUIRE(said.unfit.size() == 1);
  CHECK(said.unfit[0].id == 1);
}

TEST_CASE("what does not fit the kind is told once, and changes nothing") {
  Said said;
  said.add(CorrectionKind::set_field, "card_number", "6217");
  said.add(CorrectionKind::set_field, "items[0].colour", "red").row_key = Said().of(list()).row_keys.at(0);
  said.add(CorrectionKind::accept_field, "discharge_date");
  const auto document = said.of(list());
  CHECK(document.fields.count("card_number") == 0);
  REQUIRE(said.unfit.size() == 3);
  for (std::int64_t id : {1, 2, 3}) CHECK(std::any_of(said.unfit.begin(), said.unfit.end(), [&](auto& u) { return u.id == id; }));
}

TEST_CASE("values as people type them come to their normal form, or are refused") {
  const auto typed = [](const char* field, const char* text) {
    return typed_value(made::templates(), "inpatient_invoice", field, text);
  };
  CHECK(typed("total_amount", "１2,345.6元").value().value == "12345.60");
  CHECK(typed("issue_date", "2024年5月2日").value().value == "2024-05-02");
  CHECK(typed("discharge_date", "2024-05-02").value().value == "2024-05-02");
  CHECK(typed("payer_name", " 林 秀兰 ").value().value == "林秀兰");
  CHECK(typed("items[3].amount", "12.5").value().value == "12.50");
  for (const auto& [field, text] : {std::pair{"total_amount", "abc"},
                                    {"total_amount", "12.345"},
                                    {"issue_date", "2024-02-31"},
                                    {"bill_number", "12"},
                                    {"total_amount", "  "},
                                    {"no_such", "1"},
                                    {"items[1].colour", "1"},
                                    {"sex", "x"}}) {
    INFO(field << " " << text);
    const auto wrong = typed(field, text);
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().code == core::ErrorCode::bad_input);
  }
  CHECK_FALSE(typed_value(made::templates(), "novel", "total_amount", "1").ok());
  const auto list = typed_value(made::templates(), "discharge_summary", "discharge_diagnoses", "1.胆囊结石 2.脂肪肝");
  if (list) CHECK(list.value().list == std::vector<std::string>{"胆囊结石", "脂肪肝"});
}

TEST_CASE("a drawn place is read into a value of its type, with the reader's other opinions") {
  auto page = list();
  for (auto& each : page.lines)
    if (each.text == "24.30") made::doubt(each, "3", 0.6, "8", 0.3);
  const auto read = read_place(page, {1340, 460, 200, 50}, "money");
  REQUIRE(read.ok());
  CHECK(read.value().value == "24.30");
  CHECK(read.value().box == core::Box{1350, 470, 75, 30});
  REQUIRE(read.value().candidates.size() == 1);
  CHECK(read.value().candidates[0].value == "24.80");
  CHECK(read_place(page, {290, 365, 300, 40}, "").value().value == "氯化钠注射液");
  CHECK(read_place(page, {290, 365, 300, 40}, "money").value().value.empty());  // no such value stands there
  CHECK(read_place(page, {0, 2000, 50, 50}, "money").value().text.empty());
  CHECK_FALSE(read_place(page, {0, 0, 50, 50}, "colour").ok());
}

}  // namespace claimpack::extract
