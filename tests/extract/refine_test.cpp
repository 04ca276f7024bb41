// A hospital's own labels, shown by a person.
#include "extract/refine.hpp"

#include "catch.hpp"
#include "extract/made_reading.hpp"

namespace claimpack::extract {

namespace {

using made::line;

core::Reading bill(const std::string& hospital) {
  auto page = made::page({line(500, 100, "医疗住院收费票据", 0.99, 40), line(100, 200, "交款人：江小渝"),
                          line(100, 400, "应缴总额：51.30"), line(100, 700, "收款单位：" + hospital)});
  page.origin = {"bill.jpg", 1};
  return page;
}

core::Document extracted_with(const Templates& templates, const core::Reading& page) {
  core::Sheet sheet;
  sheet.kind = "inpatient_invoice", sheet.confidence = 1, sheet.pages = {{0, {}}};
  return extract(sheet, {&page}, templates);
}

const std::string shown = "refines: inpatient_invoice\nhospital: 样例市第一人民医院\nfields:\n  total_amount: [应缴总额]\n";

}  // namespace

TEST_CASE("a label that a person showed is found on that hospital's papers, and on no others") {
  const auto page = bill("样例市第一人民医院"), other = bill("样例市第二人民医院");
  REQUIRE(core::value_of(extracted_with(made::templates(), page), "total_amount").empty());
  const auto refinement = read_refinement(shown, "a.yaml", made::templates());
  REQUIRE(refinement.ok());
  const auto templates = refined(made::templates(), {refinement.value()});
  REQUIRE(templates.ok());
  CHECK(core::value_of(extracted_with(*templates.value(), page), "total_amount") == "51.30");
  CHECK(core::value_of(extracted_with(*templates.value(), page), "payer_name") == "江小渝");
  CHECK(core::value_of(extracted_with(*templates.value(), other), "total_amount").empty());
}

TEST_CASE("a refinement is written as it is read, and what is wrong with one is said by line") {
  const auto first = read_refinement(shown, "a.yaml", made::templates());
  REQUIRE(first.ok());
  const std::string yaml = refinement_yaml(first.value());
  const auto again = read_refinement(yaml, "a.yaml", made::templates());
  REQUIRE(again.ok());
  CHECK(refinement_yaml(again.value()) == yaml);
  CHECK(again.value().fields.at("total_amount") == std::vector<std::string>{"应缴总额"});
  for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
           {"refines: novel\nhospital: 样例市第一人民医院\nfields: {a: [应缴]}\n", "novel"},
           {"refines: inpatient_invoice\nhospital: 院\nfields: {total_amount: [应缴]}\n", "a.yaml:2"},
           {"refines: inpatient_invoice\nhospital: 样例医院\nfields: {colour: [应缴]}\n", "colour"},
           {"refines: inpatient_invoice\nhospital: 样例医院\nfields: {total_amount: [应]}\n", "a.yaml:3"},
           {"refines: inpatient_invoice\nhospital: 样例医院\n", "shows nothing"},
           {"refines: inpatient_invoice\nhospital: 样例医院\nwords: {}\n", "words"},
           {"- a\n", "map"},
           {"refines: [", "a.yaml"}}) {
    INFO(text);
    const auto wrong = read_refinement(text, "a.yaml", made::templates());
    REQUIRE_FALSE(wrong.ok());
    CHECK(core::sentence(wrong.error()).find(said) != std::string::npos);
  }
}

TEST_CASE("two refinements of one hospital add up; a column is refined like a field") {
  Refinement one{"expense_list", "样例市第一人民医院", {}, {{"amount", {"计价"}}}}, two = one;
  two.columns = {{"name", {"名目"}}};
  const auto templates = refined(made::templates(), {one, two});
  REQUIRE(templates.ok());
  REQUIRE(templates.value()->refined.size() == 1);
  auto page = made::page({line(500, 100, "样例市第一人民医院"), line(600, 160, "住院费用清单", 0.99, 40)});
  const auto row = [&](int y, const std::vector<std::pair<int, std::string>>& cells) {
    for (const auto& [x, text] : cells) page.lines.push_back(line(x, y, text));
  };
  row(320, {{300, "名目"}, {900, "单位"}, {1050, "单价"}, {1200, "数量"}, {1350, "计价"}});
  row(370, {{300, "氯化钠注射液"}, {900, "袋"}, {1050, "3.50"}, {1215, "2"}, {1350, "7.00"}});
  row(420, {{300, "血常规"}, {900, "次"}, {1050, "20.00"}, {1215, "1"}, {1350, "20.00"}});
  core::Sheet sheet;
  sheet.kind = "expense_list", sheet.confidence = 1, sheet.pages = {{0, {}}};
  const auto document = extract(sheet, {&page}, *templates.value());
  REQUIRE(document.items.size() == 2);
  CHECK(made::cell(document.items[0], "amount") == "7.00");
  CHECK(made::cell(document.items[0], "name") == "氯化钠注射液");
}

TEST_CASE("a label is what is printed at the place, without its colon") {
  CHECK(label_at(bill("样例市第一人民医院"), {90, 395, 140, 50}) == "应缴总额");
  CHECK(label_at(bill("样例市第一人民医院"), {0, 2000, 50, 50}).empty());
  // A box drawn too wide catches a sign of the frame.
  const auto page = made::page({line(120, 400, "业务流水号："), line(60, 420, "其")});
  CHECK(label_at(page, {50, 390, 300, 70}) == "业务流水号");
}

}  // namespace claimpack::extract
