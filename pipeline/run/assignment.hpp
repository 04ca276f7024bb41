#pragma once

#include <utility>
#include <vector>

namespace claimpack::run {

// Pairs (row, column) of the greatest total weight, each row and column at most once; only pairs of positive weight.
// The Hungarian method with potentials (Kuhn 1955, Munkres 1957), O(n² m). Rows may be of any one length.
std::vector<std::pair<int, int>> assign(const std::vector<std::vector<double>>& weight);

}  // namespace claimpack::run
