// Who the claimant is, and whose each paper is.
#include <algorithm>
#include <map>

#include "check/dossier.hpp"
#include "check/names.hpp"
#include "check/page_twins.hpp"
#include "core/text.hpp"

namespace claimpack::check {

namespace {

using core::Document;

// Papers that a claim may bring under another name: a household book, the mother's handbook, an agent's letter.
const std::vector<std::string> other_names_allowed{"residence_proof", "maternity_handbook", "third_party_document", "bank_card",
                                                   "authorization_letter"};

// The name behind a label of the page's words: "姓名：王某 性别：女" or the value alone on the next line.
std::string labelled_name(const Document& document, const Parameters& parameters) {
  const auto& labels = parameters.words.at("name_labels");
  const auto& stops = parameters.words.at("label_stops");
  const auto lines = core::split_lines(document.all_text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto line = plain(lines[i]);
    for (const auto& label : labels) {
      const auto found = line.find(label);
      if (found == std::string::npos) continue;
      auto rest = line.substr(found + label.size());
      if (rest.rfind(":", 0) == 0) rest.erase(0, 1);
      if (rest.empty() && i + 1 < lines.size()) rest = plain(lines[i + 1]);
      for (const auto& stop : stops) rest = rest.substr(0, rest.find(stop));
      std::u32string name;
      for (const char32_t c : core::to_u32(rest)) {
        if (!core::is_han(c)) break;
        name.push_back(c);
      }
      if (name.size() >= 2 && name.size() <= 4) return core::to_utf8(name);
    }
  }
  return {};
}

std::string value_if_name(const Document& document, const char* field) {
  const auto value = core::value_of(document, field);
  return looks_like_name(value) ? value : std::string();
}

// Identity papers first, then what most papers say.
std::string claimant_of(const Case& the_case, const char* field) {
  const bool name = std::string_view(field) == "name";
  for (const char* kind : {"identity_card", "social_security_card"})
    for (const auto& document : the_case.documents)
      if (document.kind == kind) {
        const auto value = name ? value_if_name(document, field) : core::value_of(document, field);
        if (!value.empty() && (name || core::parse_identity_number(value))) return value;
      }
  std::map<std::string, int> votes;
  for (const auto& document : the_case.documents) {
    if (!name) {
      const auto value = core::value_of(document, field);
      if (core::parse_identity_number(value)) ++votes[value];
      continue;
    }
    for (const char* one : {"payer_name", "patient_name", "name"}) {
      const auto value = value_if_name(document, one);
      if (!value.empty()) ++votes[plain(value)];
    }
  }
  const auto best =
      std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return best == votes.end() ? std::string() : best->first;
}

// Who is held against every paper must have been read surely himself.
bool is_sure_of_name(const Dossier& dossier) {
  if (!dossier.the_case.intake.claimant_name.empty() || dossier.claimant_name.empty()) return true;
  int alike = 0;
  for (std::size_t i = 0; i < dossier.documents.size(); ++i)
    for (const char* name : {"payer_name", "patient_name", "name"}) {
      const auto* field = dossier.field(static_cast<int>(i), name);
      if (!field || plain(field->value) != plain(dossier.claimant_name)) continue;
      if (dossier.sure(*field) || ++alike > 1) return true;
    }
  return false;
}

bool is_minor(const Dossier& dossier) {
  if (!dossier.identity) return false;
  const auto today = core::parse_iso(dossier.the_case.intake.submitted_on);
  const auto service = today ? today : dossier.service_last();
  return service && core::add_months(dossier.identity->birth, 18 * 12) > *service;
}

// Another thing on the paper says that it is the claimant's all the same.
bool linked_otherwise(const Dossier& dossier, int index) {
  const auto& paper = dossier.at(index);
  const auto id = core::value_of(paper, "id_number");
  if (!id.empty() && id == dossier.claimant_id_number) return true;
  for (std::size_t i = 0; i < dossier.documents.size(); ++i) {
    const int other = static_cast<int>(i);
    if (other == index || compare_names(dossier.printed_name(other).value, dossier.claimant_name) != NameMatch::same) continue;
    const auto& known = dossier.documents[i];
    const auto same = [&](const char* field) {
      return !core::value_of(paper, field).empty() && core::value_of(paper, field) == core::value_of(known, field);
    };
    if (same("inpatient_number") || same("outpatient_number") || same("bill_number")) return true;
    if (same("admission_date") && same("discharge_date")) return true;
    if (same("total_amount") && paper.kind != known.kind) return true;
  }
  return false;
}

bool no_character_in_common(const std::string& a, const std::string& b) {
  const auto left = core::to_u32(plain(a)), right = core::to_u32(plain(b));
  return std::none_of(left.begin(), left.end(), [&](char32_t c) { return right.find(c) != std::u32string::npos; });
}

Owner owner_of(const Dossier& dossier, int index) {
  const auto& kind = kind_of(dossier.at(index));
  const auto name = dossier.printed_name(index);
  if (name.value.empty() || dossier.claimant_name.empty()) return Owner::claimant;
  if (compare_names(name.value, dossier.claimant_name) != NameMatch::differs) return Owner::claimant;
  if (std::find(other_names_allowed.begin(), other_names_allowed.end(), kind) != other_names_allowed.end()) return Owner::allowed;
  const bool card = kind == "identity_card" || kind == "social_security_card";
  for (const auto& letter : dossier.documents)
    if (card && compare_names(core::value_of(letter, "agent_name"), name.value) == NameMatch::same &&
        !core::value_of(letter, "agent_name").empty())
      return Owner::allowed;
  if (card && is_minor(dossier)) return Owner::allowed;
  if (!looks_like_name(name.value) || !name.sure) return Owner::claimant;  // a misreading, not a person
  if (name.field.empty() && !no_character_in_common(name.value, dossier.claimant_name)) return Owner::claimant;
  return linked_otherwise(dossier, index) ? Owner::claimant : Owner::foreign;
}

std::string type_from_documents(const Dossier& dossier) {
  const auto has = [&](const char* kind) { return dossier.has(kind); };
  if (has("inpatient_invoice") || (has("discharge_summary") && !has("outpatient_invoice"))) return "inpatient";
  for (const int paper : dossier.of({"outpatient_record", "diagnosis_certificate", "outpatient_invoice"}))
    if (dossier.mark(paper, "emergency") == Truth::yes) return "emergency";
  if (has("special_disease_form")) return "special_disease";
  for (const int paper : dossier.of({"outpatient_record"}))
    if (dossier.mark(paper, "special_disease") == Truth::yes) return "special_disease";
  return "outpatient";
}

void gather_stays(Dossier& dossier) {
  for (const auto* kind : {"inpatient_invoice", "discharge_summary", "expense_list", "settlement_sheet"}) {
    for (const int paper : dossier.of({kind})) {
      const auto from = dossier.date(paper, "admission_date"), to = dossier.date(paper, "discharge_date");
      if (from && to && *from <= *to) dossier.stays.push_back({*from, *to, paper});
    }
    if (!dossier.stays.empty()) return;  // the bill's word goes before the list's
  }
}

void gather_visits(Dossier& dossier) {
  for (const int paper : dossier.of({"outpatient_invoice"})) {
    auto date = dossier.date(paper, "visit_date");
    if (!date) date = dossier.date(paper, "issue_date");
    if (date) dossier.visits.push_back({*date, paper});
  }
  if (!dossier.visits.empty() || !dossier.stays.empty()) return;
  for (const int paper : dossier.of({"outpatient_record", "diagnosis_certificate"}))
    if (const auto date = dossier.date(paper, "visit_date")) dossier.visits.push_back({*date, paper});
}

}  // namespace

PrintedName Dossier::printed_name(int document) const {
  const auto& paper = at(document);
  for (const char* name : {"payer_name", "patient_name", "name"})
    if (const auto* value = field(document, name))
      return {name, value->value, value->accepted || value->confidence >= number("name_confidence")};
  if (kind_of(paper) == "other" || paper.kind == "exam_report" || paper.kind == "rescue_record") {
    const auto name = labelled_name(paper, parameters);
    if (!name.empty()) return {"", name, true};
  }
  return {};
}

Dossier::Dossier(const Case& a_case, const Parameters& the_parameters)
    : the_case(a_case), parameters(the_parameters), documents(a_case.documents) {
  const auto& intake = the_case.intake;
  owners.assign(documents.size(), Owner::claimant);
  twins = twin_pages(the_case.pages);
  claimant_name = intake.claimant_name.empty() ? claimant_of(the_case, "name") : intake.claimant_name;
  claimant_id_number = intake.claimant_id_number.empty() ? claimant_of(the_case, "id_number") : intake.claimant_id_number;
  identity = core::parse_identity_number(claimant_id_number);
  claimant_name_sure = is_sure_of_name(*this);
  for (std::size_t i = 0; i < documents.size(); ++i) owners[i] = owner_of(*this, static_cast<int>(i));
  gather_stays(*this);
  gather_visits(*this);
  claim_type = intake.claim_type.empty() ? type_from_documents(*this) : intake.claim_type;
  const bool bill_in = has("inpatient_invoice"), bill_out = has("outpatient_invoice");
  stay_kind = claim_type == "inpatient" || (bill_in && !bill_out) || (!bill_out && !stays.empty()) ? "inpatient" : "outpatient";
}

}  // namespace claimpack::check
