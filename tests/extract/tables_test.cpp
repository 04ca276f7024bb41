// Tables of items: headings, columns, rows, what belongs to no row, and the sum.
#include <cmath>

#include "catch.hpp"
#include "extract/made_reading.hpp"
#include "extract/table.hpp"

namespace claimpack::extract {

namespace {

using made::cell;
using made::line;

using Cells = std::vector<std::pair<int, std::string>>;  // x and text

void add_row(std::vector<core::Line>& lines, int y, const Cells& cells) {
  for (const auto& [x, text] : cells) lines.push_back(line(x, y, text));
}

const Cells heading = {{100, "日期"},  {300, "项目名称"}, {700, "规格"}, {900, "单位"},
                       {1050, "单价"}, {1200, "数量"},    {1350, "金额"}};

Cells item(const std::string& date, const std::string& name, const std::string& unit, const std::string& price,
           const std::string& quantity, const std::string& amount) {
  return {{80, date}, {300, name}, {900, unit}, {1050, price}, {1215, quantity}, {1350, amount}};
}

std::vector<core::Line> head(const std::string& name = "江小渝") {
  return {line(500, 100, "样例市第一人民医院", 0.99, 40), line(600, 160, "住院费用清单", 0.99, 40),
          line(100, 240, "姓名：" + name), line(600, 240, "住院号：20260031")};
}

std::vector<core::Line> list_of_three() {
  auto lines = head();
  add_row(lines, 320, heading);
  add_row(lines, 370, item("2026-03-01", "氯化钠注射液", "袋", "3.5000", "2", "7.00"));
  add_row(lines, 420, item("2026-03-01", "血常规", "次", "20.00", "1", "20.00"));
  add_row(lines, 470, item("2026-03-02", "静脉输液", "次", "8.10", "3", "24.30"));
  return lines;
}

}  // namespace

TEST_CASE("a plain list, cell by cell") {
  auto lines = list_of_three();
  lines.push_back(line(1200, 540, "合计：51.30"));
  const auto document = made::extracted("expense_list", made::page(std::move(lines)));
  REQUIRE(document.items.size() == 3);
  const auto& row = document.items[0];
  CHECK(cell(row, "date") == "2026-03-01");
  CHECK(cell(row, "name") == "氯化钠注射液");
  CHECK(cell(row, "unit") == "袋");
  CHECK(cell(row, "unit_price") == "3.5000");
  CHECK(cell(row, "quantity") == "2");
  CHECK(cell(row, "amount") == "7.00");
  CHECK(cell(document.items[2], "date") == "2026-03-02");
  CHECK(core::value_of(document, "total_amount") == "51.30");
  CHECK(core::value_of(document, "patient_name") == "江小渝");
  CHECK(sum_of(document.items) == 5130);
}

TEST_CASE("the sum of rows needs every amount") {
  core::Row with, without;
  with["amount"].value = "12.30";
  without["name"].value = "血常规";
  CHECK(sum_of({with, with}) == 2460);
  CHECK(sum_of({with, without}) == 0);
  CHECK(sum_of({}) == 0);
}

TEST_CASE("rows are glued to one token and cut again") {
  auto lines = head();
  add_row(lines, 320, heading);
  for (int i = 0; i < 3; ++i)
    lines.push_back(line(300, 370 + 50 * i, "静脉输液                                次        8.10      3         24.30"));
  const auto document = made::extracted("expense_list", made::page(std::move(lines)));
  REQUIRE(document.items.size() == 3);
  CHECK(cell(document.items[1], "name") == "静脉输液");
  CHECK(cell(document.items[1], "amount") == "24.30");
}

TEST_CASE("subtotals and carried sums are no rows") {
  auto lines = head();
  lines.push_back(line(1000, 280, "承前页：100.00"));
  add_row(lines, 320, heading);
  add_row(lines, 370, item("2026-03-01", "氯化钠注射液", "袋", "3.50", "2", "7.00"));
  add_row(lines, 420, {{300, "小计"}, {1350, "7.00"}});
  add_row(lines, 470, item("2026-03-02", "血常规", "次", "20.00", "1", "20.00"));
  add_row(lines, 520, {{300, "当日合计"}, {1350, "20.00"}});
  add_row(lines, 570, {{300, "过次页"}, {1350, "127.00"}});
  const auto document = made::extracted("expense_list", made::page(std::move(lines)));
  REQUIRE(document.items.size() == 2);
  CHECK(cell(document.items[0], "amount") == "7.00");
  CHECK(cell(document.items[1], "amount") == "20.00");
}

TEST_CASE("group headings give their date and category to the rows below") {
  auto lines = head();
  add_row(lines, 320, {{300, "项目名称"}, {900, "单位"}, {1050, "单价"}, {1200, "数量"}, {1350, "金额"}});
  const auto row = [&](int y, const std::string& name, const std::string& amount) {
    add_row(lines, y, {{300, name}, {900, "次"}, {1050, amount}, {1215, "1"}, {1350, amount}});
  };
  lines.push_back(line(100, 370, "费用日期：2026-03-01"));
  lines.push_back(line(100, 420, "【床位费】"));
  row(470, "普通病房床位费", "40.00");
  lines.push_back(line(100, 520, "【化验费】"));
  row(570, "血常规", "20.00");
  lines.push_back(line(100, 620, "费用日期：2026-03-02"));
  row(670, "尿常规", "15.00");
  const auto document = made::extracted("expense_list", made::page(std::move(lines)));
  REQUIRE(document.items.size() == 3);
  CHECK(cell(document.items[0], "date") == "2026-03-01");
  CHECK(cell(document.items[0], "category") == "床位费");
  CHECK(cell(document.items[1], "date") == "2026-03-01");
  CHECK(cell(document.items[1], "category") == "化验费");
  CHECK(cell(document.items[2], "date") == "2026-03-02");
  CHECK(document.items[2].at("date").source == core::Source::derived);
}

TEST_CASE("a name wrapped on a second line belongs to its row") {
  auto lines = head();
  add_row(lines, 320, heading);
  add_row(lines, 370, item("2026-03-01", "氯化钠注射液", "袋", "3.50", "2", "7.00"));
  add_row(lines, 460, item("2026-03-01", "一次性使用无菌输", "套", "20.00", "1", "20.00"));
  add_row(lines, 495, {{300, "液器带针"}});
  add_row(lines, 550, item("2026-03-02", "静脉输液", "次", "8.10", "3", "24.30"));
  add_row(lines, 640, item("2026-03-02", "尿常规", "次", "15.00", "1", "15.00"));
  const auto document = made::extracted("expense_list", made::page(std::move(lines)));
  REQUIRE(document.items.size() == 4);
  CHECK(cell(document.items[1], "name") == "一次性使用无菌输液器带针");
  CHECK(cell(document.items[2], "name") == "静脉输液");
}

TEST_CASE("of several sums the one that the rows make is the total") {
  auto lines = list_of_three();
  lines.push_back(line(100, 560, "合计：9999.00"));
  lines.push_back(line(600, 560, "总金额：51.30"));
  const auto document = made::extracted("expense_list", made::page(std::move(lines)));
  CHECK(core::value_of(document, "total_amount") == "51.30");
}

TEST_CASE("a page without a heading goes on with the columns of the page before") {
  const auto first = made::page(list_of_three());
  std::vector<core::Line> lines;
  for (int i = 0; i < 4; ++i)
    add_row(lines, 120 + 50 * i, item("2026-03-03", "静脉输液", "次", "8.10", std::to_string(i + 1), "24.30"));
  const auto second = made::page(std::move(lines));
  const auto document = made::extracted("expense_list", {&first, &second});
  REQUIRE(document.items.size() == 7);
  CHECK(cell(document.items[3], "name") == "静脉输液");
  CHECK(cell(document.items[6], "quantity") == "4");
  CHECK(document.items[6].at("amount").page == 1);
}

TEST_CASE("a bill whose items stand in two blocks side by side") {
  std::vector<core::Line> lines = {line(500, 60, "样例省医疗住院收费票据（电子）", 0.99, 40), line(100, 160, "交款人：江小渝")};
  add_row(lines, 300, {{150, "项目名称"}, {500, "金额（元）"}, {900, "项目名称"}, {1250, "金额（元）"}});
  add_row(lines, 350, {{130, "床位费"}, {510, "120.00"}, {880, "检查费"}, {1260, "310.00"}});
  add_row(lines, 400, {{130, "西药费"}, {510, "845.20"}, {880, "护理费"}, {1260, "60.00"}});
  add_row(lines, 450, {{130, "化验费"}, {510, "220.50"}});
  lines.push_back(line(130, 560, "金额合计（大写）：壹仟伍佰伍拾伍元柒角整"));
  lines.push_back(line(1000, 560, "（小写）：1555.70"));
  const auto document = made::extracted("inpatient_invoice", made::page(std::move(lines), 1654, 1100));
  REQUIRE(document.items.size() == 5);
  std::map<std::string, std::string> amounts;
  for (const auto& row : document.items) amounts[cell(row, "name")] = cell(row, "amount");
  CHECK(amounts["床位费"] == "120.00");
  CHECK(amounts["西药费"] == "845.20");
  CHECK(amounts["化验费"] == "220.50");
  CHECK(amounts["检查费"] == "310.00");
  CHECK(amounts["护理费"] == "60.00");
  CHECK(core::value_of(document, "total_amount") == "1555.70");
  CHECK(core::value_of(document, "total_amount_words") == "壹仟伍佰伍拾伍元柒角整");
}

TEST_CASE("quantity and unit in one cell are parted") {
  std::vector<core::Line> lines = {line(500, 60, "样例省医疗门诊收费票据", 0.99, 40)};
  add_row(lines, 300, {{150, "项目名称"}, {600, "数量/单位"}, {900, "金额（元）"}});
  add_row(lines, 350, {{150, "血常规"}, {640, "1/次"}, {910, "20.00"}});
  add_row(lines, 400, {{150, "静脉输液"}, {640, "3/次"}, {910, "24.30"}});
  const auto document = made::extracted("inpatient_invoice", made::page(std::move(lines), 1654, 1100));
  REQUIRE(document.items.size() == 2);
  CHECK(cell(document.items[1], "quantity") == "3");
  CHECK(cell(document.items[1], "unit") == "次");
}

TEST_CASE("a leaning table: x shifted with y, more than a column's gap") {
  auto lines = head();
  const auto shift = [](int y) { return int(std::lround(0.06 * (y - 320))); };
  const auto leaning = [&](int y, const Cells& cells) {
    for (const auto& [x, text] : cells) lines.push_back(line(x + shift(y), y, text));
  };
  leaning(320, heading);
  for (int i = 0; i < 24; ++i)
    leaning(370 + 60 * i, item("2026-03-01", "静脉输液第" + std::to_string(i + 1) + "组", "次", "8.10", "3", "24.30"));
  const auto document = made::extracted("expense_list", made::page(std::move(lines)));
  REQUIRE(document.items.size() == 24);
  const auto& last = document.items.back();
  CHECK(cell(last, "date") == "2026-03-01");
  CHECK(cell(last, "name") == "静脉输液第24组");
  CHECK(cell(last, "unit") == "次");
  CHECK(cell(last, "unit_price") == "8.10");
  CHECK(cell(last, "quantity") == "3");
  CHECK(cell(last, "amount") == "24.30");
}

TEST_CASE("sloping rows: y shifted with x") {
  auto lines = head();
  const auto sloping = [&](int y, const Cells& cells) {
    for (const auto& [x, text] : cells) lines.push_back(line(x, y + int(std::lround(0.012 * x)), text));
  };
  sloping(320, heading);
  const auto amount = [](int n) { return format_myriad(81000 * n, 2); };
  for (int i = 0; i < 8; ++i)
    sloping(370 + 45 * i, item("2026-03-01", "静脉输液", "次", "8.10", std::to_string(i + 1), amount(i + 1)));
  const auto document = made::extracted("expense_list", made::page(std::move(lines)));
  REQUIRE(document.items.size() == 8);
  for (int i = 0; i < 8; ++i) {
    CHECK(cell(document.items[std::size_t(i)], "quantity") == std::to_string(i + 1));
    CHECK(cell(document.items[std::size_t(i)], "amount") == amount(i + 1));
    CHECK(cell(document.items[std::size_t(i)], "date") == "2026-03-01");
  }
}

TEST_CASE("a heading whose word for the name is lost under a seal") {
  auto lines = head();
  auto words = heading;
  words.erase(words.begin() + 1);
  add_row(lines, 320, words);
  add_row(lines, 370, item("2026-03-01", "氯化钠注射液", "袋", "3.50", "2", "7.00"));
  add_row(lines, 420, item("2026-03-01", "血常规检查", "次", "20.00", "1", "20.00"));
  add_row(lines, 470, item("2026-03-02", "静脉输液", "次", "8.10", "3", "24.30"));
  const auto document = made::extracted("expense_list", made::page(std::move(lines)));
  REQUIRE(document.items.size() == 3);
  CHECK(cell(document.items[0], "name") == "氯化钠注射液");
  CHECK(cell(document.items[2], "amount") == "24.30");
}

TEST_CASE("headings misread, split and with their unit are known") {
  auto lines = head();
  add_row(lines, 320, {{100, "日期"}, {300, "项日名称"}, {1050, "单价（元）"}, {1200, "数量"}, {1350, "金"}, {1400, "额"}});
  add_row(lines, 370, item("2026-03-01", "氯化钠注射液", "", "3.50", "2", "7.00"));
  add_row(lines, 420, item("2026-03-01", "血常规", "", "20.00", "1", "20.00"));
  const auto document = made::extracted("expense_list", made::page(std::move(lines)));
  REQUIRE(document.items.size() == 2);
  CHECK(cell(document.items[0], "name") == "氯化钠注射液");
  CHECK(cell(document.items[0], "unit_price") == "3.50");
  CHECK(cell(document.items[0], "amount") == "7.00");
}

TEST_CASE("a page without a table has no rows") {
  const auto document = made::extracted("expense_list", made::page(head()));
  CHECK(document.items.empty());
  CHECK(core::value_of(document, "patient_name") == "江小渝");
}

}  // namespace claimpack::extract
