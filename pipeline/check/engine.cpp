#include "check/engine.hpp"

#include <algorithm>

namespace claimpack::check {

namespace {

bool in_force(const Rule& rule, const std::string& day) {
  if (day.empty()) return true;
  return (rule.effective_from.empty() || rule.effective_from <= day) && (rule.effective_to.empty() || day <= rule.effective_to);
}

bool reads_outcome(const Rule& rule) {
  std::vector<std::string> names;
  if (rule.when) facts_of(*rule.when, names);
  return std::find(names.begin(), names.end(), "outcome") != names.end();
}

// Facts in the sentence; what nobody said reads 不明.
std::string worded(std::string text, const Facts& facts) {
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == std::string::npos) break;
    const auto fact = facts.find(text.substr(open + 1, close - open - 1));
    text.replace(open, close - open + 1, fact == facts.end() ? "不明" : fact->second);
  }
  return text;
}

core::Finding finding_of(const Rule& rule, const Facts& facts) {
  core::Finding finding;
  finding.rule = rule.id;
  finding.severity = rule.severity;
  finding.message = worded(rule.message, facts);
  finding.citation = rule.citation;
  if (rule.severity >= core::Severity::supplement) finding.cure = worded(rule.cure, facts);
  if (rule.severity == core::Severity::reject) finding.message += "（建议，须经办人员确认）";
  return finding;
}

core::PayNote stated(const Rule& rule, const Facts& facts) { return {rule.id, worded(rule.message, facts), rule.citation}; }

core::Finding question_of(const Rule& rule, const Facts& facts) {
  auto finding = finding_of(rule, facts);
  finding.severity = core::Severity::review;
  finding.message = worded(rule.question, facts);
  finding.cure.clear();
  return finding;
}

}  // namespace

Truth truth_of(const RuleBook& book, const Rule& rule, const Facts& facts) {
  const Truth truth = rule.when ? holds(*rule.when, facts) : Truth::yes;
  if (truth != Truth::unknown || rule.question.empty() || !book.answers) return truth;
  const auto answer = book.answers->to(rule.id);
  return !answer ? truth : *answer ? Truth::yes : Truth::no;
}

std::vector<const Pack*> layers_for(const Rules& rules, const Pack* region, const std::string& claim_type) {
  auto layers = rules.layers(region ? region->id : std::string("national"));
  const auto* scheme = rules.pack("special");
  const bool there = std::find(layers.begin(), layers.end(), scheme) != layers.end();
  if (claim_type == "special_disease" && scheme && !there)
    layers.insert(layers.empty() ? layers.end() : layers.end() - 1, scheme);
  return layers;
}

RuleBook rules_in_force(const std::vector<const Pack*>& layers, const std::string& day) {
  RuleBook book;
  std::vector<std::string> overridden;
  for (const auto* layer : layers)
    for (const auto& rule : layer->rules) {
      if (!in_force(rule, day)) continue;
      const bool gone =
          std::any_of(overridden.begin(), overridden.end(), [&](const std::string& id) { return matches_id(id, rule.id); });
      if (gone) continue;
      overridden.insert(overridden.end(), rule.overrides.begin(), rule.overrides.end());
      book.entries.push_back({&rule, layer});
    }
  return book;
}

// First what exempts and nothing else, then what speaks in another's place: an exempt rule takes nobody's place.
std::vector<const Rule*> exempting_rules(const RuleBook& book, const Facts& facts) {
  std::vector<const Rule*> found;
  const auto exempt = [&](const std::string& id) {
    return std::any_of(found.begin(), found.end(), [&](const Rule* rule) {
      return std::any_of(rule->exempts.begin(), rule->exempts.end(), [&](const std::string& one) { return matches_id(one, id); });
    });
  };
  for (const bool plain : {true, false})
    for (const auto& [rule, layer] : book.entries) {
      if (rule->exempts.empty() || (rule->effect == Rule::Effect::exempt) != plain || exempt(rule->id)) continue;
      const Truth truth = truth_of(book, *rule, facts);
      if (truth == Truth::yes || (truth == Truth::unknown && !rule->question.empty())) found.push_back(rule);
    }
  return found;
}

void apply_exemptions(const RuleBook& book, const Facts& facts, Report& report, Outcomes& outcomes) {
  for (const auto* rule : exempting_rules(book, facts)) {
    report.exempt(rule->exempts);
    if (rule->effect == Rule::Effect::exempt) outcomes.stated.push_back(stated(*rule, facts));
  }
}

