// Diagnoses, causes, emergency, prescriptions.
#include <algorithm>

#include "check/cross_checks.hpp"
#include "check/names.hpp"
#include "check/trauma.hpp"
#include "core/text.hpp"

namespace claimpack::check {

namespace {

std::vector<std::string> diagnoses_of(const Dossier& dossier, int paper) {
  const auto* field = dossier.field(paper, "diagnoses");
  if (!field) return {};
  return field->list.empty() && !field->value.empty() ? std::vector<std::string>{field->value} : field->list;
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : "；") + word;
  return text;
}

void check_agreement(const Dossier& dossier, Report& report) {
  for (const int summary : dossier.of({"discharge_summary"}))
    for (const int certificate : dossier.of({"diagnosis_certificate"})) {
      const auto a = diagnoses_of(dossier, summary), b = diagnoses_of(dossier, certificate);
      if (a.empty() || b.empty() || share_term(a, b, dossier.words("diagnosis_stops"))) continue;
      if (!dossier.sure(summary, "diagnoses") || !dossier.sure(certificate, "diagnoses")) {
        report.doubt("x.diag.agree", {evidence(certificate, "diagnoses"), evidence(summary, "diagnoses")});
        continue;
      }
      report.add("x.diag.agree", "differs", true, {{"found", join(b)}, {"expected", join(a)}},
                 {evidence(certificate, "diagnoses"), evidence(summary, "diagnoses")});
    }
}

void check_sex_of_illness(const Dossier& dossier, int paper, Report& report) {
  if (!dossier.identity) return;
  const auto& words = dossier.words(dossier.identity->male ? "female_only" : "male_only");
  for (const auto& diagnosis : diagnoses_of(dossier, paper))
    if (contains_any(diagnosis, words)) {
      if (!dossier.sure(paper, "diagnoses")) return report.doubt("x.diag.sex_age", {evidence(paper, "diagnoses")});
      report.add("x.diag.sex_age", "sex", true,
                 {{"document", dossier.title(paper)}, {"found", diagnosis}, {"expected", dossier.identity->male ? "男" : "女"}},
                 {evidence(paper, "diagnoses")});
      return;
    }
}

void check_cause(const Dossier& dossier, int paper, Report& report) {
  const auto word =
      word_affirmed(core::without_blanks(dossier.at(paper).all_text), dossier.words("causes"), dossier.words("denials"));
  if (!word.empty())
    report.add("x.diag.admission_cause", "found", true, {{"document", dossier.title(paper)}, {"found", word}},
               {evidence(paper, "")});
}

// Only where the medical papers were brought at all; a missing paper is the checklist's to name.
void check_emergency(const Dossier& dossier, const Facts& facts, Report& report) {
  const auto medical =
      dossier.of({"diagnosis_certificate", "outpatient_record", "discharge_summary", "admission_record", "rescue_record"});
  if (medical.empty()) return;
  const bool emergency = dossier.claim_type == "emergency" || dossier.claim_type == "emergency_observation";
  // A word that a poor page may have lost is not missing for sure.
  const bool legible = std::all_of(medical.begin(), medical.end(), [&](int paper) { return dossier.on_good_page(paper); });
  if (emergency && !facts.count("emergency_mark"))
    report.add("x.emergency.mark", "none", legible, {}, {evidence(medical[0], "")});
  const auto rescue = facts.find("flags.rescue");
  if (rescue == facts.end() || rescue->second != "true") return;
  const bool any = std::any_of(medical.begin(), medical.end(), [&](int paper) {
    return dossier.mark(paper, "rescue") == Truth::yes || dossier.at(paper).kind == "rescue_record" ||
           dossier.mark(paper, "emergency") == Truth::yes;
  });
  if (!any && !emergency) report.add("x.emergency.mark", "no_rescue", legible, {}, {evidence(medical[0], "")});
}

void check_prescription_dates(const Dossier& dossier, Report& report) {
  for (const int slip : dossier.of({"prescription"})) {
    const auto written = dossier.date(slip, "issue_date");
    if (!written || !dossier.sure(slip, "issue_date") || dossier.visits.empty()) continue;
    const int allowed = static_cast<int>(dossier.number("rx_days"));
    const bool near = std::any_of(dossier.visits.begin(), dossier.visits.end(), [&](const Visit& visit) {
      const int days = core::days_between(*written, visit.date);
      return days >= 0 && days <= allowed;
    });
    if (!near)
      report.add("x.rx.match", "date", true, {{"document", dossier.title(slip)}, {"found", core::format_date(*written)}},
                 {evidence(slip, "issue_date")});
  }
}

// One note for all drugs that no prescription names.
void check_prescribed_drugs(const Dossier& dossier, Report& report) {
  const auto slips = dossier.of({"prescription"});
  std::vector<std::string> prescribed, missing;
  for (const int slip : slips) {
    if (dossier.at(slip).items.empty()) return;
    for (const auto& row : dossier.at(slip).items)
      if (const auto* name = cell(row, "name")) prescribed.push_back(name->value);
  }
  if (prescribed.empty() || dossier.stay_kind == "inpatient") return;
  std::vector<core::Evidence> places;
  for (const int list : dossier.of({"expense_list"}))
    for (const auto& row : dossier.at(list).items) {
      const auto *name = cell(row, "name"), *category = cell(row, "category");
      if (!name || !category || !dossier.sure(*name)) continue;
      const bool drug = category->value.find("西药") != std::string::npos || category->value.find("成药") != std::string::npos;
      if (!drug || std::any_of(prescribed.begin(), prescribed.end(),
                               [&](const std::string& one) { return share_term({one}, {name->value}, {}); }))
        continue;
      if (missing.size() < 3) missing.push_back(name->value);
      if (places.empty()) places.push_back(evidence(list, "items"));
    }
  if (!missing.empty()) report.add("x.rx.match", "drug", true, {{"rows", join(missing)}}, std::move(places));
}

}  // namespace

TraumaWord find_trauma(const Dossier& dossier) {
  for (const int paper : dossier.of({"discharge_summary", "diagnosis_certificate", "outpatient_record", "admission_record"}))
    for (const auto& diagnosis : diagnoses_of(dossier, paper)) {
      if (contains_any(diagnosis, dossier.words("trauma_excluded"))) continue;
      for (const auto& word : dossier.words("trauma"))
        if (diagnosis.find(word) != std::string::npos) return {word, paper};
    }
  return {};
}

bool trauma_applies(const Dossier& dossier) {
  const auto flag = dossier.the_case.intake.flags.find("trauma");
  return flag != dossier.the_case.intake.flags.end() ? flag->second : find_trauma(dossier).document >= 0;
}

void check_illness(const Dossier& dossier, const Facts& facts, Report& report) {
  check_agreement(dossier, report);
  for (const int paper : dossier.of({"discharge_summary", "diagnosis_certificate", "outpatient_record"}))
    check_sex_of_illness(dossier, paper, report);
  for (const int paper : dossier.of({"discharge_summary", "outpatient_record", "admission_record"}))
    check_cause(dossier, paper, report);
  const auto trauma = find_trauma(dossier);
  if (trauma.document >= 0 && !dossier.the_case.intake.flags.count("trauma"))
    report.add("x.diag.trauma", "found", true, {{"document", dossier.title(trauma.document)}, {"found", trauma.word}},
               {evidence(trauma.document, "diagnoses")});
  check_emergency(dossier, facts, report);
  check_prescription_dates(dossier, report);
  check_prescribed_drugs(dossier, report);
}

}  // namespace claimpack::check
