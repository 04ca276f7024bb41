#include "extract/frame.hpp"

#include <algorithm>
#include <cmath>

namespace claimpack::extract {

bool is_subtotal(const ItemsTemplate& items, const std::u32string& text) {
  return std::any_of(items.skips.begin(), items.skips.end(),
                     [&](const std::u32string& word) { return text.find(word) != text.npos; });
}

bool in_rows(const Heading& heading, const Token& token) {
  const double y = heading.row_level(token.place);
  return token.page == heading.page && y >= heading.bottom && y < heading.end;
}

namespace {

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + long(values.size() / 2), values.end());
  return values[values.size() / 2];
}

struct Edge {
  double at = 0, slope = 0;  // x = at + slope * y
  double scatter = 1e9;      // the median distance of the ends from it, pixels
};

using Ends = std::vector<std::pair<double, double>>;  // (y, x)

// The line through points by the median of the slopes of pairs (Theil 1950), robust against rows that lack an end.
Edge fit(const Ends& points) {
  std::vector<double> slopes, rests, off;
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = i + 1; j < points.size(); ++j)
      if (std::abs(points[j].first - points[i].first) > 40)
        slopes.push_back((points[j].second - points[i].second) / (points[j].first - points[i].first));
  if (slopes.empty()) return {};
  Edge edge;
  edge.slope = median(slopes);
  for (const auto& [y, x] : points) rests.push_back(x - edge.slope * y);
  edge.at = median(rests);
  for (const double rest : rests) off.push_back(std::abs(rest - edge.at));
  edge.scatter = median(off);
  return edge;
}

// A table's side, by the outer or the inner edges of its last cells, whichever lie on a line: "0", "10%", "100%" end where
// they like and begin under one another.
Edge side(const Ends& outer, const Ends& inner, double scatter_max) {
  Edge edge = fit(outer);
  if (const Edge other = fit(inner); other.scatter < 0.7 * edge.scatter) edge = other;
  if (edge.scatter <= scatter_max) return edge;
  std::vector<double> places;
  for (const auto& [y, x] : outer) places.push_back(x);
  return {median(places), 0, edge.scatter};
}

}  // namespace

void fit_frame(const ItemsTemplate& items, Heading& heading, const std::vector<Token>& tokens) {
  struct Row {
    double y;
    core::Box first, last;  // its leftmost and rightmost token
    int tokens;
    bool subtotal;
  };
  std::vector<Row> rows;
  double height = 0;
  for (const auto& token : tokens) {
    const double y = heading.row_level(token.place);
    if (!in_rows(heading, token)) continue;
    if (token.line->source == core::Line::Source::text_layer) return;
    auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return std::abs(r.y - y) < 0.5 * token.place.h; });
    if (row == rows.end()) row = rows.insert(rows.end(), {y, token.place, token.place, 0, false});
    if (token.place.x < row->first.x) row->first = token.place;
    if (token.place.right() > row->last.right()) row->last = token.place;
    ++row->tokens, row->subtotal |= is_subtotal(items, token.text);
    height = std::max<double>(height, token.place.h);
  }
  Ends lefts, lefts_inner, rights, rights_inner;
  for (const auto& row : rows) {
    if (row.tokens < 4 || row.subtotal) continue;
    lefts.emplace_back(row.y, row.first.x), lefts_inner.emplace_back(row.y, row.first.right());
    rights.emplace_back(row.y, row.last.right()), rights_inner.emplace_back(row.y, row.last.x);
  }
  if (lefts.size() < 5) return;
  const Edge left = side(lefts, lefts_inner, 0.25 * height), right = side(rights, rights_inner, 0.25 * height);
  heading.left_at = left.at, heading.left_slope = left.slope;
  heading.right_at = right.at, heading.right_slope = right.slope;
  heading.level = heading.bottom;
  heading.leans = std::max(std::abs(heading.left_slope), std::abs(heading.right_slope)) > 0.006;
}

// Least squares of dy = (slope + turn * (y - middle)) * dx, thrice, without the pairs
// that are far off.
void fit_rows(Heading& heading, const std::vector<Token>& tokens) {
  struct Pair {
    double y, dx, dy, height;
  };
  std::vector<const Token*> inside;
  for (const auto& token : tokens)
    if (in_rows(heading, token)) inside.push_back(&token);
  std::vector<Pair> pairs;
  for (const Token* left : inside) {
    const Token* next = nullptr;
    for (const Token* right : inside) {
      const core::Box &a = left->place, &b = right->place;
      if (b.x < a.right() || std::abs(b.center_y() - a.center_y()) > 0.45 * a.h || b.h > 1.5 * a.h || a.h > 1.5 * b.h) continue;
      if (!next || b.x < next->place.x) next = right;
    }
    if (next)
      pairs.push_back({left->place.center_y(), next->place.center_x() - left->place.center_x(),
                       next->place.center_y() - left->place.center_y(), double(left->place.h)});
  }
  if (pairs.size() < 20) return;
  double middle = 0;
  for (const auto& pair : pairs) middle += pair.y / double(pairs.size());
  double slope = 0, turn = 0;
  for (int round = 0; round < 3; ++round) {
    double xx = 0, xy = 0, yy = 0, xd = 0, yd = 0;  // sums of the normal equations
    for (const auto& pair : pairs) {
      const double u = pair.dx, v = (pair.y - middle) * pair.dx;
      if (round > 0 && std::abs(pair.dy - slope * u - turn * v) > 0.2 * pair.height) continue;
      xx += u * u, xy += u * v, yy += v * v, xd += u * pair.dy, yd += v * pair.dy;
    }
    const double d = xx * yy - xy * xy;
    if (d <= 1e-6 * xx * yy || xx <= 0) return;
    slope = (xd * yy - yd * xy) / d, turn = (yd * xx - xd * xy) / d;
  }
  if (std::abs(slope) > 0.03 || std::abs(turn) > 0.03 / 400) return;
  heading.slope = slope, heading.turn = turn, heading.middle = middle;
}

}  // namespace claimpack::extract