namespace {

// A missing paper of the base's list.
bool base_speaks(const std::vector<core::ChecklistItem>& checklist) {
  return std::any_of(checklist.begin(), checklist.end(), [](const core::ChecklistItem& item) {
    return item.status == core::ChecklistItem::Status::missing && item.rule.starts_with("national.");
  });
}

}  // namespace

void state_duties(const RuleBook& book, const Facts& facts, const Report& report, Outcomes& outcomes) {
  for (const auto& [rule, layer] : book.entries) {
    if (report.is_exempt(rule->id)) continue;
    const bool duty = rule->effect == Rule::Effect::duty && (!rule->when || holds(*rule->when, facts) == Truth::yes);
    if (duty || (rule->inherits && base_speaks(outcomes.checklist))) outcomes.stated.push_back(stated(*rule, facts));
  }
}

namespace {

void evidence_of(const std::string& fact, const Dossier& dossier, std::vector<core::Evidence>& places) {
  const auto add = [&](const std::vector<std::string>& kinds, const char* field) {
    for (const int paper : dossier.of(kinds))
      if (!*field || dossier.field(paper, field)) places.push_back({paper, field, -1});
  };
  if (fact.starts_with("document.")) return add({fact.substr(9)}, "");
  if (fact.starts_with("blank.")) return add({fact.substr(6, fact.find('.', 6) - 6)}, "");
  static const std::vector<std::string> bills{"inpatient_invoice", "outpatient_invoice"};
  if (fact == "fund_payment") return add(bills, "pooled_fund_payment");
  if (fact == "total_amount" || fact == "stay_total") return add(bills, "total_amount");
  if (fact == "bill.is_copy") return add(bills, "");
  if (fact == "settled_by_sheet") return add({"settlement_sheet"}, "pooled_fund_payment");
  if (fact == "filing_form.for_manual") return add({"filing_form"}, "");
  if (fact == "referral.hospital_level") return add({"referral_form"}, "from_hospital_level");
  if (fact == "special.approved_on") return add({"special_disease_form"}, "approved_on");
  if (fact == "special.valid_until") return add({"special_disease_form"}, "valid_until");
  if (fact == "special.disease_matches") return add({"special_disease_form"}, "diseases");
}

}  // namespace

void add_evidence(const RuleBook& book, const Dossier& dossier, const Facts& facts, std::vector<core::Finding>& findings) {
  for (auto& finding : findings) {
    if (!finding.evidence.empty()) continue;
    const auto found = std::find_if(book.entries.begin(), book.entries.end(),
                                    [&](const RuleBook::Entry& entry) { return entry.rule->id == finding.rule; });
    if (found == book.entries.end() || !found->rule->when) continue;
    std::vector<std::string> names;
    facts_of(*found->rule->when, names);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    for (const auto& name : names)
      if (facts.count(name)) evidence_of(name, dossier, finding.evidence);
  }
}

void apply_rules(const RuleBook& book, const Facts& facts, const Report& report, bool after_outcome, Outcomes& outcomes) {
  for (const auto& [rule, layer] : book.entries) {
    if (rule->effect != Rule::Effect::finding && rule->effect != Rule::Effect::pay) continue;
    if (report.is_exempt(rule->id) || reads_outcome(*rule) != after_outcome) continue;
    const Truth truth = truth_of(book, *rule, facts);
    if (truth == Truth::unknown && !rule->question.empty()) outcomes.findings.push_back(question_of(*rule, facts));
    if (truth != Truth::yes) continue;
    if (rule->effect == Rule::Effect::pay) outcomes.pay.push_back({rule->id, worded(rule->message, facts), rule->citation});
    else outcomes.findings.push_back(finding_of(*rule, facts));
  }
}

core::Outcome outcome_of(const std::vector<core::Finding>& findings) {
  auto gravest = core::Severity::note;
  for (const auto& finding : findings) gravest = std::max(gravest, finding.severity);
  switch (gravest) {
    case core::Severity::reject: return core::Outcome::rejected;
    case core::Severity::supplement: return core::Outcome::supplement;
    case core::Severity::review: return core::Outcome::review;
    case core::Severity::note: return core::Outcome::complete;
  }
  return core::Outcome::review;
}

}  // namespace claimpack::check
