// A reviewer's answers and dismissals, and what they may not do.
#include "catch.hpp"
#include "check/made_case.hpp"

using namespace claimpack;
using namespace claimpack::check;
using core::Correction;
using core::CorrectionKind;
using core::Severity;

namespace {

Correction said(CorrectionKind kind, const std::string& rule, bool yes = false) {
  Correction made;
  made.id = 1, made.kind = kind, made.rule = rule, made.yes = yes, made.person = "lin", made.person_name = "林审核",
  made.reason = "电话核实";
  return made;
}

// A made claim with a finding of the severity that is asked for, and that finding's rule.
std::pair<Case, std::string> with(Severity severity) {
  for (const auto* kind : {"identity_card", "expense_list", "discharge_summary", "inpatient_invoice"}) {
    auto the_case = made::inpatient();
    if (severity == Severity::supplement) made::drop(the_case, kind);
    if (severity == Severity::review)
      made::put(made::first(the_case, "discharge_summary"), "patient_name", made::other_person, 0.5);
    if (severity == Severity::reject) the_case.earlier_bills.push_back({"", "", ""});
    const auto claim = made::decided(the_case);
    for (const auto& finding : claim.findings)
      if (finding.severity == severity) return {the_case, finding.rule};
  }
  return {made::inpatient(), ""};
}

}  // namespace

TEST_CASE("a dismissed finding becomes a note with person and reason, and holds nothing against the claim") {
  const auto [the_case, rule] = with(Severity::supplement);
  REQUIRE_FALSE(rule.empty());
  auto corrected = the_case;
  corrected.corrections = {said(CorrectionKind::dismiss_finding, rule)};
  const auto before = made::decided(the_case), after = made::decided(corrected);
  const auto* finding = made::finding(after, rule);
  REQUIRE(finding);
  CHECK(finding->severity == Severity::note);
  REQUIRE(finding->settled.has_value());
  CHECK(finding->settled->was == Severity::supplement);
  CHECK(finding->settled->by == "林审核");
  CHECK(finding->message.find("电话核实") != std::string::npos);
  CHECK(finding->cure.empty());
  CHECK(before.outcome != after.outcome);
  CHECK(after.unfit.empty());
  for (const auto& item : after.checklist) CHECK(item.status != core::ChecklistItem::Status::missing);
  auto undone = corrected;
  undone.corrections[0].undone = true;
  CHECK(made::decided(undone).outcome == before.outcome);
}

TEST_CASE("a question that a person answers is asked no more, and the answer decides") {
  // Every rule with a question whose facts nobody said: yes makes it speak, no makes it silent.
  auto the_case = made::inpatient();
  the_case.intake.filing_state = core::Intake::FilingState::unknown;
  the_case.intake.flags.clear();
  the_case.intake.hospital = {};
  const auto asked = made::decided(the_case);
  int answered = 0;
  for (const auto& finding : asked.findings) {
    if (finding.severity != Severity::review) continue;
    auto no = the_case;
    no.corrections = {said(CorrectionKind::answer, finding.rule, false)};
    const auto silent = made::decided(no);
    const auto* left = made::finding(silent, finding.rule);
    INFO(finding.rule << " " << made::told(silent));
    CHECK((!left || left->severity == Severity::note));
    CHECK(silent.unfit.empty());
    ++answered;
  }
  INFO(made::told(asked));
  CHECK(answered > 0);
}

TEST_CASE("an answer to what nobody asks any more is kept and told, and the claim waits for a person") {
  auto the_case = made::inpatient();
  the_case.corrections = {said(CorrectionKind::answer, "xiamen.no.such.rule", true)};
  const auto claim = made::decided(the_case);
  REQUIRE(claim.unfit.size() == 1);
  CHECK(claim.unfit[0].id == 1);
  CHECK(claim.outcome == core::Outcome::review);
  const auto* told = made::finding(claim, "x.correction.unfit");
  REQUIRE(told);
  CHECK(told->message.find("第 1 号") != std::string::npos);
}

TEST_CASE("a proposed rejection is dismissed by two people, never by one") {
  auto the_case = made::inpatient();
  auto& bill = made::first(the_case, "inpatient_invoice");
  the_case.earlier_bills = {{core::value_of(bill, "bill_code"), core::value_of(bill, "bill_number"), "2023-1"}};
  const auto rejected = made::decided(the_case);
  const auto* found = made::finding(rejected, "x.bill.dup_history");
  REQUIRE(found);
  auto dismissal = said(CorrectionKind::dismiss_finding, "x.bill.dup_history");
  for (const char* second : {"", "lin"}) {
    auto alone = the_case;
    dismissal.second = second;
    alone.corrections = {dismissal};
    const auto claim = made::decided(alone);
    if (found->severity == Severity::reject) {
      CHECK(made::finding(claim, "x.bill.dup_history")->severity == Severity::reject);
      CHECK(claim.unfit.size() == 1);
    }
  }
  dismissal.second = "chen";
  the_case.corrections = {dismissal};
  const auto claim = made::decided(the_case);
  CHECK(made::finding(claim, "x.bill.dup_history")->severity == Severity::note);
  CHECK(claim.unfit.empty());
  CHECK(claim.outcome == core::Outcome::complete);
}

TEST_CASE("a dismissal of one place leaves the same finding elsewhere") {
  auto the_case = made::inpatient();
  auto one = said(CorrectionKind::dismiss_finding, "x.bill.dup_history");
  one.field = "total_amount";  // no such evidence
  auto& bill = made::first(the_case, "inpatient_invoice");
  the_case.earlier_bills = {{core::value_of(bill, "bill_code"), core::value_of(bill, "bill_number"), "2023-1"}};
  one.second = "chen";
  the_case.corrections = {one};
  CHECK(made::finding(made::decided(the_case), "x.bill.dup_history")->severity != Severity::note);
  the_case.corrections[0].field = "bill_number";
  CHECK(made::finding(made::decided(the_case), "x.bill.dup_history")->severity == Severity::note);
}

TEST_CASE("what a person said or confirmed is accepted, whoever contradicts; their word alone raises nothing else") {
  std::vector<core::Document> documents{made::paper("inpatient_invoice")};
  auto& field = documents[0].fields.at("total_amount");
  core::testify(field, core::Witness::words, false, "壹元");
  core::testify(field, core::Witness::reviewer, true);
  field.confidence = 0.995;
  const double other = documents[0].fields.at("bill_number").confidence;
  weigh(documents, {}, {}, 0.005);
  CHECK(documents[0].fields.at("total_amount").accepted);
  CHECK(documents[0].fields.at("total_amount").confidence == 0.995);
  CHECK(documents[0].fields.at("bill_number").confidence == other);
}

TEST_CASE("whose a loose page is, a person may settle") {
  auto the_case = made::inpatient();
  CHECK(made::decided(the_case).outcome == core::Outcome::complete);
  the_case.doubts = {{"2.jpg：页面上没有能确认患者的姓名或证件号码", 1}};
  CHECK(made::decided(the_case).outcome == core::Outcome::review);
  the_case.corrections = {said(CorrectionKind::dismiss_finding, "x.page.patient")};
  const auto settled = made::decided(the_case);
  CHECK(settled.outcome == core::Outcome::complete);
  REQUIRE(made::finding(settled, "x.page.patient"));
  CHECK(made::finding(settled, "x.page.patient")->message.find("2.jpg") != std::string::npos);
}
