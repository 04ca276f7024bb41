// The few facts of an EXIF block (TIFF structure, CIPA DC-008) that matter here.
#pragma once

#include <cstdint>
#include <span>

namespace claimpack::receive {

struct ExifFacts {
  int orientation = 1;  // 1 … 8
  double dpi = 0;       // 0 where not said
};
// `block` begins with "II" or "MM". A malformed block says nothing.
ExifFacts read_exif(std::span<const std::uint8_t> block);

}  // namespace claimpack::receive
