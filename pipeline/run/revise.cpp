#include "run/revise.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/correction_json.hpp"
#include "core/money.hpp"
#include "run/box_reading.hpp"
#include "run/kept_claim.hpp"
#include "run/laid_out.hpp"
#include "run/needs.hpp"
#include "run/settle.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Correction;
using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;

// One claim with what is kept between its decisions.
struct RevisedClaims::Opened {
  std::mutex mutex;
  std::int64_t claim = 0;
  core::PacketRecord packet;  // the last, when it was opened
  OpenClaim open;
  Deciding deciding;
  std::map<std::pair<int, int>, core::Reading> turned;  // page and turn against how it was kept -> its reading
  std::vector<core::Reading> as_kept;                   // of pages that stand turned now, by index; empty: none ever was
  std::vector<int> turns;                               // of the pages, as they stand in `open`
  std::string decided_with;                             // the corrections of `revised`, as text
  std::optional<core::Revised> revised;
};

namespace {

std::string text_of(const std::vector<Correction>& corrections) {
  std::string text;
  for (const Correction& each : corrections) text += core::json_of<nlohmann::json>(each).dump() + "\n";
  return text;
}

// As a claim.json says it.
std::string state_in(const std::string& claim_json) {
  const auto said = nlohmann::json::parse(claim_json, nullptr, false);
  return said.is_object() ? said.value(nlohmann::json::json_pointer("/state/name"), std::string()) : std::string();
}

std::string total_of(const core::Claim& claim) {
  core::Fen sum = 0;
  bool any = false;
  for (const core::Document& document : claim.documents) {
    if (document.kind != "inpatient_invoice" && document.kind != "outpatient_invoice") continue;
    if (const auto fen = core::parse_money(core::value_of(document, "total_amount"))) sum += *fen, any = true;
  }
  return any ? core::format_money(sum) : std::string();
}

std::vector<core::RevisedPage> pages_of(const OpenClaim& open, const core::Claim& claim) {
  std::vector<core::RevisedPage> pages;
  for (const PageRecord& record : open.pages) {
    core::RevisedPage page;
    page.origin = record.reading.origin;
    page.width = record.reading.scan_width, page.height = record.reading.scan_height;
    page.dpi = record.reading.dpi, page.rotation = record.reading.rotation;
    page.advice = record.reading.quality.advice;
    if (record.lost) page.set_aside = core::sentence_zh(*record.lost);
    pages.push_back(std::move(page));
  }
  for (int d = int(claim.documents.size()) - 1; d >= 0; --d)
    for (const core::SheetPage& sheet : claim.documents[std::size_t(d)].pages)
      pages[std::size_t(sheet.page)].document = d, pages[std::size_t(sheet.page)].kind = claim.documents[std::size_t(d)].kind;
  for (const int blank : claim.blank_pages) pages[std::size_t(blank)].blank = true;
  for (const auto& aside : claim.pages_aside) pages[std::size_t(aside.page)].set_aside = aside.reason;
  return pages;
}

core::Revised revised_of(const OpenClaim& open, const core::Claim& claim) {
  core::Revised revised;
  const auto readings = readings_of(open);
  revised.claim_json = pack::claim_json(claim, readings);
  revised.outcome = claim.outcome;
  revised.claim_id = claim.claim_id, revised.region = claim.region, revised.claim_type = claim.claim_type;
  revised.claimant = claim.claimant_name;
  revised.total = total_of(claim);
  revised.pages = pages_of(open, claim);
  Needs needs = needs_of(claim, readings);
  revised.needs = std::move(needs.needs), revised.looked_at = needs.looked_at;
  revised.unfit = claim.unfit;
  return revised;
}

}  // namespace

RevisedClaims::RevisedClaims(core::Shelf& shelf, core::Disk& disk, std::shared_ptr<const Equipment> equipment,
                             const pack::StationKey& key, ReviseOptions options)
    : shelf_(shelf), disk_(disk), equipment_(std::move(equipment)), key_(key), options_(std::move(options)) {}

RevisedClaims::~RevisedClaims() = default;

Result<RevisedClaims::Handle> RevisedClaims::open(std::int64_t claim) {
  Handle handle;
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(open_.begin(), open_.end(), [&](const auto& each) { return each->claim == claim; });
    if (found != open_.end()) {
      open_.splice(open_.begin(), open_, found);
    } else {
      open_.push_front(std::make_shared<Opened>());
      open_.front()->claim = claim;
      while (int(open_.size()) > std::max(1, options_.claims_open_max)) open_.pop_back();  // who holds one keeps it
    }
    handle.opened = open_.front();
  }
  handle.lock = std::unique_lock(handle.opened->mutex);
  if (const auto loaded = load(*handle.opened, claim); !loaded) return loaded.error();
  return handle;
}

