// Samples that measure people and machine, what leaves for other programs, and the dashboard's figures.
#include <algorithm>
#include <set>

#include "store/desk.hpp"
#include "store/desk_rows.hpp"

namespace claimpack::store {

using core::DeskFigures;
using core::Done;
using core::OutboxItem;
using core::Result;
using core::Sample;
using core::Webhook;

namespace {

constexpr std::int64_t china_ms = 8 * 3'600'000LL, day_ms = 86'400'000LL;

Sample sample_of(soci::session& sql, std::int64_t id) {
  auto found = desk_where<Sample>(sql, "id = :b0", {id});
  if (found.empty()) refuse("missing", "There is no such sample", "Ask for the next one");
  return std::move(found.front());
}

void count_wrong(soci::session& sql, const std::string& key, const std::string& where, std::vector<core::Counted>& counted) {
  std::map<std::string, core::Counted> by_key;
  for (const char* what : {"1", "correct = 0"})
    pairs_of(sql,
             "SELECT " + key + ", count(*) FROM samples WHERE answered_by != 0 AND " + where + " AND " + what +
                 " AND :b0 = :b0 GROUP BY 1",
             {0LL}, [&](const std::string& name, long long count) {
               (what[0] == '1' ? by_key[name].taken : by_key[name].wrong) = count;
               by_key[name].key = name;
             });
  for (auto& [name, each] : by_key) counted.push_back(each);
}

}  // namespace

void send_out(soci::session& sql, OutboxItem& item, std::int64_t now_ms) {
  item.at_ms = now_ms;
  add(sql, item, now_ms, "sent");
  for (const Webhook& each : desk_where<Webhook>(sql, "active = 1")) {
    DeliveryRow delivery;
    delivery.webhook = each.id, delivery.item = item.id, delivery.next_at_ms = now_ms;
    add(sql, delivery, now_ms, "to be delivered");
  }
}

Result<Done> FolderDesk::add_samples(const std::vector<Sample>& samples) {
  return writing_->change([&](soci::session& sql) {
    for (Sample row : samples) {
      row.id = 0;
      add(sql, row, clock_.now_ms(), "drawn");
    }
    return Done{};
  });
}

Result<std::optional<Sample>> FolderDesk::next_sample(std::int64_t person) {
  return looking_->look([&](soci::session& sql) {
    const auto found =
        desk_where<Sample>(sql,
                           "answered_by = 0 AND first_by != :b0 AND NOT EXISTS(SELECT 1 FROM corrections c WHERE"
                           " c.claim = samples.claim AND c.person = :b0) ORDER BY (id * 7919 + :b0 * 104729) % 1009,"
                           " id LIMIT 1",
                           {person});
    return found.empty() ? std::optional<Sample>() : std::optional(found.front());
  });
}

namespace {

// A packet that has left is made anew when a senior has looked at the difference.
void back_to_seniors(soci::session& sql, std::int64_t claim, const std::string& why, std::int64_t person, std::int64_t now) {
  core::DeskClaim row = desk_claim_of(sql, claim);
  if (row.stand == core::Stand::packing || row.stand == core::Stand::waiting_second)
    return;  // seniors look at it anyway, or will
  row.stand = core::Stand::waiting, row.with_senior = true, row.senior_reason = why, row.done_at_ms = 0;
  row.decided_by = 0, row.decided_at_ms = 0, row.decision.clear(), row.second_by = 0;
  ++row.revision;
  change(sql, row, now, "two readings differ " + by(person));
}

}  // namespace

Result<Sample> FolderDesk::answer(std::int64_t id, std::int64_t person, const std::string& value, bool right,
                                  const std::string& differs) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    Sample row = sample_of(sql, id);
    if (row.answered_by) refuse("state", "This sample is answered already", "Ask for the next one");
    if (row.first_by == person) refuse("self", "This is your own reading", "Ask for the next one");
    row.answered_by = person, row.answered_at_ms = now, row.answer = value, row.right = right;
    change(sql, row, now, "answered " + by(person));
    if (row.kind == Sample::Kind::second && !right && !differs.empty()) back_to_seniors(sql, row.claim, differs, person, now);
    return row;
  });
}

Result<Sample> FolderDesk::sample(std::int64_t id) {
  return looking_->look([&](soci::session& sql) { return sample_of(sql, id); });
}

