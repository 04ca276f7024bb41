#ifdef CLAIMPACK_HAS_ONNX

#include "read/detect.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace claimpack::read {

namespace {

// ImageNet's means and deviations, blue, green, red, as PP-OCR was trained.
constexpr float mean_bgr[3] = {0.485f, 0.456f, 0.406f}, deviation_bgr[3] = {0.229f, 0.224f, 0.225f};

TensorView input_of(const cv::Mat& picture, int long_side, double& scale_x, double& scale_y) {
  const double scale = std::min(2.0, double(long_side) / std::max(picture.cols, picture.rows));
  const auto to32 = [](double v) { return std::max(32, int(std::lround(v / 32)) * 32); };
  const int width = to32(picture.cols * scale), height = to32(picture.rows * scale);
  scale_x = double(width) / picture.cols, scale_y = double(height) / picture.rows;
  cv::Mat resized;
  cv::resize(picture, resized, {width, height}, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  float* room = input_room(std::size_t(3) * width * height);
  for (int c = 0; c < 3; ++c) {
    float table[256];
    for (int v = 0; v < 256; ++v) table[v] = (v / 255.0f - mean_bgr[c]) / deviation_bgr[c];
    float* plane = room + std::size_t(c) * width * height;
    const int channels = resized.channels(), channel = channels == 1 ? 0 : c;
    for (int y = 0; y < height; ++y) {
      const auto* row = resized.ptr(y);
      for (int x = 0; x < width; ++x) plane[std::size_t(y) * width + x] = table[row[x * channels + channel]];
    }
  }
  return {room, {1, 3, height, width}};
}

double mean_inside(const cv::Mat& map, const std::vector<cv::Point>& contour) {
  const cv::Rect box = cv::boundingRect(contour) & cv::Rect(0, 0, map.cols, map.rows);
  cv::Mat mask(box.size(), CV_8U, cv::Scalar(0));
  std::vector<cv::Point> moved;
  for (const auto& p : contour) moved.push_back(p - box.tl());
  cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{moved}, 255);
  return cv::mean(map(box), mask)[0];
}

// `map`: the network's probability of print, in its own pixels.
std::vector<TextBox> boxes_of(const cv::Mat& map, double scale_x, double scale_y, const DetectSettings& settings) {
  const cv::Mat hot = map > settings.threshold;
  std::vector<std::vector<cv::Point>> contours;
  cv::findContours(hot, contours, cv::RETR_LIST, cv::CHAIN_APPROX_SIMPLE);
  std::vector<TextBox> boxes;
  for (const auto& contour : contours) {
    if (contour.size() < 3) continue;
    cv::RotatedRect place = cv::minAreaRect(contour);
    if (std::min(place.size.width, place.size.height) < 3) continue;
    const double score = mean_inside(map, contour);
    if (score < settings.box_score_min) continue;
    // The network draws lines shrunk; let out by area × ratio / perimeter (Vatti's offset of a rectangle).
    const double area = place.size.area(), perimeter = 2 * (place.size.width + place.size.height);
    const float out = float(2 * area * settings.unclip / perimeter);
    place.size.width += out, place.size.height += out;
    place.center.x = float(place.center.x / scale_x), place.center.y = float(place.center.y / scale_y);
    place.size.width = float(place.size.width / scale_x), place.size.height = float(place.size.height / scale_y);
    boxes.push_back({place, score});
  }
  return boxes;
}

}  // namespace

std::vector<TextBox> detect(const OnnxModel& model, const cv::Mat& picture, const DetectSettings& settings) {
  double scale_x = 1, scale_y = 1;
  const TensorView input = input_of(picture, settings.long_side, scale_x, scale_y);
  std::vector<TextBox> boxes;
  model.run(input, [&](const TensorView& output) {
    const cv::Mat map(int(input.shape[2]), int(input.shape[3]), CV_32F, const_cast<float*>(output.values));
    boxes = boxes_of(map, scale_x, scale_y, settings);
  });
  return boxes;
}

}  // namespace claimpack::read

#endif
