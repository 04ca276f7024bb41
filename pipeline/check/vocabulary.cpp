#include "check/vocabulary.hpp"

#include <algorithm>

namespace claimpack::check {

namespace {

using Words = std::vector<std::string>;

bool holds(const Words& words, std::string_view word) { return std::find(words.begin(), words.end(), word) != words.end(); }

const Words& scenes() {
  static const Words words{"inpatient", "outpatient", "emergency", "emergency_observation", "special_disease", "maternity"};
  return words;
}

}  // namespace

const Words& plain_facts() {
  static const Words words{"claim_type",
                           "stay",
                           "region",
                           "treatment.region",
                           "treatment.province",
                           "treatment.same_province",
                           "filing.state",
                           "filing.category",
                           "filing.longterm",
                           "filing.created_on",
                           "filing.start",
                           "filing.end",
                           "filing.settlement_mode",
                           "filing.consumed",
                           "filing.by_commitment",
                           "filing.papers_due",
                           "hospital.level",
                           "hospital.designated",
                           "hospital.networked",
                           "hospital.listed",
                           "settled_on",
                           "submitted_on",
                           "submitter",
                           "channel",
                           "admission_date",
                           "discharge_date",
                           "service_first",
                           "service_last",
                           "total_amount",
                           "stay_total",
                           "fund_payment",
                           "trauma",
                           "emergency_mark",
                           "bill.is_copy",
                           "bill.electronic_complete",
                           "outside_purchase",
                           "referral.hospital_level",
                           "claimant.age",
                           "trauma.word",
                           "filing.covers_place",
                           "filing.same_province",
                           "filing.region_count",
                           "filing.hospital_count",
                           "filing_form.for_manual",
                           "settled_by_sheet",
                           "third_party_named",
                           "outside_slip.signed",
                           "outside_slip.sealed",
                           "special.qualified",
                           "special.disease_matches",
                           "special.approved_on",
                           "special.valid_until",
                           "audit_requested_on",
                           "region.filing_form_required",
                           "region.special_sidebar",
                           "region.hospital_list_required",
                           "emergency",
                           "today",
                           "doubtful",
                           "outcome"};
  return words;
}

const Words& all_kinds() {
  static const Words words{"inpatient_invoice",     "outpatient_invoice",
                           "expense_list",          "discharge_summary",
                           "diagnosis_certificate", "prescription",
                           "outpatient_record",     "identity_card",
                           "social_security_card",  "bank_card",
                           "filing_form",           "referral_form",
                           "commitment_letter",     "injury_statement",
                           "residence_proof",       "maternity_handbook",
                           "special_disease_form",  "outside_purchase_slip",
                           "admission_record",      "exam_report",
                           "rescue_record",         "settlement_sheet",
                           "authorization_letter",  "third_party_document",
                           "vat_invoice",           "other"};
  return words;
}

bool is_kind(std::string_view name) { return name == "e_credential" || holds(all_kinds(), name); }

bool is_scene(std::string_view name) { return name == "manual" || holds(scenes(), name); }

bool is_fact(std::string_view name) {
  if (name.starts_with("flags.")) return name.size() > 6;
  if (name.starts_with("document.")) return is_kind(name.substr(9));
  if (name.starts_with("blank."))
    return std::any_of(blank_places().begin(), blank_places().end(),
                       [&](const auto& place) { return name.substr(6) == place.first + "." + place.second; });
  return holds(plain_facts(), name);
}

const std::vector<std::pair<std::string, std::string>>& blank_places() {
  static const std::vector<std::pair<std::string, std::string>> places{
      {"filing_form", "filing_category"}, {"filing_form", "treatment_region"}, {"filing_form", "settlement_mode"},
      {"referral_form", "from_hospital"}, {"referral_form", "to_hospital"},    {"referral_form", "diagnoses"},
      {"referral_form", "issue_date"},    {"commitment_letter", "name"}};
  return places;
}

const Words& values_of_fact(std::string_view name) {
  static const Words none, truths{"true", "false"}, stays{"inpatient", "outpatient"}, states{"exists", "none"},
      categories{"retiree_resettled", "long_term_resident", "stationed_worker", "student", "referral",
                 "emergency",         "other_temporary",    "maternity",        "none"},
      modes{"direct", "prepaid"}, channels{"window", "online", "post", "kiosk", "mail"},
      submitters{"self", "agent", "employer", "community_office"}, outcomes{"complete", "review", "supplement", "rejected"};
  static const Words truth_facts{
      "filing.longterm",         "filing.consumed",    "filing.by_commitment",     "filing.papers_due",
      "hospital.designated",     "hospital.networked", "hospital.listed",          "trauma",
      "emergency_mark",          "bill.is_copy",       "bill.electronic_complete", "outside_purchase",
      "treatment.same_province", "doubtful",           "filing.covers_place",      "filing.same_province",
      "filing_form.for_manual",  "settled_by_sheet",   "third_party_named",        "outside_slip.signed",
      "outside_slip.sealed",     "special.qualified",  "special.disease_matches",  "emergency"};
  if (name == "claim_type") return scenes();
  if (name == "stay") return stays;
  if (name == "filing.state") return states;
  if (name == "filing.category") return categories;
  if (name == "filing.settlement_mode") return modes;
  if (name == "submitter") return submitters;
  if (name == "channel") return channels;
  if (name == "outcome") return outcomes;
  if (name.starts_with("flags.") || name.starts_with("region.") || name.starts_with("blank.") || name.starts_with("document.") ||
      holds(truth_facts, name))
    return truths;
  return none;
}

const std::map<std::string, Words>& known_checks() {
  static const std::map<std::string, Words> checks{{"x.name.same", {"near", "differs"}},
                                                   {"x.id.check_digit", {"wrong"}},
                                                   {"x.id.birth_sex", {"birth", "sex"}},
                                                   {"x.id.same", {"differs"}},
                                                   {"x.id.masked_payer", {"differs"}},
                                                   {"x.id.two_sides", {"no_back", "no_front"}},
                                                   {"x.id.valid", {"expired"}},
                                                   {"x.sex.same", {"differs"}},
                                                   {"x.age.plausible", {"differs"}},
                                                   {"x.bank.owner", {"near", "differs"}},
                                                   {"x.bank.number", {"wrong"}},
                                                   {"x.field.unsure", {"unsure", "compared"}},
                                                   {"x.bill.format", {"wrong", "other_style"}},
                                                   {"x.bill.kind", {"differs"}},
                                                   {"x.bill.province", {"differs"}},
                                                   {"x.bill.year", {"future", "old"}},
                                                   {"x.bill.items_sum", {"differs", "vouched"}},
                                                   {"x.bill.words", {"differs"}},
                                                   {"x.bill.payments", {"differs"}},
                                                   {"x.bill.selfpay", {"differs"}},
                                                   {"x.bill.prepaid", {"differs"}},
                                                   {"x.bill.already_settled", {"fund", "sheet"}},
                                                   {"x.bill.negative", {"amount", "mark"}},
                                                   {"x.bill.dup_in_claim", {"twice", "differs"}},
                                                   {"x.bill.dup_history", {"claimed"}},
                                                   {"x.bill.near_dup", {"near"}},
                                                   {"x.bill.original", {"copy"}},
                                                   {"x.bill.seals", {"none", "no_unit"}},
                                                   {"x.bill.qr", {"differs"}},
                                                   {"x.bill.qr_unread", {"unread"}},
                                                   {"x.bill.verified", {"due"}},
                                                   {"x.bill.dates", {"before_service", "after_submission"}},
                                                   {"x.list.row", {"row", "many"}},
                                                   {"x.list.sum", {"differs", "vouched"}},
                                                   {"x.list.bill_total", {"differs", "no_list", "no_bill"}},
                                                   {"x.list.category", {"differs"}},
                                                   {"x.list.bill_link", {"differs"}},
                                                   {"x.list.pages", {"missing", "fewer"}},
                                                   {"x.list.dates", {"outside"}},
                                                   {"x.list.once_a_day", {"more"}},
                                                   {"x.stay.dates", {"differs"}},
                                                   {"x.stay.days", {"differs"}},
                                                   {"x.stay.overlap", {"stays", "outpatient"}},
                                                   {"x.stay.numbers", {"number", "place"}},
                                                   {"x.hosp.same", {"differs", "seal"}},
                                                   {"x.hosp.filed", {"outside"}},
                                                   {"x.diag.agree", {"differs"}},
                                                   {"x.diag.trauma", {"found"}},
                                                   {"x.diag.sex_age", {"sex"}},
                                                   {"x.diag.admission_cause", {"found"}},
                                                   {"x.emergency.mark", {"none", "no_rescue"}},
                                                   {"x.rx.match", {"date", "drug"}},
                                                   {"x.sign.physician", {"certificate", "other"}},
                                                   {"x.mark.hidden", {"signature"}},
                                                   {"x.seal.certificate", {"none"}},
                                                   {"x.seal.list", {"none"}},
                                                   {"x.sign.letters", {"unsigned", "incomplete", "unclear"}},
                                                   {"x.filing.covers", {"unknown", "none", "region", "before_start"}},
                                                   {"x.filing.expired", {"expired"}},
                                                   {"x.filing.late", {"late"}},
                                                   {"x.referral.before", {"date", "hospital"}},
                                                   {"x.region.agency", {"differs", "unknown"}},
                                                   {"x.page.foreign", {"foreign"}},
                                                   {"x.page.patient", {"doubt"}},
                                                   {"x.page.quality", {"lost", "poor", "twice", "again", "not_drawn"}},
                                                   {"x.text.hidden", {"hidden", "outside"}},
                                                   {"x.text.altered", {"altered"}}};
  return checks;
}

const Words& known_numbers() {
  static const Words words{"trusted_confidence", "name_confidence", "rescan_blur", "many_rows", "rx_days", "list_days_slack"};
  return words;
}

const Words& known_word_lists() {
  static const Words words{"trauma",      "trauma_excluded", "causes",          "denials",          "female_only",
                           "male_only",   "void_marks",      "copy_marks",      "agency_stamps",    "supervision",
                           "emergency",   "rescue",          "daily_fees",      "unsure_fields",    "name_labels",
                           "label_stops", "hospital_words",  "diagnosis_stops", "physician_labels", "supervision_seals",
                           "unit_seals",  "other_party",     "letter_fields",   "time_words",       "place_words",
                           "course_words"};
  return words;
}

}  // namespace claimpack::check
