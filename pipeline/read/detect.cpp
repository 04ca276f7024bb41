#ifdef CLAIMPACK_HAS_ONNX

#include "read/detect.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "read/strips.hpp"

namespace claimpack::read {

namespace {

constexpr std::size_t page_pixels_min = 330000;  // of print; less is a seal, a card or a small copy of a page
// ImageNet's means and deviations, blue, green, red, as PP-OCR was trained.
constexpr float mean_bgr[3] = {0.485f, 0.456f, 0.406f}, deviation_bgr[3] = {0.229f, 0.224f, 0.225f};

// The picture at the finder's scale; its sides are the networks' business.
cv::Mat at_scale(const cv::Mat& picture, int long_side) {
  const double scale = std::min(2.0, double(long_side) / std::max(picture.cols, picture.rows));
  const auto scaled = [&](int side) { return std::max(1, int(std::lround(side * scale))); };
  const cv::Size size(scaled(picture.cols), scaled(picture.rows));
  cv::Mat resized;
  cv::resize(picture, resized, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  return resized;
}

TensorView input_of(const cv::Mat& strip) {
  const std::size_t plane_size = strip.total();
  float* room = input_room(3 * plane_size);
  for (int c = 0; c < 3; ++c) {
    float table[256];
    for (int v = 0; v < 256; ++v) table[v] = (v / 255.0f - mean_bgr[c]) / deviation_bgr[c];
    float* plane = room + std::size_t(c) * plane_size;
    const int channels = strip.channels(), channel = channels == 1 ? 0 : c;
    for (int y = 0; y < strip.rows; ++y) {
      const auto* row = strip.ptr(y);
      for (int x = 0; x < strip.cols; ++x) plane[std::size_t(y) * strip.cols + x] = table[row[x * channels + channel]];
    }
  }
  return {room, {1, 3, strip.rows, strip.cols}};
}

double mean_inside(const cv::Mat& map, const std::vector<cv::Point>& contour) {
  const cv::Rect box = cv::boundingRect(contour) & cv::Rect(0, 0, map.cols, map.rows);
  cv::Mat mask(box.size(), CV_8U, cv::Scalar(0));
  std::vector<cv::Point> moved;
  for (const auto& p : contour) moved.push_back(p - box.tl());
  cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{moved}, 255);
  return cv::mean(map(box), mask)[0];
}

// `map`: the network's probability of print; so are the boxes in its pixels.
std::vector<TextBox> boxes_of(const cv::Mat& map, const DetectSettings& settings) {
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
    boxes.push_back({place, score});
  }
  return boxes;
}

}  // namespace

std::vector<TextBox> detect(const OnnxModel& model, const cv::Mat& picture, const DetectSettings& settings) {
  const cv::Mat resized = at_scale(picture, settings.long_side);
  const float scale_x = float(resized.cols) / float(picture.cols), scale_y = float(resized.rows) / float(picture.rows);
  std::vector<TextBox> boxes;
  const std::vector<Strip> strips = strips_of(resized);
  std::size_t pixels = 0;
  for (const Strip& strip : strips) {
    pixels += std::size_t(strip.size.area());
    const bool ends_page = &strip == &strips.back() && pixels >= page_pixels_min;
    const TensorView input = input_of(laid_out(resized, strip));
    model.run(input, ends_page ? After::give_back : After::keep, [&](const TensorView& output) {
      const cv::Mat map(int(input.shape[2]), int(input.shape[3]), CV_32F, const_cast<float*>(output.values));
      for (TextBox& box : boxes_of(map, settings)) {
        const Band& band = band_at(strip, box.place.center.y);
        box.place.center.x = (box.place.center.x + float(band.place.x - band.at.x)) / scale_x;
        box.place.center.y = (box.place.center.y + float(band.place.y - band.at.y)) / scale_y;
        box.place.size.width /= scale_x, box.place.size.height /= scale_y;
        boxes.push_back(box);
      }
    });
  }
  return boxes;
}

}  // namespace claimpack::read

#endif
