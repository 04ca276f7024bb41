#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "clean/raster.hpp"

namespace claimpack::clean {

namespace {

std::vector<cv::Point2f> clockwise_from_upper_left(const std::vector<cv::Point>& corners) {
  std::vector<cv::Point2f> by(corners.begin(), corners.end());
  cv::Point2f centre(0, 0);
  for (const auto& p : by) centre += p * 0.25f;
  std::sort(by.begin(), by.end(), [&](const cv::Point2f& a, const cv::Point2f& b) {
    return std::atan2(a.y - centre.y, a.x - centre.x) < std::atan2(b.y - centre.y, b.x - centre.x);
  });
  const auto first =
      std::min_element(by.begin(), by.end(), [](const cv::Point2f& a, const cv::Point2f& b) { return a.x + a.y < b.x + b.y; });
  std::rotate(by.begin(), first, by.end());
  return by;
}

// The sheet as the large bright region of low colour, against a table that is darker or more coloured.
cv::Mat sheet_mask(const cv::Mat& small) {
  cv::Mat value;
  if (small.channels() == 3) {
    cv::Mat hsv, channels[3];
    cv::cvtColor(small, hsv, cv::COLOR_BGR2HSV);
    cv::split(hsv, channels);
    cv::addWeighted(channels[2], 1.0, channels[1], -0.6, 40, value);
  } else {
    value = small.clone();
  }
  // Print and cards on the sheet must not tear it: close first, over about 4 % of the picture.
  cv::morphologyEx(value, value, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_ELLIPSE, {25, 25}));
  cv::GaussianBlur(value, value, {7, 7}, 0);
  cv::Mat mask;
  cv::threshold(value, mask, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
  return mask;
}

double mean_within(const cv::Mat& grey, const cv::Mat& mask) { return cv::mean(grey, mask)[0]; }

}  // namespace

std::optional<std::vector<cv::Point2f>> find_sheet(const cv::Mat& pixels) {
  const double scale = std::min(1.0, 640.0 / std::max(pixels.cols, pixels.rows));
  const cv::Mat small = shrunk(pixels, scale);
  cv::Mat mask = sheet_mask(small);
  std::vector<std::vector<cv::Point>> contours;
  cv::findContours(mask, contours, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
  if (contours.empty()) return {};
  const auto& largest = *std::max_element(contours.begin(), contours.end(),
                                          [](const auto& a, const auto& b) { return cv::contourArea(a) < cv::contourArea(b); });
  std::vector<cv::Point> hull, corners;
  cv::convexHull(largest, hull);
  const double area = cv::contourArea(hull), whole = double(small.total());
  if (area < 0.25 * whole || area > 0.985 * whole || cv::contourArea(largest) < 0.85 * area) return {};
  for (double slack = 0.01; slack < 0.08; slack += 0.005) {
    cv::approxPolyDP(hull, corners, slack * cv::arcLength(hull, true), true);
    if (corners.size() <= 4) break;
  }
  if (corners.size() != 4 || cv::contourArea(corners) < 0.93 * area) return {};

  // The surroundings must differ from the sheet, else this is a grey area on a flat scan.
  cv::Mat inside(small.size(), CV_8U, cv::Scalar(0));
  cv::fillConvexPoly(inside, corners, 255);
  // Of the paper, not of the print on it; and the table must begin with a step, not with a shadow's slow fall.
  cv::Mat grey;
  cv::morphologyEx(grey_of(small), grey, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_ELLIPSE, {15, 15}));
  cv::Mat outside = 255 - inside;
  cv::erode(outside, outside, cv::getStructuringElement(cv::MORPH_RECT, {5, 5}));
  if (cv::countNonZero(outside) < 0.01 * whole) return {};
  if (mean_within(grey, inside) - mean_within(grey, outside) < 25) return {};
  cv::Mat near_in, near_out;
  cv::erode(inside, near_in, cv::getStructuringElement(cv::MORPH_RECT, {13, 13}));
  near_in = inside & ~near_in;
  cv::dilate(inside, near_out, cv::getStructuringElement(cv::MORPH_RECT, {13, 13}));
  near_out = near_out & ~inside;
  if (cv::countNonZero(near_out) > 0 && mean_within(grey, near_in) - mean_within(grey, near_out) < 18) return {};

  std::vector<cv::Point2f> found = clockwise_from_upper_left(corners);
  for (auto& p : found) p *= float(1 / scale);
  return found;
}

}  // namespace claimpack::clean
