// Corrections, decisions and uploads.
#include "store/desk.hpp"
#include "store/desk_rows.hpp"
#include "store/rows.hpp"

namespace claimpack::store {

using core::DeskClaim;
using core::Done;
using core::Held;
using core::KeptCorrection;
using core::Result;
using core::Stand;
using core::Upload;

namespace {

void must_be(const DeskClaim& row, int base_revision) {
  if (row.revision != base_revision)
    refuse("revision", "The claim has changed since you looked at it", "Look at it again; what was saved is there");
}

void enter(soci::session& sql, const Held& held, const core::NewCorrection& correction, std::int64_t now) {
  CorrectionRow line;
  line.claim = held.claim, line.person = held.person, line.at_ms = now;
  line.number = number_of(sql, "SELECT coalesce(max(number), 0) + 1 FROM corrections WHERE claim = :b0", {held.claim});
  line.kind = correction.kind, line.field = correction.field, line.body = correction.body, line.request = correction.request;
  add(sql, line, now, "corrected " + by(held.person));
}

void end_lease(soci::session& sql, core::Lease lease, std::int64_t now) {
  lease.until_ms = now;
  change(sql, lease, now, "decided " + by(lease.person));
}

}  // namespace

Result<std::vector<KeptCorrection>> FolderDesk::corrections(std::int64_t claim) {
  return looking_->look([&](soci::session& sql) {
    std::map<std::int64_t, core::Person> people;
    std::vector<KeptCorrection> kept;
    std::string second;
    for (const DeskClaim& row : desk_where<DeskClaim>(sql, "claim = :b0 AND second_by != 0", {claim}))
      for (const core::Person& each : desk_where<core::Person>(sql, "id = :b0", {row.second_by})) second = each.login;
    for (CorrectionRow& row : desk_where<CorrectionRow>(sql, "claim = :b0 ORDER BY number", {claim})) {
      if (!people.count(row.person))
        for (core::Person& each : desk_where<core::Person>(sql, "id = :b0", {row.person})) people[each.id] = std::move(each);
      const core::Person& who = people[row.person];
      kept.push_back(
          {row.number, row.body, row.person, row.at_ms, row.undone_by != 0, row.kind, row.request, who.login, who.name, second});
    }
    return kept;
  });
}

Result<int> FolderDesk::correct(const Held& held, int base_revision, const std::vector<core::NewCorrection>& corrections) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    held_lease(sql, held, now);
    DeskClaim row = desk_claim_of(sql, held.claim);
    must_be(row, base_revision);
    if (row.stand != Stand::waiting) refuse("state", "This claim is decided already", "Look at it again");
    for (const core::NewCorrection& each : corrections) enter(sql, held, each, now);
    ++row.revision;
    change(sql, row, now, "corrected " + by(held.person));
    return row.revision;
  });
}

Result<int> FolderDesk::undo(const Held& held, int base_revision, std::int64_t correction) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    held_lease(sql, held, now);
    DeskClaim row = desk_claim_of(sql, held.claim);
    must_be(row, base_revision);
    if (row.stand != Stand::waiting) refuse("state", "This claim is decided already", "Look at it again");
    auto lines = desk_where<CorrectionRow>(sql, "number = :b0 AND claim = :b1", {correction, held.claim});
    if (lines.empty()) refuse("missing", "There is no such correction", "Look at the claim again");
    if (lines.front().undone_by) refuse("state", "This correction is undone already", "Look at the claim again");
    lines.front().undone_by = held.person, lines.front().undone_at_ms = now;
    change(sql, lines.front(), now, "undone " + by(held.person));
    ++row.revision;
    change(sql, row, now, "undone " + by(held.person));
    return row.revision;
  });
}

Result<std::vector<core::DrawnCorrection>> FolderDesk::drawn_corrections(int limit) {
  return looking_->look([&](soci::session& sql) {
    std::vector<core::DrawnCorrection> drawn;
    for (const CorrectionRow& row : desk_where<CorrectionRow>(
             sql, "kind = 'set_field' AND undone_by = 0 AND instr(body, '\"box\"') > 0 ORDER BY id DESC LIMIT :b0",
             {static_cast<long long>(limit)}))
      drawn.push_back({row.claim, desk_claim_of(sql, row.claim).hospital, row.body});
    return drawn;
  });
}

