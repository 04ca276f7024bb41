#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "clean/raster.hpp"

namespace claimpack::clean {

namespace {

// A bilevel Pix of the ink, longer side about 1400: enough for 0.05° and quick.
Pix* ink_pix(const cv::Mat& even) {
  const double scale = std::min(1.0, 1400.0 / std::max(even.cols, even.rows));
  cv::Mat small = even;
  if (scale < 1) cv::resize(even, small, {}, scale, scale, cv::INTER_AREA);
  Pix* pix = pixCreate(small.cols, small.rows, 1);
  for (int y = 0; y < small.rows; ++y) {
    const auto* row = small.ptr(y);
    l_uint32* line = pixGetData(pix) + std::ptrdiff_t(y) * pixGetWpl(pix);
    // Words of 32 pixels, the first the highest bit.
    for (int x = 0; x < small.cols; x += 32) {
      const int count = std::min(32, small.cols - x);
      l_uint32 word = 0;
      for (int i = 0; i < count; ++i) word = word << 1 | l_uint32(row[x + i] < 170);
      line[x / 32] = count < 32 ? word << (32 - count) : word;
    }
  }
  return pix;
}

// Leptonica: variance of differences of row sums, swept in ±8° and refined to 0.01°; confidence is max : min.
std::optional<double> skew_of(const cv::Mat& even, float confidence_min) {
  // Leptonica talks to stderr of pages that have no skew to find; what it gives back says the same.
  static const l_int32 silent = setMsgSeverity(L_SEVERITY_NONE);
  (void)silent;
  Pix* pix = ink_pix(even);
  l_float32 degrees = 0, confidence = 0;
  const l_int32 failed = pixFindSkewSweepAndSearch(pix, &degrees, &confidence, 4, 1, 8.0f, 1.0f, 0.01f);
  pixDestroy(&pix);
  if (failed || confidence < confidence_min || std::abs(degrees) > 7.9f) return {};
  return degrees;  // the clockwise turn that makes the page straight = its skew counter-clockwise
}

}  // namespace

double find_skew(const cv::Mat& even) { return skew_of(even, 1.8f).value_or(0); }

std::optional<Lean> find_lean(const cv::Mat& even) {
  const int half = even.rows / 2;
  const auto top = skew_of(even.rowRange(0, half), 2.2f), bottom = skew_of(even.rowRange(even.rows - half, even.rows), 2.2f);
  if (!top || !bottom || std::abs(*top - *bottom) < 0.35 || std::abs(*top - *bottom) > 8) return {};
  return Lean{*top, *bottom};
}

}  // namespace claimpack::clean
