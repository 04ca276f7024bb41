#include "core/fuzzy.hpp"

#include <algorithm>
#include <vector>

namespace claimpack::core {

int slack_of(std::size_t length) { return length < 4 ? 0 : length < 8 ? 1 : 2; }

std::size_t common_in_order(std::u32string_view a, std::u32string_view b) {
  std::vector<std::size_t> row(b.size() + 1, 0);
  for (const char32_t c : a) {
    std::size_t diagonal = 0;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = c == b[j - 1] ? diagonal + 1 : std::max(row[j], row[j - 1]);
      diagonal = above;
    }
  }
  return row.back();
}

std::optional<FuzzyHit> find_fuzzy(std::u32string_view text, std::u32string_view pattern, int distance_max, std::size_t from) {
  if (pattern.empty() || from > text.size()) return {};
  if (const auto exact = text.find(pattern, from); exact != std::u32string_view::npos)
    return FuzzyHit{exact, exact + pattern.size(), 0};
  if (distance_max <= 0) return {};
  const std::size_t m = pattern.size();
  // distance[i]: edits between pattern[0, i) and a text ending here; start[i]: where that text begins.
  std::vector<int> distance(m + 1), before(m + 1);
  std::vector<std::size_t> start(m + 1, from), start_before(m + 1, from);
  for (std::size_t i = 0; i <= m; ++i) distance[i] = int(i);
  std::optional<FuzzyHit> best;
  for (std::size_t j = from; j < text.size(); ++j) {
    before.swap(distance), start_before.swap(start);
    distance[0] = 0, start[0] = j + 1;
    for (std::size_t i = 1; i <= m; ++i) {
      const int swap = before[i - 1] + (pattern[i - 1] != text[j]), drop = before[i] + 1, add = distance[i - 1] + 1;
      const int least = std::min({swap, drop, add});
      distance[i] = least;
      start[i] = least == swap ? (i == 1 ? j : start_before[i - 1]) : least == drop ? start_before[i] : start[i - 1];
    }
    if (distance[m] <= distance_max && (!best || distance[m] < best->distance)) best = FuzzyHit{start[m], j + 1, distance[m]};
  }
  return best;
}

}  // namespace claimpack::core
