// Pixels to JPEG, for screens: nothing of a packet is made of these.
#pragma once

#include <string>

#include "core/geometry.hpp"
#include "core/page.hpp"

namespace claimpack::pack {

// A part of the image as a baseline JPEG, the same bytes for the same pixels. `part` lies inside the image and is not empty.
// Throws std::runtime_error where the library gives up.
std::string jpeg_of(const core::Image& image, const core::Box& part, int quality);

}  // namespace claimpack::pack
