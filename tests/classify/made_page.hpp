// Pages written down in the test: lines with upright boxes, on A4 at 200 dpi.
#pragma once

#include <string>
#include <vector>

#include "core/reading.hpp"
#include "core/text.hpp"

namespace claimpack::classify::made {

inline core::Line line(int x, int y, const std::string& text, int height = 30) {
  core::Line made;
  int at = x;
  for (const char32_t c : core::to_u32(text)) {
    const int width = c < 0x2E80 ? height / 2 : height;
    made.glyphs.push_back({core::to_utf8(c), 0.99, at, width, {}});
    at += width;
  }
  made.text = text, made.confidence = 0.99;
  made.upright = made.box = {x, y, at - x, height};
  return made;
}

inline core::Reading page(std::vector<core::Line> lines, int width = 1654, int height = 2339) {
  core::Reading made;
  made.width = made.scan_width = width, made.height = made.scan_height = height;
  made.lines = std::move(lines);
  return made;
}

inline std::vector<const core::Reading*> pointers(const std::vector<core::Reading>& pages) {
  std::vector<const core::Reading*> out;
  for (const auto& each : pages) out.push_back(&each);
  return out;
}

}  // namespace claimpack::classify::made
