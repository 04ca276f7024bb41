// The states of a claim as decisions name them.
#pragma once

#include <optional>
#include <string>

namespace claimpack::review {

// Is the state against the claimant, so that a second person has to agree? Nothing where there is no such state.
std::optional<bool> against_claimant(const std::string& state);

}  // namespace claimpack::review
