// Thousands of files put into an inbox in every unkind way, against the inboxes' side of `watch`.
#pragma once

namespace claimpack::faults {

// True where each byte stream that came to rest was taken exactly once and nothing else was; says what it measured.
bool arrivals(int files, unsigned seed);

}  // namespace claimpack::faults
