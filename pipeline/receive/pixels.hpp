// Pixels of all formats brought to the shapes of core::Image, and the resolution they were scanned at.
#pragma once

#include <cstdint>
#include <span>

#include "core/page.hpp"

namespace claimpack::receive {

// A 3-channel image whose pixels are all grey becomes a 1-channel one; any other comes back as it is.
core::Image grey_where_colourless(core::Image image);
// RGB to BGR in place.
void swap_red_blue(core::Image& image);
// One bit a pixel, rows at whole bytes, MSB first, to 0 and 255. `one_is_black`: a set bit is ink.
core::Image from_bits(std::span<const std::uint8_t> bits, int width, int height, bool one_is_black);
// The way back: a set bit is ink. Only for images of 0 and 255.
std::vector<std::uint8_t> to_bits(const core::Image& image);
bool is_bilevel(const core::Image& image);

// The resolution that the file states where it can be believed: 50 to 1200 dpi and a sheet of at most 1 m. 72 and 96
// are what software writes that does not know; they are believed only up to the size of A4. Otherwise estimated, so
// that the longer side is that of A4 (297 mm), within 50 to 1200.
double believable_dpi(double stated, int width, int height);

// Clockwise turn (0, 90, 180, 270) that brings a picture with this EXIF or TIFF orientation (1 … 8) upright; of a
// mirrored one (2, 4, 5, 7) the turn that goes with the mirroring. 0 for any other number.
int turn_of_orientation(int orientation);

}  // namespace claimpack::receive
