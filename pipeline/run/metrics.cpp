#include "run/metrics.hpp"

#include <sys/statvfs.h>

#include <algorithm>
#include <sstream>

#include "run/memory.hpp"

namespace claimpack::run {

namespace {

constexpr std::array<double, 9> bounds = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};  // seconds
constexpr std::int64_t window_ms = 10 * 60'000;                                      // of the pages per minute

void head(std::ostream& out, const char* name, const char* type, const char* help) {
  out << "# HELP " << name << ' ' << help << "\n# TYPE " << name << ' ' << type << '\n';
}

template <class Value>
void one(std::ostream& out, const char* name, const char* type, const char* help, Value value) {
  head(out, name, type, help);
  out << name << ' ' << value << '\n';
}

}  // namespace

const char* name_of(core::ErrorCode code) {
  using C = core::ErrorCode;
  switch (code) {
    case C::unreadable: return "unreadable";
    case C::unsupported: return "unsupported";
    case C::damaged: return "damaged";
    case C::encrypted: return "encrypted";
    case C::too_large: return "too_large";
    case C::unsafe: return "unsafe";
    case C::empty: return "empty";
    case C::bad_input: return "bad_input";
    case C::missing_part: return "missing_part";
    case C::disk: return "disk";
    case C::timeout: return "timeout";
    case C::failed: return "failed";
  }
  return "failed";
}

std::int64_t free_bytes(const std::filesystem::path& folder) {
  struct statvfs room {};
  if (::statvfs(folder.c_str(), &room)) return -1;
  return std::int64_t(room.f_bavail) * std::int64_t(room.f_frsize);
}

int open_descriptors() {
  std::error_code fault;
  int count = 0;
  for (std::filesystem::directory_iterator at("/proc/self/fd", fault), end; !fault && at != end; at.increment(fault)) ++count;
  return std::max(0, count - 1);  // the look's own
}

void Metrics::Histogram::add(double seconds) {
  ++counts[std::size_t(std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin())];
  sum += seconds;
}

std::uint64_t Metrics::Histogram::count() const {
  std::uint64_t all = 0;
  for (const auto each : counts) all += each;
  return all;
}

void Metrics::looked(double seconds, int taken, std::int64_t bytes, int waiting) {
  const std::lock_guard lock(mutex_);
  ++looks_;
  look_.add(seconds);
  files_ += std::uint64_t(std::max(0, taken)), bytes_ += std::uint64_t(bytes);
  waiting_ = waiting;
}

void Metrics::add_stage(const char* stage, double seconds) { stages_[stage].add(seconds); }

void Metrics::claim_read(const OpenClaim& open, std::int64_t steady_ms) {
  const std::lock_guard lock(mutex_);
  int read = 0;
  for (const PageRecord& page : open.pages) {
    if (page.lost) {
      ++rejects_[name_of(page.lost->code)];
      continue;
    }
    const StageTimes& times = page.times;
    if (times.decode + times.clean + times.read <= 0) continue;  // a reading that was kept
    ++read;
    page_.add(times.decode + times.clean + times.read);
    add_stage("decode", times.decode), add_stage("clean", times.clean), add_stage("read", times.read);
  }
  pages_ += std::uint64_t(read);
  if (read > 0) minutes_.emplace_back(steady_ms, read);
  while (!minutes_.empty() && minutes_.front().first < steady_ms - window_ms) minutes_.pop_front();
}

void Metrics::claim_done(const ClaimReport& report) {
  const std::lock_guard lock(mutex_);
  ++claims_[report.outcome ? core::name_of(*report.outcome) : "none"];
  const StageTimes& times = report.times;
  add_stage("receive", times.receive), add_stage("classify", times.classify), add_stage("extract", times.extract);
  add_stage("check", times.check), add_stage("pack", times.pack);
}

