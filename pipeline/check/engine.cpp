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

core::Finding question_of(const Rule& rule, const Facts& facts) {
  auto finding = finding_of(rule, facts);
  finding.severity = core::Severity::review;
  finding.message = worded(rule.question, facts);
  finding.cure.clear();
  return finding;
}

}  // namespace

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

void apply_exemptions(const RuleBook& book, const Facts& facts, Report& report) {
  for (const auto& [rule, layer] : book.entries)
    if (!rule->exempts.empty() && (!rule->when || holds(*rule->when, facts) == Truth::yes)) report.exempt(rule->exempts);
}

void apply_rules(const RuleBook& book, const Facts& facts, const Report& report, bool after_outcome, Outcomes& outcomes) {
  for (const auto& [rule, layer] : book.entries) {
    if (rule->effect != Rule::Effect::finding && rule->effect != Rule::Effect::pay) continue;
    if (report.is_exempt(rule->id) || reads_outcome(*rule) != after_outcome) continue;
    const Truth truth = rule->when ? holds(*rule->when, facts) : Truth::yes;
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
