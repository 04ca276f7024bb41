// What a case changes of the claim it starts from.
#pragma once

#include "check/made_claims.hpp"

namespace claimpack::check {

// Keys that change the claim; the others of a case (case, base, fires, silent …) are read by rule_cases.
const std::vector<std::string>& change_keys();
void apply_changes(const YAML::Node& node, const MadeClaims& made, const MadeClaims::Words& words, Case& the_case,
                   Faults& faults);

}  // namespace claimpack::check