void Metrics::claim_failed(core::ErrorCode code) {
  const std::lock_guard lock(mutex_);
  ++claims_["failed"];
  ++rejects_[name_of(code)];
}

void Metrics::paused(bool now) {
  const std::lock_guard lock(mutex_);
  pauses_ += now && !paused_;
  paused_ = now;
}

std::string Metrics::text(const std::filesystem::path& data, const std::filesystem::path& out_folder,
                          std::int64_t steady_ms) const {
  const std::lock_guard lock(mutex_);
  std::ostringstream out;
  const auto histogram = [&](const std::string& name, const std::string& label, const Histogram& each) {
    std::uint64_t below = 0;
    const std::string comma = label.empty() ? "" : label + ",";
    for (std::size_t i = 0; i < each.counts.size(); ++i) {
      below += each.counts[i];
      out << name << "_bucket{" << comma << "le=\"";
      if (i < bounds.size()) out << bounds[i];
      else out << "+Inf";
      out << "\"} " << below << '\n';
    }
    const std::string braces = label.empty() ? "" : "{" + label + "}";
    out << name << "_sum" << braces << ' ' << each.sum << '\n' << name << "_count" << braces << ' ' << each.count() << '\n';
  };
  one(out, "claimpack_files_taken_total", "counter", "Files entered since the start.", files_);
  one(out, "claimpack_bytes_taken_total", "counter", "Bytes entered since the start.", bytes_);
  one(out, "claimpack_inbox_waiting", "gauge", "Files that are not whole yet and claims that are not quiet yet.", waiting_);
  one(out, "claimpack_pages_read_total", "counter", "Pages read since the start.", pages_);
  int lately = 0;
  std::int64_t first = steady_ms;
  for (const auto& [at, pages] : minutes_)
    if (at >= steady_ms - window_ms) lately += pages, first = std::min(first, at);
  const double minutes = std::max(1.0, double(steady_ms - first) / 60'000);
  one(out, "claimpack_pages_per_minute", "gauge", "Over the last ten minutes.", lately / minutes);
  head(out, "claimpack_claims_finished_total", "counter", "Claims finished since the start, by outcome.");
  for (const auto& [name, count] : claims_)
    out << "claimpack_claims_finished_total{outcome=\"" << name << "\"} " << count << '\n';
  head(out, "claimpack_rejects_total", "counter", "Pages, files and claims that could not be taken, by reason.");
  for (const auto& [name, count] : rejects_) out << "claimpack_rejects_total{reason=\"" << name << "\"} " << count << '\n';
  head(out, "claimpack_stage_seconds", "histogram", "Processor time of a page (decode, clean, read) or claim, by stage.");
  for (const auto& [name, each] : stages_) histogram("claimpack_stage_seconds", "stage=\"" + name + "\"", each);
  head(out, "claimpack_page_seconds", "histogram", "Processor time of a page.");
  histogram("claimpack_page_seconds", "", page_);
  head(out, "claimpack_look_seconds", "histogram", "Time of one look into the inboxes.");
  histogram("claimpack_look_seconds", "", look_);
  one(out, "claimpack_paused", "gauge", "1: trouble with a disk, nothing is taken in.", int(paused_));
  one(out, "claimpack_pauses_total", "counter", "How often that was.", pauses_);
  head(out, "claimpack_disk_free_bytes", "gauge", "Room where the ledger and the packets lie.");
  for (const auto& [name, folder] : {std::pair{"data", &data}, {"out", &out_folder}})
    if (const auto room = free_bytes(*folder); room >= 0)
      out << "claimpack_disk_free_bytes{disk=\"" << name << "\"} " << room << '\n';
  one(out, "claimpack_resident_bytes", "gauge", "Memory that the process holds.", std::int64_t(resident_kb()) * 1024);
  one(out, "claimpack_open_descriptors", "gauge", "Files and sockets that the process has open.", open_descriptors());
  return out.str();
}

}  // namespace claimpack::run
