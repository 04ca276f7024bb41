#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "read/parts.hpp"

namespace claimpack::read {

namespace {

// A glyph that no Chinese paper prints: private use, replacement, control. Many of them say that the file's fonts have
// no mapping to characters.
bool is_rubbish(char32_t c) { return c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF) || c < 0x20 || (c >= 0x80 && c < 0xA0); }

core::Line part_of(const core::Line& line, std::size_t from, std::size_t to) {
  core::Line part;
  part.source = line.source;
  part.upright = line.upright;
  part.upright.x = line.glyphs[from].x;
  part.upright.w = std::max(1, line.glyphs[to - 1].x + line.glyphs[to - 1].w - part.upright.x);
  for (std::size_t i = from; i < to; ++i) {
    part.text += line.glyphs[i].text;
    part.confidence += line.glyphs[i].probability;
    part.glyphs.push_back(line.glyphs[i]);
  }
  part.confidence /= double(to - from);
  return part;
}

template <class CutBetween>
std::vector<core::Line> cut(std::vector<core::Line> lines, CutBetween between) {
  std::vector<core::Line> out;
  out.reserve(lines.size());
  for (auto& line : lines) {
    std::vector<std::size_t> starts{0};
    for (std::size_t i = 1; i < line.glyphs.size(); ++i)
      if (between(line, line.glyphs[i - 1], line.glyphs[i])) starts.push_back(i);
    if (starts.size() == 1) {
      out.push_back(std::move(line));
      continue;
    }
    starts.push_back(line.glyphs.size());
    for (std::size_t k = 0; k + 1 < starts.size(); ++k) out.push_back(part_of(line, starts[k], starts[k + 1]));
  }
  return out;
}

}  // namespace

std::vector<core::Line> lines_of_text_layer(const core::CleanPage& page) {
  std::vector<core::Line> lines;
  std::size_t characters = 0, rubbish = 0;
  for (const auto& run : page.text_layer) {
    const std::u32string text = core::to_u32(run.text);
    if (core::without_blanks(run.text).empty() || run.box.empty()) continue;
    core::Line line;
    line.text = run.text;
    line.confidence = 0.999;
    line.upright = run.box;
    line.source = core::Line::Source::text_layer;
    // The file gives a box a run: inside it Han characters count two, others one.
    double units = 0;
    for (const char32_t c : text) units += c < 0x2E80 ? 1 : 2;
    double at = run.box.x;
    for (const char32_t c : text) {
      const double width = run.box.w * (c < 0x2E80 ? 1 : 2) / std::max(1.0, units);
      line.glyphs.push_back({core::to_utf8(c), 0.999, int(at), std::max(1, int(width)), {}});
      at += width;
      ++characters, rubbish += is_rubbish(c);
    }
    lines.push_back(std::move(line));
  }
  if (characters < 8 || rubbish * 20 > characters) return {};
  return lines;
}

std::vector<core::Line> cut_at_gaps(std::vector<core::Line> lines, double gap_heights) {
  return cut(std::move(lines), [&](const core::Line& line, const core::Glyph& a, const core::Glyph& b) {
    return b.x - (a.x + a.w) > gap_heights * std::min(line.upright.h, 80);
  });
}

std::vector<core::Line> cut_at_rules(std::vector<core::Line> lines, const std::vector<core::Rule>& rules) {
  return cut(std::move(lines), [&](const core::Line& line, const core::Glyph& a, const core::Glyph& b) {
    const int left = a.x + a.w / 2, right = b.x + b.w / 2;
    for (const auto& rule : rules) {
      if (rule.horizontal) continue;
      const double x = rule.box.center_x();
      const int covered = std::min(rule.box.bottom(), line.upright.bottom()) - std::max(rule.box.y, line.upright.y);
      if (x > left && x < right && covered > 0.7 * line.upright.h && rule.box.h > 1.2 * line.upright.h) return true;
    }
    return false;
  });
}

void sort_lines(std::vector<core::Line>& lines) {
  std::sort(lines.begin(), lines.end(),
            [](const core::Line& a, const core::Line& b) { return a.upright.center_y() < b.upright.center_y(); });
  // Lines whose middles lie within half a height of the row's first are one row.
  for (std::size_t from = 0; from < lines.size();) {
    std::size_t to = from + 1;
    const double middle = lines[from].upright.center_y();
    while (to < lines.size() &&
           lines[to].upright.center_y() - middle < 0.5 * std::min(lines[from].upright.h, lines[to].upright.h))
      ++to;
    std::sort(lines.begin() + long(from), lines.begin() + long(to),
              [](const core::Line& a, const core::Line& b) { return a.upright.x < b.upright.x; });
    from = to;
  }
}

}  // namespace claimpack::read
