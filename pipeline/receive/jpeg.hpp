// JPEG bytes to pixels (libjpeg).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/page.hpp"
#include "core/result.hpp"
#include "receive/receive.hpp"

namespace claimpack::receive {

struct JpegHeader {
  int width = 0, height = 0;
  int components = 1;     // 1, 3, 4
  bool inverted = false;  // CMYK written by Adobe's programs: 0 is full ink
  double dpi = 0;         // 0 where not said
  int orientation = 1;    // EXIF
};
// `place` goes into errors. Errors: damaged, too_large, unsupported.
core::Result<JpegHeader> read_jpeg_header(const std::vector<std::uint8_t>& bytes, const std::string& place, const Limits& limits);
// Pixels as stored: BGR or grey. CMYK is brought to BGR by plain multiplication, which is enough to read.
// A picture that ends early or whose entropy-coded data is broken is an Error: what is missing cannot be known.
core::Result<core::Image> decode_jpeg(const std::vector<std::uint8_t>& bytes, const std::string& place, const Limits& limits);

}  // namespace claimpack::receive
