// What a JPEG's markers say, as far as a PDF must know it. Nothing is decoded.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace claimpack::pack {

struct JpegHeader {
  int width = 0, height = 0, components = 0;
  std::vector<std::uint8_t> profile;  // ICC, put together from its pieces; empty where there is none or not all of it
};

// Nothing where it is not a kind that every PDF reader decodes: Huffman, 8 bit, 1, 3 or 4 components.
std::optional<JpegHeader> read_jpeg_header(std::span<const std::uint8_t> bytes);

}  // namespace claimpack::pack
