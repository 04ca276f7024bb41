// Runs the cases and counts which rules they show at work.
#include <algorithm>
#include <set>

#include "check/rule_cases.hpp"
#include "check/rules.hpp"

namespace claimpack::check {

namespace {

using core::Claim;

const core::Finding* finding_of(const Claim& claim, const std::string& rule, const std::string& says) {
  const core::Finding* first = nullptr;
  for (const auto& one : claim.findings) {
    if (one.rule != rule) continue;
    if (one.message.find(says) != std::string::npos) return &one;
    if (!first) first = &one;
  }
  return first;
}

std::string message_of(const Claim& claim, const std::string& rule, const std::string& says) {
  if (const auto* finding = finding_of(claim, rule, says)) return finding->message;
  for (const auto* list : {&claim.pay, &claim.stated})
    for (const auto& note : *list)
      if (note.rule == rule) return note.message;
  return {};
}

// What the claim says instead, for who has to find out why.
std::string told(const Claim& claim) {
  std::set<std::string> rules;
  for (const auto& one : claim.findings) rules.insert(one.rule + "(" + core::name_of(one.severity) + ")");
  for (const auto& one : claim.pay) rules.insert(one.rule + "(pay)");
  for (const auto& one : claim.stated) rules.insert(one.rule + "(stated)");
  std::string text = core::name_of(claim.outcome);
  for (const auto& rule : rules) text += " " + rule;
  return text;
}

void judge_expected(const Claim& claim, const std::string& id, const Expectation& expected, std::vector<std::string>& failures) {
  const auto* finding = finding_of(claim, id, expected.says);
  if (expected.severity && (!finding || finding->severity != *expected.severity))
    failures.push_back(id + "：应为 " + core::name_of(*expected.severity) + "，实为 " +
                       (finding ? core::name_of(finding->severity) : "无"));
  if (message_of(claim, id, expected.says).find(expected.says) == std::string::npos)
    failures.push_back(id + "：应写明“" + expected.says + "”，实为“" + message_of(claim, id, "") + "”");
  if (!expected.cure.empty() && (!finding || finding->cure.find(expected.cure) == std::string::npos))
    failures.push_back(id + "：补正办法应写明“" + expected.cure + "”，实为“" + (finding ? finding->cure : "") + "”");
}

CaseVerdict judge(const Rules& rules, const RuleCase& one) {
  CaseVerdict verdict{&one, {}};
  const auto decided = check(one.claim, rules);
  if (!decided) {
    verdict.failures.push_back(core::sentence(decided.error()));
    return verdict;
  }
  const auto& claim = decided.value();
  for (const auto& id : one.fires)
    if (!fires(claim, id)) verdict.failures.push_back(id + "：应触发而未触发");
  for (const auto& id : one.silent)
    if (fires(claim, id)) verdict.failures.push_back(id + "：不应触发而触发：" + message_of(claim, id, ""));
  for (const auto& [id, expected] : one.expect) judge_expected(claim, id, expected, verdict.failures);
  if (one.outcome && claim.outcome != *one.outcome)
    verdict.failures.push_back(std::string("结论应为 ") + core::name_of(*one.outcome) + "，实为 " + core::name_of(claim.outcome));
  if (!verdict.failures.empty()) verdict.failures.push_back("实际：" + told(claim));
  return verdict;
}

std::string effect_of(const Rule& rule) {
  switch (rule.effect) {
    case Rule::Effect::pay: return "pay";
    case Rule::Effect::exempt: return "exempt";
    case Rule::Effect::duty: return "duty";
    case Rule::Effect::finding:
    case Rule::Effect::materials: return rule.inherits ? "inherits" : core::name_of(rule.severity);
  }
  return {};
}

std::string span_of(const Rule& rule) {
  if (rule.effective_from.empty() && rule.effective_to.empty()) return {};
  return rule.effective_from + "–" + rule.effective_to;
}

std::vector<RuleCover> all_rules(const Rules& rules, const std::string& only) {
  std::vector<RuleCover> cover;
  for (const auto& [name, pack] : rules.packs)
    for (const auto& rule : pack.rules)
      if (only.empty() || only == name)
        cover.push_back(
            {rule.id, name, effect_of(rule), rule.origin, rule.confidence, rule.conflict, span_of(rule), rule.citation, {}, {}});
  for (const auto& [id, spec] : rules.checks)
    if (only.empty() || only == "checks")
      cover.push_back({id, "checks", core::name_of(spec.severity), spec.origin, "", "", "", spec.citation, {}, {}});
  return cover;
}

}  // namespace

bool fires(const Claim& claim, const std::string& rule) {
  using Status = core::ChecklistItem::Status;
  const auto names = [&](const auto& list) {
    return std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.rule == rule; });
  };
  return names(claim.findings) || names(claim.pay) || names(claim.stated) ||
         std::any_of(claim.checklist.begin(), claim.checklist.end(), [&](const core::ChecklistItem& item) {
           return item.rule == rule && (item.status == Status::missing || item.status == Status::unclear);
         });
}

bool CaseRun::passed() const {
  return std::all_of(verdicts.begin(), verdicts.end(), [](const CaseVerdict& one) { return one.failures.empty(); }) &&
         std::all_of(cover.begin(), cover.end(), [](const RuleCover& one) { return !one.fires.empty() && !one.silent.empty(); });
}

CaseRun run_rule_cases(const Rules& rules, const std::vector<RuleCase>& cases, const std::string& pack) {
  CaseRun run;
  run.cover = all_rules(rules, pack);
  std::map<std::string, RuleCover*> by_id;
  for (auto& one : run.cover) by_id[one.id] = &one;
  const auto concerns = [&](const RuleCase& one) {
    const auto known = [&](const std::string& id) { return by_id.count(id) != 0; };
    return pack.empty() || one.claim.region == pack || std::any_of(one.fires.begin(), one.fires.end(), known) ||
           std::any_of(one.silent.begin(), one.silent.end(), known);
  };
  for (const auto& one : cases) {
    if (!concerns(one)) continue;
    run.verdicts.push_back(judge(rules, one));
    for (const auto& id : one.fires)
      if (by_id.count(id)) by_id[id]->fires.push_back(one.name);
    for (const auto& id : one.silent)
      if (by_id.count(id)) by_id[id]->silent.push_back(one.name);
  }
  return run;
}

std::string rules_table(const CaseRun& run) {
  std::string text =
      "# 规则一览\n\n由 `claimpack rules test --table` 生成，不手工修改。效力：note 告知，review 人工，supplement 补正，reject "
      "不予受理（建议），pay 支付后果，exempt 免除，duty 经办义务，inherits "
      "从上级清单。“触发”“不触发”为用例（templates/regions/cases）。\n";
  std::string pack;
  for (const auto& one : run.cover) {
    if (one.pack != pack) {
      pack = one.pack;
      text += "\n## " + pack +
              "\n\n| 规则 | 效力 | 来源 | 可信度 | 矛盾 | 生效 | 触发 | 不触发 |\n| --- | --- | --- | --- | --- | --- | --- | "
              "--- |\n";
    }
    const auto names = [](const std::vector<std::string>& cases) {
      return cases.empty() ? std::string("**缺**")
                           : cases.front() + (cases.size() > 1 ? " 等 " + std::to_string(cases.size()) + " 例" : "");
    };
    text += "| `" + one.id + "` | " + one.effect + " | " + one.origin + " | " + one.confidence + " | " + one.conflict + " | " +
            one.span + " | " + names(one.fires) + " | " + names(one.silent) + " |\n";
  }
  return text;
}

}  // namespace claimpack::check