// Reads the claim's kept readings where it is not open, or was packed by somebody else meanwhile.
Result<Done> RevisedClaims::load(Opened& opened, std::int64_t claim) {
  const auto last = shelf_.last_packet(claim);
  if (!last) return last.error();
  if (!last.value())
    return Error{ErrorCode::bad_input, "The claim has no packet yet", std::to_string(claim), "Wait until it was read"};
  const core::PacketRecord& packet = *last.value();
  if (opened.packet.id == packet.id) return Done{};
  if (packet.readings.empty())
    return Error{ErrorCode::missing_part, "The claim was packed without its readings", packet.claim_id,
                 "Have its scans read again: claimpack retry"};
  if (packet.readings != opened.packet.readings) {
    const auto bytes = shelf_.bytes_of(packet.readings);
    if (!bytes) return bytes.error();
    auto kept = open_kept_claim(bytes.value());
    if (!kept) return kept.error();
    opened.open = std::move(kept).value();
    opened.deciding = {}, opened.turned.clear(), opened.as_kept.clear(), opened.turns.assign(opened.open.pages.size(), 0);
  }
  opened.packet = packet;
  opened.decided_with.clear(), opened.revised.reset();
  return Done{};
}

Result<receive::Received> RevisedClaims::receive_again(const Opened& opened, fs::path& folder) {
  const auto claim = shelf_.claim(opened.claim);
  if (!claim) return claim.error();
  const auto members = shelf_.members(opened.claim);
  if (!members) return members.error();
  folder = options_.work / ("revise-" + std::to_string(opened.claim));
  if (const auto made = core::make_folders(disk_, options_.work); !made) return made.error();
  const auto path = lay_out(shelf_, disk_, claim.value(), members.value(), folder);
  if (!path) return path.error();
  return receive::receive({claim.value().name, path.value()}, equipment_->settings.limits);
}

// Pages that a person turned are read again as they were turned; the readings are kept as long as the claim is open.
Result<Done> RevisedClaims::turn_pages(Opened& opened) {
  OpenClaim& open = opened.open;
  std::vector<std::pair<int, int>> wanted;
  for (int i = 0; i < int(open.pages.size()); ++i) {
    const PageRecord& page = open.pages[std::size_t(i)];
    const int turn = page.lost ? 0 : (turn_of(open.corrections, page.reading.origin) + 360 - page.turned) % 360;
    if (turn != opened.turns[std::size_t(i)]) wanted.emplace_back(i, turn);
  }
  if (wanted.empty()) return Done{};
  if (opened.as_kept.empty())
    for (const PageRecord& page : open.pages) opened.as_kept.push_back(page.reading);
  std::optional<receive::Received> received;
  fs::path folder;
  for (const auto& [index, turn] : wanted) {
    PageRecord& page = open.pages[std::size_t(index)];
    if (turn != 0 && !opened.turned.count({index, turn})) {
      if (!received) {
        auto again = receive_again(opened, folder);
        if (!again) return again.error();
        received = std::move(again).value();
      }
      for (const auto& pending : received->pages) {
        if (!(pending->origin() == page.reading.origin)) continue;
        std::atomic<bool> decoded{false};
        PageRecord read = read_page(*pending, index + 1, open, *equipment_, decoded);
        if (read.lost) return *read.lost;
        opened.turned.emplace(std::pair(index, turn), std::move(read.reading));
      }
      if (!opened.turned.count({index, turn}))
        return Error{ErrorCode::unreadable, "The page is not among the claim's scans any more", page.reading.origin.file,
                     "Report this"};
    }
    page.reading = turn == 0 ? opened.as_kept[std::size_t(index)] : opened.turned.at({index, turn});
    opened.turns[std::size_t(index)] = turn;
  }
  opened.deciding = {};
  if (!folder.empty()) return disk_.remove(folder);
  return Done{};
}

Result<core::Claim> RevisedClaims::decided(Opened& opened, const std::vector<Correction>& corrections) {
  OpenClaim& open = opened.open;
  open.corrections = corrections;
  open.revision = opened.packet.revision;
  if (const auto turned = turn_pages(opened); !turned) return turned.error();
  core::Claim found = find_documents(open, *equipment_, &opened.deciding);
  auto earlier = earlier_bills(shelf_, opened.claim, found);
  if (!earlier) return earlier.error();
  open.earlier_bills = std::move(earlier).value();
  return run::decide(open, std::move(found), *equipment_);
}

Result<core::Revised> RevisedClaims::decide(std::int64_t claim, const std::vector<Correction>& corrections) {
  auto handle = open(claim);
  if (!handle) return handle.error();
  Opened& opened = *handle.value().opened;
  const std::string with = text_of(corrections);
  if (opened.revised && opened.decided_with == with) return *opened.revised;
  auto decided_claim = decided(opened, corrections);
  if (!decided_claim) return decided_claim.error();
  opened.revised = revised_of(opened.open, decided_claim.value());
  opened.decided_with = with;
  return *opened.revised;
}

Result<std::vector<Correction>> RevisedClaims::settle(std::int64_t claim, const std::vector<Correction>& made,
                                                      std::vector<Correction> wanted) {
  auto handle = open(claim);
  if (!handle) return handle.error();
  Opened& opened = *handle.value().opened;
  opened.open.corrections = made;
  if (const auto turned = turn_pages(opened); !turned) return turned.error();
  return run::settle(opened.open, std::move(wanted), *equipment_, opened.deciding);
}

