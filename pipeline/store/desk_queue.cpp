// The queue: who works on what. A lease's token grows with every lease of its claim; what comes with an older one is refused,
// whoever sends it and however late.
#include "store/desk.hpp"
#include "store/desk_rows.hpp"
#include "store/rows.hpp"

namespace claimpack::store {

using core::DeskClaim;
using core::Done;
using core::Held;
using core::Lease;
using core::Result;
using core::Stand;

core::DeskClaim desk_claim_of(soci::session& sql, std::int64_t claim) {
  auto found = desk_where<DeskClaim>(sql, "claim = :b0", {claim});
  if (found.empty()) refuse("missing", "There is no such claim at the desk", "Look at the queue");
  found.front().name = claim_of(sql, claim).name;
  return std::move(found.front());
}

Lease held_lease(soci::session& sql, const Held& held, std::int64_t now_ms) {
  const auto found = desk_where<Lease>(sql, "claim = :b0", {held.claim});
  if (found.empty() || found.front().token != held.token || found.front().person != held.person || held.token <= 0)
    refuse("lease", "Somebody else has taken this claim since", "Take it again from the queue; what was saved is there");
  if (found.front().until_ms <= now_ms)
    refuse("lease", "The claim was not held any longer: nothing was heard of you for too long", "Take it again");
  return found.front();
}

namespace {

void release(soci::session& sql, Lease lease, std::int64_t now, const std::string& why) {
  lease.until_ms = now;
  change(sql, lease, now, why + " " + by(lease.person));
}

Lease lease_to(soci::session& sql, std::int64_t claim, std::int64_t person, std::int64_t now, std::int64_t until) {
  const auto found = desk_where<Lease>(sql, "claim = :b0", {claim});
  Lease lease{claim, 1, person, until};
  if (found.empty()) {
    add(sql, lease, now, "taken " + by(person));
    return lease;
  }
  lease.token = found.front().token + 1;
  change(sql, lease, now, "taken " + by(person));
  return lease;
}

std::int64_t assigned_to(soci::session& sql, std::int64_t claim) {
  return number_of(sql, "SELECT coalesce(max(person), 0) FROM assignments WHERE claim = :b0", {claim});
}

void must_wait(const DeskClaim& row) {
  if (row.stand != Stand::waiting && row.stand != Stand::waiting_second)
    refuse("state", "This claim does not wait for a person any more", "Look at it again");
}

constexpr const char* free_now = " AND NOT EXISTS(SELECT 1 FROM leases l WHERE l.claim = desk_claims.claim AND l.until > :b0)";
constexpr const char* order = " ORDER BY counter DESC, priority DESC, deadline, opened_at, claim LIMIT 1";

// LIKE takes % and _ for more than they are.
std::string pattern_of(const std::string& text) {
  std::string pattern = "%";
  for (const char c : text) pattern += c == '%' || c == '_' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return pattern + "%";
}

struct Where {
  std::string text = "1";
  Binds binds;
  std::string place(Value value) {
    binds.push_back(std::move(value));
    return ":b" + std::to_string(binds.size() - 1);
  }
};

Where where_of(const core::QueueQuery& query) {
  Where where;
  const std::string now = where.place(query.now_ms);
  const std::string held = " EXISTS(SELECT 1 FROM leases l WHERE l.claim = desk_claims.claim AND l.until > " + now;
  if (query.stand == "waiting") where.text = "stand = 'waiting' AND +postponed_until <= " + now;
  else if (query.stand == "second") where.text = "stand = 'waiting_second'";
  else if (query.stand == "senior") where.text = "stand = 'waiting' AND with_senior = 1";
  else if (query.stand == "postponed") where.text = "stand = 'waiting' AND postponed_until > " + now;
  else if (query.stand == "packed") where.text = "stand IN ('packed', 'packing')";
  else if (query.stand == "automatic") where.text = "stand = 'automatic'";
  if (!query.region.empty()) where.text += " AND region = " + where.place(query.region);
  if (!query.reason.empty())
    where.text += " AND instr(char(10) || reasons, char(10) || " + where.place(query.reason) + " || char(9)) > 0";
  if (query.opened_before_ms > 0) where.text += " AND opened_at <= " + where.place(query.opened_before_ms);
  if (query.held == "free") where.text += " AND NOT" + held + ")";
  if (query.held == "held") where.text += " AND" + held + ")";
  if (query.held == "mine") where.text += " AND" + held + " AND l.person = " + where.place(query.person) + ")";
  if (!query.text.empty()) {
    const std::string like = " LIKE " + where.place(pattern_of(query.text)) + " ESCAPE '\\'";
    where.text += " AND (claim_id" + like + " OR claimant" + like +
                  " OR (SELECT name FROM claims c WHERE c.id = desk_claims.claim)" + like + ")";
  }
  if (where.text.find(now) == std::string::npos) where.text += " AND " + now + " = " + now;  // every bound name stands in it
  return where;
}

}  // namespace

Result<core::Desk::Unqueued> FolderDesk::unqueued(std::int64_t after, int limit) {
  return looking_->look([&](soci::session& sql) {
    Unqueued found;
    found.up_to = number_of(sql, "SELECT coalesce(max(id), 0) FROM packets");
    found.packets = packets_where(sql,
                                  "id > :v AND id = (SELECT max(id) FROM packets n WHERE n.claim = packets.claim) AND NOT EXISTS("
                                  "SELECT 1 FROM desk_claims d WHERE d.claim = packets.claim AND d.round >= packets.round)"
                                  " ORDER BY id LIMIT " +
                                      std::to_string(limit),
                                  after);
    if (int(found.packets.size()) == limit) found.up_to = found.packets.back().id;
    return found;
  });
}

Result<Done> FolderDesk::enqueue(const DeskClaim& fresh) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    DeskClaim row = fresh;
    row.decided_by = row.second_by = 0, row.decided_at_ms = 0, row.decision.clear();
    row.done_at_ms = row.stand == Stand::automatic ? now : 0;
    if (number_of(sql, "SELECT count(*) FROM uploads u JOIN claims c ON c.folder = u.folder WHERE c.id = :b0 AND u.counter = 1",
                  {row.claim}) > 0)
      row.counter = true;
    const auto before = desk_where<DeskClaim>(sql, "claim = :b0", {row.claim});
    if (!before.empty()) {
      const DeskClaim& old = before.front();
      if (old.round >= row.round) return Done{};
      row.revision = old.revision + 1;
      row.priority = std::max(row.priority, old.priority), row.counter = row.counter || old.counter;
      const bool corrected = number_of(sql, "SELECT count(*) FROM corrections WHERE claim = :b0 AND undone_by = 0", {row.claim});
      if (corrected && row.stand == Stand::automatic) row.stand = Stand::waiting, row.done_at_ms = 0;
      change(sql, row, now, "a new round");
    } else {
      row.revision = 0;
      if (row.opened_at_ms == 0) row.opened_at_ms = now;
      add(sql, row, now, row.stand == Stand::automatic ? "complete by itself" : "waits for a person");
    }
    if (row.stand == Stand::automatic) {
      core::OutboxItem item;
      item.claim = row.claim, item.kind = "packet", item.body = fresh.decision;
      send_out(sql, item, now);
    }
    return Done{};
  });
}

