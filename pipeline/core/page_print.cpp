#include "core/page_print.hpp"

#include <algorithm>
#include <cmath>

namespace claimpack::core {

namespace {

constexpr int side = page_print_side;

std::uint8_t at(const PagePrint& print, int x, int y) { return print[static_cast<std::size_t>(y * side + x)]; }

PagePrint turned(const PagePrint& print) {
  PagePrint quarter(print.size());
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) quarter[static_cast<std::size_t>(y * side + x)] = at(print, y, side - 1 - x);
  return quarter;
}

// Pearson's correlation of the cells that both have, `b` moved by (dx, dy).
double correlation(const PagePrint& a, const PagePrint& b, int dx, int dy) {
  double n = 0, sum_a = 0, sum_b = 0, aa = 0, bb = 0, ab = 0;
  for (int y = std::max(0, dy); y < side + std::min(0, dy); ++y)
    for (int x = std::max(0, dx); x < side + std::min(0, dx); ++x) {
      const double p = at(a, x, y), q = at(b, x - dx, y - dy);
      ++n, sum_a += p, sum_b += q, aa += p * p, bb += q * q, ab += p * q;
    }
  const double spread = (n * aa - sum_a * sum_a) * (n * bb - sum_b * sum_b);
  return spread <= 0 ? 0 : (n * ab - sum_a * sum_b) / std::sqrt(spread);
}

}  // namespace

double likeness(const PagePrint& a, const PagePrint& b) {
  if (a.size() != std::size_t(side) * side || b.size() != a.size()) return 0;
  double best = -1;
  PagePrint other = b;
  for (int quarter = 0; quarter < 4; ++quarter) {
    if (quarter > 0) other = turned(other);
    for (int dy = -2; dy <= 2; ++dy)
      for (int dx = -2; dx <= 2; ++dx) best = std::max(best, correlation(a, other, dx, dy));
  }
  return best;
}

}  // namespace claimpack::core
