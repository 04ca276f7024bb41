// storm: kills the service again and again while it stores claims, and shows that nothing is lost, nothing comes twice and no
// packet is half.
//   storm [--kills N] [--claims N] [--seed N]   kills: power cuts and SIGKILLs at write boundaries, SIGKILLs at random instants
//   storm --kills N --workers                   the same, pages read by processes of their own, which are killed too
//   storm --kills N --lying-disk                the same on a disk that does not keep what it synced: must fail
//   storm --failures [--every N]                every write path fails, for a while, once: disk full, I/O error, read-only
//   storm --loose [--every N]                   loose pages of three patients, killed at every write boundary
//   storm --machine [--every N]                 no descriptors left, a slow share, one that vanishes: at each of its calls
//   storm --soak PAGES                          pages with recorded readings through watch: memory, descriptors, times
//   storm --restart ARRIVALS                    a store of so many arrivals: how long a killed watch takes to serve again
//   storm --files N [--seed N]                  N files arrive slowly, chunked, renamed, rewritten, replaced, linked …
//   storm --mutations N [--first N] [--format TEXT] [--keep DIR] [FILE…]   spoiled files of every format are received and decoded
// Exit code 0: all held. Readings are made up: the storm is about storing.
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <map>
#include <thread>

#include <spdlog/spdlog.h>

#include "faults/arrivals.hpp"
#include "faults/faults.hpp"
#include "faults/hostile.hpp"
#include "faults/office.hpp"
#include "faults/soak.hpp"

