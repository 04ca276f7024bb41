#include "clean/raster.hpp"

#include <algorithm>
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

cv::Mat shrunk(const cv::Mat& pixels, cv::Size size) {
  cv::Mat out = pixels;
  while (out.cols >= 2 * size.width && out.rows >= 2 * size.height && size.area() > 0) {
    const cv::Rect even(0, 0, out.cols / 2 * 2, out.rows / 2 * 2);
    cv::Mat half;
    cv::resize(out(even), half, {even.width / 2, even.height / 2}, 0, 0, cv::INTER_AREA);
    out = half;
  }
  if (out.size() == size) return out;
  cv::Mat last;
  cv::resize(out, last, size, 0, 0, cv::INTER_AREA);
  return last;
}

cv::Mat shrunk(const cv::Mat& pixels, double scale) {
  const auto scaled = [&](int side) { return std::max(1, cvRound(side * scale)); };
  return shrunk(pixels, cv::Size(scaled(pixels.cols), scaled(pixels.rows)));
}

cv::Mat grey_of(const cv::Mat& pixels) {
  if (pixels.channels() == 1) return pixels;
  cv::Mat grey;
  cv::cvtColor(pixels, grey, cv::COLOR_BGR2GRAY);
  return grey;
}

core::InkMask mask_of(const cv::Mat& ink) { return {ink.data, ink.cols, ink.rows, ink.step}; }

}  // namespace claimpack::clean
