#include "core/calibration.hpp"

#include <algorithm>
#include <cmath>

namespace claimpack::core {

double probability(const OddsModel& model, const Signs& signs) {
  double odds = model.intercept;
  for (const auto& [name, value] : signs)
    if (const auto weight = model.weights.find(name); weight != model.weights.end()) odds += weight->second * value;
  return 1 / (1 + std::exp(-odds));
}

namespace {

// The probability of at most `wrong` among `taken` where each is wrong with `share`.
double at_most(int taken, int wrong, double share) {
  if (share <= 0) return 1;
  if (share >= 1) return wrong >= taken ? 1 : 0;
  double sum = 0;
  for (int k = 0; k <= wrong; ++k)
    sum += std::exp(std::lgamma(taken + 1.0) - std::lgamma(k + 1.0) - std::lgamma(taken - k + 1.0) + k * std::log(share) +
                    (taken - k) * std::log1p(-share));
  return sum;
}

}  // namespace

double wrong_share_max(int taken, int wrong) {
  if (taken <= 0 || wrong >= taken) return 1;
  double low = double(wrong) / taken, high = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (at_most(taken, wrong, middle) > 0.05 ? low : high) = middle;
  }
  return high;
}

double confidence_for(const std::vector<CurveStep>& curve, double promise) {
  double confidence = 2;
  for (const CurveStep& step : curve)
    if (wrong_share_max(step.taken, step.wrong) <= promise) confidence = step.confidence;
  // Many sure values could pay for a doubtful one; whoever owns that one is not helped by the mean.
  return std::max(confidence, 1 - 4 * promise);
}

}  // namespace claimpack::core
