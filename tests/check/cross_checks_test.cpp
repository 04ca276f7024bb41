// Every cross check: it fires on a planted defect, is silent on the clean claim, and a doubtful reading weighs less.
#include <functional>
#include <set>

#include "catch.hpp"
#include "check/made_case.hpp"
#include "check/vocabulary.hpp"

using namespace claimpack;
using namespace claimpack::check;
using core::Severity;
using Change = std::function<void(Case&)>;

namespace {

constexpr double doubtful = 0.9;  // below the trusted confidence, above a mere misreading

Change set(const std::string& kind, const std::string& field, const std::string& value, double confidence = 1.0) {
  return [=](Case& c) { made::put(made::first(c, kind), field, value, confidence); };
}

Change bring(const std::string& kind) {
  return [kind](Case& c) { made::add(c, made::paper(kind)); };
}

Change bring(const std::string& kind, const std::function<void(core::Document&)>& change) {
  return [=](Case& c) {
    auto document = made::paper(kind);
    change(document);
    made::add(c, std::move(document));
  };
}

Change on(const std::string& kind, const std::function<void(core::Document&)>& change) {
  return [=](Case& c) { change(made::first(c, kind)); };
}

Change code(const std::string& payload) {
  return on("inpatient_invoice", [payload](core::Document& bill) { bill.codes.push_back({"QRCode", payload, {}, {}}); });
}

Change cell(std::size_t index, const std::string& column, const std::string& value, double confidence = 1.0) {
  return on("expense_list", [=](core::Document& list) { list.items[index][column] = made::field(value, confidence); });
}

Change diagnoses(const std::string& kind, const std::string& value) {
  return on(kind, [value](core::Document& document) { made::put_list(document, "diagnoses", {value}); });
}

Change fault(core::TextFault::Kind kind, const std::string& says, const std::string& shows) {
  return [=](Case& c) {
    c.pages[1].width = 1654, c.pages[1].height = 2339;
    c.pages[1].faults = {{kind, says, shows, {100, 2000, 200, 30}}};
  };
}

struct Row {
  std::string check;
  bool in;  // an inpatient claim, else an outpatient one
  Severity severity;
  std::vector<Change> changes;
};

const Severity note = Severity::note, review = Severity::review, supplement = Severity::supplement, reject = Severity::reject;

std::vector<Row> people_rows() {
  return {
      {"x.name.same", true, review, {set("expense_list", "patient_name", "江小瑜")}},
      {"x.name.same", true, review, {set("expense_list", "patient_name", "江小瑜", doubtful)}},
      {"x.name.same", true, supplement, {set("expense_list", "patient_name", "王大瑜")}},  // same stay: the claimant's list
      {"x.name.same", true, review, {set("expense_list", "patient_name", "王大瑜", doubtful)}},
      {"x.page.foreign",
       true,
       review,
       {bring("prescription", [](core::Document& d) { made::put(d, "patient_name", made::other_person); })}},
      {"x.page.foreign",
       true,
       review,
       {bring("other",
              [](core::Document& d) {
                d.fields.clear();
                d.all_text = "检验报告单\n姓 名：卫德邻 性别：男";
              })}},
      {"x.page.patient", true, review, {[](Case& c) {
         c.doubts.push_back({"2.jpg：不知是谁的页面", 1});
       }}},
      {"x.id.check_digit", true, review, {set("identity_card", "id_number", "350203198001150021")}},
      {"x.id.birth_sex", true, review, {set("identity_card", "birth_date", "1980-01-16")}},
      {"x.id.birth_sex", true, review, {set("identity_card", "sex", "男")}},
      {"x.id.same",
       true,
       review,
       {bring("filing_form", [](core::Document& d) { made::put(d, "id_number", "11010519491231002X"); })}},
      {"x.id.masked_payer", true, review, {set("inpatient_invoice", "insurance_number", "350203********9999")}},
      {"x.id.two_sides",
       true,
       supplement,
       {on("identity_card",
           [](core::Document& d) {
             d.fields.erase("issuing_authority");
             d.fields.erase("valid_until");
           })}},
      {"x.id.valid", true, supplement, {set("identity_card", "valid_until", "2024-05-19")}},
      {"x.sex.same", true, review, {set("discharge_summary", "sex", "男")}},
      {"x.age.plausible", true, note, {set("discharge_summary", "age", "54岁")}},
      {"x.bank.owner",
       true,
       supplement,
       {bring("bank_card", [](core::Document& d) { made::put(d, "name", made::other_person); })}},
      {"x.bank.owner", true, review, {bring("bank_card", [](core::Document& d) { made::put(d, "name", "江晓渝"); })}},
      {"x.bank.number",
       true,
       note,
       {bring("bank_card", [](core::Document& d) { made::put(d, "card_number", "6222020000000000025"); })}},
      {"x.region.agency",
       true,
       review,
       {bring("filing_form", [](core::Document& d) { made::put(d, "insured_region", "广东省珠海市"); })}},
      {"x.field.unsure", true, review, {set("inpatient_invoice", "bill_number", "0000123456", 0.7)}},
  };
}

std::vector<Row> bill_rows() {
  const auto same_bill = bring("inpatient_invoice");
  return {
      {"x.bill.format", true, review, {set("inpatient_invoice", "bill_number", "123456")}},
      {"x.bill.format", true, note, {set("inpatient_invoice", "bill_number", "12345678"), code("x,12345678,y")}},
      {"x.bill.kind", true, review, {set("inpatient_invoice", "bill_code", "31060124")}},
      {"x.bill.province", true, review, {set("inpatient_invoice", "bill_code", "35060224")}},
      {"x.bill.year", true, review, {set("inpatient_invoice", "bill_code", "31060225")}},
      {"x.bill.year", true, note, {set("inpatient_invoice", "bill_code", "31060222")}},
      {"x.bill.items_sum",
       true,
       review,
       {on("inpatient_invoice", [](core::Document& d) { d.items[0]["amount"] = made::field("200.01"); })}},
      {"x.bill.items_sum",
       true,
       note,
       {on("inpatient_invoice", [](core::Document& d) { d.items[0]["amount"] = made::field("200.01", doubtful); })}},
      {"x.bill.words", true, review, {set("inpatient_invoice", "total_amount_words", "叁佰元零壹分")}},
      {"x.bill.payments", true, note, {set("inpatient_invoice", "other_payment", "1.00")}},
      {"x.bill.selfpay",
       true,
       note,
       {set("inpatient_invoice", "personal_self_pay", "100.00"), set("inpatient_invoice", "personal_own_expense", "100.00")}},
      {"x.bill.prepaid",
       true,
       note,
       {set("inpatient_invoice", "prepaid_amount", "200.00"), set("inpatient_invoice", "supplement_amount", "0.00"),
        set("inpatient_invoice", "refund_amount", "0.00")}},
      {"x.bill.already_settled", true, review, {set("inpatient_invoice", "pooled_fund_payment", "10.00")}},
      {"x.bill.already_settled", true, review, {bring("settlement_sheet")}},
      {"x.bill.negative", true, reject, {set("inpatient_invoice", "total_amount", "-300.00")}},
      {"x.bill.negative", true, reject, {on("inpatient_invoice", [](core::Document& d) { d.all_text = "住院收费票据\n作 废"; })}},
      {"x.bill.negative", true, review, {set("inpatient_invoice", "total_amount", "-300.00", doubtful)}},
      {"x.bill.dup_in_claim", true, review, {same_bill}},
      {"x.bill.dup_history", true, reject, {[](Case& c) {
         c.earlier_bills = {{"31060224", "0000123456", "2023-000009"}};
       }}},
      {"x.bill.dup_history",
       true,
       review,
       {[](Case& c) {
          c.earlier_bills = {{"31060224", "0000123456", "2023-000009"}};
        },
        set("inpatient_invoice", "bill_number", "0000123456", doubtful)}},
      {"x.bill.near_dup",
       true,
       review,
       {bring("inpatient_invoice", [](core::Document& d) { made::put(d, "bill_number", "0000123457"); })}},
      {"x.bill.original", true, review, {on("inpatient_invoice", [](core::Document& d) { d.all_text = "复印件"; })}},
      {"x.bill.seals", true, supplement, {on("inpatient_invoice", [](core::Document& d) { d.seals.clear(); })}},
      {"x.bill.seals",
       true,
       supplement,
       {on("inpatient_invoice", [](core::Document& d) { d.seals.pop_back(); })}},  // only the ministry's
      {"x.bill.seals",
       true,
       review,
       {on("inpatient_invoice", [](core::Document& d) { d.seals.clear(); }), [](Case& c) { c.pages[0].quality.blur = 0.9; }}},
      {"x.bill.qr", true, review, {code("https://HOST/d?t=504&a=A&d=31060224_0000123456_0a1b2c_301.00_20240308&s=0")}},
      {"x.bill.qr_unread", true, note, {code("")}},
      {"x.bill.verified", true, review, {[](Case& c) { c.intake.flags["verification_recorded"] = true; }}},
      {"x.bill.dates", true, review, {set("inpatient_invoice", "issue_date", "2024-03-07")}},
      {"x.bill.dates", true, review, {[](Case& c) { c.intake.submitted_on = "2024-03-07"; }}},
  };
}

std::vector<Row> list_rows() {
  const auto wrong_rows = on("expense_list", [](core::Document& list) {
    for (int i = 0; i < 4; ++i)
      made::row(list, {{"name", "棉签"}, {"unit_price", "1.00"}, {"quantity", "2"}, {"amount", "3.00"}});
  });
  const auto pages = [](int printed, std::vector<int> numbers) {
    return on("expense_list", [=](core::Document& list) {
      list.pages_printed = printed;
      list.page_numbers = numbers;
    });
  };
  return {
      {"x.list.row", true, note, {cell(0, "unit_price", "50.10")}},
      {"x.list.row", true, review, {wrong_rows}},
      {"x.list.sum", true, review, {cell(0, "amount", "199.00")}},
      {"x.list.sum", true, note, {cell(0, "amount", "199.00", doubtful)}},  // total as on the bill: the row was misread
      {"x.list.bill_total", true, supplement, {set("expense_list", "total_amount", "300.01")}},
      {"x.list.bill_total", true, review, {set("expense_list", "total_amount", "300.01", doubtful)}},
      {"x.list.bill_total",
       false,
       review,
       {bring("outpatient_invoice",
              [](core::Document& d) {
                made::put(d, "bill_number", "0000654322");
                made::put(d, "total_amount", "20.00");
              })}},
      {"x.list.category", true, review, {cell(0, "amount", "150.00"), cell(1, "amount", "150.00")}},
      {"x.list.bill_link", true, supplement, {set("expense_list", "bill_number", "0000999999")}},
      {"x.list.pages", true, supplement, {pages(3, {1})}},
      {"x.list.pages", true, review, {pages(3, {0})}},
      {"x.list.dates", true, review, {cell(0, "date", "2024-03-03")}},
      {"x.list.once_a_day", true, note, {cell(0, "quantity", "6")}},
      {"x.seal.list",
       true,
       review,
       {on("expense_list", [](core::Document& d) { d.seals.clear(); }), set("expense_list", "total_amount", "299.00")}},
  };
}

std::vector<Row> stay_rows() {
  const auto admitted_twice = bring("inpatient_invoice", [](core::Document& d) {
    made::put(d, "bill_number", "0000777777");
    made::put(d, "total_amount", "80.00");
    made::put(d, "admission_date", "2024-03-06");
    made::put(d, "discharge_date", "2024-03-10");
  });
  return {
      {"x.stay.dates", true, supplement, {set("discharge_summary", "admission_date", "2024-03-05")}},
      {"x.stay.dates", true, review, {set("discharge_summary", "admission_date", "2024-03-05", doubtful)}},
      {"x.stay.days", true, note, {set("discharge_summary", "inpatient_days", "7")}},
      {"x.stay.overlap", true, review, {admitted_twice}},
      {"x.stay.overlap", true, review, {bring("outpatient_invoice")}},
      {"x.stay.numbers", true, review, {set("discharge_summary", "inpatient_number", "ZY2024002")}},
      {"x.stay.numbers",
       true,
       note,
       {set("discharge_summary", "department", "呼吸科"), set("expense_list", "department", "骨科")}},
      {"x.hosp.same", true, review, {set("discharge_summary", "hospital_name", "杭州市清波虚构医院")}},
      {"x.hosp.filed", true, review, {[](Case& c) {
         c.intake.filing.hospitals = {"福州市虚构医院"};
         c.intake.treatment_region = "福建省漳州市";
         c.intake.filing.created_on = "2022-06-01";
       }}},
      {"x.diag.agree", true, review, {bring("diagnosis_certificate"), diagnoses("diagnosis_certificate", "胆囊结石")}},
      {"x.diag.trauma",
       true,
       note,
       {diagnoses("discharge_summary", "右胫骨骨折"), [](Case& c) { c.intake.flags.erase("trauma"); }}},
      {"x.diag.sex_age", true, review, {diagnoses("discharge_summary", "前列腺增生")}},
      {"x.diag.admission_cause",
       true,
       review,
       {on("discharge_summary", [](core::Document& d) { d.all_text = "患者因交通事故致伤入院"; })}},
      {"x.emergency.mark", false, supplement, {[](Case& c) { c.intake.claim_type = "emergency"; }}},
      {"x.emergency.mark", true, supplement, {[](Case& c) { c.intake.flags["rescue"] = true; }}},
      {"x.rx.match", false, note, {set("prescription", "issue_date", "2024-03-01")}},
      {"x.rx.match", false, note, {cell(1, "name", "布洛芬混悬液")}},
      {"x.sign.physician",
       true,
       supplement,
       {bring("diagnosis_certificate",
              [](core::Document& d) {
                d.fields.erase("physician");
                d.signatures.clear();
              })}},
      {"x.sign.physician", true, note, {on("discharge_summary", [](core::Document& d) { d.fields.erase("physician"); })}},
      {"x.sign.physician",
       true,
       supplement,
       {bring("diagnosis_certificate",
              [](core::Document& d) {  // the label can be read under the seal: nothing stands behind it
                d.fields.erase("physician");
                d.signatures.clear();
                d.seals.front().colour = "black";
                d.all_text = "医师签名：\n2024年3月8日";
              })}},
      {"x.mark.hidden",
       true,
       review,
       {bring("diagnosis_certificate",
              [](core::Document& d) {
                d.fields.erase("physician");
                d.signatures.clear();
                d.seals.front().colour = "black";
                d.all_text = "2024年3月8日";
              })}},
      {"x.seal.certificate",
       true,
       supplement,
       {bring("diagnosis_certificate",
              [](core::Document& d) {
                d.seals.clear();
                made::seal(d, "与原件核对无误原件已退回");
              })}},
      {"x.sign.letters", true, supplement, {bring("commitment_letter", [](core::Document& d) { d.signatures.clear(); })}},
      {"x.filing.covers", true, review, {[](Case& c) { c.intake.filing.regions = {"北京市"}; }}},
      {"x.filing.expired", true, review, {[](Case& c) {
         c.intake.filing.end = "2024-03-03";
         c.intake.filing.category = "referral";
       }}},
      {"x.filing.late", true, note, {[](Case& c) { c.intake.filing.created_on = c.intake.filing.start = "2024-03-09"; }}},
      {"x.referral.before",
       true,
       review,
       {bring("referral_form", [](core::Document& d) { made::put(d, "issue_date", "2024-03-05"); })}},
      {"x.referral.before",
       true,
       review,
       {bring("referral_form", [](core::Document& d) { made::put(d, "to_hospital", "杭州市清波虚构医院"); })}},
      {"x.page.quality", true, supplement, {[](Case& c) { c.pages[1].lost = true; }}},
      {"x.page.quality", true, review, {fault(core::TextFault::Kind::not_drawn, "图片 a.jb2", "")}},
      {"x.text.hidden", true, review, {fault(core::TextFault::Kind::hidden, "99999.00", "")}},
      {"x.text.hidden", true, note, {fault(core::TextFault::Kind::outside, "99999.00", "")}},
      {"x.text.altered", true, review, {fault(core::TextFault::Kind::altered, "1234.56", "1834.56")}},
      {"x.page.quality",
       true,
       review,
       {[](Case& c) { c.pages[0].quality.advice = "模糊，请重新扫描"; },
        set("inpatient_invoice", "payer_name", made::claimant, 0.6)}},
      {"x.page.quality", true, note, {bring("discharge_summary")}},
  };
}

std::vector<Row> all_rows() {
  std::vector<Row> all;
  for (const auto& rows : {people_rows(), bill_rows(), list_rows(), stay_rows()}) all.insert(all.end(), rows.begin(), rows.end());
  return all;
}

core::Claim claim_of(bool in, const std::vector<Change>& changes) {
  auto the_case = in ? made::inpatient() : made::outpatient();
  for (const auto& change : changes) change(the_case);
  return made::decided(the_case);
}

}  // namespace

