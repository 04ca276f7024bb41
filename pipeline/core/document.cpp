#include "core/document.hpp"

#include <algorithm>
#include <utility>

namespace claimpack::core {

void testify(Field& field, Witness by, bool agrees, std::string says) {
  const auto known =
      std::find_if(field.witnesses.begin(), field.witnesses.end(), [&](const Testimony& each) { return each.by == by; });
  if (known == field.witnesses.end()) field.witnesses.push_back({by, agrees, std::move(says)});
  else if (agrees && !known->agrees) *known = {by, true, std::move(says)};
}

bool has_witness(const Field& field) {
  bool found = false;
  for (const Testimony& each : field.witnesses) {
    if (!each.agrees) return false;
    found |= each.by != Witness::reader && each.by != Witness::structure;
  }
  return found;
}

}  // namespace claimpack::core