Result<Done> FolderDesk::decide(const Held& held, int base_revision, const std::string& decision, bool needs_second) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    const core::Lease lease = held_lease(sql, held, now);
    DeskClaim row = desk_claim_of(sql, held.claim);
    must_be(row, base_revision);
    if (row.stand != Stand::waiting) refuse("state", "This claim is decided already", "Look at it again");
    if (!decision.empty()) enter(sql, held, {"decision", decision, "", ""}, now);
    row.decided_by = held.person, row.decided_at_ms = now, row.decision = decision, row.second_by = 0;
    row.stand = needs_second ? Stand::waiting_second : Stand::packing;
    row.with_senior = false, row.postponed_until_ms = 0, row.postponed_for.clear();
    ++row.revision;
    change(sql, row, now, (needs_second ? "decided, a second person is asked " : "decided ") + by(held.person));
    end_lease(sql, lease, now);
    return Done{};
  });
}

Result<Done> FolderDesk::second(const Held& held, bool agree, const std::string& reason) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    const core::Lease lease = held_lease(sql, held, now);
    DeskClaim row = desk_claim_of(sql, held.claim);
    if (row.stand != Stand::waiting_second) refuse("state", "This claim waits for no second person", "Look at it again");
    if (row.decided_by == held.person)
      refuse("self", "The second person cannot be the first one", "Give it back: somebody else has to agree");
    ++row.revision;
    if (agree) {
      row.second_by = held.person, row.stand = Stand::packing;
      change(sql, row, now, "agreed " + by(held.person));
    } else {
      // What the first one decided is undone with it.
      for (CorrectionRow& line :
           desk_where<CorrectionRow>(sql, "claim = :b0 AND kind = 'decision' AND undone_by = 0", {held.claim})) {
        line.undone_by = held.person, line.undone_at_ms = now;
        change(sql, line, now, "not agreed " + by(held.person));
      }
      row.stand = Stand::waiting, row.with_senior = true, row.senior_reason = reason;
      row.decided_by = 0, row.decided_at_ms = 0, row.decision.clear();
      change(sql, row, now, "not agreed " + by(held.person));
    }
    end_lease(sql, lease, now);
    return Done{};
  });
}

Result<std::vector<DeskClaim>> FolderDesk::packing() {
  return looking_->look([](soci::session& sql) {
    auto rows = desk_where<DeskClaim>(sql, "stand = 'packing' ORDER BY decided_at, claim");
    for (DeskClaim& row : rows) row.name = desk_claim_of(sql, row.claim).name;
    return rows;
  });
}

Result<Done> FolderDesk::packed(const DeskClaim& result, const std::string& outbox_body) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    DeskClaim row = desk_claim_of(sql, result.claim);
    if (row.stand != Stand::packing) return Done{};  // done already, by another thread or life
    row.stand = Stand::packed, row.done_at_ms = now;
    row.outcome = result.outcome, row.state = result.state, row.amount_fen = result.amount_fen;
    row.region = result.region, row.region_title = result.region_title, row.claim_type = result.claim_type;
    row.claim_id = result.claim_id, row.claimant = result.claimant, row.hospital = result.hospital;
    row.reasons = result.reasons;
    change(sql, row, now, "packed");
    core::OutboxItem item;
    item.claim = row.claim, item.kind = "packet", item.body = outbox_body;
    send_out(sql, item, now);
    return Done{};
  });
}

Result<Done> FolderDesk::uploaded(const Upload& upload) {
  return writing_->change([&](soci::session& sql) {
    Upload row = upload;
    row.id = 0, row.at_ms = clock_.now_ms();
    add(sql, row, row.at_ms, "uploaded " + by(row.person));
    return Done{};
  });
}

Result<std::vector<Upload>> FolderDesk::uploads(const std::string& station, std::int64_t person, int limit) {
  return looking_->look([&](soci::session& sql) {
    // Whole folders, the newest first.
    const std::string mine = "(:b0 = '' OR station = :b0) AND (:b1 = 0 OR person = :b1)";
    return desk_where<Upload>(sql,
                              mine + " AND folder IN (SELECT folder FROM uploads WHERE " + mine +
                                  " GROUP BY folder ORDER BY max(id) DESC LIMIT :b2) ORDER BY id DESC",
                              {station, person, limit});
  });
}

Result<std::int64_t> FolderDesk::claim_of_folder(const std::string& folder) {
  return looking_->look([&](soci::session& sql) {
    return std::int64_t(number_of(sql, "SELECT coalesce(max(id), 0) FROM claims WHERE folder = :b0", {folder}));
  });
}

Result<std::vector<core::Arrival>> FolderDesk::arrivals_of(std::int64_t claim) {
  return looking_->look([&](soci::session& sql) { return arrivals_where(sql, "claim = :v ORDER BY id", claim); });
}

Result<bool> FolderDesk::uploaded_by(const std::string& folder, std::int64_t person) {
  return looking_->look([&](soci::session& sql) {
    return number_of(sql, "SELECT count(*) FROM uploads WHERE folder = :b0 AND (:b1 = 0 OR person = :b1)", {folder, person}) > 0;
  });
}

}  // namespace claimpack::store
