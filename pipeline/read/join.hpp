// One line found in pieces becomes one again.
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/page.hpp"
#include "read/detect.hpp"

namespace claimpack::read {

// Level boxes of one row and one height that touch, with no wide blank and no upright rule at the seam: a network that finds
// quickly parts 性 from 别 where the print is spaced, and a label from what stands behind it. `text`: 8-bit, dark on light.
std::vector<TextBox> join_touching(std::vector<TextBox> boxes, const cv::Mat& text, const std::vector<core::Rule>& rules);

}  // namespace claimpack::read
