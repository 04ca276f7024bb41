#include "run/process.hpp"

#include <spdlog/spdlog.h>
#include <time.h>

#include <exception>
#include <utility>

#include "clean/clean.hpp"
#include "read/read.hpp"
#include "run/isolation.hpp"
#include "run/steps.hpp"

namespace claimpack::run {

namespace {

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

// Does one step and adds its CPU seconds to `seconds`.
template <class Step>
auto timed(double& seconds, Step&& step) {
  struct Timer {
    double& seconds;
    double begun = thread_seconds();
    ~Timer() { seconds += thread_seconds() - begun; }
  } timer{seconds};
  return step();
}

// How many of the page's characters were looked at twice, and for how many the looks differ.
struct Looks {
  int characters = 0, twice = 0, differing = 0;
};

Looks second_looks(const core::Reading& reading) {
  Looks looks;
  for (const auto& line : reading.lines)
    for (const auto& glyph : line.glyphs) {
      ++looks.characters;
      looks.twice += glyph.second != core::Second::not_asked;
      looks.differing += glyph.second == core::Second::differs;
    }
  return looks;
}

}  // namespace

// ---- the journey: receive, clean, read, classify, extract, check, pack

core::Result<OpenClaim> open_claim(const receive::ClaimSource& source, const std::string& region, const Equipment& equipment) {
  OpenClaim open;
  auto received =
      timed(open.times.receive, [&] { return receive::receive(source, equipment.settings.limits, equipment.isolation.get()); });
  if (!received) return received.error();
  open.received = std::move(received).value();
  open.intake = open.received.intake;
  open.claim_id = open.intake.claim_id.empty() ? source.claim_id : open.intake.claim_id;
  open.region = !open.intake.region.empty() ? open.intake.region : !region.empty() ? region : equipment.settings.region;
  if (const auto known = check_region(open.region, *equipment.knowledge.rules); !known) return known.error();
  auto pages = open_pages(open.received);
  if (!pages) return pages.error();
  open.pages = std::move(pages).value();
  spdlog::info("{} pages received in {:.2f} s", open.pages.size(), open.times.receive);
  return open;
}

core::Result<OpenClaim> open_files(const std::vector<std::filesystem::path>& files, const Equipment& equipment) {
  OpenClaim open;
  auto received = timed(open.times.receive,
                        [&] { return receive::receive_files(files, equipment.settings.limits, equipment.isolation.get()); });
  if (!received) return received.error();
  open.received = std::move(received).value();
  auto pages = open_pages(open.received);
  if (!pages) return pages.error();
  open.pages = std::move(pages).value();
  return open;
}

core::Result<PageRecord> look_at(const receive::PendingPage& page, const Readers& readers, const std::function<void()>& decoded,
                                 const std::function<void(const core::CleanPage&)>& keep) {
  PageRecord record;
  StageTimes& times = record.times;
  auto scan = timed(times.decode, [&] { return page.decode(); });
  if (!scan) return scan.error();
  decoded();
  record.original = scan.value().original;
  core::CleanPage flat = timed(times.clean, [&] { return clean::clean(std::move(scan).value(), readers.turns); });
  keep(flat);
  record.reading = timed(times.read, [&] { return read::read(std::move(flat), *readers.first, readers.second); });
  record.source = &page, record.decoded = true;
  return record;
}

PageRecord read_page(const receive::PendingPage& page, int number, const OpenClaim& open, const Equipment& equipment,
                     std::atomic<bool>& decoded) try {
  const int turn = turn_of(open.corrections, page.origin());
  if (!open.kept.empty() && turn == 0) {
    auto reading = kept_reading(open.kept, number, page.origin());
    if (!reading) return lost_page(page, reading.error(), true);
    PageRecord record;
    record.reading = std::move(reading).value();
    record.source = &page, record.decoded = true;
    return record;
  }
  std::filesystem::path strip;
  const auto note = [&] { decoded = true; };
  const auto* const isolated = dynamic_cast<const IsolatedPage*>(&page);
  const TurnedBy turned(equipment.readers.turns, turn);
  Readers readers = equipment.readers;
  if (turn) readers.turns = &turned;
  // What a worker decoded may be read here: a page that a person turned.
  auto looked =
      isolated && turn == 0
          ? isolated->look(number, open.steps, strip, note)
          : look_at(page, readers, note, [&](const core::CleanPage& flat) { strip = keep_pictures(flat, number, open.steps); });
  if (!looked) return lost_page(page, looked.error(), decoded);
  PageRecord record = std::move(looked).value();
  keep_reading(record.reading, strip);
  record.turned = turn;
  const StageTimes& times = record.times;
  const Looks looks = second_looks(record.reading);
  spdlog::info("{}: decode {:.2f} s, clean {:.2f} s, read {:.2f} s, {} lines, {} of {} characters looked at twice, {} differ",
               called(open, record.reading.origin, number), times.decode, times.clean, times.read, record.reading.lines.size(),
               looks.twice, looks.characters, looks.differing);
  return record;
} catch (const std::exception& thrown) {
  return lost_page(page, {core::ErrorCode::failed, thrown.what(), "", "Scan the page again"}, decoded);
}

core::Claim find_documents(OpenClaim& open, const Equipment& equipment, Deciding* before) {
  Deciding fresh;
  fresh.keep = false;
  Deciding& deciding = before ? *before : fresh;
  set_sheets_aside(open);
  core::Claim found = claim_of(open, equipment);
  const auto sheets = timed(open.times.classify, [&] { return sheets_of(open, equipment, deciding, found); });
  timed(open.times.extract, [&] { add_documents(open, sheets, equipment, deciding, found); });
  take_intake(open, *equipment.knowledge.rules, found);
  timed(open.times.check,
        [&] { check::weigh(found.documents, found.intake, equipment.knowledge.calibration, equipment.settings.promise); });
  keep_sheets(sheets, open.steps);
  if (!before)
    spdlog::info("{}: {} documents, classify {:.2f} s, extract {:.2f} s", called(open), found.documents.size(),
                 open.times.classify, open.times.extract);
  return found;
}

core::Result<core::Claim> decide(OpenClaim& open, core::Claim&& found, const Equipment& equipment) {
  check::Case the_case = case_of(open, found);
  auto decided = timed(open.times.check, [&] { return check::check(std::move(the_case), *equipment.knowledge.rules); });
  if (!decided) return decided;
  core::Claim claim = std::move(decided).value();
  take_provenance(claim, std::move(found));
  spdlog::info("{}: {}, {} findings, check {:.2f} s", called(open), core::name_of(claim.outcome), claim.findings.size(),
               open.times.check);
  return claim;
}

core::Result<core::Packet> make_packet(OpenClaim& open, const core::Claim& claim, const Equipment& equipment) {
  const auto pages = packet_pages(open);
  auto packet = timed(open.times.pack, [&] { return pack::pack(claim, pages, equipment.settings.packet); });
  spdlog::info("{}: pack {:.2f} s", called(open), open.times.pack);
  return packet;
}

}  // namespace claimpack::run
