#include "receive/ofd_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "core/text.hpp"

namespace claimpack::receive {

namespace {

// Characters from `position` on become other glyphs.
struct GlyphChange {
  int codes = 1;
  std::vector<std::int64_t> glyphs;
};

std::map<int, GlyphChange> changes_of(const pugi::xml_node& text_object) {
  std::map<int, GlyphChange> changes;
  for (const auto& each : children_of(text_object, "CGTransform")) {
    GlyphChange change;
    change.codes = int(std::clamp(number_of(attribute_of(each, "CodeCount"), 1), 1.0, 1e6));
    const auto limit = std::size_t(std::clamp(number_of(attribute_of(each, "GlyphCount"), 1e6), 0.0, 1e6));
    for (const double glyph : numbers_of(text_of(child_of(each, "Glyphs"))))
      if (change.glyphs.size() < limit) change.glyphs.push_back(std::int64_t(glyph));
    // Without a count of its own the list says how many there are.
    if (attribute_of(each, "CodeCount").empty()) change.codes = std::max(1, int(change.glyphs.size()));
    if (!change.glyphs.empty()) changes[int(number_of(attribute_of(each, "CodePosition"), 0))] = std::move(change);
  }
  return changes;
}

// Pretty-printed XML puts line ends and blanks around the text; blanks alone are text.
std::u32string code_of(const pugi::xml_node& text_code) {
  std::string text = text_of(text_code);
  if (text.find('\n') != std::string::npos) text = std::string(trimmed(text));
  std::u32string code = core::to_u32(text);
  std::erase_if(code, [](char32_t c) { return c < 0x20; });
  return code;
}

// Glyphs without places: characters and numbers.
std::vector<PlacedGlyph> glyphs_of(const std::u32string& code, int first_position, const std::map<int, GlyphChange>& changes,
                                   std::size_t glyphs_max) {
  std::vector<PlacedGlyph> glyphs;
  for (std::size_t i = 0; i < code.size() && glyphs.size() < glyphs_max;) {
    const auto change = changes.find(first_position + int(i));
    if (change == changes.end()) {
      glyphs.push_back({std::u32string(1, code[i++]), -1});
      continue;
    }
    const auto& [codes, numbers] = change->second;
    const std::size_t count = std::min(std::size_t(codes), code.size() - i);
    for (std::size_t k = 0; k < numbers.size() && glyphs.size() < glyphs_max; ++k) {
      // One to one, or several characters that became one glyph: the last glyph takes what is left.
      std::u32string characters = k < count ? code.substr(i + k, 1) : std::u32string();
      if (k + 1 == numbers.size() && k + 1 < count) characters = code.substr(i + k, count - k);
      glyphs.push_back({std::move(characters), numbers[k]});
    }
    i += count;
  }
  return glyphs;
}

struct Origin {
  double x = 0, y = 0;
};

void place(const pugi::xml_node& text_code, Origin& origin, std::vector<PlacedGlyph>& glyphs) {
  origin.x = number_of(attribute_of(text_code, "X"), origin.x);
  origin.y = number_of(attribute_of(text_code, "Y"), origin.y);
  if (glyphs.empty()) return;
  const auto dx = spread_deltas(attribute_of(text_code, "DeltaX"), glyphs.size());
  const auto dy = spread_deltas(attribute_of(text_code, "DeltaY"), glyphs.size());
  // Fewer steps than glyphs: the last one goes on.
  const auto step = [](const std::vector<double>& deltas, std::size_t i) {
    return deltas.empty() ? 0.0 : deltas[std::min(i, deltas.size() - 1)];
  };
  double x = origin.x, y = origin.y;
  for (std::size_t i = 0; i < glyphs.size(); ++i) {
    glyphs[i].x = x, glyphs[i].y = y;
    glyphs[i].by_advance = i > 0 && dx.empty() && dy.empty();
    x += step(dx, i), y += step(dy, i);
  }
}

}  // namespace

std::vector<double> spread_deltas(std::string_view text, std::size_t count) {
  std::vector<double> deltas;
  while (!text.empty() && deltas.size() < count) {
    const std::size_t g = std::min(text.find_first_of("gG"), text.size());
    for (const double each : numbers_of(text.substr(0, g)))
      if (deltas.size() < count) deltas.push_back(each);
    text.remove_prefix(g);
    if (text.empty()) break;
    text.remove_prefix(1);
    const std::size_t next = std::min(text.find_first_of("gG"), text.size());
    const auto numbers = numbers_of(text.substr(0, next));
    text.remove_prefix(next);
    if (numbers.size() < 2) continue;
    const double times = std::clamp(std::floor(numbers[0]), 0.0, double(count));
    for (double k = 0; k < times && deltas.size() < count; ++k) deltas.push_back(numbers[1]);
    for (std::size_t i = 2; i < numbers.size() && deltas.size() < count; ++i) deltas.push_back(numbers[i]);
  }
  return deltas;
}

std::vector<std::vector<PlacedGlyph>> place_text(const pugi::xml_node& text_object, int glyphs_max) {
  std::vector<std::vector<PlacedGlyph>> lines;
  const auto changes = changes_of(text_object);
  Origin origin;
  int position = 0;
  for (const auto& text_code : children_of(text_object, "TextCode")) {
    const std::u32string code = code_of(text_code);
    auto glyphs = glyphs_of(code, position, changes, std::size_t(std::max(0, glyphs_max)));
    position += int(code.size()), glyphs_max -= int(glyphs.size());
    place(text_code, origin, glyphs);
    lines.push_back(std::move(glyphs));
  }
  return lines;
}

}  // namespace claimpack::receive
