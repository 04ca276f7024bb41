#include <algorithm>
#include <map>

#include "check/rule_file.hpp"
#include "check/vocabulary.hpp"
#include "core/dates.hpp"

namespace claimpack::check {

namespace {

using Compare = Condition::Compare;

const std::map<std::string, Compare>& operators() {
  static const std::map<std::string, Compare> names{{"eq", Compare::eq},
                                                    {"ne", Compare::ne},
                                                    {"in", Compare::in},
                                                    {"not_in", Compare::not_in},
                                                    {"before", Compare::before},
                                                    {"not_before", Compare::not_before},
                                                    {"after", Compare::after},
                                                    {"not_after", Compare::not_after},
                                                    {"lt", Compare::lt},
                                                    {"le", Compare::le},
                                                    {"gt", Compare::gt},
                                                    {"ge", Compare::ge},
                                                    {"contains_any", Compare::contains_any},
                                                    {"known", Compare::known}};
  return names;
}

bool is_date_comparison(Compare compare) {
  return compare == Compare::before || compare == Compare::not_before || compare == Compare::after ||
         compare == Compare::not_after;
}

bool is_number(const std::string& text) { return !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos; }

void check_fact(const YAML::Node& node, const std::string& fact, Faults& faults) {
  if (!is_fact(fact))
    faults.at(node, "unknown fact `" + fact + "`", "see the facts in docs/rules or pipeline/check/vocabulary.cpp");
}

int whole(const YAML::Node& node, Faults& faults) {
  try {
    return node.as<int>();
  } catch (const YAML::Exception&) {
    faults.at(node, "not a whole number", "write digits only");
    return 0;
  }
}

Operand read_operand(const YAML::Node& node, Faults& faults) {
  Operand operand;
  if (node.IsScalar()) {
    operand.value = node.Scalar();
    return operand;
  }
  if (!keys_known(node, {"fact", "plus_days", "plus_months", "plus_working_days", "next_month"}, "a value", faults))
    return operand;
  operand.fact = text_of(node, "fact", faults);
  check_fact(node, operand.fact, faults);
  if (node["plus_days"]) operand.plus_days = whole(node["plus_days"], faults);
  if (node["plus_months"]) operand.plus_months = whole(node["plus_months"], faults);
  if (node["plus_working_days"]) operand.plus_working_days = whole(node["plus_working_days"], faults);
  operand.next_month = text_of(node, "next_month", faults) == "true";
  return operand;
}

void check_operands(const YAML::Node& node, const Condition& condition, Faults& faults) {
  const auto& allowed = values_of_fact(condition.fact);
  if (condition.operands.empty()) faults.at(node, "the comparison has no value: it can never hold", "name at least one value");
  for (const auto& operand : condition.operands) {
    if (!operand.fact.empty()) continue;
    if (condition.compare == Compare::known) {
      if (operand.value != "true" && operand.value != "false") faults.at(node, "`known` is true or false", "write known: true");
    } else if (is_date_comparison(condition.compare)) {
      if (!core::parse_iso(operand.value))
        faults.at(node, "`" + operand.value + "` is not a date", "write YYYY-MM-DD or {fact: …}");
    } else if (condition.compare >= Compare::lt && condition.compare <= Compare::ge) {
      if (!is_number(operand.value)) faults.at(node, "`" + operand.value + "` is not a number", "write digits");
    } else if (condition.compare != Compare::contains_any && !allowed.empty() &&
               std::find(allowed.begin(), allowed.end(), operand.value) == allowed.end()) {
      faults.at(node, "impossible condition: `" + condition.fact + "` is never `" + operand.value + "`", "use one of its values");
    }
  }
}

Condition read_comparison(const YAML::Node& node, Faults& faults) {
  Condition condition;
  condition.join = Condition::Join::compare;
  condition.fact = text_of(node, "fact", faults);
  check_fact(node, condition.fact, faults);
  int found = 0;
  for (const auto& entry : node) {
    const auto key = entry.first.Scalar();
    if (key == "fact") continue;
    const auto known = operators().find(key);
    if (known == operators().end()) {
      faults.at(entry.first, "unknown operator `" + key + "`",
                "use eq, ne, in, not_in, before, after, lt, ge, contains_any, known …");
      continue;
    }
    ++found;
    condition.compare = known->second;
    if (entry.second.IsSequence())
      for (const auto& value : entry.second) condition.operands.push_back(read_operand(value, faults));
    else condition.operands.push_back(read_operand(entry.second, faults));
    check_operands(entry.first, condition, faults);
  }
  if (found != 1) faults.at(node, "a comparison needs exactly one operator", "write {fact: name, eq: value}");
  return condition;
}

// {a: eq 1} and {a: eq 2} under one `all` cannot both hold.
void check_contradiction(const YAML::Node& node, const Condition& all, Faults& faults) {
  std::map<std::string, std::string> equal;
  for (const auto& part : all.parts) {
    if (part.join != Condition::Join::compare || part.compare != Compare::eq || part.operands.size() != 1) continue;
    if (!part.operands[0].fact.empty()) continue;
    const auto [entry, fresh] = equal.emplace(part.fact, part.operands[0].value);
    if (!fresh && entry->second != part.operands[0].value)
      faults.at(node, "impossible condition: `" + part.fact + "` cannot have two values", "use in: [a, b]");
  }
}

}  // namespace

Condition read_condition(const YAML::Node& node, Faults& faults) {
  Condition condition;
  if (!node.IsMap()) {
    faults.at(node, "a condition is not a mapping", "write {fact: name, eq: value} or all:/any:/not:");
    return condition;
  }
  condition.line = node.Mark().line + 1;
  const bool all = bool(node["all"]), any = bool(node["any"]), negate = bool(node["not"]);
  if (!all && !any && !negate) {
    const int line = condition.line;
    condition = read_comparison(node, faults);
    condition.line = line;
    return condition;
  }
  keys_known(node, {all ? "all" : any ? "any" : "not"}, "a condition", faults);
  condition.join = all ? Condition::Join::all : any ? Condition::Join::any : Condition::Join::negate;
  const auto parts = node[all ? "all" : any ? "any" : "not"];
  if (negate) {
    condition.parts.push_back(read_condition(parts, faults));
    return condition;
  }
  if (!parts.IsSequence() || parts.size() == 0) {
    faults.at(parts, "an empty list of conditions", "name at least one condition");
    return condition;
  }
  for (const auto& part : parts) condition.parts.push_back(read_condition(part, faults));
  if (all) check_contradiction(parts, condition, faults);
  return condition;
}

}  // namespace claimpack::check
