#include "receive/ofd_path.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>

namespace claimpack::receive {

namespace {

constexpr double number_max = 1e7;

class Operands {
 public:
  explicit Operands(std::string_view data) : data_(data) {}

  // The next letter; 0 at the end or where something else stands.
  char letter() {
    skip();
    if (at_ >= data_.size()) return 0;
    const char c = data_[at_];
    const char upper = c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c;
    if (upper < 'A' || upper > 'Z') return 0;
    ++at_;
    return upper;
  }
  bool number_follows() {
    skip();
    return at_ < data_.size() &&
           (data_[at_] == '-' || data_[at_] == '+' || data_[at_] == '.' || (data_[at_] >= '0' && data_[at_] <= '9'));
  }
  template <std::size_t N>
  std::optional<std::array<double, N>> numbers() {
    std::array<double, N> found{};
    for (double& value : found) {
      if (!number_follows()) return std::nullopt;
      if (data_[at_] == '+') ++at_;
      const auto [end, fault] = std::from_chars(data_.data() + at_, data_.data() + data_.size(), value);
      if (fault != std::errc() || !std::isfinite(value) || std::abs(value) > number_max) return std::nullopt;
      at_ = std::size_t(end - data_.data());
    }
    return found;
  }

 private:
  void skip() {
    while (at_ < data_.size() &&
           (data_[at_] == ' ' || data_[at_] == '\t' || data_[at_] == '\n' || data_[at_] == '\r' || data_[at_] == ','))
      ++at_;
  }
  std::string_view data_;
  std::size_t at_ = 0;
};

struct Ellipse {
  double rx, ry, turn;  // radians
  bool large, sweep;
};

// An elliptical arc from the current point as Bézier curves, by the end point form of SVG 1.1, appendix F.6.5.
void add_arc(cairo_t* cairo, Ellipse e, double x2, double y2) {
  double x1 = 0, y1 = 0;
  cairo_get_current_point(cairo, &x1, &y1);
  if (e.rx < 1e-9 || e.ry < 1e-9 || (x1 == x2 && y1 == y2)) return cairo_line_to(cairo, x2, y2);
  const double c = std::cos(e.turn), s = std::sin(e.turn);
  const double dx = (x1 - x2) / 2, dy = (y1 - y2) / 2, px = c * dx + s * dy, py = -s * dx + c * dy;
  const double outside = px * px / (e.rx * e.rx) + py * py / (e.ry * e.ry);
  if (outside > 1) e.rx *= std::sqrt(outside), e.ry *= std::sqrt(outside);
  const double a = e.rx * e.rx * py * py + e.ry * e.ry * px * px;
  const double k = (e.large == e.sweep ? -1 : 1) * std::sqrt(std::max(0.0, (e.rx * e.rx * e.ry * e.ry - a) / a));
  const double qx = k * e.rx * py / e.ry, qy = -k * e.ry * px / e.rx;
  const double cx = c * qx - s * qy + (x1 + x2) / 2, cy = s * qx + c * qy + (y1 + y2) / 2;
  const double from = std::atan2((py - qy) / e.ry, (px - qx) / e.rx);
  double sweep = std::atan2((-py - qy) / e.ry, (-px - qx) / e.rx) - from;
  if (e.sweep && sweep < 0) sweep += 2 * std::numbers::pi;
  if (!e.sweep && sweep > 0) sweep -= 2 * std::numbers::pi;
  const int pieces = std::max(1, int(std::ceil(std::abs(sweep) / (std::numbers::pi / 2))));
  const double step = sweep / pieces, reach = 4.0 / 3 * std::tan(step / 4);
  const auto point = [&](double ux, double uy) {
    return std::pair{cx + c * e.rx * ux - s * e.ry * uy, cy + s * e.rx * ux + c * e.ry * uy};
  };
  for (int i = 0; i < pieces; ++i) {
    const double t = from + step * i, u = t + step;
    const auto [ax, ay] = point(std::cos(t) - reach * std::sin(t), std::sin(t) + reach * std::cos(t));
    const auto [bx, by] = point(std::cos(u) + reach * std::sin(u), std::sin(u) - reach * std::cos(u));
    const auto [ex, ey] = i + 1 == pieces ? std::pair{x2, y2} : point(std::cos(u), std::sin(u));
    cairo_curve_to(cairo, ax, ay, bx, by, ex, ey);
  }
}

// One step of the path by its letter; false where its operands are not there.
bool add_step(cairo_t* cairo, char letter, Operands& operands) {
  if (letter == 'C' || letter == 'Z') {
    cairo_close_path(cairo);
    return true;
  }
  if (letter != 'M' && letter != 'S' && cairo_has_current_point(cairo) == 0) cairo_move_to(cairo, 0, 0);
  if (letter == 'M' || letter == 'S' || letter == 'L') {
    const auto p = operands.numbers<2>();
    if (!p) return false;
    if (letter == 'L') cairo_line_to(cairo, (*p)[0], (*p)[1]);
    else cairo_move_to(cairo, (*p)[0], (*p)[1]);
    return true;
  }
  if (letter == 'Q') {
    const auto p = operands.numbers<4>();
    if (!p) return false;
    double x0 = 0, y0 = 0;
    cairo_get_current_point(cairo, &x0, &y0);
    const auto& [cx, cy, x, y] = *p;
    cairo_curve_to(cairo, x0 + (cx - x0) * 2 / 3, y0 + (cy - y0) * 2 / 3, x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3, x, y);
    return true;
  }
  if (letter == 'B') {
    const auto p = operands.numbers<6>();
    if (p) cairo_curve_to(cairo, (*p)[0], (*p)[1], (*p)[2], (*p)[3], (*p)[4], (*p)[5]);
    return p.has_value();
  }
  if (letter != 'A') return false;
  const auto p = operands.numbers<7>();
  if (!p) return false;
  const auto& [rx, ry, degrees, large, sweep, x, y] = *p;
  add_arc(cairo, {std::abs(rx), std::abs(ry), degrees * std::numbers::pi / 180, large != 0, sweep != 0}, x, y);
  return true;
}

}  // namespace

int add_abbreviated_path(cairo_t* cairo, std::string_view data, int segments_max) {
  Operands operands(data);
  int segments = 0;
  char letter = 0;
  while (segments < segments_max) {
    // Some programs leave the letter out where it is the one before.
    if (const char next = operands.letter()) letter = next;
    else if (!operands.number_follows() || letter == 0 || letter == 'C' || letter == 'Z') break;
    if (!add_step(cairo, letter, operands)) break;
    ++segments;
  }
  return segments;
}

}  // namespace claimpack::receive
