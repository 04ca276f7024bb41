// The rules that apply to one claim, and what they ask for and find.
#pragma once

#include <string>
#include <vector>

#include "check/answers.hpp"
#include "check/conditions.hpp"
#include "check/dossier.hpp"
#include "check/report.hpp"

namespace claimpack::check {

// Rules of the layers that are in force on the claim's day and not overridden, narrowest layer first.
struct RuleBook {
  struct Entry {
    const Rule* rule;
    const Pack* layer;
  };
  std::vector<Entry> entries;
  const Answers* answers = nullptr;  // null: nobody answered anything
};
// Whether the rule's condition holds; where its facts do not say, as a person answered its question.
Truth truth_of(const RuleBook& book, const Rule& rule, const Facts& facts);

// The layers for a claim: the region and its parents; the special-disease scheme stands before the national base.
std::vector<const Pack*> layers_for(const Rules& rules, const Pack* region, const std::string& claim_type);
RuleBook rules_in_force(const std::vector<const Pack*>& layers, const std::string& day);

struct Outcomes {
  std::vector<core::ChecklistItem> checklist;
  std::vector<core::Finding> findings;
  std::vector<core::PayNote> pay;
  std::vector<core::PayNote> stated;
};

// The rules whose exemptions hold, in the order in which they are taken.
std::vector<const Rule*> exempting_rules(const RuleBook& book, const Facts& facts);
// Exemptions that hold are told to the report and stated; so are duties, once the outcome is known (`after_outcome`).
void apply_exemptions(const RuleBook& book, const Facts& facts, Report& report, Outcomes& outcomes);
void state_duties(const RuleBook& book, const Facts& facts, const Report& report, Outcomes& outcomes);
// The papers and fields that a finding's rule went by, where the finding names none.
void add_evidence(const RuleBook& book, const Dossier& dossier, const Facts& facts, std::vector<core::Finding>& findings);
// The lists of papers for a claim type, in the order in which they ask: the scene's, then those that come on top. A list whose
// condition is unknown is among them. `stay_kind`: inpatient or outpatient.
std::vector<const Rule*> lists_in_order(const RuleBook& book, const std::string& scene, const std::string& stay_kind,
                                        const Facts& facts);
void check_materials(const RuleBook& book, const Dossier& dossier, const Facts& facts, const Report& report, Outcomes& outcomes);
// Rules that read the fact `outcome` run in a second round (`after_outcome`).
void apply_rules(const RuleBook& book, const Facts& facts, const Report& report, bool after_outcome, Outcomes& outcomes);
core::Outcome outcome_of(const std::vector<core::Finding>& findings);

}  // namespace claimpack::check