Result<DeskClaim> FolderDesk::desk_claim(std::int64_t claim) {
  return looking_->look([&](soci::session& sql) { return desk_claim_of(sql, claim); });
}

core::QueueCounts FolderDesk::counts(soci::session& sql, const core::QueueQuery& query) {
  const std::lock_guard lock(counts_mutex_);
  const std::int64_t steady = clock_.steady_ms();
  // A short queue is counted every time: who has just decided its last claim sees that none is left.
  constexpr std::int64_t short_queue = 5000, count_again_ms = 2000;
  if (counted_at_ms_ == 0 || counted_.waiting + counted_.postponed < short_queue || steady - counted_at_ms_ > count_again_ms) {
    const auto count = [&](const std::string& where) {
      return number_of(sql, "SELECT count(*) FROM desk_claims WHERE " + where + " AND :b0 = :b0", {query.now_ms});
    };
    counted_.waiting = count("stand = 'waiting' AND +postponed_until <= :b0");
    counted_.postponed = count("stand = 'waiting' AND postponed_until > :b0");
    counted_.senior = count("stand = 'waiting' AND with_senior = 1");
    counted_.second = count("stand = 'waiting_second'");
    counted_.counter = count("stand = 'waiting' AND counter = 1");
    counted_.overdue = count("stand = 'waiting' AND deadline < date(:b0 / 1000, 'unixepoch', '+8 hours')");
    counted_at_ms_ = steady;
  }
  core::QueueCounts counts = counted_;
  counts.held = number_of(sql, "SELECT count(*) FROM leases WHERE until > :b0", {query.now_ms});
  counts.mine = number_of(sql, "SELECT count(*) FROM leases WHERE until > :b0 AND person = :b1", {query.now_ms, query.person});
  return counts;
}

Result<core::QueuePage> FolderDesk::queue(const core::QueueQuery& query) {
  return looking_->look([&](soci::session& sql) {
    core::QueuePage page;
    const Where where = where_of(query);
    // Of all that wait, and nothing more is asked: the counts know it.
    page.counts = counts(sql, query);
    const bool plain = query.region.empty() && query.reason.empty() && query.held.empty() && query.text.empty() &&
                       query.opened_before_ms == 0 && query.stand == "waiting";
    page.total =
        plain ? page.counts.waiting : number_of(sql, "SELECT count(*) FROM desk_claims WHERE " + where.text, where.binds);
    const bool done = query.stand == "packed" || query.stand == "automatic";
    auto rows = desk_where<DeskClaim>(
        sql,
        where.text +
            (done ? " ORDER BY done_at DESC, claim" : " ORDER BY counter DESC, priority DESC, deadline, opened_at, claim") +
            " LIMIT " + std::to_string(query.limit) + " OFFSET " + std::to_string(query.offset),
        where.binds);
    for (DeskClaim& row : rows) {
      row.name = claim_of(sql, row.claim).name;
      core::QueueEntry entry{std::move(row), {}};
      const auto leases = desk_where<Lease>(sql, "claim = :b0 AND until > :b1", {entry.claim.claim, query.now_ms});
      if (!leases.empty()) entry.lease = leases.front();
      entry.assigned = assigned_to(sql, entry.claim.claim);
      page.entries.push_back(std::move(entry));
    }
    return page;
  });
}

