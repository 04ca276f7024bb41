#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <opencv2/imgproc.hpp>

#include "core/ink_runs.hpp"
#include "core/text.hpp"
#include "read/matrices.hpp"
#include "read/parts.hpp"

namespace claimpack::read {

namespace {

struct Square {
  cv::Rect box;
  bool ticked = false;
};

// Small hollow squares as tall as the print: the outline's four sides are inked, and a tick shows as ink inside or
// beyond the upper right corner.
std::vector<Square> squares_of(const cv::Mat& grey, double height) {
  const cv::Mat ink = grey < 150;
  const core::InkParts all = core::ink_parts({ink.data, ink.cols, ink.rows, ink.step});
  const auto as_large = [&](const core::InkStroke& stroke) {
    const int w = stroke.right - stroke.left, h = stroke.bottom - stroke.top;
    return stroke.area > 0 && h >= 0.45 * height && h <= 1.3 * height && w >= 0.45 * height && w <= 1.6 * height;
  };
  std::map<int, cv::Mat> parts;  // the strokes that are as large as a box, each alone
  for (std::size_t i = 0; i < all.runs.size(); ++i) {
    const core::InkStroke& stroke = all.stroke_of(i);
    if (!as_large(stroke)) continue;
    cv::Mat& part = parts[all.first[i]];
    if (part.empty()) part = cv::Mat::zeros(stroke.bottom - stroke.top, stroke.right - stroke.left, CV_8U);
    std::memset(part.ptr(all.runs[i].row - stroke.top) + all.runs[i].from - stroke.left, 255, std::size_t(all.runs[i].length()));
  }
  std::vector<Square> squares;
  for (const auto& [first_run, part] : parts) {
    const cv::Point corner(all.strokes[std::size_t(first_run)].left, all.strokes[std::size_t(first_run)].top);
    const int w = part.cols, h = part.rows, edge = std::max(2, w / 6);
    const auto inked = [&](const cv::Rect& side, bool along_x) {
      // Of the side's length, how much has ink somewhere across it.
      int hit = 0;
      const int length = along_x ? side.width : side.height;
      for (int k = 0; k < length; ++k) hit += cv::countNonZero(along_x ? part(side).col(k) : part(side).row(k)) > 0;
      return double(hit) / length;
    };
    // A tick may lean out of the box to the right and top: the box is sought in the lower left square.
    const int side = std::min(w, h);
    const int top = h - side;
    if (inked({0, top, edge, side}, false) < 0.85 || inked({0, h - edge, side, edge}, true) < 0.85) continue;
    if (inked({0, top, side, edge}, true) < 0.8 || inked({side - edge, top, edge, side}, false) < 0.8) continue;
    const cv::Rect inner(edge, top + edge, side - 2 * edge, side - 2 * edge);
    if (inner.width < 4 || inner.height < 4) continue;
    const cv::Rect place(corner.x + inner.x, corner.y + inner.y, inner.width, inner.height);
    const double filled = cv::countNonZero(ink(place)) / double(place.area());
    if (filled > 0.75) continue;  // a character such as 国 or a patch
    squares.push_back({cv::Rect(corner.x, corner.y + top, side, side), filled > 0.1});
  }
  return squares;
}

}  // namespace

void mark_checkboxes(const core::CleanPage& page, std::vector<core::Line>& lines) {
  if (lines.empty()) return;
  std::vector<int> heights;
  for (const auto& line : lines) heights.push_back(line.upright.h);
  std::nth_element(heights.begin(), heights.begin() + long(heights.size() / 2), heights.end());
  const auto squares = squares_of(view(page.text), heights[heights.size() / 2]);
  for (auto& line : lines) {
    const auto already = [&](const core::Glyph& g) {
      return g.text == "□" || g.text == "☑" || g.text == "☐" || g.text == "■" || g.text == "√";
    };
    for (const auto& square : squares) {
      const double middle = square.box.y + square.box.height / 2.0;
      if (middle < line.upright.y || middle > line.upright.bottom()) continue;
      // A box stands in free space, close before a Han character: what lies inside a character is a part of it.
      for (std::size_t g = 0; g < line.glyphs.size(); ++g) {
        auto& glyph = line.glyphs[g];
        const int right = square.box.x + square.box.width, distance = glyph.x - right;
        if (distance < -square.box.width / 4 || distance > line.upright.h * 0.9) continue;
        if (!core::is_han(core::to_u32(glyph.text).front())) continue;
        const bool printed = g > 0 && already(line.glyphs[g - 1]);
        const int free_from = g == 0 || printed ? square.box.x : line.glyphs[g - 1].x + line.glyphs[g - 1].w;
        if (!printed && free_from > square.box.x + square.box.width / 3) break;
        const std::string mark = square.ticked ? "☑" : "□";
        if (printed) line.glyphs[g - 1].text = mark;
        else line.glyphs.insert(line.glyphs.begin() + long(g), {mark, 0.9, square.box.x, square.box.width, {}});
        break;
      }
    }
    line.text.clear();
    for (const auto& glyph : line.glyphs) line.text += glyph.text;
    if (line.glyphs.front().x < line.upright.x) {
      line.upright.w += line.upright.x - line.glyphs.front().x;
      line.upright.x = line.glyphs.front().x;
    }
  }
}

}  // namespace claimpack::read
