// Where facts come from: the desk's word or a paper's field. Follows facts.cpp, for people who ask; decides nothing.
#include <algorithm>

#include "check/trace.hpp"

namespace claimpack::check {

namespace {

using From = FactSource::From;
using Sources = std::vector<FactSource>;

bool is_one_of(const std::string& name, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* one) { return name == one; });
}

const std::vector<std::string> bills{"inpatient_invoice", "outpatient_invoice"};

Sources papers(const Dossier& dossier, const std::vector<std::string>& kinds, const std::string& field) {
  Sources found;
  for (const int paper : dossier.of(kinds))
    if (field.empty() || dossier.field(paper, field)) found.push_back({From::paper, field, paper});
  return found;
}

Sources desk(const std::string& key) { return {{From::intake, key, -1}}; }

// The paper that a stay or visit was taken from.
Sources service(const Dossier& dossier, bool last, bool stays_only) {
  const auto day = last ? dossier.service_last() : dossier.service_first();
  Sources found;
  for (const auto& stay : dossier.stays)
    if (day && (last ? stay.discharge : stay.admission) == *day)
      found.push_back({From::paper, last ? "discharge_date" : "admission_date", stay.document});
  if (!stays_only)
    for (const auto& visit : dossier.visits)
      if (day && visit.date == *day)
        found.push_back({From::paper, dossier.field(visit.document, "visit_date") ? "visit_date" : "issue_date", visit.document});
  return found;
}

Sources marked(const Dossier& dossier, const std::string& mark) {
  Sources found;
  for (std::size_t i = 0; i < dossier.documents.size(); ++i)
    if (dossier.owners[i] != Owner::foreign && dossier.mark(static_cast<int>(i), mark) == Truth::yes)
      found.push_back({From::paper, "", static_cast<int>(i)});
  return found;
}

Sources of_place(const Dossier& dossier) {
  return dossier.the_case.intake.treatment_region.empty() ? papers(dossier, {"filing_form"}, "treatment_region")
                                                          : desk("treatment_region");
}

Sources of_claim(const std::string& name, const Dossier& dossier) {
  const auto& intake = dossier.the_case.intake;
  if (is_one_of(name, {"submitted_on", "settled_on", "submitter", "channel"})) return desk(name);
  if (name == "claim_type" || name == "emergency") {
    if (!intake.claim_type.empty()) return desk("claim_type");
    auto found = papers(dossier, bills, "");
    return found.empty() ? papers(dossier, {"discharge_summary", "outpatient_record"}, "") : found;
  }
  if (name == "stay") return intake.claim_type == "inpatient" ? desk("claim_type") : papers(dossier, bills, "");
  if (name == "claimant.age")
    return intake.claimant_id_number.empty() ? papers(dossier, {"identity_card", "social_security_card"}, "id_number")
                                             : desk("claimant.id_number");
  if (name == "trauma" || name == "trauma.word")
    return name == "trauma" && intake.flags.count("trauma")
               ? desk("flags.trauma")
               : papers(dossier, {"discharge_summary", "diagnosis_certificate", "outpatient_record", "admission_record"},
                        "diagnoses");
  if (name == "region") return {{intake.region.empty() ? From::rules : From::intake, "region", -1}};
  if (name.starts_with("region.")) return {{From::rules, name, -1}};
  return {};
}

Sources of_papers(const std::string& name, const Dossier& dossier) {
  if (name == "admission_date" || name == "service_first") return service(dossier, false, name == "admission_date");
  if (name == "discharge_date" || name == "service_last") return service(dossier, true, name == "discharge_date");
  if (name == "total_amount") return papers(dossier, bills, "total_amount");
  if (name == "stay_total") return papers(dossier, {"inpatient_invoice"}, "total_amount");
  if (name == "fund_payment") return papers(dossier, bills, "pooled_fund_payment");
  if (name == "bill.electronic_complete") return papers(dossier, bills, "bill_number");
  if (name == "bill.is_copy") return papers(dossier, bills, "");
  if (name == "emergency_mark") return marked(dossier, "emergency");
  if (name == "referral.hospital_level") return papers(dossier, {"referral_form"}, "from_hospital_level");
  if (name == "outside_purchase") return papers(dossier, {"outside_purchase_slip", "vat_invoice", "outpatient_invoice"}, "");
  if (name == "settled_by_sheet") return papers(dossier, {"settlement_sheet"}, "");
  if (name.starts_with("special.")) return papers(dossier, {"special_disease_form"}, "");
  if (name.starts_with("filing_form.")) return papers(dossier, {"filing_form"}, "");
  if (name.starts_with("document.")) return papers(dossier, {name.substr(9)}, "");
  if (name.starts_with("blank.")) return papers(dossier, {name.substr(6, name.find('.', 6) - 6)}, "");
  return {};
}

Sources source_of(const std::string& name, const Dossier& dossier) {
  if (name.starts_with("treatment.")) return of_place(dossier);
  if (name == "hospital.listed") {
    auto found = papers(dossier, bills, "hospital_name");
    found.insert(found.begin(), {From::intake, "filing.hospitals", -1});
    return found;
  }
  if (is_one_of(name, {"filing.longterm", "filing.state", "filing.papers_due"})) return desk("filing");
  if (name == "filing.start") return desk(dossier.the_case.intake.filing.start.empty() ? "filing.created_on" : "filing.start");
  if (name.starts_with("flags.") || name.starts_with("filing.") || name.starts_with("hospital.")) return desk(name);
  auto found = of_claim(name, dossier);
  return found.empty() ? of_papers(name, dossier) : found;
}

}  // namespace

std::map<std::string, std::vector<FactSource>> sources_of(const Facts& facts, const Dossier& dossier) {
  std::map<std::string, std::vector<FactSource>> sources;
  for (const auto& [name, value] : facts) sources[name] = source_of(name, dossier);
  return sources;
}

}  // namespace claimpack::check