Result<core::QualityCounts> FolderDesk::quality() {
  return looking_->look([&](soci::session& sql) {
    core::QualityCounts counts;
    count_wrong(sql, "field", "kind = 'blind'", counts.fields);
    // Whose reading was checked: the first one's by a second keying, the asked one's by a known answer.
    const std::string whose = "CAST(CASE kind WHEN 'second' THEN first_by ELSE answered_by END AS TEXT)";
    count_wrong(sql, whose, "kind != 'blind'", counts.people);
    count_wrong(sql, whose + " || char(9) || field", "kind != 'blind'", counts.people_fields);
    counts.open = number_of(sql, "SELECT count(*) FROM samples WHERE answered_by = 0");
    counts.sampled = number_of(sql, "SELECT count(*) FROM samples WHERE kind = 'blind' AND answered_by != 0");
    counts.wrong = number_of(sql, "SELECT count(*) FROM samples WHERE kind = 'blind' AND answered_by != 0 AND correct = 0");
    return counts;
  });
}

Result<std::vector<OutboxItem>> FolderDesk::outbox(std::int64_t after, int limit) {
  return looking_->look([&](soci::session& sql) {
    return desk_where<OutboxItem>(sql, "id > :b0 ORDER BY id LIMIT :b1", {after, limit});
  });
}

Result<Done> FolderDesk::acknowledge(std::int64_t item, std::int64_t person) {
  return writing_->change([&](soci::session& sql) {
    auto found = desk_where<OutboxItem>(sql, "id = :b0", {item});
    if (found.empty()) refuse("missing", "There is no such item", "Look at the outbox");
    if (found.front().acked_at_ms) return Done{};
    found.front().acked_at_ms = clock_.now_ms();
    change(sql, found.front(), found.front().acked_at_ms, "acknowledged " + by(person));
    return Done{};
  });
}

Result<std::int64_t> FolderDesk::add_webhook(const Webhook& webhook, std::int64_t who) {
  return writing_->change([&](soci::session& sql) {
    Webhook row = webhook;
    row.id = 0, row.active = true;
    add(sql, row, clock_.now_ms(), "made " + by(who));
    return row.id;
  });
}

Result<Done> FolderDesk::switch_webhook(std::int64_t id, bool active, std::int64_t who) {
  return writing_->change([&](soci::session& sql) {
    auto found = desk_where<Webhook>(sql, "id = :b0", {id});
    if (found.empty()) refuse("missing", "There is no such webhook", "Look at the list");
    found.front().active = active;
    change(sql, found.front(), clock_.now_ms(), (active ? "switched on " : "switched off ") + by(who));
    return Done{};
  });
}

Result<std::vector<Webhook>> FolderDesk::webhooks() {
  return looking_->look([](soci::session& sql) {
    auto all = desk_where<Webhook>(sql, "1 ORDER BY id");
    for (Webhook& each : all) {
      each.delivered = number_of(sql, "SELECT count(*) FROM deliveries WHERE webhook = :b0 AND arrived_at > 0", {each.id});
      each.failing =
          number_of(sql, "SELECT count(*) FROM deliveries WHERE webhook = :b0 AND arrived_at = 0 AND attempts > 0", {each.id});
      pairs_of(sql, "SELECT error, id FROM deliveries WHERE webhook = :b0 AND error != '' ORDER BY id DESC LIMIT 1", {each.id},
               [&](const std::string& error, long long) { each.last_error = error; });
    }
    return all;
  });
}

Result<std::vector<core::KeptDelivery>> FolderDesk::deliveries(std::int64_t webhook, int limit) {
  return looking_->look([&](soci::session& sql) {
    std::vector<core::KeptDelivery> all;
    for (const DeliveryRow& row :
         desk_where<DeliveryRow>(sql, "webhook = :b0 ORDER BY id DESC LIMIT :b1", {webhook, static_cast<long long>(limit)})) {
      core::KeptDelivery each{row.id, row.item, 0, 0, row.arrived_at_ms, row.next_at_ms, row.attempts, "", row.error};
      for (const OutboxItem& item : desk_where<OutboxItem>(sql, "id = :b0", {row.item}))
        each.claim = item.claim, each.at_ms = item.at_ms, each.kind = item.kind;
      all.push_back(std::move(each));
    }
    return all;
  });
}

