#include "run/assignment.hpp"

#include <limits>

namespace claimpack::run {

namespace {

using Matrix = std::vector<std::vector<double>>;

Matrix flipped(const Matrix& weight) {
  Matrix out(weight[0].size(), std::vector<double>(weight.size()));
  for (std::size_t i = 0; i < weight.size(); ++i)
    for (std::size_t j = 0; j < weight[i].size(); ++j) out[j][i] = weight[i][j];
  return out;
}

}  // namespace

std::vector<std::pair<int, int>> assign(const Matrix& weight) {
  const int rows = int(weight.size()), columns = rows ? int(weight[0].size()) : 0;
  std::vector<std::pair<int, int>> pairs;
  if (!rows || !columns) return pairs;
  if (rows > columns) {
    for (const auto& [a, b] : assign(flipped(weight))) pairs.emplace_back(b, a);
    return pairs;
  }
  constexpr double infinite = std::numeric_limits<double>::infinity();
  // Row and column 0 stand for none; row_of[j] is the row that column j is given to.
  std::vector<double> u(rows + 1), v(columns + 1);
  std::vector<int> row_of(columns + 1), came_from(columns + 1);
  for (int i = 1; i <= rows; ++i) {
    row_of[0] = i;
    int column = 0;
    std::vector<double> least(columns + 1, infinite);
    std::vector<bool> used(columns + 1, false);
    do {
      used[column] = true;
      const int row = row_of[column];
      double delta = infinite;
      int next = 0;
      for (int j = 1; j <= columns; ++j) {
        if (used[j]) continue;
        const double cost = -weight[row - 1][j - 1] - u[row] - v[j];
        if (cost < least[j]) least[j] = cost, came_from[j] = column;
        if (least[j] < delta) delta = least[j], next = j;
      }
      for (int j = 0; j <= columns; ++j) {
        if (used[j]) u[row_of[j]] += delta, v[j] -= delta;
        else least[j] -= delta;
      }
      column = next;
    } while (row_of[column] != 0);
    for (; column; column = came_from[column]) row_of[column] = row_of[came_from[column]];
  }
  for (int j = 1; j <= columns; ++j)
    if (row_of[j] && weight[row_of[j] - 1][j - 1] > 0) pairs.emplace_back(row_of[j] - 1, j - 1);
  return pairs;
}

}  // namespace claimpack::run
