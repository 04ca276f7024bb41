#ifdef CLAIMPACK_HAS_ONNX

#include "read/join.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <utility>

namespace claimpack::read {

namespace {

constexpr double level_degrees = 2;      // as crops.cpp: up to here a line is cut out without being turned
constexpr double rows_shared_min = 0.7;  // of the lower box's height
constexpr double heights_apart_max = 1.45;
constexpr double blank_max = 1.2;  // of the lower box's height: a column's gap is wider, a character's narrower
constexpr double square_max = 1.6;
constexpr double spaced_max = 0.8;  // of the lower box's height
constexpr int ink_below = 160;

// The angle of a nearly square box is an accident.
bool is_level(const cv::RotatedRect& place) {
  if (std::max(place.size.width, place.size.height) < square_max * std::min(place.size.width, place.size.height)) return true;
  const bool upright = place.size.width < place.size.height;
  double angle = place.angle + (upright ? 90 : 0);
  while (angle > 90) angle -= 180;
  return std::abs(angle) < level_degrees;
}

// Of a square that lies on its corner the sides, not what encloses it.
cv::Rect box_of(const cv::RotatedRect& place) {
  const cv::Rect around = place.boundingRect();
  const float side = std::max(place.size.width, place.size.height);
  if (side >= square_max * std::min(place.size.width, place.size.height) || float(around.width) <= side * 1.1f) return around;
  return {cv::Point(int(place.center.x - side / 2), int(place.center.y - side / 2)), cv::Size(int(side), int(side))};
}

bool is_square(const cv::Rect& box) { return box.width < square_max * box.height; }

struct Piece {
  cv::Rect box;
  std::size_t index;  // into the boxes
};

bool of_one_row(const cv::Rect& a, const cv::Rect& b) {
  const int lower = std::min(a.height, b.height), higher = std::max(a.height, b.height);
  const int shared = std::min(a.br().y, b.br().y) - std::max(a.y, b.y);
  return shared >= rows_shared_min * lower && higher <= heights_apart_max * lower;
}

bool ruled_apart(const cv::Rect& left, const cv::Rect& right, const std::vector<core::Rule>& rules) {
  const int from = std::min(left.br().x, right.x) - 2, to = std::max(left.br().x, right.x) + 2;
  const int middle = (std::max(left.y, right.y) + std::min(left.br().y, right.br().y)) / 2;
  return std::any_of(rules.begin(), rules.end(), [&](const core::Rule& rule) {
    return !rule.horizontal && rule.box.y <= middle && rule.box.y + rule.box.h >= middle && rule.box.x + rule.box.w >= from &&
           rule.box.x <= to;
  });
}

// The widest run of columns without ink in `rows` that the seam, or what lies between the boxes, belongs to.
int blank_at(const cv::Mat& text, const cv::Rect& left, const cv::Rect& right) {
  const cv::Rect whole = (left | right) & cv::Rect(0, 0, text.cols, text.rows);
  cv::Mat darkest;
  cv::reduce(text(whole), darkest, 0, cv::REDUCE_MIN);
  const auto blank = [&](int x) { return darkest.at<uchar>(x - whole.x) >= ink_below; };
  int widest = 0;
  const int seam_from = std::min(left.br().x, right.x), seam_to = std::max(left.br().x, right.x);
  for (int x = std::max(whole.x, seam_from); x <= std::min(whole.br().x - 1, seam_to); ++x) {
    if (!blank(x)) continue;
    int from = x, to = x;
    while (from > whole.x && blank(from - 1)) --from;
    while (to + 1 < whole.br().x && blank(to + 1)) ++to;
    widest = std::max(widest, to - from + 1);
    x = to;
  }
  return widest;
}

}  // namespace

std::vector<TextBox> join_touching(std::vector<TextBox> boxes, const cv::Mat& text, const std::vector<core::Rule>& rules) {
  std::vector<Piece> pieces;
  const cv::Rect page(0, 0, text.cols, text.rows);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const cv::Rect box = box_of(boxes[i].place) & page;
    if (is_level(boxes[i].place) && box.width > 2 && box.height > 2) pieces.push_back({box, i});
  }
  std::sort(pieces.begin(), pieces.end(),
            [](const Piece& a, const Piece& b) { return std::pair(a.box.x, a.box.y) < std::pair(b.box.x, b.box.y); });
  std::vector<bool> gone(boxes.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (gone[pieces[i].index]) continue;
    cv::Rect& left = pieces[i].box;
    bool grown = false;
    for (std::size_t k = i + 1; k < pieces.size() && pieces[k].box.x <= left.br().x + left.height; ++k) {
      const cv::Rect& right = pieces[k].box;
      // One character alone was spaced from its neighbour: 性 别, 出 生.
      const bool single = is_square(left) || is_square(right);
      if (right.x > left.br().x + (single ? int(spaced_max * std::min(left.height, right.height)) : 0)) continue;
      if (gone[pieces[k].index] || right.br().x <= left.br().x || !of_one_row(left, right)) continue;
      if (ruled_apart(left, right, rules) || blank_at(text, left, right) > blank_max * std::min(left.height, right.height))
        continue;
      TextBox& kept = boxes[pieces[i].index];
      kept.score = std::min(kept.score, boxes[pieces[k].index].score);
      gone[pieces[k].index] = true;
      left |= right, grown = true;
    }
    if (grown)
      boxes[pieces[i].index].place =
          cv::RotatedRect(cv::Point2f(float(left.x) + float(left.width) / 2, float(left.y) + float(left.height) / 2),
                          cv::Size2f(float(left.width), float(left.height)), 0);
  }
  std::vector<TextBox> joined;
  for (std::size_t i = 0; i < boxes.size(); ++i)
    if (!gone[i]) joined.push_back(boxes[i]);
  return joined;
}

}  // namespace claimpack::read

#endif
