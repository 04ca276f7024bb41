// Copies on which the form's own print has gone: values by the order of the uniform form, and why a field has none.
#include "catch.hpp"
#include "core/identifiers.hpp"
#include "extract/made_reading.hpp"

namespace claimpack::extract {

namespace {

using made::line;

constexpr int lefts[] = {100, 500, 850, 1200};

core::Line at(int row, int column, const std::string& text, int shift = 0, double probability = 0.99) {
  return line(lefts[column] + shift, 900 + row * 60, text, probability);
}

core::Document bill(std::vector<core::Line> lines) {
  lines.insert(lines.begin(), line(500, 60, "样例省医疗门诊收费票据", 0.99, 40));
  return made::extracted("outpatient_invoice", made::page(std::move(lines)));
}

// 其他信息 with most labels gone; `payment` is what is left of the third row's last label.
std::vector<core::Line> faded(const std::string& payment = "个人金专：18.50") {
  return {at(0, 0, "业务直水号：1028602651"), at(0, 1, "58277167", 110), at(0, 3, "2024-12-19", 120),
          at(1, 0, "中西医结合医院"),         at(1, 1, "工工", 0, 0.4),  at(1, 1, "自费病人", 130),
          at(1, 2, "3206128986614908"),       at(1, 3, "生女"),          at(2, 1, "其他支寸", 0, 0.7),
          at(2, 2, "个人识口支付", 0, 0.7),   at(2, 3, payment),         at(3, 0, "人人自付"),
          at(3, 1, "人和", 0, 0.5),           at(3, 1, "7.00", 130)};
}

core::Absence absence(const core::Document& document, const std::string& name) {
  REQUIRE(document.absent.count(name) == 1);
  return document.absent.at(name);
}

}  // namespace

TEST_CASE("values whose labels faded are told by the order of the uniform form, and are weak") {
  const auto made = bill(faded());
  CHECK(core::value_of(made, "business_serial") == "1028602651");
  CHECK(core::value_of(made, "outpatient_number") == "58277167");
  CHECK(core::value_of(made, "insurance_number") == "3206128986614908");
  CHECK(core::value_of(made, "insurance_type") == "自费病人");
  CHECK(core::value_of(made, "sex") == "女");
  CHECK(core::value_of(made, "personal_cash_payment") == "18.50");
  CHECK(core::value_of(made, "personal_own_expense") == "7.00");
  CHECK(made.fields.at("outpatient_number").confidence < 0.7);
}

TEST_CASE("the order tells nothing where a label that was read stands elsewhere, or too few are left") {
  auto other_form = faded();
  other_form.push_back(line(100, 1500, "医保类型：城乡居民"));  // this form has it below
  CHECK(core::value_of(bill(std::move(other_form)), "outpatient_number").empty());
  CHECK(core::value_of(bill({at(0, 0, "业务流水号：1028602651"), at(0, 1, "58277167", 110)}), "outpatient_number").empty());
}

TEST_CASE("three answers where there is no value") {
  auto page = made::page({line(500, 60, "样例省医疗门诊收费票据", 0.99, 40), line(100, 300, "票据号码："),
                          line(300, 300, "烟雨蒙蒙", 0.3), line(100, 360, "医保编号："), line(100, 420, "门诊号："),
                          line(260, 420, "无卡就医"), line(100, 480, "性别："), line(100, 540, "业务流水号：")});
  core::Seal seal;
  seal.colour = "red", seal.upright = seal.box = {260, 500, 300, 100};
  page.seals.push_back(seal);
  const auto made = made::extracted("outpatient_invoice", page);
  CHECK(absence(made, "bill_number") == core::Absence::illegible);         // read with doubt, and no number
  CHECK(absence(made, "business_serial") == core::Absence::illegible);     // a seal over its place
  CHECK(absence(made, "insurance_number") == core::Absence::not_printed);  // left empty
  CHECK(absence(made, "outpatient_number") == core::Absence::not_found);   // legible, and no number
  CHECK(absence(made, "total_amount") == core::Absence::not_found);        // every bill has one
  CHECK(absence(made, "pooled_fund_payment") == core::Absence::not_printed);
  CHECK(made.absent.count("hospital_name") == 1);
}

}  // namespace claimpack::extract
