// The office's seal as a picture: checked once when the settings are read, drawn over the date of a paper.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace claimpack::pack {

// Four bytes a pixel: red, green, blue, and how much of it covers what lies below; rows without padding.
struct SealImage {
  int width = 0, height = 0;
  std::vector<std::uint8_t> pixels;
  bool empty() const { return pixels.empty(); }
};

// A PNG of 100 to 2000 pixels a side, no side more than twice the other. White becomes clear, so that what the seal lies on
// stays legible. Errors: unsupported (no PNG), damaged, too_large, bad_input (too small, too long, nothing on it).
core::Result<SealImage> decode_seal(const std::string& png);

}  // namespace claimpack::pack
