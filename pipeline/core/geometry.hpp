// Places on a page. Pixels, x to the right, y down, from the upper left corner.
#pragma once

#include <algorithm>
#include <array>

namespace claimpack::core {

struct Point {
  double x = 0, y = 0;
};

// Upright rectangle in pixels; w, h > 0 where it holds anything.
struct Box {
  int x = 0, y = 0, w = 0, h = 0;

  int right() const { return x + w; }
  int bottom() const { return y + h; }
  double center_x() const { return x + w / 2.0; }
  double center_y() const { return y + h / 2.0; }
  long long area() const { return static_cast<long long>(w) * h; }
  bool empty() const { return w <= 0 || h <= 0; }
  bool operator==(const Box&) const = default;
};

inline Box intersect(const Box& a, const Box& b) {
  const int x = std::max(a.x, b.x), y = std::max(a.y, b.y);
  return {x, y, std::max(0, std::min(a.right(), b.right()) - x), std::max(0, std::min(a.bottom(), b.bottom()) - y)};
}

inline Box unite(const Box& a, const Box& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  const int x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

// A plane projective map (3 x 3, row by row) between two pixel spaces of one page, applied to points:
// (x, y, 1) -> (u, v, w) -> (u / w, v / w). The last element is 1.
struct PageMap {
  std::array<double, 9> m{1, 0, 0, 0, 1, 0, 0, 0, 1};

  Point apply(Point p) const;
  // The smallest upright box around the four mapped corners.
  Box apply(const Box& box) const;
  PageMap inverse() const;
  // First this map, then the other.
  PageMap then(const PageMap& next) const;
};

}  // namespace claimpack::core
