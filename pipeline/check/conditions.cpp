#include "check/conditions.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "core/dates.hpp"

namespace claimpack::check {

namespace {

using Compare = Condition::Compare;

Truth truth(bool value) { return value ? Truth::yes : Truth::no; }

std::optional<std::string> value_of(const Operand& operand, const Facts& facts) {
  if (operand.fact.empty()) return operand.value;
  const auto found = facts.find(operand.fact);
  if (found == facts.end()) return std::nullopt;
  if (!operand.plus_days && !operand.plus_months && !operand.plus_working_days && !operand.next_month) return found->second;
  const auto date = core::parse_iso(found->second);
  if (!date) return std::nullopt;
  auto moved = core::add_days(core::add_months(*date, operand.plus_months), operand.plus_days);
  if (operand.next_month) moved = core::first_of_next_month(moved);
  if (operand.plus_working_days) moved = core::add_working_days(moved, operand.plus_working_days);
  return core::format_date(moved);
}

Truth compare_one(Compare compare, const std::string& left, const std::string& right) {
  switch (compare) {
    case Compare::eq:
    case Compare::in: return truth(left == right);
    case Compare::ne:
    case Compare::not_in: return truth(left != right);
    case Compare::before: return truth(left < right);  // YYYY-MM-DD sorts as time does
    case Compare::not_before: return truth(left >= right);
    case Compare::after: return truth(left > right);
    case Compare::not_after: return truth(left <= right);
    case Compare::lt: return truth(std::strtod(left.c_str(), nullptr) < std::strtod(right.c_str(), nullptr));
    case Compare::le: return truth(std::strtod(left.c_str(), nullptr) <= std::strtod(right.c_str(), nullptr));
    case Compare::gt: return truth(std::strtod(left.c_str(), nullptr) > std::strtod(right.c_str(), nullptr));
    case Compare::ge: return truth(std::strtod(left.c_str(), nullptr) >= std::strtod(right.c_str(), nullptr));
    case Compare::contains_any: return truth(left.find(right) != std::string::npos);
    case Compare::known: return Truth::unknown;  // answered before a value is needed
  }
  return Truth::unknown;
}

Truth compare_fact(const Condition& condition, const Facts& facts) {
  const auto found = facts.find(condition.fact);
  if (condition.compare == Compare::known) return truth((found != facts.end()) == (condition.operands.at(0).value == "true"));
  if (found == facts.end()) return Truth::unknown;
  // Of several values one is enough, but for the negated operators, where none may be met.
  const bool negated = condition.compare == Compare::ne || condition.compare == Compare::not_in;
  Truth result = negated ? Truth::yes : Truth::no;
  for (const auto& operand : condition.operands) {
    const auto value = value_of(operand, facts);
    const Truth one = value ? compare_one(condition.compare, found->second, *value) : Truth::unknown;
    result = negated ? std::min(result, one) : std::max(result, one);
  }
  return result;
}

}  // namespace

Truth holds(const Condition& condition, const Facts& facts) {
  switch (condition.join) {
    case Condition::Join::compare: return compare_fact(condition, facts);
    case Condition::Join::negate: {
      const Truth inner = holds(condition.parts.at(0), facts);
      return inner == Truth::yes ? Truth::no : inner == Truth::no ? Truth::yes : Truth::unknown;
    }
    case Condition::Join::all: {
      Truth result = Truth::yes;
      for (const auto& part : condition.parts) result = std::min(result, holds(part, facts));
      return result;
    }
    case Condition::Join::any: {
      Truth result = Truth::no;
      for (const auto& part : condition.parts) result = std::max(result, holds(part, facts));
      return result;
    }
  }
  return Truth::unknown;
}

void facts_of(const Condition& condition, std::vector<std::string>& names) {
  if (condition.join == Condition::Join::compare) {
    names.push_back(condition.fact);
    for (const auto& operand : condition.operands)
      if (!operand.fact.empty()) names.push_back(operand.fact);
  }
  for (const auto& part : condition.parts) facts_of(part, names);
}

}  // namespace claimpack::check
