#include "run/claim_work.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>
#include <ostream>

#include "pack/fonts.hpp"
#include "receive/file_name.hpp"
#include "run/batch.hpp"
#include "run/claim_parts.hpp"
#include "run/kept_claim.hpp"
#include "run/laid_out.hpp"
#include "run/metrics.hpp"
#include "run/steps.hpp"
#include "store/system.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Arrival;
using core::ArrivalState;
using core::Done;
using core::Error;
using core::ErrorCode;
using core::LedgerClaim;
using core::Result;
using core::WorkState;

namespace {

constexpr int alone_from_attempt = 2;      // at which the program died so often already: nobody else pays for it
constexpr std::size_t claims_at_once = 4;  // finished ones are acknowledged one by one; a stop waits for these at most

// Something of the machine, not of the claim: it is tried again. A claim lies in a folder of our own making: where that cannot be
// read at all, the claim is not at fault either, but such an attempt counts.
bool passes(const Error& error) {
  return error.code == ErrorCode::disk || error.code == ErrorCode::missing_part || error.code == ErrorCode::unreadable;
}

// Fonts and pipes are opened by libraries that may go on without, and leave a packet that shows less than it should. Some
// descriptors are held back for them; a packet made when even those were gone is not believed.
class SpareDescriptors {
 public:
  void take() {
    for (int fd = 0; held_.size() < spare_max && (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) held_.push_back(fd);
  }
  void give() {
    for (const int fd : held_) ::close(fd);
    held_.clear();
  }
  // None, where as many as a packet may need could be had now.
  std::optional<Error> shortage() {
    take();
    if (held_.size() == spare_max) return std::nullopt;
    return Error{ErrorCode::disk, "The system lets no more files be opened", "",
                 "It is tried again; raise the limit of open files"};
  }

 private:
  static constexpr std::size_t spare_max = 24;
  std::vector<int> held_;
};

SpareDescriptors& spare() {
  static SpareDescriptors descriptors;
  return descriptors;
}

// A page or file that only the machine's trouble kept from being read.
std::optional<Error> trouble_of(const OpenClaim& open) {
  if (auto few = spare().shortage()) return few;
  for (const PageRecord& page : open.pages)
    if (page.lost && page.lost->code == ErrorCode::disk) return *page.lost;
  return std::nullopt;
}

struct Underway {
  LedgerClaim claim;
  std::vector<Arrival> members;
  bool finished = false;
};

class ShelfSink : public Sink {
 public:
  ShelfSink(core::Shelf& shelf, const Equipment& equipment, const pack::StationKey& key, const WorkOptions& options,
            std::map<fs::path, Underway>& underway)
      : shelf_(shelf), equipment_(equipment), key_(key), options_(options), underway_(underway) {}

  Result<std::vector<check::EarlierBill>> earlier_bills(const ClaimReport& report, const core::Claim& found) override {
    return run::earlier_bills(shelf_, underway_.at(report.source).claim.id, found);
  }

  Result<Done> begin(OpenClaim& open, ClaimReport& report) override {
    const LedgerClaim& claim = underway_.at(report.source).claim;
    open.label = "claim " + std::to_string(claim.id);
    take_part(open, claim, equipment_);
    if (options_.corrections) open.corrections = options_.corrections(claim.id);
    open.kept = kept_steps(options_.readings, open.claim_id);
    std::error_code ignored;
    if (const fs::path part = part_steps(claim.id); fs::exists(part, ignored)) open.kept = part;
    return Done{};
  }

  Result<bool> take_apart(OpenClaim& open, ClaimReport& report) override {
    if (const auto trouble = trouble_of(open)) return *trouble;
    Underway& underway = underway_.at(report.source);
    if (options_.metrics) options_.metrics->claim_read(open, store::system_clock().steady_ms());
    std::vector<std::int64_t> from;
    for (const PageRecord& page : open.pages) {
      const Arrival* arrival = arrival_named(underway.claim, underway.members, page.reading.origin.file);
      from.push_back(arrival ? arrival->id : 0);
    }
    const Parted parted = part_claim(open, underway.claim, from, equipment_);
    if (parted.parts.empty() || std::count(from.begin(), from.end(), 0)) return false;
    const auto ids = shelf_.split(underway.claim.id, parted.parts);
    if (!ids) return ids.error();
    underway.finished = true;
    std::error_code ignored;
    for (std::size_t i = 0; i < ids.value().size(); ++i)
      if (!keep_part(open, parted.pages[i], part_steps(ids.value()[i]))) fs::remove_all(part_steps(ids.value()[i]), ignored);
    return true;
  }

