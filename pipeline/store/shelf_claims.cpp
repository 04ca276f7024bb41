#include <algorithm>
#include <map>
#include <set>

#include "store/rows.hpp"
#include "store/shelf.hpp"

namespace claimpack::store {

using core::Arrival;
using core::ArrivalState;
using core::Done;
using core::Error;
using core::ErrorCode;
using core::LedgerClaim;
using core::PacketRecord;
using core::Result;
using core::WorkState;

namespace {

LedgerClaim claim_in(soci::session& sql, std::int64_t id, std::initializer_list<WorkState> states) {
  LedgerClaim claim = claim_of(sql, id);
  for (const WorkState state : states)
    if (claim.state == state) return claim;
  throw Refusal{{ErrorCode::bad_input, std::string("The claim is ") + core::name_of(claim.state) + ": this cannot be done now",
                 claim.name, "Look at it with: claimpack status"}};
}

std::vector<Arrival> all_of(soci::session& sql, std::int64_t claim) {
  return arrivals_where(sql, "claim = :v ORDER BY id", claim);
}

std::vector<Arrival> members_of(soci::session& sql, const LedgerClaim& claim) {
  std::map<std::string, Arrival> by_name;
  std::set<std::string> own, shown;
  const auto all = all_of(sql, claim.id);
  for (const Arrival& each : all)
    if (each.state != ArrivalState::duplicate) own.insert(each.digest);
  for (const Arrival& each : all) {
    if (each.round > claim.round || each.state == ArrivalState::quarantined) continue;
    // A page that another claim has too is shown in this one; twice in this one it is shown once.
    if (each.state == ArrivalState::duplicate && (own.count(each.digest) || !shown.insert(each.digest).second)) continue;
    by_name[each.name] = each;
  }
  std::vector<Arrival> members;
  for (auto& [name, each] : by_name) members.push_back(std::move(each));
  return members;
}

// After a round: pages that came meanwhile open the next one.
void close_round(soci::session& sql, LedgerClaim& claim, WorkState state, std::int64_t now, const std::string& why) {
  const bool late = !arrivals_where(sql, "claim = :v AND state = 'claimed' LIMIT 1", claim.id).empty();
  claim.state = late ? WorkState::open : state;
  claim.round += late;
  claim.attempts = 0;
  write(sql, claim, now, late ? why + "; pages came meanwhile" : why);
}

}  // namespace

Result<LedgerClaim> FolderShelf::claim(std::int64_t id) {
  return database_->look([&](soci::session& sql) { return claim_of(sql, id); });
}

Result<std::optional<LedgerClaim>> FolderShelf::find_claim(const std::string& name) {
  return database_->look([&](soci::session& sql) {
    auto found = claims_where(sql, "name = :v", name);
    return found.empty() ? std::optional<LedgerClaim>() : std::optional(std::move(found.front()));
  });
}

Result<std::vector<LedgerClaim>> FolderShelf::claims(WorkState state) {
  return database_->look([&](soci::session& sql) {
    return claims_where(sql, "state = :v ORDER BY priority DESC, opened_at, id", std::string(core::name_of(state)));
  });
}

Result<std::vector<Arrival>> FolderShelf::members(std::int64_t id) {
  return database_->look([&](soci::session& sql) { return members_of(sql, claim_of(sql, id)); });
}

Result<Done> FolderShelf::seal(std::int64_t id, int priority) {
  return database_->change([&](soci::session& sql) {
    LedgerClaim claim = claim_in(sql, id, {WorkState::open});
    const bool anything_new = !arrivals_where(sql, "claim = :v AND state = 'claimed' LIMIT 1", id).empty();
    claim.priority = priority;
    if (anything_new) claim.state = WorkState::ready;
    else claim.state = claim.outcome.empty() ? WorkState::repeated : WorkState::done;
    write(sql, claim, clock_.now_ms(), anything_new ? "complete" : "nothing new came");
    return Done{};
  });
}

Result<Done> FolderShelf::begin(std::int64_t id) {
  return database_->change([&](soci::session& sql) {
    LedgerClaim claim = claim_in(sql, id, {WorkState::ready});
    claim.state = WorkState::working;
    ++claim.attempts;
    write(sql, claim, clock_.now_ms(), "begun");
    return Done{};
  });
}

Result<Done> FolderShelf::was_read(std::int64_t id) {
  return database_->change([&](soci::session& sql) {
    const LedgerClaim claim = claim_in(sql, id, {WorkState::working});
    for (Arrival& each : all_of(sql, id))
      if (each.state == ArrivalState::claimed && each.round <= claim.round)
        move_on(sql, each, ArrivalState::read, "", clock_.now_ms(), "read");
    return Done{};
  });
}

Result<Done> FolderShelf::put_back(std::int64_t id, const std::string& why, bool died) {
  return database_->change([&](soci::session& sql) {
    LedgerClaim claim = claim_in(sql, id, {WorkState::working});
    for (Arrival& each : all_of(sql, id))
      if (each.state == ArrivalState::read) move_on(sql, each, ArrivalState::claimed, "", clock_.now_ms(), why);
    claim.state = WorkState::ready;
    if (!died) claim.attempts = std::max(0, claim.attempts - 1);
    write(sql, claim, clock_.now_ms(), why);
    return Done{};
  });
}

Result<Done> FolderShelf::fail(std::int64_t id, const std::string& reason) {
  return database_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    LedgerClaim claim = claim_in(sql, id, {WorkState::working});
    for (Arrival& each : all_of(sql, id))
      if ((each.state == ArrivalState::claimed || each.state == ArrivalState::read) && each.round <= claim.round)
        move_on(sql, each, ArrivalState::quarantined, reason, now, "the claim failed");
    claim.reason = reason;
    close_round(sql, claim, WorkState::failed, now, "failed");
    return Done{};
  });
}

