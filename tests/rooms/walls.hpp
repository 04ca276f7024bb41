// The walls between the rooms, as docs/architecture.md draws them: what the files of a room may include.
#pragma once

#include "rooms/tree.hpp"

namespace claimpack::rooms {

// Every #include under pipeline/ that leaves its room. There is no list of exceptions.
Complaints broken_walls(const Tree& tree);

}  // namespace claimpack::rooms
