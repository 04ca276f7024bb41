// Many claims over the workers: pages of several claims are read at the same time, claims are finished in their order.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "run/exits.hpp"
#include "run/process.hpp"
#include "run/progress.hpp"
#include "run/workers.hpp"

namespace claimpack::run {

// What became of one claim.
struct ClaimReport {
  std::string claim_id, region, claim_type;
  std::filesystem::path source, folder;  // `folder` empty: nothing was written
  int pages = 0, lost = 0;               // lost: pages and files that could not be read
  std::optional<core::Outcome> outcome;  // none: the claim could not be processed
  std::array<int, 4> findings{};         // by core::Severity
  std::vector<core::SetAside> set_aside;
  std::vector<std::string> warnings;  // Chinese
  std::vector<core::Paper> papers;    // the letters that were written, without their bytes
  std::optional<core::Error> error;
  double seconds = 0;  // from the claim's opening to its end
  StageTimes times;
};

struct BatchReport {
  std::vector<ClaimReport> claims;      // in the order of the sources
  double seconds = 0, cpu_seconds = 0;  // of the whole run, the programs that it ran included
  double peak_memory_mb = 0;
  std::string models, warning;
  int pages() const;
};

// A claim to process, or a PATH of the command line that is none.
struct Candidate {
  receive::ClaimSource source;
  std::optional<core::Error> error;
};
// In the order given; a path that cannot be taken stays, with its error. Packets made before are left out of a batch.
std::vector<Candidate> find_candidates(const std::vector<std::filesystem::path>& paths);

// Where decided claims go.
class Sink {
 public:
  virtual ~Sink() = default;
  // Before the first page is read: may set open.steps. An Error ends the claim here.
  virtual core::Result<core::Done> begin(OpenClaim& open, ClaimReport& report) = 0;
  // When all its pages are read: true where they turned out to be several claims and nothing more is to be done with this one.
  virtual core::Result<bool> take_apart(OpenClaim&, ClaimReport&) { return false; }
  virtual core::Result<core::Done> finish(OpenClaim& open, const core::Claim& claim, ClaimReport& report) = 0;
  // Bills of its numbers that other claims brought, of runs before this one too.
  virtual core::Result<std::vector<check::EarlierBill>> earlier_bills(const ClaimReport&, const core::Claim& /*found*/) {
    return std::vector<check::EarlierBill>{};
  }
  virtual void drop(const OpenClaim&) {}  // of a claim that failed after begin
};

// `jobs` 0: the settings', else the machine's cores.
int jobs_of(int jobs, const Settings& settings);

// How long a work of reading one page may take, by the Workers' clock.
std::chrono::seconds work_limit(const Equipment& equipment);

// Reads all pages of the claim over the workers and returns when the last is read or given up; pages that were given up keep
// the equipment alive. For `extract`.
void read_pages(const std::shared_ptr<OpenClaim>& open, const std::shared_ptr<const Equipment>& equipment, Workers& workers,
                Progress& progress);

BatchReport run_batch(const std::vector<Candidate>& candidates, const std::string& region, int jobs,
                      const std::shared_ptr<const Equipment>& equipment, Sink& sink, Progress& progress);

Exit exit_of(const BatchReport& report);

}  // namespace claimpack::run
