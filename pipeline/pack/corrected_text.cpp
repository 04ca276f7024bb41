#include "pack/corrected_text.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace claimpack::pack {

namespace {

// Calls `what` with every value of the page that a person wrote, and that has a place there.
template <class What>
void each_corrected(const core::Claim& claim, int page, What&& what) {
  const auto look = [&](const core::Field& field) {
    if (field.source == core::Source::reviewer && field.page == page && !field.box.empty() && !field.value.empty()) what(field);
  };
  for (const core::Document& document : claim.documents) {
    for (const auto& [name, field] : document.fields) look(field);
    for (const core::Row& row : document.items)
      for (const auto& [name, field] : row) look(field);
  }
}

bool is_over(const core::Line& line, const core::Glyph& glyph, const core::Box& place) {
  const double x = glyph.x + glyph.w / 2.0, y = line.upright.center_y();
  return x >= place.x && x < place.right() && y >= place.y && y < place.bottom();
}

// The value in the stead of the glyphs below it. False where the line has none there.
bool write_into(core::Line& line, const core::Box& place, const std::string& value) {
  if (line.glyphs.empty()) {
    if (core::intersect(line.upright, place).area() * 2 < line.upright.area()) return false;
    line.text = value;
    return true;
  }
  const auto over = [&](const core::Glyph& glyph) { return is_over(line, glyph, place); };
  const auto first = std::find_if(line.glyphs.begin(), line.glyphs.end(), over);
  if (first == line.glyphs.end()) return false;
  core::Glyph written{value, 1, first->x, 0, {}, core::Second::not_asked};
  int right = first->x;
  for (const auto& glyph : line.glyphs)
    if (over(glyph)) right = std::max(right, glyph.x + glyph.w);
  written.w = right - written.x;
  const auto at = line.glyphs.insert(first, std::move(written));
  line.glyphs.erase(std::remove_if(at + 1, line.glyphs.end(), over), line.glyphs.end());
  line.text.clear();
  for (const auto& glyph : line.glyphs) line.text += glyph.text;
  return true;
}

}  // namespace

bool is_corrected(const core::Claim& claim, int page) {
  bool found = false;
  each_corrected(claim, page, [&](const core::Field&) { found = true; });
  return found;
}

core::Reading corrected_reading(const core::Reading& reading, int page, const core::Claim& claim) {
  core::Reading corrected = reading;
  const core::PageMap to_clean = reading.to_scan.inverse();
  each_corrected(claim, page, [&](const core::Field& field) {
    const core::Box place = to_clean.apply(field.box);
    bool written = false;
    // Of a value over several lines the first takes it, the others lose what they had of it.
    for (core::Line& line : corrected.lines)
      if (!core::intersect(line.upright, place).empty())
        written |= write_into(line, place, written ? std::string() : field.value);
    if (written) return;
    core::Line line;
    line.text = field.value, line.confidence = 1, line.box = field.box, line.upright = place;
    corrected.lines.push_back(std::move(line));
  });
  std::erase_if(corrected.lines, [](const core::Line& line) { return line.text.empty(); });
  return corrected;
}

}  // namespace claimpack::pack
