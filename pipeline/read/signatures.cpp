#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/text.hpp"
#include "read/parts.hpp"

namespace claimpack::read {

namespace {

double median_height(const std::vector<core::Line>& lines) {
  std::vector<int> heights;
  for (const auto& line : lines)
    if (line.glyphs.size() >= 3) heights.push_back(line.upright.h);
  if (heights.empty()) return 0;
  std::nth_element(heights.begin(), heights.begin() + long(heights.size() / 2), heights.end());
  return heights[heights.size() / 2];
}

}  // namespace

std::vector<core::Signature> find_signatures(const core::CleanPage& page, const std::vector<core::Line>& lines) {
  std::vector<core::Signature> found;
  const double height = median_height(lines);
  if (height <= 0) return found;
  for (const auto& line : lines) {
    // Handwriting is larger than the print, short, uncertain to a recogniser of print, and not a title.
    const auto count = line.glyphs.size();
    if (line.upright.y < page.text.height / 6 || count == 0 || count > 6) continue;
    const bool large = line.upright.h > 1.35 * height;
    const bool han = core::is_han(core::to_u32(line.glyphs.front().text).front());
    if (large && (line.confidence < 0.97 || line.upright.h > 1.6 * height) && (han || line.confidence < 0.8))
      found.push_back({true, {}, line.upright});
  }
  return found;
}

}  // namespace claimpack::read
