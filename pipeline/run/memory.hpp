// How this process takes memory from the system and gives it back.
#pragma once

namespace claimpack::run {

// To be called before the first page, by every program that reads pages.
void settle_memory();
// Holes in the heap go back to the system: for when nothing is on its way. The next page pays some milliseconds for it.
void give_back_memory();
// What the process holds now (resident), in KB; 0 where the system does not say.
long resident_kb();

}  // namespace claimpack::run
