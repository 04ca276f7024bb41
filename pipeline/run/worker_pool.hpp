// The workers that are there, who may be had, and when one is too old.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "receive/cage.hpp"
#include "receive/disk_file.hpp"
#include "run/open_claim.hpp"
#include "run/zygote.hpp"

namespace claimpack::run {

// One worker process and what its parent knows of it.
struct HeldWorker {
  Spawned process;
  std::uint32_t sequence = 0;  // of its last job
  std::uint64_t open = 0;      // the file that it has open, 0: none
  int pages = 0;               // that it was given
  double cpu_counted = 0;
  std::shared_ptr<receive::TempFolder> folder;  // of the files that it asked for since it opened its file
  int files = 0;
};

// Jobs go side by side; one that is tried again goes alone, so that nothing else can be the reason.
class Turnstile {
 public:
  void enter(bool alone);
  void leave(bool alone);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int inside_ = 0, waiting_alone_ = 0;
  bool one_alone_ = false;
};

class WorkerPool {
 public:
  // `life`: what a worker does, in place of live_as_worker, for tests.
  static core::Result<std::unique_ptr<WorkerPool>> start(const Readers& readers, const Settings& settings, Zygote::Life life);
  ~WorkerPool();

  // One that waits, best one that has the file open, else a new one. `fresh`: a new one. Error failed after some tries.
  core::Result<std::unique_ptr<HeldWorker>> take(std::uint64_t file, bool fresh);
  // For the next job, or to its end where it is old, has grown or said more than it was asked.
  void bring_back(std::unique_ptr<HeldWorker> worker);
  // Ends it. How it ended; nothing where it had to be killed.
  std::optional<WorkerEnd> end(std::unique_ptr<HeldWorker> worker, bool kill);
  double take_cpu_seconds();

  const Settings& settings() const { return settings_; }
  const receive::Locks& locks() const { return locks_; }
  Turnstile& turnstile() { return turnstile_; }
  std::vector<int> idle();
  int zygote();

 private:
  WorkerPool(const Readers& readers, const Settings& settings);
  core::Result<core::Done> start_zygote();
  std::shared_ptr<Zygote> current_zygote();
  core::Result<std::unique_ptr<HeldWorker>> spawn();
  core::Result<std::unique_ptr<HeldWorker>> spawn_patiently();
  bool is_old(const HeldWorker& worker) const;

  Readers readers_;
  Settings settings_;
  receive::Locks locks_;
  receive::CageLimits cage_;
  Zygote::Life life_;
  Turnstile turnstile_;
  std::mutex mutex_;
  std::shared_ptr<Zygote> zygote_;  // whoever asks it for something holds on to it
  std::vector<std::unique_ptr<HeldWorker>> idle_;
  double cpu_seconds_ = 0;
};

// CPU seconds that the process has used; nothing where there is none.
std::optional<double> cpu_seconds_of(pid_t pid);

}  // namespace claimpack::run