TEST_CASE("each cross check finds its planted defect with its weight, in words and with evidence") {
  for (const auto& [check, in, severity, changes] : all_rows()) {
    const auto claim = claim_of(in, changes);
    INFO(check << "\n" << made::told(claim));
    const auto* found = made::finding(claim, check);
    REQUIRE(found);
    CHECK(found->severity == severity);
    CHECK_FALSE(found->citation.empty());
    CHECK(found->message.find('{') == std::string::npos);  // every blank was filled
    if (severity == supplement) CHECK_FALSE(found->cure.empty());
    for (const auto& place : found->evidence) CHECK((place.document >= 0 || place.page >= 0));
  }
}

TEST_CASE("no cross check is without a planted defect") {
  std::set<std::string> tested;
  for (const auto& row : all_rows()) tested.insert(row.check);
  for (const auto& [check, variants] : known_checks()) {
    INFO(check);
    CHECK(tested.count(check));
  }
}

TEST_CASE("what a check must let pass") {
  const auto quiet = [](const std::string& check, bool in, const std::vector<Change>& changes) {
    const auto claim = claim_of(in, changes);
    INFO(check << "\n" << made::told(claim));
    CHECK_FALSE(made::finding(claim, check));
  };
  // readings that are doubtful, or forms of a name that mean the same person
  quiet("x.name.same", true, {set("expense_list", "patient_name", "江小瑜", 0.6)});
  quiet("x.name.same", true, {set("expense_list", "patient_name", "江小*")});
  quiet("x.name.same", true, {set("expense_list", "patient_name", "江 小 渝")});
  quiet("x.name.same", true, {set("expense_list", "patient_name", "江小渝之子")});
  quiet("x.page.foreign", true, {set("expense_list", "patient_name", "床号三楼", 0.5)});
  quiet("x.page.foreign", true, {bring("residence_proof", [](core::Document& d) { made::put(d, "name", made::other_person); })});
  quiet("x.page.foreign", true,
        {bring("authorization_letter", [](core::Document& d) { made::put(d, "agent_name", made::other_person); }),
         bring("identity_card", [](core::Document& d) { made::put(d, "name", made::other_person); })});
  quiet("x.id.check_digit", true, {set("identity_card", "id_number", "350203198001150021", doubtful)});
  quiet("x.id.masked_payer", true,
        {set("inpatient_invoice", "insurance_number",
             made::claimant_number().substr(0, 6) + "********" + made::claimant_number().substr(14))});
  quiet("x.id.valid", true, {set("identity_card", "valid_until", "长期")});
  quiet("x.age.plausible", true, {set("discharge_summary", "age", "45岁")});
  quiet("x.region.agency", true,
        {bring("filing_form", [](core::Document& d) { made::put(d, "insured_region", "福建省厦门市"); })});
  // bills
  quiet("x.bill.format", true,
        {set("inpatient_invoice", "bill_number", "12345678"),
         on("inpatient_invoice", [](core::Document& d) { d.fields.erase("check_code"); })});
  quiet("x.bill.province", true, {set("inpatient_invoice", "bill_code", "00060224")});
  quiet("x.bill.year", true, {set("inpatient_invoice", "bill_code", "31060223")});
  quiet("x.bill.words", true,
        {set("inpatient_invoice", "total_amount_words", "肆佰元整", doubtful)});  // under a seal; the list says 300
  quiet("x.bill.words", true, {set("inpatient_invoice", "total_amount_words", "看不清楚")});
  quiet("x.bill.selfpay", true,
        {set("inpatient_invoice", "personal_self_pay", "0.00"), set("inpatient_invoice", "personal_own_expense", "0.00")});
  quiet("x.bill.already_settled", true,
        {bring("settlement_sheet", [](core::Document& d) { made::put(d, "pooled_fund_payment", "0.00"); })});
  quiet("x.bill.negative", true, {on("inpatient_invoice", [](core::Document& d) { d.all_text = "手写作废无效，涂改作废"; })});
  quiet("x.bill.original", false,
        {on("outpatient_invoice", [](core::Document& d) { d.all_text = "复印件"; })});  // no list asks for the original
  quiet("x.bill.qr", true, {code("https://HOST/d?t=504&a=A&d=31060224_0000123456_0a1b2c_300.00_20240308&s=0")});
  quiet("x.bill.qr", true,
        {code("https://HOST/d?t=504&a=A&d=31060224_0000123456_0a1b2c_301.00_20240308&s=0"),
         set("inpatient_invoice", "total_amount", "300.00", doubtful)});
  quiet("x.bill.dup_history", true, {[](Case& c) { c.earlier_bills = {{"31060224", "0000123457", "2023-000009"}}; }});
  // lists
  quiet("x.list.row", true, {cell(0, "unit_price", "50.0049")});
  quiet("x.list.row", true, {cell(0, "unit_price", "99.00", doubtful)});
  quiet("x.list.dates", true, {cell(0, "date", "2024-03-03", doubtful)});
  quiet("x.list.bill_link", true, {set("expense_list", "bill_number", "0000123456")});
  quiet("x.list.bill_total", true, {bring("inpatient_invoice")});  // the same bill twice counts once
  quiet("x.list.bill_total", true, {on("expense_list", [](core::Document& d) { d.fields.erase("total_amount"); })});
  quiet("x.seal.list", true, {on("expense_list", [](core::Document& d) { d.seals.clear(); })});  // the sealed bill vouches for it
  quiet("x.list.pages", true, {on("expense_list", [](core::Document& d) {
          d.pages_printed = 1;
          d.page_numbers = {1};
        })});
  // stay and illness
  quiet("x.stay.days", true, {set("discharge_summary", "inpatient_days", "5")});
  quiet("x.stay.overlap", true, {bring("outpatient_invoice"), bring("outside_purchase_slip")});
  quiet("x.hosp.same", true, {set("discharge_summary", "hospital_name", "上海市仁和样例医院（东院区）")});
  quiet("x.hosp.same", true, {set("discharge_summary", "hospital_name", "仁和样例医院")});
  quiet("x.diag.admission_cause", true,
        {on("discharge_summary", [](core::Document& d) { d.all_text = "否认交通事故、外伤史"; })});
  quiet("x.diag.trauma", true, {diagnoses("discharge_summary", "陈旧性骨折"), [](Case& c) { c.intake.flags.erase("trauma"); }});
  quiet("x.emergency.mark", false,
        {[](Case& c) { c.intake.claim_type = "emergency"; }, set("outpatient_record", "department", "急诊科")});
  quiet("x.sign.physician", true,
        {bring("diagnosis_certificate", [](core::Document& d) { d.fields.erase("physician"); })});  // signed by hand
  quiet("x.sign.physician", true, {bring("diagnosis_certificate", [](core::Document& d) {
          d.fields.erase("physician");
          d.signatures.clear();
          d.all_text = "医师签名：乐言之\n2024年3月8日";
        })});
  quiet("x.sign.physician", true, {on("discharge_summary", [](core::Document& d) {  // somebody wrote there, under a seal
          d.fields.erase("physician");
          d.absent["physician"] = core::Absence::illegible;
        })});
  quiet("x.filing.covers", true, {[](Case& c) { c.intake.treatment_region = "上海市徐汇区"; }});
  quiet("x.filing.expired", true, {[](Case& c) { c.intake.filing.end = "2024-03-05"; }});            // admitted within the period
  quiet("x.page.quality", true, {[](Case& c) { c.pages[0].quality.advice = "模糊，请重新扫描"; }});  // all was read all the same
  quiet("x.field.unsure", true, {set("inpatient_invoice", "total_amount", "300.00", 0.6)});  // the list names the same amount
}

