#include "faults/soak.hpp"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include "faults/office.hpp"
#include "run/commands.hpp"
#include "run/steps.hpp"
#include "store/store.hpp"
#include "store/system.hpp"

namespace claimpack::faults {

namespace {

namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

double seconds_since(SteadyClock::time_point begun) { return std::chrono::duration<double>(SteadyClock::now() - begun).count(); }

struct Place {
  fs::path path;
  explicit Place(const std::string& name)
      : path(fs::temp_directory_path() / ("claimpack-" + name + "-" + std::to_string(getpid()))) {
    fs::remove_all(path);
    fs::create_directories(path / "in");
  }
  ~Place() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

// The program, killed when this goes.
class Program {
 public:
  explicit Program(std::vector<std::string> words) : pid_(fork()) {
    if (pid_ != 0) return;
    words.insert(words.begin(), CLAIMPACK_BINARY);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    execv(CLAIMPACK_BINARY, arguments.data());
    _exit(127);
  }
  ~Program() { end(SIGKILL); }
  int end(int signal) {
    if (pid_ <= 0) return 0;
    kill(pid_, signal);
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return status;
  }
  bool lives() const { return pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == 0; }
  double resident_mb() const {
    std::ifstream statm("/proc/" + std::to_string(pid_) + "/statm");
    long pages = 0, resident = 0;
    return statm >> pages >> resident ? double(resident) * double(sysconf(_SC_PAGESIZE)) / 1e6 : 0;
  }
  int descriptors() const {
    std::error_code fault;
    int count = 0;
    for (fs::directory_iterator at("/proc/" + std::to_string(pid_) + "/fd", fault), end; !fault && at != end; at.increment(fault))
      ++count;
    return count;
  }

 private:
  pid_t pid_;
};

// What systemd would hear.
class Listener {
 public:
  explicit Listener(const fs::path& path) : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    unlink(path.c_str());
    if (bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address)) std::perror("bind");
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~Listener() {
    unsetenv("NOTIFY_SOCKET");
    close(fd_);
  }
  bool hears(const std::string& word, int ms) {
    for (pollfd wait{fd_, POLLIN, 0}; poll(&wait, 1, ms) > 0;) {
      char text[512];
      const ssize_t count = recv(fd_, text, sizeof text, 0);
      if (count > 0 && std::string(text, std::size_t(count)).find(word) != std::string::npos) return true;
    }
    return false;
  }

 private:
  int fd_;
};

core::Reading recorded(const std::string& file) {
  core::Reading reading;
  reading.origin = {file, 1};
  reading.width = reading.scan_width = 80, reading.height = reading.scan_height = 112, reading.dpi = 50;
  int y = 10;
  for (const char* text : {"出院小结", "姓名：江予怀 性别：男", "入院日期：2026-01-19 出院日期：2026-01-28", "出院诊断：肺炎"}) {
    core::Line line;
    line.text = text, line.confidence = 0.95, line.upright = line.box = {8, y, 60, 9};
    reading.lines.push_back(line);
    y += 14;
  }
  return reading;
}

constexpr int pages_a_claim = 10;

void put_soaked(const fs::path& folder, int number) {
  const fs::path staging = folder / "coming" / std::to_string(number);
  fs::create_directories(staging);
  for (int page = 1; page <= pages_a_claim; ++page)
    std::ofstream(staging / (std::to_string(page) + ".bmp"), std::ios::binary) << made_scan(unsigned(number * 16 + page));
  std::ofstream(staging / ".ready") << "";
  std::error_code ignored;
  fs::create_directory_symlink(folder / "recorded/one", folder / "recorded" / std::to_string(number), ignored);
  fs::rename(staging, folder / "in" / std::to_string(number));
}

struct Sample {
  double pages, resident_mb, descriptors;
};

// Per thousand pages, by least squares over the samples' second half: the first fills caches.
double slope(const std::vector<Sample>& samples, double Sample::*what) {
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (std::size_t i = samples.size() / 2; i < samples.size(); ++i) {
    const double px = samples[i].pages / 1000, py = samples[i].*what;
    n += 1, x += px, y += py, xx += px * px, xy += px * py;
  }
  const double below = n * xx - x * x;
  return below > 0 ? (n * xy - x * y) / below : 0;
}

// Per thousand pages, how far the fewest of the last quarter lie above the fewest of the quarter before it: what a leak leaves is
// always there, what is open for a moment is not.
double floor_rise(const std::vector<Sample>& samples, double Sample::*what) {
  const auto middle = samples.begin() + std::ptrdiff_t(samples.size() / 2), last = middle + (samples.end() - middle) / 2;
  if (middle == last || last == samples.end()) return 0;
  const auto fewer = [what](const Sample& a, const Sample& b) { return a.*what < b.*what; };
  const double rise = (*std::min_element(last, samples.end(), fewer)).*what - (*std::min_element(middle, last, fewer)).*what;
  return rise / std::max(0.01, (samples.back().pages - middle->pages) / 2 / 1000);
}

double part(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::size_t(double(values.size() - 1) * share)];
}

}  // namespace

