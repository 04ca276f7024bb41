#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "clean/raster.hpp"

namespace claimpack::clean {

namespace {

// The paper's brightness everywhere: the print closed away on a small copy, then smoothed.
cv::Mat paper_of(const cv::Mat& grey) {
  const double scale = std::min(1.0, 500.0 / std::max(grey.cols, grey.rows));
  cv::Mat closed;
  cv::morphologyEx(shrunk(grey, scale), closed, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_ELLIPSE, {13, 13}));
  cv::medianBlur(closed, closed, 21);
  cv::resize(closed, closed, grey.size(), 0, 0, cv::INTER_LINEAR);
  return closed;
}

double percentile(const cv::Mat& grey, double share) {
  int counts[256] = {};
  for (int y = 0; y < grey.rows; y += 2) {
    const auto* row = grey.ptr(y);
    for (int x = 0; x < grey.cols; x += 2) ++counts[row[x]];
  }
  long long all = 0, seen = 0;
  for (const int c : counts) all += c;
  for (int v = 0; v < 256; ++v)
    if ((seen += counts[v]) >= all * share) return v;
  return 255;
}

}  // namespace

cv::Mat even_light(const cv::Mat& grey) {
  const cv::Mat paper = paper_of(grey);
  // in * 250 / white for all pairs: a division a pixel would cost as much as the rest of this.
  static const std::vector<uchar> divided = [] {
    std::vector<uchar> table(256 * 256);
    // Where all is dark (a photograph on a card, a black edge) dividing would only raise noise: 60 is the floor.
    for (int white = 0; white < 256; ++white)
      for (int in = 0; in < 256; ++in)
        table[std::size_t(white) * 256 + in] = cv::saturate_cast<uchar>(in * 250 / std::max(white, 60));
    return table;
  }();
  cv::Mat even(grey.size(), CV_8U);
  for (int y = 0; y < grey.rows; ++y) {
    const auto* in = grey.ptr(y);
    const auto* white = paper.ptr(y);
    auto* out = even.ptr(y);
    for (int x = 0; x < grey.cols; ++x) out[x] = divided[std::size_t(white[x]) * 256 + in[x]];
  }
  return even;
}

void remove_speckle(cv::Mat& even, double dpi) {
  const cv::Mat ink = even < 160;
  const core::InkParts parts = core::ink_parts(mask_of(ink));
  const std::vector<core::InkRun>& runs = parts.runs;
  // A full stop of 8 pt print is about 0.3 mm across; a copier's dot is smaller, and nothing stands near it.
  const int area_max = std::max(2, int(dpi * dpi * 0.00006));
  int count = 0, dots = 0;
  for (const core::InkStroke& stroke : parts.strokes)
    if (stroke.area > 0) ++count, dots += stroke.area <= area_max;
  if (count < 500 || dots < count / 4) return;  // an ordinary page has few of them
  const auto is_dot = [&](std::size_t run) { return parts.stroke_of(run).area <= area_max; };
  cv::Mat big(even.size(), CV_8U, cv::Scalar(0));
  for (std::size_t i = 0; i < runs.size(); ++i)
    if (!is_dot(i)) std::memset(big.ptr(runs[i].row) + runs[i].from, 255, std::size_t(runs[i].length()));
  // Dots beside real strokes may be parts of characters and full stops: they stay.
  const int reach = std::max(3, int(dpi / 40)) | 1;
  cv::dilate(big, big, cv::getStructuringElement(cv::MORPH_RECT, {reach, reach}));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!is_dot(i)) continue;
    const auto* near = big.ptr(runs[i].row);
    auto* row = even.ptr(runs[i].row);
    for (int x = runs[i].from; x < runs[i].to; ++x)
      if (!near[x]) row[x] = 255;
  }
}

core::Quality measure(const cv::Mat& pixels, const cv::Mat& grey, const cv::Mat& even, double dpi) {
  core::Quality quality;
  const cv::Mat ink = even < 140;
  const double ink_share = cv::countNonZero(ink) / double(ink.total());
  const double paper = percentile(grey, 0.8), dark = percentile(grey, std::min(0.02, ink_share / 3 + 0.0005));
  quality.contrast = std::clamp((paper - dark) / 255.0, 0.0, 1.0);

  // Blur: how steep the edges of the print are against its own contrast. A sharp edge falls within two pixels. Sobel's
  // figure (a quarter of it, so that it fits 8 bits) on every second pixel at the print.
  cv::Mat dilated;
  cv::dilate(ink, dilated, cv::Mat());
  int counts[256] = {};
  long long all = 0;
  for (int y = 2; y + 1 < grey.rows; y += 2) {
    const auto* above = grey.ptr(y - 1);
    const auto* row = grey.ptr(y);
    const auto* below = grey.ptr(y + 1);
    const auto* near = dilated.ptr(y);
    for (int x = 2; x + 1 < grey.cols; x += 2) {
      if (!near[x]) continue;
      const int step = above[x + 1] - above[x - 1] + 2 * (row[x + 1] - row[x - 1]) + below[x + 1] - below[x - 1];
      ++counts[std::min(255, std::abs(step) / 4)], ++all;
    }
  }
  int top = 255;
  for (long long seen = 0; top > 0; --top)
    if ((seen += counts[top]) > all / 20) break;
  const double range = std::max(40.0, paper - dark);
  quality.blur = all < 100 ? 0 : std::clamp(1.0 - top / range / 0.9, 0.0, 1.0);

  // Glare: burnt-out patches (255 in all channels) beside paper that is clearly darker.
  if (paper < 245) {
    cv::Mat burnt = grey >= 254;
    cv::morphologyEx(burnt, burnt, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, {15, 15}));
    quality.glare = cv::countNonZero(burnt) / double(burnt.total());
  }

  // Cut off: print (neither a rule nor a shadow) that runs into the edge on a broad front.
  const int band = std::max(2, int(dpi / 60));
  const auto touching = [&](const cv::Rect& strip) {
    const cv::Mat part = ink(strip);
    const double share = cv::countNonZero(part) / double(part.total());
    return share > 0.04 && share < 0.4;
  };
  if (ink.cols > 4 * band && ink.rows > 4 * band)
    quality.cut_off = touching({0, 0, band, ink.rows}) || touching({ink.cols - band, 0, band, ink.rows}) ||
                      touching({0, 0, ink.cols, band}) || touching({0, ink.rows - band, ink.cols, band});

  // Blank: hardly any ink away from the edges, counted without single dots. Faint print is print: what counts is that
  // it stands off the paper, not how dark it is.
  const cv::Rect middle(even.cols / 20, even.rows / 20, std::max(1, even.cols * 9 / 10), std::max(1, even.rows * 9 / 10));
  cv::Mat inner = (even(middle) < 215);
  cv::morphologyEx(inner, inner, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, {2, 2}));
  quality.blank = cv::countNonZero(inner) < 0.0004 * double(inner.total());
  (void)pixels;
  return quality;
}

}  // namespace claimpack::clean
