#include "check/condition_logic.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string_view>
#include <vector>

#include "check/fact_words.hpp"
#include "check/vocabulary.hpp"
#include "core/dates.hpp"

namespace claimpack::check {

namespace {

using Compare = Condition::Compare;
using Join = Condition::Join;

// One comparison that must be met, with one value. `known` without a value: whether the fact is known at all. Names and values
// stand in the condition, which outlives this: a pack of 1,000 rules makes some 10,000 of these while it is loaded.
struct Literal {
  std::string_view fact;
  Compare compare = Compare::known;
  const Operand* operand = nullptr;  // null: `known`
  bool holds = true;                 // false: it must fail, with a known fact; of `known`: the fact must be unknown
};
using Branch = std::vector<Literal>;
using Branches = std::vector<Branch>;  // any of them
constexpr std::size_t branches_max = 2048;

struct TooMany {};

Branches either(Branches a, const Branches& b) {
  a.insert(a.end(), b.begin(), b.end());
  if (a.size() > branches_max) throw TooMany{};
  return a;
}

Branches both(const Branches& a, const Branches& b) {
  if (a.size() * b.size() > branches_max) throw TooMany{};
  Branches all;
  all.reserve(a.size() * b.size());
  for (const auto& left : a)
    for (const auto& right : b) {
      auto& branch = all.emplace_back();
      branch.reserve(left.size() + right.size());
      branch.insert(branch.end(), left.begin(), left.end());
      branch.insert(branch.end(), right.begin(), right.end());
    }
  return all;
}

// A condition may be yes, no or unknown; these are what can be asked of it.
enum class Ask { yes, no, not_yes, not_no };

bool is_negated(Compare compare) { return compare == Compare::ne || compare == Compare::not_in; }

Compare plain_of(Compare compare) {
  return compare == Compare::in || compare == Compare::ne || compare == Compare::not_in ? Compare::eq : compare;
}

Branches comparison(const Condition& condition, Ask ask) {
  if (condition.compare == Compare::known) {  // never unknown itself
    const bool wanted = condition.operands.empty() || condition.operands[0].value == "true";
    const bool asked = ask == Ask::yes || ask == Ask::not_no;
    return {{{condition.fact, Compare::known, nullptr, wanted == asked}}};
  }
  // Of several values one is enough, of the negated operators all must be missed: `ne` is "not equal to any".
  const bool met = (ask == Ask::yes || ask == Ask::not_no) != is_negated(condition.compare);
  Branches result;
  if (met)
    for (const auto& operand : condition.operands)
      result.push_back({{condition.fact, plain_of(condition.compare), &operand, true}});
  else {
    result.emplace_back();
    for (const auto& operand : condition.operands)
      result[0].push_back({condition.fact, plain_of(condition.compare), &operand, false});
  }
  if (ask == Ask::not_yes || ask == Ask::not_no) {
    result.push_back({{condition.fact, Compare::known, nullptr, false}});
    for (const auto& operand : condition.operands)
      if (!operand.fact.empty()) result.push_back({{operand.fact, Compare::known, nullptr, false}});
  }
  return result;
}

Branches branches_of(const Condition& condition, Ask ask) {
  switch (condition.join) {
    case Join::compare: return comparison(condition, ask);
    case Join::negate: {
      const Ask turned[] = {Ask::no, Ask::yes, Ask::not_no, Ask::not_yes};
      return condition.parts.empty() ? Branches{{}} : branches_of(condition.parts[0], turned[static_cast<int>(ask)]);
    }
    case Join::all:
    case Join::any: break;
  }
  // `all` is yes where every part is; it is not yes where one part is not.
  const bool every = (condition.join == Join::all) == (ask == Ask::yes || ask == Ask::not_no);
  Branches result = every ? Branches{{}} : Branches{};
  for (const auto& part : condition.parts)
    result = every ? both(result, branches_of(part, ask)) : either(std::move(result), branches_of(part, ask));
  return result;
}

// ---- whether the literals of one branch can be met together

std::optional<std::int64_t> on_a_line(FactType type, const std::string& value) {
  if (type == FactType::date) {
    const auto date = core::parse_iso(value);
    return date ? std::optional<std::int64_t>(core::days_between({2000, 1, 1}, *date)) : std::nullopt;
  }
  char* end = nullptr;
  const double number = std::strtod(value.c_str(), &end);
  return end && *end == '\0' && !value.empty() ? std::optional<std::int64_t>(std::llround(number * 10000)) : std::nullopt;
}

// Differences between facts on one line (days, ten-thousandths): a negative circle of bounds cannot be met. A branch has a
// handful of facts, so lists are sought through.
class Line {
 public:
  // a - b <= bound
  void at_most(std::string_view a, std::string_view b, std::int64_t bound) {
    const auto from = node(b), to = node(a);
    const auto known =
        std::find_if(bounds_.begin(), bounds_.end(), [&](const Bound& one) { return one.from == from && one.to == to; });
    if (known == bounds_.end()) bounds_.push_back({from, to, bound});
    else known->most = std::min(known->most, bound);
  }
  // The facts on a circle that cannot be met; empty: all can.
  std::string circle() const {
    std::vector<std::int64_t> distance(nodes_.size());
    std::vector<std::size_t> before(nodes_.size(), nodes_.size());
    for (std::size_t round = 0; round <= nodes_.size(); ++round) {
      auto moved = nodes_.size();
      for (const auto& one : bounds_)
        if (distance[one.from] + one.most < distance[one.to])
          distance[one.to] = distance[one.from] + one.most, before[one.to] = one.from, moved = one.to;
      if (moved == nodes_.size()) return {};
      if (round == nodes_.size()) return named(moved, before);
    }
    return {};
  }

