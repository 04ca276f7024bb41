// A bill's lines without their heading, lost amounts, two columns in one token, sums among the rows.
#include "extract/pairs.hpp"

#include "catch.hpp"
#include "extract/made_reading.hpp"

namespace claimpack::extract {

namespace {

using made::cell;
using made::line;

std::map<std::string, std::string> amounts_of(const core::Document& document) {
  std::map<std::string, std::string> amounts;
  for (const auto& row : document.items) amounts[cell(row, "name")] = cell(row, "amount");
  return amounts;
}

core::Document bill(std::vector<core::Line> lines) {
  lines.push_back(line(500, 60, "样例省医疗门诊收费票据", 0.99, 40));
  return made::extracted("outpatient_invoice", made::page(std::move(lines), 1654, 1100));
}

}  // namespace

TEST_CASE("a bill without a heading: categories and the amounts beside them, a detail list on the right left alone") {
  const auto document = bill({line(150, 300, "检查费"), line(500, 303, "100.00"), line(150, 350, "放射费"),
                              line(520, 353, "40.00"), line(150, 400, "CT费："), line(500, 403, "250.00"),
                              line(800, 300, "X线计算机体层平扫"), line(1200, 300, "1.00 200.00"), line(1450, 300, "200.00"),
                              line(400, 450, "合计"), line(500, 450, "390.00"), line(150, 600, "现金支付：390.00")});
  const auto amounts = amounts_of(document);
  REQUIRE(amounts.size() == 3);
  CHECK(amounts.at("检查费") == "100.00");
  CHECK(amounts.at("放射费") == "40.00");
  CHECK(amounts.at("CT费") == "250.00");
}

TEST_CASE("names and amounts run together, several pairs on one line, names drifting against amounts") {
  const auto document = bill({line(150, 300, "床位费"), line(300, 300, "120.00 护理费"), line(560, 300, "9.50"),
                              line(150, 340, "西药费"), line(300, 343, "75.20 治疗费"), line(560, 345, "80.00"),
                              line(150, 380, "化验费"), line(300, 386, "33.00"), line(150, 500, "金额合计：317.70")});
  const auto amounts = amounts_of(document);
  REQUIRE(amounts.size() == 5);
  CHECK(amounts.at("床位费") == "120.00");
  CHECK(amounts.at("护理费") == "9.50");
  CHECK(amounts.at("西药费") == "75.20");
  CHECK(amounts.at("治疗费") == "80.00");
  CHECK(amounts.at("化验费") == "33.00");
}

TEST_CASE("a category misread in one character is the one that it is nearest to and says so") {
  const auto document = bill({line(150, 300, "床位费"), line(500, 300, "120.00"), line(150, 350, "护理货", 0.8),
                              line(500, 350, "60.00"), line(150, 500, "金额合计：180.00")});
  REQUIRE(document.items.size() == 2);
  const core::Field& name = document.items[1].at("name");
  CHECK(name.value == "护理费");
  CHECK(name.read_first == "护理货");
  CHECK(name.source == core::Source::derived);
}

TEST_CASE("quantity and unit of a line found by its category") {
  const auto document =
      bill({line(150, 300, "诊察费"), line(400, 300, "1/项"), line(600, 300, "20.00"), line(150, 350, "化验费"),
            line(400, 350, "2"), line(440, 350, "次"), line(600, 350, "799.00"), line(150, 500, "金额合计：819.00")});
  REQUIRE(document.items.size() == 2);
  CHECK(cell(document.items[0], "quantity") == "1");
  CHECK(cell(document.items[0], "unit") == "项");
  CHECK(cell(document.items[1], "quantity") == "2");
  CHECK(cell(document.items[1], "unit") == "次");
  CHECK(cell(document.items[1], "amount") == "799.00");
}

namespace {

core::Document list(std::vector<core::Line> rows) {
  std::vector<core::Line> lines = {line(500, 100, "样例市第一人民医院", 0.99, 40),
                                   line(600, 160, "住院费用清单", 0.99, 40),
                                   line(300, 320, "项目名称"),
                                   line(900, 320, "单位"),
                                   line(1050, 320, "单价"),
                                   line(1200, 320, "数量"),
                                   line(1350, 320, "金额")};
  lines.insert(lines.end(), rows.begin(), rows.end());
  return made::extracted("expense_list", made::page(std::move(lines)));
}

std::vector<core::Line> row(int y, const std::string& name, const std::string& price, const std::string& quantity,
                            const std::string& amount) {
  std::vector<core::Line> lines = {line(300, y, name), line(910, y, "次"), line(1050, y, price), line(1210, y, quantity)};
  if (!amount.empty()) lines.push_back(line(1350, y, amount));
  return lines;
}

std::vector<core::Line> rows(const std::vector<std::vector<core::Line>>& all) {
  std::vector<core::Line> lines;
  for (const auto& each : all) lines.insert(lines.end(), each.begin(), each.end());
  return lines;
}

}  // namespace

TEST_CASE("an amount under a seal is worked out from price and quantity and is not accepted unseen") {
  const auto document = list(rows({row(370, "静脉输液", "8.10", "3", "24.30"), row(420, "血常规检查", "20.00", "2", ""),
                                   row(470, "尿常规检查", "15.00", "1", "15.00"), row(520, "静脉输液", "8.10", "1", "8.10")}));
  REQUIRE(document.items.size() == 4);
  const core::Field& amount = document.items[1].at("amount");
  CHECK(amount.value == "40.00");
  CHECK(amount.source == core::Source::derived);
  CHECK_FALSE(amount.accepted);
}

TEST_CASE("subtotals are kept as sums: what was printed, what the rows make") {
  auto lines = rows({row(370, "静脉输液", "8.10", "3", "24.30"), row(420, "血常规检查", "20.00", "2", "40.00")});
  lines.push_back(line(1240, 470, "小计：64.30"));
  for (auto& each : row(520, "尿常规检查", "15.00", "1", "15.00")) lines.push_back(each);
  lines.push_back(line(1240, 570, "协计：16.00"));
  const auto document = list(std::move(lines));
  REQUIRE(document.items.size() == 3);
  REQUIRE(document.sums.size() == 2);
  CHECK(document.sums[0].holds);
  CHECK(document.sums[0].printed == "64.30");
  CHECK(document.sums[0].rows == 2);
  CHECK_FALSE(document.sums[1].holds);
  CHECK(document.sums[1].computed == "15.00");
  CHECK(document.sums[1].printed == "16.00");
}

TEST_CASE("quantity and price read as one token are cut where the product comes out") {
  auto lines = rows({row(370, "静脉输液", "8.10", "3", "24.30"), row(420, "血常规检查", "20.00", "2", "40.00")});
  lines.push_back(line(300, 470, "尿常规检查"));
  lines.push_back(line(1110, 470, "15.004.00"));
  lines.push_back(line(1350, 470, "60.00"));
  const auto document = list(std::move(lines));
  REQUIRE(document.items.size() == 3);
  CHECK(cell(document.items[2], "unit_price") == "15.00");
  CHECK(cell(document.items[2], "quantity") == "4.00");
  CHECK(document.items[2].at("quantity").read_first == "15.004.00");
}

TEST_CASE("a page that curls: rows that slope one way above and the other way below") {
  std::vector<core::Line> lines;
  for (int i = 0; i < 24; ++i)
    for (auto each : row(400 + 60 * i, "静脉输液第" + std::to_string(i + 1) + "组", "8.10", "3", "24.30")) {
      each.upright.y += int((0.02 - 0.04 * i / 24.0) * each.upright.x);
      lines.push_back(each);
    }
  const auto document = list(std::move(lines));
  REQUIRE(document.items.size() == 24);
  for (int i = 0; i < 24; ++i) CHECK(cell(document.items[std::size_t(i)], "name") == "静脉输液第" + std::to_string(i + 1) + "组");
}

}  // namespace claimpack::extract