// The last packet, where it is a revision that was made with just these corrections.
Result<std::optional<core::Repacked>> RevisedClaims::made_already(const Opened& opened,
                                                                  const std::vector<Correction>& corrections) {
  std::optional<core::Repacked> done;
  if (opened.packet.revision == 0) return done;
  for (const auto& file : opened.packet.files) {
    if (file.name != "claim.json") continue;
    const auto bytes = shelf_.bytes_of(file.digest);
    if (!bytes) return bytes.error();
    const auto said = nlohmann::json::parse(bytes.value(), nullptr, false);
    nlohmann::json wanted = nlohmann::json::array();
    for (const Correction& each : corrections) wanted.push_back(core::json_of<nlohmann::json>(each));
    if (!said.is_object() || said.value("corrections", nlohmann::json::array()) != wanted) return done;
    done.emplace();
    done->packet = opened.packet.id, done->revision = opened.packet.revision, done->outcome = opened.packet.outcome;
    done->state = state_in(bytes.value());
  }
  if (done)
    for (const auto& file : opened.packet.files) done->files.push_back(file.name);
  return done;
}

Result<core::Repacked> RevisedClaims::submit(std::int64_t claim, const std::vector<Correction>& corrections) {
  auto handle = open(claim);
  if (!handle) return handle.error();
  Opened& opened = *handle.value().opened;
  const auto before = made_already(opened, corrections);
  if (!before) return before.error();
  if (before.value()) {
    // After a death: it is in the ledger, and perhaps not in its place.
    if (const auto placed = publish_waiting(shelf_, disk_, options_.out, [](const std::string&) {}); !placed)
      return placed.error();
    return *before.value();
  }
  auto decided_claim = decided(opened, corrections);
  if (!decided_claim) return decided_claim.error();
  core::Claim& final_claim = decided_claim.value();
  final_claim.revision = opened.packet.revision + 1;
  fs::path folder;
  auto received = receive_again(opened, folder);
  if (!received) return received.error();
  OpenClaim& open = opened.open;
  for (PageRecord& page : open.pages)
    for (const auto& pending : received.value().pages)
      if (pending->origin() == page.reading.origin) page.source = pending.get();
  const auto packet = make_packet(open, final_claim, *equipment_);
  for (PageRecord& page : open.pages) page.source = nullptr;
  if (const auto clear = disk_.remove(folder); !clear) return clear.error();
  if (!packet) return packet.error();

  core::PacketRecord record = opened.packet;
  record.files.clear(), record.bills.clear();
  record.outcome = core::name_of(final_claim.outcome);
  if (const auto kept = keep_packet(shelf_, final_claim, packet.value(), *equipment_, key_, record); !kept) return kept.error();
  for (const auto& bill : bills_of(final_claim)) record.bills.push_back({bill.bill_code, bill.bill_number, ""});
  const bool settled = final_claim.outcome != core::Outcome::review || final_claim.intake.decision.has_value();
  std::string by;
  for (const Correction& each : corrections) by = each.person.empty() ? by : each.person;
  const auto made = shelf_.revised(record, opened.packet.id, settled, by.empty() ? "revised" : "revised by " + by);
  if (!made) return made.error();
  // The packet is in the ledger: what cannot be put in place now is put there later.
  if (const auto placed = publish_waiting(shelf_, disk_, options_.out, [](const std::string&) {}); !placed) return placed.error();
  core::Repacked done;
  done.packet = made.value(), done.revision = final_claim.revision;
  done.outcome = record.outcome, done.state = state_in(packet.value().claim_json);
  for (const auto& file : record.files) done.files.push_back(file.name);
  return done;
}

Result<core::BoxReading> RevisedClaims::read_box(std::int64_t claim, const core::Origin& page, const core::Box& box,
                                                 const std::string& type) {
  auto handle = open(claim);
  if (!handle) return handle.error();
  for (const PageRecord& record : handle.value()->open.pages)
    if (record.reading.origin == page) return run::read_box(record.reading, box, type);
  return Error{ErrorCode::bad_input, "The claim has no such page", page.file, "Name a page of the claim"};
}

Result<std::vector<core::WallValue>> RevisedClaims::wall(const std::vector<std::int64_t>& claims, const std::string& field,
                                                         int limit) {
  std::vector<core::WallValue> values;
  for (const std::int64_t claim : claims) {
    const auto last = shelf_.last_packet(claim);
    if (!last) return last.error();
    if (!last.value()) continue;
    for (const auto& file : last.value()->files) {
      if (file.name != "claim.json") continue;
      // What is damaged the audit names; it does not take the others' values from the wall.
      if (const auto bytes = shelf_.bytes_of(file.digest)) add_wall_values(bytes.value(), claim, field, values);
    }
  }
  std::stable_sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.confidence < b.confidence; });
  if (limit >= 0 && int(values.size()) > limit) values.resize(std::size_t(limit));
  return values;
}

}  // namespace claimpack::run