Result<int> FolderDesk::deliver_again(std::int64_t webhook, std::int64_t item, std::int64_t who) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    if (desk_where<Webhook>(sql, "id = :b0", {webhook}).empty())
      refuse("missing", "There is no such webhook", "Look at the list");
    int again = 0;
    for (DeliveryRow& row :
         desk_where<DeliveryRow>(sql, "webhook = :b0 AND arrived_at = 0 AND (:b1 = 0 OR item = :b1)", {webhook, item})) {
      row.next_at_ms = now;
      change(sql, row, now, "once more " + by(who)), ++again;
    }
    if (again > 0 || item == 0) return again;
    if (desk_where<OutboxItem>(sql, "id = :b0", {item}).empty()) refuse("missing", "There is no such item", "Look at the outbox");
    DeliveryRow fresh;  // it has arrived before: it is sent a second time
    fresh.webhook = webhook, fresh.item = item, fresh.next_at_ms = now;
    add(sql, fresh, now, "once more " + by(who));
    return 1;
  });
}

Result<std::vector<core::Delivery>> FolderDesk::due(std::int64_t now_ms, int limit) {
  return looking_->look([&](soci::session& sql) {
    std::vector<core::Delivery> due;
    // Of a webhook that is switched off nothing is lost: it goes on where it stood.
    for (const DeliveryRow& row :
         desk_where<DeliveryRow>(sql,
                                 "arrived_at = 0 AND next_at <= :b0 AND webhook IN (SELECT id FROM webhooks"
                                 " WHERE active = 1) ORDER BY next_at, id LIMIT :b1",
                                 {now_ms, limit})) {
      const auto hooks = desk_where<Webhook>(sql, "id = :b0", {row.webhook});
      const auto items = desk_where<OutboxItem>(sql, "id = :b0", {row.item});
      if (hooks.empty() || items.empty()) continue;
      due.push_back(
          {row.webhook, row.item, row.attempts, hooks[0].url, hooks[0].secret, items[0].kind, items[0].body, items[0].at_ms});
    }
    return due;
  });
}

Result<Done> FolderDesk::delivered(const core::Delivery& delivery, bool arrived, const std::string& error, std::int64_t next_ms) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    for (DeliveryRow& row :
         desk_where<DeliveryRow>(sql, "webhook = :b0 AND item = :b1 AND arrived_at = 0", {delivery.webhook, delivery.item})) {
      ++row.attempts;
      row.error = error, row.next_at_ms = next_ms, row.arrived_at_ms = arrived ? now : 0;
      change(sql, row, now, arrived ? "delivered" : "not delivered");
    }
    return Done{};
  });
}

