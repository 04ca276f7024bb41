#include "faults/arrivals.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "receive/digest.hpp"
#include "run/wake.hpp"
#include "run/watcher.hpp"
#include "store/store.hpp"
#include "store/system.hpp"

namespace claimpack::faults {

namespace {

namespace fs = std::filesystem;

std::string small_page(unsigned seed) {
  constexpr unsigned width = 40, height = 30;
  std::string bytes = "BM";
  const auto little = [&](unsigned value, int count) {
    for (int i = 0; i < count; ++i) bytes += char(value >> (8 * i) & 0xff);
  };
  for (const unsigned value : {54 + width * 3 * height, 0u, 54u, 40u, width, height}) little(value, 4);
  little(1, 2), little(24, 2);
  for (int i = 0; i < 6; ++i) little(0, 4);
  std::mt19937 random(seed);
  for (unsigned i = 0; i < width * 3 * height; ++i) bytes += char(random() & 0xff);
  return bytes;
}

void append(const fs::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary | std::ios::app).write(bytes.data(), std::streamsize(bytes.size()));
}

void pause_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

// What came to rest, and when.
struct Put {
  std::map<std::string, std::pair<std::string, std::int64_t>> at_rest;  // path: digest, calendar ms
  std::set<std::string> whole;                                          // digests of all that was ever written to its end
  std::set<std::string> second_names;                                   // hard links and copies: duplicates
  int kinds[12] = {};
};

// More events than the system keeps for anybody who does not fetch them: those of files that arrive meanwhile are lost. How many.
int overflow_events(const fs::path& folder) {
  int kept = 16384;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> kept;
  int events = 0;
  for (int i = 0; events <= kept; ++i, events += 3) {  // created, closed, deleted
    const fs::path noise = folder / (".noise-" + std::to_string(i));
    std::ofstream(noise).put('x');
    fs::remove(noise);
  }
  return events;
}

class Scanner {
 public:
  Scanner(fs::path inbox, fs::path outside, unsigned seed)
      : inbox_(std::move(inbox)), outside_(std::move(outside)), random_(seed) {}
  Put put;

  void run(int files) {
    std::vector<std::thread> slow;
    for (int i = 0; i < files; ++i) {
      const fs::path folder = inbox_ / ("claim-" + std::to_string(i / 20));
      fs::create_directories(folder);
      one(i, folder / (std::to_string(i) + ".bmp"), slow);
      if (i % 4 == 0) pause_ms(20);
    }
    for (auto& each : slow) each.join();
  }

 private:
  void rests(const fs::path& file) {
    const auto digest = receive::sha256_file(file);
    const std::lock_guard lock(mutex_);
    if (digest) put.at_rest[file.string()] = {digest.value(), store::system_clock().now_ms()};
  }

