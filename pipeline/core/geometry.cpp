#include "core/geometry.hpp"

#include <cmath>

namespace claimpack::core {

Point PageMap::apply(Point p) const {
  const double u = m[0] * p.x + m[1] * p.y + m[2];
  const double v = m[3] * p.x + m[4] * p.y + m[5];
  const double w = m[6] * p.x + m[7] * p.y + m[8];
  return {u / w, v / w};
}

Box PageMap::apply(const Box& box) const {
  const Point corners[] = {apply(Point{double(box.x), double(box.y)}), apply(Point{double(box.right()), double(box.y)}),
                           apply(Point{double(box.right()), double(box.bottom())}),
                           apply(Point{double(box.x), double(box.bottom())})};
  double left = corners[0].x, right = left, top = corners[0].y, bottom = top;
  for (const Point& c : corners) {
    left = std::min(left, c.x), right = std::max(right, c.x);
    top = std::min(top, c.y), bottom = std::max(bottom, c.y);
  }
  const int x = int(std::floor(left + 0.01)), y = int(std::floor(top + 0.01));
  return {x, y, std::max(1, int(std::ceil(right - 0.01)) - x), std::max(1, int(std::ceil(bottom - 0.01)) - y)};
}

PageMap PageMap::inverse() const {
  const auto& a = m;
  PageMap r;
  r.m = {a[4] * a[8] - a[5] * a[7], a[2] * a[7] - a[1] * a[8], a[1] * a[5] - a[2] * a[4],
         a[5] * a[6] - a[3] * a[8], a[0] * a[8] - a[2] * a[6], a[2] * a[3] - a[0] * a[5],
         a[3] * a[7] - a[4] * a[6], a[1] * a[6] - a[0] * a[7], a[0] * a[4] - a[1] * a[3]};
  const double last = r.m[8];
  for (double& v : r.m) v /= last;
  return r;
}

PageMap PageMap::then(const PageMap& next) const {
  PageMap r;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) {
      r.m[i * 3 + j] = 0;
      for (int k = 0; k < 3; ++k) r.m[i * 3 + j] += next.m[i * 3 + k] * m[k * 3 + j];
    }
  const double last = r.m[8];
  for (double& v : r.m) v /= last;
  return r;
}

}  // namespace claimpack::core