 private:
  struct Bound {
    std::size_t from, to;
    std::int64_t most;
  };

  std::size_t node(std::string_view name) {
    const auto found = std::find(nodes_.begin(), nodes_.end(), name);
    if (found != nodes_.end()) return static_cast<std::size_t>(found - nodes_.begin());
    nodes_.push_back(name);
    return nodes_.size() - 1;
  }

  std::string named(std::size_t at, const std::vector<std::size_t>& before) const {
    for (std::size_t i = 0; i < nodes_.size(); ++i) at = before[at];  // surely on the circle now
    std::set<std::string_view> facts;
    for (auto one = at; facts.insert(nodes_[one]).second;) one = before[one];
    facts.erase("");
    std::string text;
    for (const auto& fact : facts) (text += text.empty() ? "" : "`, `") += fact;
    return text;
  }

  std::vector<Bound> bounds_;
  std::vector<std::string_view> nodes_;
};

using Values = std::vector<std::string_view>;

bool holds(const Values& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

class Meeting {
 public:
  // The facts that contradict one another; nothing where all literals can be met.
  std::optional<std::string> refuse(const Branch& branch) {
    for (const auto& literal : branch)
      if (auto wrong = take(literal)) return wrong;
    for (const auto* fact : {"filing.longterm", "filing.state", "filing.category", "claim_type", "flags.trauma"})
      if (auto wrong = relate(fact)) return wrong;
    for (auto* line : {&days_, &numbers_})
      if (auto wrong = line->circle(); !wrong.empty()) return wrong;
    return std::nullopt;
  }

 private:
  struct Known {
    std::string_view fact;
    std::optional<bool> known;
    std::optional<Values> allowed;
    Values excluded, contains, lacks;
  };

  Known* find(std::string_view fact) {
    const auto found = std::find_if(facts_.begin(), facts_.end(), [&](const Known& one) { return one.fact == fact; });
    return found == facts_.end() ? nullptr : &*found;
  }

  Known& entry_of(std::string_view fact) {
    if (auto* found = find(fact)) return *found;
    facts_.emplace_back().fact = fact;
    return facts_.back();
  }

  std::optional<std::string> know(std::string_view fact, bool known) {
    auto& entry = entry_of(fact);
    if (entry.known && *entry.known != known) return std::string(fact);
    entry.known = known;
    return std::nullopt;
  }

  std::optional<std::string> take(const Literal& literal) {
    if (literal.compare == Compare::known) return know(literal.fact, literal.holds);
    if (auto wrong = know(literal.fact, true)) return wrong;
    const auto& operand = *literal.operand;
    if (!operand.fact.empty())
      if (auto wrong = know(operand.fact, true)) return wrong;
    place(literal);
    if (!operand.fact.empty()) return std::nullopt;
    auto& entry = entry_of(literal.fact);
    if (literal.compare == Compare::eq && literal.holds) keep(entry, {operand.value});
    if (literal.compare == Compare::eq && !literal.holds) entry.excluded.push_back(operand.value);
    if (literal.compare == Compare::contains_any) (literal.holds ? entry.contains : entry.lacks).push_back(operand.value);
    return possible(entry) ? std::nullopt : std::optional(std::string(literal.fact));
  }

  static void keep(Known& entry, const Values& values) {
    if (!entry.allowed) entry.allowed = values;
    else std::erase_if(*entry.allowed, [&](std::string_view value) { return !holds(values, value); });
  }

  static bool possible(Known& entry) {
    for (const auto& part : entry.contains)
      for (const auto& none : entry.lacks)
        if (part.find(none) != std::string_view::npos) return false;
    const auto& closed = values_of_fact(entry.fact);
    if (!closed.empty()) keep(entry, {closed.begin(), closed.end()});
    if (!entry.allowed) return true;
    std::erase_if(*entry.allowed, [&](std::string_view value) {
      const auto within = [&](std::string_view part) { return value.find(part) != std::string_view::npos; };
      return holds(entry.excluded, value) || !std::all_of(entry.contains.begin(), entry.contains.end(), within) ||
             std::any_of(entry.lacks.begin(), entry.lacks.end(), within);
    });
    return !entry.allowed->empty();
  }

  // Days and numbers as bounds. Months are 28 to 31 days, working days at most twice their number and two more.
  void place(const Literal& literal) {
    const auto type = type_of_fact(literal.fact);
    if (type != FactType::date && type != FactType::number) return;
    auto& line = type == FactType::date ? days_ : numbers_;
    if (double low = 0, high = 0; bounds_of_fact(literal.fact, low, high)) {
      line.at_most(literal.fact, "", std::llround(high * 10000));
      line.at_most("", literal.fact, -std::llround(low * 10000));
    }
    std::int64_t low = 0, high = 0;
    if (literal.operand->fact.empty()) {
      const auto value = on_a_line(type, literal.operand->value);
      if (!value) return;
      low = high = *value;
    } else {
      const auto& by = *literal.operand;
      const auto months = [&](int shorter, int longer) { return by.plus_months * (by.plus_months < 0 ? longer : shorter); };
      low = by.plus_days + months(28, 31) + (by.plus_working_days < 0 ? 2 * by.plus_working_days - 2 : by.plus_working_days);
      high = by.plus_days + months(31, 28) + (by.plus_working_days > 0 ? 2 * by.plus_working_days + 2 : by.plus_working_days);
      if (by.next_month) low += 1, high += 31;
    }
    bound(line, literal, low, high);
  }

  static void bound(Line& line, const Literal& literal, std::int64_t low, std::int64_t high) {
    const std::string_view a = literal.fact, b = literal.operand->fact;
    const auto below = [&](std::int64_t less) { line.at_most(a, b, high - less); };
    const auto above = [&](std::int64_t more) { line.at_most(b, a, -(low + more)); };
    switch (literal.compare) {
      case Compare::eq:
        if (literal.holds) below(0), above(0);
        return;
      case Compare::before:
      case Compare::lt: return literal.holds ? below(1) : above(0);
      case Compare::not_after:
      case Compare::le: return literal.holds ? below(0) : above(1);
      case Compare::after:
      case Compare::gt: return literal.holds ? above(1) : below(0);
      case Compare::not_before:
      case Compare::ge: return literal.holds ? above(0) : below(1);
      default: return;
    }
  }

  // What the facts themselves say of one another (see facts.cpp).
  std::optional<std::string> relate(std::string_view fact) {
    const auto* entry = find(fact);
    if (!entry || !entry->allowed || entry->allowed->size() != 1) return std::nullopt;
    const auto value = entry->allowed->front();
    static const Values longterm{"retiree_resettled", "long_term_resident", "stationed_worker", "student"};
    std::string_view other;
    Values values;
    if (fact == "filing.longterm") {
      other = "filing.category";
      for (const auto& category : values_of_fact(other))
        if (holds(longterm, category) == (value == "true")) values.push_back(category);
    } else if (fact == "filing.state" && value == "none") {
      other = "filing.category", values = {"none"};
    } else if (fact == "filing.category" && value == "none") {
      other = "filing.state", values = {"none"};
    } else if (fact == "claim_type" && value == "inpatient") {
      other = "stay", values = {"inpatient"};
    } else if (fact == "flags.trauma") {
      other = "trauma", values = {value};
    }
    auto* related = find(other);
    if (!related || related->known == std::optional(false)) return std::nullopt;
    keep(*related, values);
    return possible(*related) ? std::nullopt : std::optional((std::string(fact) + "`, `") += other);
  }

  std::vector<Known> facts_;
  Line days_, numbers_;
};

}  // namespace

std::optional<std::string> contradiction(const Condition& condition) try {
  std::optional<std::string> first;
  for (const auto& branch : branches_of(condition, Ask::yes)) {
    auto wrong = Meeting().refuse(branch);
    if (!wrong) return std::nullopt;
    if (!first) first = std::move(wrong);
  }
  return first ? first : std::optional<std::string>("");
} catch (const TooMany&) { return std::nullopt; }

bool implies(const Condition& stronger, const Condition& weaker) try {
  for (const auto& branch : both(branches_of(stronger, Ask::yes), branches_of(weaker, Ask::not_yes)))
    if (!Meeting().refuse(branch)) return false;
  return true;
} catch (const TooMany&) { return false; }

std::string normal_form(const Condition& condition) {
  std::vector<std::string> parts;
  parts.reserve(condition.operands.size() + condition.parts.size());
  for (const auto& operand : condition.operands) {
    auto& part = parts.emplace_back(operand.value);
    if (operand.fact.empty()) continue;
    (part += '@') += operand.fact;
    for (const int moved : {operand.plus_days, operand.plus_months, operand.plus_working_days})
      (part += '+') += std::to_string(moved);
    if (operand.next_month) part += 'n';
  }
  for (const auto& part : condition.parts) parts.push_back(normal_form(part));
  std::sort(parts.begin(), parts.end());
  std::string text{static_cast<char>('0' + static_cast<int>(condition.join))};
  (text += condition.fact) += static_cast<char>('a' + static_cast<int>(condition.compare));
  text += '(';
  for (const auto& part : parts) (text += part) += ';';
  return text += ')';
}

}  // namespace claimpack::check
