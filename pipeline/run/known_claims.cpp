#include "run/known_claims.hpp"

#include <algorithm>
#include <fstream>

#include "pack/pack.hpp"
#include "run/batch.hpp"
#include "run/correction_file.hpp"
#include "run/equipment.hpp"
#include "run/steps.hpp"
#include "run/summary.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using json = nlohmann::json;

core::Result<json> read_json(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return core::Error{core::ErrorCode::unreadable, "The file cannot be read", file.string(), "Name another"};
  try {
    return json::parse(in);
  } catch (const json::exception& wrong) {
    return core::Error{core::ErrorCode::bad_input, wrong.what(), file.string(), "Correct the file"};
  }
}

core::Result<std::vector<KnownClaim>> find_known(const fs::path& dir) {
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
  std::vector<KnownClaim> known;
  for (const auto& folder : folders) {
    auto truth = read_json(folder / "truth.json");
    if (!truth) return truth.error();
    known.push_back({folder, std::move(truth).value()});
  }
  return known;
}

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

namespace {

// Keeps the decided claims as their claim.json.
class MemorySink : public Sink {
 public:
  MemorySink(std::filesystem::path readings, CorrectionFile corrections)
      : readings_(std::move(readings)), corrections_(std::move(corrections)) {}
  Predictions predictions;
  core::Result<core::Done> begin(OpenClaim& open, ClaimReport&) override {
    open.kept = kept_steps(readings_, open.claim_id);
    open.corrections = corrections_.of(open.claim_id);
    return core::Done{};
  }
  core::Result<core::Done> finish(OpenClaim& open, const core::Claim& claim, ClaimReport&) override {
    predictions[open.claim_id] = json::parse(pack::claim_json(claim, readings_of(open)));
    return core::Done{};
  }

 private:
  std::filesystem::path readings_;
  CorrectionFile corrections_;
};

}  // namespace

core::Result<Predictions> predict(const std::vector<KnownClaim>& known, const fs::path& readings, const Common& common,
                                  const fs::path& corrections) {
  auto said = CorrectionFile::load(corrections);
  if (!said) return said.error();
  const auto equipment = load_equipment(common);
  if (!equipment) return equipment.error();
  std::vector<Candidate> candidates;
  for (const auto& each : known) candidates.push_back({{each.folder.filename().string(), each.folder}, {}});
  Progress progress(common.err, common.err_is_terminal, common.language, int(candidates.size()));
  MemorySink sink(readings, std::move(said).value());
  const BatchReport batch =
      run_batch(candidates, common.region, jobs_of(common.jobs, equipment.value()->settings), equipment.value(), sink, progress);
  if (!common.as_json) common.out << summary_text(batch, common.language) << "\n";
  return std::move(sink.predictions);
}

const json* prediction_of(const Predictions& predictions, const KnownClaim& known) {
  const auto found = predictions.find(known.truth.value("claim_id", known.folder.filename().string()));
  return found == predictions.end() ? nullptr : &found->second;
}

}  // namespace claimpack::run
