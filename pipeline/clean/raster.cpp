#include "clean/raster.hpp"

#include <cstring>
#include <opencv2/imgproc.hpp>

namespace claimpack::clean {

cv::Mat view(core::Image& image) {
  if (image.empty()) return {};
  return cv::Mat(image.height, image.width, CV_8UC(image.channels), image.bytes.data());
}

core::Image to_image(const cv::Mat& pixels) {
  core::Image image(pixels.cols, pixels.rows, pixels.channels());
  const std::size_t row = std::size_t(pixels.cols) * pixels.channels();
  for (int y = 0; y < pixels.rows; ++y) std::memcpy(image.bytes.data() + y * row, pixels.ptr(y), row);
  return image;
}

cv::Mat grey_of(const cv::Mat& pixels) {
  if (pixels.channels() == 1) return pixels;
  cv::Mat grey;
  cv::cvtColor(pixels, grey, cv::COLOR_BGR2GRAY);
  return grey;
}

}  // namespace claimpack::clean
