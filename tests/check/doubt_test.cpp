// What is not surely read on either side of a comparison never stops a claim: an error is lowered to a question. Names are
// compared after their normal forms.
#include <functional>

#include "catch.hpp"
#include "check/made_case.hpp"
#include "check/names.hpp"
#include "check/rules.hpp"

using namespace claimpack;
using namespace claimpack::check;
using core::Severity;
using Change = std::function<void(Case&)>;

namespace {

constexpr double doubtful = 0.9;

Change set(const std::string& kind, const std::string& field, const std::string& value, double confidence = 1.0) {
  return [=](Case& c) { made::put(made::first(c, kind), field, value, confidence); };
}

// The same value, no longer surely read.
Change doubt(const std::string& kind, const std::string& field) {
  return [=](Case& c) {
    auto& read = made::first(c, kind).fields.at(field);
    read.confidence = doubtful, read.accepted = false;
  };
}

Change bring(
    const std::string& kind, const std::function<void(core::Document&)>& change = [](core::Document&) {}) {
  return [=](Case& c) {
    auto document = made::paper(kind);
    change(document);
    made::add(c, std::move(document));
  };
}

Change blurred(const std::string& kind) {
  return [=](Case& c) {
    for (const auto& page : made::first(c, kind).pages) c.pages[static_cast<std::size_t>(page.page)].quality.blur = 0.9;
  };
}

// The claimant is known from the card alone.
Change from_card_only() {
  return [](Case& c) { c.intake.claimant_name.clear(); };
}

struct Row {
  std::string check;
  bool in;
  Severity sure, unsure;
  std::vector<Change> defect;               // gives `sure`
  std::vector<std::vector<Change>> doubts;  // each gives `unsure`: one side of the comparison, then the other
};

const Severity note = Severity::note, review = Severity::review, supplement = Severity::supplement, reject = Severity::reject;

std::vector<Row> rows() {
  const auto other_name = set("expense_list", "patient_name", "王大瑜");
  const auto other_owner = bring("bank_card", [](core::Document& d) { made::put(d, "name", made::other_person); });
  // Bill, summary and list bear no name that could vouch for the card's.
  const Change nameless = [](Case& c) {
    for (auto& document : c.documents)
      for (const char* name : {"payer_name", "patient_name"})
        if (document.kind != "expense_list") document.fields.erase(name);
  };
  const Change used = [](Case& c) { c.earlier_bills = {{"31060224", "0000123456", "2023-000009"}}; };
  const Change emergency = [](Case& c) { c.intake.claim_type = "emergency"; };
  const auto certificate = bring("diagnosis_certificate", [](core::Document& d) { d.seals.clear(); });
  const auto unsigned_certificate = bring("diagnosis_certificate", [](core::Document& d) {
    d.fields.erase("physician");
    d.signatures.clear();
    d.all_text = "医师签名：\n2024年3月8日";
  });
  const auto letter = bring("commitment_letter", [](core::Document& d) { d.signatures.clear(); });
  const Change no_seal = [](Case& c) { made::first(c, "inpatient_invoice").seals.clear(); };
  return {
      {"x.name.same",
       true,
       supplement,
       review,
       {other_name},
       {{doubt("expense_list", "patient_name")}, {from_card_only(), nameless, doubt("identity_card", "name")}}},
      {"x.bank.owner",
       true,
       supplement,
       review,
       {other_owner},
       {{doubt("bank_card", "name")},
        {from_card_only(), nameless, [](Case& c) { made::first(c, "expense_list").fields.erase("patient_name"); },
         doubt("identity_card", "name")}}},
      {"x.bill.negative",
       true,
       reject,
       review,
       {set("inpatient_invoice", "total_amount", "-300.00")},
       {{doubt("inpatient_invoice", "total_amount")}}},
      {"x.bill.dup_history",
       true,
       reject,
       review,
       {used},
       {{doubt("inpatient_invoice", "bill_number")}, {doubt("inpatient_invoice", "bill_code")}}},
      {"x.list.bill_total",
       true,
       supplement,
       review,
       {set("expense_list", "total_amount", "400.00"),
        [](Case& c) { made::first(c, "expense_list").items[0]["amount"] = made::field("300.00"); }},
       {{doubt("expense_list", "total_amount")}, {doubt("inpatient_invoice", "total_amount")}}},
      {"x.list.bill_link",
       true,
       supplement,
       review,
       {set("expense_list", "bill_number", "0000999999")},
       {{doubt("expense_list", "bill_number")}, {doubt("inpatient_invoice", "bill_number")}}},
      {"x.stay.dates",
       true,
       supplement,
       review,
       {set("discharge_summary", "admission_date", "2024-03-03")},
       {{doubt("discharge_summary", "admission_date")}, {doubt("inpatient_invoice", "admission_date")}}},
      {"x.list.pages",
       true,
       supplement,
       review,
       {[](Case& c) {
         auto& list = made::first(c, "expense_list");
         list.pages_printed = 3;
         list.page_numbers = {1};
       }},
       {{[](Case& c) { made::first(c, "expense_list").page_numbers = {0}; }}}},
      {"x.emergency.mark", false, supplement, review, {emergency}, {{blurred("outpatient_record")}}},
      {"x.bill.seals", true, supplement, review, {no_seal}, {{blurred("inpatient_invoice")}}},
      {"x.seal.certificate", true, supplement, review, {certificate}, {{blurred("diagnosis_certificate")}}},
      {"x.sign.physician", true, supplement, review, {unsigned_certificate}, {{blurred("diagnosis_certificate")}}},
      {"x.sign.letters", true, supplement, review, {letter}, {{blurred("commitment_letter")}}},
      {"x.bill.original",
       true,
       supplement,
       review,
       {[](Case& c) {
         auto& bill = made::first(c, "inpatient_invoice");
         bill.all_text = "住院收费票据\n复印件";
         bill.fields.erase("check_code");
         c.region = c.intake.region = "jilin";
       }},
       {}},
  };
}

core::Claim claim_of(bool in, const std::vector<Change>& defect, const std::vector<Change>& doubts) {
  auto the_case = in ? made::inpatient() : made::outpatient();
  for (const auto* list : {&defect, &doubts})
    for (const auto& change : *list) change(the_case);
  return made::decided(the_case);
}

}  // namespace