Result<std::optional<Lease>> FolderDesk::take_next(const core::NextQuery& query) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    const std::string nobody_elses =
        "NOT EXISTS(SELECT 1 FROM assignments a WHERE a.claim = desk_claims.claim AND a.person NOT IN (0, :b2)) AND ";
    const auto best = [&](const std::string& where) {
      return number_of(sql, "SELECT claim FROM desk_claims WHERE " + where + free_now + " AND claim != :b1 AND :b2 = :b2" + order,
                       {now, query.after, query.person});
    };
    long long claim =
        best("claim IN (SELECT claim FROM assignments WHERE person = :b2) AND +stand = 'waiting' AND +postponed_until <= :b0");
    if (!claim && query.senior) claim = best("stand = 'waiting_second' AND decided_by != :b2");
    if (!claim && query.senior) claim = best(nobody_elses + "stand = 'waiting' AND with_senior = 1 AND +postponed_until <= :b0");
    if (!claim) claim = best(nobody_elses + "stand = 'waiting' AND with_senior = 0 AND +postponed_until <= :b0");
    if (!claim) return std::optional<Lease>();
    return std::optional(lease_to(sql, claim, query.person, now, query.until_ms));
  });
}

Result<Lease> FolderDesk::take(std::int64_t claim, std::int64_t person, std::int64_t until_ms) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    must_wait(desk_claim_of(sql, claim));
    const auto found = desk_where<Lease>(sql, "claim = :b0 AND until > :b1", {claim, now});
    if (!found.empty() && found.front().person != person)
      refuse("lease", "Somebody else holds this claim", "Wait until it is given back, or take another one");
    return lease_to(sql, claim, person, now, until_ms);
  });
}

Result<Lease> FolderDesk::lease(std::int64_t claim) {
  return looking_->look([&](soci::session& sql) {
    const auto found = desk_where<Lease>(sql, "claim = :b0", {claim});
    return found.empty() ? Lease{} : found.front();
  });
}

Result<Lease> FolderDesk::renew(const Held& held, std::int64_t until_ms) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    Lease lease = held_lease(sql, held, now);
    lease.until_ms = until_ms;
    change(sql, lease, now, "held on");
    return lease;
  });
}

Result<Done> FolderDesk::give_back(const Held& held) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    release(sql, held_lease(sql, held, now), now, "given back");
    return Done{};
  });
}

Result<Done> FolderDesk::postpone(const Held& held, std::int64_t until_ms, const std::string& reason) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    const Lease lease = held_lease(sql, held, now);
    DeskClaim row = desk_claim_of(sql, held.claim);
    if (row.stand != Stand::waiting) refuse("state", "This claim does not wait for a first decision", "Look at it again");
    row.postponed_until_ms = until_ms, row.postponed_for = reason;
    change(sql, row, now, "postponed " + by(held.person));
    release(sql, lease, now, "postponed");
    return Done{};
  });
}

Result<Done> FolderDesk::to_senior(const Held& held, const std::string& reason) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    const Lease lease = held_lease(sql, held, now);
    DeskClaim row = desk_claim_of(sql, held.claim);
    if (row.stand != Stand::waiting) refuse("state", "This claim does not wait for a first decision", "Look at it again");
    row.with_senior = true, row.senior_reason = reason;
    change(sql, row, now, "to a senior " + by(held.person));
    release(sql, lease, now, "to a senior");
    return Done{};
  });
}

Result<std::int64_t> FolderDesk::assigned(std::int64_t claim) {
  return looking_->look([&](soci::session& sql) { return assigned_to(sql, claim); });
}

Result<Done> FolderDesk::steer(std::int64_t claim, const core::Steering& steering, std::int64_t who) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    const DeskClaim before = desk_claim_of(sql, claim);
    DeskClaim row = before;
    row.priority = steering.priority.value_or(row.priority), row.counter = steering.counter.value_or(row.counter);
    row.deadline = steering.deadline.value_or(row.deadline);
    if (row.priority != before.priority || row.counter != before.counter || row.deadline != before.deadline)
      change(sql, row, now, "steered " + by(who));
    if (!steering.person) return Done{};
    auto assigned = desk_where<AssignmentRow>(sql, "claim = :b0", {claim});
    if (assigned.empty() && *steering.person == 0) return Done{};
    AssignmentRow to{claim, *steering.person};
    if (assigned.empty()) add(sql, to, now, "assigned " + by(who));
    else if (assigned.front().person != to.person) change(sql, to, now, "assigned " + by(who));
    return Done{};
  });
}

}  // namespace claimpack::store
