#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/text.hpp"
#include "read/parts.hpp"

namespace claimpack::read {

namespace {

// The height of the ink between two places of a line: from the line's middle up and down to the first free rows, no
// further than half a line beyond its box.
struct InkBand {
  int top = 0, bottom = 0;
  int height() const { return bottom - top; }
};

InkBand band_of(const cv::Mat& ink, const core::Box& line, int from, int to) {
  const int reach = line.h / 2;
  const cv::Rect window =
      cv::Rect(from, line.y - reach, std::max(1, to - from), line.h + 2 * reach) & cv::Rect(0, 0, ink.cols, ink.rows);
  if (window.empty()) return {};
  cv::Mat rows;
  cv::reduce(ink(window), rows, 1, cv::REDUCE_SUM, CV_32S);
  const int middle = std::clamp(line.y + line.h / 2 - window.y, 0, window.height - 1);
  const int least = 255 * std::max(1, window.width / 60);
  const auto edge = [&](int step) {
    int last = middle, free = 0;
    for (int y = middle; y >= 0 && y < window.height && free <= 3; y += step) {
      if (rows.at<int>(y) >= least) last = y, free = 0;
      else ++free;
    }
    return last;
  };
  return {window.y + edge(-1), window.y + edge(1) + 1};
}

bool is_name_like(const core::Line& line, std::size_t begin, std::size_t end) {
  if (end - begin < 1 || end - begin > 5) return false;
  std::size_t han = 0;
  for (std::size_t i = begin; i < end; ++i) han += core::is_han(core::to_u32(line.glyphs[i].text).front());
  return han * 2 >= end - begin;
}

// How high the page's print is: the median over its longer lines.
double print_height(const cv::Mat& ink, const std::vector<core::Line>& lines) {
  std::vector<int> heights;
  for (const auto& line : lines)
    if (line.glyphs.size() >= 4) heights.push_back(band_of(ink, line.upright, line.upright.x, line.upright.right()).height());
  if (heights.size() < 3) return 0;
  std::nth_element(heights.begin(), heights.begin() + long(heights.size() / 2), heights.end());
  return heights[heights.size() / 2];
}

// Where the last run of a line begins: behind a colon or a gap of a third of a line.
std::size_t last_run(const core::Line& line) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i + 1 < line.glyphs.size(); ++i) {
    const std::string mark = core::fold_width(line.glyphs[i].text);
    const int gap = line.glyphs[i + 1].x - line.glyphs[i].x - line.glyphs[i].w;
    if (mark == ":" || mark == ")" || gap > line.upright.h / 3) begin = i + 1;
  }
  return begin;
}

}  // namespace

std::vector<core::Signature> find_signatures(const core::CleanPage& page, const std::vector<core::Line>& lines) {
  std::vector<core::Signature> found;
  const cv::Mat text(page.text.height, page.text.width, CV_8U, const_cast<std::uint8_t*>(page.text.bytes.data()));
  const cv::Mat ink = text < 150;
  const double print = print_height(ink, lines);
  if (print <= 0) return found;
  for (const auto& line : lines) {
    if (line.upright.center_y() < 0.15 * page.text.height || line.glyphs.empty()) continue;
    const std::size_t begin = last_run(line);
    if (!is_name_like(line, begin, line.glyphs.size())) continue;
    const int from = line.glyphs[begin].x, to = line.glyphs.back().x + line.glyphs.back().w;
    const InkBand own = band_of(ink, line.upright, from, to);
    double ratio = own.height() / print;
    if (begin >= 2) {
      // Beside its own label the size tells best: handwriting stands a quarter higher than the print before it.
      const InkBand label = band_of(ink, line.upright, line.glyphs.front().x, line.glyphs[begin - 1].x);
      if (label.height() > 0.5 * print) ratio = double(own.height()) / label.height();
    }
    // A larger printed word (a heading) is read surely; handwriting hardly ever is in all its characters.
    double weakest = 1;
    for (std::size_t i = begin; i < line.glyphs.size(); ++i) weakest = std::min(weakest, line.glyphs[i].probability);
    const bool hand = begin >= 2 ? ratio > 1.22 || (ratio > 1.1 && weakest < 0.8) : (ratio > 1.25 && weakest < 0.97);
    if (hand) found.push_back({true, {}, {from, own.top, std::max(1, to - from), std::max(1, own.height())}});
  }
  return found;
}

}  // namespace claimpack::read
