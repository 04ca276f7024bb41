#include "core/people.hpp"

#include "core/desk_values.hpp"

namespace claimpack::core {

namespace {
constexpr const char* role_names[roles] = {"scanner", "reviewer", "senior", "supervisor", "auditor", "admin"};
constexpr const char* stand_names[] = {"automatic", "waiting", "waiting_second", "packing", "packed"};
constexpr const char* sample_names[] = {"blind", "second", "known"};
}  // namespace

const char* name_of(Role role) { return role_names[int(role)]; }
std::optional<Role> role(std::string_view name) {
  for (int i = 0; i < roles; ++i)
    if (name == role_names[i]) return Role(i);
  return std::nullopt;
}

const char* name_of(Stand stand) { return stand_names[int(stand)]; }
std::optional<Stand> stand_of(const std::string& name) {
  for (int i = 0; i < 5; ++i)
    if (name == stand_names[i]) return Stand(i);
  return std::nullopt;
}

const char* name_of(Sample::Kind kind) { return sample_names[int(kind)]; }

}  // namespace claimpack::core
