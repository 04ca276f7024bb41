#include "run/batch.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <deque>
#include <set>
#include <thread>
#include <utility>

#include "run/isolation.hpp"
#include "run/output.hpp"
#include "run/settle.hpp"
#include "run/summary.hpp"

namespace claimpack::run {

namespace {

using Clock = std::chrono::steady_clock;

// Pages that wait for a worker: enough that none stands idle while a claim is packed, few enough that claims are opened
// only shortly before they are read.
constexpr int pages_waiting_per_job = 8;
constexpr int claims_open_beyond_jobs = 2;

double cpu_seconds() {
  double seconds = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    getrusage(who, &usage);
    for (const timeval& t : {usage.ru_utime, usage.ru_stime}) seconds += double(t.tv_sec) + double(t.tv_usec) * 1e-6;
  }
  return seconds;
}

double peak_memory_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return double(usage.ru_maxrss) / 1024;
}

// A claim on its way, with the count of pages that are not read yet.
struct InFlight {
  ClaimReport report;
  std::shared_ptr<OpenClaim> open;  // null: could not be opened
  std::shared_ptr<std::atomic<int>> unread = std::make_shared<std::atomic<int>>(0);
  Clock::time_point begun = Clock::now();
};

void submit_pages(const std::shared_ptr<OpenClaim>& open, const std::shared_ptr<std::atomic<int>>& unread,
                  const std::shared_ptr<const Equipment>& equipment, Workers& workers, Progress& progress) {
  *unread = static_cast<int>(open->received.pages.size());
  for (int i = 0; i < static_cast<int>(open->received.pages.size()); ++i) {
    const auto decoded = std::make_shared<std::atomic<bool>>(false);
    const auto put = [open, unread, i, &progress](PageRecord&& page) {
      open->pages[std::size_t(i)] = std::move(page);
      --*unread;
      progress.page_done();
    };
    workers.submit(
        [open, i, equipment, decoded, put]() -> Workers::Commit {
          const auto page =
              std::make_shared<PageRecord>(read_page(*open->received.pages[std::size_t(i)], i + 1, *open, *equipment, *decoded));
          return [page, put] { put(std::move(*page)); };
        },
        [open, i, equipment, decoded, put] {
          const auto& page = *open->received.pages[std::size_t(i)];
          put(lost_page(page, page_timeout(page.origin(), equipment->settings.page_seconds_max), *decoded));
        });
  }
}

// The second claim of one name becomes name-2, and so on.
void make_unique(OpenClaim& open, ClaimReport& report, std::set<std::string>& taken) {
  const std::string wanted = open.claim_id;
  for (int n = 2; !taken.insert(safe_name(open.claim_id)).second; ++n) open.claim_id = wanted + "-" + std::to_string(n);
  if (open.claim_id != wanted)
    report.warnings.push_back("案卷号 " + wanted + " 在本批中重复，本件改为 " + open.claim_id + "（" +
                              report.source.filename().string() + "）");
}

// `bills`: of the claims decided before, in their order; this one's are added. The ledger of a batch: the same bill twice in
// one night is seen though no office keeps its claims yet.
void finish(InFlight& claim, const Equipment& equipment, std::vector<check::EarlierBill>& bills, Sink& sink) {
  ClaimReport& report = claim.report;
  OpenClaim& open = *claim.open;
  const auto apart = sink.take_apart(open, report);
  if (!apart) report.error = apart.error();
  if (!apart || apart.value()) return;
  if (const auto settled = settle_new(open, equipment); !settled) {
    report.error = settled.error();
    return;
  }
  core::Claim found = find_documents(open, equipment);
  report.set_aside = found.set_aside;
  report.lost = lost_pages(open);
  for (const PageRecord& page : open.pages) report.times += page.times;
  auto earlier = sink.earlier_bills(report, found);
  if (!earlier) {
    report.error = earlier.error();
    return;
  }
  open.earlier_bills = std::move(earlier).value();
  for (const auto& bill : bills) {
    const auto same = [&](const check::EarlierBill& each) {
      return each.bill_code == bill.bill_code && each.bill_number == bill.bill_number && each.claim_id == bill.claim_id;
    };
    if (bill.claim_id != open.claim_id && std::none_of(open.earlier_bills.begin(), open.earlier_bills.end(), same))
      open.earlier_bills.push_back(bill);
  }
  const auto decided = decide(open, std::move(found), equipment);
  if (!decided) {
    report.error = decided.error();
  } else {
    for (auto& bill : bills_of(decided.value())) bills.push_back(std::move(bill));
    if (const auto done = sink.finish(open, decided.value(), report); !done) report.error = done.error();
    report.claim_type = decided.value().claim_type;
    if (!report.error) report.outcome = decided.value().outcome;
    for (const core::Finding& finding : decided.value().findings) ++report.findings[std::size_t(finding.severity)];
  }
  report.times += open.times;
}

bool is_packet(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path / "claim.json", ignored) && std::filesystem::exists(path / "packet.pdf", ignored);
}

}  // namespace

