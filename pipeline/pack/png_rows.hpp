// The parts of a PNG file (ISO/IEC 15948) that PDF takes over as they are.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace claimpack::pack {

struct PngRows {
  int width = 0, height = 0, bits = 8;
  enum class Kind { grey, colour, palette } kind = Kind::grey;
  std::string palette;  // red green blue of each index
  std::string packed;   // the rows with their filters, deflated: the IDAT chunks joined
};

// Nothing where the file is interlaced, not opaque, broken, or no PNG.
std::optional<PngRows> read_png(std::span<const std::uint8_t> bytes);

// Unpacks to as many rows as the header says, each with a filter that there is: what every reader of the packet can show.
bool is_sound(const PngRows& png);

}  // namespace claimpack::pack
