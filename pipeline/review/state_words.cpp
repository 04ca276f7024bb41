#include "review/state_words.hpp"

#include "core/claim_state.hpp"

namespace claimpack::review {

std::optional<bool> against_claimant(const std::string& state) {
  const auto known = core::claim_state(state);
  return known ? std::optional(core::needs_confirmation(*known)) : std::nullopt;
}

}  // namespace claimpack::review
