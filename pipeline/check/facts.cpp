#include <algorithm>

#include "check/fact_groups.hpp"
#include "check/names.hpp"
#include "check/trauma.hpp"
#include "check/vocabulary.hpp"
#include "core/text.hpp"

namespace claimpack::check {

using State = core::Intake::FilingState;

void say(Facts& facts, const std::string& name, const std::string& value) {
  if (!value.empty()) facts[name] = value;
}

void say(Facts& facts, const std::string& name, const std::optional<bool>& value) {
  if (value) facts[name] = *value ? "true" : "false";
}

void say(Facts& facts, const std::string& name, const std::optional<core::Date>& value) {
  if (value) facts[name] = core::format_date(*value);
}

std::string province_of(const std::string& place, const Rules& rules) {
  if (place.empty()) return {};
  for (int two = 11; two <= 82; ++two) {
    const auto digits = std::to_string(two);
    const auto name = core::province_name(digits);
    if (name.empty()) continue;
    const auto stem = core::to_utf8(core::to_u32(name).substr(0, 2));  // 福建, 内蒙, 上海
    if (place.rfind(stem, 0) == 0) return digits;
  }
  const auto* pack = rules.resolve(place);
  return pack && pack->adcode != "000000" ? pack->adcode.substr(0, 2) : std::string();
}

namespace {

// A filing that the system already holds was accepted with its papers; one without a date is still to be made.
std::optional<bool> papers_due(const core::Intake& intake) {
  const auto asked = intake.flags.find("filing_requested");
  if (asked != intake.flags.end() && asked->second) return true;
  if (intake.filing_state == State::unknown) return std::nullopt;
  if (intake.filing_state == State::none) return false;
  const auto& filing = intake.filing;
  return filing.created_on.empty() && filing.start.empty() && filing.category != "emergency" && filing.category != "none";
}

void filing_facts(Facts& facts, const core::Intake& intake) {
  say(facts, "filing.papers_due", papers_due(intake));
  if (intake.filing_state == State::unknown) return;
  const auto& filing = intake.filing;
  facts["filing.state"] = intake.filing_state == State::none || filing.category == "none" ? "none" : "exists";
  if (intake.filing_state == State::none) {
    facts["filing.category"] = "none";
    facts["filing.longterm"] = "false";
    return;
  }
  say(facts, "filing.category", filing.category);
  static const std::vector<std::string> longterm{"retiree_resettled", "long_term_resident", "stationed_worker", "student"};
  if (!filing.category.empty())
    say(facts, "filing.longterm",
        std::optional<bool>(std::find(longterm.begin(), longterm.end(), filing.category) != longterm.end()));
  say(facts, "filing.created_on", filing.created_on);
  say(facts, "filing.start", filing.start.empty() ? filing.created_on : filing.start);
  say(facts, "filing.end", filing.end);
  say(facts, "filing.settlement_mode", filing.settlement_mode);
  say(facts, "filing.consumed", filing.consumed);
  say(facts, "filing.by_commitment", filing.by_commitment);
}

bool names_other_party(const Dossier& dossier) {
  const auto papers = dossier.of({"discharge_summary", "outpatient_record", "admission_record"});
  return std::any_of(papers.begin(), papers.end(), [&](int paper) {
    return !word_affirmed(core::without_blanks(dossier.at(paper).all_text), dossier.words("other_party"),
                          dossier.words("denials"))
                .empty();
  });
}

// What the rules mean by an emergency: of that type, rescue, or filed as one. Only who was asked about rescue was surely none.
void emergency_fact(Facts& facts, const Dossier& dossier) {
  const auto& intake = dossier.the_case.intake;
  const auto rescue = intake.flags.find("rescue");
  const bool is = dossier.claim_type == "emergency" || dossier.claim_type == "emergency_observation" ||
                  intake.filing.category == "emergency" || (rescue != intake.flags.end() && rescue->second);
  if (is || rescue != intake.flags.end()) facts["emergency"] = is ? "true" : "false";
}

void place_facts(Facts& facts, const Dossier& dossier, const Rules& rules, const Pack* region) {
  const auto& intake = dossier.the_case.intake;
  auto place = intake.treatment_region;
  for (const int form : dossier.of({"filing_form"}))
    if (place.empty() && dossier.sure(form, "treatment_region")) place = core::value_of(dossier.at(form), "treatment_region");
  say(facts, "treatment.region", place);
  const auto province = province_of(place, rules);
  say(facts, "treatment.province", province);
  if (region) facts["region"] = region->id;
  auto insured = region && region->adcode != "000000" ? region->adcode.substr(0, 2) : std::string();
  for (const int form : dossier.of({"filing_form"}))  // a pack of no place: the form names it
    if (insured.empty() && dossier.sure(form, "insured_region"))
      insured = province_of(core::value_of(dossier.at(form), "insured_region"), rules);
  if (!insured.empty() && !province.empty()) say(facts, "treatment.same_province", std::optional<bool>(insured == province));
  if (intake.hospital.level) facts["hospital.level"] = std::to_string(*intake.hospital.level);
  say(facts, "hospital.designated", intake.hospital.designated);
  say(facts, "hospital.networked", intake.hospital.networked);
  if (intake.filing_state != State::exists || intake.filing.hospitals.empty()) return;
  for (const int bill : dossier.bills()) {
    const auto name = core::value_of(dossier.at(bill), "hospital_name");
    if (name.empty()) continue;
    const auto& listed = intake.filing.hospitals;
    say(facts, "hospital.listed", std::optional<bool>(std::any_of(listed.begin(), listed.end(), [&](const std::string& one) {
          return same_hospital(one, name);
        })));
  }
}

void bill_facts(Facts& facts, const Dossier& dossier) {
  core::Fen total = 0, stay = 0, fund = 0;
  bool counted = false, fund_read = false, copy = false, complete = true;
  for (const int bill : dossier.bills()) {
    if (const auto amount = dossier.money(bill, "total_amount")) {
      total += *amount;
      if (dossier.at(bill).kind == "inpatient_invoice") stay = std::max(stay, *amount);
      counted = true;
    }
    if (const auto paid = dossier.money(bill, "pooled_fund_payment"); paid && dossier.sure(bill, "pooled_fund_payment"))
      fund = std::max(fund, *paid), fund_read = true;
    complete =
        complete && dossier.field(bill, "bill_code") && dossier.field(bill, "bill_number") && dossier.field(bill, "check_code");
    for (const auto& line : core::split_lines(dossier.at(bill).all_text)) {
      const auto& marks = dossier.words("copy_marks");
      copy = copy || std::find(marks.begin(), marks.end(), plain(line)) != marks.end();
    }
  }
  if (counted) facts["total_amount"] = core::format_money(total);
  if (counted) facts["stay_total"] = core::format_money(stay);
  if (fund_read) facts["fund_payment"] = core::format_money(fund);
  facts["bill.is_copy"] = copy ? "true" : "false";
  if (!dossier.bills().empty()) facts["bill.electronic_complete"] = complete ? "true" : "false";
}

// A bill of a pharmacy or of another house within the stay.
bool has_outside_purchase(const Dossier& dossier) {
  for (const auto& stay : dossier.stays) {
    for (const int paper : dossier.of({"outpatient_invoice", "vat_invoice"})) {
      auto day = dossier.date(paper, "visit_date");
      if (!day) day = dossier.date(paper, "issue_date");
      if (day && *day > stay.admission && *day < stay.discharge) return true;
    }
  }
  return dossier.has("outside_purchase_slip");
}

void paper_facts(Facts& facts, const Dossier& dossier) {
  for (const auto& kind : all_kinds()) say(facts, "document." + kind, std::optional<bool>(dossier.has(kind)));
  bool emergency = false;
  for (const int paper : dossier.of({"outpatient_record", "diagnosis_certificate", "outpatient_invoice", "inpatient_invoice",
                                     "discharge_summary", "expense_list", "admission_record", "rescue_record"}))
    emergency = emergency || dossier.mark(paper, "emergency") == Truth::yes;
  if (emergency) facts["emergency_mark"] = "true";
  say(facts, "outside_purchase", std::optional<bool>(has_outside_purchase(dossier)));
  for (const int form : dossier.of({"referral_form"})) {
    const auto level = plain(core::value_of(dossier.at(form), "from_hospital_level"));
    for (const auto& [words, digit] : {std::pair{"三", "3"}, std::pair{"二", "2"}, std::pair{"一", "1"}})
      if (level.find(words) != std::string::npos || level == digit) say(facts, "referral.hospital_level", std::string(digit));
  }
}

}  // namespace

Facts gather_facts(const Dossier& dossier, const Rules& rules, const Pack* region) {
  Facts facts;
  const auto& intake = dossier.the_case.intake;
  facts["claim_type"] = dossier.claim_type;
  facts["stay"] = dossier.stay_kind;
  say(facts, "submitted_on", intake.submitted_on);
  say(facts, "settled_on", intake.settled_on);
  say(facts, "audit_requested_on", intake.audit_requested_on);
  say(facts, "submitter", intake.submitter);
  say(facts, "channel", intake.channel);
  say(facts, "today", dossier.the_case.today);
  for (const auto& [name, value] : intake.flags) facts["flags." + name] = value ? "true" : "false";
  facts["trauma"] = trauma_applies(dossier) ? "true" : "false";
  say(facts, "trauma.word", find_trauma(dossier).word);
  facts["third_party_named"] = names_other_party(dossier) ? "true" : "false";
  if (!dossier.stays.empty()) {
    say(facts, "admission_date", dossier.service_first());
    say(facts, "discharge_date", dossier.service_last());
  }
  say(facts, "service_first", dossier.service_first());
  say(facts, "service_last", dossier.service_last());
  if (dossier.identity && dossier.service_first()) {
    const auto& born = dossier.identity->birth;
    const auto day = *dossier.service_first();
    const bool before = std::pair(day.month, day.day) < std::pair(born.month, born.day);
    facts["claimant.age"] = std::to_string(day.year - born.year - (before ? 1 : 0));
  }
  filing_facts(facts, intake);
  emergency_fact(facts, dossier);
  place_facts(facts, dossier, rules, region);
  bill_facts(facts, dossier);
  paper_facts(facts, dossier);
  region_facts(facts, dossier, rules, region);
  form_facts(facts, dossier, rules);
  special_disease_facts(facts, dossier);
  return facts;
}

}  // namespace claimpack::check
