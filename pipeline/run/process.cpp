#include "run/process.hpp"

#include <spdlog/spdlog.h>
#include <time.h>

#include <exception>
#include <utility>

#include "clean/clean.hpp"
#include "read/read.hpp"
#include "run/loose_pages.hpp"
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
  auto received = timed(open.times.receive, [&] { return receive::receive(source, equipment.settings.limits); });
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
  auto received = timed(open.times.receive, [&] { return receive::receive_files(files, equipment.settings.limits); });
  if (!received) return received.error();
  open.received = std::move(received).value();
  auto pages = open_pages(open.received);
  if (!pages) return pages.error();
  open.pages = std::move(pages).value();
  return open;
}

PageRecord read_page(const receive::PendingPage& page, int number, const OpenClaim& open, const Equipment& equipment,
                     std::atomic<bool>& decoded) try {
  StageTimes times;
  if (!open.kept.empty()) {
    auto reading = kept_reading(open.kept, number, page.origin());
    if (!reading) return lost_page(page, reading.error(), true);
    PageRecord record;
    record.reading = std::move(reading).value();
    record.source = &page, record.decoded = true;
    return record;
  }
  auto scan = timed(times.decode, [&] { return page.decode(); });
  if (!scan) return lost_page(page, scan.error(), false);
  decoded = true;
  PageRecord record;
  record.original = scan.value().original;
  core::CleanPage flat = timed(times.clean, [&] { return clean::clean(std::move(scan).value(), equipment.readers.turns); });
  const std::filesystem::path strip = keep_pictures(flat, number, open.steps);
  record.reading =
      timed(times.read, [&] { return read::read(std::move(flat), *equipment.readers.first, equipment.readers.second); });
  keep_reading(record.reading, strip);
  record.source = &page, record.decoded = true, record.times = times;
  const Looks looks = second_looks(record.reading);
  spdlog::info("{}: decode {:.2f} s, clean {:.2f} s, read {:.2f} s, {} lines, {} of {} characters looked at twice, {} differ",
               called(open, record.reading.origin, number), times.decode, times.clean, times.read, record.reading.lines.size(),
               looks.twice, looks.characters, looks.differing);
  return record;
} catch (const std::exception& thrown) {
  return lost_page(page, {core::ErrorCode::failed, thrown.what(), "", "Scan the page again"}, decoded);
}

core::Claim find_documents(OpenClaim& open, const Equipment& equipment) {
  set_sheets_aside(open);
  const Readable readable = readable_pages(open);
  auto classified = timed(open.times.classify, [&] { return classify::classify(readable.readings, *equipment.knowledge.kinds); });
  renumber(classified, readable.indices);
  core::Claim found = claim_of(open, equipment);
  found.blank_pages = classified.blank_pages;
  const auto all = readings_of(open);
  timed(open.times.extract, [&] {
    for (const core::Sheet& sheet : classified.sheets)
      found.documents.push_back(extract::extract(sheet, all, *equipment.knowledge.templates));
    extract::agree(found.documents);
  });
  timed(open.times.check,
        [&] { check::weigh(found.documents, open.intake, equipment.knowledge.calibration, equipment.settings.promise); });
  keep_sheets(classified.sheets, open.steps);
  spdlog::info("{}: {} documents, classify {:.2f} s, extract {:.2f} s", called(open), found.documents.size(), open.times.classify,
               open.times.extract);
  return found;
}

core::Result<core::Claim> decide(OpenClaim& open, core::Claim&& found, const Equipment& equipment) {
  check::Case the_case = case_of(open, found);
  auto decided = timed(open.times.check, [&] { return check::check(std::move(the_case), *equipment.knowledge.rules); });
  if (!decided) return decided;
  core::Claim claim = std::move(decided).value();
  take_provenance(claim, std::move(found));
  add_doubts(claim, open.doubts);
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
