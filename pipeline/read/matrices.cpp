#include "read/matrices.hpp"

#include <opencv2/imgproc.hpp>

namespace claimpack::read {

cv::Mat view(const core::Image& image) {
  return cv::Mat(image.height, image.width, CV_8UC(image.channels), const_cast<std::uint8_t*>(image.bytes.data()));
}

cv::Mat grey_of(const cv::Mat& picture) {
  if (picture.channels() == 1) return picture;
  cv::Mat grey;
  cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
  return grey;
}

}  // namespace claimpack::read
