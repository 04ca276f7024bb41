#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "clean/raster.hpp"

namespace claimpack::clean {

namespace {

void collect(const cv::Mat& strokes, bool horizontal, int length_min, int thick_max, std::vector<core::Rule>& rules,
             cv::Mat& mask) {
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(strokes, labels, stats, centres, 8, CV_32S);
  std::vector<uchar> is_rule(count, 0);
  for (int i = 1; i < count; ++i) {
    const core::Box box{stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP),
                        stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT)};
    const int length = horizontal ? box.w : box.h, thick = horizontal ? box.h : box.w;
    const double mean_thick = stats.at<int>(i, cv::CC_STAT_AREA) / double(std::max(1, length));
    // Residual skew makes a long rule's box thicker than its stroke: the stroke counts.
    if (length < length_min || mean_thick > thick_max || thick > thick_max + length / 60) continue;
    is_rule[i] = 1;
    rules.push_back({box, horizontal});
  }
  for (int y = 0; y < labels.rows; ++y) {
    const int* l = labels.ptr<int>(y);
    auto* m = mask.ptr(y);
    for (int x = 0; x < labels.cols; ++x)
      if (is_rule[l[x]]) m[x] = 255;
  }
}

}  // namespace

std::vector<core::Rule> find_rules(const cv::Mat& even, double dpi, cv::Mat& mask) {
  std::vector<core::Rule> rules;
  mask = cv::Mat(even.size(), CV_8U, cv::Scalar(0));
  const cv::Mat ink = even < 185;
  // Longer than any stroke of a character: 9 mm along, at most 1 mm thick.
  const int run = std::max(20, int(dpi * 0.35)), thick_max = std::max(4, int(dpi * 0.04));
  cv::Mat closed, strokes;
  cv::morphologyEx(ink, closed, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {std::max(3, int(dpi / 40)), 1}));
  cv::morphologyEx(closed, strokes, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, {run, 1}));
  collect(strokes, true, run, thick_max, rules, mask);
  cv::morphologyEx(ink, closed, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {1, std::max(3, int(dpi / 40))}));
  cv::morphologyEx(closed, strokes, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, {1, run}));
  collect(strokes, false, run, thick_max, rules, mask);
  return rules;
}

void remove_rules(const cv::Mat& mask, cv::Mat& text) {
  if (cv::countNonZero(mask) == 0) return;
  cv::Mat wide;
  cv::dilate(mask, wide, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
  text.setTo(255, wide);
}

}  // namespace claimpack::clean
