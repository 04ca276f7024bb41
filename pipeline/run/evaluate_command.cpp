// `claimpack evaluate`: how right the program is, against claims whose truth is known.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include "pack/pack.hpp"
#include "run/batch.hpp"
#include "run/commands.hpp"
#include "run/equipment.hpp"
#include "run/output.hpp"
#include "run/scoring.hpp"
#include "run/steps.hpp"
#include "run/summary.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using json = nlohmann::json;

namespace {

core::Result<json> read_json(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return core::Error{core::ErrorCode::unreadable, "The file cannot be read", file.string(), "Name another"};
  try {
    return json::parse(in);
  } catch (const json::exception& wrong) {
    return core::Error{core::ErrorCode::bad_input, wrong.what(), file.string(), "Correct the file"};
  }
}

// A claim folder with its truth.
struct Known {
  fs::path folder;
  json truth;
};

// DIR itself where it holds truth.json, else its folders that do, in natural order.
core::Result<std::vector<Known>> find_known(const fs::path& dir) {
  std::error_code fault;
  std::vector<fs::path> folders;
  if (fs::exists(dir / "truth.json", fault)) folders.push_back(dir);
  else
    for (fs::directory_iterator at(dir, fault), end; !fault && at != end; at.increment(fault))
      if (fs::exists(at->path() / "truth.json")) folders.push_back(at->path());
  if (folders.empty())
    return core::Error{core::ErrorCode::empty, "No claim folder with truth.json", dir.string(),
                       "Name a folder of claim folders, e.g. samples/claims"};
  std::sort(folders.begin(), folders.end(), [](const fs::path& a, const fs::path& b) {
    return receive::natural_less(a.filename().string(), b.filename().string());
  });
  std::vector<Known> known;
  for (const auto& folder : folders) {
    auto truth = read_json(folder / "truth.json");
    if (!truth) return truth.error();
    known.push_back({folder, std::move(truth).value()});
  }
  return known;
}

// claim_id of the prediction -> prediction.
using Predictions = std::map<std::string, json>;

core::Result<Predictions> read_predictions(const fs::path& dir) {
  Predictions predictions;
  std::error_code fault;
  for (fs::recursive_directory_iterator at(dir, fault), end; !fault && at != end; at.increment(fault)) {
    if (at->path().filename() != "claim.json") continue;
    auto claim = read_json(at->path());
    if (!claim) return claim.error();
    const std::string id = claim.value().value("claim_id", at->path().parent_path().filename().string());
    predictions[id] = std::move(claim).value();
  }
  if (fault)
    return core::Error{core::ErrorCode::unreadable, "The predictions cannot be read", dir.string(),
                       "Name a folder that process wrote"};
  return predictions;
}

// Keeps the decided claims as their claim.json.
class MemorySink : public Sink {
 public:
  explicit MemorySink(std::filesystem::path readings) : readings_(std::move(readings)) {}
  Predictions predictions;
  core::Result<core::Done> begin(OpenClaim& open, ClaimReport&) override {
    open.kept = kept_steps(readings_, open.claim_id);
    return core::Done{};
  }
  core::Result<core::Done> finish(OpenClaim& open, const core::Claim& claim, ClaimReport&) override {
    predictions[open.claim_id] = json::parse(pack::claim_json(claim, readings_of(open)));
    return core::Done{};
  }

 private:
  std::filesystem::path readings_;
};

core::Result<Predictions> predict(const std::vector<Known>& known, const EvaluateOptions& options, const Common& common) {
  const auto equipment = load_equipment(common);
  if (!equipment) return equipment.error();
  std::vector<Candidate> candidates;
  for (const auto& each : known) candidates.push_back({{each.folder.filename().string(), each.folder}, {}});
  Progress progress(common.err, common.err_is_terminal, common.language, int(candidates.size()));
  MemorySink sink(options.readings);
  const BatchReport batch =
      run_batch(candidates, common.region, jobs_of(common.jobs, equipment.value()->settings), equipment.value(), sink, progress);
  if (!common.as_json) common.out << summary_text(batch, common.language) << "\n";
  return std::move(sink.predictions);
}

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

Exit refuse(const core::Error& error, const Common& common) {
  common.err << say(error, common.language) << std::endl;
  return Exit::nothing_done;
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
  const auto predictions = options.predictions.empty() ? predict(known.value(), options, common) : read_predictions(options.predictions);
  if (!predictions) return refuse(predictions.error(), common);
  if (!options.write.empty())
    if (const auto written = write_predictions(predictions.value(), options.write); !written) return refuse(written.error(), common);
  Score score;
  for (const auto& each : known.value()) {
    const auto found = predictions.value().find(each.truth.value("claim_id", each.folder.filename().string()));
    score_claim(each.truth, found == predictions.value().end() ? json() : found->second, rules, score);
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
