// Every rule of the national base and of Xiamen: one claim that it speaks about and one that it does not.
#include <algorithm>
#include <functional>
#include <map>

#include "catch.hpp"
#include "check/made_case.hpp"
#include "check/rules.hpp"

using namespace claimpack;
using namespace claimpack::check;
using core::ChecklistItem;
using core::Intake;
using core::Severity;
using Change = std::function<void(Case&)>;

namespace {

Case of_region(const char* region, Case the_case) {
  the_case.region = region;
  return the_case;
}

Case national(Case the_case) { return of_region("generic", std::move(the_case)); }

// A filing that the desk has begun but that the system does not hold yet.
void begin_filing(Case& c, const std::string& category) {
  c.intake.filing = {};
  c.intake.filing.category = category;
  c.intake.filing.regions = {"上海市"};
}

void unfiled(Case& c) {
  c.intake.filing_state = Intake::FilingState::none;
  c.intake.filing = {};
}

void flag(Case& c, const std::string& name) { c.intake.flags[name] = true; }

Case with(Case the_case, const std::vector<Change>& changes) {
  for (const auto& change : changes) change(the_case);
  return the_case;
}

Change without(const std::string& kind) {
  return [kind](Case& c) { made::drop(c, kind); };
}

Change bringing(const std::string& kind) {
  return [kind](Case& c) { made::add(c, made::paper(kind)); };
}

Change filing(const std::string& created, const std::string& end = "", const std::string& category = "other_temporary") {
  return [=](Case& c) {
    c.intake.filing.created_on = c.intake.filing.start = created;
    c.intake.filing.end = end;
    c.intake.filing.category = category;
  };
}

Change category(const std::string& name) {
  return [name](Case& c) { begin_filing(c, name); };
}

Change flagged(const std::string& name) {
  return [name](Case& c) { flag(c, name); };
}

Change treated_in(const std::string& place) {
  return [place](Case& c) { c.intake.treatment_region = place; };
}

Change of_type(const std::string& type) {
  return [type](Case& c) { c.intake.claim_type = type; };
}

void large_and_doubtful(Case& c) {
  for (const char* kind : {"inpatient_invoice", "expense_list"}) made::put(made::first(c, kind), "total_amount", "30000.00");
}

struct Row {
  std::string id;
  Case speaks, silent;
};

std::vector<Row> national_rows() {
  const auto in = national(made::inpatient()), out = national(made::outpatient());
  const auto emergency =
      with(out, {of_type("emergency"), [](Case& c) { made::put(made::first(c, "outpatient_record"), "department", "急诊科"); }});
  const auto maternity = with(in, {of_type("maternity")});
  return {
      {"national.inpatient.materials", with(in, {without("expense_list")}), in},
      {"national.outpatient.materials", with(out, {without("prescription"), without("outpatient_record")}),
       with(out, {without("prescription")})},
      {"national.emergency.materials", with(emergency, {without("outpatient_record")}), emergency},
      {"national.maternity.materials", with(maternity, {without("expense_list")}), maternity},
      {"national.trauma.materials", with(in, {flagged("trauma")}), with(in, {flagged("trauma"), bringing("injury_statement")})},
      {"national.payment.account", with(in, {[](Case& c) { c.intake.flags["bank_account_on_file"] = false; }}),
       with(in, {[](Case& c) { c.intake.flags.erase("bank_account_on_file"); }})},
      {"national.excluded.payer", with(in, {flagged("work_injury")}), in},
      {"national.duplicate_benefit", with(in, {flagged("directly_settled")}), in},
      {"national.borrowed_credential", with(in, {flagged("borrowed_credential")}), in},
      {"national.processing.30wd", with(in, {[](Case& c) { c.today = "2024-07-02"; }}),
       with(in, {[](Case& c) { c.today = "2024-07-01"; }})},
      {"national.appeal", with(in, {flagged("already_paid")}), with(in, {without("expense_list")})},
      {"national.filing.longterm.materials", with(in, {category("student")}),
       with(in, {category("student"), bringing("filing_form"), bringing("commitment_letter")})},
      {"national.filing.referral.materials", with(in, {category("referral"), bringing("filing_form")}),
       with(in, {category("referral"), bringing("filing_form"), bringing("referral_form")})},
      {"national.filing.temporary.materials", with(in, {category("other_temporary")}), in},
      {"national.filing.validity.longterm", with(in, {flagged("filing_change_requested")}), in},
      {"national.filing.validity.temporary", with(in, {filing("2023-10-01", "2024-01-31")}),
       with(in, {filing("2023-08-01", "2024-01-31")})},
      {"national.filing.after_settlement", with(in, {filing("2024-03-10")}), with(in, {filing("2024-03-08")})},
      {"national.nonnetworked", with(in, {[](Case& c) { c.intake.hospital.networked = false; }}), in},
      {"national.large_bill.verify", with(in, {large_and_doubtful}),
       with(in, {[](Case& c) { made::put(made::first(c, "inpatient_invoice"), "total_amount", "29999.99"); }})},
  };
}

std::vector<Row> xiamen_rows() {
  const auto in = made::inpatient(), out = made::outpatient();
  const auto rescue = with(in, {flagged("rescue")});
  const auto mentions_rescue = [](Case& c) { made::first(c, "discharge_summary").all_text = "入院后予抢救治疗"; };
  const auto longterm_old = filing("2023-09-03", "", "long_term_resident"),
             longterm_new = filing("2023-09-04", "", "long_term_resident");
  return {
      {"xiamen.inpatient.materials", with(in, {without("discharge_summary")}), in},
      {"xiamen.outpatient.materials", with(out, {without("prescription")}), out},
      {"xiamen.outpatient.identity", with(out, {without("identity_card")}),
       with(out, {without("identity_card"), flagged("credential_shown")})},
      {"xiamen.invoice.original", with(in, {[](Case& c) {
                                         auto& bill = made::first(c, "inpatient_invoice");
                                         bill.all_text = "住院收费票据\n复印件";
                                         bill.fields.erase("check_code");
                                       }}),
       with(in, {[](Case& c) { made::first(c, "inpatient_invoice").all_text = "复印件"; }})},
      {"xiamen.filing.materials.base", with(in, {category("other_temporary")}),
       with(in, {category("other_temporary"), bringing("filing_form")})},
      {"xiamen.filing.longterm.evidence", with(in, {category("student")}),
       with(in, {category("student"), bringing("residence_proof")})},
      {"xiamen.filing.referral", with(in, {category("referral")}), with(in, {category("referral"), bringing("referral_form")})},
      {"xiamen.filing.referral.level",
       with(in, {category("referral"), bringing("referral_form"),
                 [](Case& c) { made::put(made::first(c, "referral_form"), "from_hospital_level", "二级甲等"); }}),
       with(in, {category("referral"), bringing("referral_form"),
                 [](Case& c) { made::put(made::first(c, "referral_form"), "from_hospital_level", "三级"); }})},
      {"xiamen.filing.networked", with(in, {[](Case& c) { c.intake.hospital.networked = false; }}), in},
      {"xiamen.filing.effect", with(in, {flagged("quick_filing"), filing("2024-03-01", "2025-03-01")}),
       with(in, {flagged("quick_filing"), filing("2024-02-01")})},
      {"xiamen.filing.validity", with(in, {longterm_old}), with(in, {longterm_new})},
      {"xiamen.province.exceptions", with(in, {treated_in("福建省漳州市"), unfiled}),
       with(in, {treated_in("福建省泉州市"), unfiled})},
      {"xiamen.crossprovince.required", with(in, {unfiled}), with(in, {unfiled, flagged("rescue")})},
      {"xiamen.emergency.proof", rescue, with(rescue, {mentions_rescue})},
      {"xiamen.emergency.direct_claim", with(rescue, {unfiled}), rescue},
      {"xiamen.unfiled.nonemergency", with(in, {unfiled}), with(in, {unfiled, flagged("rescue")})},
      {"xiamen.late_filing.self_pay10", with(in, {filing("2024-03-09")}), with(in, {filing("2024-03-08")})},
      {"xiamen.special.precheck", with(out, {of_type("special_disease")}),
       with(out, {of_type("special_disease"), flagged("special_disease_approved")})},
  };
}

// A rule that exempts: the check that it silences, a claim where it holds, the same claim where it does not.
struct Exemption {
  std::string id, silences;
  Case holds, does_not;
};

std::vector<Exemption> exemptions() {
  const auto in = made::inpatient();
  const auto elsewhere = [](Case& c) { c.intake.filing.hospitals = {"上海市第九虚构医院"}; };
  return {
      {"national.emergency.deemed_filed", "x.filing.covers", with(of_region("beijing", in), {unfiled, flagged("rescue")}),
       with(of_region("beijing", in), {unfiled})},
      {"national.filing.scope.region", "x.hosp.filed", with(of_region("jilin", in), {elsewhere}),
       with(of_region("jilin", in), {elsewhere, filing("2022-12-30")})},
      {"national.filing.covers_admission", "x.filing.expired", with(national(in), {filing("2023-10-01", "2024-03-05")}),
       with(national(in), {filing("2023-10-01", "2024-03-03")})},
      {"national.filing.before_discharge", "x.filing.late", with(national(in), {filing("2024-03-06")}),
       with(national(in), {filing("2024-03-09")})},
      {"xiamen.filing.no_hospital", "x.hosp.filed", with(in, {elsewhere, filing("2022-12-30")}),
       with(in, {elsewhere, filing("2022-12-30"), treated_in("福建省漳州市")})},
      {"xiamen.filing.multi_visit", "generic.filing.short.single_use", in, in},  // looked at on its own below
      {"xiamen.province.exempt", "x.filing.covers", with(in, {treated_in("福建省泉州市"), unfiled}),
       with(in, {treated_in("福建省漳州市"), unfiled})},
      {"xiamen.emergency.deemed_filed", "x.filing.expired", with(in, {filing("2023-01-02", "2023-07-02"), flagged("rescue")}),
       with(in, {filing("2023-01-02", "2023-07-02")})},
  };
}

}  // namespace

