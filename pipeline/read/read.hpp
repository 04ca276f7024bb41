// read: a CleanPage becomes a Reading: lines with alternatives, codes, seals, signatures.
#pragma once

#include "core/reading.hpp"

namespace claimpack::read {

// `first` reads; where it finds nothing on a page that has print, `second` (may be null) does. A born-digital page's
// own text is taken instead of reading, where it is sound. A recogniser that throws counts as one that found nothing.
core::Reading read(core::CleanPage&& page, const core::Recogniser& first, const core::Recogniser* second);

}  // namespace claimpack::read
