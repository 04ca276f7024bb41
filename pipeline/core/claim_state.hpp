// The states that a claim goes through, what may follow what, and which of them the program proposes for a claim.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/claim.hpp"

namespace claimpack::core {

enum class ClaimState {
  received,      // 收到
  accepted,      // 受理
  supplement,    // 补正
  not_accepted,  // 不予受理
  under_review,  // 审核
  approved,      // 核定
  refused,       // 不予支付
  paid,          // 支付
  withdrawn      // 撤回
};

const char* name_of(ClaimState state);  // "not_accepted" …
std::optional<ClaimState> claim_state(std::string_view name);
// received → accepted | supplement | not_accepted; accepted → under_review → approved | refused; approved → paid. A supplement
// goes on as a claim just received; who applied may withdraw until the decision.
bool may_follow(ClaimState from, ClaimState to);
// What is against the claimant takes effect only when a person has confirmed it.
bool needs_confirmation(ClaimState state);

// Where a claim stands. Of all its rules reject (confirmed) goes before supplement before review before accept; what is paid
// differently adds up beside it and changes nothing here.
struct Standing {
  ClaimState state = ClaimState::received;
  bool confirmed = false;       // a person decided so
  bool proposal = false;        // against the claimant, and nobody confirmed it: its paper stays in the office
  bool needs_reviewer = false;  // a question is open that only a person answers
  bool reduced = false;         // paid differently than in full
};
Standing standing_of(const Claim& claim);

}  // namespace claimpack::core