TEST_CASE("another patient's paper neither meets a requirement nor counts") {
  const auto claim =
      claim_of(true, {[](Case& c) { made::drop(c, "discharge_summary"); }, bring("discharge_summary", [](core::Document& d) {
                        made::put(d, "patient_name", made::other_person);
                        for (const char* name : {"inpatient_number", "admission_date", "discharge_date"}) d.fields.erase(name);
                      })});
  INFO(made::told(claim));
  CHECK(made::finding(claim, "x.page.foreign"));
  CHECK_FALSE(made::finding(claim, "x.name.same"));
  CHECK(made::item(claim, "discharge_summary")->status == core::ChecklistItem::Status::missing);

  const auto bill = claim_of(true, {bring("inpatient_invoice", [](core::Document& d) {
                               made::put(d, "payer_name", made::other_person);
                               made::put(d, "bill_number", "0000888888");
                               made::put(d, "inpatient_number", "ZY2024777");
                               made::put(d, "total_amount", "77.00");
                               made::put(d, "discharge_date", "2024-04-01");
                             })});
  INFO(made::told(bill));
  CHECK(made::finding(bill, "x.page.foreign"));
  CHECK_FALSE(made::finding(bill, "x.list.bill_total"));
  CHECK_FALSE(made::finding(bill, "x.stay.overlap"));
}