TEST_CASE("every rule of the national base and of Xiamen speaks where it should and only there") {
  for (const auto& rows : {national_rows(), xiamen_rows()})
    for (const auto& [id, speaks, silent] : rows) {
      const auto yes = made::decided(speaks), no = made::decided(silent);
      INFO(id << "\nspeaks: " << made::told(yes) << "\nsilent: " << made::told(no));
      CHECK(made::speaks(yes, id));
      CHECK_FALSE(made::speaks(no, id));
    }
}

TEST_CASE("exemptions silence their check and nothing else does") {
  for (const auto& [id, silences, holds, does_not] : exemptions()) {
    const auto exempt = made::decided(holds), not_exempt = made::decided(does_not);
    INFO(id << "\nholds: " << made::told(exempt) << "\ndoes not: " << made::told(not_exempt));
    CHECK_FALSE(made::speaks(exempt, silences));
    if (id != "xiamen.filing.multi_visit") CHECK(made::speaks(not_exempt, silences));
  }
}

TEST_CASE("several visits under one filing are Xiamen's right, and once were a question elsewhere") {
  auto the_case = made::inpatient();
  the_case.intake.submitted_on = "2022-05-20";  // before the national rule of several visits
  the_case.intake.filing.category = "other_temporary";
  the_case.intake.filing.consumed = true;
  CHECK_FALSE(made::speaks(made::decided(the_case), "generic.filing.short.single_use"));
  the_case.region = "generic";
  CHECK(made::speaks(made::decided(the_case), "generic.filing.short.single_use"));
  the_case.intake.submitted_on = "2024-05-20";
  CHECK_FALSE(made::speaks(made::decided(the_case), "generic.filing.short.single_use"));
}

