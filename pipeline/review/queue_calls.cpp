// The queue: who works on what, and until when.
#include "core/dates.hpp"
#include "core/money.hpp"
#include "review/server.hpp"

namespace claimpack::review {

using core::DeskClaim;
using core::Person;

namespace {

constexpr std::int64_t day_ms = 86'400'000LL, china_ms = 8 * 3'600'000LL;
constexpr int days_left_max = 400;

core::Date day_of(std::int64_t ms) { return core::add_days({1970, 1, 1}, int((ms + china_ms) / day_ms)); }

std::string name_of(const std::map<std::int64_t, Person>& people, std::int64_t id) {
  const auto found = people.find(id);
  return found == people.end() ? "" : found->second.name;
}

}  // namespace

std::map<std::int64_t, Person> Server::people_by_id() {
  std::map<std::int64_t, Person> people;
  for (Person& each : take(ports_.desk.people())) people[each.id] = std::move(each);
  return people;
}

// Working days from today to the deadline; below 0 where it has passed.
int Server::days_left(const std::string& deadline) const {
  const auto day = core::parse_iso(deadline);
  if (!day) return 0;
  const core::Date today = day_of(now());
  int days = 0;
  for (core::Date at = today; at < *day && days < days_left_max; ++days) {
    at = core::add_days(at, 1);
    while (at < *day && !ports_.calendar.is_working_day(at)) at = core::add_days(at, 1);
  }
  for (core::Date at = *day; at < today && days > -days_left_max; --days) {
    at = core::add_days(at, 1);
    while (at < today && !ports_.calendar.is_working_day(at)) at = core::add_days(at, 1);
  }
  return days;
}

Json Server::queue_item(const core::QueueEntry& entry, const std::map<std::int64_t, Person>& people) const {
  const DeskClaim& row = entry.claim;
  Json reasons = Json::array();
  for (const core::Reason& each : row.reasons)
    reasons.push_back({{"code", each.code}, {"title", masked_text(each.title)}, {"severity", each.severity}});
  const bool is_held = entry.lease.token > 0 && entry.lease.until_ms > now();
  const auto or_null = [](bool there, Json value) { return there ? value : Json(nullptr); };
  return {{"claim", row.claim},
          {"name", masked_text(row.name)},
          {"claim_id", row.claim_id},
          {"region", row.region},
          {"region_title", region_title(row)},
          {"claim_type", row.claim_type},
          {"claimant", masked_name(row.claimant)},
          {"outcome", row.outcome},
          {"state", row.state},
          {"stand", core::name_of(row.stand)},
          {"amount", row.amount_fen < 0 ? "" : core::format_money(row.amount_fen)},
          {"pages", row.pages},
          {"hospital", row.hospital},
          {"reasons", std::move(reasons)},
          {"deadline", row.deadline},
          {"days_left", days_left(row.deadline)},
          {"priority", row.priority},
          {"counter", row.counter},
          {"held_by", or_null(is_held, name_of(people, entry.lease.person))},
          {"held_until", or_null(is_held, entry.lease.until_ms)},
          {"assigned", entry.assigned},
          {"assigned_to", or_null(entry.assigned != 0, name_of(people, entry.assigned))},
          {"postponed_until", or_null(row.postponed_until_ms > now(), row.postponed_until_ms)},
          {"postponed_for", row.postponed_for},
          {"with_senior", row.with_senior},
          {"senior_reason", row.senior_reason},
          {"waiting_second", row.stand == core::Stand::waiting_second},
          {"first_by", name_of(people, row.decided_by)},
          {"revision", row.revision},
          {"opened_at", row.opened_at_ms},
          {"round", row.round}};
}

void Server::queue(Call& call) {
  core::QueueQuery query;
  static const std::set<std::string> stands = {"waiting", "second", "senior", "postponed", "packed", "automatic", "all"};
  static const std::set<std::string> holds = {"any", "free", "mine", "held"};
  if (const std::string stand = call.query("stand"); !stand.empty()) query.stand = stand;
  query.held = call.query("held");
  if (!stands.count(query.stand) || (!query.held.empty() && !holds.count(query.held)))
    throw Refusal{400, "bad_request", "没有这种筛选", "There is no such filter", "stand, held", ""};
  if (query.held == "any") query.held.clear();
  query.region = call.query("region"), query.reason = call.query("reason"), query.text = call.query("q");
  const std::int64_t age = call.query("age", 0, 0, 36'500);
  query.now_ms = now(), query.person = call.asker.id();
  if (age > 0) query.opened_before_ms = query.now_ms - age * day_ms;
  query.limit = int(call.query("limit", 50, 1, 500));
  query.offset = call.query("cursor", 0, 0, 10'000'000);
  const auto page = take(ports_.desk.queue(query));
  const auto people = people_by_id();
  Json items = Json::array();
  for (const core::QueueEntry& entry : page.entries) items.push_back(queue_item(entry, people));
  const bool more = query.offset + std::int64_t(page.entries.size()) < page.total && !page.entries.empty();
  const auto& counts = page.counts;
  call.answer({{"items", std::move(items)},
               {"total", page.total},
               {"cursor", more ? Json(std::to_string(query.offset + std::int64_t(page.entries.size()))) : Json(nullptr)},
               {"counts",
                {{"waiting", counts.waiting},
                 {"postponed", counts.postponed},
                 {"senior", counts.senior},
                 {"second", counts.second},
                 {"held", counts.held},
                 {"overdue", counts.overdue},
                 {"counter", counts.counter},
                 {"mine", counts.mine}}}});
}

void Server::queue_changed(std::int64_t claim) { events_.tell("queue", dumped({{"claim", claim}})); }

Json Server::lease_json(const core::Lease& lease, const Call& call, const std::map<std::int64_t, Person>& people) const {
  const auto found = people.find(lease.person);
  const bool mine = lease.person == call.asker.id();
  Json json = {{"token", mine ? lease.token : 0},  // another's is nobody's business
               {"until", lease.until_ms},
               {"person", lease.person},
               {"login", found == people.end() ? "" : found->second.login},
               {"name", found == people.end() ? "" : found->second.name},
               {"mine", mine}};
  return json;
}

// A token may come in the body or, for DELETE, in the query.
core::Held Server::held(const Call& call, std::int64_t claim) const {
  const bool in_body = call.body.contains("token");
  if (!in_body && !call.request.has_param("token")) call.integer("token");
  return {claim, in_body ? call.integer("token") : call.query("token", 0, 0, INT64_MAX), call.asker.id()};
}

void Server::next(Call& call) {
  core::NextQuery query;
  query.person = call.asker.id(), query.now_ms = now(), query.until_ms = until_ms();
  query.senior = call.asker.is(core::Role::senior) || call.asker.is(core::Role::supervisor);
  if (call.body.contains("after")) query.after = call.integer("after");
  const auto lease = take(ports_.desk.take_next(query));
  if (!lease) return call.nothing();
  queue_changed(lease->claim);
  call.answer({{"claim", lease->claim}, {"lease", lease_json(*lease, call, people_by_id())}});
}

void Server::take_lease(Call& call) {
  const auto lease = take(ports_.desk.take(call.number(0), call.asker.id(), until_ms()));
  queue_changed(lease.claim);
  call.answer(lease_json(lease, call, people_by_id()));
}

void Server::renew_lease(Call& call) {
  call.answer(lease_json(take(ports_.desk.renew(held(call, call.number(0)), until_ms())), call, people_by_id()));
}

void Server::give_back(Call& call) {
  take(ports_.desk.give_back(held(call, call.number(0))));
  queue_changed(call.number(0));
  call.answer({{"ok", true}});
}

void Server::postpone(Call& call) {
  const std::string reason = call.text("reason", 2000);
  const std::int64_t until = call.integer("until");
  if (reason.empty()) throw Refusal{422, "reason", "请写明推迟的原因", "Say why", "reason", ""};
  if (until <= now() || until > now() + 60 * day_ms)
    throw Refusal{422, "until", "推迟的时间应在今后 60 天内", "Later than now, and within 60 days", "until", ""};
  take(ports_.desk.postpone(held(call, call.number(0)), until, reason));
  queue_changed(call.number(0));
  call.answer({{"ok", true}});
}

void Server::to_senior(Call& call) {
  const std::string reason = call.text("reason", 2000);
  if (reason.empty()) throw Refusal{422, "reason", "请写明转交的原因", "Say why", "reason", ""};
  take(ports_.desk.to_senior(held(call, call.number(0)), reason));
  queue_changed(call.number(0));
  call.answer({{"ok", true}});
}

// What a supervisor changes of a claim's place: only what is named.
void Server::steer(Call& call) {
  core::Steering steering;
  steering.counter = call.yes_or_no("counter");
  if (call.body.contains("priority")) {
    const std::int64_t priority = call.integer("priority");
    if (priority < -100 || priority > 100)
      throw Refusal{422, "priority", "优先级为 -100 至 100", "A priority is from -100 to 100", "priority", ""};
    steering.priority = int(priority);
  }
  if (call.body.contains("deadline")) {
    steering.deadline = call.text("deadline", 10);
    if (!core::parse_iso(*steering.deadline))
      throw Refusal{422, "deadline", "期限写成 2024-05-20 的样子", "Write the day like 2024-05-20", "deadline", ""};
  }
  if (call.body.contains("person")) {
    steering.person = call.integer("person");
    const auto people = people_by_id();
    const auto who = people.find(*steering.person);
    const bool works = who != people.end() && who->second.active &&
                       (who->second.role == core::Role::reviewer || who->second.role == core::Role::senior ||
                        who->second.role == core::Role::supervisor);
    if (*steering.person != 0 && !works)
      throw Refusal{422, "person", "只能分给在用的审核人员", "Give it to a reviewer whose account is in use", "person", ""};
  }
  const auto row = take(ports_.desk.desk_claim(call.number(0)));
  take(ports_.desk.steer(row.claim, steering, call.asker.id()));
  queue_changed(row.claim);
  const std::int64_t assigned = take(ports_.desk.assigned(row.claim));
  call.answer(
      queue_item({take(ports_.desk.desk_claim(row.claim)), take(ports_.desk.lease(row.claim)), assigned}, people_by_id()));
}

// Of a region that the rules know its own title; what nobody has said yet stays empty.
std::string Server::region_title(const DeskClaim& row) const {
  if (!row.region_title.empty()) return row.region_title;
  for (const auto& [id, title] : settings_.regions)
    if (id == row.region) return title;
  return row.region;
}

}  // namespace claimpack::review
