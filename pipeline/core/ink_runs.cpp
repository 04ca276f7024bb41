#include "core/ink_runs.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace claimpack::core {
namespace {

// Next place from `x` on where the row has the value; `end` where there is none.
int next(const std::uint8_t* row, int x, int end, int value) {
  if (x >= end) return end;
  const void* found = std::memchr(row + x, value, static_cast<std::size_t>(end - x));
  return found ? static_cast<int>(static_cast<const std::uint8_t*>(found) - row) : end;
}

std::vector<int> strokes_of(const std::vector<InkRun>& runs) {
  std::vector<int> parent(runs.size());
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](int i) {
    while (parent[static_cast<std::size_t>(i)] != i)
      i = parent[static_cast<std::size_t>(i)] = parent[static_cast<std::size_t>(parent[static_cast<std::size_t>(i)])];
    return i;
  };
  std::size_t above = 0;  // the first run of the row above that may touch
  for (std::size_t i = 0; i < runs.size(); ++i) {
    while (above < i && (runs[above].row < runs[i].row - 1 || (runs[above].row < runs[i].row && runs[above].to < runs[i].from)))
      ++above;
    for (std::size_t k = above; k < i && runs[k].row < runs[i].row && runs[k].from <= runs[i].to; ++k)
      if (runs[i].from <= runs[k].to) {
        const int a = root(static_cast<int>(k)), b = root(static_cast<int>(i));
        parent[static_cast<std::size_t>(std::max(a, b))] = std::min(a, b);
      }
  }
  for (std::size_t i = 0; i < runs.size(); ++i) parent[i] = root(static_cast<int>(i));
  return parent;
}

std::vector<InkStroke> measured(const std::vector<InkRun>& runs, const std::vector<int>& strokes) {
  std::vector<InkStroke> all(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const InkRun& run = runs[i];
    InkStroke& stroke = all[static_cast<std::size_t>(strokes[i])];
    if (stroke.area == 0) stroke = {run.row, run.row + 1, run.from, run.to, 0, 0};
    stroke.bottom = run.row + 1;
    stroke.left = std::min(stroke.left, run.from), stroke.right = std::max(stroke.right, run.to);
    stroke.area += run.length(), stroke.inked += run.inked;
  }
  return all;
}

}  // namespace

std::vector<InkRun> ink_runs(const InkMask& mask, int gap, int length_min) {
  std::vector<InkRun> runs;
  for (int y = 0; y < mask.height; ++y) {
    const std::uint8_t* row = mask.pixels + static_cast<std::size_t>(y) * mask.stride;
    InkRun run{y, 0, 0, 0};
    const auto close = [&] {
      if (run.to > 0 && run.length() >= length_min) runs.push_back(run);
    };
    for (int x = next(row, 0, mask.width, 255); x < mask.width;) {
      const int end = next(row, x, mask.width, 0);
      if (run.to == 0 || x - run.to >= gap) close(), run = {y, x, end, end - x};
      else run.to = end, run.inked += end - x;
      x = next(row, end, mask.width, 255);
    }
    close();
  }
  return runs;
}

InkParts ink_parts(const InkMask& mask, int gap, int length_min) {
  InkParts parts;
  parts.runs = ink_runs(mask, gap, length_min);
  parts.first = strokes_of(parts.runs);
  parts.strokes = measured(parts.runs, parts.first);
  return parts;
}

}  // namespace claimpack::core
