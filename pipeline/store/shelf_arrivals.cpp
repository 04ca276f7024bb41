#include <algorithm>

#include "store/log.hpp"
#include "store/rows.hpp"
#include "store/shelf.hpp"

namespace claimpack::store {

using core::Arrival;
using core::ArrivalState;
using core::Done;
using core::LedgerClaim;
using core::NewArrival;
using core::Result;
using core::WorkState;

namespace {

constexpr const char* intake_name = "intake.json";

std::optional<LedgerClaim> claim_at(soci::session& sql, const NewArrival& fresh) {
  long long id = 0;
  sql << "SELECT id FROM claims WHERE inbox = :inbox AND folder = :folder ORDER BY id DESC LIMIT 1", soci::into(id),
      soci::use(fresh.inbox), soci::use(fresh.folder);
  if (!sql.got_data()) return std::nullopt;
  return claim_of(sql, id);
}

// The claim that the bytes belong to, open for them; and of which round they are.
std::pair<LedgerClaim, int> claim_for(soci::session& sql, const NewArrival& fresh, std::int64_t now) {
  if (auto found = claim_at(sql, fresh)) {
    LedgerClaim& claim = *found;
    if (claim.state == WorkState::open) return {claim, claim.round};
    if (claim.state == WorkState::ready) {  // not begun yet: it waits again
      claim.state = WorkState::open;
      write(sql, claim, now, "a page came");
      return {claim, claim.round};
    }
    // What comes later under one file's name is another claim; in a folder it is a late page.
    const bool goes_on = !fresh.one_file && fresh.supplement_ms_max > 0 && now - claim.changed_at_ms <= fresh.supplement_ms_max;
    if (claim.state == WorkState::working && !fresh.one_file && fresh.supplement_ms_max > 0) return {claim, claim.round + 1};
    if (goes_on) {
      claim.round += claim.state == WorkState::repeated ? 0 : 1;
      claim.state = WorkState::open, claim.attempts = 0, claim.reason.clear();
      write(sql, claim, now, claim.round > 1 ? "a supplement" : "a page came");
      return {claim, claim.round};
    }
  }
  LedgerClaim claim;
  claim.name = free_claim_name(sql, fresh.claim_name);
  claim.inbox = fresh.inbox, claim.folder = fresh.folder, claim.one_file = fresh.one_file;
  claim.opened_at_ms = now;
  write(sql, claim, now, "opened");
  return {claim, claim.round};
}

// "a.jpg" becomes "a~2.jpg", and so on.
std::string numbered(const std::string& name, int number) {
  const auto dot = name.rfind('.');
  const auto at = dot == std::string::npos || dot == 0 ? name.size() : dot;
  return name.substr(0, at) + "~" + std::to_string(number) + name.substr(at);
}

bool has_page_named(soci::session& sql, std::int64_t claim, const std::string& name) {
  const long long id = claim;
  int found = 0;
  sql << "SELECT EXISTS(SELECT 1 FROM arrivals WHERE claim = :claim AND name = :name AND state != 'quarantined')", soci::use(id),
      soci::use(name), soci::into(found);
  return found != 0;
}

// A name that no page of the claim has. What lay under it and was not read yet was written anew in the inbox: it stands back.
std::string settle_name(soci::session& sql, const NewArrival& fresh, const LedgerClaim& claim, std::int64_t now) {
  if (!has_page_named(sql, claim.id, fresh.name)) return fresh.name;
  auto others = arrivals_where(sql, "claim = :v AND state != 'quarantined' ORDER BY id", claim.id);
  const auto same = std::find_if(others.begin(), others.end(), [&](const Arrival& each) { return each.name == fresh.name; });
  const bool intake = fresh.name == intake_name;
  if (same->state == ArrivalState::claimed && (intake || same->path == fresh.path)) {
    move_on(sql, *same, ArrivalState::quarantined, "读取前已被同名新文件替换", now, "replaced under its name");
    return fresh.name;
  }
  if (intake) return fresh.name;  // the newest holds
  for (int number = 2;; ++number)
    if (!has_page_named(sql, claim.id, numbered(fresh.name, number))) return numbered(fresh.name, number);
}

void enter_blob(soci::session& sql, const std::string& digest, std::int64_t size) {
  const long long bytes = size;
  sql << "INSERT OR IGNORE INTO blobs(digest, bytes) VALUES(:digest, :bytes)", soci::use(digest), soci::use(bytes);
}

Arrival enter(soci::session& sql, const NewArrival& fresh, std::int64_t now) {
  const auto known = arrivals_where(sql, "digest = :v AND state != 'duplicate' ORDER BY id LIMIT 1", fresh.digest);
  if (!known.empty() && known[0].path == fresh.path && known[0].left_to.empty()) {  // a share that came back
    Arrival same = known[0];
    if (same.mark == fresh.mark) return same;
    same.mark = fresh.mark;
    write(sql, same, now, "seen again");
    return same;
  }
  enter_blob(sql, fresh.digest, fresh.mark.bytes);
  const auto [claim, round] = claim_for(sql, fresh, now);
  Arrival arrival;
  arrival.digest = fresh.digest, arrival.path = fresh.path, arrival.mark = fresh.mark;
  arrival.claim = claim.id, arrival.round = round, arrival.seen_at_ms = now;
  arrival.name = settle_name(sql, fresh, claim, now);
  write(sql, arrival, now, "arrived");
  if (known.empty()) {
    move_on(sql, arrival, ArrivalState::claimed, "", now, "into claim " + claim.name);
    return arrival;
  }
  Arrival first = known[0];
  arrival.first = first.id;
  if (first.state == ArrivalState::quarantined) {  // put in once more: try once more
    first.claim = claim.id, first.round = round, first.name = arrival.name;
    arrival.name = numbered(arrival.name, 0);
    move_on(sql, first, ArrivalState::claimed, "", now, "the same bytes came again");
  }
  move_on(sql, arrival, ArrivalState::duplicate, "与第 " + std::to_string(first.id) + " 号文件内容完全相同", now,
          "the same bytes");
  return arrival;
}

}  // namespace

Result<Arrival> FolderShelf::arrive(const NewArrival& fresh) {
  return database_->change([&](soci::session& sql) { return enter(sql, fresh, clock_.now_ms()); });
}

Result<std::vector<Arrival>> FolderShelf::arrive_all(const std::vector<NewArrival>& arrivals) {
  return database_->change([&](soci::session& sql) {
    std::vector<Arrival> entered;
    for (const NewArrival& fresh : arrivals) entered.push_back(enter(sql, fresh, clock_.now_ms()));
    return entered;
  });
}

Result<std::vector<Arrival>> FolderShelf::lying() {
  return database_->look([](soci::session& sql) { return arrivals_where(sql, "left_to = :v ORDER BY id", std::string()); });
}

// Asked every few seconds of a ledger of years, most of whose arrivals may lie where nobody looks any more: one question for all.
Result<std::vector<Arrival>> FolderShelf::may_leave(const std::string& inbox) {
  return database_->look([&](soci::session& sql) {
    return arrivals_where(sql,
                          "left_to = '' AND EXISTS(SELECT 1 FROM claims WHERE claims.id = arrivals.claim AND inbox = :v"
                          " AND claims.state IN ('done', 'failed', 'repeated'))"
                          " AND NOT EXISTS(SELECT 1 FROM packets WHERE packets.claim = arrivals.claim AND published = 0)"
                          " ORDER BY id",
                          inbox);
  });
}

Result<Done> FolderShelf::left(const std::vector<std::pair<std::int64_t, std::string>>& moved) {
  return database_->change([&](soci::session& sql) {
    for (const auto& [id, to] : moved) {
      Arrival arrival = arrival_of(sql, id);
      arrival.left_to = to;
      write(sql, arrival, clock_.now_ms(), "moved");
    }
    return Done{};
  });
}

Result<std::vector<Arrival>> FolderShelf::quarantined() {
  return database_->look(
      [](soci::session& sql) { return arrivals_where(sql, "state = :v ORDER BY id", std::string("quarantined")); });
}

Result<Arrival> FolderShelf::arrival(std::int64_t id) {
  return database_->look([&](soci::session& sql) { return arrival_of(sql, id); });
}

Result<std::vector<core::LogLine>> FolderShelf::history(const std::string& kind, std::int64_t subject) {
  return database_->look([&](soci::session& sql) { return lines_about(sql, kind, subject); });
}

Result<Done> FolderShelf::release(std::int64_t id, const std::string& why) {
  return database_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    Arrival arrival = arrival_of(sql, id);
    LedgerClaim claim = claim_of(sql, arrival.claim);
    if (arrival.state == ArrivalState::claimed) return Done{};  // done already
    if (claim.state == WorkState::working) {
      arrival.round = claim.round + 1;
    } else if (claim.state != WorkState::open && claim.state != WorkState::ready) {
      claim.round += 1, claim.attempts = 0;
      claim.state = WorkState::ready, claim.reason.clear();
      write(sql, claim, now, why);
      arrival.round = claim.round;
    }
    move_on(sql, arrival, ArrivalState::claimed, "", now, why);
    return Done{};
  });
}

}  // namespace claimpack::store
