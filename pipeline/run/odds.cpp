#include "run/odds.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>

namespace claimpack::run {

namespace {

constexpr double ridge = 1.0;
constexpr int sweeps = 60;
constexpr int folds = 10;
constexpr std::size_t curve_steps_max = 150;

struct Column {
  std::vector<std::pair<int, double>> entries;  // (sample, value)
  double weight = 0, low = -1e9, high = 1e9;
};

void set_bounds(const std::string& sign, Column& column) {
  if (sign.back() == '+' || sign == "reading" || sign == "two_witnesses") column.low = 0;
  if (sign.back() == '-' || sign == "reading_low") column.high = 0;
}

}  // namespace

core::OddsModel fit_odds(const std::vector<const Sample*>& samples) {
  std::map<std::string, Column> columns;
  for (std::size_t i = 0; i < samples.size(); ++i)
    for (const auto& [sign, value] : samples[i]->signs) columns[sign].entries.emplace_back(int(i), value);
  for (auto& [sign, column] : columns) set_bounds(sign, column);
  std::vector<double> odds(samples.size(), 0.0);
  double intercept = 0;
  // One Newton step of one weight on what its samples leave unexplained.
  const auto step = [&](auto&& entries, double weight, double penalty) {
    double slope = -penalty * weight, bend = penalty + 1e-9;
    for (const auto& [i, value] : entries) {
      const double p = 1 / (1 + std::exp(-odds[std::size_t(i)]));
      slope += value * ((samples[std::size_t(i)]->right ? 1 : 0) - p);
      bend += value * value * std::max(1e-4, p * (1 - p));
    }
    return std::clamp(slope / bend, -2.0, 2.0);
  };
  std::vector<std::pair<int, double>> every;
  for (std::size_t i = 0; i < samples.size(); ++i) every.emplace_back(int(i), 1.0);
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    const double change = step(every, intercept, 0.01);
    intercept += change;
    for (double& each : odds) each += change;
    for (auto& [sign, column] : columns) {
      const double wanted = std::clamp(column.weight + step(column.entries, column.weight, ridge), column.low, column.high);
      const double more = wanted - column.weight;
      if (more == 0) continue;
      column.weight = wanted;
      for (const auto& [i, value] : column.entries) odds[std::size_t(i)] += more * value;
    }
  }
  core::OddsModel model;
  model.intercept = intercept;
  for (const auto& [sign, column] : columns) model.weights[sign] = column.weight;
  return model;
}

std::vector<double> unseen_probabilities(const std::vector<Sample>& samples) {
  std::vector<double> unseen(samples.size(), 0.0);
  for (int fold = 0; fold < folds; ++fold) {
    std::vector<const Sample*> others;
    for (const Sample& each : samples)
      if (each.group % folds != fold) others.push_back(&each);
    const core::OddsModel model = fit_odds(others);
    for (std::size_t i = 0; i < samples.size(); ++i)
      if (samples[i].group % folds == fold) unseen[i] = core::probability(model, samples[i].signs);
  }
  return unseen;
}

core::Calibrated calibrated(const std::vector<Sample>& samples, const std::vector<double>& unseen) {
  core::Calibrated counted;
  std::vector<const Sample*> all;
  for (const Sample& each : samples) all.push_back(&each);
  counted.model = fit_odds(all);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < samples.size(); ++i)
    if (samples[i].witnessed) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return unseen[a] > unseen[b]; });
  const std::size_t stride = std::max<std::size_t>(1, order.size() / curve_steps_max);
  int wrong = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    wrong += !samples[order[k]].right;
    if ((k + 1) % stride == 0 || k + 1 == order.size()) counted.curve.push_back({unseen[order[k]], int(k + 1), wrong});
  }
  return counted;
}

}  // namespace claimpack::run