bool soak(int pages) {
  const Place place("soak");
  const fs::path& folder = place.path;
  for (int page = 1; page <= pages_a_claim; ++page)
    run::keep_reading(recorded(std::to_string(page) + ".bmp"), page, folder / "recorded/one/steps");
  std::ofstream(folder / "s.yaml") << "watch: {still_seconds: 0, quiet_seconds: 0, rescan_seconds: 0.5}\nsigning: {key_file: "
                                   << (folder / "key/station.key").string() << "}\n";
  const int claims = std::max(2, pages / pages_a_claim);
  constexpr int ahead = 40;  // claims that lie in the inbox or wait
  Listener listener(folder / "notify");
  Program program({"watch", (folder / "in").string(), "--out", (folder / "out").string(), "--data", (folder / "data").string(),
                   "--settings", (folder / "s.yaml").string(), "--readings", (folder / "recorded").string(), "--jobs", "1",
                   "--knowledge", CLAIMPACK_SOURCE});
  bool good = listener.hears("READY=1", 60'000);
  auto shelf = store::open_shelf(folder / "data", store::system_disk(), store::system_clock()).value();
  std::vector<Sample> samples;
  const auto begun = SteadyClock::now();
  std::int64_t done = 0;
  for (int put = 0; good && done < claims;) {
    while (put < claims && put < done + ahead) put_soaked(folder, ++put);
    // The fewest over a claim or two: what is open for a moment is no leak, and over a short run its chance is a slope.
    double descriptors = double(program.descriptors());
    for (int look = 0; look < 20; ++look) {
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
      descriptors = std::min(descriptors, double(program.descriptors()));
    }
    const auto standing = shelf->standing();
    if (standing) done = standing.value().packets - standing.value().unpublished;
    samples.push_back({double(done) * pages_a_claim, program.resident_mb(), descriptors});
    good = program.lives() && seconds_since(begun) < 60 + pages;
  }
  const double seconds = seconds_since(begun);
  const int status = program.end(SIGTERM);
  good = good && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  std::vector<double> first, last;
  for (std::int64_t id = 1; id <= claims; ++id) {
    std::int64_t from = 0, to = 0;
    const auto history = shelf->history("claim", id);
    for (const auto& line : history.value()) {
      if (line.why == "begun") from = line.at_ms;
      if (line.why == "packed") to = line.at_ms;
    }
    if (id <= claims / 4) first.push_back(double(to - from) / pages_a_claim);
    if (id > claims - claims / 4) last.push_back(double(to - from) / pages_a_claim);
  }
  const auto report = shelf->audit();
  good = good && report.value().faults.empty() && report.value().packet_pages == std::int64_t(claims) * pages_a_claim;
  const double memory = slope(samples, &Sample::resident_mb), files = floor_rise(samples, &Sample::descriptors);
  const double p99_first = part(first, 0.99), p99_last = part(last, 0.99);
  // A short run has too few samples to tell a slope from its noise: a leak of a tenth of a page's picture would show in a long
  // one.
  const double memory_max = pages >= 5000 ? 1 : 40, files_max = pages >= 5000 ? 0.2 : 20, drift_max = pages >= 5000 ? 1.5 : 4;
  good = good && memory <= memory_max && files <= files_max && p99_last <= std::max(20.0, p99_first * drift_max);
  std::printf(
      "%d pages in %d claims in %.0f s: resident %.0f MB at the end, %+.2f MB and %+.3f descriptors a thousand pages; a page's"
      " share of its claim's time, ms: median %.1f then %.1f, 99 %% %.1f then %.1f (first and last quarter); audit %s: %s\n",
      claims * pages_a_claim, claims, seconds, samples.empty() ? 0 : samples.back().resident_mb, memory, files, part(first, 0.5),
      part(last, 0.5), p99_first, p99_last, report.value().faults.empty() ? "clean" : "NOT clean", good ? "flat" : "FAILED");
  return good;
}

bool restart(int arrivals) {
  const Place place("restart");
  const fs::path& folder = place.path;
  std::ofstream(folder / "s.yaml") << "watch: {still_seconds: 0, quiet_seconds: 86400, rescan_seconds: 0.2}\nsigning: {key_file: "
                                   << (folder / "key/station.key").string() << "}\n";
  for (int i = 0; i < arrivals; ++i) {
    const fs::path claim = folder / "in" / ("claim-" + std::to_string(i / 20));
    fs::create_directories(claim);
    std::ofstream(claim / (std::to_string(i) + ".bmp"), std::ios::binary) << made_scan(unsigned(i) + 1);
  }
  const std::vector<std::string> words = {"watch",       (folder / "in").string(),
                                          "--out",       (folder / "out").string(),
                                          "--data",      (folder / "data").string(),
                                          "--settings",  (folder / "s.yaml").string(),
                                          "--jobs",      "1",
                                          "--knowledge", CLAIMPACK_SOURCE};
  Listener listener(folder / "notify");
  bool good = true;
  const auto taken = [&] {
    auto shelf = store::open_existing(folder / "data", store::system_disk(), store::system_clock());
    return shelf ? shelf.value()->standing().value().arrivals[std::size_t(core::ArrivalState::claimed)].second : 0;
  };
  double filled = 0;
  {
    Program first(words);
    const auto begun = SteadyClock::now();
    while (taken() < arrivals && seconds_since(begun) < 60 + arrivals / 20 && first.lives())
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    filled = seconds_since(begun);
  }  // killed here
  while (listener.hears("READY=1", 10)) continue;
  std::vector<double> ready, serving;
  for (int life = 1; life <= 3; ++life) {
    const fs::path fresh = folder / "in" / ("fresh-" + std::to_string(life));
    fs::create_directories(fresh);
    std::ofstream(fresh / "1.bmp", std::ios::binary) << made_scan(unsigned(arrivals + 100 + life));
    const auto begun = SteadyClock::now();
    Program again(words);
    good = good && listener.hears("READY=1", 20'000);
    ready.push_back(seconds_since(begun));
    while (taken() < arrivals + life && seconds_since(begun) < 20) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    serving.push_back(seconds_since(begun));
  }
  const double most = *std::max_element(serving.begin(), serving.end());
  // Two seconds of a machine that has a core to spare; on a busy one a start waits for its turn.
  double load[1] = {0};
  const double share =
      getloadavg(load, 1) == 1 ? std::max(1.0, load[0] / double(std::max(1u, std::thread::hardware_concurrency()))) : 1;
  good = good && taken() == arrivals + 3 && part(serving, 0.5) <= 2 * share;
  std::printf(
      "%d arrivals entered in %.1f s (%.0f a second); killed and started three times: ready after %.2f s, a new file in the "
      "ledger"
      " after %.2f s (medians), %.2f s at most, load %.1f: %s\n",
      arrivals, filled, arrivals / std::max(0.001, filled), part(ready, 0.5), part(serving, 0.5), most, load[0],
      good ? "in time" : "FAILED");
  return good;
}

}  // namespace claimpack::faults
