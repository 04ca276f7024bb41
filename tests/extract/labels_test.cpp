// Labels on pages, and the fields beside, below and behind them.
#include "extract/labels.hpp"
#include "catch.hpp"
#include "core/identifiers.hpp"
#include "extract/fields.hpp"
#include "extract/made_reading.hpp"
#include "extract/tokens.hpp"

namespace claimpack::extract {

namespace {

using made::line;

FieldTemplate field(const std::string& name, Type type, std::vector<std::u32string> labels) {
  FieldTemplate made;
  made.name = name, made.type = type, made.labels = std::move(labels);
  made.length_min = 3, made.length_max = 20;
  return made;
}

// A small form with the sorts of fields that papers have.
DocumentTemplate form() {
  DocumentTemplate made;
  made.kind = "form";
  made.fields = {field("name", Type::name, {U"患者姓名", U"姓名"}),
                 field("sex", Type::sex, {U"性别"}),
                 field("number", Type::code, {U"住院号"}),
                 field("admission_date", Type::date_from, {U"入院日期"}),
                 field("department", Type::department, {U"科室"}),
                 field("admission_diagnosis", Type::block, {U"入院诊断"}),
                 field("diagnoses", Type::diagnoses, {U"出院诊断", U"诊断"}),
                 field("orders", Type::block, {U"出院医嘱"}),
                 field("total", Type::money, {U"合计", U"金额合计"})};
  made.fields.back().whole = true;
  made.stops = {U"年龄", U"医师"};
  return made;
}

std::map<std::string, core::Field> fields_of(const DocumentTemplate& kind, const core::Reading& page, long long sum = 0) {
  core::Sheet sheet;
  sheet.pages = {{0, {}}};
  const auto tokens = tokens_of(sheet, {&page});
  return find_fields(kind, tokens, find_labels(kind, tokens), sum);
}

std::string value(const std::map<std::string, core::Field>& fields, const std::string& name) {
  const auto found = fields.find(name);
  return found == fields.end() ? "(none)" : found->second.value;
}

}  // namespace

TEST_CASE("a value inline, in every print of the colon") {
  for (const char* text : {"姓名:江小渝", "姓名：江小渝", "姓 名：江小渝", "姓名; 江小渝", "患者姓名：江小渝", "姓名：＿江小渝",
                           "姓名   江小渝", "【姓名】江小渝"}) {
    INFO("line: " << text);
    const auto page = made::page({line(100, 300, text)});
    CHECK(value(fields_of(form(), page), "name") == "江小渝");
  }
}

TEST_CASE("several labels glued on one line") {
  const auto page = made::page({line(100, 300, "姓名：江小渝性别：女年龄：46岁住院号：ZY2026003科室：呼吸内科")});
  const auto fields = fields_of(form(), page);
  CHECK(value(fields, "name") == "江小渝");
  CHECK(value(fields, "sex") == "女");
  CHECK(value(fields, "number") == "ZY2026003");
  CHECK(value(fields, "department") == "呼吸内科");
}

TEST_CASE("full-width figures and letters fold") {
  const auto page = made::page({line(100, 300, "住院号：ＺＹ２０２６００３"), line(100, 400, "入院日期：２０２６－０３－０１")});
  const auto fields = fields_of(form(), page);
  CHECK(value(fields, "number") == "ZY2026003");
  CHECK(value(fields, "admission_date") == "2026-03-01");
}

TEST_CASE("a label misread by one character is known; by more it is not") {
  CHECK(value(fields_of(form(), made::page({line(100, 300, "人院日期：2026-03-01")})), "admission_date") == "2026-03-01");
  CHECK(value(fields_of(form(), made::page({line(100, 300, "住阮号：20260031")})), "number") == "20260031");
  CHECK(value(fields_of(form(), made::page({line(100, 300, "人阮日期：2026-03-01")})), "admission_date") == "(none)");
  // A word of two characters must be read right: every other word is one character apart.
  CHECK(value(fields_of(form(), made::page({line(100, 300, "姓石：江小渝")})), "name") == "(none)");
}

TEST_CASE("the value stands in a token of its own, right of its label") {
  const auto page =
      made::page({line(100, 300, "姓名"), line(220, 300, "江小渝"), line(500, 300, "住院号："), line(660, 302, "20260031")});
  const auto fields = fields_of(form(), page);
  CHECK(value(fields, "name") == "江小渝");
  CHECK(value(fields, "number") == "20260031");
  CHECK(fields.at("name").box.x == 220);
}

TEST_CASE("a label without a value takes no other label for it") {
  const auto page = made::page({line(100, 300, "姓名："), line(300, 300, "性别："), line(420, 300, "女")});
  const auto fields = fields_of(form(), page);
  CHECK(value(fields, "name") == "(none)");
  CHECK(value(fields, "sex") == "女");
}

TEST_CASE("labels in a row and the values under them") {
  const auto page = made::page({line(100, 300, "姓名"), line(400, 300, "住院号"), line(700, 300, "入院日期"),
                                line(100, 345, "江小渝"), line(400, 345, "20260031"), line(700, 345, "2026-03-01")});
  const auto fields = fields_of(form(), page);
  CHECK(value(fields, "name") == "江小渝");
  CHECK(value(fields, "number") == "20260031");
  CHECK(value(fields, "admission_date") == "2026-03-01");
}

TEST_CASE("a value cut in two by the line finder") {
  const auto page = made::page({line(100, 300, "入院日期：2026年"), line(100 + 5 * 30 + 4 * 15 + 30 + 10, 300, "3月1日")});
  CHECK(value(fields_of(form(), page), "admission_date") == "2026-03-01");
}

TEST_CASE("a value wrapped on two lines in a ruled cell") {
  auto page = made::page({line(110, 310, "出院诊断"), line(310, 305, "1.胆囊结石伴慢性胆囊炎2.脂"),
                          line(310, 345, "肪肝3.高血压病"), line(110, 410, "出院医嘱"), line(310, 405, "注意休息。")});
  for (const int y : {295, 395, 495}) page.rules.push_back(made::across(100, y, 1400));
  for (const int x : {100, 300, 1500}) page.rules.push_back(made::down(x, 295, 200));
  const auto fields = fields_of(form(), page);
  REQUIRE(fields.count("diagnoses"));
  CHECK(fields.at("diagnoses").is_list);
  CHECK(fields.at("diagnoses").list == std::vector<std::string>{"胆囊结石伴慢性胆囊炎", "脂肪肝", "高血压病"});
  CHECK(value(fields, "orders") == "注意休息。");
}

TEST_CASE("running text goes on below its label until the next one") {
  const auto page = made::page({line(100, 300, "出院医嘱：1.注意休息，清淡饮食；2.按时服药，一周后复查"),
                                line(100, 345, "肝功能。"), line(100, 390, "医师：卫德邻")});
  const auto fields = fields_of(form(), page);
  CHECK(value(fields, "orders").find("复查肝功能。") != std::string::npos);
  CHECK(value(fields, "orders").find("卫德邻") == std::string::npos);
}

TEST_CASE("a label in a longer word is not the label") {
  SECTION("床位费合计 is no 合计") {
    const auto page = made::page({line(100, 300, "床位费合计：120.00"), line(100, 400, "合计：3456.70")});
    const auto fields = fields_of(form(), page);
    CHECK(value(fields, "total") == "3456.70");
    for (const auto& candidate : fields.at("total").candidates) CHECK(candidate.value != "120.00");
  }
  SECTION("入院诊断 is no 诊断") {
    const auto page = made::page({line(100, 300, "入院诊断：胆囊结石"), line(100, 400, "出院诊断：胆囊炎")});
    const auto fields = fields_of(form(), page);
    CHECK(value(fields, "admission_diagnosis") == "胆囊结石");
    CHECK(fields.at("diagnoses").list == std::vector<std::string>{"胆囊炎"});
  }
}

TEST_CASE("a field knows its place on the scan, its source and what it is worth") {
  auto page = made::page({line(100, 300, "姓名：江小渝", 0.98)});
  page.lines[0].source = core::Line::Source::text_layer;
  page.to_scan = core::PageMap{{0.5, 0, 10, 0, 0.5, 20, 0, 0, 1}};
  const auto name = fields_of(form(), page).at("name");
  const int begin = 100 + 3 * made::line_height, width = 3 * made::line_height;
  CHECK(name.box == core::Box{begin / 2 + 10, 300 / 2 + 20, width / 2, made::line_height / 2});
  CHECK(name.source == core::Source::text);
  CHECK(name.text == "江小渝");

  auto weak = made::page({line(100, 300, "姓名：江小渝", 0.98)});
  made::doubt(weak.lines[0], "渝", 0.5, "瑜", 0.4);
  const auto doubted = fields_of(form(), weak).at("name");
  CHECK(doubted.confidence < name.confidence);
  CHECK(doubted.confidence <= 0.5);
  const bool offered = std::any_of(doubted.candidates.begin(), doubted.candidates.end(),
                                   [](const core::Candidate& c) { return c.value == "江小瑜"; });
  CHECK(offered);
}

TEST_CASE("the total that the rows make is chosen") {
  auto kind = form();
  kind.fields.back().prefer = "total";
  const auto page = made::page({line(100, 300, "合计：5000.00"), line(100, 400, "金额合计：3456.70")});
  CHECK(value(fields_of(kind, page, 345670), "total") == "3456.70");
  CHECK(value(fields_of(kind, page, 500000), "total") == "5000.00");
  kind.fields.back().prefer = "largest";
  CHECK(value(fields_of(kind, page, 345670), "total") == "5000.00");
}

TEST_CASE("places and patterns stand in for a label") {
  auto kind = form();
  kind.fields.push_back(field("hospital", Type::hospital, {U"医院名称"}));
  kind.fields.back().anywhere = "title";
  kind.fields.push_back(field("issue_date", Type::date, {U"开具日期"}));
  kind.fields.back().anywhere = "bottom";
  kind.fields.push_back(field("visitor", Type::name, {U"探视人"}));
  kind.fields.back().anywhere = "any";
  kind.fields.back().patterns.emplace_back(L"兹证明([一-龥·]{2,4})[,，]");
  const auto page =
      made::page({line(500, 100, "样例市第一人民医院", 0.99, 50), line(100, 700, "兹证明江小渝，系我院患者。"),
                  line(100, 800, "于2026年3月1日来我院住院治疗，经治疗后好转出院。"), line(1000, 1900, "2026年3月15日")});
  const auto fields = fields_of(kind, page);
  CHECK(value(fields, "hospital") == "样例市第一人民医院");
  CHECK(value(fields, "issue_date") == "2026-03-15");
  CHECK(value(fields, "visitor") == "江小渝");
}

TEST_CASE("labels are found longest first and never overlap") {
  const auto page = made::page({line(100, 300, "患者姓名：江小渝 性别：女"), line(100, 400, "金额合计：88.00")});
  core::Sheet sheet;
  sheet.pages = {{0, {}}};
  const auto tokens = tokens_of(sheet, {&page});
  const auto hits = find_labels(form(), tokens);
  REQUIRE(hits.size() == 3);
  CHECK(hits[0].begin == 0);
  CHECK(hits[0].end == 4);
  CHECK(hits[0].colon);
  CHECK(hits[0].value_begin == 5);
  CHECK(hits[1].begin == 8);
  CHECK(hits[2].token == 1);
  CHECK(hits[2].end == 4);
}

TEST_CASE("a part of a page gives its own fields only") {
  const auto page = made::page({line(100, 300, "姓名：江小渝"), line(100, 1500, "姓名：卫德邻")});
  core::Sheet sheet;
  sheet.pages = {{0, core::Box{0, 1200, 1654, 1139}}};
  const auto tokens = tokens_of(sheet, {&page});
  REQUIRE(tokens.size() == 1);
  CHECK(value(find_fields(form(), tokens, find_labels(form(), tokens), 0), "name") == "卫德邻");
}

TEST_CASE("the cell of a ruled table around a place") {
  auto page = made::page({});
  page.rules = {made::across(100, 300, 1000), made::across(100, 400, 1000), made::down(100, 300, 100), made::down(600, 300, 100)};
  const core::Box cell = cell_around(page, {200, 335, 100, 30});
  CHECK(cell == core::Box{101, 301, 500, 100});
  const core::Box open = cell_around(page, {1200, 1000, 100, 30});
  CHECK(open == core::Box{0, 0, page.width, page.height});
}

TEST_CASE("typographic marks as Chinese text has them") {
  CHECK(as_printed("普通病房(双人间)") == "普通病房（双人间）");
  CHECK(as_printed("氯化钠注射液 100m1") == "氯化钠注射液 100ml");
  CHECK(as_printed("heparin(12500U)") == "heparin(12500U)");
}

}  // namespace claimpack::extract
