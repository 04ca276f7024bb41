#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "clean/raster.hpp"

namespace claimpack::clean {

namespace {

// `strokes`: long runs of the ink with its small gaps closed; `ink`: as scanned, to tell a printed rule (nearly unbroken)
// from the horizontal strokes of neighbouring characters that closing joined.
void collect(const cv::Mat& strokes, const cv::Mat& ink, bool horizontal, int length_min, int thick_max,
             std::vector<core::Rule>& rules, cv::Mat& mask) {
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(strokes, labels, stats, centres, 8, CV_32S);
  if (count < 2) return;
  std::vector<int> inked(std::size_t(count), 0);
  for (int y = 0; y < labels.rows; ++y) {
    const int* l = labels.ptr<int>(y);
    const auto* i = ink.ptr(y);
    for (int x = 0; x < labels.cols; ++x)
      if (l[x] && i[x]) ++inked[std::size_t(l[x])];
  }
  std::vector<uchar> is_rule(std::size_t(count), 0);
  for (int i = 1; i < count; ++i) {
    const core::Box box{stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP),
                        stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT)};
    const int length = horizontal ? box.w : box.h, thick = horizontal ? box.h : box.w;
    const int area = stats.at<int>(i, cv::CC_STAT_AREA);
    const double mean_thick = area / double(std::max(1, length));
    // Residual skew makes a long rule's box thicker than its stroke: the stroke counts.
    if (length < length_min || mean_thick > thick_max || thick > thick_max + length / 60) continue;
    if (inked[std::size_t(i)] < 0.8 * area) continue;
    is_rule[std::size_t(i)] = 1;
    rules.push_back({box, horizontal});
  }
  for (int y = 0; y < labels.rows; ++y) {
    const int* l = labels.ptr<int>(y);
    auto* m = mask.ptr(y);
    for (int x = 0; x < labels.cols; ++x)
      if (is_rule[std::size_t(l[x])]) m[x] = 255;
  }
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
  cv::Mat closed, strokes;
  cv::morphologyEx(ink, closed, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {gap, 1}));
  cv::morphologyEx(closed, strokes, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, {across, 1}));
  collect(strokes, ink, true, across, thick_max, rules, mask);
  cv::morphologyEx(ink, closed, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {1, gap}));
  cv::morphologyEx(closed, strokes, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, {1, down}));
  collect(strokes, ink, false, down, thick_max, rules, mask);
  return rules;
}

void remove_rules(const cv::Mat& mask, cv::Mat& text) {
  if (cv::countNonZero(mask) == 0) return;
  cv::Mat wide;
  cv::dilate(mask, wide, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
  text.setTo(255, wide);
}

}  // namespace claimpack::clean