int BatchReport::pages() const {
  int count = 0;
  for (const ClaimReport& claim : claims) count += claim.pages;
  return count;
}

std::vector<Candidate> find_candidates(const std::vector<std::filesystem::path>& paths) {
  std::vector<Candidate> candidates;
  for (const auto& path : paths) {
    auto found = receive::find_claims(path);
    if (!found) {
      candidates.push_back({{path.filename().string(), path}, found.error()});
      continue;
    }
    // A packet is no claim: whoever writes beside the scans gets no packets of packets the next time.
    const bool named = found.value().size() == 1 && found.value().front().path == path;
    for (auto& source : found.value()) {
      if (!is_packet(source.path)) candidates.push_back({std::move(source), {}});
      else if (named)
        candidates.push_back(
            {std::move(source), core::Error{core::ErrorCode::bad_input, "This is a packet that was made before, not a claim",
                                            path.string(), "Name the folder of the scans"}});
    }
  }
  return candidates;
}

std::chrono::seconds work_limit(const Equipment& equipment) {
  // Isolated pages are given up by their own limits, each after two tries that may have to wait for one another.
  constexpr int isolated_factor = 8;
  return std::chrono::seconds(equipment.settings.page_seconds_max) * (equipment.isolation ? isolated_factor : 1);
}

int jobs_of(int jobs, const Settings& settings) {
  if (jobs <= 0) jobs = settings.jobs;
  return jobs > 0 ? jobs : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void read_pages(const std::shared_ptr<OpenClaim>& open, const std::shared_ptr<const Equipment>& equipment, Workers& workers,
                Progress& progress) {
  const auto unread = std::make_shared<std::atomic<int>>(0);
  submit_pages(open, unread, equipment, workers, progress);
  workers.wait([&] { return *unread == 0; });
}

BatchReport run_batch(const std::vector<Candidate>& candidates, const std::string& region, int jobs,
                      const std::shared_ptr<const Equipment>& equipment, Sink& sink, Progress& progress) {
  const auto begun = Clock::now();
  const double cpu_begun = cpu_seconds();
  BatchReport batch;
  batch.models = equipment->readers.digest, batch.warning = equipment->readers.warning;
  std::set<std::string> taken;
  std::deque<InFlight> in_flight;
  std::vector<check::EarlierBill> bills;
  std::size_t next = 0;
  Workers workers(jobs, work_limit(*equipment));

  const auto begin_next = [&] {
    const Candidate& candidate = candidates[next++];
    InFlight claim;
    claim.report.claim_id = candidate.source.claim_id;
    claim.report.source = candidate.source.path;
    claim.report.error = candidate.error;
    if (!candidate.error) {
      auto opened = open_claim(candidate.source, region, *equipment);
      if (!opened) {
        claim.report.error = opened.error();
      } else {
        claim.open = std::make_shared<OpenClaim>(std::move(opened).value());
        make_unique(*claim.open, claim.report, taken);
        claim.report.claim_id = claim.open->claim_id;
        claim.report.region = claim.open->region;
        claim.report.pages = static_cast<int>(claim.open->received.pages.size());
        progress.pages_found(claim.report.pages);
        if (const auto taken_in = sink.begin(*claim.open, claim.report); !taken_in)
          claim.report.error = taken_in.error(), claim.open = nullptr;
        else submit_pages(claim.open, claim.unread, equipment, workers, progress);
      }
    }
    in_flight.push_back(std::move(claim));
  };
  const auto may_begin = [&] {
    return next < candidates.size() && workers.waiting() < jobs * pages_waiting_per_job &&
           int(in_flight.size()) < jobs + claims_open_beyond_jobs;
  };

  while (next < candidates.size() || !in_flight.empty()) {
    if (in_flight.empty() || may_begin()) {
      begin_next();
      continue;
    }
    InFlight& first = in_flight.front();
    workers.wait([&] { return *first.unread == 0 || may_begin(); });
    if (*first.unread != 0) continue;
    if (first.open) finish(first, *equipment, bills, sink);
    if (first.open && first.report.error) sink.drop(*first.open);
    first.report.seconds = std::chrono::duration<double>(Clock::now() - first.begun).count();
    progress.claim_done(line_of(first.report, progress.language()));
    batch.claims.push_back(std::move(first.report));
    in_flight.pop_front();
  }
  progress.end();
  batch.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  batch.cpu_seconds = cpu_seconds() - cpu_begun;
  if (equipment->isolation) batch.cpu_seconds += equipment->isolation->take_cpu_seconds();
  batch.peak_memory_mb = peak_memory_mb();
  return batch;
}

Exit exit_of(const BatchReport& report) {
  bool any = false, person = false, unread = false;
  for (const ClaimReport& claim : report.claims) {
    any |= claim.outcome.has_value();
    unread |= !claim.outcome || claim.lost > 0;
    person |= claim.outcome && *claim.outcome != core::Outcome::complete;
  }
  return !any ? Exit::nothing_done : unread ? Exit::not_read : person ? Exit::person_needed : Exit::all_complete;
}

}  // namespace claimpack::run