TEST_CASE("an unread seal in the head of a bill is the ministry's, one at its foot the hospital's") {
  const auto bill_with_seal_at = [](core::Box place) {
    return claim_of(true, {on("inpatient_invoice", [place](core::Document& bill) {
                      bill.seals.clear();
                      bill.seals.push_back({0, place, "", "red"});
                      bill.fields["bill_code"].box = {100, 50, 80, 20};
                      bill.fields["hospital_name"].box = {100, 900, 200, 20};
                      for (const char* name : {"bill_number", "check_code", "payer_name"})
                        bill.fields[name].box = {500, 60, 80, 20};
                    })});
  };
  CHECK(made::finding(bill_with_seal_at({400, 20, 120, 100}), "x.bill.seals"));
  CHECK_FALSE(made::finding(bill_with_seal_at({200, 850, 150, 100}), "x.bill.seals"));
}

TEST_CASE("seals of a bill by their words") {
  const auto bill_with = [](std::vector<core::Document::PageMark> seals) {
    return claim_of(true, {on("inpatient_invoice", [&seals](core::Document& bill) { bill.seals = seals; })});
  };
  const auto only = [&](const char* text, const char* shape) { return bill_with({{0, {}, text, "black", shape}}); };
  CHECK(made::finding(only("全国统财政票监章", "oval"), "x.bill.seals"));  // characters lost, the ministry's all the same
  CHECK(made::finding(only("与原件核对无误", "rect"), "x.bill.seals"));
  CHECK(made::finding(only("", "rect"), "x.bill.seals"));  // an unread frame vouches for nothing
  CHECK_FALSE(made::finding(only("样例市第一人民医院收费专用章", "oval"), "x.bill.seals"));
  CHECK_FALSE(made::finding(only("现金收讫", "rect"), "x.bill.seals"));
}

