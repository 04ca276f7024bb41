// The readers' pictures as OpenCV has them.
#pragma once

#include <opencv2/core.hpp>

#include "core/page.hpp"

namespace claimpack::read {

// The same pixels, not copied; not to be written to.
cv::Mat view(const core::Image& image);
// One channel; of a grey picture the same pixels.
cv::Mat grey_of(const cv::Mat& picture);

}  // namespace claimpack::read
