#include <algorithm>
#include <map>

#include "check/condition_logic.hpp"
#include "check/fact_words.hpp"
#include "check/rule_file.hpp"
#include "check/vocabulary.hpp"
#include "core/dates.hpp"
#include "core/identifiers.hpp"

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

bool is_number_comparison(Compare compare) {
  return compare == Compare::lt || compare == Compare::le || compare == Compare::gt || compare == Compare::ge;
}

bool is_number(const std::string& text) {
  const auto dot = text.find('.');
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos && text.front() != '.' &&
         text.back() != '.' && (dot == std::string::npos || text.find('.', dot + 1) == std::string::npos);
}

// Flags are the desk's own words, so any may be named; but one letter beside a flag of the intake is a slip.
void check_flag(const YAML::Node& node, const std::string& flag, Faults& faults) {
  static const std::vector<std::string> known{"trauma", "rescue", "student", "bank_account_on_file", "credential_shown"};
  if (std::find(known.begin(), known.end(), flag) != known.end()) return;
  if (const auto near = nearest_word(flag, known); !near.empty())
    faults.at(node, "unknown fact `flags." + flag + "`", "write `flags." + near + "`, or another name that differs more");
}

void check_fact(const YAML::Node& node, const std::string& fact, Faults& faults) {
  if (fact.starts_with("flags.") && fact.size() > 6) return check_flag(node, fact.substr(6), faults);
  if (is_fact(fact)) return;
  auto known = plain_facts();
  for (const auto& kind : all_kinds()) known.push_back("document." + kind);
  const auto near = nearest_word(fact, known);
  faults.at(node, "unknown fact `" + fact + "`",
            near.empty() ? "take a fact of the list that docs/rules-guide.zh.md names" : "did you mean `" + near + "`?");
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

const char* thing_of(FactType type) {
  switch (type) {
    case FactType::choice: return "one of a list";
    case FactType::date: return "a date";
    case FactType::number: return "a number";
    default: return "a text";
  }
}

// The operator against what the fact is.
bool operator_fits(const YAML::Node& node, const Condition& condition, Faults& faults) {
  const auto type = type_of_fact(condition.fact);
  const auto refuse = [&](const char* wanted, const char* cure) {
    faults.at(node, "wrong type: `" + condition.fact + "` is " + thing_of(type) + ", not " + wanted, cure);
    return false;
  };
  if (type == FactType::open) return true;
  if (is_date_comparison(condition.compare) && type != FactType::date)
    return refuse("a date", "before, not_before, after and not_after compare dates only");
  if (is_number_comparison(condition.compare) && type != FactType::number)
    return refuse("a number", "lt, le, gt and ge compare numbers only");
  if (condition.compare == Compare::contains_any && type != FactType::text)
    return refuse("a text", "contains_any looks into texts only");
  return true;
}

void check_value(const YAML::Node& node, const Condition& condition, const std::string& value, Faults& faults) {
  const auto type = type_of_fact(condition.fact);
  if (condition.compare == Compare::known) {
    if (value != "true" && value != "false") faults.at(node, "`known` is true or false", "write known: true");
  } else if (is_date_comparison(condition.compare) || type == FactType::date) {
    if (!core::parse_iso(value)) faults.at(node, "`" + value + "` is not a date", "write YYYY-MM-DD or {fact: …}");
  } else if (is_number_comparison(condition.compare) || type == FactType::number) {
    if (!is_number(value)) faults.at(node, "`" + value + "` is not a number", "write digits");
  } else if (type == FactType::choice) {
    const auto& allowed = values_of_fact(condition.fact);
    if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return;
    std::string list;
    for (const auto& each : allowed) list += (list.empty() ? "" : ", ") + each;
    faults.at(node, "impossible condition: `" + condition.fact + "` is never `" + value + "`", "use one of: " + list);
  } else if (condition.fact == "treatment.province" && condition.compare != Compare::contains_any &&
             core::province_name(value).empty()) {
    faults.at(node, "impossible condition: `" + condition.fact + "` is never `" + value + "`",
              "write the two digits of a province in quotes, as \"35\"");
  }
}

void check_operands(const YAML::Node& node, const Condition& condition, Faults& faults) {
  if (condition.operands.empty()) faults.at(node, "the comparison has no value: it can never hold", "name at least one value");
  if (!operator_fits(node, condition, faults)) return;
  for (const auto& operand : condition.operands) {
    if (operand.fact.empty()) {
      check_value(node, condition, operand.value, faults);
      continue;
    }
    const auto left = type_of_fact(condition.fact), right = type_of_fact(operand.fact);
    const bool open = left == FactType::open || right == FactType::open;
    if (condition.compare == Compare::known || condition.compare == Compare::contains_any)
      faults.at(node, "the operator takes no fact as its value", "write the value itself");
    else if (!open && left != right)
      faults.at(node,
                "wrong type: `" + condition.fact + "` is " + thing_of(left) + ", `" + operand.fact + "` is " + thing_of(right),
                "compare facts of one type");
    if ((operand.plus_days || operand.plus_months || operand.plus_working_days || operand.next_month) &&
        right != FactType::date && right != FactType::open)
      faults.at(node, "wrong type: `" + operand.fact + "` is " + thing_of(right) + ", not a date",
                "days and months move dates only");
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
      std::string list;
      for (const auto& [name, compare] : operators()) list += (list.empty() ? "" : ", ") + name;
      faults.at(entry.first, "unknown operator `" + key + "`", "use one of: " + list);
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
  return condition;
}

void check_possible(const Condition& condition, Faults& faults) {
  if (const auto facts = contradiction(condition)) {
    faults.at_line(condition.line, "impossible condition: no claim can meet these comparisons of `" + *facts + "` together",
                   "take one of them away, or write any: in place of all:");
    return;
  }
  // An alternative that never holds is a slip too, though the others may.
  if (condition.join == Condition::Join::all || condition.join == Condition::Join::any)
    for (const auto& part : condition.parts) check_possible(part, faults);
}

}  // namespace claimpack::check
