#include "check/check.hpp"

#include <algorithm>

#include "check/cross_checks.hpp"
#include "check/engine.hpp"
#include "check/trace.hpp"
#include "check/witnesses.hpp"

namespace claimpack::check {

namespace {

core::Error unknown_region(const std::string& region, const Rules& rules) {
  std::string known;
  for (const auto& [id, title] : regions_of(rules)) known += (known.empty() ? "" : ", ") + id + " (" + title + ")";
  return {core::ErrorCode::bad_input, "unknown region `" + region + "`", "region", "Known regions: " + known};
}

void run_cross_checks(const Dossier& dossier, const Facts& facts, const Rules& rules, const Pack* region, Report& report) {
  check_names(dossier, report);
  check_identity(dossier, report);
  check_bank(dossier, report);
  check_bill_print(dossier, facts, report);
  check_bill_amounts(dossier, report);
  check_bill_repeats(dossier, report);
  check_lists(dossier, report);
  check_list_totals(dossier, report);
  check_stays(dossier, report);
  check_hospitals(dossier, report);
  check_illness(dossier, facts, report);
  check_marks(dossier, report);
  check_filing(dossier, facts, rules, region, report);
  check_pages(dossier, report);
}

// The papers of money and stay do not add up: reason enough to ask the treatment place about a large bill.
bool is_doubtful(const std::vector<core::Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const core::Finding& finding) {
    if (finding.severity < core::Severity::review) return false;
    for (const char* subject : {"x.bill.", "x.list.", "x.stay."})
      if (finding.rule.rfind(subject, 0) == 0) return true;
    return false;
  });
}

// The gravest first; what weighs the same stays in the order of the checks.
void sort_findings(std::vector<core::Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) { return a.severity > b.severity; });
}

// A correction that could not be applied is looked at again, or undone: nobody believes it to be in force.
void report_unfit(const std::vector<core::UnfitCorrection>& unfit, std::vector<core::Finding>& findings) {
  for (const auto& each : unfit)
    findings.push_back({"x.correction.unfit",
                        core::Severity::review,
                        "第 " + std::to_string(each.id) + " 号人工更正未能生效：" + each.why + "，请重新核对或撤销该更正。",
                        "程序约定：不能生效的人工更正须重新核对",
                        "",
                        {},
                        {}});
}

// Copies of bills are a fault only where a list asks for the original of such a bill.
bool original_asked(const RuleBook& book, const Dossier& dossier) {
  for (const auto& [rule, layer] : book.entries)
    for (const auto& need : rule->needs)
      for (const int bill : dossier.bills())
        if (need.copy == "原件" && std::find(need.kinds.begin(), need.kinds.end(), dossier.at(bill).kind) != need.kinds.end())
          return true;
  return false;
}

void decide(const Dossier& dossier, const Rules& rules, const Pack* region, core::Claim& claim, Trace* trace) {
  auto facts = gather_facts(dossier, rules, region);
  const auto layers = layers_for(rules, region, dossier.claim_type);
  for (const auto* layer : layers) claim.layers.push_back(layer->id);
  auto day = dossier.the_case.rules_of.empty() ? dossier.the_case.intake.submitted_on : dossier.the_case.rules_of;
  if (day.empty() && dossier.service_last()) day = core::format_date(*dossier.service_last());
  Answers answers(dossier.the_case);
  auto book = rules_in_force(layers, day);
  book.answers = &answers;
  const auto exempting = exempting_rules(book, facts);  // before facts of the findings are known
  Report report(rules, layers);
  Outcomes outcomes;
  apply_exemptions(book, facts, report, outcomes);
  if (!original_asked(book, dossier)) report.exempt({"x.bill.original"});
  run_cross_checks(dossier, facts, rules, region, report);
  outcomes.findings = std::move(report.findings);
  answers.settle(outcomes.findings, outcomes.checklist);
  facts["doubtful"] = is_doubtful(outcomes.findings) ? "true" : "false";
  check_materials(book, dossier, facts, report, outcomes);
  apply_rules(book, facts, report, false, outcomes);
  answers.settle(outcomes.findings, outcomes.checklist);
  facts["outcome"] = core::name_of(outcome_of(outcomes.findings));
  apply_rules(book, facts, report, true, outcomes);
  answers.settle(outcomes.findings, outcomes.checklist);
  claim.unfit = dossier.the_case.unfit;
  for (auto& each : answers.unfit()) claim.unfit.push_back(std::move(each));
  report_unfit(claim.unfit, outcomes.findings);
  state_duties(book, facts, report, outcomes);
  add_evidence(book, dossier, facts, outcomes.findings);
  claim.outcome = outcome_of(outcomes.findings);
  claim.checklist = std::move(outcomes.checklist);
  claim.findings = std::move(outcomes.findings);
  claim.pay = std::move(outcomes.pay);
  claim.stated = std::move(outcomes.stated);
  sort_findings(claim.findings);
  book.answers = nullptr;  // they end here
  if (trace) *trace = {day, layers, book, facts, exempting, sources_of(facts, dossier)};
}

bool said_by_person(const core::Field& field) {
  return std::any_of(field.witnesses.begin(), field.witnesses.end(),
                     [](const core::Testimony& each) { return each.by == core::Witness::reviewer && each.agrees; });
}

}  // namespace

core::Result<std::string> region_id(const Rules& rules, const std::string& region) {
  if (region.empty()) return region;
  const auto* pack = rules.resolve(region);
  if (!pack) return unknown_region(region, rules);
  return pack->id;
}

void weigh(std::vector<core::Document>& documents, const core::Intake& intake, const core::Calibration& calibration,
           double promise) {
  call_witnesses(documents, intake);
  const double field_bar = core::confidence_for(calibration.fields.curve, promise),
               cell_bar = core::confidence_for(calibration.cells.curve, promise);
  const auto set = [&](Place place, const std::string& name, core::Field& field, const core::Calibrated& counted, double bar) {
    field.reading = field.confidence;
    if (said_by_person(field)) {
      field.accepted = true;
      return;
    }
    if (!calibration.digest.empty()) field.confidence = core::probability(counted.model, signs_of(place, name, field));
    field.accepted = field.confidence >= bar && core::has_witness(field);
  };
  for (auto& document : documents) {
    for (auto& [name, field] : document.fields) set(Place::field, name, field, calibration.fields, field_bar);
    for (auto& row : document.items)
      for (auto& [name, field] : row) set(Place::cell, name, field, calibration.cells, cell_bar);
  }
}

core::Result<core::Claim> check(Case the_case, const Rules& rules) { return decide_claim(std::move(the_case), rules, nullptr); }

core::Result<core::Claim> decide_claim(Case the_case, const Rules& rules, Trace* trace) {
  const auto known = region_id(rules, the_case.region);
  if (!known) return known.error();
  const Pack* region = rules.pack(known.value());
  core::Claim claim;
  const Dossier dossier(the_case, rules.parameters);
  claim.claim_id = the_case.intake.claim_id;
  claim.region = region ? region->id : std::string();
  claim.region_title = region ? region->title : rules.packs.at("national").title;
  claim.claim_type = dossier.claim_type;
  claim.claimant_name = dossier.claimant_name;
  claim.claimant_id_number = dossier.claimant_id_number;
  decide(dossier, rules, region, claim, trace);
  claim.intake = the_case.intake;
  claim.blank_pages = the_case.blank_pages;
  claim.documents = std::move(the_case.documents);  // last: the dossier looked at them until here
  return claim;
}

}  // namespace claimpack::check
