#include "run/calibration_file.hpp"

#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/json_depth.hpp"
#include "receive/digest.hpp"

namespace claimpack::run {

namespace {

using json = nlohmann::ordered_json;

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

json json_of(const core::Calibrated& counted) {
  json weights = json::object(), curve = json::array();
  for (const auto& [sign, weight] : counted.model.weights) weights[sign] = rounded(weight);
  for (const auto& step : counted.curve) curve.push_back({rounded(step.confidence), step.taken, step.wrong});
  return {{"intercept", rounded(counted.model.intercept)}, {"weights", weights}, {"curve", curve}};
}

core::Calibrated counted_of(const json& j) {
  core::Calibrated counted;
  counted.model.intercept = j.at("intercept");
  for (const auto& [sign, weight] : j.at("weights").items()) counted.model.weights[sign] = weight;
  for (const auto& step : j.at("curve")) counted.curve.push_back({step.at(0), step.at(1), step.at(2)});
  return counted;
}

}  // namespace

std::string calibration_to_json(const core::Calibration& calibration) {
  return json({{"schema", 1}, {"fields", json_of(calibration.fields)}, {"cells", json_of(calibration.cells)}}).dump(1) + "\n";
}

core::Result<core::Calibration> load_calibration(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return core::Calibration{};
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (core::nests_deeper(text) || !core::numbers_fit(text))
    return core::Error{core::ErrorCode::bad_input, "The calibration nests or counts beyond any calibration", file.string(),
                       "Count it again with: claimpack calibrate TRUTH --write " + file.string()};
  try {
    const json j = json::parse(text);
    core::Calibration calibration{counted_of(j.at("fields")), counted_of(j.at("cells")),
                                  receive::sha256_hex(std::string_view(text))};
    return calibration;
  } catch (const json::exception& wrong) {
    return core::Error{core::ErrorCode::bad_input, std::string("The calibration does not parse: ") + wrong.what(), file.string(),
                       "Count it again with: claimpack calibrate TRUTH --write " + file.string()};
  }
}

}  // namespace claimpack::run
