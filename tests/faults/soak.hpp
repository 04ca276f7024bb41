// Long runs of the service itself, in a process of its own that is looked at from outside.
#pragma once

namespace claimpack::faults {

// So many pages, ten a claim, with recorded readings through `watch`. True where memory and descriptors did not grow and the
// times did not drift; says what it measured.
bool soak(int pages);
// A store of so many arrivals, all of them lying in the inbox still: the program is killed and started. True where it serves
// again within two seconds.
bool restart(int arrivals);

}  // namespace claimpack::faults
