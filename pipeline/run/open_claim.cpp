#include "run/open_claim.hpp"

#include <algorithm>
#include <utility>

#include "check/page_twins.hpp"
#include "run/separator.hpp"
#include "run/version.hpp"

namespace claimpack::run {

namespace {

// Where a lost page is, for people: the whole file, or its page.
std::string place_of(const PageRecord& page) {
  const core::Origin& origin = page.reading.origin;
  return !page.whole_file ? origin.file + " 第" + std::to_string(origin.page) + "页" : origin.file;
}

}  // namespace

StageTimes& StageTimes::operator+=(const StageTimes& other) {
  receive += other.receive, decode += other.decode, clean += other.clean, read += other.read;
  classify += other.classify, extract += other.extract, check += other.check, pack += other.pack;
  return *this;
}

std::string called(const OpenClaim& open) { return open.label.empty() ? open.claim_id : open.label; }

std::string called(const OpenClaim& open, const core::Origin& page, int number) {
  return open.label.empty() ? page.file + " p" + std::to_string(page.page) : open.label + " p" + std::to_string(number);
}

core::Result<std::vector<PageRecord>> open_pages(const receive::Received& received) {
  std::vector<PageRecord> pages;
  for (const auto& pending : received.pages) {
    PageRecord page;
    page.reading.origin = pending->origin();
    page.source = pending.get();
    pages.push_back(std::move(page));
  }
  for (const core::SetAside& file : received.set_aside) {
    if (!file.error) continue;
    PageRecord page;
    page.reading.origin = {file.file, 1};
    page.lost = file.error, page.whole_file = true;
    pages.push_back(std::move(page));
  }
  if (pages.empty())
    return core::Error{core::ErrorCode::empty, "There are no scans", "", "Put the scans of one claim into its folder"};
  return pages;
}

PageRecord lost_page(const receive::PendingPage& page, const core::Error& error, bool decoded) {
  PageRecord record;
  record.reading.origin = page.origin();
  record.source = &page;
  record.decoded = decoded;
  record.lost = error;
  if (record.lost->place.empty()) record.lost->place = page.origin().file + ":" + std::to_string(page.origin().page);
  return record;
}

core::Error page_timeout(const core::Origin& origin, int seconds) {
  return {core::ErrorCode::timeout,
          "The page took longer than page_seconds_max, " + std::to_string(seconds) + " seconds, and was given up",
          origin.file + ":" + std::to_string(origin.page), "Scan the page again, or raise page_seconds_max in the settings"};
}

int lost_pages(const OpenClaim& open) {
  return static_cast<int>(
      std::count_if(open.pages.begin(), open.pages.end(), [](const PageRecord& page) { return page.lost.has_value(); }));
}

std::vector<const core::Reading*> readings_of(const OpenClaim& open) {
  std::vector<const core::Reading*> readings;
  for (const PageRecord& page : open.pages) readings.push_back(&page.reading);
  return readings;
}

Readable readable_pages(const OpenClaim& open) {
  Readable readable;
  for (std::size_t i = 0; i < open.pages.size(); ++i) {
    if (open.pages[i].lost || !open.pages[i].aside.empty()) continue;
    readable.readings.push_back(&open.pages[i].reading);
    readable.indices.push_back(static_cast<int>(i));
  }
  return readable;
}

void renumber(classify::Classified& classified, const std::vector<int>& indices) {
  for (core::Sheet& sheet : classified.sheets)
    for (core::SheetPage& page : sheet.pages) page.page = indices.at(std::size_t(page.page));
  for (int& page : classified.blank_pages) page = indices.at(std::size_t(page));
  for (classify::Twin& twin : classified.twins) twin.page = indices.at(std::size_t(twin.page));
}

void set_sheets_aside(OpenClaim& open) {
  for (PageRecord& page : open.pages)
    if (!page.lost && separator_on(page.reading)) page.aside = "分隔页，只用于区分案卷，不是申请材料";
}

core::Claim claim_of(const OpenClaim& open, const Equipment& equipment) {
  core::Claim claim;
  claim.claim_id = open.claim_id;
  claim.inputs = open.received.inputs;
  for (const core::SetAside& file : open.received.set_aside)
    if (!file.error) claim.set_aside.push_back(file);
  for (const PageRecord& page : open.pages)
    if (page.lost) claim.set_aside.push_back({place_of(page), core::sentence_zh(*page.lost), page.lost});
    else if (!page.aside.empty()) claim.set_aside.push_back({place_of(page), page.aside, {}});
  claim.templates_digest = equipment.knowledge.digest;
  claim.models_digest = equipment.readers.digest;
  claim.program = program_name;
  claim.corrections = open.corrections;
  claim.revision = open.revision;
  return claim;
}

namespace {

std::string text_of(const core::Reading& reading) {
  std::string text;
  for (const auto& line : reading.lines) text += line.text + "\n";
  return text;
}

// The first page of the file that a doubt names ahead of its colon; -1: none.
int page_named(const OpenClaim& open, const std::string& doubt) {
  for (std::size_t i = 0; i < open.pages.size(); ++i)
    if (doubt.rfind(open.pages[i].reading.origin.file + "：", 0) == 0) return int(i);
  return -1;
}

check::PageFacts facts_of(const core::Reading& reading, bool lost) {
  return {reading.origin,     reading.quality,     lost,          reading.faults,
          reading.scan_width, reading.scan_height, reading.print, text_of(reading)};
}

}  // namespace

std::vector<std::pair<int, int>> pages_again(const Readable& readable) {
  std::vector<check::PageFacts> facts;
  for (const core::Reading* reading : readable.readings) facts.push_back(facts_of(*reading, false));
  return check::twin_pages(facts);
}

check::Case case_of(const OpenClaim& open, core::Claim& found) {
  check::Case the_case;
  the_case.intake = std::move(found.intake);
  the_case.intake.claim_id = open.claim_id;
  the_case.region = std::move(found.region);
  the_case.documents = std::move(found.documents);
  for (const PageRecord& page : open.pages) {
    if (page.aside.empty()) {
      the_case.pages.push_back(facts_of(page.reading, page.lost.has_value()));
      continue;
    }
    the_case.pages.emplace_back();  // as a blank page: nothing is asked of it
    the_case.pages.back().origin = page.reading.origin, the_case.pages.back().quality.blank = true;
  }
  the_case.blank_pages = found.blank_pages;
  the_case.earlier_bills = open.earlier_bills;
  for (const std::string& doubt : open.doubts) the_case.doubts.push_back({doubt, page_named(open, doubt)});
  the_case.corrections = open.corrections;
  the_case.unfit = std::move(found.unfit);
  return the_case;
}

std::vector<check::EarlierBill> bills_of(const core::Claim& claim) {
  std::vector<check::EarlierBill> bills;
  for (const core::Document& document : claim.documents) {
    if (document.kind != "inpatient_invoice" && document.kind != "outpatient_invoice" && document.kind != "vat_invoice") continue;
    // A paper bill may name the electronic one beside itself: either of them may come again.
    for (const auto& [code, number] : {std::pair{"bill_code", "bill_number"}, std::pair{"ebill_code", "ebill_number"}})
      if (std::string printed = core::value_of(document, number); !printed.empty())
        bills.push_back({core::value_of(document, code), std::move(printed), claim.claim_id});
  }
  return bills;
}

void take_provenance(core::Claim& claim, core::Claim&& found) {
  claim.claim_id = std::move(found.claim_id);
  claim.inputs = std::move(found.inputs);
  claim.set_aside = std::move(found.set_aside);
  claim.blank_pages = std::move(found.blank_pages);
  claim.pages_aside = std::move(found.pages_aside);
  claim.corrections = std::move(found.corrections);
  claim.revision = found.revision;
  claim.templates_digest = std::move(found.templates_digest);
  claim.models_digest = std::move(found.models_digest);
  claim.program = std::move(found.program);
}

std::vector<pack::PacketPage> packet_pages(const OpenClaim& open) {
  std::vector<pack::PacketPage> pages;
  for (const PageRecord& page : open.pages) {
    pack::PacketPage each;
    each.reading = &page.reading;
    if (!page.aside.empty()) {
      each.aside = page.aside;
      pages.push_back(std::move(each));
      continue;
    }
    each.original = page.original;
    // A decoder that failed or hung is not asked again: the packet says there what happened.
    if (page.lost && !page.decoded) each.decode = [error = *page.lost]() -> core::Result<core::Page> { return error; };
    else if (page.source) each.decode = [source = page.source] { return source->decode(); };
    pages.push_back(std::move(each));
  }
  return pages;
}

}  // namespace claimpack::run
