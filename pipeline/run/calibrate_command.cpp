// `claimpack calibrate`: counts how often values are right, by who vouches for them.
#include <algorithm>
#include <cmath>
#include <fstream>

#include "check/witnesses.hpp"
#include "run/calibration_file.hpp"
#include "run/commands.hpp"
#include "run/equipment.hpp"
#include "run/known_claims.hpp"
#include "run/odds.hpp"
#include "run/scoring.hpp"
#include "run/summary.hpp"
#include "run/table.hpp"

namespace claimpack::run {

namespace {

using json = nlohmann::json;

constexpr int witnesses_known = int(core::Witness::reviewer) + 1;

// As much of a field as the counting needs, back from claim.json.
core::Field field_of(const json& said) {
  core::Field field;
  field.reading = said.value("reading", said.value("confidence", 0.0));
  field.read_first = said.value("read_first", "");
  if (said.value("source", "") == core::name_of(core::Source::derived)) field.source = core::Source::derived;
  const json& value = said.at("value");
  if (value.is_array()) field.is_list = true;
  else if (value.is_string()) field.value = value;
  for (const auto& each : said.value("witnesses", json::array()))
    for (int w = 0; w < witnesses_known; ++w)
      if (each.at("by") == core::name_of(core::Witness(w))) core::testify(field, core::Witness(w), each.at("agrees"));
  return field;
}

void add_samples(check::Place place, const std::vector<Said>& said, int group, std::vector<Sample>& samples) {
  for (std::size_t i = 0; i < said.size(); ++i) {
    const core::Field field = field_of(said[i].field);
    samples.push_back({check::signs_of(place, said[i].name, field), said[i].right, core::has_witness(field), group});
  }
}

// Mean distance between what was promised and what was kept, in ten bins of confidence.
double calibration_error(const std::vector<Sample>& samples, const std::vector<double>& said) {
  double sums[10] = {}, rights[10] = {};
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const int bin = std::min(9, int(said[i] * 10));
    sums[bin] += said[i], rights[bin] += samples[i].right;
  }
  double error = 0;
  for (int bin = 0; bin < 10; ++bin) error += std::abs(sums[bin] - rights[bin]);
  return samples.empty() ? 0 : error / double(samples.size());
}

// Right and wrong by each sign: what the weights rest on.
std::string counts_of(const std::vector<Sample>& samples, const core::OddsModel& model) {
  std::map<std::string, std::pair<int, int>> counts;
  for (const Sample& each : samples)
    for (const auto& [sign, value] : each.signs)
      if (sign != "reading") ++(each.right ? counts[sign].first : counts[sign].second);
  std::vector<std::vector<std::string>> rows{{"  sign", "right", "wrong", "weight"}};
  for (const auto& [sign, count] : counts)
    rows.push_back({"  " + sign, std::to_string(count.first), std::to_string(count.second), fixed(model.weights.at(sign), 2)});
  return table(rows);
}

std::string report(const char* title, const std::vector<Sample>& samples, const std::vector<double>& unseen,
                   const core::Calibrated& counted, double promise) {
  const double bar = core::confidence_for(counted.curve, promise);
  int taken = 0, wrong = 0;
  for (std::size_t i = 0; i < samples.size(); ++i)
    if (samples[i].witnessed && unseen[i] >= bar) ++taken, wrong += !samples[i].right;
  std::string text = std::string(title) + ": " + std::to_string(samples.size()) +
                     " values; judged by claims not counted: " + "expected calibration error " +
                     fixed(100 * calibration_error(samples, unseen), 2) + " %; accepted " + std::to_string(taken) + " (" +
                     fixed(samples.empty() ? 0 : 100.0 * taken / double(samples.size()), 1) + " %), wrong among them " +
                     std::to_string(wrong) + " (" + fixed(taken ? 100.0 * wrong / taken : 0, 2) + " %, at most " +
                     fixed(100 * core::wrong_share_max(taken, wrong), 2) + " % with 95 % certainty)\n";
  return text + counts_of(samples, counted.model);
}

}  // namespace

Exit calibrate_command(const CalibrateOptions& options, const Common& common) try {
  const auto settings = load_settings(common.settings);
  if (!settings) return refuse(settings.error(), common);
  std::vector<Sample> fields, cells;
  int group = 0;
  const RuleMap rules = usual_rule_map();
  for (std::size_t t = 0; t < options.truth.size(); ++t) {
    const auto known = find_known(options.truth[t]);
    if (!known) return refuse(known.error(), common);
    const auto readings = t < options.readings.size() ? options.readings[t] : std::filesystem::path();
    Common quiet = common;
    quiet.as_json = true;
    const auto predictions = predict(known.value(), readings, quiet);
    if (!predictions) return refuse(predictions.error(), common);
    for (const auto& claim : known.value()) {
      const json* said = prediction_of(predictions.value(), claim);
      Score score;
      if (said) score_claim(claim.truth, *said, rules, score);
      add_samples(check::Place::field, score.said, group, fields);
      add_samples(check::Place::cell, score.said_cells, group, cells);
      ++group;
    }
  }
  if (fields.empty())
    return refuse(
        {core::ErrorCode::empty, "No value of these claims could be compared", "", "Name claims whose scans can be read"},
        common);
  const auto field_odds = unseen_probabilities(fields), cell_odds = unseen_probabilities(cells);
  core::Calibration calibration{calibrated(fields, field_odds), calibrated(cells, cell_odds), ""};
  common.out << report("fields", fields, field_odds, calibration.fields, settings.value().promise)
             << report("cells", cells, cell_odds, calibration.cells, settings.value().promise) << std::flush;
  if (options.write.empty()) return Exit::all_complete;
  std::ofstream out(options.write, std::ios::binary);
  out << calibration_to_json(calibration);
  if (!out.flush())
    return refuse({core::ErrorCode::disk, "The calibration could not be written", options.write.string(), "Name another --write"},
                  common);
  return Exit::all_complete;
} catch (const json::exception& wrong) {
  return refuse({core::ErrorCode::bad_input, std::string("A truth.json is not as expected: ") + wrong.what(), "",
                 "See the README's contract"},
                common);
}

}  // namespace claimpack::run
