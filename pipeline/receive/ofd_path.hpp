// AbbreviatedData (GB/T 33190-2016, 9.1): the letters S M L Q B A C with their operands, as a Cairo path.
#pragma once

#include <cairo.h>

#include <string_view>

namespace claimpack::receive {

// Adds to the current path. What does not parse ends the path there; at most `segments_max` are taken.
// The number of segments.
int add_abbreviated_path(cairo_t* cairo, std::string_view data, int segments_max);

}  // namespace claimpack::receive
