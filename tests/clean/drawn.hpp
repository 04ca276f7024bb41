// Pages drawn in the test: rows of strokes as print has them, on A5 at 150 dpi.
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "core/page.hpp"

namespace claimpack::clean::drawn {

constexpr int width = 874, height = 1240, dpi = 150;

// A grey page of print: rows of characters made of random strokes, the same for the same seed.
cv::Mat print(int seed = 1, int page_width = width, int page_height = height);
// A row of such characters with its left upper corner at `at`.
void row(cv::Mat& page, cv::Point at, int characters, int size, int seed);
cv::Mat in_colour(const cv::Mat& grey);
// A seal on a page of three channels: an outline, characters along the arc, a star's place and a row below it. `turn` in
// degrees, clockwise.
void seal(cv::Mat& page, cv::Point centre, cv::Size half_axes, const cv::Scalar& ink, double turn = 0);

// Dots far apart on free paper, to be found again; their middles in pixel corners.
std::vector<core::Point> put_dots(cv::Mat& page);
// How far the dot that should stand at `place` is from it; a large number where there is none.
double distance_to_dot(const core::Image& page, core::Point place);

core::Page page_of(const cv::Mat& pixels);
// Turned counter-clockwise by `degrees` about the middle, on white.
cv::Mat skewed(const cv::Mat& page, double degrees);

cv::Mat view(const core::Image& image);

// Says always the same and remembers what it was shown.
class FixedTurn : public core::TurnFinder {
 public:
  explicit FixedTurn(int clockwise) : clockwise_(clockwise) {}
  core::Turn find(const core::Image& picture) const override {
    shown_width = picture.width, shown_height = picture.height;
    return {clockwise_, 1};
  }
  mutable int shown_width = 0, shown_height = 0;

 private:
  int clockwise_;
};

}  // namespace claimpack::clean::drawn
