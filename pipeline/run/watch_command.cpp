// `claimpack watch`: one thread looks into the inboxes, one has claims read; the ledger is all that they share.
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <thread>

#include "run/batch.hpp"
#include "run/beside.hpp"
#include "run/claim_work.hpp"
#include "run/commands.hpp"
#include "run/equipment.hpp"
#include "run/log_lines.hpp"
#include "run/memory.hpp"
#include "run/metrics.hpp"
#include "run/output.hpp"
#include "run/service_notice.hpp"
#include "run/station.hpp"
#include "run/wake.hpp"
#include "run/watcher.hpp"
#include "store/store.hpp"
#include "store/system.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Error;
using core::Result;

namespace {

constexpr int pause_ms_first = 200, pause_ms_max = 30'000;
constexpr int idle_ms = 1000;         // another process may have released a file meanwhile
constexpr int troubles_once_max = 6;  // with --once: then it is given up
constexpr std::int64_t metrics_every_ms = 10'000;
constexpr int clear_every_looks = 30;  // originals whose share was gone when their claim ended

// Trouble with the disk: told when it begins and when it is over; tried again ever less often, and without anybody's help.
class Trouble {
 public:
  explicit Trouble(std::vector<fs::path> folders) : folders_(std::move(folders)) {}
  int begin(const Error& error) {  // how long to wait
    if (error_.what != error.what || error_.place != error.place)
      spdlog::warn("Paused: {}", sentence_without_names(error, folders_));
    error_ = error;
    pause_ms_ = pause_ms_ == 0 ? pause_ms_first : std::min(pause_ms_ * 2, pause_ms_max);
    ++count_;
    return pause_ms_;
  }
  void end() {
    if (pause_ms_ > 0) spdlog::warn("Resumed");
    error_ = {}, pause_ms_ = 0, count_ = 0;
  }
  int count() const { return count_; }
  const Error& error() const { return error_; }

 private:
  std::vector<fs::path> folders_;  // that may be named
  Error error_;
  int pause_ms_ = 0, count_ = 0;
};

// The reading thread.
class Reading {
 public:
  Reading(ClaimWork& work, Wake& wake, const std::vector<fs::path>& folders)
      : work_(work), wake_(wake), trouble_(folders), thread_([this] { run(); }) {}
  ~Reading() { thread_.join(); }

  void more() {
    const std::lock_guard lock(mutex_);
    asked_ = true, idle_ = false;
    changed_.notify_all();
  }
  // False where it still reads after that time.
  bool end(double seconds_max) {
    std::unique_lock lock(mutex_);
    stop_ = true;
    changed_.notify_all();
    return changed_.wait_for(lock, std::chrono::duration<double>(seconds_max), [this] { return ended_; });
  }
  bool idle() {
    const std::lock_guard lock(mutex_);
    return idle_;
  }
  bool take_finished() {
    const std::lock_guard lock(mutex_);
    return std::exchange(finished_, false);
  }
  std::optional<Error> given_up() {
    const std::lock_guard lock(mutex_);
    return trouble_.count() >= troubles_once_max ? std::optional(trouble_.error()) : std::nullopt;
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (!stop_) {
      asked_ = false;
      lock.unlock();
      const auto done = work_.do_some();
      lock.lock();
      int pause_ms = 0;
      if (!done) pause_ms = trouble_.begin(done.error());
      else trouble_.end();
      if (done && done.value() > 0) {
        finished_ = read_ = true;
        wake_.nudge();
        continue;
      }
      idle_ = done.ok() && !asked_;
      if (idle_ && std::exchange(read_, false)) give_back_memory();
      if (idle_) wake_.nudge();
      changed_.wait_for(lock, std::chrono::milliseconds(done ? idle_ms : pause_ms),
                        [&] { return stop_ || (done.ok() && asked_); });
    }
    ended_ = true;
    changed_.notify_all();
  }

