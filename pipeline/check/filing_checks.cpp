// The filing against the treatment; the referral; the agency that received the claim.
#include <algorithm>

#include "check/cross_checks.hpp"
#include "check/names.hpp"

namespace claimpack::check {

namespace {

using State = core::Intake::FilingState;

std::string shown(const std::optional<core::Date>& date) { return date ? core::format_date(*date) : std::string("—"); }

// Admission decides for a stay; each visit for itself.
struct Treatment {
  core::Date begin, end;
  int document;
  const char* field;
};

std::vector<Treatment> treatments(const Dossier& dossier) {
  std::vector<Treatment> all;
  for (const auto& stay : dossier.stays) all.push_back({stay.admission, stay.discharge, stay.document, "admission_date"});
  for (const auto& visit : dossier.visits) all.push_back({visit.date, visit.date, visit.document, "visit_date"});
  return all;
}

void check_period(const Dossier& dossier, Report& report) {
  const auto& filing = dossier.the_case.intake.filing;
  const auto created = core::parse_iso(filing.created_on), end = core::parse_iso(filing.end);
  const auto start = core::parse_iso(filing.start);
  for (const auto& one : treatments(dossier)) {
    const std::vector<core::Evidence> place{evidence(one.document, one.field)};
    const Values values{{"day", core::format_date(one.begin)},
                        {"until", core::format_date(one.end)},
                        {"created", shown(created)},
                        {"start", shown(start)},
                        {"end", shown(end)}};
    const bool sure = one.document >= 0 && dossier.sure(one.document, one.field);
    if (end && *end < one.begin) return report.add("x.filing.expired", "expired", sure, values, place);
    const auto late = created ? created : start;
    if (late && *late > one.end) return report.add("x.filing.late", "late", sure, values, place);
    // Made during the stay it counts from admission (national.filing.before_discharge); made before, from its first day.
    const bool during = created && *created >= one.begin && *created <= one.end && start && *start <= one.end;
    if (start && *start > one.begin && !during) return report.add("x.filing.covers", "before_start", sure, values, place);
  }
}

}  // namespace

static void check_referral(const Dossier& dossier, Report& report) {
  const auto first = dossier.service_first();
  for (const int form : dossier.of({"referral_form"})) {
    const auto issued = dossier.date(form, "issue_date");
    if (issued && first && *issued > *first && !dossier.sure(form, "issue_date"))
      report.doubt("x.referral.before", {evidence(form, "issue_date")});
    else if (issued && first && *issued > *first)
      report.add("x.referral.before", "date", true,
                 {{"found", core::format_date(*issued)}, {"expected", core::format_date(*first)}},
                 {evidence(form, "issue_date")});
    const auto* to = dossier.field(form, "to_hospital");
    if (!to) continue;
    for (const int bill : dossier.bills()) {
      const auto name = core::value_of(dossier.at(bill), "hospital_name");
      if (name.empty() || same_hospital(to->value, name)) continue;
      if (!dossier.sure(*to) || !dossier.sure(bill, "hospital_name")) {
        report.doubt("x.referral.before", {evidence(form, "to_hospital"), evidence(bill, "hospital_name")});
        break;
      }
      report.add("x.referral.before", "hospital", true, {{"found", to->value}, {"expected", name}},
                 {evidence(form, "to_hospital"), evidence(bill, "hospital_name")});
      break;
    }
  }
}

static void check_agency(const Dossier& dossier, const Rules& rules, const Pack* region, Report& report) {
  if (!region) return report.add("x.region.agency", "unknown", true, {}, {});
  for (const int form : dossier.of({"filing_form"})) {
    const auto* insured = dossier.field(form, "insured_region");
    if (!insured) continue;
    bool named = region->adcode == "000000";  // a pack of no place receives from anywhere
    for (const auto* layer : rules.layers(region->id))
      for (const auto& name : layer->names) named = named || insured->value.find(name) != std::string::npos;
    if (!named && !dossier.sure(*insured)) report.doubt("x.region.agency", {evidence(form, "insured_region")});
    else if (!named)
      report.add("x.region.agency", "differs", true, {{"found", insured->value}, {"expected", region->title}},
                 {evidence(form, "insured_region")});
  }
}

void check_filing(const Dossier& dossier, const Facts& facts, const Rules& rules, const Pack* region, Report& report) {
  const auto& intake = dossier.the_case.intake;
  const auto category = facts.find("filing.category");
  if (intake.filing_state == State::unknown) {
    report.add("x.filing.covers", "unknown", true, {}, {});
  } else if (intake.filing_state == State::none || (category != facts.end() && category->second == "none")) {
    report.add("x.filing.covers", "none", true, {}, {});
  } else {
    check_period(dossier, report);
    const auto place = facts.find("treatment.region");
    if (place != facts.end() && !covers_place(intake.filing.regions, place->second))
      report.add("x.filing.covers", "region", true, {{"found", place->second}, {"expected", intake.filing.regions.front()}}, {});
  }
  const auto listed = facts.find("hospital.listed");
  if (listed != facts.end() && listed->second == "false" && !dossier.bills().empty())
    report.add("x.hosp.filed", "outside", true, {{"found", core::value_of(dossier.at(dossier.bills()[0]), "hospital_name")}},
               {evidence(dossier.bills()[0], "hospital_name")});
  check_referral(dossier, report);
  check_agency(dossier, rules, region, report);
}

}  // namespace claimpack::check
