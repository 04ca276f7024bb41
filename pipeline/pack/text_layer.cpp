#include "pack/text_layer.hpp"

#include <cmath>

#include "core/text.hpp"
#include "pack/code_map.hpp"

namespace claimpack::pack {
namespace {

constexpr unsigned first_surrogate = 0xd800, last_surrogate = 0xdfff;
constexpr double descent = 0.12;  // of the font's size below the base line

bool is_half_width(unsigned code) { return code >= 0x20 && code < 0x7f; }

// The line's four corners on the packet page, reading direction to the right.
struct Place {
  core::Point base;  // lower left corner
  double along = 0, up = 0;
  double cos = 1, sin = 0;
};

Place place_of(const core::Line& line, const core::Reading& reading, const Placement& placement) {
  core::Box upright = line.upright;
  if (upright.empty()) upright = reading.to_scan.inverse().apply(line.box);
  const auto at = [&](double x, double y) { return placement.apply(reading.to_scan.apply(core::Point{x, y})); };
  const core::Point base = at(upright.x, upright.bottom()), end = at(upright.right(), upright.bottom()),
                    top = at(upright.x, upright.y);
  Place place;
  place.base = base;
  place.along = std::hypot(end.x - base.x, end.y - base.y);
  place.up = std::hypot(top.x - base.x, top.y - base.y);
  if (place.along > 0) {
    place.cos = (end.x - base.x) / place.along;
    place.sin = (end.y - base.y) / place.along;
  }
  return place;
}

}  // namespace

std::string TextCodes::hex(const std::string& utf8) {
  std::string result;
  width_ = 0;
  for (char32_t c : core::to_u32(utf8)) {
    // PDF/A lets no text say U+FEFF, U+FFFE or U+FFFF.
    if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c > 0x10ffff || c == 0xfeff || c == 0xfffe || c == 0xffff) continue;
    unsigned code = static_cast<unsigned>(c);
    if (c > 0xffff) {
      const unsigned next = first_surrogate + static_cast<unsigned>(beyond_.size());
      const auto known = beyond_.find(c);
      // More than two thousand rare characters in one packet: the rest are shown as unknown.
      code = known != beyond_.end() ? known->second : next <= last_surrogate ? (beyond_[c] = next) : 0xfffd;
    } else if (code >= first_surrogate && code <= last_surrogate) {
      code = 0xfffd;
    }
    result += hex4(code);
    width_ += is_half_width(code) ? 500 : 1000;
  }
  return result;
}

std::string TextCodes::to_unicode() const {
  CodeMap map;
  for (unsigned high = 0; high < 0x100; ++high) {
    if (high >= 0xd8 && high <= 0xdf) continue;
    const unsigned from = high == 0 ? 0x20 : high << 8;
    map.range_to_text(from, high << 8 | 0xff, hex4(from));
  }
  for (const auto& [c, code] : beyond_) map.to_text(code, utf16_hex(core::to_utf8(c)));
  return map.finish("UCS", "Adobe-Identity-UCS");
}

std::string text_operators(const core::Reading& reading, const Placement& placement, TextCodes& codes) {
  std::string operators;
  for (const core::Line& line : reading.lines) {
    const std::string hex = codes.hex(line.text);
    const Place place = place_of(line, reading, placement);
    if (hex.empty() || !(place.along > 0) || !(place.up > 0)) continue;
    const double size = place.up;
    const double stretch = place.along / (codes.width() / 1000 * size) * 100;
    const double x = place.base.x - descent * size * place.sin, y = place.base.y + descent * size * place.cos;
    operators += "BT 3 Tr /T " + number(size) + " Tf " + number(stretch) + " Tz " +
                 matrix({place.cos, place.sin, -place.sin, place.cos, x, y}) + "Tm <" + hex + "> Tj ET\n";
  }
  return operators;
}

}  // namespace claimpack::pack
