#include "clean/drawn.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>
#include <random>

namespace claimpack::clean::drawn {

void row(cv::Mat& page, cv::Point at, int characters, int size, int seed) {
  std::mt19937 random(static_cast<unsigned>(seed));
  const auto upto = [&](int n) { return int(random() % static_cast<unsigned>(n)); };
  for (int c = 0; c < characters; ++c) {
    const cv::Point corner = at + cv::Point(c * (size + size / 4), 0);
    const int inner = size - 2;
    for (int k = 0; k < 2; ++k) {
      const int y = upto(inner), x = upto(inner);
      cv::line(page, corner + cv::Point(0, y), corner + cv::Point(inner, y), cv::Scalar::all(20), 2);
      cv::line(page, corner + cv::Point(x, 0), corner + cv::Point(x, inner), cv::Scalar::all(20), 2);
    }
    cv::line(page, corner + cv::Point(upto(inner), 0), corner + cv::Point(upto(inner), inner), cv::Scalar::all(20), 2);
  }
}

cv::Mat print(int seed, int page_width, int page_height) {
  cv::Mat page(page_height, page_width, CV_8U, cv::Scalar(255));
  std::mt19937 random(static_cast<unsigned>(seed));
  const int size = 18, pitch = 34, left = page_width / 8, step = size + size / 4;
  for (int y = page_height / 10; y < page_height * 9 / 10; y += pitch) {
    const int most = page_width * 3 / 4 / step, characters = most / 2 + int(random() % static_cast<unsigned>(most / 2 + 1));
    row(page, {left, y}, characters, size, int(random()));
  }
  return page;
}

cv::Mat in_colour(const cv::Mat& grey) {
  cv::Mat colour;
  cv::cvtColor(grey, colour, cv::COLOR_GRAY2BGR);
  return colour;
}

void seal(cv::Mat& page, cv::Point centre, cv::Size half_axes, const cv::Scalar& ink, double turn) {
  const double t = turn * CV_PI / 180;
  const auto place = [&](double u, double v) {
    return centre +
           cv::Point(int(std::lround(u * std::cos(t) - v * std::sin(t))), int(std::lround(u * std::sin(t) + v * std::cos(t))));
  };
  cv::ellipse(
      page,
      cv::RotatedRect(cv::Point2f(centre), cv::Size2f(2.f * float(half_axes.width), 2.f * float(half_axes.height)), float(turn)),
      ink, 6, cv::LINE_AA);
  std::mt19937 random(11);
  const double a = half_axes.width, b = half_axes.height, high = 0.2 * b;
  for (int i = 0; i < 11; ++i) {
    // Each character two strokes along the arc and two across.
    const double angle = (150 + 24 * i) * CV_PI / 180, broad = 0.11;
    const auto at = [&](double along, double depth) {
      return place((a - 0.14 * b - depth) * std::cos(angle + along), (b - 0.14 * b - depth) * std::sin(angle + along));
    };
    for (const double depth : {0.0, double(random() % 8) / 8 * high})
      cv::line(page, at(-broad, depth), at(broad, depth), ink, 3, cv::LINE_AA);
    for (const double along : {0.0, (double(random() % 8) / 4 - 1) * broad})
      cv::line(page, at(along, 0), at(along, high), ink, 3, cv::LINE_AA);
  }
  cv::circle(page, centre, int(0.16 * b), ink, cv::FILLED, cv::LINE_AA);
  for (int i = -2; i <= 2; ++i) {
    const double u = i * 0.16 * b, v = 0.5 * b;
    cv::line(page, place(u - 0.05 * b, v), place(u + 0.05 * b, v), ink, 3, cv::LINE_AA);
    cv::line(page, place(u, v - 0.07 * b), place(u, v + 0.07 * b), ink, 3, cv::LINE_AA);
  }
}

std::vector<core::Point> put_dots(cv::Mat& page) {
  std::vector<core::Point> dots;
  for (const double fx : {0.14, 0.5, 0.86})
    for (const double fy : {0.15, 0.5, 0.85}) {
      const cv::Point at(int(page.cols * fx), int(page.rows * fy));
      cv::circle(page, at, 22, cv::Scalar::all(255), cv::FILLED);
      cv::circle(page, at, 5, cv::Scalar::all(0), cv::FILLED);
      dots.push_back({at.x + 0.5, at.y + 0.5});
    }
  return dots;
}

double distance_to_dot(const core::Image& image, core::Point place) {
  const cv::Mat page = view(image);
  double mass = 0, sx = 0, sy = 0;
  for (int y = int(place.y) - 11; y <= int(place.y) + 11; ++y)
    for (int x = int(place.x) - 11; x <= int(place.x) + 11; ++x) {
      if (x < 0 || y < 0 || x >= page.cols || y >= page.rows) continue;
      const int grey = page.channels() == 1 ? page.at<uchar>(y, x) : page.at<cv::Vec3b>(y, x)[1];
      const double ink = grey < 200 ? 255 - grey : 0;
      mass += ink, sx += ink * (x + 0.5), sy += ink * (y + 0.5);
    }
  if (mass < 20 * 255) return 1e9;
  return std::hypot(sx / mass - place.x, sy / mass - place.y);
}

core::Page page_of(const cv::Mat& pixels) {
  core::Page page;
  page.origin = {"drawn.png", 1};
  page.dpi = dpi;
  page.pixels = core::Image(pixels.cols, pixels.rows, pixels.channels());
  const std::size_t row_bytes = std::size_t(pixels.cols) * std::size_t(pixels.channels());
  for (int y = 0; y < pixels.rows; ++y)
    std::memcpy(page.pixels.bytes.data() + std::size_t(y) * row_bytes, pixels.ptr(y), row_bytes);
  return page;
}

cv::Mat skewed(const cv::Mat& page, double degrees) {
  cv::Mat out;
  const cv::Mat turn = cv::getRotationMatrix2D({page.cols / 2.0f, page.rows / 2.0f}, degrees, 1);
  cv::warpAffine(page, out, turn, page.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar::all(255));
  return out;
}

cv::Mat view(const core::Image& image) {
  return cv::Mat(image.height, image.width, CV_8UC(image.channels), const_cast<std::uint8_t*>(image.bytes.data()));
}

}  // namespace claimpack::clean::drawn