TEST_CASE("the bare national lists: identity, and the four groups where no list of the scene exists") {
  auto the_case = made::outpatient();
  made::drop(the_case, "identity_card");
  the_case.intake.claim_type = "special_disease";  // a list without identity, so the rule for every claim speaks
  const auto claim = made::decided(national(the_case));
  REQUIRE(made::item(claim, "identity"));
  CHECK(made::item(claim, "identity")->rule == "national.manual.identity");
  CHECK(made::item(claim, "identity")->status == ChecklistItem::Status::missing);

  Rules bare = made::rules();
  std::erase_if(bare.packs.at("national").rules, [](const Rule& rule) { return rule.scene == "inpatient"; });
  const auto listless = check::check(national(made::inpatient()), bare).value();
  REQUIRE(made::item(listless, "diagnosis_certificate"));
  CHECK(made::item(listless, "diagnosis_certificate")->rule == "national.manual.materials");
  CHECK(made::item(listless, "diagnosis_certificate")->status == ChecklistItem::Status::missing);
}

TEST_CASE("a filing that the agency holds costs no paper; one to be made does; an unknown one is a question") {
  auto held = made::inpatient();
  auto claim = made::decided(held);
  REQUIRE(made::item(claim, "residence"));
  CHECK(made::item(claim, "residence")->status == ChecklistItem::Status::waived);
  CHECK(made::item(claim, "filing_form")->status == ChecklistItem::Status::waived);

  auto to_make = made::inpatient();
  begin_filing(to_make, "long_term_resident");
  claim = made::decided(to_make);
  CHECK(made::item(claim, "residence")->status == ChecklistItem::Status::missing);
  CHECK(claim.outcome == core::Outcome::supplement);

  auto unknown = made::inpatient();
  unknown.intake.filing_state = Intake::FilingState::unknown;
  unknown.intake.filing = {};
  claim = made::decided(unknown);
  INFO(made::told(claim));
  CHECK(claim.outcome == core::Outcome::review);
  CHECK(made::item(claim, "residence") == nullptr);
  REQUIRE(made::finding(claim, "x.filing.covers"));
  CHECK(made::finding(claim, "x.filing.covers")->severity == Severity::review);
}

