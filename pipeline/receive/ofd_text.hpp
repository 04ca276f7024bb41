// Where the glyphs of a TextObject stand (GB/T 33190-2016, 11.2 and 11.3).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "receive/ofd_xml.hpp"

namespace claimpack::receive {

constexpr int ofd_glyphs_max = 400'000;  // of one page

// A glyph with the character or characters it stands for, in millimetres of the object's own space before its CTM.
struct PlacedGlyph {
  std::u32string characters;  // empty for the second and later glyphs of one character
  std::int64_t glyph = -1;    // number in the embedded font; -1: by its character
  double x = 0, y = 0;        // on the baseline
  bool by_advance = false;    // the file does not say where it stands: behind the glyph before it
};

// "3 g 2 4.5 6": 3 4.5 4.5 6. At most `count` numbers.
std::vector<double> spread_deltas(std::string_view text, std::size_t count);
// The glyphs in order, at most `glyphs_max`. One inner list for each TextCode.
std::vector<std::vector<PlacedGlyph>> place_text(const pugi::xml_node& text_object, int glyphs_max);

}  // namespace claimpack::receive