TEST_CASE("a page's text that it does not show is told with its place, once a kind") {
  const auto altered = claim_of(true, {fault(core::TextFault::Kind::altered, "1234.56", "1834.56")});
  const auto* finding = made::finding(altered, "x.text.altered");
  REQUIRE(finding);
  CHECK(finding->message.find("左下的文件文字为“1234.56”，而页面显示为“1834.56”") != std::string::npos);
  CHECK(finding->evidence.at(0).page == 1);
  CHECK_FALSE(finding->citation.empty());
  const auto many = claim_of(true, {[](Case& c) {
                               for (int i = 0; i < 40; ++i)
                                 c.pages[0].faults.push_back({core::TextFault::Kind::hidden, std::string(200, 'x'), "", {}});
                             }});
  const auto hidden = std::count_if(many.findings.begin(), many.findings.end(),
                                    [](const core::Finding& each) { return each.rule == "x.text.hidden"; });
  CHECK(hidden == 1);
  REQUIRE(made::finding(many, "x.text.hidden"));
  CHECK(made::finding(many, "x.text.hidden")->message.find("共 40 处") != std::string::npos);
  CHECK(made::finding(many, "x.text.hidden")->message.size() < 300);
}

TEST_CASE("messages say what, where and what to do") {
  const auto claim = claim_of(true, {on("expense_list", [](core::Document& list) {
                                list.pages_printed = 3;
                                list.page_numbers = {2};
                              })});
  REQUIRE(made::finding(claim, "x.list.pages"));
  CHECK(made::finding(claim, "x.list.pages")->message == "费用清单缺第 1、3 页（共 3 页），请补交。");
  const auto unfiled = claim_of(true, {set("inpatient_invoice", "total_amount", "1300.00")});
  REQUIRE(made::finding(unfiled, "x.list.bill_total"));
  CHECK(made::finding(unfiled, "x.list.bill_total")->message ==
        "费用清单合计 300.00 元，与住院医疗收费票据 1,300.00 元相差 1,000.00 元，请补交与票据一致的清单。");
  const auto numbers =
      claim_of(true, {bring("filing_form", [](core::Document& d) { made::put(d, "id_number", "11010519491231002X"); })});
  CHECK(made::finding(numbers, "x.id.same")->message.find("19491231") == std::string::npos);  // masked
}

TEST_CASE("the same case gives the same claim") {
  const auto one = claim_of(true, {set("inpatient_invoice", "total_amount", "1.00"), bring("inpatient_invoice")});
  const auto other = claim_of(true, {set("inpatient_invoice", "total_amount", "1.00"), bring("inpatient_invoice")});
  CHECK(made::told(one) == made::told(other));
}