TEST_CASE("late filing: 10 % first in Xiamen without a stop, accepted in Jilin, a question where no pack says") {
  auto late = made::inpatient();
  late.intake.filing.created_on = late.intake.filing.start = "2024-03-20";
  auto claim = made::decided(late);
  CHECK(claim.outcome == core::Outcome::complete);
  CHECK(made::pays(claim, "xiamen.late_filing.self_pay10"));
  CHECK_FALSE(made::pays(claim, "national.filing.after_settlement"));
  CHECK(made::finding(claim, "x.filing.late")->severity == Severity::note);
  late.region = "jilin";
  claim = made::decided(late);
  CHECK(claim.outcome == core::Outcome::complete);
  CHECK(made::pays(claim, "jilin.late.after_settlement"));
  late.region = "nantong";
  claim = made::decided(late);
  CHECK(claim.outcome == core::Outcome::review);
  CHECK(made::finding(claim, "x.filing.late")->severity == Severity::review);
}

TEST_CASE("layers: the region's list stands before the province's, the province's before the national one") {
  const auto rule_of = [](Case the_case, const char* region, const char* requirement) -> std::string {
    the_case.region = region;
    const auto claim = made::decided(the_case);
    const auto* item = made::item(claim, requirement);
    return item ? item->rule : "";
  };
  const auto in = made::inpatient(), out = made::outpatient();
  CHECK(rule_of(in, "xiamen", "expense_list") == "xiamen.inpatient.materials");
  CHECK(rule_of(in, "nantong", "expense_list") == "jiangsu.inpatient.materials");
  CHECK(rule_of(in, "jilin", "expense_list") == "national.inpatient.materials");
  CHECK(rule_of(in, "changchun", "expense_list") == "national.inpatient.materials");
  CHECK(rule_of(in, "mudanjiang", "expense_list") == "national.inpatient.materials");
  CHECK(rule_of(in, "beijing", "expense_list") == "beijing.manual.materials");
  CHECK(rule_of(out, "nantong", "record") == "jiangsu.outpatient.materials");
  CHECK(rule_of(out, "xiamen", "record").empty());  // Xiamen asks for both papers by name

  auto early = in;  // before the provincial instrument the city's own two papers
  early.intake.submitted_on = "2022-05-20";
  CHECK(rule_of(early, "nantong", "diagnosis_certificate") == "nantong.manual.materials");
  CHECK(rule_of(in, "nantong", "diagnosis_certificate").empty());

  auto special = with(out, {of_type("special_disease"), flagged("special_disease_approved")});
  for (const char* region : {"xiamen", "jilin", "special", "beijing"})
    CHECK(rule_of(special, region, "prescription") == "special.claim.materials");

  auto emergency = with(out, {of_type("emergency"), without("prescription")});
  CHECK(rule_of(emergency, "xiamen", "prescription") ==
        "xiamen.outpatient.materials");  // the emergency list builds on the region's
  CHECK(rule_of(emergency, "xiamen", "emergency_proof") == "national.emergency.materials");
  CHECK(rule_of(emergency, "nantong", "prescription").empty());
}

