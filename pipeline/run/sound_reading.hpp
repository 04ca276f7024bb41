// A reading that did not come from our own program in this very process: a worker's, or one kept on disk.
#pragma once

#include "core/reading.hpp"

namespace claimpack::run {

// Whether all numbers and counts are such as reading a page can make, so that the rooms behind may reckon with them: sizes of a
// page to 2^20 pixels, places to 2^24, shares 0 to 1, nothing infinite, no more of anything than a page can bear.
bool is_sound(const core::Reading& reading);

}  // namespace claimpack::run
