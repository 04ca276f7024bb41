// `claimpack evaluate`: how right the program is, against claims whose truth is known.
#include <fstream>

#include "run/commands.hpp"
#include "run/known_claims.hpp"
#include "run/output.hpp"
#include "run/scoring.hpp"
#include "run/summary.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using json = nlohmann::json;

namespace {

core::Result<core::Done> write_predictions(const Predictions& predictions, const fs::path& dir) {
  for (const auto& [id, claim] : predictions) {
    const fs::path folder = dir / safe_name(id);
    std::error_code ignored;
    fs::create_directories(folder, ignored);
    std::ofstream out(folder / "claim.json", std::ios::binary);
    out << claim.dump(1) << "\n";
    if (!out.flush())
      return core::Error{core::ErrorCode::disk, "The prediction could not be written", folder.string(),
                         "Free some disk space or choose another --write"};
  }
  return core::Done{};
}

}  // namespace

Exit evaluate_command(const EvaluateOptions& options, const Common& common) try {
  const auto known = find_known(options.truth);
  if (!known) return refuse(known.error(), common);
  RuleMap rules = usual_rule_map();
  if (!options.rule_map.empty()) {
    const auto named = read_json(options.rule_map);
    if (!named) return refuse(named.error(), common);
    rules = named.value();
  }
  const auto predictions = options.predictions.empty() ? predict(known.value(), options.readings, common, options.corrections)
                                                       : read_predictions(options.predictions);
  if (!predictions) return refuse(predictions.error(), common);
  if (!options.write.empty())
    if (const auto written = write_predictions(predictions.value(), options.write); !written)
      return refuse(written.error(), common);
  Score score;
  for (const auto& each : known.value()) {
    const json* found = prediction_of(predictions.value(), each);
    score_claim(each.truth, found ? *found : json(), rules, score);
  }
  common.out << (common.as_json ? score_json(score).dump(1) + "\n" : score_text(score)) << std::flush;
  return score.without_prediction == score.claims ? Exit::nothing_done
         : score.without_prediction               ? Exit::not_read
                                                  : Exit::all_complete;
} catch (const json::exception& wrong) {
  return refuse({core::ErrorCode::bad_input, std::string("A truth.json or claim.json is not as expected: ") + wrong.what(),
                 options.truth.string(), "See the README's contract"},
                common);
}

}  // namespace claimpack::run
