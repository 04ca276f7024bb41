#include "capture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <random>

namespace claimpack::samples {

namespace {

constexpr double dots_per_mm = 200 / 25.4;

// The standard leaves distributions open; these are the same on every machine.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  double unit() { return static_cast<double>(engine_()) / 4294967296.0; }
  std::uint32_t bits() { return static_cast<std::uint32_t>(engine_()); }
  double between(double low, double high) { return low + (high - low) * unit(); }
  int below(int n) { return static_cast<int>(unit() * n); }
  // Nearly normal with sigma 1: the sum of four.
  double bell() { return (unit() + unit() + unit() + unit() - 2) * std::numbers::sqrt3; }

 private:
  std::mt19937 engine_;
};

std::pair<cv::Mat, Marks> render(const Paper* paper) {
  const double width = paper ? paper->width : 210, height = paper ? paper->height : 297;
  cv::Mat four(static_cast<int>(std::lround(height * dots_per_mm)), static_cast<int>(std::lround(width * dots_per_mm)), CV_8UC4,
               cv::Scalar::all(255));
  cairo_surface_t* surface =
      cairo_image_surface_create_for_data(four.data, CAIRO_FORMAT_RGB24, four.cols, four.rows, static_cast<int>(four.step));
  cairo_t* cairo = cairo_create(surface);
  cairo_scale(cairo, 200.0 / 72, 200.0 / 72);
  Marks marks;
  if (paper) {
    Canvas canvas(cairo);
    paper->draw(canvas);
    marks = canvas.marks;
  }
  cairo_surface_flush(surface);
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  cv::Mat three;
  cv::cvtColor(four, three, cv::COLOR_BGRA2BGR);
  return {three, marks};
}

// Drawing every pixel's grain anew takes most of the maker's time; a table of it, walked at random, looks the same.
void add_noise(cv::Mat& image, double sigma, Dice& dice) {
  std::array<float, 4096> grain;
  for (float& g : grain) g = static_cast<float>(sigma * dice.bell());
  for (int y = 0; y < image.rows; ++y) {
    auto* row = image.ptr<std::uint8_t>(y);
    std::uint32_t at = dice.bits();
    for (int x = 0; x < image.cols * image.channels(); ++x) {
      at = at * 1664525u + 1013904223u;  // Numerical Recipes' generator
      row[x] = cv::saturate_cast<std::uint8_t>(static_cast<float>(row[x]) + grain[at >> 20]);
    }
  }
}

void fold(cv::Mat& image, Dice& dice) {
  const int y = static_cast<int>(image.rows * dice.between(0.45, 0.55));
  for (int i = -3; i <= 3; ++i)
    if (y + i >= 0 && y + i < image.rows) image.row(y + i) -= cv::Scalar::all(9.0 * (4 - std::abs(i)));
}

void punch_holes(cv::Mat& image) {
  for (const double at : {-40.0, 40.0})
    cv::circle(image, {static_cast<int>(11 * dots_per_mm), static_cast<int>(image.rows / 2.0 + at * dots_per_mm)},
               static_cast<int>(3 * dots_per_mm), cv::Scalar(96, 96, 96), cv::FILLED, cv::LINE_AA);
}

void edge_shadow(cv::Mat& image, double depth) {
  const int w = static_cast<int>(5 * dots_per_mm);
  for (int x = 0; x < w; ++x) {
    const double dark = depth * std::pow(1.0 - static_cast<double>(x) / w, 2);
    image.col(image.cols - 1 - x) -= cv::Scalar::all(dark);
  }
}

bool has(const Capture& capture, const char* artifact) {
  return std::find(capture.artifacts.begin(), capture.artifacts.end(), artifact) != capture.artifacts.end();
}

cv::Matx33d as_map(const cv::Mat& affine) {
  return {affine.at<double>(0, 0),
          affine.at<double>(0, 1),
          affine.at<double>(0, 2),
          affine.at<double>(1, 0),
          affine.at<double>(1, 1),
          affine.at<double>(1, 2),
          0,
          0,
          1};
}

// Turned by the skew about the middle, paper white around.
cv::Matx33d skew(cv::Mat& image, double degrees, double paper_white) {
  if (degrees == 0) return cv::Matx33d::eye();
  const cv::Mat turn = cv::getRotationMatrix2D({image.cols / 2.0f, image.rows / 2.0f}, degrees, 1);
  cv::Mat out;
  cv::warpAffine(image, out, turn, image.size(), cv::INTER_CUBIC, cv::BORDER_CONSTANT, cv::Scalar::all(paper_white));
  image = out;
  return as_map(turn);
}

// A quarter turn or more of the whole picture.
cv::Matx33d rotate(cv::Mat& image, int rotation) {
  const double w = image.cols, h = image.rows;
  cv::Mat out;
  if (rotation == 90) {
    cv::rotate(image, out, cv::ROTATE_90_CLOCKWISE);
    image = out;
    return {0, -1, h, 1, 0, 0, 0, 0, 1};
  }
  if (rotation == 180) {
    cv::rotate(image, out, cv::ROTATE_180);
    image = out;
    return {-1, 0, w, 0, -1, h, 0, 0, 1};
  }
  if (rotation == 270) {
    cv::rotate(image, out, cv::ROTATE_90_COUNTERCLOCKWISE);
    image = out;
    return {0, 1, 0, -1, 0, w, 0, 0, 1};
  }
  return cv::Matx33d::eye();
}

cv::Matx33d scan(cv::Mat& image, const Capture& capture, Dice& dice) {
  image.convertTo(image, -1, 0.955, 4);  // paper is not white, ink not black
  const cv::Matx33d map = skew(image, capture.skew, 247);
  if (has(capture, "fold")) fold(image, dice);
  if (has(capture, "punch_holes")) punch_holes(image);
  if (has(capture, "edge_shadow")) edge_shadow(image, 70);
  cv::GaussianBlur(image, image, {}, capture.blur);
  add_noise(image, 1.1, dice);
  if (capture.mode == Capture::Mode::gray) cv::cvtColor(image, image, cv::COLOR_BGR2GRAY);
  return map;
}

// A photocopier: grey, more contrast, grain, a threshold that wanders, dirt on the glass.
cv::Matx33d copy(cv::Mat& image, const Capture& capture, Dice& dice) {
  cv::cvtColor(image, image, cv::COLOR_BGR2GRAY);
  const cv::Matx33d map = skew(image, capture.skew, 255);
  if (has(capture, "edge_shadow")) edge_shadow(image, 230);
  cv::GaussianBlur(image, image, {}, capture.blur);
  const double phase = dice.between(0, 6), tilt = dice.between(-8, 8);
  for (int y = 0; y < image.rows; ++y) {
    auto* row = image.ptr<std::uint8_t>(y);
    for (int x = 0; x < image.cols; ++x) {
      const double limit = 158 + 8 * std::sin(phase + 4.0 * y / image.rows) + tilt * x / image.cols;
      row[x] = row[x] + 13 * dice.bell() < limit ? 0 : 255;
    }
  }
  if (has(capture, "speckle"))
    for (int i = 0; i < 420; ++i)
      cv::circle(image, {dice.below(image.cols), dice.below(image.rows)}, dice.below(2), cv::Scalar(dice.unit() < 0.8 ? 0 : 255),
                 cv::FILLED);
  return map;
}

cv::Mat desk(const std::string& kind, cv::Size size, Dice& dice) {
  const cv::Scalar base = kind == "wood"   ? cv::Scalar(84, 122, 162)
                          : kind == "dark" ? cv::Scalar(52, 48, 46)
                                           : cv::Scalar(150, 152, 150);
  cv::Mat small(size.height / 4, size.width / 4, CV_8UC3, base);
  if (kind == "wood")
    for (int x = 0; x < small.cols; ++x) {
      const double grain = 10 * std::sin(x * 0.055 + 2 * std::sin(x * 0.013)) + 7 * dice.bell();
      small.col(x) += cv::Scalar(grain * 0.8, grain, grain * 1.1);
    }
  add_noise(small, 4, dice);
  cv::Mat large;
  cv::resize(small, large, size, 0, 0, cv::INTER_CUBIC);
  return large;
}

// Light falls from one side, and a hand or the phone itself keeps some of it off.
void light(cv::Mat& image, bool shadow, Dice& dice) {
  const double angle = dice.between(0, 2 * std::numbers::pi);
  cv::Mat gain(image.rows / 8, image.cols / 8, CV_32F);
  for (int y = 0; y < gain.rows; ++y)
    for (int x = 0; x < gain.cols; ++x) {
      const double along = (static_cast<double>(x) / gain.cols - 0.5) * std::cos(angle) +
                           (static_cast<double>(y) / gain.rows - 0.5) * std::sin(angle);
      gain.at<float>(y, x) = static_cast<float>(0.88 + 0.22 * along);
    }
  if (shadow) {
    cv::Mat dark(gain.size(), CV_32F, cv::Scalar(1));
    const int w = gain.cols, h = gain.rows;
    const int at = static_cast<int>(h * dice.between(0.55, 0.75));
    const std::vector<cv::Point> shape{
        {w, at}, {static_cast<int>(w * 0.45), static_cast<int>(at + h * 0.12)}, {static_cast<int>(w * 0.35), h}, {w, h}};
    cv::fillConvexPoly(dark, shape, cv::Scalar(0.66));
    cv::GaussianBlur(dark, dark, {}, 9);
    gain = gain.mul(dark);
  }
  cv::Mat full, wide;
  cv::resize(gain, full, image.size(), 0, 0, cv::INTER_LINEAR);
  cv::merge(std::vector<cv::Mat>{full * 0.94, full * 0.985, full}, wide);
  cv::Mat lit;
  image.convertTo(lit, CV_32FC3);
  lit = lit.mul(wide);
  lit.convertTo(image, CV_8UC3);
}

cv::Matx33d photograph(cv::Mat& image, const Capture& capture, Dice& dice) {
  const bool wide = image.cols > image.rows;
  const cv::Size size = wide ? cv::Size(2080, 1560) : cv::Size(1560, 2080);
  const double room =
      0.90 * std::min(static_cast<double>(size.width) / image.cols, static_cast<double>(size.height) / image.rows);
  const double w = image.cols * room, h = image.rows * room, x = (size.width - w) / 2, y = (size.height - h) / 2;
  const auto nudge = [&] { return static_cast<float>(dice.between(-0.022, 0.022) * size.width); };
  const float turn = static_cast<float>(std::tan(-capture.skew * std::numbers::pi / 180));
  const cv::Point2f from[] = {{0, 0},
                              {static_cast<float>(image.cols), 0},
                              {static_cast<float>(image.cols), static_cast<float>(image.rows)},
                              {0, static_cast<float>(image.rows)}};
  cv::Point2f to[4];
  for (int i = 0; i < 4; ++i) {
    const float px = static_cast<float>(x + from[i].x * room), py = static_cast<float>(y + from[i].y * room);
    to[i] = {px - turn * (py - size.height / 2.0f) + nudge(), py + turn * (px - size.width / 2.0f) + nudge()};
  }
  const cv::Mat warp = cv::getPerspectiveTransform(from, to);
  cv::Mat out = desk(capture.background, size, dice);
  cv::Mat mask(image.size(), CV_8U, cv::Scalar(255)), cast;
  image.convertTo(image, -1, 0.94, 6);
  cv::warpPerspective(mask, cast, warp, size);
  cv::Mat dim;
  cv::GaussianBlur(cast, dim, {}, 14);
  for (int row = 0; row < size.height; ++row)
    for (int column = 0; column < size.width; ++column)
      out.at<cv::Vec3b>(row, column) *= 1 - 0.45 * dim.at<std::uint8_t>(std::max(0, row - 10), std::max(0, column - 8)) / 255.0;
  cv::warpPerspective(image, out, warp, size, cv::INTER_AREA, cv::BORDER_TRANSPARENT);
  light(out, has(capture, "shadow"), dice);
  cv::GaussianBlur(out, out, {}, capture.blur);
  add_noise(out, 1.3, dice);
  image = out;
  cv::Mat map64;
  warp.convertTo(map64, CV_64F);
  return cv::Matx33d(map64.ptr<double>());
}

Json box_of(const Place& place, const cv::Matx33d& map) {
  double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
  for (const auto& [x, y] : {std::pair{place.x, place.y}, std::pair{place.x + place.w, place.y},
                             std::pair{place.x, place.y + place.h}, std::pair{place.x + place.w, place.y + place.h}}) {
    const cv::Vec3d p = map * cv::Vec3d(x * dots_per_mm, y * dots_per_mm, 1);
    left = std::min(left, p[0] / p[2]), right = std::max(right, p[0] / p[2]);
    top = std::min(top, p[1] / p[2]), bottom = std::max(bottom, p[1] / p[2]);
  }
  const long l = std::lround(left), t = std::lround(top);
  return Json::array({l, t, std::lround(right) - l, std::lround(bottom) - t});
}

}  // namespace

