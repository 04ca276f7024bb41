// `claimpack process`: claims in, packets on disk.
#include <map>
#include <utility>
#include <vector>

#include "run/batch.hpp"
#include "run/commands.hpp"
#include "run/correction_file.hpp"
#include "run/equipment.hpp"
#include "run/ledgers.hpp"
#include "run/output.hpp"
#include "run/station.hpp"
#include "run/steps.hpp"
#include "run/summary.hpp"

namespace claimpack::run {

namespace {

class PacketSink : public Sink {
 public:
  PacketSink(const ProcessOptions& options, CorrectionFile corrections, const Equipment& equipment, pack::StationKey key)
      : dir_(options.out),
        readings_(options.readings),
        corrections_(std::move(corrections)),
        keep_steps_(options.keep_steps),
        equipment_(equipment),
        key_(std::move(key)) {}

  core::Result<core::Done> begin(OpenClaim& open, ClaimReport&) override {
    // A disk that cannot be written to is known before an hour of reading, not after.
    auto folder = ClaimFolder::begin(dir_, safe_name(open.claim_id));
    if (!folder) return folder.error();
    if (keep_steps_) open.steps = folder.value().partial() / "steps";
    std::error_code ignored;
    if (keep_steps_) std::filesystem::create_directory(open.steps, ignored);
    open.kept = kept_steps(readings_, open.claim_id);
    open.corrections = corrections_.of(open.claim_id);
    folders_.emplace(open.claim_id, std::move(folder).value());
    return core::Done{};
  }

  core::Result<core::Done> finish(OpenClaim& open, const core::Claim& claim, ClaimReport& report) override {
    ClaimFolder folder = std::move(folders_.at(open.claim_id));
    folders_.erase(open.claim_id);
    const auto packet = make_packet(open, claim, equipment_);
    if (!packet) return packet.error();
    const auto& files = packet.value();
    for (const core::Paper& paper : files.papers)
      report.papers.push_back({paper.file, paper.title, paper.serial, paper.proposal, {}});
    for (const NamedBytes& each : files_of(files))
      if (const auto written = folder.write(each.name, each.bytes); !written) return written.error();
    if (!open.steps.empty()) keep_text(pack::documents_json(claim, readings_of(open)), open.steps / "documents.json");
    if (const auto sealed = seal(folder, claim, files, equipment_, key_); !sealed) return sealed.error();
    if (const auto placed = folder.finish(); !placed) return placed.error();
    report.folder = dir_ / safe_name(open.claim_id);
    return core::Done{};
  }

  void drop(const OpenClaim& open) override { folders_.erase(open.claim_id); }

 private:
  std::filesystem::path dir_, readings_;
  CorrectionFile corrections_;
  bool keep_steps_;
  const Equipment& equipment_;
  pack::StationKey key_;
  std::map<std::string, ClaimFolder> folders_;  // of claims that are on their way
};

}  // namespace

Exit process_command(const ProcessOptions& options, const Common& common) {
  const auto equipment = load_equipment(common);
  if (!equipment) return refuse(equipment.error(), common);
  if (const auto ready = prepare_output(options.out); !ready) return refuse(ready.error(), common);
  auto corrections = CorrectionFile::load(options.corrections);
  if (!corrections) return refuse(corrections.error(), common);
  auto key = station_key(equipment.value()->settings);
  if (!key) return refuse(key.error(), common);
  const auto candidates = find_candidates(options.paths);
  if (!equipment.value()->readers.warning.empty()) common.err << equipment.value()->readers.warning << std::endl;
  Progress progress(common.err, common.err_is_terminal, common.language, static_cast<int>(candidates.size()));
  PacketSink sink(options, std::move(corrections).value(), *equipment.value(), std::move(key).value());
  const BatchReport batch =
      run_batch(candidates, common.region, jobs_of(common.jobs, equipment.value()->settings), equipment.value(), sink, progress);
  if (options.ledger) {
    const auto written = write_ledgers({options.out}, options.out / "ledger.xlsx", options.out / "ledger.csv", false,
                                       common.language == Language::en);
    if (!written && written.error().code != core::ErrorCode::empty)
      common.err << say(written.error(), common.language) << std::endl;
  }
  const Exit exit = exit_of(batch);
  common.out << (common.as_json ? summary_json(batch, exit) : summary_text(batch, common.language)) << std::flush;
  return exit;
}

}  // namespace claimpack::run
