// What can be said of a condition before any claim is there: whether it can ever hold, and whether one holds whenever another
// does. Answers err on one side only: "cannot hold" and "implies" are proofs, the rest is "perhaps".
#pragma once

#include <optional>
#include <string>

#include "check/rules.hpp"

namespace claimpack::check {

// The facts of the first pair of comparisons that cannot both be met ("filing.start, filing.end"); nothing where the condition
// can hold, or has too many branches to say (2048).
std::optional<std::string> contradiction(const Condition& condition);
// Whenever `stronger` holds, `weaker` holds too.
bool implies(const Condition& stronger, const Condition& weaker);
// The same text for conditions that differ only in the order of their parts.
std::string normal_form(const Condition& condition);

}  // namespace claimpack::check
