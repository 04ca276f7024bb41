// The PBM, PGM and PPM of poppler's programs (P4, P5, P6 with 8 bits).
#pragma once

#include <optional>
#include <string_view>

#include "core/page.hpp"

namespace claimpack::receive {

// Grey or BGR. Nothing where the bytes are no such picture, too few, or more than `pixels_max` pixels.
std::optional<core::Image> read_portable_map(std::string_view bytes, std::int64_t pixels_max);

}  // namespace claimpack::receive
