#include "run/table.hpp"

#include <algorithm>
#include <cstdio>

#include "core/text.hpp"

namespace claimpack::run {

namespace {

// Unicode's EastAsianWidth W and F, by blocks: what these papers and names hold.
bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0x303e) || (c >= 0x3041 && c <= 0xa4cf) ||
         (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) ||
         (c >= 0xff00 && c <= 0xff60) || (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) ||
         (c >= 0x20000 && c <= 0x3fffd);
}

bool is_narrowest(char32_t c) { return c < 0x20 || (c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) || c == 0xfeff; }

}  // namespace

int display_width(const std::string& utf8) {
  int width = 0;
  for (const char32_t c : core::to_u32(utf8)) width += is_narrowest(c) ? 0 : is_wide(c) ? 2 : 1;
  return width;
}

std::string table(const std::vector<std::vector<std::string>>& rows, const std::vector<int>& right) {
  std::vector<int> widths;
  for (const auto& row : rows) {
    if (widths.size() < row.size()) widths.resize(row.size(), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string gap(std::size_t(widths[i] - display_width(row[i])), ' ');
      const bool flush_right = std::find(right.begin(), right.end(), int(i)) != right.end();
      if (i) line += "  ";
      line += flush_right ? gap + row[i] : row[i] + gap;
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    text += line + "\n";
  }
  return text;
}

std::string fixed(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

}  // namespace claimpack::run
