// The pictures of lines, cut out of a page.
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "read/detect.hpp"

namespace claimpack::read {

// The picture of one line, upright: a view of the page where the line is level.
struct Crop {
  cv::Mat pixels;       // empty: too small to be a line
  cv::Rect box;         // upright box on the page
  bool column = false;  // characters below one another: cells that the finder joined, or print set in a column
};

Crop crop_of(const cv::Mat& page, const TextBox& text);
// A column cut into its characters where no ink stands.
std::vector<Crop> rows_of(const cv::Mat& page, const Crop& column);

}  // namespace claimpack::read
