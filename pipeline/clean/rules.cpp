#include <algorithm>
#include <cstring>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "clean/raster.hpp"

namespace claimpack::clean {

namespace {

// A stretch of ink along one row, its small gaps closed: [from, to).
struct Run {
  int row = 0, from = 0, to = 0;
  int inked = 0;  // pixels of it that are ink as scanned
  int length() const { return to - from; }
};

// Next place from `x` on where the row is (or is not) inked; `end` where there is none.
int next(const uchar* row, int x, int end, uchar value) {
  if (x >= end) return end;
  const void* found = std::memchr(row + x, value, std::size_t(end - x));
  return found ? int(static_cast<const uchar*>(found) - row) : end;
}

// `ink`: 0 or 255. Only rows' long runs are of use, and a page has few: no picture is made of them.
std::vector<Run> long_runs(const cv::Mat& ink, int gap, int length_min) {
  std::vector<Run> runs;
  for (int y = 0; y < ink.rows; ++y) {
    const uchar* row = ink.ptr(y);
    Run run{y, 0, 0, 0};
    const auto close = [&] {
      if (run.length() >= length_min) runs.push_back(run);
    };
    for (int x = next(row, 0, ink.cols, 255); x < ink.cols;) {
      const int end = next(row, x, ink.cols, 0);
      if (run.to == 0 || x - run.to >= gap) close(), run = {y, x, end, end - x};
      else run.to = end, run.inked += end - x;
      x = next(row, end, ink.cols, 255);
    }
    close();
  }
  return runs;
}

// Runs that touch one another (corners too) are one stroke: the number of the stroke for each run.
std::vector<int> strokes_of(const std::vector<Run>& runs) {
  std::vector<int> parent(runs.size());
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](int i) {
    while (parent[std::size_t(i)] != i) i = parent[std::size_t(i)] = parent[std::size_t(parent[std::size_t(i)])];
    return i;
  };
  std::size_t above = 0;  // the first run of the row above that may touch
  for (std::size_t i = 0; i < runs.size(); ++i) {
    while (above < i && runs[above].row < runs[i].row - 1) ++above;
    for (std::size_t k = above; k < i && runs[k].row < runs[i].row; ++k)
      if (runs[k].from <= runs[i].to && runs[i].from <= runs[k].to) {
        const int a = root(int(k)), b = root(int(i));
        parent[std::size_t(std::max(a, b))] = std::min(a, b);
      }
  }
  for (std::size_t i = 0; i < runs.size(); ++i) parent[i] = root(int(i));
  return parent;
}

struct Stroke {
  int top = 0, bottom = 0, left = 0, right = 0;  // along its rows; ends behind the last pixel
  int area = 0, inked = 0;
};

// Printed rules among the long runs, told from the strokes of neighbouring characters that closing joined: nearly unbroken
// as scanned. `put` gets each run of a rule.
template <class Put>
std::vector<Stroke> rules_among(const std::vector<Run>& runs, int length_min, int thick_max, Put put) {
  const std::vector<int> stroke_of = strokes_of(runs);
  std::vector<Stroke> strokes(runs.size());  // at the number of its first run
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Run& run = runs[i];
    Stroke& stroke = strokes[std::size_t(stroke_of[i])];
    if (stroke.area == 0) stroke = {run.row, run.row + 1, run.from, run.to, 0, 0};
    stroke.bottom = run.row + 1;
    stroke.left = std::min(stroke.left, run.from), stroke.right = std::max(stroke.right, run.to);
    stroke.area += run.length(), stroke.inked += run.inked;
  }
  const auto is_rule = [&](const Stroke& stroke) {
    const int length = stroke.right - stroke.left, thick = stroke.bottom - stroke.top;
    // Residual skew makes a long rule's box thicker than its stroke: the stroke counts.
    return length >= length_min && stroke.area <= double(thick_max) * length && thick <= thick_max + length / 60 &&
           stroke.inked >= 0.8 * stroke.area;
  };
  std::vector<Stroke> rules;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Stroke& stroke = strokes[std::size_t(stroke_of[i])];
    if (!is_rule(stroke)) continue;
    put(runs[i]);
    if (stroke_of[i] == int(i)) rules.push_back(stroke);
  }
  return rules;
}

}  // namespace

std::vector<core::Rule> find_rules(const cv::Mat& even, double dpi, cv::Mat& mask) {
  std::vector<core::Rule> rules;
  mask = cv::Mat(even.size(), CV_8U, cv::Scalar(0));
  const cv::Mat ink = even < 185;
  // Longer than any stroke of a character: 12 mm across, 9 mm down, at most 1 mm thick. Broken print is closed over
  // a quarter of a millimetre only: more would join the strokes of neighbouring characters to a rule.
  const int across = std::max(20, int(dpi * 0.48)), down = std::max(20, int(dpi * 0.36));
  const int thick_max = std::max(4, int(dpi * 0.04)), gap = std::max(2, int(dpi * 0.012));
  const auto level = rules_among(long_runs(ink, gap, across), across, thick_max, [&](const Run& run) {
    std::memset(mask.ptr(run.row) + run.from, 255, std::size_t(run.length()));
  });
  for (const Stroke& s : level) rules.push_back({{s.left, s.top, s.right - s.left, s.bottom - s.top}, true});
  cv::Mat turned;
  cv::transpose(ink, turned);
  const auto upright = rules_among(long_runs(turned, gap, down), down, thick_max, [&](const Run& run) {
    for (int y = run.from; y < run.to; ++y) mask.at<uchar>(y, run.row) = 255;
  });
  for (const Stroke& s : upright) rules.push_back({{s.top, s.left, s.bottom - s.top, s.right - s.left}, false});
  return rules;
}

void remove_rules(const cv::Mat& mask, cv::Mat& text) {
  if (cv::countNonZero(mask) == 0) return;
  cv::Mat wide;
  cv::dilate(mask, wide, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
  text.setTo(255, wide);
}

}  // namespace claimpack::clean
