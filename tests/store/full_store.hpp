// A ledger with very many claims, as after years: rows and their lines of the log are real and chained, the bytes of their pages
// are not there (pictures and `audit` are not for such a store).
#pragma once

#include "core/dates.hpp"
#include "store/database.hpp"
#include "store/desk_rows.hpp"
#include "store/digest.hpp"
#include "store/rows.hpp"

namespace claimpack::made {

struct FullStore {
  std::filesystem::path file;  // ledger.sqlite
  std::int64_t now_ms = 0;
  int waiting_of_ten = 3;  // of ten claims so many wait for a person; the others are packed or automatic
};

inline core::DeskClaim full_claim(std::int64_t id, const FullStore& full) {
  static const char* const regions[][2] = {
      {"xiamen", "厦门市"}, {"nantong", "南通市"}, {"beijing", "北京市"}, {"jilin", "吉林省"}};
  static const char* const names[] = {"林秀兰", "周建国", "陈志强", "吴敏", "黄丽华", "郑国栋"};
  core::DeskClaim row;
  row.claim = id, row.claim_id = "2024-" + std::to_string(100'000 + id);
  row.region = regions[id % 4][0], row.region_title = regions[id % 4][1], row.claim_type = id % 3 ? "inpatient" : "outpatient";
  row.claimant = names[id % 6], row.hospital = "第" + std::to_string(id % 9 + 1) + "医院";
  row.amount_fen = 10'000 + id * 7919 % 9'000'000, row.pages = int(id % 40) + 3;
  row.opened_at_ms = full.now_ms - id % 90 * 86'400'000 - id % 86'400'000;
  row.deadline = core::format_date(core::add_days({1970, 1, 1}, int(row.opened_at_ms / 86'400'000) + 42));
  const bool waits = id % 10 < full.waiting_of_ten;
  row.stand = waits ? core::Stand::waiting : id % 2 ? core::Stand::automatic : core::Stand::packed;
  row.outcome = waits ? (id % 3 ? "review" : "supplement") : "complete", row.state = waits ? "received" : "accepted";
  if (waits) row.reasons = {{"x.list.bill_total", "合计与明细不符，差 " + std::to_string(id % 900) + ".00", "review"}};
  if (!waits) row.done_at_ms = row.opened_at_ms + 3'600'000;
  return row;
}

// Adds so many claims. `each` is told their numbers.
template <class Each>
void fill_store(const FullStore& full, int count, const Each& each) {
  auto database = store::Database::open(full.file).value();
  constexpr int at_once = 2000;
  for (int done = 0; done < count; done += at_once) {
    const auto added = database->change([&](soci::session& sql) {
      for (int i = done; i < std::min(done + at_once, count); ++i) {
        const std::string name = "full-" + std::to_string(i), digest = store::digest_of(name + std::to_string(full.now_ms));
        const long long bytes = 1;
        sql << "INSERT INTO blobs(digest, bytes) VALUES(:d, :b)", soci::use(digest), soci::use(bytes);
        core::LedgerClaim claim;
        claim.name = name, claim.inbox = "full", claim.folder = name, claim.state = core::WorkState::done;
        store::write(sql, claim, full.now_ms, "made");
        core::DeskClaim row = full_claim(claim.id, full);
        core::Arrival arrival;
        arrival.digest = digest, arrival.path = name, arrival.name = "1.jpg", arrival.claim = claim.id;
        arrival.seen_at_ms = row.opened_at_ms, arrival.state = core::ArrivalState::packed;
        store::write(sql, arrival, full.now_ms, "made");
        core::PacketRecord packet;
        packet.claim = claim.id, packet.claim_id = row.claim_id, packet.outcome = row.outcome, packet.published = true;
        packet.made_at_ms = row.opened_at_ms, packet.files = {{"claim.json", digest}}, packet.pages = {{arrival.id, "1.jpg", 1}};
        store::write(sql, packet, full.now_ms, "made");
        store::add(sql, row, full.now_ms, "made");
        each(row);
      }
      return core::Done{};
    });
    if (!added) throw std::runtime_error(core::sentence(added.error()));
  }
}

}  // namespace claimpack::made
