// fuzz_replay: the kept corpus, what the project itself makes, and seeded mutations of both, through every target; with any
// compiler.
//   fuzz_replay [--target NAME]… [--mutations N] [--seed N] [--only N]   mutations of each target; --only: that one alone
//   fuzz_replay --target NAME FILE…                                      these files
//   fuzz_replay --write-seeds FOLDER                                     what the project makes, as FOLDER/NAME/N
//   fuzz_replay --list
// Exit code 0: nothing crashed, hung or broke a promise. What did is named, so that it can be run again alone.
#include <signal.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <set>

#include "faults/mutate.hpp"
#include "fuzz/targets.hpp"
#include "receive/makers.hpp"

namespace {

namespace fs = std::filesystem;
using namespace claimpack;
using fuzz::Seed;
using fuzz::Target;

constexpr unsigned hang_seconds = 60;         // by the clock
constexpr double slow_seconds = 10;           // of processor
constexpr std::size_t large_bytes = 1 << 20;  // of a few mutants: recursion without a limit shows there

char at_work[512] = "fuzz_replay: at its start\n";

void say_and_end(int signal) {
  static_cast<void>(!::write(2, at_work, std::strlen(at_work)));
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

// On a stack of its own, since the one in use may be what ran out.
void watch_signals() {
  static std::uint8_t stack[1 << 16];
  stack_t other{};
  other.ss_sp = stack, other.ss_size = sizeof stack;
  sigaltstack(&other, nullptr);
  struct sigaction action {};
  action.sa_handler = say_and_end, action.sa_flags = SA_ONSTACK;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM}) sigaction(signal, &action, nullptr);
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

struct Options {
  std::set<std::string> targets;
  int mutations = 0, only = -1;
  std::uint64_t seed = 1;
  fs::path seeds_to;
  std::vector<fs::path> files;
  bool list = false;
};

struct Count {
  int inputs = 0, slow = 0;
  double most = 0;
};

void take(const Target& target, const Seed& bytes, const std::string& what, Count& count) {
  std::snprintf(at_work, sizeof at_work, "fuzz_replay: %s fell at %.400s\n", target.name.c_str(), what.c_str());
  const double begun = cpu_seconds();
  alarm(hang_seconds);
  target.take(bytes);
  alarm(0);
  const double seconds = cpu_seconds() - begun;
  ++count.inputs;
  count.most = std::max(count.most, seconds);
  if (seconds < slow_seconds) return;
  ++count.slow;
  std::printf("SLOW %s: %.1f s at %s\n", target.name.c_str(), seconds, what.c_str());
}

std::vector<Seed> kept(const std::string& target) {
  std::vector<Seed> all;
  const fs::path folder = fs::path(CLAIMPACK_SOURCE) / "tests/fuzz/corpus" / target;
  std::error_code none;
  std::set<fs::path> files;  // in one order everywhere
  for (const auto& entry : fs::directory_iterator(folder, none)) files.insert(entry.path());
  for (const fs::path& file : files) all.push_back(receive::made::read(file));
  return all;
}

Count run(const Target& target, const Options& options) {
  Count count;
  for (const fs::path& file : options.files) take(target, receive::made::read(file), file.string(), count);
  if (!options.files.empty()) return count;
  std::vector<Seed> all = target.seeds();
  for (auto& each : kept(target.name)) all.push_back(std::move(each));
  if (options.only < 0)
    for (std::size_t i = 0; i < all.size(); ++i) take(target, all[i], "input " + std::to_string(i), count);
  for (int i = 0; i < options.mutations; ++i) {
    if (options.only >= 0 && i != options.only) continue;
    const std::size_t bytes_max = i % 64 == 63 ? large_bytes : target.bytes_max;
    const auto number = std::uint64_t(i);
    const Seed mutant = faults::mutate(all[number % all.size()], all[(number / all.size() + number) % all.size()],
                                       options.seed * 1'000'003 + number, bytes_max);
    take(target, mutant, "mutation --seed " + std::to_string(options.seed) + " --only " + std::to_string(i), count);
  }
  return count;
}

void write_seeds(const std::vector<Target>& targets, const fs::path& to) {
  for (const Target& target : targets) {
    fs::create_directories(to / target.name);
    int number = 0;
    for (const Seed& seed : target.seeds()) receive::made::write(to / target.name / std::to_string(++number), seed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    const auto value = [&] { return i + 1 < argc ? argv[++i] : ""; };
    if (name == "--target") options.targets.insert(value());
    else if (name == "--mutations") options.mutations = std::atoi(value());
    else if (name == "--only") options.only = std::atoi(value());
    else if (name == "--seed") options.seed = std::strtoull(value(), nullptr, 10);
    else if (name == "--write-seeds") options.seeds_to = value();
    else if (name == "--list") options.list = true;
    else if (name.starts_with("--")) return std::fprintf(stderr, "fuzz_replay: unknown argument %s\n", argv[i]), 2;
    else options.files.emplace_back(name);
  }
  auto targets = fuzz::all_targets();
  if (!options.targets.empty()) std::erase_if(targets, [&](const Target& target) { return !options.targets.count(target.name); });
  if (targets.empty()) return std::fprintf(stderr, "fuzz_replay: no such target (--list)\n"), 2;
  if (options.list) {
    for (const Target& target : targets) std::printf("%s %zu\n", target.name.c_str(), target.bytes_max);
    return 0;
  }
  if (!options.seeds_to.empty()) return write_seeds(targets, options.seeds_to), 0;
  watch_signals();
  int inputs = 0, slow = 0;
  for (const Target& target : targets) {
    const double begun = cpu_seconds();
    const Count count = run(target, options);
    std::printf("%-14s %6d inputs, %5.1f s of processor, the slowest %.3f s\n", target.name.c_str(), count.inputs,
                cpu_seconds() - begun, count.most);
    std::fflush(stdout);
    inputs += count.inputs, slow += count.slow;
  }
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::printf("%zu targets, %d inputs, at most %ld MB: %s\n", targets.size(), inputs, used.ru_maxrss / 1024,
              slow ? "FAILED" : "all held");
  return slow ? 1 : 0;
}