TEST_CASE("an error is an error where both sides are surely read, and a question where either is not") {
  for (const auto& [check, in, sure, unsure, defect, doubts] : rows()) {
    if (doubts.empty()) continue;
    const auto certain = claim_of(in, defect, {});
    INFO(check << "\n" << made::told(certain));
    const auto* found = made::finding(certain, check);
    REQUIRE(found);
    CHECK(found->severity == sure);
    for (std::size_t side = 0; side < doubts.size(); ++side) {
      const auto claim = claim_of(in, defect, doubts[side]);
      INFO("side " << side << "\n" << made::told(claim));
      const auto* lowered = made::finding(claim, check);
      REQUIRE(lowered);
      CHECK(lowered->severity == unsure);
      CHECK(lowered->cure.empty());  // nothing is asked of the claimant
    }
  }
}

// A comparison that fails on a doubtful reading is neither an accusation nor silence: one question names what to look at.
TEST_CASE("what a doubtful reading contradicts is a question to a person, and one question a claim") {
  struct Doubt {
    const char* check;
    bool in;
    std::vector<Change> defect;
  };
  const Change elsewhere = [](Case& c) { c.intake.filing.regions = {"上海市"}; };
  const auto certificate =
      bring("diagnosis_certificate", [](core::Document& d) { made::put_list(d, "diagnoses", {"股骨骨折"}); });
  const Change lists_more = [](Case& c) {
    auto more = made::paper("expense_list");
    made::put(more, "total_amount", "55.00", doubtful);
    more.items.clear();
    made::add(c, std::move(more));
  };
  const Change two_stays = [](Case& c) {
    auto other = made::paper("inpatient_invoice");
    made::put(other, "bill_number", "0000999999");
    made::put(other, "admission_date", "2024-03-06", doubtful);
    made::put(other, "discharge_date", "2024-03-12");
    made::add(c, std::move(other));
  };
  const Doubt doubts[] = {
      {"x.name.same", true, {set("expense_list", "patient_name", "王大瑜", 0.8)}},
      {"x.name.same", true, {set("expense_list", "patient_name", "江小瑜", 0.8)}},
      {"x.bank.owner", true, {bring("bank_card", [](core::Document& d) { made::put(d, "name", "江小瑜", 0.8); })}},
      {"x.id.check_digit", true, {set("identity_card", "id_number", "350203198001150023", doubtful)}},
      {"x.id.birth_sex", true, {set("identity_card", "birth_date", "1981-01-15", doubtful)}},
      {"x.id.birth_sex", true, {set("identity_card", "sex", "男", doubtful)}},
      {"x.id.same",
       true,
       {bring("commitment_letter", [](core::Document& d) { made::put(d, "id_number", "110101198001150018", doubtful); })}},
      {"x.id.masked_payer", true, {set("inpatient_invoice", "insurance_number", "350203********9999", doubtful)}},
      {"x.id.valid", true, {set("identity_card", "valid_until", "2020-01-01", doubtful)}},
      {"x.sex.same", true, {set("inpatient_invoice", "sex", "男", doubtful)}},
      {"x.bill.format", true, {set("inpatient_invoice", "check_code", "0a1b2c3", doubtful)}},
      {"x.bill.kind", true, {set("inpatient_invoice", "bill_code", "31070224", doubtful)}},
      {"x.bill.province", true, {set("inpatient_invoice", "bill_code", "11060224", doubtful)}},
      {"x.bill.year", true, {set("inpatient_invoice", "bill_code", "31060225", doubtful)}},
      {"x.bill.dates", true, {set("inpatient_invoice", "issue_date", "2024-03-07", doubtful)}},
      {"x.bill.dates", true, {set("inpatient_invoice", "issue_date", "2024-06-07", doubtful)}},
      {"x.list.dates", true, {[](Case& c) {
         made::first(c, "expense_list").items[0]["date"] = made::field("2024-03-15", doubtful);
       }}},
      {"x.list.bill_total", true, {lists_more}},
      {"x.list.bill_link", true, {set("expense_list", "bill_number", "0000123465", doubtful)}},
      {"x.stay.overlap", true, {two_stays}},
      {"x.stay.numbers", true, {set("expense_list", "inpatient_number", "ZY2024009", doubtful)}},
      {"x.hosp.same", true, {set("expense_list", "hospital_name", "上海市仁和梓列区阮", doubtful)}},
      {"x.diag.agree",
       true,
       {certificate,
        [](Case& c) {
          auto& read = made::first(c, "diagnosis_certificate").fields.at("diagnoses");
          read.confidence = doubtful, read.accepted = false;
        }}},
      {"x.diag.sex_age", true, {[](Case& c) {
         made::put_list(made::first(c, "discharge_summary"), "diagnoses", {"前列腺增生"});
         auto& read = made::first(c, "discharge_summary").fields.at("diagnoses");
         read.confidence = doubtful, read.accepted = false;
       }}},
      {"x.referral.before",
       true,
       {bring("referral_form", [](core::Document& d) { made::put(d, "issue_date", "2024-03-09", doubtful); })}},
      {"x.referral.before",
       true,
       {bring("referral_form", [](core::Document& d) { made::put(d, "to_hospital", "北京市样例医院", doubtful); })}},
      {"x.region.agency",
       true,
       {elsewhere, bring("filing_form", [](core::Document& d) { made::put(d, "insured_region", "南通市", doubtful); })}},
  };
  for (const auto& [check, in, defect] : doubts) {
    const auto claim = claim_of(in, defect, {});
    const auto title = made::rules().checks.at(check).title;
    INFO(check << " " << title << "\n" << made::told(claim));
    CHECK_FALSE(made::finding(claim, check));  // nobody is accused
    const core::Finding* question = nullptr;
    int questions = 0;
    for (const auto& one : claim.findings)
      if (one.rule == "x.field.unsure" && one.message.find("没有把握") != std::string::npos) question = &one, ++questions;
    REQUIRE(questions == 1);
    CHECK(question->severity == review);
    CHECK(question->message.find(title) != std::string::npos);
    CHECK_FALSE(question->evidence.empty());
    CHECK(question->message.find("有 " + std::to_string(question->evidence.size()) + " 处") != std::string::npos);
    CHECK(claim.outcome >= core::Outcome::review);
  }
}

