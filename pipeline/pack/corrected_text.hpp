// The invisible text of a page as a reviewer corrected it: whoever searches the packet finds what the claim says.
#pragma once

#include "core/claim.hpp"
#include "core/reading.hpp"

namespace claimpack::pack {

// Does a person's value stand on the page, at a place that is known?
bool is_corrected(const core::Claim& claim, int page);
// The reading with the print of corrected values in their stead; all else as it was read. `page`: its index.
core::Reading corrected_reading(const core::Reading& reading, int page, const core::Claim& claim);

}  // namespace claimpack::pack
