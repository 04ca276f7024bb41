// The last layer of a recogniser beside the plain sums and softmax that it stands for, and taken out of a model's file.
#include "read/class_layer.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

#include "catch.hpp"
#include "read/recogniser_file.hpp"
#ifdef CLAIMPACK_HAS_ONNX
#include "read/onnx_model.hpp"
#endif

namespace claimpack::read {

namespace {

namespace fs = std::filesystem;

std::vector<float> numbers(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> spread(0, 0.7f);
  std::vector<float> values(count);
  for (float& value : values) value = spread(random);
  return values;
}

struct Made {
  int inputs, classes, steps;
  std::vector<float> weights = numbers(std::size_t(inputs) * std::size_t(classes), 1), bias = numbers(std::size_t(classes), 2),
                     values = numbers(std::size_t(steps) * std::size_t(inputs), 3);
  std::vector<double> softmax(int step) const {
    std::vector<double> all(static_cast<std::size_t>(classes));
    double sum = 0;
    for (int klass = 0; klass < classes; ++klass) {
      double score = bias[std::size_t(klass)];
      for (int k = 0; k < inputs; ++k)
        score += double(values[std::size_t(step * inputs + k)]) * double(weights[std::size_t(k * classes + klass)]);
      sum += all[std::size_t(klass)] = std::exp(score);
    }
    for (double& each : all) each /= sum;
    return all;
  }
};

std::vector<ClassLayer::Lanes> lanes_here() {
  std::vector<ClassLayer::Lanes> all{ClassLayer::Lanes::four};
  for (const auto more : {ClassLayer::Lanes::eight, ClassLayer::Lanes::sixteen})
    if (more <= ClassLayer::widest()) all.push_back(more);
  return all;
}

}  // namespace

TEST_CASE("a class layer's probabilities are the softmax of values times weights plus bias") {
  // Classes that fill no panel, one step, steps that fill no tile, many of them.
  for (const Made& made : {Made{7, 33, 1}, Made{80, 100, 5}, Made{16, 64, 13}, Made{120, 1000, 40}}) {
    const ClassLayer layer(made.weights, made.bias);
    CHECK(layer.inputs() == made.inputs);
    CHECK(layer.classes() == made.classes);
    for (const auto lanes : lanes_here()) {
      const auto scores = layer.scores(made.values.data(), made.steps, lanes);
      std::vector<float> probabilities;
      for (int step = 0; step < made.steps; ++step) {
        const std::vector<double> wanted = made.softmax(step);
        CHECK(scores.best(step) == int(std::max_element(wanted.begin(), wanted.end()) - wanted.begin()));
        scores.probabilities(step, probabilities);
        REQUIRE(probabilities.size() == wanted.size());
        double off = 0;
        for (std::size_t k = 0; k < wanted.size(); ++k) off = std::max(off, std::abs(wanted[k] - double(probabilities[k])));
        CHECK(off < 1e-5);
      }
    }
  }
}

TEST_CASE("of equal scores the first class is the best, and scores far below zero are scores") {
  const std::vector<float> weights(2 * 40, 0.0f);
  std::vector<float> bias(40, -5000.0f);
  bias[17] = bias[35] = -400.0f;
  const ClassLayer layer(weights, bias);
  const std::vector<float> values{1, 1};
  for (const auto lanes : lanes_here()) {
    const auto scores = layer.scores(values.data(), 1, lanes);
    CHECK(scores.best(0) == 17);
    std::vector<float> probabilities;
    scores.probabilities(0, probabilities);
    CHECK(probabilities[17] == Approx(0.5f));
    CHECK(probabilities[35] == Approx(0.5f));
    CHECK(probabilities[0] == 0);
  }
}

TEST_CASE("processors that add products unrounded agree to the last bit") {
  if (ClassLayer::widest() < ClassLayer::Lanes::sixteen) return;
  const Made made{120, 300, 17};
  const ClassLayer layer(made.weights, made.bias);
  for (int step = 0; step < made.steps; ++step) {
    std::vector<float> eight, sixteen;
    layer.scores(made.values.data(), made.steps, ClassLayer::Lanes::eight).probabilities(step, eight);
    layer.scores(made.values.data(), made.steps, ClassLayer::Lanes::sixteen).probabilities(step, sixteen);
    CHECK(eight == sixteen);
  }
}

TEST_CASE("the lines of a page have the same scores together as one by one") {
  const Made made{80, 500, 40};
  const ClassLayer layer(made.weights, made.bias);
  std::vector<float> together, alone;
  for (int step = 0; step < made.steps; ++step) {
    layer.scores(made.values.data(), made.steps).probabilities(step, together);
    layer.scores(made.values.data() + step * made.inputs, 1).probabilities(0, alone);
    CHECK(together == alone);
  }
}

#ifdef CLAIMPACK_HAS_ONNX

TEST_CASE("a recogniser in two parts says what its whole network says") {
  const fs::path file = fs::path(CLAIMPACK_SOURCE) / "models/files/PP-OCRv6_rec_tiny.onnx";
  if (!fs::exists(file)) return;
  const auto whole = OnnxModel::load(file);
  const auto parts = read_recogniser(file);
  REQUIRE((whole.ok() && parts.ok()));
  const auto network = OnnxModel::load(parts.value().network, file);
  REQUIRE(network.ok());
  const ClassLayer& layer = parts.value().layer;
  CHECK(layer.classes() == 6906);
  const std::vector<float> picture = numbers(std::size_t(3 * 48 * 160), 4);
  const TensorView input{picture.data(), {1, 3, 48, 160}};
  std::vector<float> wanted;
  whole.value()->run(input, After::keep, [&](const TensorView& output) {
    REQUIRE(output.shape == std::vector<std::int64_t>{1, 20, layer.classes()});
    wanted.assign(output.values, output.values + 20 * layer.classes());
  });
  network.value()->run(input, After::keep, [&](const TensorView& output) {
    REQUIRE(output.shape == std::vector<std::int64_t>{1, 20, layer.inputs()});
    const auto scores = layer.scores(output.values, 20);
    std::vector<float> probabilities;
    for (int step = 0; step < 20; ++step) {
      const float* row = wanted.data() + step * layer.classes();
      CHECK(scores.best(step) == int(std::max_element(row, row + layer.classes()) - row));
      scores.probabilities(step, probabilities);
      for (int k = 0; k < layer.classes(); ++k)
        if (std::abs(probabilities[std::size_t(k)] - row[k]) > 1e-4f) FAIL(step << " " << k);
    }
  });
}

TEST_CASE("a file that is no recogniser's is named, with what it lacks") {
  const auto missing = read_recogniser("/nowhere/recogniser.onnx");
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().code == core::ErrorCode::missing_part);
  const fs::path text = fs::temp_directory_path() / "claimpack_no_recogniser.onnx";
  std::ofstream(text) << "this is no network";
  const auto damaged = read_recogniser(text);
  fs::remove(text);
  REQUIRE_FALSE(damaged.ok());
  CHECK(damaged.error().code == core::ErrorCode::damaged);
  CHECK(damaged.error().cure.find("models/fetch") != std::string::npos);
  const fs::path finder = fs::path(CLAIMPACK_SOURCE) / "models/files/PP-OCRv6_det_tiny.onnx";
  if (!fs::exists(finder)) return;
  const auto other = read_recogniser(finder);
  REQUIRE_FALSE(other.ok());
  CHECK(other.error().what.find("does not end as a recogniser") != std::string::npos);
}

#endif

}  // namespace claimpack::read
