// rings.cpp: round and oval outlines on a small picture of ink, with what speaks for each being a seal's ring.
#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <vector>

namespace claimpack::clean {

struct Outline {
  cv::Point2d centre;
  double half_width = 0, half_height = 0;  // along the longer and the shorter axis
  double turn = 0;                         // of the longer axis, radians, clockwise on the screen, -π/2 … π/2
  double line = 0;                         // share of the directions in which a stroke stands on the outline, clear on both sides
  double beside = 0;                       // the same on somewhat wider outlines: what print and tables give anyway
  double gap = 0;                          // the longest stretch of the outline without the stroke, as a share
  double weakest_quarter = 0;              // `line` in the worst quarter of the outline
  double seen = 0;                         // share of the outline that lies on the page
  double band = 0;                         // share of ink where a seal has its text on the arc
};

// `ink`: 8 bits, 255 full ink, at `dpi` (60 or so). `ink_min`: from what value on there is ink. Several outlines may be
// found for one ring; which of them are rings is for the caller to judge by its kind of ink.
std::vector<Outline> find_outlines(const cv::Mat& ink, double dpi, double ink_min);

}  // namespace claimpack::clean
