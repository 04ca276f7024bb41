#include <algorithm>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "clean/raster.hpp"

namespace claimpack::clean {

namespace {

using core::InkRun;
using core::InkStroke;

// Printed rules among the long runs, told from the strokes of neighbouring characters that closing joined: nearly unbroken
// as scanned. `put` gets each run of a rule.
template <class Put>
std::vector<InkStroke> rules_among(const core::InkParts& parts, int length_min, int thick_max, Put put) {
  const auto is_rule = [&](const InkStroke& stroke) {
    const int length = stroke.right - stroke.left, thick = stroke.bottom - stroke.top;
    // Residual skew makes a long rule's box thicker than its stroke: the stroke counts.
    return length >= length_min && stroke.area <= double(thick_max) * length && thick <= thick_max + length / 60 &&
           stroke.inked >= 0.8 * stroke.area;
  };
  std::vector<InkStroke> rules;
  for (std::size_t i = 0; i < parts.runs.size(); ++i) {
    const InkStroke& stroke = parts.stroke_of(i);
    if (!is_rule(stroke)) continue;
    put(parts.runs[i]);
    if (parts.first[i] == int(i)) rules.push_back(stroke);
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
  const auto level = rules_among(core::ink_parts(mask_of(ink), gap, across), across, thick_max, [&](const InkRun& run) {
    std::memset(mask.ptr(run.row) + run.from, 255, std::size_t(run.length()));
  });
  for (const InkStroke& s : level) rules.push_back({{s.left, s.top, s.right - s.left, s.bottom - s.top}, true});
  cv::Mat turned;
  cv::transpose(ink, turned);
  const auto upright = rules_among(core::ink_parts(mask_of(turned), gap, down), down, thick_max, [&](const InkRun& run) {
    for (int y = run.from; y < run.to; ++y) mask.at<uchar>(y, run.row) = 255;
  });
  for (const InkStroke& s : upright) rules.push_back({{s.top, s.left, s.bottom - s.top, s.right - s.left}, false});
  return rules;
}

void remove_rules(const cv::Mat& mask, cv::Mat& text) {
  if (cv::countNonZero(mask) == 0) return;
  cv::Mat wide;
  cv::dilate(mask, wide, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
  text.setTo(255, wide);
}

}  // namespace claimpack::clean