  Result<Done> finish(OpenClaim& open, const core::Claim& claim, ClaimReport& report) override {
    Underway& underway = underway_.at(report.source);
    if (const auto read = shelf_.was_read(underway.claim.id); !read) return read;
    spare().give();
    const auto packet = make_packet(open, claim, equipment_);
    const auto few = spare().shortage();
    if (!packet) return packet.error();
    if (few) return *few;
    core::PacketRecord record;
    record.claim = underway.claim.id, record.claim_id = open.claim_id, record.outcome = core::name_of(claim.outcome);
    if (const auto kept = keep_packet(shelf_, claim, packet.value(), equipment_, key_, record); !kept) return kept;
    if (const auto kept = keep_readings(open, record); !kept) return kept;
    if (const auto traced = trace(open, underway, record); !traced) return traced;
    for (const auto& bill : bills_of(claim)) record.bills.push_back({bill.bill_code, bill.bill_number, ""});
    const auto packed = shelf_.packed(record, fates(open, underway, claim));
    if (!packed) return packed.error();
    underway.finished = true;
    std::error_code ignored;
    fs::remove_all(part_steps(underway.claim.id), ignored);
    return Done{};
  }

 private:
  // So that a reviewer's corrections find the claim as it was read.
  Result<Done> keep_readings(const OpenClaim& open, core::PacketRecord& record) {
    const auto bytes = kept_claim_bytes(open);
    if (!bytes) return bytes.error();
    auto kept = shelf_.keep(bytes.value());
    if (!kept) return kept.error();
    record.readings = std::move(kept).value();
    return Done{};
  }

  static Result<Done> trace(const OpenClaim& open, const Underway& underway, core::PacketRecord& record) {
    for (const PageRecord& page : open.pages) {
      const core::Origin& origin = page.reading.origin;
      const Arrival* from = arrival_named(underway.claim, underway.members, origin.file);
      if (!from) return Error{ErrorCode::failed, "A page comes out of no file that was taken in", origin.file, "Report this"};
      record.pages.push_back({from->id, origin.file, origin.page});
    }
    return Done{};
  }

  // Why none of the file's pages could be read: what kills every process that reads it is looked at by a person. Null else.
  static const Error* none_read(const OpenClaim& open, const Underway& underway, const Arrival& arrival) {
    const Error* why = nullptr;
    for (const PageRecord& page : open.pages) {
      if (arrival_named(underway.claim, underway.members, page.reading.origin.file) != &arrival) continue;
      if (!page.lost) return nullptr;
      why = &*page.lost;
    }
    return why;
  }

  // A file that could not be opened or read, or is no scan, is quarantined with its reason; all else went into the packet.
  static std::vector<core::Fate> fates(const OpenClaim& open, const Underway& underway, const core::Claim& claim) {
    const ArrivalState state = claim.outcome == core::Outcome::review ? ArrivalState::waiting_review : ArrivalState::packed;
    std::vector<core::Fate> fates;
    for (const Arrival& each : underway.members) {
      core::Fate fate{each.id, state, ""};
      if (const Error* why = none_read(open, underway, each))
        fate.state = ArrivalState::quarantined, fate.reason = core::sentence_zh(*why);
      for (const core::SetAside& aside : open.received.set_aside)
        if (aside.file == receive::utf8_name(each.name)) fate.state = ArrivalState::quarantined, fate.reason = aside.reason;
      fates.push_back(std::move(fate));
    }
    return fates;
  }

  fs::path part_steps(std::int64_t claim) const { return options_.work / ("part-" + std::to_string(claim)); }

