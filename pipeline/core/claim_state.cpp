#include "core/claim_state.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace claimpack::core {

namespace {

constexpr std::array<std::pair<ClaimState, const char*>, 9> names{{{ClaimState::received, "received"},
                                                                   {ClaimState::accepted, "accepted"},
                                                                   {ClaimState::supplement, "supplement"},
                                                                   {ClaimState::not_accepted, "not_accepted"},
                                                                   {ClaimState::under_review, "under_review"},
                                                                   {ClaimState::approved, "approved"},
                                                                   {ClaimState::refused, "refused"},
                                                                   {ClaimState::paid, "paid"},
                                                                   {ClaimState::withdrawn, "withdrawn"}}};

bool has(const Claim& claim, Severity severity) {
  return std::any_of(claim.findings.begin(), claim.findings.end(),
                     [&](const Finding& finding) { return finding.severity == severity; });
}

bool lists(const Claim& claim, ChecklistItem::Status status) {
  return std::any_of(claim.checklist.begin(), claim.checklist.end(),
                     [&](const ChecklistItem& item) { return item.status == status; });
}

// What the rules alone say.
ClaimState proposed(const Claim& claim, bool open_questions) {
  if (claim.outcome == Outcome::rejected || has(claim, Severity::reject)) return ClaimState::not_accepted;
  if (has(claim, Severity::supplement) || lists(claim, ChecklistItem::Status::missing)) return ClaimState::supplement;
  return open_questions ? ClaimState::under_review : ClaimState::accepted;
}

}  // namespace

const char* name_of(ClaimState state) {
  for (const auto& [each, name] : names)
    if (each == state) return name;
  return "received";
}

std::optional<ClaimState> claim_state(std::string_view text) {
  for (const auto& [state, name] : names)
    if (text == name) return state;
  return {};
}

bool may_follow(ClaimState from, ClaimState to) {
  using S = ClaimState;
  if (to == S::withdrawn) return from == S::received || from == S::accepted || from == S::supplement || from == S::under_review;
  switch (from) {
    case S::received:
    case S::supplement: return to == S::accepted || to == S::supplement || to == S::not_accepted;
    case S::accepted: return to == S::under_review;
    case S::under_review: return to == S::approved || to == S::refused;
    case S::approved: return to == S::paid;
    default: return false;
  }
}

bool needs_confirmation(ClaimState state) { return state == ClaimState::not_accepted || state == ClaimState::refused; }

Standing standing_of(const Claim& claim) {
  Standing standing;
  standing.needs_reviewer = has(claim, Severity::review) || lists(claim, ChecklistItem::Status::unclear);
  standing.reduced = !claim.pay.empty();
  if (const auto decided = claim.intake.decision ? claim_state(claim.intake.decision->state) : std::nullopt) {
    standing.state = *decided;
    standing.confirmed = true;
    standing.needs_reviewer = standing.needs_reviewer && *decided == ClaimState::under_review;
    return standing;
  }
  standing.state = proposed(claim, standing.needs_reviewer);
  standing.proposal = needs_confirmation(standing.state);
  return standing;
}

}  // namespace claimpack::core
