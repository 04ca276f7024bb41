#include "core/claim_state.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "catch.hpp"

namespace claimpack::core {

namespace {

using State = ClaimState;

constexpr State all_states[] = {State::received, State::accepted, State::supplement, State::not_accepted, State::under_review,
                                State::approved, State::refused,  State::paid,       State::withdrawn};

Claim with(std::initializer_list<Severity> severities) {
  Claim claim;
  for (const Severity severity : severities) claim.findings.push_back({"r", severity, "", "", "", {}});
  return claim;
}

Claim decided(Claim claim, const std::string& state) {
  claim.intake.decision = Intake::Decision{state, "李经办", "2024-05-22", "", ""};
  return claim;
}

}  // namespace

TEST_CASE("claim states: names go both ways") {
  for (const State state : all_states) CHECK(claim_state(name_of(state)) == state);
  CHECK_FALSE(claim_state("done"));
}

TEST_CASE("claim states: what may follow what") {
  // Each line: a state and all that may follow it.
  const std::vector<std::pair<State, std::vector<State>>> table = {
      {State::received, {State::accepted, State::supplement, State::not_accepted, State::withdrawn}},
      {State::supplement, {State::accepted, State::supplement, State::not_accepted, State::withdrawn}},
      {State::accepted, {State::under_review, State::withdrawn}},
      {State::under_review, {State::approved, State::refused, State::withdrawn}},
      {State::approved, {State::paid}},
      {State::not_accepted, {}},
      {State::refused, {}},
      {State::paid, {}},
      {State::withdrawn, {}}};
  for (const auto& [from, followers] : table)
    for (const State to : all_states) {
      INFO(name_of(from) << " → " << name_of(to));
      CHECK(may_follow(from, to) == (std::find(followers.begin(), followers.end(), to) != followers.end()));
    }
}

TEST_CASE("claim states: reject before supplement before review before accept") {
  using S = Severity;
  CHECK(standing_of(with({})).state == State::accepted);
  CHECK(standing_of(with({S::note})).state == State::accepted);
  CHECK(standing_of(with({S::note, S::review})).state == State::under_review);
  CHECK(standing_of(with({S::review, S::supplement})).state == State::supplement);
  CHECK(standing_of(with({S::supplement, S::reject, S::review})).state == State::not_accepted);
  Claim missing = with({S::review});
  missing.checklist.push_back({"", "出院小结", ChecklistItem::Status::missing, {}, {}, "r", ""});
  CHECK(standing_of(missing).state == State::supplement);
  Claim unclear = with({});
  unclear.checklist.push_back({"", "出院小结", ChecklistItem::Status::unclear, {}, {}, "r", ""});
  CHECK(standing_of(unclear).state == State::under_review);
  CHECK(standing_of(unclear).needs_reviewer);
}

TEST_CASE("claim states: what is paid differently adds up and never changes acceptance") {
  for (const auto& severities : std::vector<std::vector<Severity>>{{}, {Severity::review}, {Severity::supplement}}) {
    Claim plain;
    for (const Severity severity : severities) plain.findings.push_back({"r", severity, "", "", "", {}});
    Claim reduced = plain;
    reduced.pay = {{"a", "", ""}, {"b", "", ""}};
    CHECK(standing_of(reduced).state == standing_of(plain).state);
    CHECK(standing_of(reduced).reduced);
    CHECK_FALSE(standing_of(plain).reduced);
  }
}

TEST_CASE("claim states: what is against the claimant is a proposal until a person has decided") {
  const Claim rejected = with({Severity::reject, Severity::supplement});
  CHECK(standing_of(rejected).proposal);
  CHECK_FALSE(standing_of(rejected).confirmed);
  const Standing confirmed = standing_of(decided(rejected, "not_accepted"));
  CHECK(confirmed.state == State::not_accepted);
  CHECK(confirmed.confirmed);
  CHECK_FALSE(confirmed.proposal);
  CHECK(standing_of(decided(rejected, "refused")).state == State::refused);
  // A person may overrule the rules, to either side.
  CHECK(standing_of(decided(rejected, "supplement")).state == State::supplement);
  CHECK(standing_of(decided(with({Severity::review}), "accepted")).state == State::accepted);
  CHECK_FALSE(standing_of(decided(with({Severity::review}), "accepted")).needs_reviewer);
  for (const State state : all_states)
    CHECK(needs_confirmation(state) == (state == State::not_accepted || state == State::refused));
  CHECK_FALSE(standing_of(with({Severity::supplement})).proposal);
}

}  // namespace claimpack::core
