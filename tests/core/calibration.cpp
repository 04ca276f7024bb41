#include "core/calibration.hpp"

#include "catch.hpp"
#include "core/document.hpp"

using namespace claimpack::core;

TEST_CASE("the bound of a share of wrong ones, against published tables") {
  // One-sided 95 % bounds of Clopper and Pearson; none of n: 1 - 0.05^(1/n).
  CHECK(wrong_share_max(1, 0) == Approx(0.95).margin(1e-6));
  CHECK(wrong_share_max(59, 0) == Approx(0.0495).margin(2e-4));
  CHECK(wrong_share_max(600, 0) == Approx(0.00498).margin(2e-5));
  CHECK(wrong_share_max(10, 1) == Approx(0.3942).margin(2e-4));
  CHECK(wrong_share_max(100, 5) == Approx(0.1023).margin(2e-4));
  CHECK(wrong_share_max(0, 0) == 1);
  CHECK(wrong_share_max(5, 5) == 1);
}

TEST_CASE("the bar is the lowest confidence that keeps the promise with its bound") {
  const std::vector<CurveStep> curve = {{0.999, 300, 0}, {0.99, 700, 0}, {0.95, 900, 1}, {0.9, 1000, 12}};
  CHECK(confidence_for(curve, 0.005) == 0.99);
  CHECK(confidence_for(curve, 0.05) == 0.9);
  CHECK(confidence_for(curve, 0.001) > 1);  // too few counted to show it
  CHECK(confidence_for({}, 0.005) > 1);
  // The mean would allow it, but one value in eight would be wrong at that end.
  CHECK(confidence_for({{0.999, 5000, 0}, {0.87, 6000, 5}}, 0.005) == Approx(0.98));
}

TEST_CASE("odds add up; a sign that nobody counted weighs nothing") {
  OddsModel model;
  model.intercept = 1, model.weights = {{"code+", 2}, {"reading", 0.5}};
  CHECK(probability(model, {}) == Approx(0.7311).margin(1e-4));
  CHECK(probability(model, {{"code+", 1}, {"reading", -2}}) == Approx(0.8808).margin(1e-4));
  CHECK(probability(model, {{"unheard", 9}}) == probability(model, {}));
}

TEST_CASE("a witness speaks once, and agreeing is what is remembered") {
  Field field;
  CHECK_FALSE(has_witness(field));
  testify(field, Witness::other_document, false);
  testify(field, Witness::other_document, true, "第2页");
  testify(field, Witness::other_document, false);
  REQUIRE(field.witnesses.size() == 1);
  CHECK(field.witnesses[0].agrees);
  CHECK(field.witnesses[0].says == "第2页");
  CHECK(has_witness(field));
  testify(field, Witness::code, false);
  CHECK_FALSE(has_witness(field));  // somebody contradicts
  Field alone;
  testify(alone, Witness::reader, true);
  CHECK_FALSE(has_witness(alone));  // the reader does not vouch for itself
  testify(alone, Witness::structure, true);
  CHECK_FALSE(has_witness(alone));  // nor does a surname for a name
}
