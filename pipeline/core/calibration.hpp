// How often a value that was read with these witnesses is right. Counted by `claimpack calibrate`, kept in
// models/calibration.json, applied by check.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace claimpack::core {

// What speaks for a value or against it, by name; the numbers are as large as they weigh. Names are frozen.
using Signs = std::vector<std::pair<std::string, double>>;

// A logistic model: the logarithm of right to wrong is the intercept and the sum of weight × sign.
struct OddsModel {
  double intercept = 0;
  std::map<std::string, double> weights;  // a sign that was never counted weighs nothing
};
double probability(const OddsModel& model, const Signs& signs);

// Of all counted values at least as sure as this: how many, how many of them wrong.
struct CurveStep {
  double confidence = 0;
  int taken = 0, wrong = 0;
};

struct Calibrated {
  OddsModel model;
  std::vector<CurveStep> curve;  // by falling confidence
};

struct Calibration {
  Calibrated fields, cells;  // of documents; of their tables
  std::string digest;        // of the file, for provenance; empty: nothing was counted, nothing is accepted
};

// The share of wrong ones that `wrong` of `taken` may hide, with 95 % certainty (Clopper and Pearson 1934, one-sided).
double wrong_share_max(int taken, int wrong);
// The confidence from which on values may be taken unseen: with at most `promise` wrong among all of them, by that bound, and
// none of them likelier to be wrong than four times that; above 1 where the counts do not show it for any.
double confidence_for(const std::vector<CurveStep>& curve, double promise);

}  // namespace claimpack::core