namespace {

using namespace claimpack;
using faults::Machine;
using faults::Office;
namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

struct Options {
  int kills = 40, claims = 12, every = 1, files = 0;
  unsigned seed = 1;
  int soak = 0, restart = 0;
  bool failures = false, loose = false, machine = false;
  bool workers = false;     // pages are read by processes, which are killed too
  bool lying_disk = false;  // syncs nothing: the storm must find it
  bool mutations = false;
  faults::HostileOptions hostile;
};

struct Folder {
  fs::path path;
  explicit Folder(const std::string& name)
      : path(fs::temp_directory_path() / ("claimpack-storm-" + std::to_string(getpid()) + name)) {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

bool report(const std::vector<std::string>& faults, const std::string& when) {
  for (const std::string& fault : faults) std::printf("FAULT %s: %s\n", when.c_str(), fault.c_str());
  std::fflush(stdout);
  return faults.empty();
}

struct Ended {
  bool killed = false, finished = false;
  std::int64_t boundaries = 0, share_calls = 0;
};

// One life in a process of its own. `instant_us` above 0: killed from outside after that time.
Ended one_life(const Office& office, const std::shared_ptr<const run::Equipment>& equipment, const faults::Plan& plan,
               std::int64_t instant_us, bool workers = false, int rest_ms = 0) {
  int counts[2];
  if (pipe(counts)) std::abort();
  const pid_t child = fork();
  if (child == 0) {
    if (plan.failure == faults::Failure::descriptors) {
      const rlimit few{96, 96};
      setrlimit(RLIMIT_NOFILE, &few);
    }
    Machine::the().start(plan);
    const auto own = workers ? faults::with_workers(*equipment, unsigned(plan.seed)) : equipment;
    const bool finished = faults::live(office, own, 400, rest_ms);
    const std::int64_t count[2] = {Machine::the().count(), Machine::the().share_count()};
    if (write(counts[1], count, sizeof count) != sizeof count) _exit(3);
    _exit(finished ? 0 : 2);
  }
  close(counts[1]);
  if (instant_us > 0) {
    std::this_thread::sleep_for(std::chrono::microseconds(instant_us));
    kill(child, SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  Ended ended;
  std::int64_t count[2] = {};
  if (::read(counts[0], count, sizeof count) == sizeof count) ended.boundaries = count[0], ended.share_calls = count[1];
  close(counts[0]);
  ended.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  ended.finished = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (!ended.killed && !WIFEXITED(status)) std::printf("FAULT a life ended by signal %d\n", WTERMSIG(status));
  return ended;
}

// What was to be finished is: how long the last life took, from its start, with nothing in its way.
int kill_storm(const Options& options) {
  const Folder folder("");
  const Office office{folder.path};
  const auto equipment = faults::made_equipment();
  std::mt19937 random(options.seed);
  int put = 0, cuts = 0, kills = 0, instants = 0;
  bool good = true;
  double last_seconds = 0;
  // How many boundaries a claim takes: kills fall anywhere from the first to well into the next claims.
  constexpr std::int64_t boundaries_max = 290;
  while (cuts + kills + instants < options.kills) {
    const int due = 1 + (cuts + kills + instants) * options.claims / std::max(1, options.kills);
    while (put < std::min(due, options.claims)) faults::put_claim(office, ++put);
    faults::Plan plan;
    plan.seed = random(), plan.lies = options.lying_disk;
    const unsigned kind = random() % 4;
    std::int64_t instant_us = 0;
    if (kind == 0) instant_us = 1 + std::int64_t(random() % 400'000);
    else plan.die_at = 1 + std::int64_t(random() % boundaries_max), plan.lose_unsynced = kind != 1;
    const Ended ended = one_life(office, equipment, plan, instant_us, options.workers);
    if (ended.killed) ++(kind == 0 ? instants : kind == 1 ? kills : cuts);
    else faults::put_claim(office, ++put);  // all was done: more work
    good &= report(faults::faults_of(office, put, false), "after kill " + std::to_string(cuts + kills + instants));
    if (!good) return 1;
  }
  faults::put_claim(office, ++put);
  const auto begun = SteadyClock::now();
  const Ended last = one_life(office, equipment, {}, 0, options.workers);
  last_seconds = std::chrono::duration<double>(SteadyClock::now() - begun).count();
  if (!last.finished) good = report({"the last life did not finish"}, "at the end");
  good &= report(faults::faults_of(office, put, true), "at the end");
  std::printf(
      "%d kills (%d power cuts and %d SIGKILLs at write boundaries, %d SIGKILLs at random instants) over %d claims, seed %u:"
      " %s; what was left was finished in %.1f s\n",
      cuts + kills + instants, cuts, kills, instants, put, options.seed,
      good ? "0 lost, 0 twice, 0 half packets, every audit clean" : "FAILED", last_seconds);
  return good ? 0 : 1;
}

int failures(const Options& options) {
  const auto equipment = faults::made_equipment();
  constexpr int claims = 2;
  const auto life = [&](const faults::Plan& plan, const std::string& name, bool& good) {
    const Folder folder("-" + name);
    const Office office{folder.path};
    for (int i = 1; i <= claims; ++i) faults::put_claim(office, i);
    const Ended ended = one_life(office, equipment, plan, 0);
    if (!ended.finished) good &= report({"the service did not resume by itself"}, name);
    good &= report(faults::faults_of(office, claims, true), name);
    return ended.boundaries;
  };
  bool good = true;
  const std::int64_t boundaries = life({}, "healthy", good);
  int lives = 0;
  for (const auto& [failure, name] :
       {std::pair{faults::Failure::full, "full"}, {faults::Failure::broken, "broken"}, {faults::Failure::read_only, "read-only"}})
    for (std::int64_t at = 1 + lives % options.every; at <= boundaries; at += options.every) {
      faults::Plan plan;
      plan.fail_from = at, plan.fail_count = 1 + at % 5, plan.failure = failure;
      life(plan, std::string(name) + "-" + std::to_string(at), good);
      ++lives;
    }
  std::printf("%d lives, in each of which one to five of %lld write boundaries failed (full, broken, read-only): %s\n", lives,
              static_cast<long long>(boundaries), good ? "all resumed by themselves, every audit clean" : "FAILED");
  return good ? 0 : 1;
}

// Loose pages are taken, read, parted, read as their own claims and packed; whatever boundary the machine dies at.
int loose_kills(const Options& options) {
  const auto equipment = faults::made_equipment();
  constexpr int patients = 3;
  bool good = true;
  std::int64_t boundaries = 0;
  int lives = 0;
  for (std::int64_t at = 0; at <= boundaries; at += options.every) {
    const Folder folder("-loose");
    const Office office{folder.path};
    faults::put_loose(office, patients);
    const std::string when = "killed at boundary " + std::to_string(at);
    if (at > 0) {
      faults::Plan plan;
      plan.die_at = at, plan.lose_unsynced = lives % 2 == 0, plan.seed = unsigned(at);
      one_life(office, equipment, plan, 0);
      good &= report(faults::faults_of(office, 0, false), when);
    }
    const Ended last = one_life(office, equipment, {}, 0);
    if (!last.finished) good &= report({"the last life did not finish"}, when);
    good &= report(faults::faults_of(office, 0, false), when);
    good &= report(faults::loose_faults(office, patients), when);
    if (at == 0) boundaries = last.boundaries;
    ++lives;
  }
  std::printf("loose pages of %d patients, %d lives killed at one of %lld boundaries each: %s\n", patients, lives - 1,
              static_cast<long long>(boundaries), good ? "each with its own, every audit clean" : "FAILED");
  return good ? 0 : 1;
}

int machine_failures(const Options& options) {
  const auto equipment = faults::made_equipment();
  constexpr int claims = 2, rest_ms = 20;
  bool good = true;
  Ended healthy;
  int lives = 0;
  std::map<std::string, std::string> packets;  // of the healthy life: folder and file to its digest
  const auto life = [&](faults::Plan plan, const std::string& name) {
    const Folder folder("-machine");
    const Office office{folder.path};
    for (int i = 1; i <= claims; ++i) faults::put_claim(office, i);
    plan.share = office.inbox().string();
    const Ended ended = one_life(office, equipment, plan, 0, false, rest_ms);
    if (!ended.finished) good &= report({"the service did not resume by itself"}, name);
    good &= report(faults::faults_of(office, claims, true), name);
    const auto made = faults::packets_of(office);
    if (lives == 0) packets = made;
    if (made != packets) good &= report({"a packet is not what it is on a healthy machine"}, name);
    ++lives;
    return ended;
  };
  healthy = life({}, "healthy");
  for (std::int64_t at = 1; at <= healthy.boundaries; at += options.every) {
    faults::Plan plan;
    plan.failure = faults::Failure::descriptors, plan.fail_from = at, plan.fail_count = 1 + at % 3;
    life(plan, "no descriptors from boundary " + std::to_string(at));
  }
  for (std::int64_t at = 1; at <= healthy.share_calls; at += options.every) {
    faults::Plan plan;
    plan.gone_from = at, plan.gone_count = 1 + at % 40;
    life(plan, "the share is gone from call " + std::to_string(at));
  }
  faults::Plan slow;
  slow.slow_ms = std::max(20, 2000 / options.every);
  life(slow, "a slow share");
  std::printf(
      "%d lives: no descriptors from one of %lld boundaries, the share gone from one of its %lld calls, %d ms for each"
      " call: %s\n",
      lives, static_cast<long long>(healthy.boundaries), static_cast<long long>(healthy.share_calls), slow.slow_ms,
      good ? "all resumed by themselves, every audit clean" : "FAILED");
  return good ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    const auto text = [&] { return std::string(i + 1 < argc ? argv[++i] : ""); };
    const auto number = [&] { return std::atoi(text().c_str()); };
    if (name == "--mutations") options.mutations = true, options.hostile.count = number();
    else if (name == "--first") options.hostile.first = number();
    else if (name == "--format") options.hostile.format = text();
    else if (name == "--keep") options.hostile.keep = text();
    else if (!name.starts_with("--")) options.hostile.files.emplace_back(name);
    else if (name == "--kills") options.kills = number();
    else if (name == "--claims") options.claims = number();
    else if (name == "--seed") options.seed = unsigned(number());
    else if (name == "--every") options.every = std::max(1, number());
    else if (name == "--files") options.files = number();
    else if (name == "--soak") options.soak = number();
    else if (name == "--restart") options.restart = number();
    else if (name == "--loose") options.loose = true;
    else if (name == "--machine") options.machine = true;
    else if (name == "--failures") options.failures = true;
    else if (name == "--workers") options.workers = true;
    else if (name == "--lying-disk") options.lying_disk = true;
    else return std::fprintf(stderr, "storm: unknown argument %s\n", argv[i]), 2;
  }
  spdlog::set_level(spdlog::level::off);
  if (options.files > 0) return faults::arrivals(options.files, options.seed) ? 0 : 1;
  if (options.soak > 0) return faults::soak(options.soak) ? 0 : 1;
  if (options.restart > 0) return faults::restart(options.restart) ? 0 : 1;
  if (options.mutations) {
    options.hostile.seed = options.seed;
    return faults::hostile(options.hostile) ? 0 : 1;
  }
  faults::use_faulty_sqlite();
  if (options.loose) return loose_kills(options);
  if (options.machine) return machine_failures(options);
  return options.failures ? failures(options) : kill_storm(options);
}
