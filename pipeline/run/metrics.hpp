// What the running service counts of itself, for Prometheus. No name, number or file of anybody is in it. Callable from several
// threads.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "run/batch.hpp"

namespace claimpack::run {

class Metrics {
 public:
  void looked(double seconds, int taken, std::int64_t bytes, int waiting);
  // A claim whose pages were read: its pages' stages, what was lost and why. `apart`: it turned out to be several.
  void claim_read(const OpenClaim& open, std::int64_t steady_ms);
  void claim_done(const ClaimReport& report);
  void claim_failed(core::ErrorCode code);
  void paused(bool now);

  // The text format of Prometheus; names and labels are frozen. `data`, `out`: folders whose disks' room is told.
  std::string text(const std::filesystem::path& data, const std::filesystem::path& out, std::int64_t steady_ms) const;

 private:
  struct Histogram {
    std::array<std::uint64_t, 10> counts{};  // by bucket, the last without bound
    double sum = 0;
    void add(double seconds);
    std::uint64_t count() const;
  };
  void add_stage(const char* stage, double seconds);

  mutable std::mutex mutex_;
  std::uint64_t files_ = 0, bytes_ = 0, looks_ = 0, pages_ = 0, pauses_ = 0;
  int waiting_ = 0;
  bool paused_ = false;
  Histogram look_, page_;
  std::map<std::string, Histogram> stages_;
  std::map<std::string, std::uint64_t> rejects_, claims_;  // by reason; by outcome
  std::deque<std::pair<std::int64_t, int>> minutes_;       // steady ms, pages read then
};

// "damaged" …
const char* name_of(core::ErrorCode code);
// Bytes that may be written where the folder lies; negative where the system does not say.
std::int64_t free_bytes(const std::filesystem::path& folder);
int open_descriptors();

}  // namespace claimpack::run
