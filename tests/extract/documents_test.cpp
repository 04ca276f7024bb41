// Whole documents: prescriptions, codes, seals, marks, and documents that settle one another's doubts.
#include "catch.hpp"
#include "core/identifiers.hpp"
#include "extract/codes.hpp"
#include "extract/made_reading.hpp"

namespace claimpack::extract {

namespace {

using made::cell;
using made::line;

core::Field field(const std::string& value, double confidence, std::vector<std::string> others = {}) {
  core::Field made;
  made.value = made.text = value, made.confidence = confidence;
  for (const auto& other : others) made.candidates.push_back({other, other, 0.3});
  return made;
}

core::Document document(const std::string& kind, const std::string& name, core::Field value) {
  core::Document made;
  made.kind = kind, made.pages = {{0, {}}};
  made.fields[name] = std::move(value);
  return made;
}

core::Document bill(double confidence, const std::string& number = "0012345678") {
  core::Document made = document("inpatient_invoice", "bill_number", field(number, confidence));
  // A medical e-bill: code, number, check code, amount and date in one parameter of its address.
  core::Code code;
  code.symbology = "QRCode";
  code.payload = "https://example.invalid/d?t=504&a=AAAAAAAAAA&d=35060226_0012345679_a1b2c3_1234.50_20260315&s=0000000000";
  code.box = {1000, 40, 200, 200};
  made.codes.push_back(code);
  return made;
}

core::Reading bill_page(std::vector<core::Line> more) {
  more.insert(more.begin(), line(500, 60, "样例省医疗住院收费票据（电子）", 0.99, 40));
  return made::page(std::move(more), 1654, 1100);
}

}  // namespace

TEST_CASE("a prescription's numbered list") {
  const auto page =
      made::page({line(500, 100, "样例市第一人民医院", 0.99, 40), line(600, 160, "处方笺", 0.99, 40),
                  line(100, 300, "姓名：江小渝  性别：女  年龄：46岁"), line(100, 360, "临床诊断：心房颤动"),
                  line(100, 440, "Rp"), line(100, 500, "1.利伐沙班片 10mg*5片 ×4盒"), line(140, 545, "用法：每日一次"),
                  line(100, 600, "2、酒石酸美托洛尔片 25mg*20片"), line(900, 600, "×2盒"), line(100, 700, "以下空白"),
                  line(100, 800, "3.不属于处方 ×9盒"), line(100, 900, "医师：卫德邻"), line(700, 900, "药品金额：88.80元")});
  const auto document = made::extracted("prescription", page);
  REQUIRE(document.items.size() == 2);
  CHECK(cell(document.items[0], "name") == "利伐沙班片");
  CHECK(cell(document.items[0], "spec") == "10mg*5片");
  CHECK(cell(document.items[0], "quantity") == "4");
  CHECK(cell(document.items[1], "name") == "酒石酸美托洛尔片");
  CHECK(cell(document.items[1], "quantity") == "2");
  CHECK(core::value_of(document, "patient_name") == "江小渝");
  CHECK(core::value_of(document, "physician") == "卫德邻");
  CHECK(core::value_of(document, "total_amount") == "88.80");
}

TEST_CASE("a QR code's digits go before a weak or near reading") {
  core::Document weak = bill(0.6, "9912345999");
  use_codes(weak);
  CHECK(core::value_of(weak, "bill_number") == "0012345679");
  CHECK(weak.fields.at("bill_number").source == core::Source::code);
  CHECK(weak.fields.at("bill_number").candidates.front().value == "9912345999");
  CHECK(core::value_of(weak, "bill_code") == "35060226");
  CHECK(core::value_of(weak, "check_code") == "a1b2c3");
  CHECK(core::value_of(weak, "total_amount") == "1234.50");
  CHECK(core::value_of(weak, "issue_date") == "2026-03-15");
  CHECK(weak.fields.at("check_code").box == core::Box{1000, 40, 200, 200});

  core::Document near = bill(0.97);  // one figure apart
  use_codes(near);
  CHECK(core::value_of(near, "bill_number") == "0012345679");
}

TEST_CASE("a QR code of another bill changes no sure reading") {
  core::Document sure = bill(0.97, "9988776655");
  use_codes(sure);
  CHECK(core::value_of(sure, "bill_number") == "9988776655");
  REQUIRE_FALSE(sure.fields.at("bill_number").candidates.empty());
  CHECK(sure.fields.at("bill_number").candidates.back().value == "0012345679");
}

TEST_CASE("a QR code that says the same makes the reading surer") {
  core::Document same = bill(0.7, "0012345679");
  use_codes(same);
  CHECK(same.fields.at("bill_number").confidence > 0.99);
  CHECK(same.fields.at("bill_number").source == core::Source::ocr);
}

TEST_CASE("codes that are no bill's, and kinds that have none, change nothing") {
  core::Document page = bill(0.5);
  page.codes[0].payload = "https://example.invalid/?a=1";
  use_codes(page);
  CHECK(core::value_of(page, "bill_number") == "0012345678");
  core::Document list = bill(0.5);
  list.kind = "expense_list";
  use_codes(list);
  CHECK(core::value_of(list, "bill_number") == "0012345678");
}

TEST_CASE("the code on the page reaches its document") {
  auto page = bill_page({line(100, 160, "票据号码：0012345678"), line(900, 160, "交款人：江小渝")});
  made::doubt(page.lines[1], "8", 0.5, "3", 0.4);
  page.codes.push_back(bill(0).codes[0]);
  const auto document = made::extracted("inpatient_invoice", page);
  CHECK(core::value_of(document, "bill_number") == "0012345679");
  CHECK(core::value_of(document, "check_code") == "a1b2c3");
  REQUIRE(document.codes.size() == 1);
}

TEST_CASE("a seal names the hospital where the print is lost or weak") {
  auto page = bill_page({line(100, 160, "交款人：江小渝")});
  core::Seal seal;
  seal.colour = "red", seal.shape = "round", seal.text = "样例市第一人民医院财务专用章", seal.box = {900, 700, 200, 200};
  seal.confidence = 0.8;
  page.seals.push_back(seal);
  CHECK_FALSE(made::extracted("inpatient_invoice", page).fields.count("hospital_name"));  // hardly read itself
  page.seals.back().confidence = 0.9;
  const auto from_seal = made::extracted("inpatient_invoice", page);
  CHECK(core::value_of(from_seal, "hospital_name") == "样例市第一人民医院");
  CHECK(from_seal.fields.at("hospital_name").source == core::Source::derived);
  CHECK(from_seal.fields.at("hospital_name").box == core::Box{900, 700, 200, 200});
  REQUIRE(from_seal.seals.size() == 1);
  CHECK(from_seal.seals[0].colour == "red");

  page.lines.push_back(line(100, 900, "收款单位：样例市第二人民医院"));
  const auto sure = made::extracted("inpatient_invoice", page);
  CHECK(core::value_of(sure, "hospital_name") == "样例市第二人民医院");

  for (auto& glyph : page.lines.back().glyphs) glyph.probability = 0.6;
  const auto weak = made::extracted("inpatient_invoice", page);
  CHECK(core::value_of(weak, "hospital_name") == "样例市第一人民医院");
}

TEST_CASE("what a weak name's own alternatives offer and two others say is taken") {
  std::vector<core::Document> all = {document("inpatient_invoice", "payer_name", field("江小渝", 0.97)),
                                     document("expense_list", "patient_name", field("江小渝", 0.96)),
                                     document("discharge_summary", "patient_name", field("江小瑜", 0.5, {"江小渝"}))};
  agree(all);
  const auto& settled = all[2].fields.at("patient_name");
  CHECK(settled.value == "江小渝");
  CHECK(settled.source == core::Source::derived);
  CHECK(settled.confidence < 0.95);  // a person may still look at it
  const bool kept = std::any_of(settled.candidates.begin(), settled.candidates.end(),
                                [](const core::Candidate& c) { return c.value == "江小瑜"; });
  CHECK(kept);
}

TEST_CASE("documents settle nothing that is sure, not offered, or said once") {
  SECTION("a sure name is never changed") {
    std::vector<core::Document> all = {document("inpatient_invoice", "payer_name", field("江小渝", 0.97)),
                                       document("expense_list", "patient_name", field("江小渝", 0.96)),
                                       document("discharge_summary", "patient_name", field("卫德邻", 0.93, {"江小渝"}))};
    agree(all);
    CHECK(core::value_of(all[2], "patient_name") == "卫德邻");
  }
  SECTION("a name that the reader did not offer is not put in") {
    std::vector<core::Document> all = {document("inpatient_invoice", "payer_name", field("江小渝", 0.97)),
                                       document("expense_list", "patient_name", field("江小渝", 0.96)),
                                       document("discharge_summary", "patient_name", field("卫德邻", 0.4))};
    agree(all);
    CHECK(core::value_of(all[2], "patient_name") == "卫德邻");
    CHECK(all[2].fields.at("patient_name").confidence == Approx(0.4));
  }
  SECTION("one witness is not enough") {
    std::vector<core::Document> all = {document("inpatient_invoice", "payer_name", field("江小渝", 0.97)),
                                       document("discharge_summary", "patient_name", field("江小瑜", 0.5, {"江小渝"}))};
    agree(all);
    CHECK(core::value_of(all[1], "patient_name") == "江小瑜");
  }
  SECTION("a number is no name") {
    std::vector<core::Document> all = {document("expense_list", "inpatient_number", field("20260031", 0.97)),
                                       document("expense_list", "inpatient_number", field("20260031", 0.97)),
                                       document("discharge_summary", "bed", field("2026003", 0.4, {"20260031"}))};
    agree(all);
    CHECK(core::value_of(all[2], "bed") == "2026003");
  }
}

TEST_CASE("numbers and hospital names agree likewise") {
  std::vector<core::Document> all = {document("expense_list", "inpatient_number", field("20260031", 0.97)),
                                     document("inpatient_invoice", "inpatient_number", field("20260031", 0.97)),
                                     document("discharge_summary", "inpatient_number", field("20260037", 0.5, {"20260031"}))};
  agree(all);
  CHECK(core::value_of(all[2], "inpatient_number") == "20260031");

  std::vector<core::Document> hospitals = {document("expense_list", "hospital_name", field("样例市第一人民医院", 0.97)),
                                           document("inpatient_invoice", "hospital_name", field("样例市第一人民医院", 0.97)),
                                           document("discharge_summary", "hospital_name", field("样例巾第一人民医院", 0.5)),
                                           document("prescription", "hospital_name", field("外地县中医院", 0.5))};
  agree(hospitals);
  CHECK(core::value_of(hospitals[2], "hospital_name") == "样例市第一人民医院");
  CHECK(core::value_of(hospitals[3], "hospital_name") == "外地县中医院");
}

TEST_CASE("marks, page numbers and the text of a document") {
  auto page = made::page({line(500, 100, "样例市第一人民医院", 0.99, 40), line(500, 160, "急诊诊断证明书", 0.99, 40),
                          line(100, 300, "姓名：江小渝"), line(700, 2250, "第2页 共3页")});
  core::Signature signature;
  signature.present = true, signature.box = {1200, 1900, 200, 80};
  page.signatures.push_back(signature);
  const auto document = made::extracted("diagnosis_certificate", page);
  REQUIRE(document.fields.count("emergency"));
  CHECK(document.fields.at("emergency").flag == true);
  CHECK(document.pages_printed == 3);
  CHECK(document.page_numbers == std::vector<int>{2});
  REQUIRE(document.signatures.size() == 1);
  CHECK(document.signatures[0].box == core::Box{1200, 1900, 200, 80});
  CHECK(document.all_text.find("江小渝\n") != std::string::npos);

  page.lines.erase(page.lines.begin() + 1);
  CHECK(made::extracted("diagnosis_certificate", page).fields.at("emergency").flag == false);
}

TEST_CASE("the day an office held the paper against the original is not the day of issue") {
  const auto paper = made::page({made::line(600, 100, "诊断证明书", 0.99, 50), made::line(200, 300, "姓名：江小渝"),
                                 made::line(200, 400, "疾病诊断：肺炎"), made::line(1200, 1500, "11盟：2023/07/25"),
                                 made::line(1150, 1700, "核对日期：2023.08.28")});
  CHECK(made::extracted("diagnosis_certificate", paper).fields.at("issue_date").value == "2023-07-25");
}

TEST_CASE("the line to write on stands in no label") {
  const auto paper = made::page({made::line(600, 100, "门诊病历", 0.99, 50), made::line(200, 300, "姓_名：江小渝 性别：男")});
  CHECK(made::extracted("outpatient_record", paper).fields.at("patient_name").value == "江小渝");
}

TEST_CASE("two papers on one page keep to their own parts") {
  auto page = bill_page({line(100, 200, "交款人：江小渝"), line(100, 700, "交款人：卫德邻")});
  core::Seal seal;
  seal.upright = seal.box = {800, 800, 150, 150};
  page.seals.push_back(seal);
  core::Sheet upper, lower;
  upper.kind = lower.kind = "inpatient_invoice";
  upper.pages = {{0, core::Box{0, 0, 1654, 550}}}, lower.pages = {{0, core::Box{0, 550, 1654, 550}}};
  const auto first = extract(upper, {&page}, made::templates()), second = extract(lower, {&page}, made::templates());
  CHECK(core::value_of(first, "payer_name") == "江小渝");
  CHECK(core::value_of(second, "payer_name") == "卫德邻");
  CHECK(first.seals.empty());
  CHECK(second.seals.size() == 1);
}

TEST_CASE("a card read without colons") {
  const std::string first_17 = "35020319800115002", number = first_17 + core::identity_check(first_17);
  const auto page = made::page(
      {line(100, 100, "姓名 江小渝"), line(100, 160, "性别 女 民族 汉"), line(100, 220, "出生 1980年1月15日"),
       line(100, 280, "住址 样例省样例市样例区样例路"), line(190, 320, "12号301室"), line(100, 460, "公民身份号码 " + number)},
      1000, 630);
  const auto document = made::extracted("identity_card", page);
  CHECK(core::value_of(document, "name") == "江小渝");
  CHECK(core::value_of(document, "sex") == "女");
  CHECK(core::value_of(document, "ethnicity") == "汉");
  CHECK(core::value_of(document, "birth_date") == "1980-01-15");
  CHECK(core::value_of(document, "id_number") == number);
  CHECK(core::value_of(document, "address") == "样例省样例市样例区样例路12号301室");
}

TEST_CASE("nothing on a page, a kind that nobody knows") {
  const auto empty = made::page({});
  const auto bill_of_nothing = made::extracted("inpatient_invoice", empty);
  CHECK(bill_of_nothing.items.empty());
  CHECK(core::value_of(bill_of_nothing, "bill_number").empty());
  const auto page = made::page({line(100, 100, "姓名：江小渝")});
  const auto other = made::extracted("other", page);
  CHECK(other.kind == "other");
  CHECK(other.fields.empty());
  CHECK(other.all_text == "姓名：江小渝\n");
}

}  // namespace claimpack::extract
