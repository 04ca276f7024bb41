#include "read/class_layer.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <opencv2/core.hpp>

namespace claimpack::read {

namespace {

constexpr int panel = 32;        // classes that are made at once
constexpr int apart = 16;        // the greatest score of a step is kept in so many
constexpr int rows_a_tile = 6;   // steps that are made at once
constexpr float never = -1e30f;  // the score of a class that is none

// Numbers side by side, as many as a processor adds up at once.
using Four [[gnu::vector_size(16)]] = float;
using Eight [[gnu::vector_size(32)]] = float;
using Sixteen [[gnu::vector_size(64)]] = float;

struct Task {
  const float *values, *weights, *bias;
  float *scores, *greatest;
  int inputs, rows, panels;
};

// `rows` steps times one panel. The sums stay in registers: they are copied from and to memory through a name of its own, or the
// compiler would keep all of them there.
template <class Vector, int rows>
[[gnu::always_inline]] inline void make_tile(const Task& task, int at_panel, int step) {
  constexpr int width = sizeof(Vector) / sizeof(float), count = panel / width;
  const float* weights = task.weights + std::size_t(at_panel) * std::size_t(task.inputs) * panel;
  const float* values = task.values + std::size_t(step) * std::size_t(task.inputs);
  Vector sums[rows][count], weight[count], one;
  for (int i = 0; i < count; ++i) {
    std::memcpy(&one, task.bias + at_panel * panel + i * width, sizeof one);
    for (int row = 0; row < rows; ++row) sums[row][i] = one;
  }
  for (int k = 0; k < task.inputs; ++k) {
    for (int i = 0; i < count; ++i) {
      std::memcpy(&one, weights + k * panel + i * width, sizeof one);
      weight[i] = one;
    }
    for (int row = 0; row < rows; ++row)
      for (int i = 0; i < count; ++i) sums[row][i] += weight[i] * values[row * task.inputs + k];
  }
  for (int row = 0; row < rows; ++row) {
    float* scores = task.scores + (std::size_t(at_panel) * std::size_t(task.rows) + std::size_t(step + row)) * panel;
    float* greatest = task.greatest + (step + row) * apart;
    for (int i = 0; i < count; ++i) {
      const Vector sum = sums[row][i];
      std::memcpy(scores + i * width, &sum, sizeof sum);
      std::memcpy(&one, greatest + i * width % apart, sizeof one);
      one = sum > one ? sum : one;
      std::memcpy(greatest + i * width % apart, &one, sizeof one);
    }
  }
}

template <class Vector, int rows>
[[gnu::always_inline]] inline void make_all(const Task& task) {
  static_assert(rows_a_tile % rows == 0);
  for (int at_panel = 0; at_panel < task.panels; ++at_panel)
    for (int step = 0; step < task.rows; step += rows) make_tile<Vector, rows>(task, at_panel, step);
}

// The same for the processors there are: as many rows as sums find registers.
void make_plain(const Task& task) { make_all<Four, 1>(task); }
#if defined(__x86_64__)
[[gnu::target("avx2,fma")]] void make_avx2(const Task& task) { make_all<Eight, 3>(task); }
[[gnu::target("avx512f,fma")]] void make_avx512(const Task& task) { make_all<Sixteen, 6>(task); }
#endif

}  // namespace

ClassLayer::Lanes ClassLayer::widest() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return Lanes::sixteen;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return Lanes::eight;
#endif
  return Lanes::four;
}

ClassLayer::ClassLayer(const std::vector<float>& weights, const std::vector<float>& bias)
    : inputs_(int(weights.size() / bias.size())), classes_(int(bias.size())), panels_((classes_ + panel - 1) / panel) {
  weights_.assign(std::size_t(panels_) * std::size_t(inputs_) * panel, 0);
  bias_.assign(std::size_t(panels_) * panel, never);
  std::copy(bias.begin(), bias.end(), bias_.begin());
  for (int k = 0; k < inputs_; ++k)
    for (int klass = 0; klass < classes_; ++klass)
      weights_[std::size_t((klass / panel * inputs_ + k) * panel + klass % panel)] =
          weights[std::size_t(k) * std::size_t(classes_) + std::size_t(klass)];
}

ClassLayer::Scores ClassLayer::scores(const float* values, int steps, Lanes lanes) const {
  thread_local std::vector<float> input, greatest;
  thread_local std::unique_ptr<float[]> made;  // not cleared: all of it is written
  thread_local std::size_t room = 0;
  Scores scores;
  scores.classes_ = classes_;
  scores.rows_ = (steps + rows_a_tile - 1) / rows_a_tile * rows_a_tile;
  const std::size_t rows = std::size_t(scores.rows_);
  input.assign(rows * std::size_t(inputs_), 0);
  std::copy(values, values + std::size_t(steps) * std::size_t(inputs_), input.begin());
  greatest.assign(rows * apart, never);
  if (room < rows * bias_.size()) room = rows * bias_.size(), made = std::make_unique_for_overwrite<float[]>(room);
  const Task task{input.data(), weights_.data(), bias_.data(), made.get(), greatest.data(), inputs_, scores.rows_, panels_};
#if defined(__x86_64__)
  if (lanes == Lanes::sixteen) make_avx512(task);
  else if (lanes == Lanes::eight) make_avx2(task);
  else make_plain(task);
#else
  make_plain(task);
#endif
  scores.scores_ = made.get(), scores.greatest_ = greatest.data();
  return scores;
}

float ClassLayer::Scores::greatest(int step) const {
  return *std::max_element(greatest_ + step * apart, greatest_ + (step + 1) * apart);
}

const float* ClassLayer::Scores::panel_at(int first_class, int step) const {
  return scores_ + (std::size_t(first_class / panel) * std::size_t(rows_) + std::size_t(step)) * panel;
}

int ClassLayer::Scores::best(int step) const {
  const float most = greatest(step);
  for (int first = 0; first < classes_; first += panel) {
    const float* row = panel_at(first, step);
    const float* found = std::find(row, row + panel, most);
    if (found != row + panel) return first + int(found - row);
  }
  return 0;  // the network's numbers are none
}

void ClassLayer::Scores::probabilities(int step, std::vector<float>& into) const {
  const float most = greatest(step);
  into.resize(std::size_t(classes_));
  for (int first = 0; first < classes_; first += panel) {
    const float* row = panel_at(first, step);
    for (int i = 0; i < std::min(panel, classes_ - first); ++i) into[std::size_t(first + i)] = row[i] - most;
  }
  cv::Mat all(1, classes_, CV_32F, into.data());
  cv::exp(all, all);
  all *= 1 / cv::sum(all)[0];
}

}  // namespace claimpack::read
