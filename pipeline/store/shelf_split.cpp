// One claim that turns out to be several: pages that lay loose together, parted by separator sheets or by their patients.
#include <map>
#include <set>

#include "store/rows.hpp"
#include "store/shelf.hpp"

namespace claimpack::store {

using core::Arrival;
using core::ArrivalState;
using core::ClaimPart;
using core::Error;
using core::ErrorCode;
using core::LedgerClaim;
using core::Result;
using core::WorkState;

namespace {

// A place that no folder of an inbox has: what comes later where the pages lay opens a claim of its own.
std::string apart_folder(std::int64_t claim, int part) { return ".apart-" + std::to_string(claim) + "-" + std::to_string(part); }

void check_parts(const std::vector<ClaimPart>& parts) {
  std::set<std::int64_t> seen;
  for (const ClaimPart& part : parts) {
    if (part.arrivals.empty()) throw Refusal{{ErrorCode::bad_input, "A part of a claim has no page", "", "Report this"}};
    for (const std::int64_t each : part.arrivals)
      if (!seen.insert(each).second)
        throw Refusal{{ErrorCode::bad_input, "A page is named in two parts of a claim", std::to_string(each), "Report this"}};
  }
  if (parts.empty()) throw Refusal{{ErrorCode::bad_input, "A claim is parted into nothing", "", "Report this"}};
}

void take_facts(LedgerClaim& claim, const ClaimPart& part, std::int64_t parent, int number, bool apart) {
  if (apart) claim.folder = apart_folder(parent, number), claim.one_file = false;
  claim.parent = parent, claim.facts = part.facts, claim.doubts = part.doubts, claim.priority = part.priority;
  claim.state = WorkState::ready, claim.attempts = 0;
}

void move_pages(soci::session& sql, const ClaimPart& part, const LedgerClaim& from, const LedgerClaim& to, std::int64_t now) {
  for (const std::int64_t id : part.arrivals) {
    Arrival arrival = arrival_of(sql, id);
    if (arrival.claim != from.id)
      throw Refusal{{ErrorCode::bad_input, "A page that is to be parted is not the claim's", std::to_string(id), "Report this"}};
    if (arrival.state == ArrivalState::read)
      move_on(sql, arrival, ArrivalState::claimed, "", now, "to be read with its own claim");
    if (to.id == from.id) continue;
    arrival.claim = to.id, arrival.round = to.round;
    write(sql, arrival, now, "into claim " + to.name + ", it lay loose with claim " + from.name);
  }
}

}  // namespace

Result<std::vector<std::int64_t>> FolderShelf::split(std::int64_t id, const std::vector<ClaimPart>& parts) {
  return database_->change([&](soci::session& sql) {
    check_parts(parts);
    const std::int64_t now = clock_.now_ms();
    LedgerClaim whole = claim_of(sql, id);
    if (whole.state != WorkState::working)
      throw Refusal{{ErrorCode::bad_input,
                     std::string("The claim is ") + core::name_of(whole.state) + ": it cannot be parted now", whole.name,
                     "Look at it with: claimpack status"}};
    const std::int64_t opened = whole.opened_at_ms;
    // A folder that is one claim all the same stays its place: what comes later there is a supplement.
    const bool apart = parts.size() > 1 || whole.folder.empty();
    std::vector<std::int64_t> ids;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      LedgerClaim claim;
      if (i == 0) claim = whole;
      else claim.name = free_claim_name(sql, parts[i].claim_name), claim.inbox = whole.inbox, claim.opened_at_ms = opened;
      take_facts(claim, parts[i], whole.id, int(i) + 1, apart);
      write(sql, claim, now,
            i == 0 ? "parted into " + std::to_string(parts.size()) + " claims" : "parted from claim " + whole.name);
      move_pages(sql, parts[i], whole, claim, now);
      ids.push_back(claim.id);
    }
    return ids;
  });
}

}  // namespace claimpack::store