Result<Done> FolderShelf::retry(std::int64_t id, const std::string& why) {
  return database_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    LedgerClaim claim = claim_in(sql, id, {WorkState::done, WorkState::failed});
    claim.round += 1, claim.attempts = 0;
    for (Arrival& each : all_of(sql, id))
      if (each.state == ArrivalState::quarantined) move_on(sql, each, ArrivalState::claimed, "", now, why);
    claim.state = WorkState::ready, claim.reason.clear();
    write(sql, claim, now, why);
    return Done{};
  });
}

// The sizes of the packet's bytes, which must all be on the shelf.
Result<std::map<std::string, std::int64_t>> FolderShelf::sizes_of(const PacketRecord& packet) {
  std::map<std::string, std::int64_t> sizes;
  std::set<std::string> names;
  if (packet.files.empty()) return Error{ErrorCode::bad_input, "A packet has no file", packet.claim_id, "Report this"};
  std::vector<std::string> digests;
  for (const auto& [name, digest] : packet.files) {
    // It is written below the packet's folder one day, and nowhere else.
    if (name.empty() || name.front() == '.' || name.find('/') != std::string::npos)
      return Error{ErrorCode::bad_input, "A packet's file cannot have this name", name, "Report this"};
    if (!names.insert(name).second) return Error{ErrorCode::bad_input, "A packet has a file twice", name, "Report this"};
    digests.push_back(digest);
  }
  if (!packet.readings.empty()) digests.push_back(packet.readings);
  for (const std::string& digest : digests) {
    const auto kept = disk_.status(place_of(digest));
    if (!kept) return kept.error();
    if (!kept.value()) return Error{ErrorCode::bad_input, "The packet's bytes are not on the shelf", digest, "Keep them first"};
    sizes[digest] = kept.value()->mark.bytes;
  }
  return sizes;
}

namespace {

void enter(soci::session& sql, const std::map<std::string, std::int64_t>& sizes) {
  for (const auto& [digest, size] : sizes) {
    const long long bytes = size;
    sql << "INSERT OR IGNORE INTO blobs(digest, bytes) VALUES(:digest, :bytes)", soci::use(digest), soci::use(bytes);
  }
}

}  // namespace

Result<std::int64_t> FolderShelf::packed(const PacketRecord& made, const std::vector<core::Fate>& fates) {
  const auto sizes = sizes_of(made);
  if (!sizes) return sizes.error();
  return database_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    LedgerClaim claim = claim_in(sql, made.claim, {WorkState::working});
    enter(sql, sizes.value());
    PacketRecord packet = made;
    packet.id = 0, packet.round = claim.round, packet.revision = 0, packet.made_at_ms = now, packet.published = false;
    write(sql, packet, now, "made");
    for (const core::Fate& fate : fates) {
      Arrival arrival = arrival_of(sql, fate.arrival);
      if (!core::is_terminal(arrival.state))
        move_on(sql, arrival, fate.state, fate.reason, now, "packet " + std::to_string(packet.id));
    }
    claim.outcome = packet.outcome;
    close_round(sql, claim, WorkState::done, now, "packed");
    return packet.id;
  });
}

Result<std::int64_t> FolderShelf::revised(const PacketRecord& made, std::int64_t after, bool settled, const std::string& why) {
  const auto sizes = sizes_of(made);
  if (!sizes) return sizes.error();
  return database_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    LedgerClaim claim = claim_in(sql, made.claim, {WorkState::done});
    const auto last = packets_where(sql, "claim = :v ORDER BY id DESC LIMIT 1", made.claim);
    if (last.empty() || last.front().id != after)
      throw Refusal{{ErrorCode::bad_input, "The claim was packed again meanwhile", claim.name, "Open it again"}};
    enter(sql, sizes.value());
    PacketRecord packet = made;
    packet.id = 0, packet.round = last.front().round, packet.revision = last.front().revision + 1;
    packet.made_at_ms = now, packet.published = false;
    write(sql, packet, now, why);
    if (settled)
      for (Arrival& each : all_of(sql, claim.id))
        if (each.state == ArrivalState::waiting_review)
          move_on(sql, each, ArrivalState::packed, "", now, "packet " + std::to_string(packet.id));
    claim.outcome = packet.outcome;
    write(sql, claim, now, why);
    return packet.id;
  });
}

