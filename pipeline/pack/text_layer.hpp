// The invisible text over the scans, so that the packet can be searched and copied. Its font has no outlines:
// one empty glyph of full width and one of half width stand for every character, and only the map to Unicode says which.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/reading.hpp"
#include "pack/scan_pages.hpp"

namespace claimpack::pack {

// Characters to two-byte codes. A code is the character's own UTF-16 unit; characters beyond the first plane take
// codes of the surrogates, which never stand for a character alone, in the order in which they are met.
class TextCodes {
 public:
  // "" for text that holds nothing to show; hexadecimal digits for a PDF string else.
  std::string hex(const std::string& utf8);
  // Widths of the characters of the last `hex`, in thousandths of the size.
  double width() const { return width_; }
  std::string to_unicode() const;  // the CMap

 private:
  std::map<char32_t, unsigned> beyond_;
  double width_ = 0;
};

// PDF operators that write the reading's lines at their places; "" where there are none. Font name: /T.
std::string text_operators(const core::Reading& reading, const Placement& placement, TextCodes& codes);

// A TrueType file of three empty glyphs: 0 missing, 1 of full width, 2 of half width.
std::string glyphless_font();
constexpr const char* glyphless_name = "ClaimpackGlyphless";
// Two bytes a code: the glyph that stands for it.
std::string code_to_glyph();

}  // namespace claimpack::pack