TEST_CASE("the other packs name what is missing") {
  struct Line {
    const char* region;
    const char* rule;
    Case the_case;
  };
  const auto in = made::inpatient(), out = made::outpatient();
  const auto no_account = [](Case& c) { c.intake.flags["bank_account_on_file"] = false; };
  const Line lines[] = {
      {"beijing", "beijing.manual.materials", in},
      {"beijing", "beijing.filing.bank_card", with(in, {no_account})},
      {"beijing", "beijing.trauma.statement", with(in, {flagged("trauma")})},
      {"beijing", "beijing.emergency.materials", with(out, {of_type("emergency")})},
      {"beijing", "beijing.filing.base", with(in, {category("student")})},
      {"beijing", "beijing.filing.referral_form", with(in, {category("referral")})},
      {"nantong", "jiangsu.inpatient.materials", with(in, {without("inpatient_invoice")})},
      {"nantong", "jiangsu.emergency.materials", with(out, {of_type("emergency"), without("outpatient_record")})},
      {"nantong", "jiangsu.maternity.materials", with(in, {of_type("maternity"), without("discharge_summary")})},
      {"nantong", "jiangsu.trauma.extra", with(in, {flagged("trauma")})},
      {"nantong", "jiangsu.rescue.extra", with(in, {flagged("rescue")})},
      {"nantong", "jiangsu.outside_drug.extra", with(in, {flagged("outside_drug")})},
      {"nantong", "nantong.filing.longterm.materials", with(in, {category("student")})},
      {"nantong", "nantong.filing.referral.materials", with(in, {category("referral")})},
      {"jilin", "jilin.trauma.statement", with(in, {flagged("trauma")})},
      {"jilin", "jilin.filing.longterm.evidence", with(in, {category("student")})},
      {"jilin", "jilin.filing.maternity", with(in, {category("maternity")})},
      {"jilin", "jilin.outside_purchase", with(in, {bringing("outpatient_invoice")})},
      {"jilin", "national.payment.account", with(in, {no_account})},
      {"mudanjiang", "national.inpatient.materials", with(in, {without("inpatient_invoice")})},
      {"mudanjiang", "mudanjiang.filing.consumed", with(in, {[](Case& c) { c.intake.filing.consumed = true; }})},
      {"special", "special.claim.materials", with(out, {of_type("special_disease"), without("prescription")})},
      {"special", "special.filing.materials", with(out, {of_type("special_disease"), flagged("special_disease_application")})},
      {"generic", "generic.filing.materials", with(in, {category("student")})},
      {"generic", "generic.manual.materials",
       with(in, {of_type("maternity"), without("discharge_summary"), bringing("outpatient_record")})},
  };
  for (auto [region, rule, the_case] : lines) {
    the_case.region = region;
    const auto claim = made::decided(the_case);
    INFO(region << " " << rule << "\n" << made::told(claim));
    CHECK(made::speaks(claim, rule));
  }
  auto jilin = with(in, {category("student"), bringing("residence_proof")});
  jilin.region = "jilin";
  CHECK(made::item(made::decided(jilin), "filing_form") == nullptr);  // generated by the system, never asked for
}

TEST_CASE("the mark of the special disease: shown, vouched for, or a question") {
  auto the_case = with(made::outpatient(), {of_type("special_disease"), flagged("special_disease_approved")});
  auto claim = made::decided(the_case);
  CHECK(made::item(claim, "outpatient_record")->status == ChecklistItem::Status::unclear);
  CHECK(claim.outcome == core::Outcome::review);
  auto vouched = with(the_case, {bringing("special_disease_form")});
  CHECK(made::item(made::decided(vouched), "outpatient_record")->status == ChecklistItem::Status::present);
  auto& field = made::first(the_case, "outpatient_record").fields["special_disease"];
  field.flag = true;
  CHECK(made::item(made::decided(the_case), "outpatient_record")->status == ChecklistItem::Status::present);
}

TEST_CASE("a rule's finding shows what it went by") {
  auto the_case = of_region("generic", made::inpatient());
  made::put(made::first(the_case, "inpatient_invoice"), "pooled_fund_payment", "10.00");
  const auto claim = made::decided(the_case);
  const auto* found = made::finding(claim, "generic.manual.full_prepayment");
  REQUIRE(found);
  REQUIRE(found->evidence.size() == 1);
  CHECK(claim.documents[static_cast<std::size_t>(found->evidence[0].document)].kind == "inpatient_invoice");
  CHECK(found->evidence[0].field == "pooled_fund_payment");
  CHECK_FALSE(made::speaks(claim, "x.bill.already_settled"));  // one question, not two
}

TEST_CASE("what the report states of a claim: exemptions that hold, duties, and nothing else") {
  auto the_case = with(made::inpatient(), {unfiled, flagged("rescue")});
  const auto claim = made::decided(the_case);
  const auto stated = [&](const std::string& rule) {
    return std::any_of(claim.stated.begin(), claim.stated.end(), [&](const core::PayNote& note) { return note.rule == rule; });
  };
  CHECK(stated("national.emergency.deemed_filed"));
  CHECK(stated("xiamen.channel"));  // something is asked for: here is where to bring it
  CHECK_FALSE(stated("xiamen.filing.multi_visit"));
  for (const auto& note : claim.stated) CHECK_FALSE(note.citation.empty());
}

TEST_CASE("an office may be configured to rules that its pack leaves off") {
  auto the_case = with(of_region("special", made::outpatient()), {of_type("special_disease")});
  CHECK_FALSE(made::speaks(made::decided(the_case), "special.sidebar.employer"));
  the_case.region_facts["special_sidebar"] = "true";
  CHECK(made::speaks(made::decided(the_case), "special.sidebar.employer"));
}
