// The station's desk: accounts, leases with their fencing tokens, corrections, decisions; and that an audit finds what was
// altered.
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <set>
#include <thread>

#include "catch.hpp"
#include "store/log.hpp"
#include "store/made_store.hpp"
#include "store/migrations.hpp"
#include "store/rows.hpp"

using namespace claimpack;
using core::DeskClaim;
using core::Held;
using core::Stand;
using made::put;

namespace {

struct Office {
  made::StoreFolder folder;
  made::SetClock clock;
  std::unique_ptr<core::Shelf> shelf = store::open_shelf(folder / "data", store::system_disk(), clock).value();
  std::unique_ptr<core::Desk> desk = store::open_desk(folder / "data", store::system_disk(), clock).value();

  std::int64_t person(const std::string& login, core::Role role = core::Role::reviewer) {
    core::Person who;
    who.login = login, who.name = login, who.role = role, who.password_hash = "$argon2id$secret-of-" + login;
    return desk->add_person(who, 0).value();
  }
  // A claim of one page with its packet in the ledger, not at the desk yet.
  std::int64_t packed(const std::string& name) {
    const auto file = folder / ("in/" + name + "/1.jpg");
    put(file, "page of " + name);
    const auto kept = shelf->keep_file(file).value();
    const auto arrival =
        shelf->arrive({kept.digest, file.string(), "1.jpg", (folder / "in").string(), name, kept.mark, false, name, 86'400'000});
    const auto claim = arrival.value().claim;
    REQUIRE((shelf->seal(claim, 0).ok() && shelf->begin(claim).ok() && shelf->was_read(claim).ok()));
    core::PacketRecord packet;
    packet.claim = claim, packet.outcome = "review", packet.claim_id = name;
    packet.files = {{"claim.json", shelf->keep("{}").value()}};
    packet.pages = {{arrival.value().id, "1.jpg", 1}};
    REQUIRE(shelf->packed(packet, {{arrival.value().id, core::ArrivalState::waiting_review, ""}}).ok());
    return claim;
  }
  std::int64_t waiting(const std::string& name, const std::string& deadline = "2026-12-01") {
    DeskClaim row;
    row.claim = packed(name), row.claim_id = name, row.deadline = deadline, row.outcome = "review", row.state = "received";
    row.reasons = {{"x.bill.total", "合计 ≠ 大写", "review"}};
    REQUIRE(desk->enqueue(row).ok());
    return row.claim;
  }
  std::int64_t soon() const { return clock.now + 600'000; }
  void alter(const std::string& statement) {
    soci::session sql(soci::sqlite3, "db=" + (folder / "data/ledger.sqlite").string());
    sql << statement;
  }
  std::size_t faults() { return shelf->audit().value().faults.size(); }
};

template <class T>
std::string word(const core::Result<T>& result) {
  return result.ok() ? "" : result.error().place;
}

}  // namespace

TEST_CASE("a ledger of the first version gets the station's tables, and keeps what it has") {
  made::StoreFolder folder;
  made::SetClock clock;
  std::filesystem::create_directories(folder / "data");
  {
    soci::session sql(soci::sqlite3, "db=" + (folder / "data/ledger.sqlite").string());
    for (const std::string statements : store::ledger_tables)
      for (std::size_t from = 0; from < statements.size();) {
        const auto to = std::min(statements.find(';', from), statements.size());
        sql << statements.substr(from, to - from);
        from = to + 1;
      }
    sql << "PRAGMA application_id = 1668051051";
    sql << "PRAGMA user_version = 1";
    core::LedgerClaim claim;
    claim.id = 1, claim.name = "a", claim.opened_at_ms = claim.changed_at_ms = clock.now;
    sql << "INSERT INTO claims(id, name, inbox, folder, one_file, state, round, attempts, priority, opened_at, changed_at, "
           "outcome,"
           " reason) VALUES(1, 'a', '', '', 0, 'open', 1, 0, 0, :now, :now, '', '')",
        soci::use(clock.now, "now");
    store::append(sql, clock.now, "claim", 1, store::row_of(claim), "opened");
  }
  const auto shelf = store::open_shelf(folder / "data", store::system_disk(), clock).value();
  const auto desk = store::open_desk(folder / "data", store::system_disk(), clock).value();
  CHECK(shelf->claim(1).value().name == "a");
  core::Person who;
  who.login = "lin";
  CHECK(desk->add_person(who, 0).value() == 1);
  CHECK(shelf->audit().value().faults.empty());
}

TEST_CASE("the first person is made once; logins are unique; the last admin stays") {
  Office office;
  core::Person admin;
  admin.login = "chen", admin.name = "陈", admin.role = core::Role::admin;
  admin.id = office.desk->add_first_person(admin).value();
  CHECK(word(office.desk->add_first_person(admin)) == "taken");
  CHECK(word(office.desk->add_person(admin, 1)) == "taken");
  admin.role = core::Role::reviewer;
  CHECK(word(office.desk->change_person(admin, 1, "changed")) == "state");
  admin.role = core::Role::admin, admin.active = false;
  CHECK(word(office.desk->change_person(admin, 1, "changed")) == "state");
  office.person("li", core::Role::admin);
  CHECK(office.desk->change_person(admin, 1, "changed").ok());
}

TEST_CASE("wrong passwords lock an account, a session clears them, and sessions end") {
  Office office;
  const auto lin = office.person("lin");
  for (int i = 0; i < 4; ++i) CHECK(office.desk->login_failed(lin, 5, office.soon()).value().locked_until_ms == 0);
  CHECK(office.desk->login_failed(lin, 5, office.soon()).value().locked_until_ms == office.soon());
  REQUIRE(office.desk->begin_session({"aa", lin, 0, 0}).ok());
  REQUIRE(office.desk->begin_session({"bb", lin, 0, 0}).ok());
  CHECK(office.desk->person("lin").value()->locked_until_ms == 0);
  CHECK(office.desk->session("aa").value()->ended_at_ms == 0);
  REQUIRE(office.desk->end_sessions_of(lin, "bb").ok());
  CHECK(office.desk->session("aa").value()->ended_at_ms == office.clock.now);
  CHECK(office.desk->session("bb").value()->ended_at_ms == 0);
  CHECK_FALSE(office.desk->session("cc").value().has_value());
}

TEST_CASE("a packet comes to the desk once, and a later round of its claim anew with its corrections") {
  Office office;
  const auto lin = office.person("lin");
  const auto claim = office.packed("a");
  REQUIRE(office.desk->unqueued(0, 10).value().packets.size() == 1);
  DeskClaim row;
  row.claim = claim;
  REQUIRE(office.desk->enqueue(row).ok());
  CHECK(office.desk->unqueued(0, 10).value().packets.empty());
  CHECK(office.desk->unqueued(0, 10).value().up_to == 1);
  const auto lease = office.desk->take(claim, lin, office.soon()).value();
  REQUIRE(office.desk->correct({claim, lease.token, lin}, 0, {{"note", "{}", "", "r1"}}).value() == 1);
  row.round = 2, row.outcome = "complete", row.stand = Stand::automatic;
  REQUIRE(office.desk->enqueue(row).ok());
  CHECK(office.desk->desk_claim(claim).value().stand == Stand::waiting);  // somebody has corrected it: a person decides
  CHECK(office.desk->desk_claim(claim).value().revision == 2);
  CHECK(office.desk->corrections(claim).value().size() == 1);
}

TEST_CASE("next gives the counter first, then priority, then the deadline; never what somebody holds") {
  Office office;
  const auto lin = office.person("lin"), zhou = office.person("zhou");
  const auto late = office.waiting("late", "2026-12-31"), soon = office.waiting("soon", "2026-11-30"),
             first = office.waiting("first", "2026-12-30"), counter = office.waiting("counter", "2027-01-30");
  REQUIRE(office.desk->steer(first, {5, false, {}, {}}, lin).ok());
  REQUIRE(office.desk->steer(counter, {0, true, {}, {}}, lin).ok());
  std::vector<std::int64_t> order;
  while (const auto lease = office.desk->take_next({lin, office.clock.now, office.soon(), 0, false}).value())
    order.push_back(lease->claim);
  CHECK(order == std::vector<std::int64_t>{counter, first, soon, late});
  CHECK(word(office.desk->take(late, zhou, office.soon())) == "lease");
  office.clock.now += 600'001;  // they have run out
  CHECK(office.desk->take_next({zhou, office.clock.now, office.soon(), counter, false}).value()->claim == first);
}

TEST_CASE("what comes with an old token is refused, however it got old") {
  Office office;
  const auto lin = office.person("lin"), zhou = office.person("zhou");
  const auto claim = office.waiting("a");
  const auto old = office.desk->take(claim, lin, office.soon()).value();
  const Held stale{claim, old.token, lin};
  SECTION("the own second page") { REQUIRE(office.desk->take(claim, lin, office.soon()).ok()); }
  SECTION("it ran out") { office.clock.now = old.until_ms; }
  SECTION("it ran out, and another took it") {
    office.clock.now = old.until_ms + 1;
    REQUIRE(office.desk->take(claim, zhou, office.soon()).value().token == old.token + 1);
  }
  SECTION("it was given back") { REQUIRE(office.desk->give_back(stale).ok()); }
  CHECK(word(office.desk->renew(stale, office.soon())) == "lease");
  CHECK(word(office.desk->correct(stale, 0, {{"note", "{}", "", ""}})) == "lease");
  CHECK(word(office.desk->undo(stale, 0, 1)) == "lease");
  CHECK(word(office.desk->decide(stale, 0, "", false)) == "lease");
  CHECK(word(office.desk->postpone(stale, office.soon(), "x")) == "lease");
  CHECK(word(office.desk->to_senior(stale, "x")) == "lease");
  CHECK(word(office.desk->give_back(stale)) == "lease");
  CHECK(office.desk->corrections(claim).value().empty());
  CHECK(office.desk->desk_claim(claim).value().stand == Stand::waiting);
}

TEST_CASE("a token of one person is none of another's") {
  Office office;
  const auto lin = office.person("lin"), zhou = office.person("zhou");
  const auto claim = office.waiting("a");
  const auto lease = office.desk->take(claim, lin, office.soon()).value();
  CHECK(word(office.desk->give_back({claim, lease.token, zhou})) == "lease");
  CHECK(word(office.desk->give_back({claim, 0, zhou})) == "lease");
  CHECK(office.desk->give_back({claim, lease.token, lin}).ok());
}

TEST_CASE("many people at once never hold one claim, and every claim is decided once") {
  Office office;
  std::vector<std::int64_t> people;
  for (int i = 0; i < 6; ++i) people.push_back(office.person("p" + std::to_string(i)));
  for (int i = 0; i < 24; ++i) office.waiting("c" + std::to_string(i));
  std::mutex mutex;
  std::multiset<std::int64_t> decided;
  std::vector<std::thread> threads;
  for (const auto person : people)
    threads.emplace_back([&, person] {
      while (const auto lease = office.desk->take_next({person, office.clock.now, office.soon(), 0, false}).value()) {
        const Held held{lease->claim, lease->token, person};
        const auto revision = office.desk->correct(held, 0, {{"note", "{}", "", ""}});
        if (!revision || !office.desk->decide(held, revision.value(), "", false)) continue;
        const std::lock_guard lock(mutex);
        decided.insert(lease->claim);
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(decided.size() == 24);
  CHECK(std::set<std::int64_t>(decided.begin(), decided.end()).size() == 24);
  CHECK(office.desk->packing().value().size() == 24);
  CHECK(office.faults() == 0);
}

TEST_CASE("corrections need the current revision, are numbered in their claim, and stay when they are undone") {
  Office office;
  const auto lin = office.person("lin");
  office.waiting("other");
  const auto claim = office.waiting("a");
  const Held held{claim, office.desk->take(claim, lin, office.soon()).value().token, lin};
  CHECK(word(office.desk->correct(held, 1, {{"note", "{}", "", ""}})) == "revision");
  CHECK(office.desk->correct(held, 0, {{"set_field", "{\"value\":\"1\"}", "total_amount", "r1"}, {"note", "{}", "", "r1"}})
            .value() == 1);
  CHECK(word(office.desk->undo(held, 0, 1)) == "revision");
  CHECK(word(office.desk->undo(held, 1, 9)) == "missing");
  CHECK(office.desk->undo(held, 1, 1).value() == 2);
  CHECK(word(office.desk->undo(held, 2, 1)) == "state");
  const auto kept = office.desk->corrections(claim).value();
  REQUIRE(kept.size() == 2);
  CHECK((kept[0].id == 1 && kept[0].undone && kept[0].login == "lin" && kept[0].request == "r1"));
  CHECK((kept[1].id == 2 && !kept[1].undone));
}

TEST_CASE("a second person agrees, or does not and the first decision is undone; never the first one") {
  Office office;
  const auto lin = office.person("lin", core::Role::senior), zhou = office.person("zhou", core::Role::senior);
  const auto claim = office.waiting("a");
  const auto hold = [&](std::int64_t person) {
    return Held{claim, office.desk->take(claim, person, office.soon()).value().token, person};
  };
  const std::string decision = R"({"kind":"decision","state":"refused","reason":"x"})";
  REQUIRE(office.desk->decide(hold(lin), 0, decision, true).ok());
  CHECK(office.desk->desk_claim(claim).value().stand == Stand::waiting_second);
  CHECK_FALSE(office.desk->take_next({lin, office.clock.now, office.soon(), 0, true}).value().has_value());
  CHECK(word(office.desk->second(hold(lin), true, "")) == "self");
  office.clock.now += 600'001;
  CHECK(office.desk->take_next({zhou, office.clock.now, office.soon(), 0, true}).value()->claim == claim);
  SECTION("agrees") {
    REQUIRE(office.desk->second(hold(zhou), true, "").ok());
    CHECK(office.desk->desk_claim(claim).value().stand == Stand::packing);
    CHECK(office.desk->corrections(claim).value().back().second == "zhou");
  }
  SECTION("does not") {
    REQUIRE(office.desk->second(hold(zhou), false, "材料未看全").ok());
    const auto row = office.desk->desk_claim(claim).value();
    CHECK((row.stand == Stand::waiting && row.with_senior && row.decided_by == 0 && row.decision.empty()));
    CHECK(office.desk->corrections(claim).value().back().undone);
  }
  CHECK(office.faults() == 0);
}

TEST_CASE("a packet that is made goes into the outbox once, and to every webhook until it has arrived") {
  Office office;
  const auto lin = office.person("lin");
  const auto hook = office.desk->add_webhook({0, "https://core.example/in", "s3cret", "", true, 0, 0}, lin).value();
  const auto claim = office.waiting("a");
  REQUIRE(office.desk->decide({claim, office.desk->take(claim, lin, office.soon()).value().token, lin}, 0, "", false).ok());
  DeskClaim result = office.desk->desk_claim(claim).value();
  result.outcome = "complete";
  REQUIRE(office.desk->packed(result, R"({"claim":1})").ok());
  REQUIRE(office.desk->packed(result, R"({"claim":1})").ok());  // again, after a death
  REQUIRE(office.desk->outbox(0, 10).value().size() == 1);
  auto due = office.desk->due(office.clock.now, 10).value();
  REQUIRE(due.size() == 1);
  CHECK((due[0].url == "https://core.example/in" && due[0].secret == "s3cret" && due[0].attempts == 0));
  REQUIRE(office.desk->delivered(due[0], false, "no answer", office.clock.now + 5000).ok());
  CHECK(office.desk->due(office.clock.now, 10).value().empty());
  CHECK(office.desk->webhooks().value()[0].failing == 1);
  REQUIRE(office.desk->switch_webhook(hook, false, lin).ok());
  CHECK(office.desk->due(office.clock.now + 5000, 10).value().empty());
  REQUIRE(office.desk->switch_webhook(hook, true, lin).ok());
  due = office.desk->due(office.clock.now + 5000, 10).value();
  REQUIRE((due.size() == 1 && due[0].attempts == 1));
  REQUIRE(office.desk->delivered(due[0], true, "", 0).ok());
  CHECK(office.desk->webhooks().value()[0].delivered == 1);
  REQUIRE(office.desk->acknowledge(1, lin).ok());
  CHECK(office.desk->outbox(0, 10).value()[0].acked_at_ms == office.clock.now);
}

TEST_CASE("an audit finds whatever is altered, added or taken away at the desk") {
  Office office;
  const auto lin = office.person("lin"), zhou = office.person("zhou");
  const auto claim = office.waiting("a");
  REQUIRE(office.desk->begin_session({"aa", lin, 0, 0}).ok());
  REQUIRE(office.desk->note({lin, claim, "saw", ""}).ok());
  REQUIRE(office.desk->add_webhook({0, "https://core.example/in", "s3cret", "", true, 0, 0}, lin).ok());
  REQUIRE(office.desk->uploaded({0, "a", "1.jpg", "d", "3", lin, 0, true}).ok());
  const Held held{claim, office.desk->take(claim, lin, office.soon()).value().token, lin};
  REQUIRE(office.desk->correct(held, 0, {{"set_field", "{}", "total_amount", ""}}).ok());
  REQUIRE(office.desk->decide(held, 1, "", false).ok());
  REQUIRE(office.desk->packed(office.desk->desk_claim(claim).value(), "{}").ok());
  core::Sample sample;
  sample.claim = claim, sample.field = "total_amount", sample.expected = "1";
  REQUIRE(office.desk->add_samples({sample}).ok());
  REQUIRE(office.desk->answer(1, zhou, "1", true, "").ok());
  REQUIRE(office.faults() == 0);
  for (const char* statement : {"UPDATE people SET role = 'admin' WHERE id = 1",
                                "UPDATE people SET password_hash = 'x' WHERE id = 1",
                                "UPDATE people SET failures = 1",
                                "UPDATE sessions SET person = 2",
                                "UPDATE sessions SET ended_at = ended_at + 1",
                                "UPDATE desk_claims SET decided_by = 2",
                                "UPDATE desk_claims SET stand = 'waiting'",
                                "UPDATE desk_claims SET reasons = ''",
                                "UPDATE leases SET person = 2",
                                "UPDATE leases SET until = until + 1",
                                "UPDATE corrections SET body = '{\"a\":1}'",
                                "UPDATE corrections SET undone_by = 1",
                                "UPDATE corrections SET number = 2",
                                "UPDATE uploads SET station = '4'",
                                "UPDATE samples SET correct = 0",
                                "UPDATE samples SET expected = '2'",
                                "UPDATE outbox SET body = ''",
                                "UPDATE outbox SET acked_at = 1",
                                "UPDATE webhooks SET url = 'https://other.example'",
                                "UPDATE webhooks SET secret = 'x'",
                                "UPDATE deliveries SET arrived_at = 1",
                                "DELETE FROM corrections",
                                "DELETE FROM deliveries",
                                "DELETE FROM samples",
                                "DELETE FROM log WHERE kind = 'act'",
                                "DELETE FROM log WHERE id = (SELECT max(id) FROM log)",
                                "UPDATE log SET row = replace(row, 'saw', 'xxx') WHERE kind = 'act'",
                                "UPDATE log SET why = 'x' WHERE kind = 'lease'",
                                "INSERT INTO people VALUES(9, 'eve', 'eve', 'admin', 'x', 1, 0, 0, 0)"}) {
    INFO(statement);
    const auto file = office.folder / "data/ledger.sqlite", copy = office.folder / "data/as-it-was";
    office.alter("VACUUM INTO '" + copy.string() + "'");
    office.alter(statement);
    CHECK(office.faults() > 0);
    office.desk.reset(), office.shelf.reset();
    for (const char* beside : {"-wal", "-shm"}) std::filesystem::remove(file.string() + beside);
    std::filesystem::rename(copy, file);
    office.shelf = store::open_shelf(office.folder / "data", store::system_disk(), office.clock).value();
    office.desk = store::open_desk(office.folder / "data", store::system_disk(), office.clock).value();
    REQUIRE(office.faults() == 0);
  }
}

TEST_CASE("the log tells neither passwords nor a webhook's secret") {
  Office office;
  const auto lin = office.person("lin");
  REQUIRE(office.desk->add_webhook({0, "https://core.example/in", "s3cret", "", true, 0, 0}, lin).ok());
  const auto lines = office.desk->log_after(0, 100).value();
  for (const auto& line : lines) {
    CHECK(line.row.find("secret-of-lin") == std::string::npos);
    CHECK(line.row.find("s3cret") == std::string::npos);
  }
}

TEST_CASE("the queue's filters, counts and pages") {
  Office office;
  const auto lin = office.person("lin");
  const auto a = office.waiting("alpha", "2026-01-01"), b = office.waiting("beta"), c = office.waiting("100%");
  REQUIRE(office.desk->postpone({b, office.desk->take(b, lin, office.soon()).value().token, lin}, office.soon(), "等材料").ok());
  REQUIRE(office.desk->to_senior({c, office.desk->take(c, lin, office.soon()).value().token, lin}, "请看").ok());
  REQUIRE(office.desk->take(a, lin, office.soon()).ok());
  const auto ask = [&](auto set) {
    core::QueueQuery query;
    query.now_ms = office.clock.now, query.person = lin;
    set(query);
    const auto page = office.desk->queue(query).value();
    std::vector<std::int64_t> claims;
    for (const auto& entry : page.entries) claims.push_back(entry.claim.claim);
    if (int(claims.size()) < query.limit && query.offset == 0) CHECK(page.total == std::int64_t(claims.size()));
    return claims;
  };
  using Claims = std::vector<std::int64_t>;
  CHECK(ask([](auto&) {}) == Claims{a, c});
  CHECK(ask([](auto& q) { q.limit = 1, q.offset = 1; }) == Claims{c});
  CHECK(ask([](auto& q) { q.stand = "postponed"; }) == Claims{b});
  CHECK(ask([](auto& q) { q.stand = "senior"; }) == Claims{c});
  CHECK(ask([](auto& q) { q.stand = "all"; }) == Claims{a, b, c});
  CHECK(ask([](auto& q) { q.held = "mine"; }) == Claims{a});
  CHECK(ask([](auto& q) { q.held = "free"; }) == Claims{c});
  CHECK(ask([](auto& q) { q.text = "ALPH"; }) == Claims{a});
  CHECK(ask([](auto& q) { q.text = "%"; }) == Claims{c});
  CHECK(ask([](auto& q) { q.reason = "x.bill.total"; }) == Claims{a, c});
  CHECK(ask([](auto& q) { q.reason = "x.bill"; }).empty());
  CHECK(ask([](auto& q) { q.region = "nowhere"; }).empty());
  core::QueueQuery query;
  query.now_ms = office.clock.now, query.person = lin;
  office.clock.now += 3000;
  const auto counts = office.desk->queue(query).value().counts;
  CHECK((counts.waiting == 2 && counts.postponed == 1 && counts.senior == 1 && counts.overdue == 1 && counts.mine == 1));
}