  ClaimWork& work_;
  Wake& wake_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false, ended_ = false, asked_ = false, idle_ = false, finished_ = false, read_ = false;
  Trouble trouble_;
  std::thread thread_;
};

Exit exit_of(core::Shelf& shelf) {
  const auto quarantined = shelf.quarantined();
  const auto done = shelf.claims(core::WorkState::done);
  if (!quarantined || !done || !quarantined.value().empty()) return Exit::not_read;
  for (const core::LedgerClaim& claim : done.value())
    if (claim.outcome != core::name_of(core::Outcome::complete)) return Exit::person_needed;
  return Exit::all_complete;
}

// The room that the ledger's disk must have before anything is taken in.
Result<core::Done> check_room(const fs::path& data, int megabytes_min) {
  const std::int64_t room = free_bytes(data);
  if (room < 0 || room >= std::int64_t(megabytes_min) * 1'000'000) return core::Done{};
  return Error{core::ErrorCode::disk, "The disk of the ledger has less than watch.free_megabytes_min", data.string(),
               "Free some space: it goes on by itself"};
}

struct Watch {
  core::Shelf& shelf;
  Watcher& watcher;
  Reading& reading;
  Wake& wake;
  const WatchSettings& settings;
  const fs::path &data, &out;
  Metrics& metrics;
  ServiceNotice& notice;
  bool once;
  std::int64_t told_ms = 0;

  // Until a stop, or with `once` until nothing is left. An Error only with `once`.
  std::optional<Error> run() {
    std::vector<fs::path> folders = watcher.inboxes();
    folders.insert(folders.end(), {data, out});
    Trouble trouble(folders);
    int gone_looks = 0;
    for (int looks = 0; !Wake::stopping(); ++looks) {
      notice.alive();
      const bool was_idle = reading.idle();
      auto seen = look();
      if (seen && (reading.take_finished() || looks % clear_every_looks == 0 || (once && was_idle)))
        if (const auto cleared = watcher.clear(); !cleared) seen = cleared.error();
      int wait_ms = int(settings.rescan_seconds * 1000);
      if (!seen) {
        wait_ms = trouble.begin(seen.error());
        metrics.paused(true);
        if (once && trouble.count() >= troubles_once_max) return trouble.error();
      } else {
        trouble.end();
        metrics.paused(false);
        if (seen.value().sealed > 0) reading.more();
        if (seen.value().waiting > 0) wait_ms = int(std::min<std::int64_t>(wait_ms, seen.value().wait_ms));
        gone_looks = seen.value().gone > 0 ? gone_looks + 1 : 0;
        if (once && gone_looks >= troubles_once_max)
          return Error{core::ErrorCode::unreadable, "An inbox cannot be looked at", "", "Mount it, or check its rights"};
        if (once && gone_looks == 0 && seen.value().waiting == 0 && seen.value().sealed == 0 && was_idle && nothing_left())
          return std::nullopt;
        if (once)
          if (auto error = reading.given_up()) return error;
      }
      tell_metrics();
      if (notice.watchdog_seconds() > 0) wait_ms = std::min(wait_ms, int(notice.watchdog_seconds() * 1000 / 4));
      wake.wait(watcher.folders(), std::max(1, wait_ms));
    }
    return std::nullopt;
  }

  Result<Watcher::Seen> look() {
    if (const auto room = check_room(data, settings.free_megabytes_min); !room) return room.error();
    const std::int64_t begun = store::system_clock().steady_ms();
    auto seen = watcher.look();
    if (seen)
      metrics.looked(double(store::system_clock().steady_ms() - begun) / 1000, seen.value().taken, seen.value().bytes,
                     seen.value().waiting);
    return seen;
  }

  // For `status --prometheus` in another process: a hint, not a record, so nothing is synced and nothing fails.
  void tell_metrics() {
    const std::int64_t now = store::system_clock().steady_ms();
    if (told_ms > 0 && now - told_ms < metrics_every_ms) return;
    told_ms = now;
    const fs::path fresh = data / "metrics.prom.partial";
    std::ofstream(fresh, std::ios::binary | std::ios::trunc) << metrics.text(data, out, now);
    std::error_code ignored;
    fs::rename(fresh, data / metrics_file, ignored);
  }

  bool nothing_left() {
    const auto standing = shelf.standing();
    if (!standing || standing.value().unpublished > 0) return false;
    for (const auto& [state, count] : standing.value().claims)
      if (count > 0 && (state == core::WorkState::open || state == core::WorkState::ready || state == core::WorkState::working))
        return false;
    return true;
  }
};

Result<core::Done> check_inboxes(const WatchOptions& options, const fs::path& out, const fs::path& data) {
  for (const fs::path& inbox : options.inboxes) {
    std::error_code ignored;
    if (!fs::is_directory(inbox, ignored))
      return Error{core::ErrorCode::unreadable, "The inbox is no folder", inbox.string(), "Make it, or mount it"};
    // Packets or blobs inside an inbox would be taken for scans.
    for (const fs::path& other : {out, data}) {
      const auto below = fs::weakly_canonical(other, ignored).lexically_relative(fs::canonical(inbox, ignored));
      if (!below.empty() && *below.begin() != "..")
        return Error{core::ErrorCode::bad_input, "Packets and ledger cannot lie inside an inbox", other.string(),
                     "Name another folder with --out or --data"};
    }
  }
  return core::Done{};
}

}  // namespace

