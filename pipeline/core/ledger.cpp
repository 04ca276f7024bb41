#include "core/ledger.hpp"

#include <array>

namespace claimpack::core {

namespace {

struct StateNames {
  ArrivalState state;
  const char *name, *zh;
};

constexpr std::array<StateNames, arrival_states> state_names = {{{ArrivalState::arrived, "arrived", "已收到"},
                                                                 {ArrivalState::claimed, "claimed", "已归案"},
                                                                 {ArrivalState::read, "read", "已识读"},
                                                                 {ArrivalState::waiting_review, "waiting_review", "待人工复核"},
                                                                 {ArrivalState::packed, "packed", "已装卷"},
                                                                 {ArrivalState::quarantined, "quarantined", "已隔离"},
                                                                 {ArrivalState::duplicate, "duplicate", "重复"}}};

constexpr std::array<std::pair<WorkState, const char*>, 6> claim_names = {{{WorkState::open, "open"},
                                                                           {WorkState::ready, "ready"},
                                                                           {WorkState::working, "working"},
                                                                           {WorkState::done, "done"},
                                                                           {WorkState::failed, "failed"},
                                                                           {WorkState::repeated, "repeated"}}};

}  // namespace

const char* name_of(ArrivalState state) { return state_names[std::size_t(state)].name; }
const char* name_zh(ArrivalState state) { return state_names[std::size_t(state)].zh; }

std::optional<ArrivalState> arrival_state(const std::string& name) {
  for (const auto& each : state_names)
    if (name == each.name) return each.state;
  return std::nullopt;
}

bool is_terminal(ArrivalState state) {
  return state == ArrivalState::packed || state == ArrivalState::quarantined || state == ArrivalState::duplicate;
}

bool may_follow(ArrivalState from, ArrivalState to) {
  using S = ArrivalState;
  switch (from) {
    case S::arrived: return to == S::claimed || to == S::duplicate || to == S::quarantined;
    case S::claimed: return to == S::read || to == S::quarantined;
    case S::read: return to == S::waiting_review || to == S::packed || to == S::quarantined || to == S::claimed;
    case S::waiting_review: return to == S::packed || to == S::claimed || to == S::quarantined;
    case S::quarantined: return to == S::claimed;
    case S::packed:
    case S::duplicate: return false;
  }
  return false;
}

const char* name_of(WorkState state) { return claim_names[std::size_t(state)].second; }

std::optional<WorkState> work_state(const std::string& name) {
  for (const auto& [state, each] : claim_names)
    if (name == each) return state;
  return std::nullopt;
}

}  // namespace claimpack::core