Result<std::optional<PacketRecord>> FolderShelf::last_packet(std::int64_t claim) {
  return database_->look([&](soci::session& sql) {
    auto found = packets_where(sql, "claim = :v ORDER BY id DESC LIMIT 1", claim);
    return found.empty() ? std::optional<PacketRecord>() : std::optional(std::move(found.front()));
  });
}

Result<Done> FolderShelf::published(std::int64_t id) {
  return database_->change([&](soci::session& sql) {
    auto found = packets_where(sql, "id = :v", id);
    if (found.empty()) throw Refusal{{ErrorCode::bad_input, "The ledger has no such packet", std::to_string(id), ""}};
    found[0].published = true;
    write(sql, found[0], clock_.now_ms(), "put in place");
    return Done{};
  });
}

Result<std::vector<PacketRecord>> FolderShelf::packets() {
  return database_->look([](soci::session& sql) { return packets_where(sql, "id >= :v ORDER BY id", std::int64_t(0)); });
}

Result<std::vector<PacketRecord>> FolderShelf::packets_before(std::int64_t id, int count) {
  return database_->look(
      [&](soci::session& sql) { return packets_where(sql, "id < :v ORDER BY id DESC LIMIT " + std::to_string(count), id); });
}

Result<std::vector<PacketRecord>> FolderShelf::unpublished() {
  return database_->look([](soci::session& sql) { return packets_where(sql, "published = :v ORDER BY id", std::int64_t(0)); });
}

Result<std::vector<core::LedgerBill>> FolderShelf::bills_before(std::int64_t claim, const std::vector<std::string>& numbers) {
  return database_->look([&](soci::session& sql) {
    std::vector<core::LedgerBill> bills;
    const long long own = claim;
    long long first = 0;
    sql << "SELECT coalesce(min(id), 0) FROM packets WHERE claim = :claim", soci::use(own), soci::into(first);
    std::string code, wanted, name;
    soci::statement read =
        (sql.prepare << "SELECT b.code, p.claim_id FROM packet_bills b JOIN packets p ON p.id = b.packet"
                        " WHERE b.bill = :bill AND p.claim <> :claim"
                        " AND p.id = (SELECT max(id) FROM packets WHERE claim = p.claim)"
                        " AND (:first = 0 OR (SELECT min(id) FROM packets WHERE claim = p.claim) < :first)"
                        " ORDER BY b.packet, b.number",
         soci::into(code), soci::into(name), soci::use(wanted, "bill"), soci::use(own, "claim"), soci::use(first, "first"));
    for (const std::string& number : numbers) {
      wanted = number;
      read.execute();
      while (read.fetch()) bills.push_back({code, number, name});
    }
    return bills;
  });
}

Result<core::LedgerStanding> FolderShelf::standing() {
  return database_->look([](soci::session& sql) {
    core::LedgerStanding standing;
    for (int i = 0; i < core::arrival_states; ++i) {
      const auto state = core::ArrivalState(i);
      const std::string name = core::name_of(state);
      long long count = 0;
      sql << "SELECT count(*) FROM arrivals WHERE state = :s", soci::use(name), soci::into(count);
      standing.arrivals.emplace_back(state, count);
      if (core::is_terminal(state)) continue;
      long long oldest = 0;
      sql << "SELECT coalesce(min(seen_at), 0) FROM arrivals WHERE state = :s", soci::use(name), soci::into(oldest);
      standing.oldest_arrival_ms.emplace_back(state, oldest);
    }
    for (const WorkState state :
         {WorkState::open, WorkState::ready, WorkState::working, WorkState::done, WorkState::failed, WorkState::repeated}) {
      const std::string name = core::name_of(state);
      long long count = 0;
      sql << "SELECT count(*) FROM claims WHERE state = :s", soci::use(name), soci::into(count);
      standing.claims.emplace_back(state, count);
    }
    long long packets = 0, unpublished = 0, oldest = 0;
    sql << "SELECT count(*), coalesce(sum(published = 0), 0) FROM packets", soci::into(packets), soci::into(unpublished);
    sql << "SELECT coalesce(min(changed_at), 0) FROM claims WHERE state IN ('open', 'ready', 'working')", soci::into(oldest);
    standing.packets = packets, standing.unpublished = unpublished, standing.oldest_open_ms = oldest;
    return standing;
  });
}

}  // namespace claimpack::store