TEST_CASE("the reader's own other opinion that agrees settles a doubtful name") {
  auto claim = made::inpatient();
  auto& name = made::first(claim, "expense_list").fields.at("patient_name");
  name = made::field("江小瑜", 0.8);
  name.candidates = {{made::claimant, made::claimant, 0.3}};
  CHECK(made::decided(claim).outcome == core::Outcome::complete);
}

TEST_CASE("a bill number two digits away from a doubtful one is the reader's slip") {
  const auto quiet = claim_of(true, {set("expense_list", "bill_number", "0000123465", doubtful)}, {});
  CHECK_FALSE(made::finding(quiet, "x.list.bill_link"));
  const auto loud = claim_of(true, {set("expense_list", "bill_number", "0000123465")}, {});
  CHECK(made::finding(loud, "x.list.bill_link"));
}

TEST_CASE("names are compared after their normal forms") {
  struct Pair {
    const char *printed, *person;
    NameMatch match;
  };
  const Pair pairs[] = {
      {"江小渝", "江小渝", NameMatch::same},
      {" 江 小　渝 ", "江小渝", NameMatch::same},  // blanks, full-width too
      {"劉曉東", "刘晓东", NameMatch::same},       // traditional forms
      {"張麗華", "张丽华", NameMatch::same},
      {"陳國強", "陈国强", NameMatch::same},
      {"鄭鳳蘭", "郑凤兰", NameMatch::same},
      {"買買提·吐爾遜", "买买提•吐尔逊", NameMatch::same},  // middle dots of every kind
      {"阿依古丽．买买提", "阿依古丽·买买提", NameMatch::same},
      {"阿依古丽买买提", "阿依古丽・买买提", NameMatch::same},
      {"江小渝之子", "江小渝", NameMatch::same},  // a newborn under the mother's name
      {"江小渝之女", "江小渝", NameMatch::same},
      {"江小渝之婴", "江小渝", NameMatch::same},
      {"江小渝", "江小渝之长女", NameMatch::same},
      {"江*渝", "江小渝", NameMatch::same},  // masked
      {"江＊渝", "江小渝", NameMatch::same},
      {"江小瑜", "江小渝", NameMatch::near},
      {"江渝", "江小渝", NameMatch::near},
      {"江小渝之友", "江小渝", NameMatch::differs},
      {"卫德邻", "江小渝", NameMatch::differs},
      {"卫德邻之子", "江小渝", NameMatch::differs},
      {"王*渝", "江小渝", NameMatch::differs},
  };
  for (const auto& [printed, person, match] : pairs) {
    INFO(printed << " / " << person);
    CHECK(compare_names(printed, person) == match);
  }
}

TEST_CASE("a list's total that is rather wrong than right is a reading to confirm, not a difference") {
  for (const double confidence : {0.2, 0.9}) {
    auto the_case = made::inpatient();
    made::put(made::first(the_case, "expense_list"), "total_amount", "1300.00", confidence);
    const auto claim = made::decided(the_case);
    INFO(confidence);
    CHECK((made::finding(claim, "x.list.bill_total") != nullptr) == (confidence > 0.5));
    CHECK((made::finding(claim, "x.field.unsure") != nullptr) == (confidence < 0.5));
    CHECK(claim.outcome == core::Outcome::review);
  }
}