fs::path default_out() { return "packets"; }

fs::path default_data() {
  const fs::path system = "/var/lib/claimpack";
  if (access(system.c_str(), W_OK) == 0) return system;
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state && *state) return fs::path(state) / "claimpack";
  const char* home = std::getenv("HOME");
  return home && *home ? fs::path(home) / ".local/state/claimpack" : system;
}

Exit watch_command(const WatchOptions& options, const Common& common) { return watch_beside(options, {}, common); }

Exit watch_beside(const WatchOptions& options, const Beside& beside, const Common& common) {
  const fs::path out = options.out.empty() ? default_out() : options.out;
  const fs::path data = options.data.empty() ? default_data() : options.data;
  Common with_office = common;
  with_office.office = data / "templates";
  const auto equipment = load_equipment(with_office);
  if (!equipment) return refuse(equipment.error(), common);
  if (equipment.value()->settings.log_json) log_as_json();
  core::Disk& disk = disk_of(common);
  if (const auto fit = check_inboxes(options, out, data); !fit) return refuse(fit.error(), common);
  const auto hold = store::Hold::take(data, disk);
  if (!hold) return refuse(hold.error(), common);
  if (const auto ready = prepare_output(out); !ready) return refuse(ready.error(), common);
  const auto key = station_key(equipment.value()->settings);
  if (!key) return refuse(key.error(), common);
  const auto shelf = store::open_shelf(data, disk, store::system_clock());
  if (!shelf) return refuse(shelf.error(), common);

  std::vector<fs::path> inboxes;
  for (const fs::path& inbox : options.inboxes) inboxes.push_back(fs::canonical(inbox));
  const auto tell = [](const std::string& what) { spdlog::warn("{}", what); };
  const WatchSettings& settings = equipment.value()->settings.watch;
  Metrics metrics;
  ServiceNotice notice;
  Watcher watcher(*shelf.value(), disk, store::system_clock(), inboxes, settings, tell);
  std::function<std::vector<core::Correction>(std::int64_t)> said;
  ClaimWork work(*shelf.value(), disk, equipment.value(), key.value(),
                 {out, data / "work", options.readings, common.region, jobs_of(common.jobs, equipment.value()->settings),
                  [&said](std::int64_t claim) { return said ? said(claim) : std::vector<core::Correction>(); }, &metrics},
                 tell);
  watcher.each_step([&notice] { notice.alive(); });
  if (const auto begun = watcher.begin(); !begun) return refuse(begun.error(), common);
  if (const auto begun = work.begin(); !begun) return refuse(begun.error(), common);
  if (!equipment.value()->readers.warning.empty()) common.err << equipment.value()->readers.warning << std::endl;

  Wake wake;
  std::shared_ptr<void> other;
  if (beside) {
    auto begun = beside({*shelf.value(), disk, equipment.value(), key.value(), out, data, said});
    if (!begun) return refuse(begun.error(), common);
    other = std::move(begun).value();
  }
  std::vector<fs::path> folders = inboxes;
  folders.insert(folders.end(), {data, out});
  Reading reading(work, wake, folders);
  notice.ready("watching " + std::to_string(inboxes.size()) + " inboxes");
  const auto given_up = Watch{*shelf.value(), watcher, reading, wake, settings, data, out, metrics, notice, options.once}.run();
  notice.stopping();
  if (!reading.end(settings.stop_seconds_max)) {
    // What is being read is in the ledger as being read: the next start begins it anew.
    common.err << "claimpack: stopped while claims were being read; they are read at the next start" << std::endl;
    std::cout.flush();
    std::_Exit(code_of(Exit::all_complete));
  }
  if (given_up) return refuse(*given_up, common);
  return options.once ? exit_of(*shelf.value()) : Exit::all_complete;
}

}  // namespace claimpack::run