  core::Shelf& shelf_;
  const Equipment& equipment_;
  const pack::StationKey& key_;
  const WorkOptions& options_;
  std::map<fs::path, Underway>& underway_;
};

}  // namespace

ClaimWork::ClaimWork(core::Shelf& shelf, core::Disk& disk, std::shared_ptr<const Equipment> equipment,
                     const pack::StationKey& key, WorkOptions options, Tell tell)
    : shelf_(shelf),
      disk_(disk),
      equipment_(std::move(equipment)),
      key_(key),
      options_(std::move(options)),
      tell_(std::move(tell)) {}

Result<Done> ClaimWork::begin() {
  if (const auto clear = disk_.remove(options_.work); !clear) return clear;
  if (const auto made = core::make_folders(disk_, options_.work); !made) return made;
  // While there are descriptors: fontconfig keeps for good what it found when it was first asked.
  static_cast<void>(pack::find_fonts().ok());
  spare().take();
  return put_back_begun(true);
}

// Between two batches nothing is being read: what is begun was left so by a death, or by a disk that failed.
Result<Done> ClaimWork::put_back_begun(bool died) {
  const auto begun = shelf_.claims(WorkState::working);
  if (!begun) return begun.error();
  for (const LedgerClaim& claim : begun.value()) {
    const auto back = shelf_.put_back(claim.id, died ? "the program ended meanwhile" : "the disk failed meanwhile", died);
    if (!back) return back;
  }
  return Done{};
}

Result<int> ClaimWork::do_some() {
  if (const auto back = put_back_begun(false); !back) return back.error();
  if (const auto published = publish_waiting(shelf_, disk_, options_.out, tell_); !published) return published.error();
  const auto ready = shelf_.claims(WorkState::ready);
  if (!ready) return ready.error();
  std::vector<LedgerClaim> next;
  for (const LedgerClaim& claim : ready.value()) {
    const bool alone = claim.attempts >= alone_from_attempt;
    if (alone && !next.empty()) break;
    // Who waits at the counter does not wait for the night's batch to be begun as well.
    if (!next.empty() && next.front().priority >= core::counter_priority && claim.priority < core::counter_priority) break;
    next.push_back(claim);
    if (alone || next.size() >= claims_at_once) break;
  }
  if (next.empty()) return 0;
  const auto done = do_claims(next);
  if (!done) return done;
  if (const auto published = publish_waiting(shelf_, disk_, options_.out, tell_); !published) return published.error();
  return done;
}

Result<int> ClaimWork::do_claims(const std::vector<LedgerClaim>& claims) {
  std::map<fs::path, Underway> underway;
  std::vector<Candidate> candidates;
  int done = 0;
  for (const LedgerClaim& claim : claims) {
    auto members = shelf_.members(claim.id);
    if (!members) return members.error();
    const auto path = lay_out(shelf_, disk_, claim, members.value(), options_.work / std::to_string(claim.id));
    if (!path) return path.error();
    const auto begun = shelf_.begin(claim.id);
    if (!begun && begun.error().code == ErrorCode::bad_input) continue;  // a page came in this moment: it is open again
    if (!begun) return begun.error();
    if (claim.attempts >= equipment_->settings.watch.attempts_max) {
      if (const auto failed = shelf_.fail(claim.id, "处理该案卷时程序多次中断，已停止重试"); !failed) return failed.error();
      tell_("Claim " + std::to_string(claim.id) + " is set aside: the program died over it again and again");
      ++done;
      continue;
    }
    underway[path.value()] = {claim, std::move(members).value(), false};
    candidates.push_back({{claim.name, path.value()}, {}});
  }
  std::ostream nowhere(nullptr);
  Progress progress(nowhere, false, Language::zh, static_cast<int>(candidates.size()));
  ShelfSink sink(shelf_, *equipment_, key_, options_, underway);
  const BatchReport batch = run_batch(candidates, options_.region, options_.jobs, equipment_, sink, progress);
  std::optional<Error> trouble;
  for (const ClaimReport& report : batch.claims) {
    const Underway& each = underway.at(report.source);
    if (each.finished) {
      if (options_.metrics && report.outcome) options_.metrics->claim_done(report);
      ++done;
      continue;
    }
    const Error error = report.error.value_or(Error{ErrorCode::failed, "The claim was not finished", "", "Report this"});
    if (passes(error)) {
      trouble = error;
      const bool counts = error.code == ErrorCode::unreadable;
      if (const auto back = shelf_.put_back(each.claim.id, error.what, counts); !back) return back.error();
    } else {
      if (const auto failed = shelf_.fail(each.claim.id, core::sentence_zh(error)); !failed) return failed.error();
      if (options_.metrics) options_.metrics->claim_failed(error.code);
      tell_("Claim " + std::to_string(each.claim.id) + " could not be processed and is quarantined");
      ++done;
    }
  }
  for (const auto& [path, each] : underway)
    if (const auto clear = disk_.remove(options_.work / std::to_string(each.claim.id)); !clear) return clear.error();
  if (trouble) return *trouble;
  return done;
}

}  // namespace claimpack::run
