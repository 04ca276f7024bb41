// How a paper came into the computer: born digital, scanned, photocopied or photographed.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "papers.hpp"

namespace claimpack::samples {

struct Capture {
  enum class Level { digital, scan, copy, phone } level = Level::scan;
  enum class Mode { colour, gray, bitonal } mode = Mode::colour;
  int rotation = 0;                    // clockwise turn of the page on file: 0, 90, 180, 270
  double skew = 0;                     // degrees, counter-clockwise
  double blur = 0.5;                   // sigma in pixels
  std::vector<std::string> artifacts;  // fold, punch_holes, speckle, edge_shadow, shadow
  std::string background;              // of a photo: wood, dark, gray
  std::uint32_t seed = 1;
};

// A page as the file holds it, with its marks in its pixels.
struct Shot {
  cv::Mat pixels;  // 8-bit: 3 channels, or 1 for gray and bitonal (0 and 255)
  Json marks;
};

// 200 dots an inch. With no paper (nullptr): a blank sheet's back, A4.
Shot shoot(const Paper* paper, const Capture& capture);
// The marks of a paper that goes into a PDF as it is: pixels at 200 dpi.
Json marks_of(const Marks& marks, const cv::Matx33d& map);

}  // namespace claimpack::samples
