#include "check/condition_words.hpp"

#include "check/fact_words.hpp"

namespace claimpack::check {

namespace {

using Compare = Condition::Compare;
using Join = Condition::Join;

std::string operator_words(Compare compare, bool many, bool english) {
  switch (compare) {
    case Compare::eq: return english ? "is" : "为";
    case Compare::ne: return english ? "is not" : "不为";
    case Compare::in: return many ? (english ? "is one of" : "为以下之一") : english ? "is" : "为";
    case Compare::not_in: return english ? "is none of" : "不为以下任一";
    case Compare::before: return english ? "before" : "早于";
    case Compare::not_before: return english ? "not before" : "不早于";
    case Compare::after: return english ? "after" : "晚于";
    case Compare::not_after: return english ? "not after" : "不晚于";
    case Compare::lt: return "<";
    case Compare::le: return "≤";
    case Compare::gt: return ">";
    case Compare::ge: return "≥";
    case Compare::contains_any: return english ? "contains" : "含有";
    case Compare::known: return english ? "is known" : "已知";
  }
  return "";
}

std::string moved(const Operand& operand, bool english) {
  std::string text;
  const auto add = [&](int count, const char* zh, const char* en) {
    if (count == 0) return;
    const auto number = std::to_string(count < 0 ? -count : count);
    text += english ? std::string(count < 0 ? " - " : " + ") + number + " " + en
                    : std::string(count < 0 ? "前 " : "后 ") + number + " " + zh;
  };
  add(operand.plus_months, "个月", "months");
  add(operand.plus_days, "天", "days");
  if (operand.next_month) text += english ? ", first day of the next month" : "的次月首日";
  add(operand.plus_working_days, "个工作日", "working days");
  return text;
}

std::string operand_words(const Condition& condition, const Operand& operand, bool english) {
  if (operand.fact.empty()) return title_of_value(condition.fact, operand.value, english);
  return title_of_fact(operand.fact, english) + moved(operand, english);
}

std::string seen(const std::string& fact, const Facts& facts, bool english) {
  const auto found = facts.find(fact);
  return found == facts.end() ? (english ? "unknown" : "不明") : title_of_value(fact, found->second, english);
}

}  // namespace

std::string words_of(const Condition& condition, Tongue tongue) {
  const bool english = tongue == Tongue::en;
  switch (condition.join) {
    case Join::all: return english ? "all of:" : "以下都成立：";
    case Join::any: return english ? "any of:" : "以下任一成立：";
    case Join::negate: return english ? "not:" : "以下不成立：";
    case Join::compare: break;
  }
  const auto title = title_of_fact(condition.fact, english);
  if (condition.compare == Compare::known) {
    const bool wanted = condition.operands.empty() || condition.operands[0].value == "true";
    return title + (wanted ? (english ? " is known" : " 已知") : english ? " is unknown" : " 不明");
  }
  std::string values;
  for (const auto& operand : condition.operands)
    values += (values.empty() ? "" : english ? ", " : "、") + operand_words(condition, operand, english);
  return title + " " + operator_words(condition.compare, condition.operands.size() > 1, english) + " " + values;
}

namespace {

void add_lines(const Condition& condition, const Facts* facts, Tongue tongue, int depth, std::vector<ConditionLine>& lines) {
  ConditionLine line;
  line.depth = depth;
  line.text = words_of(condition, tongue);
  if (facts) {
    const auto truth = holds(condition, *facts);
    line.met = truth == Truth::yes ? '+' : truth == Truth::no ? '-' : '?';
  }
  if (facts && condition.join == Join::compare) {
    line.saw = seen(condition.fact, *facts, tongue == Tongue::en);
    for (const auto& operand : condition.operands)
      if (!operand.fact.empty()) line.saw += " / " + seen(operand.fact, *facts, tongue == Tongue::en);
  }
  lines.push_back(std::move(line));
  for (const auto& part : condition.parts) add_lines(part, facts, tongue, depth + 1, lines);
}

}  // namespace

std::vector<ConditionLine> lines_of(const Condition& condition, const Facts* facts, Tongue tongue) {
  std::vector<ConditionLine> lines;
  add_lines(condition, facts, tongue, 0, lines);
  return lines;
}

std::string effect_of(const Rule& rule) {
  switch (rule.effect) {
    case Rule::Effect::finding:
    case Rule::Effect::materials: return rule.inherits ? "inherits" : core::name_of(rule.severity);
    case Rule::Effect::pay: return "pay";
    case Rule::Effect::exempt: return "exempt";
    case Rule::Effect::duty: return "duty";
  }
  return "";
}

}  // namespace claimpack::check
