// Readings written down in the test: lines with upright boxes, on an A4 page at 200 dpi.
#pragma once

#include <string>
#include <vector>

#include "core/reading.hpp"
#include "core/text.hpp"
#include "extract/extract.hpp"
#include "extract/template.hpp"

namespace claimpack::extract::made {

constexpr int line_height = 30;

// Han characters are as wide as the line is high, others half of that; a blank is free space, not a character.
inline core::Line line(int x, int y, const std::string& text, double probability = 0.99, int height = line_height) {
  core::Line made;
  int at = x;
  for (const char32_t c : core::to_u32(text)) {
    const int width = c < 0x2E80 ? height / 2 : height;
    if (c != U' ') made.glyphs.push_back({core::to_utf8(c), probability, at, width, {}}), made.text += core::to_utf8(c);
    at += width;
  }
  made.confidence = probability;
  made.upright = made.box = {x, y, at - x, height};
  return made;
}

// The first `text` of the line read weakly, with the reader's other opinion.
inline void doubt(core::Line& line, const std::string& text, double probability, const std::string& other,
                  double other_probability) {
  for (auto& glyph : line.glyphs)
    if (glyph.text == text) {
      glyph.probability = probability;
      glyph.others = {{other, other_probability}};
      return;
    }
}

inline core::Reading page(std::vector<core::Line> lines, int width = 1654, int height = 2339) {
  core::Reading made;
  made.width = made.scan_width = width, made.height = made.scan_height = height;
  made.lines = std::move(lines);
  return made;
}

inline core::Rule across(int x, int y, int w) { return {{x, y, w, 2}, true}; }
inline core::Rule down(int x, int y, int h) { return {{x, y, 2, h}, false}; }

// The templates of the project.
const Templates& templates();

core::Document extracted(const std::string& kind, const std::vector<const core::Reading*>& pages);
core::Document extracted(const std::string& kind, const core::Reading& page);

// Of a row's cell, or empty.
std::string cell(const core::Row& row, const std::string& name);

}  // namespace claimpack::extract::made
