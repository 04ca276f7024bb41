#include "faults/hostile.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <new>
#include <utility>

#include "clean/clean.hpp"
#include "faults/hostile_originals.hpp"
#include "receive/makers.hpp"
#include "receive/receive.hpp"

namespace claimpack::faults {

namespace {

namespace fs = std::filesystem;

constexpr int batch = 100;               // claims of one child: its memory is told at its end
constexpr long memory_max_kb = 1 << 20;  // 1 GB, of the child and of every program that it runs
constexpr double seconds_max = 60;       // of processor, those programs included
constexpr int hang_seconds = 300;        // by the clock of a machine that others use too

enum End { pages, refused_page, refused_file, refused_claim, ends };

// What the child tells while it lives, in memory that both see.
struct Told {
  volatile int at = -1;       // number of the claim in work
  volatile long begun_s = 0;  // steady clock
  volatile double most_seconds = 0;
  volatile int slowest = -1;
  volatile bool unsaid = false;  // something ended in neither pages nor a reason
  volatile int counted[ends] = {};
};

double cpu_seconds() {
  double sum = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage used{};
    getrusage(who, &used);
    for (const timeval& part : {used.ru_utime, used.ru_stime}) sum += double(part.tv_sec) + double(part.tv_usec) * 1e-6;
  }
  return sum;
}

long steady_s() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

using Make = std::function<std::pair<std::string, MutantBytes>(int number)>;

// One claim of one file, beside which a sound page lies where the file alone makes no claim.
void put(const fs::path& claim, const std::string& name, const MutantBytes& bytes) {
  fs::remove_all(claim);
  fs::create_directories(claim);
  if (name == "intake.json") receive::made::write(claim / "1.bmp", receive::made::bmp(receive::made::coloured_page(20, 20)));
  receive::made::write(claim / name, bytes);
}

void take(const fs::path& claim, int number, Told& told) {
  const auto received = receive::receive({"claim", claim}, {});
  if (!received) {
    told.counted[refused_claim] = told.counted[refused_claim] + 1;
    told.unsaid = told.unsaid || core::sentence_zh(received.error()).empty();
    return;
  }
  for (const auto& aside : received.value().set_aside) {
    told.counted[refused_file] = told.counted[refused_file] + 1;
    told.unsaid = told.unsaid || aside.file.empty() || aside.reason.empty();
  }
  told.unsaid = told.unsaid || (received.value().pages.empty() && received.value().set_aside.empty());
  for (const auto& page : received.value().pages) {
    auto decoded = page->decode();
    if (!decoded) {
      told.counted[refused_page] = told.counted[refused_page] + 1;
      told.unsaid = told.unsaid || core::sentence_zh(decoded.error()).empty();
      continue;
    }
    told.counted[pages] = told.counted[pages] + 1;
    const core::Image& image = decoded.value().pixels;
    // Odd sizes fall in the next room, if anywhere; large ones take too long for all of them.
    if (number % 4 == 0 && std::int64_t(image.width) * image.height <= 500'000) clean::clean(std::move(decoded).value(), nullptr);
  }
}

[[noreturn]] void child(const Make& make, int first, int end, const fs::path& folder, Told& told) {
  for (int number = first; number < end; ++number) {
    const auto [name, bytes] = make(number);
    put(folder / "claim", name, bytes);
    told.begun_s = steady_s();
    told.at = number;
    const double begun = cpu_seconds();
    take(folder / "claim", number, told);
    const double seconds = cpu_seconds() - begun;
    if (seconds > told.most_seconds) {
      told.most_seconds = seconds;
      told.slowest = number;
    }
    if (told.unsaid) _exit(3);
  }
  told.at = end;
  _exit(0);
}

class Run {
 public:
  Run(Make make, const HostileOptions& options) : make_(std::move(make)), options_(options) {}

  bool over(int first, int end) {
    while (first < end) first = one_child(first, std::min(end, first + batch));
    return faults_ == 0;
  }
  void report(const char* what) const {
    std::printf(
        "%d %s: %d pages, %d pages refused, %d files refused, %d claims refused; %.0f s of processor, at most %.1f s for one "
        "and %ld MB: %s\n",
        taken_, what, counted_[pages], counted_[refused_page], counted_[refused_file], counted_[refused_claim], seconds_,
        most_seconds_, most_kb_ / 1024, faults_ ? "FAILED" : "all held");
  }

 private:
  // The number of the first claim that is still to be taken.
  int one_child(int first, int end) {
    const receive::made::Folder folder;
    void* shared = mmap(nullptr, sizeof(Told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    Told& told = *new (shared) Told;
    std::fflush(stdout);
    const pid_t pid = fork();
    if (pid == 0) {
      setenv("TMPDIR", folder.path.c_str(), 1);  // what it leaves there when it dies goes with the folder
      child(make_, first, end, folder.path, told);
    }
    rusage used{};
    const int status = wait_for(pid, told, used);
    for (int i = 0; i < ends; ++i) counted_[i] += told.counted[i];
    for (const timeval& part : {used.ru_utime, used.ru_stime}) seconds_ += double(part.tv_sec) + double(part.tv_usec) * 1e-6;
    most_seconds_ = std::max(most_seconds_, double(told.most_seconds));
    most_kb_ = std::max(most_kb_, used.ru_maxrss);
    const int at = told.at;
    if (told.most_seconds > seconds_max) fault(told.slowest, "took " + std::to_string(told.most_seconds) + " s of processor");
    if (used.ru_maxrss > memory_max_kb)
      fault(at, "one of the hundred before this took " + std::to_string(used.ru_maxrss / 1024) + " MB");
    if (told.unsaid) fault(at, "ended without pages and without a reason");
    if (WIFSIGNALED(status)) fault(at, "died by signal " + std::to_string(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 3) fault(at, "ended with " + std::to_string(WEXITSTATUS(status)));
    munmap(shared, sizeof(Told));
    const int next = std::min(std::max(first, at) + 1, status == 0 ? end : std::max(first, at) + 1);
    taken_ += (status == 0 ? end : next) - first;
    return status == 0 ? end : next;
  }

  int wait_for(pid_t pid, const Told& told, rusage& used) {
    for (int status = 0;; usleep(5000)) {
      if (wait4(pid, &status, WNOHANG, &used) == pid) return status;
      if (told.at >= 0 && steady_s() - told.begun_s > hang_seconds) kill(pid, SIGKILL);
    }
  }

  void fault(int number, const std::string& what) {
    ++faults_;
    const auto [name, bytes] = make_(std::max(0, number));
    std::printf("FAULT number %d (%s, seed %u): %s\n", number, name.c_str(), options_.seed, what.c_str());
    if (!options_.keep.empty()) receive::made::write(options_.keep / (std::to_string(number) + "-" + name), bytes);
  }

  Make make_;
  const HostileOptions& options_;
  std::array<int, ends> counted_{};
  int taken_ = 0, faults_ = 0;
  double seconds_ = 0, most_seconds_ = 0;
  long most_kb_ = 0;
};

}  // namespace

bool hostile(const HostileOptions& options) {
  std::vector<Original> originals;
  for (const fs::path& file : options.files) originals.push_back({file.filename().string(), receive::made::read(file)});
  bool good = true;
  if (!originals.empty()) {
    Run run([&](int number) { return std::pair(originals[std::size_t(number)].name, originals[std::size_t(number)].bytes); },
            options);
    good &= run.over(0, int(originals.size()));
    run.report("files");
  } else {
    originals = hostile_originals();
    std::erase_if(originals, [&](const Original& each) { return each.name.find(options.format) == std::string::npos; });
  }
  if (options.count == 0 || originals.empty()) return good && !originals.empty();
  const auto mutant = [&](int number) {
    const auto n = std::size_t(number);
    const Original& one = originals[n % originals.size()];
    const Original& other = originals[(n / originals.size() + n) % originals.size()];
    const std::size_t bytes_max = std::max<std::size_t>(one.bytes.size() * 2, n % 64 == 63 ? 4 << 20 : 1 << 16);
    return std::pair(one.name, mutate(one.bytes, other.bytes, std::uint64_t(options.seed) * 1'000'003 + n, bytes_max));
  };
  Run run(mutant, options);
  good &= run.over(options.first, options.first + options.count);
  run.report("mutations");
  return good;
}

}  // namespace claimpack::faults
