// What a person has to look at in a decided claim.
#pragma once

#include <vector>

#include "core/revision.hpp"

namespace claimpack::run {

struct Needs {
  std::vector<core::Need> needs;  // in the order in which they are best taken
  int looked_at = 0;              // values among which they were sought
};
// `readings` by page index.
Needs needs_of(const core::Claim& claim, const std::vector<const core::Reading*>& readings);

}  // namespace claimpack::run