namespace {

void fill_days(soci::session& sql, DeskFigures& figures, std::int64_t first_day) {
  const Binds bound = {first_day, china_ms, day_ms};
  const std::string since = " >= :b0 * :b2 - :b1 GROUP BY 1";
  const auto fill = [&](const std::string& at, const std::string& count, const std::string& from, auto member) {
    pairs_of(sql, "SELECT CAST((" + at + " + :b1) / :b2 AS TEXT), " + count + " FROM " + from + " " + at + since, bound,
             [&](const std::string& day, long long value) {
               const auto place = std::stoll(day) - first_day;
               if (place >= 0 && place < std::int64_t(figures.days.size())) figures.days[std::size_t(place)].*member = value;
             });
  };
  fill("seen_at", "count(*)", "arrivals WHERE", &core::DayFigures::arrivals);
  fill("done_at", "count(*)", "desk_claims WHERE stand IN ('packed', 'automatic') AND", &core::DayFigures::packed);
  fill("done_at", "count(*)", "desk_claims WHERE stand = 'automatic' AND", &core::DayFigures::automatic);
  fill("opened_at", "sum(pages)", "desk_claims WHERE", &core::DayFigures::pages);
}

// Each claim counts once for a reason, however often the reason stands in it.
void fill_reasons(soci::session& sql, DeskFigures& figures, std::int64_t since_ms) {
  std::map<std::pair<std::string, std::string>, std::pair<core::Reason, std::int64_t>> counted;
  for (const auto& row : desk_where<core::DeskClaim>(sql,
                                                     "opened_at >= :b0 AND outcome IN ('supplement', 'rejected')"
                                                     " ORDER BY opened_at DESC LIMIT 5000",
                                                     {since_ms})) {
    std::set<std::pair<std::string, std::string>> seen;
    for (const core::Reason& each : row.reasons) {
      if (each.severity == "review" || !seen.insert({each.code, each.title}).second) continue;
      auto& [reason, count] = counted[{each.code, each.title}];
      reason = each, ++count;
    }
  }
  for (auto& [code, each] : counted) figures.supplements.push_back(std::move(each));
  std::stable_sort(figures.supplements.begin(), figures.supplements.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
}

}  // namespace

Result<DeskFigures> FolderDesk::figures(std::int64_t now_ms, int days) {
  return looking_->look([&](soci::session& sql) {
    DeskFigures figures;
    const std::int64_t today = (now_ms + china_ms) / day_ms, first = today - days + 1, since = first * day_ms - china_ms;
    figures.days.resize(std::size_t(days));
    for (int i = 0; i < days; ++i) figures.days[std::size_t(i)].day = first + i;
    fill_days(sql, figures, first);
    figures.in_today = number_of(sql, "SELECT count(*) FROM desk_claims WHERE opened_at >= :b0", {today * day_ms - china_ms});
    figures.waiting = number_of(sql, "SELECT count(*) FROM desk_claims WHERE stand IN ('waiting', 'waiting_second')");
    figures.overdue = number_of(sql,
                                "SELECT count(*) FROM desk_claims WHERE stand IN ('waiting', 'waiting_second') AND"
                                " deadline < date(:b0, 'unixepoch')",
                                {(now_ms + china_ms) / 1000});
    pairs_of(sql, "SELECT '', opened_at FROM desk_claims WHERE stand IN ('waiting', 'waiting_second') AND :b0 = :b0 ORDER BY 2",
             {0LL}, [&](const std::string&, long long at) { figures.waiting_since_ms.push_back(at); });
    if (!figures.waiting_since_ms.empty()) figures.oldest_at_ms = figures.waiting_since_ms.front();
    figures.claims = number_of(sql, "SELECT count(*) FROM desk_claims WHERE opened_at >= :b0", {since});
    figures.automatic =
        number_of(sql, "SELECT count(*) FROM desk_claims WHERE opened_at >= :b0 AND stand = 'automatic'", {since});
    pairs_of(sql,
             "SELECT CAST(made_at / 60000 AS TEXT), (SELECT count(*) FROM packet_pages g WHERE g.packet = packets.id)"
             " FROM packets WHERE made_at >= :b0 ORDER BY made_at",
             {now_ms - 3'600'000}, [&](const std::string& minute, long long pages) {
               auto& all = figures.pages_by_minute;
               const std::int64_t at = std::stoll(minute);
               if (!all.empty() && all.back().first == at) all.back().second += pages;
               else all.emplace_back(at, pages);
             });
    pairs_of(sql,
             "SELECT field, count(*) FROM corrections WHERE at >= :b0 AND undone_by = 0 AND kind = 'set_field' GROUP BY 1"
             " ORDER BY 2 DESC, 1 LIMIT 12",
             {since}, [&](const std::string& field, long long count) { figures.fields.emplace_back(field, count); });
    pairs_of(sql,
             "SELECT d.hospital, count(*) FROM corrections c JOIN desk_claims d ON d.claim = c.claim WHERE c.at >= :b0 AND"
             " c.undone_by = 0 AND d.hospital != '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12",
             {since}, [&](const std::string& hospital, long long count) { figures.hospitals.emplace_back(hospital, count); });
    pairs_of(sql, "SELECT CAST(person AS TEXT), count(*) FROM corrections WHERE at >= :b0 GROUP BY 1", {since},
             [&](const std::string& who, long long count) { figures.corrections.emplace_back(std::stoll(who), count); });
    pairs_of(sql,
             "SELECT CAST(decided_by AS TEXT), count(*) FROM desk_claims WHERE decided_by != 0 AND decided_at >= :b0 GROUP BY 1",
             {since}, [&](const std::string& who, long long count) { figures.decided.emplace_back(std::stoll(who), count); });
    fill_reasons(sql, figures, since);
    return figures;
  });
}

}  // namespace claimpack::store