Json marks_of(const Marks& marks, const cv::Matx33d& map) {
  Json out{{"seals", Json::array()}, {"signatures", Json::array()}, {"codes", Json::array()}};
  for (const auto& seal : marks.seals)
    out["seals"].push_back({{"box", box_of(seal.box, map)}, {"shape", seal.shape}, {"colour", "red"}, {"text", seal.text}});
  for (const auto& signature : marks.signatures)
    out["signatures"].push_back({{"box", box_of(signature.box, map)}, {"name", signature.name}});
  for (const auto& code : marks.codes)
    out["codes"].push_back({{"box", box_of(code.box, map)}, {"symbology", code.symbology}, {"payload", code.payload}});
  return out;
}

Shot shoot(const Paper* paper, const Capture& capture) {
  auto [image, marks] = render(paper);
  Dice dice(capture.seed);
  cv::Matx33d map = cv::Matx33d::eye();
  switch (capture.level) {
    case Capture::Level::digital: break;
    case Capture::Level::scan: map = scan(image, capture, dice); break;
    case Capture::Level::copy: map = copy(image, capture, dice); break;
    case Capture::Level::phone: map = photograph(image, capture, dice); break;
  }
  map = rotate(image, capture.rotation) * map;
  return {image, marks_of(marks, map)};
}

}  // namespace claimpack::samples
