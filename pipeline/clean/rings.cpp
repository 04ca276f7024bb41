#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "clean/rings.hpp"

namespace claimpack::clean {

namespace {

// Official seals are 30–50 mm across, oval ones about 45 × 30 mm, the ministry's on a bill about 30 × 20 mm (国发〔1999〕25号,
// 财政票据管理办法, GA 241.1). A photograph's scale is only known by the sheet's size, so that the range is wide.
constexpr double mm = 25.4;
constexpr double width_mm_min = 21, width_mm_max = 66, height_mm_min = 17;
constexpr int directions = 180;
constexpr double line_min = 0.45;  // of the directions; seals have 0.5 and more after what stands beside is taken off

double at(const cv::Mat& ink, double x, double y) {
  if (x < 0 || y < 0) return -1;
  const int x0 = int(x), y0 = int(y);
  if (x0 + 1 >= ink.cols || y0 + 1 >= ink.rows) return -1;
  const double fx = x - x0, fy = y - y0;
  const auto *r0 = ink.ptr(y0), *r1 = ink.ptr(y0 + 1);
  return (r0[x0] * (1 - fx) + r0[x0 + 1] * fx) * (1 - fy) + (r1[x0] * (1 - fx) + r1[x0 + 1] * fx) * fy;
}

struct Edge {
  float x, y, nx, ny;  // the normal points into the ink
};

// Outer and inner edges of strokes. Strokes along the page's own axes (rules, most of the strokes of print) tell little and
// are left out; a ring loses a tenth of its outline by that.
std::vector<Edge> edges_of(const cv::Mat& ink, int steep_min) {
  cv::Mat gx, gy;
  cv::Sobel(ink, gx, CV_16S, 1, 0, 3);
  cv::Sobel(ink, gy, CV_16S, 0, 1, 3);
  std::vector<Edge> edges;
  for (int y = 1; y + 1 < ink.rows; ++y) {
    const auto *px = gx.ptr<short>(y), *py = gy.ptr<short>(y);
    for (int x = 1; x + 1 < ink.cols; ++x) {
      const int ax = std::abs(px[x]), ay = std::abs(py[x]);
      if (ax + ay < steep_min || 12 * ax < ay || 12 * ay < ax) continue;
      edges.push_back({float(x), float(y), float(px[x]), float(py[x])});
    }
  }
  return edges;
}

struct Centre {
  double x = 0, y = 0;
  int votes = 0;
};

// Where the normals of the outer edges meet, the page's width squeezed by `aspect` so that ovals meet as circles do.
std::vector<Centre> vote(const std::vector<Edge>& edges, cv::Size size, double aspect, int radius_min, int radius_max) {
  constexpr int cell = 2;
  const int pad = radius_min;
  cv::Mat votes(int(size.height + 2 * pad) / cell + 2, int(size.width / aspect + 2 * pad) / cell + 2, CV_16U, cv::Scalar(0));
  for (const Edge& edge : edges) {
    const float nx = edge.nx * float(aspect), length = std::sqrt(nx * nx + edge.ny * edge.ny);
    const float ux = nx / length / cell, uy = edge.ny / length / cell;
    float x = (edge.x / float(aspect) + float(pad)) / cell + ux * float(radius_min),
          y = (edge.y + float(pad)) / cell + uy * float(radius_min);
    for (int r = radius_min; r <= radius_max; r += cell, x += ux * cell, y += uy * cell) {
      if (x < 0 || y < 0 || x >= float(votes.cols) || y >= float(votes.rows)) break;
      ++votes.ptr<ushort>(int(y))[int(x)];
    }
  }
  cv::Mat sums;
  cv::boxFilter(votes, sums, CV_16U, {3, 3}, {-1, -1}, false);
  std::vector<Centre> found;
  // A ring of the smallest size of which a quarter of the outer edge tells.
  const int least = std::max(30, int(0.25 * 2 * CV_PI * radius_min));
  for (int i = 0; i < 8; ++i) {
    double most = 0;
    cv::Point place;
    cv::minMaxLoc(sums, nullptr, &most, nullptr, &place);
    if (most < least) break;
    found.push_back({((place.x + 0.5) * cell - pad) * aspect, (place.y + 0.5) * cell - pad, int(most)});
    cv::circle(sums, place, radius_min / 3 / cell + 1, cv::Scalar(0), cv::FILLED);
  }
  return found;
}

// How strongly a stroke of a ring's line shows at a place: ink there, paper to both sides.
double stroke(const std::vector<double>& profile, int r, int reach) {
  const auto value = [&](int i) { return i < 0 || i >= int(profile.size()) ? 0.0 : std::max(0.0, profile[std::size_t(i)]); };
  const double outside = std::min({value(r + reach), value(r + reach + 1), value(r + reach - 1)});
  const double inside = std::min({value(r - reach), value(r - reach - 1), value(r - reach + 1)});
  return std::clamp(value(r) - std::max(outside, inside), 0.0, 120.0);
}

struct Polar {
  double aspect = 1;
  int first = 0;                              // radius of the first column
  std::vector<std::vector<double>> strength;  // [direction][radius - first]
};

Polar unroll(const cv::Mat& ink, const Centre& centre, double aspect, int radius_min, int radius_max) {
  Polar polar{aspect, std::max(4, int(radius_min * 0.85)), {}};
  const int last = int(radius_max * 1.12), reach = 4;
  std::vector<double> profile(std::size_t(last - polar.first + 1 + 2 * reach));
  for (int d = 0; d < directions; ++d) {
    const double angle = d * CV_2PI / directions, ux = std::cos(angle) * aspect, uy = std::sin(angle);
    for (std::size_t i = 0; i < profile.size(); ++i) {
      const double r = polar.first - reach + double(i);
      profile[i] = at(ink, centre.x + ux * r, centre.y + uy * r);
    }
    std::vector<double> row(std::size_t(last - polar.first + 1));
    for (int r = 0; r < int(row.size()); ++r) row[std::size_t(r)] = stroke(profile, r + reach, reach);
    polar.strength.push_back(std::move(row));
  }
  return polar;
}

// Radii at which most directions have a stroke within 4 %, best first.
std::vector<int> likely_radii(const Polar& polar) {
  const int count = int(polar.strength.front().size());
  std::vector<std::pair<double, int>> sums;
  for (int r = 0; r < count; ++r) {
    const int slack = std::max(1, int((polar.first + r) * 0.04));
    double sum = 0;
    for (const auto& row : polar.strength) {
      double best = 0;
      for (int i = std::max(0, r - slack); i <= std::min(count - 1, r + slack); ++i) best = std::max(best, row[std::size_t(i)]);
      sum += best;
    }
    sums.push_back({sum, r});
  }
  std::sort(sums.rbegin(), sums.rend());
  std::vector<int> radii;
  for (const auto& [sum, r] : sums) {
    if (radii.size() >= 3) break;
    if (std::none_of(radii.begin(), radii.end(), [&](int known) { return std::abs(known - r) < 5; })) radii.push_back(r);
  }
  return radii;
}

// The strongest path around at about the radius: it may wander by a tenth, slowly (dynamic programming over directions).
std::vector<cv::Point2f> trace(const Polar& polar, const Centre& centre, int radius) {
  const int count = int(polar.strength.front().size()), slack = std::max(3, (polar.first + radius) / 8);
  const int low = std::max(0, radius - slack), high = std::min(count - 1, radius + slack), width = high - low + 1;
  std::vector<std::vector<signed char>> steps(directions, std::vector<signed char>(std::size_t(width), 0));
  std::vector<double> sums(std::size_t(width), 0), next(std::size_t(width), 0);
  for (int d = 0; d < directions; ++d) {
    for (int i = 0; i < width; ++i) {
      int from = i;
      for (const int step : {-1, 1})
        if (i + step >= 0 && i + step < width && sums[std::size_t(i + step)] - 4 > sums[std::size_t(from)]) from = i + step;
      next[std::size_t(i)] = sums[std::size_t(from)] + polar.strength[std::size_t(d)][std::size_t(low + i)];
      steps[std::size_t(d)][std::size_t(i)] = static_cast<signed char>(from - i);
    }
    sums.swap(next);
  }
  int i = int(std::max_element(sums.begin(), sums.end()) - sums.begin());
  std::vector<cv::Point2f> points;
  for (int d = directions - 1; d >= 0; --d) {
    if (polar.strength[std::size_t(d)][std::size_t(low + i)] >= 24) {
      const double angle = d * CV_2PI / directions, r = polar.first + low + i;
      points.push_back({float(centre.x + std::cos(angle) * polar.aspect * r), float(centre.y + std::sin(angle) * r)});
    }
    i += steps[std::size_t(d)][std::size_t(i)];
  }
  return points;
}

// How far a point is from an ellipse, about along the radius.
double off_outline(const Outline& o, cv::Point2f p) {
  const double c = std::cos(o.turn), s = std::sin(o.turn), x = p.x - o.centre.x, y = p.y - o.centre.y;
  const double u = (x * c + y * s) / o.half_width, v = (-x * s + y * c) / o.half_height, k = std::hypot(u, v);
  return k < 1e-9 ? o.half_height : std::abs(1 - 1 / k) * std::hypot(x, y);
}

std::optional<Outline> fit(std::vector<cv::Point2f> points) {
  Outline outline;
  for (int round = 0; round < 4; ++round) {
    if (int(points.size()) < directions * 3 / 10) return std::nullopt;
    const cv::RotatedRect box = cv::fitEllipseDirect(points);
    // A degenerate fit gives anything, not-a-number too.
    if (!(box.size.width > 4 && box.size.height > 4 && box.size.width < 4000 && box.size.height < 4000)) return std::nullopt;
    if (!(std::abs(box.center.x) < 1e4f && std::abs(box.center.y) < 1e4f && std::isfinite(box.angle))) return std::nullopt;
    outline.centre = box.center;
    outline.half_width = box.size.width / 2.0, outline.half_height = box.size.height / 2.0,
    outline.turn = box.angle * CV_PI / 180;
    if (outline.half_width < outline.half_height) std::swap(outline.half_width, outline.half_height), outline.turn += CV_PI / 2;
    while (outline.turn > CV_PI / 2) outline.turn -= CV_PI;
    const double far = round == 0 ? 4 : round == 1 ? 2.5 : 1.6;
    const auto kept = std::remove_if(points.begin(), points.end(), [&](cv::Point2f p) { return off_outline(outline, p) > far; });
    points.erase(kept, points.end());
  }
  return outline;
}

struct Around {
  double line = 0, inked = 0, seen = 0;  // shares of the directions
  int gap = 0;                           // the longest run of directions without the line
  std::array<double, 4> quarters{};
};

// What stands on an outline (scaled by `scale` about its middle).
Around look_around(const cv::Mat& ink, const Outline& o, double scale, double ink_min) {
  Around around;
  const double c = std::cos(o.turn), s = std::sin(o.turn);
  std::array<bool, directions> lined{}, inside{};
  std::array<int, 4> of_quarter{};
  for (int d = 0; d < directions; ++d) {
    const double angle = d * CV_2PI / directions;
    const double u = o.half_width * scale * std::cos(angle), v = o.half_height * scale * std::sin(angle);
    double nu = std::cos(angle) / o.half_width, nv = std::sin(angle) / o.half_height;
    const double n = std::hypot(nu, nv);
    nu /= n, nv /= n;
    std::array<double, 15> p{};
    bool seen = true;
    for (int i = -7; i <= 7; ++i) {
      const double x = u + nu * i, y = v + nv * i;
      p[std::size_t(i + 7)] = at(ink, o.centre.x + x * c - y * s, o.centre.y + x * s + y * c);
      seen = seen && (p[std::size_t(i + 7)] >= 0 || std::abs(i) > 2);
    }
    inside[std::size_t(d)] = seen;
    if (!seen) continue;
    around.seen += 1;
    int peak = 7;
    for (const int i : {6, 8, 5, 9})
      if (p[std::size_t(i)] > p[std::size_t(peak)]) peak = i;
    const double top = p[std::size_t(peak)];
    if (top < ink_min) continue;
    around.inked += 1;
    const double out = std::min({p[std::size_t(peak + 3)], p[std::size_t(peak + 4)], p[std::size_t(peak + 5)]});
    const double in = std::min({p[std::size_t(peak - 3)], p[std::size_t(peak - 4)], p[std::size_t(peak - 5)]});
    lined[std::size_t(d)] = std::max(out, in) < 0.55 * top;
    if (lined[std::size_t(d)]) around.line += 1, around.quarters[std::size_t(d * 4 / directions)] += 1;
  }
  for (int d = 0; d < directions; ++d) of_quarter[std::size_t(d * 4 / directions)] += inside[std::size_t(d)];
  int run = 0;
  for (int d = 0; d < 2 * directions && run < directions; ++d) {
    const auto i = std::size_t(d % directions);
    run = lined[i] || !inside[i] ? 0 : run + 1;
    around.gap = std::max(around.gap, run);
  }
  if (around.seen > 0) around.line /= around.seen, around.inked /= around.seen;
  around.seen /= directions;
  for (std::size_t q = 0; q < 4; ++q) around.quarters[q] = of_quarter[q] < 8 ? 1 : around.quarters[q] / of_quarter[q];
  return around;
}

// The share of a band inside the outline that has ink.
double inked_between(const cv::Mat& ink, const Outline& o, double inner, double outer, double ink_min) {
  const double c = std::cos(o.turn), s = std::sin(o.turn);
  int hit = 0, seen = 0;
  for (double k = inner; k <= outer; k += 0.04)
    for (int d = 0; d < directions; ++d) {
      const double angle = d * CV_2PI / directions;
      const double u = o.half_width * k * std::cos(angle), v = o.half_height * k * std::sin(angle);
      const double value = at(ink, o.centre.x + u * c - v * s, o.centre.y + u * s + v * c);
      if (value >= 0) ++seen, hit += value >= ink_min;
    }
  return seen ? hit / double(seen) : 0;
}

bool size_fits(const Outline& o, double dpi) {
  const double width = 2 * o.half_width / dpi * mm, height = 2 * o.half_height / dpi * mm;
  return width >= width_mm_min && width <= width_mm_max && height >= height_mm_min && o.half_width <= 1.9 * o.half_height;
}

void measure_outline(const cv::Mat& ink, double ink_min, Outline& o) {
  const Around on = look_around(ink, o, 1, ink_min);
  o.line = on.line, o.seen = on.seen, o.gap = on.gap / double(directions);
  o.weakest_quarter = *std::min_element(on.quarters.begin(), on.quarters.end());
  o.beside = 0;
  if (o.line < line_min) return;  // no seal, whatever stands beside
  for (const double scale : {1.12, 1.2, 1.28}) o.beside += look_around(ink, o, scale, ink_min).line / 3;
  o.band = inked_between(ink, o, 0.58, 0.88, ink_min);
}

}  // namespace

std::vector<Outline> find_outlines(const cv::Mat& ink, double dpi, double ink_min) {
  std::vector<Outline> found;
  cv::Mat smooth;
  cv::GaussianBlur(ink, smooth, {3, 3}, 0.7);
  const std::vector<Edge> edges = edges_of(smooth, 160);
  for (const double aspect : {1.0, 1.5}) {
    const int radius_min = int((aspect > 1 ? height_mm_min : width_mm_min) / 2 / mm * dpi);
    const int radius_max = int(width_mm_max / aspect / 2 / mm * dpi);
    if (radius_min < 8) continue;  // too small a picture to tell a ring from a dot
    for (const Centre& centre : vote(edges, ink.size(), aspect, radius_min, radius_max)) {
      const Polar polar = unroll(smooth, centre, aspect, radius_min, radius_max);
      for (const int radius : likely_radii(polar)) {
        auto outline = fit(trace(polar, centre, radius));
        if (!outline || !size_fits(*outline, dpi)) continue;
        measure_outline(ink, ink_min, *outline);
        found.push_back(*outline);
      }
    }
  }
  return found;
}

}  // namespace claimpack::clean
