// A page's print without the white around it: what a line finder need not be shown it need not be run on.
#pragma once

#include <opencv2/core.hpp>
#include <vector>

namespace claimpack::read {

// A stretch of the picture that bears print from one white row to another, and where it lies on its strip.
struct Band {
  cv::Rect place;  // on the picture
  cv::Point at;    // of its corner, on the strip
};

// Bands under one another, with white between and around them.
struct Strip {
  std::vector<Band> bands;
  cv::Size size;  // multiples of 32
  int rows_used = 0;
};

// `picture`: 8 bits, one or three channels, dark print on white. Every pixel darker than paper lies on exactly one band but for
// specks, which no character is as small as. A picture on a dark ground is one band.
std::vector<Strip> strips_of(const cv::Mat& picture);

// The strip as a picture, white where no band lies.
cv::Mat laid_out(const cv::Mat& picture, const Strip& strip);

// The band on which a row of the strip lies, the white around a band being its own.
const Band& band_at(const Strip& strip, float row);

}  // namespace claimpack::read
