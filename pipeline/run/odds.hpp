// Fits how often values with certain signs are right.
#pragma once

#include <vector>

#include "core/calibration.hpp"

namespace claimpack::run {

// One value whose truth is known.
struct Sample {
  core::Signs signs;
  bool right = false;
  bool witnessed = false;  // core::has_witness: it may be accepted at all
  int group = 0;           // its claim: values of one claim stand or fall together
};

// Ridge-penalised logistic regression by coordinate descent. A witness who agrees never weighs against a value, one who
// disagrees never for it ("…+" ≥ 0, "…-" ≤ 0), nor does a surer reading.
core::OddsModel fit_odds(const std::vector<const Sample*>& samples);

// What a model that never saw their claims says of the values: ten folds of claims.
std::vector<double> unseen_probabilities(const std::vector<Sample>& samples);

// The model of all samples, and the curve of its unseen probabilities over the witnessed ones.
core::Calibrated calibrated(const std::vector<Sample>& samples, const std::vector<double>& unseen);

}  // namespace claimpack::run