  void one(int i, const fs::path& file, std::vector<std::thread>& slow) {
    const std::string bytes = small_page(unsigned(i) + 1), other = small_page(unsigned(i) + 1'000'000);
    put.whole.insert({receive::sha256_hex(bytes), receive::sha256_hex(other)});
    const int kind = int(random_() % 44);
    ++put.kinds[kind < 11 ? kind : 11];
    switch (kind) {
      case 0:  // slow and in chunks, with pauses longer than it takes to hold still
        slow.emplace_back([this, file, bytes] {
          for (std::size_t at = 0; at < bytes.size(); at += 1300)
            append(file, std::string_view(bytes).substr(at, 1300)), pause_ms(700);
          rests(file);
        });
        return;
      case 1: {  // written under another name, then renamed
        const fs::path partial = file.parent_path() / ("." + file.filename().string() + ".part");
        append(partial, bytes);
        fs::rename(partial, file);
        return rests(file);
      }
      case 2:  // truncated and rewritten in place
        append(file, bytes);
        slow.emplace_back([this, file, other, wait = int(random_() % 3000)] {
          pause_ms(wait);
          std::ofstream(file, std::ios::binary | std::ios::trunc) << other;
          rests(file);
        });
        return;
      case 3:  // replaced under the same name
        append(file, bytes);
        slow.emplace_back([this, file, other, to = outside_ / file.filename(), wait = int(random_() % 3000)] {
          append(to, other);
          pause_ms(wait);
          fs::rename(to, file);
          rests(file);
        });
        return;
      case 4:  // a second name of the same file
        append(file, bytes);
        fs::create_hard_link(file, file.string() + ".2.bmp");
        put.second_names.insert(file.string());
        return rests(file);
      case 5:  // a link to somewhere else
        append(outside_ / file.filename(), other);
        fs::create_symlink(outside_ / file.filename(), file);
        return;
      case 6:  // a pipe
        if (mkfifo(file.c_str(), 0600)) std::perror("mkfifo");
        return;
      case 7:  // a clock far ahead, or at the beginning
        append(file, bytes);
        fs::last_write_time(file, i % 2 ? fs::file_time_type{} : fs::file_time_type::clock::now() + std::chrono::hours(90'000));
        return rests(file);
      case 8:  // the same bytes under another name
        append(file, bytes);
        append(file.string() + ".copy.bmp", bytes);
        put.second_names.insert(file.string());
        return rests(file);
      case 9:  // in chunks, faster than it takes to hold still
        slow.emplace_back([this, file, bytes] {
          for (std::size_t at = 0; at < bytes.size(); at += 300)
            append(file, std::string_view(bytes).substr(at, 300)), pause_ms(60);
          rests(file);
        });
        return;
      case 10:  // a half of it, a long halt, and the rest
        append(file, bytes.substr(0, bytes.size() / 2));
        slow.emplace_back([this, file, bytes] {
          pause_ms(2500);
          append(file, std::string_view(bytes).substr(bytes.size() / 2));
          rests(file);
        });
        return;
      default: append(file, bytes); return rests(file);
    }
  }

  std::mutex mutex_;
  fs::path inbox_, outside_;
  std::mt19937 random_;
};

bool check(core::Shelf& shelf, const Put& put, int overflowed) {
  bool good = true;
  const auto fault = [&](const std::string& what) {
    std::printf("FAULT %s\n", what.c_str());
    good = false;
  };
  const auto report = shelf.audit();
  for (const std::string& each : report.value().faults) fault(each);
  const auto lying = shelf.lying().value();
  std::map<std::string, int> taken;             // digest: not as a duplicate
  std::map<std::string, std::int64_t> seen_at;  // path and digest: when
  for (const core::Arrival& each : lying) {
    if (!put.whole.count(each.digest)) fault(each.path + " was taken in part");
    taken[each.digest] += each.state != core::ArrivalState::duplicate;
    seen_at.emplace(each.path + each.digest, each.seen_at_ms);
  }
  for (const auto& [digest, count] : taken)
    if (count != 1) fault(digest + " was taken " + std::to_string(count) + " times");
  std::vector<std::int64_t> waits;
  for (const auto& [path, rest] : put.at_rest) {
    if (!taken.count(rest.first)) fault(path + " was never taken");
    const auto seen = seen_at.find(path + rest.first);
    if (seen != seen_at.end() && !put.second_names.count(path)) waits.push_back(seen->second - rest.second);
  }
  std::sort(waits.begin(), waits.end());
  const auto part = [&](double share) {
    return waits.empty() ? 0.0 : double(waits[std::size_t(double(waits.size() - 1) * share)]) / 1000;
  };
  std::printf("%zu files at rest, %zu entered; seconds from rest to the ledger: median %.2f, 99 %% %.2f, most %.2f\n",
              put.at_rest.size(), lying.size(), part(0.5), part(0.99), part(1));
  std::printf(
      "slow %d, chunked %d, halted %d, renamed %d, rewritten %d, replaced %d, hard-linked %d, links %d, pipes %d, skewed %d, "
      "copies %d, "
      "plain %d; %d events in an overflowed queue: %s\n",
      put.kinds[0], put.kinds[9], put.kinds[10], put.kinds[1], put.kinds[2], put.kinds[3], put.kinds[4], put.kinds[5],
      put.kinds[6], put.kinds[7], put.kinds[8], put.kinds[11], overflowed, good ? "each exactly once" : "FAILED");
  return good;
}

}  // namespace

bool arrivals(int files, unsigned seed) {
  const fs::path folder = fs::temp_directory_path() / ("claimpack-arrivals-" + std::to_string(getpid()));
  fs::create_directories(folder / "in");
  fs::create_directories(folder / "outside");
  bool good = false;
  {
    auto shelf = store::open_shelf(folder / "data", store::system_disk(), store::system_clock()).value();
    run::WatchSettings settings;
    settings.still_seconds = 0.5, settings.quiet_seconds = 3600;  // claims stay open: what is tested is the taking
    run::Watcher watcher(*shelf, store::system_disk(), store::system_clock(), {folder / "in"}, settings,
                         [](const std::string&) {});
    Scanner scanner(folder / "in", folder / "outside", seed);
    std::atomic<bool> ended{false};
    run::Wake wake;
    std::thread writing([&] {
      scanner.run(files);
      ended = true;
    });
    good = watcher.begin().ok();
    int overflowed = 0;
    for (int after = 0, looks = 0; after < 3; ++looks) {
      const auto seen = watcher.look();
      good &= seen.ok();
      if (!seen) break;
      std::int64_t open = 0;
      const core::Standing standing = shelf->standing().value();
      for (const auto& [state, count] : standing.claims) open += state == core::WorkState::open ? count : 0;
      // All that is still waited for are the claims, which are never quiet here.
      after = ended && seen.value().taken == 0 && seen.value().waiting <= open ? after + 1 : 0;
      // While files arrive and nobody fetches what the system tells of them.
      if (looks % 40 == 5 && !ended) overflowed += overflow_events(folder / "in");
      wake.wait(watcher.folders(), int(std::min<std::int64_t>(2000, seen.value().wait_ms ? seen.value().wait_ms : 2000)));
    }
    writing.join();
    good &= check(*shelf, scanner.put, overflowed);
  }
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return good;
}

}  // namespace claimpack::faults
