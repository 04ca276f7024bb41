// The ledger's own rules: what arrives, joins, repeats, is packed, set aside and tried again.
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "catch.hpp"
#include "store/made_store.hpp"

namespace fs = std::filesystem;
using namespace claimpack;
using core::ArrivalState;
using core::WorkState;
using made::put;

namespace {

constexpr std::int64_t day_ms = 86'400'000;

struct Office {
  made::StoreFolder folder;
  made::SetClock clock;
  std::unique_ptr<core::Shelf> shelf;
  Office() {
    auto opened = store::open_shelf(folder / "data", store::system_disk(), clock);
    REQUIRE(opened.ok());
    shelf = std::move(opened).value();
  }

  core::Arrival arrive(const std::string& claim, const std::string& name, const std::string& bytes, bool one_file = false) {
    const fs::path file = folder / ("in/" + (one_file ? name : claim + "/" + name));
    put(file, bytes);
    const auto kept = shelf->keep_file(file);
    REQUIRE(kept.ok());
    const auto arrival = shelf->arrive({kept.value().digest, file.string(), name, (folder / "in").string(),
                                        one_file ? name : claim, kept.value().mark, one_file, claim, 30 * day_ms});
    REQUIRE(arrival.ok());
    return arrival.value();
  }
  core::LedgerClaim claim(const std::string& name) {
    const auto found = shelf->find_claim(name);
    REQUIRE(found.ok());
    REQUIRE(found.value().has_value());
    return *found.value();
  }
  ArrivalState state(const core::Arrival& arrival) { return shelf->arrival(arrival.id).value().state; }
  std::vector<std::string> member_names(const std::string& name) {
    std::vector<std::string> names;
    const auto members = shelf->members(claim(name).id).value();
    for (const auto& each : members) names.push_back(each.name);
    return names;
  }
  void begin(const std::string& name) {
    REQUIRE(shelf->seal(claim(name).id, 0).ok());
    REQUIRE(shelf->begin(claim(name).id).ok());
    REQUIRE(shelf->was_read(claim(name).id).ok());
  }
  std::int64_t pack(const std::string& name, ArrivalState state = ArrivalState::packed) {
    const auto members = shelf->members(claim(name).id).value();
    core::PacketRecord packet;
    packet.claim = claim(name).id, packet.claim_id = name, packet.outcome = "complete";
    packet.files = {{"claim.json", shelf->keep("{\"claim\": \"" + name + "\"}").value()},
                    {"packet.pdf", shelf->keep("%PDF " + name + std::to_string(claim(name).round)).value()}};
    std::vector<core::Fate> fates;
    for (const auto& member : members) {
      packet.pages.push_back({member.id, member.name, 1});
      fates.push_back({member.id, state, ""});
    }
    packet.bills = {{"31", "0001" + name, ""}};
    const auto made = shelf->packed(packet, fates);
    REQUIRE(made.ok());
    return made.value();
  }
  std::vector<std::string> faults() { return shelf->audit().value().faults; }
};

}  // namespace

TEST_CASE("a claim goes through the ledger, and the audit proves it") {
  Office office;
  const auto first = office.arrive("a", "1.jpg", "one"), second = office.arrive("a", "2.jpg", "two");
  CHECK(office.state(first) == ArrivalState::claimed);
  CHECK(office.member_names("a") == std::vector<std::string>{"1.jpg", "2.jpg"});
  office.begin("a");
  CHECK(office.state(second) == ArrivalState::read);
  const auto packet = office.pack("a");
  CHECK(office.state(first) == ArrivalState::packed);
  CHECK(office.claim("a").state == WorkState::done);
  REQUIRE(office.shelf->unpublished().value().size() == 1);
  CHECK(office.shelf->unpublished().value()[0].pages.size() == 2);
  REQUIRE(office.shelf->published(packet).ok());
  CHECK(office.shelf->unpublished().value().empty());
  const auto report = office.shelf->audit().value();
  CHECK(report.faults.empty());
  CHECK(report.arrivals == 2);
  CHECK(report.terminal == 2);
  CHECK(report.packet_pages == 2);
  CHECK(report.blobs == 4);
  std::vector<std::string> states;
  const auto history = office.shelf->history("arrival", first.id).value();
  for (const auto& line : history) states.push_back(line.why);
  CHECK(states == std::vector<std::string>{"arrived", "into claim a", "read", "packet 1"});
}

TEST_CASE("a packet has files, each with a name of its own in its folder, and gives them back as they were put in") {
  Office office;
  const auto arrival = office.arrive("a", "1.jpg", "one");
  office.begin("a");
  const std::string blob = office.shelf->keep("x").value();
  core::PacketRecord packet;
  packet.claim = office.claim("a").id, packet.outcome = "complete";
  packet.pages = {{arrival.id, "1.jpg", 1}};
  const auto packed = [&](std::vector<core::PacketFile> files) {
    packet.files = std::move(files);
    return office.shelf->packed(packet, {{arrival.id, ArrivalState::packed, ""}}).ok();
  };
  CHECK_FALSE(packed({}));
  for (const char* name : {"", ".", "..", ".hidden", "../a", "/a", "a/b"}) CHECK_FALSE(packed({{name, blob}}));
  CHECK_FALSE(packed({{"a", blob}, {"a", blob}}));
  CHECK_FALSE(packed({{"a", std::string(64, '0')}}));  // not on the shelf
  CHECK(office.claim("a").state == WorkState::working);
  const std::vector<core::PacketFile> files{{"packet.pdf", blob}, {"claim.json", blob}, {"另一份 文件.pdf", blob}};
  REQUIRE(packed(files));
  CHECK(office.shelf->packets().value()[0].files == files);
  CHECK(office.faults().empty());
}

TEST_CASE("every illegal step is refused, every legal one is not") {
  using S = ArrivalState;
  int legal = 0;
  for (int from = 0; from < core::arrival_states; ++from)
    for (int to = 0; to < core::arrival_states; ++to) legal += core::may_follow(S(from), S(to));
  CHECK(legal == 3 + 2 + 4 + 3 + 1);
  CHECK_FALSE(core::may_follow(S::packed, S::claimed));
  CHECK_FALSE(core::may_follow(S::duplicate, S::claimed));
  CHECK_FALSE(core::may_follow(S::claimed, S::packed));  // nothing is packed unread

  Office office;
  const auto arrival = office.arrive("a", "1.jpg", "one");
  const auto id = office.claim("a").id;
  CHECK(office.shelf->begin(id).error().code == core::ErrorCode::bad_input);  // not sealed
  CHECK_FALSE(office.shelf->fail(id, "x").ok());
  CHECK_FALSE(office.shelf->retry(id, "x").ok());
  CHECK_FALSE(office.shelf->release(999, "x").ok());
  CHECK_FALSE(office.shelf->claim(999).ok());
  REQUIRE(office.shelf->seal(id, 0).ok());
  REQUIRE(office.shelf->begin(id).ok());
  core::PacketRecord packet;
  packet.claim = id, packet.outcome = "complete";
  packet.files = {{"claim.json", office.shelf->keep("x").value()}};
  packet.pages = {{arrival.id, "1.jpg", 1}};
  CHECK_FALSE(office.shelf->packed(packet, {{arrival.id, S::packed, ""}}).ok());  // not read
  CHECK(office.claim("a").state == WorkState::working);                           // and nothing of it has happened
  CHECK(office.shelf->standing().value().packets == 0);
  CHECK(office.faults().empty());
}

TEST_CASE("the same bytes are a duplicate that points at the first") {
  Office office;
  const auto first = office.arrive("a", "1.jpg", "one");
  const auto again = office.arrive("a", "1 copy.jpg", "one");
  CHECK(again.state == ArrivalState::duplicate);
  CHECK(again.first == first.id);
  CHECK(office.member_names("a") == std::vector<std::string>{"1.jpg"});  // shown once
  office.begin("a"), office.pack("a");
  REQUIRE(office.shelf->left({{first.id, "x"}}).ok());

  SECTION("a claim of nothing but known bytes makes no packet") {
    CHECK(office.arrive("copy of a", "1.jpg", "one").state == ArrivalState::duplicate);
    REQUIRE(office.shelf->seal(office.claim("copy of a").id, 0).ok());
    CHECK(office.claim("copy of a").state == WorkState::repeated);
  }
  SECTION("beside a new page, the known one is shown in the new claim too") {
    office.arrive("b", "1.jpg", "one"), office.arrive("b", "2.jpg", "new");
    office.begin("b");
    CHECK(office.member_names("b") == std::vector<std::string>{"1.jpg", "2.jpg"});
    office.pack("b");
  }
  SECTION("the claim put in again changes nothing") {
    office.arrive("a", "1.jpg", "one");
    REQUIRE(office.shelf->seal(office.claim("a").id, 0).ok());
    CHECK(office.claim("a").state == WorkState::done);
  }
  CHECK(office.faults().empty());
}

TEST_CASE("late pages join, or open a supplement") {
  Office office;
  office.arrive("a", "1.jpg", "one");
  const auto id = office.claim("a").id;
  SECTION("sealed, not begun: it is open again") {
    REQUIRE(office.shelf->seal(id, 0).ok());
    office.arrive("a", "2.jpg", "two");
    CHECK(office.claim("a").state == WorkState::open);
    CHECK(office.claim("a").round == 1);
  }
  SECTION("while it is read: the next round") {
    office.begin("a");
    const auto late = office.arrive("a", "2.jpg", "two");
    CHECK(office.member_names("a").size() == 1);
    office.pack("a");
    CHECK(office.claim("a").state == WorkState::open);
    CHECK(office.claim("a").round == 2);
    CHECK(office.state(late) == ArrivalState::claimed);
    office.begin("a"), office.pack("a");
    CHECK(office.claim("a").state == WorkState::done);
    CHECK(office.state(late) == ArrivalState::packed);
  }
  SECTION("after packing: a supplement with the old pages and the new") {
    office.begin("a"), office.pack("a");
    office.clock.now += 29 * day_ms;
    office.arrive("a", "2.jpg", "two");
    CHECK(office.claim("a").round == 2);
    office.begin("a");
    CHECK(office.member_names("a") == std::vector<std::string>{"1.jpg", "2.jpg"});
    office.pack("a");
    CHECK(office.shelf->standing().value().packets == 2);
  }
  SECTION("long after: another claim that has the same name") {
    office.begin("a"), office.pack("a");
    office.clock.now += 31 * day_ms;
    office.arrive("a", "2.jpg", "two");
    CHECK(office.claim("a").round == 1);
    CHECK(office.member_names("a-2") == std::vector<std::string>{"2.jpg"});
  }
  SECTION("one file's name used again is another claim at once") {
    office.arrive("scan", "scan.pdf", "pdf one", true);
    office.begin("scan"), office.pack("scan");
    office.arrive("scan", "scan.pdf", "pdf two", true);
    CHECK(office.claim("scan-2").round == 1);
  }
  CHECK(office.faults().empty());
}

TEST_CASE("a file written anew under its name replaces what was not read yet, and is a page more afterwards") {
  Office office;
  const auto before = office.arrive("a", "1.jpg", "half a pa");
  office.arrive("a", "1.jpg", "half a page, whole");
  CHECK(office.state(before) == ArrivalState::quarantined);
  CHECK(office.member_names("a") == std::vector<std::string>{"1.jpg"});
  office.begin("a"), office.pack("a");
  office.arrive("a", "1.jpg", "another page");
  office.begin("a");
  CHECK(office.member_names("a") == std::vector<std::string>{"1.jpg", "1~2.jpg"});
  office.pack("a");
  CHECK(office.faults().empty());
}

TEST_CASE("the newest intake.json holds") {
  Office office;
  office.arrive("a", "1.jpg", "one"), office.arrive("a", "intake.json", "{}");
  office.begin("a"), office.pack("a");
  const auto second = office.arrive("a", "intake.json", "{\"region\": \"xiamen\"}");
  office.begin("a");
  const auto members = office.shelf->members(office.claim("a").id).value();
  for (const auto& each : members)
    if (each.name == "intake.json") CHECK(each.id == second.id);
  CHECK(office.member_names("a").size() == 2);
  office.pack("a");
  CHECK(office.faults().empty());
}

TEST_CASE("what failed is quarantined with its reason, and can be tried again in three ways") {
  Office office;
  const auto page = office.arrive("a", "1.jpg", "one");
  office.begin("a");
  REQUIRE(office.shelf->fail(office.claim("a").id, "无法读取").ok());
  CHECK(office.state(page) == ArrivalState::quarantined);
  REQUIRE(office.shelf->quarantined().value().size() == 1);
  CHECK(office.shelf->quarantined().value()[0].reason == "无法读取");
  CHECK(office.claim("a").state == WorkState::failed);
  SECTION("release") { REQUIRE(office.shelf->release(page.id, "clerk").ok()); }
  SECTION("retry") { REQUIRE(office.shelf->retry(office.claim("a").id, "clerk").ok()); }
  SECTION("the bytes put in once more") {
    REQUIRE(office.shelf->left({{page.id, "attention"}}).ok());
    CHECK(office.arrive("a", "1.jpg", "one").state == ArrivalState::duplicate);
    REQUIRE(office.shelf->seal(office.claim("a").id, 0).ok());
  }
  CHECK(office.state(page) == ArrivalState::claimed);
  CHECK(office.claim("a").state == WorkState::ready);
  CHECK(office.claim("a").attempts == 0);
  REQUIRE(office.shelf->begin(office.claim("a").id).ok());
  REQUIRE(office.shelf->was_read(office.claim("a").id).ok());
  CHECK(office.member_names("a") == std::vector<std::string>{"1.jpg"});
  office.pack("a");
  CHECK(office.state(page) == ArrivalState::packed);
  CHECK(office.faults().empty());
}

TEST_CASE("a claim put back is begun again; the attempt counts where the program died over it") {
  Office office;
  const auto page = office.arrive("a", "1.jpg", "one");
  office.begin("a");
  REQUIRE(office.shelf->put_back(office.claim("a").id, "stopped", true).ok());
  CHECK(office.state(page) == ArrivalState::claimed);
  REQUIRE(office.shelf->begin(office.claim("a").id).ok());
  CHECK(office.claim("a").attempts == 2);
  REQUIRE(office.shelf->put_back(office.claim("a").id, "disk full", false).ok());
  CHECK(office.claim("a").attempts == 1);
  CHECK(office.faults().empty());
}

TEST_CASE("the same file seen again is the same arrival") {
  Office office;
  const auto page = office.arrive("a", "1.jpg", "one");
  fs::last_write_time(office.folder / "in/a/1.jpg", fs::file_time_type::clock::now() + std::chrono::hours(3));
  const auto again = office.arrive("a", "1.jpg", "one");
  CHECK(again.id == page.id);
  CHECK(office.shelf->standing().value().arrivals[0].second == 0);
  CHECK(office.shelf->audit().value().arrivals == 1);
}

TEST_CASE("an original may leave its inbox when its claim is finished and the packet in place, and not before") {
  Office office;
  const std::string inbox = (office.folder / "in").string();
  const auto may_leave = [&](const std::string& from) {
    std::vector<std::string> names;
    const auto ready = office.shelf->may_leave(from).value();
    for (const auto& each : ready) names.push_back(each.name);
    return names;
  };
  const auto page = office.arrive("a", "1.jpg", "one");
  const auto other = office.arrive("b", "2.jpg", "two"), bad = office.arrive("c", "3.jpg", "three");
  CHECK(may_leave(inbox).empty());
  office.begin("a");
  const auto packet = office.pack("a");
  CHECK(may_leave(inbox).empty());  // in the ledger, not in its place
  REQUIRE(office.shelf->published(packet).ok());
  CHECK(may_leave(inbox) == std::vector<std::string>{"1.jpg"});
  CHECK(may_leave("/another").empty());
  office.begin("c");
  REQUIRE(office.shelf->fail(office.claim("c").id, "no page of it could be read").ok());
  CHECK(may_leave(inbox) == std::vector<std::string>{"1.jpg", "3.jpg"});
  REQUIRE(office.shelf->left({{page.id, "/done/1.jpg"}}).ok());
  CHECK(may_leave(inbox) == std::vector<std::string>{"3.jpg"});
  REQUIRE(office.shelf->left({{bad.id, "/attention/3.jpg"}}).ok());
  CHECK(may_leave(inbox).empty());
  CHECK(office.shelf->arrival(other.id).value().left_to.empty());
}

TEST_CASE("priority first, then the older") {
  Office office;
  for (const char* name : {"a", "b", "c"}) office.arrive(name, "1.jpg", name), office.clock.now += 1000;
  for (const char* name : {"a", "b", "c"}) REQUIRE(office.shelf->seal(office.claim(name).id, name == std::string("c")).ok());
  std::string order;
  const auto ready = office.shelf->claims(WorkState::ready).value();
  for (const auto& claim : ready) order += claim.name;
  CHECK(order == "cab");
}

TEST_CASE("a name with quotes, blanks and Chinese goes through") {
  Office office;
  const std::string name = "张三 'x\"; DROP TABLE arrivals;--";
  office.arrive(name, "第 1 页'.jpg", "one");
  CHECK(office.member_names(name) == std::vector<std::string>{"第 1 页'.jpg"});
  CHECK(office.faults().empty());
}

namespace {

// The next revision of the claim's last packet, as submit makes it.
core::PacketRecord revision_of(Office& office, const std::string& name, const std::string& outcome) {
  auto last = office.shelf->last_packet(office.claim(name).id).value().value();
  last.outcome = outcome;
  last.files = {{"claim.json", office.shelf->keep("{\"corrected\": " + std::to_string(last.revision) + "}").value()},
                {"packet.pdf", office.shelf->keep("%PDF corrected").value()}};
  last.readings = office.shelf->keep("readings").value();
  return last;
}

}  // namespace

TEST_CASE("a reviewed claim gets the next revision of its packet; its pages wait no more and the ledger still proves all") {
  Office office;
  const auto page = office.arrive("a", "1.jpg", "one");
  office.begin("a");
  const auto first = office.pack("a", ArrivalState::waiting_review);
  REQUIRE(office.shelf->published(first).ok());
  CHECK(office.state(page) == ArrivalState::waiting_review);

  const auto again = office.shelf->revised(revision_of(office, "a", "review"), first, false, "corrected by lin");
  REQUIRE(again.ok());
  CHECK(office.state(page) == ArrivalState::waiting_review);
  const auto third = office.shelf->revised(revision_of(office, "a", "complete"), again.value(), true, "corrected by lin");
  REQUIRE(third.ok());
  CHECK(office.state(page) == ArrivalState::packed);
  CHECK(office.claim("a").outcome == "complete");
  const auto last = office.shelf->last_packet(office.claim("a").id).value();
  REQUIRE(last.has_value());
  CHECK(last->id == third.value());
  CHECK(last->round == 1);
  CHECK(last->revision == 2);
  CHECK(last->readings == office.shelf->keep("readings").value());
  CHECK(office.shelf->packets().value().size() == 3);
  const auto newest = office.shelf->packets_before(third.value() + 1, 2);
  REQUIRE(newest.value().size() == 2);
  CHECK(newest.value()[0].id == third.value());
  CHECK(newest.value()[1].id < third.value());
  CHECK(office.shelf->packets_before(newest.value()[1].id, 5).value().size() == 1);
  CHECK(office.shelf->unpublished().value().size() == 2);
  CHECK(office.faults() == std::vector<std::string>{});
}

TEST_CASE("a revision of what is not the last packet any more is refused, and leaves nothing behind") {
  Office office;
  office.arrive("a", "1.jpg", "one");
  office.begin("a");
  const auto first = office.pack("a");
  auto late = revision_of(office, "a", "complete");
  REQUIRE(office.shelf->revised(revision_of(office, "a", "complete"), first, true, "lin").ok());
  const auto second = office.shelf->revised(late, first, true, "zhou");
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == core::ErrorCode::bad_input);
  late.readings = std::string(64, 'a');  // bytes that nobody kept
  CHECK_FALSE(office.shelf->revised(late, office.shelf->last_packet(office.claim("a").id).value()->id, true, "zhou").ok());
  CHECK(office.shelf->packets().value().size() == 2);
  office.arrive("a", "2.jpg", "two");  // the claim is open again
  CHECK_FALSE(
      office.shelf->revised(revision_of(office, "a", "complete"), office.shelf->packets().value().back().id, true, "").ok());
  CHECK(office.faults() == std::vector<std::string>{});
}

TEST_CASE("a claim that overtook another at the counter stays before it, at its first decision and at every later one") {
  Office office;
  office.arrive("night", "1.jpg", "night"), office.arrive("counter", "1.jpg", "counter");
  const auto others = [&](const char* name, const char* number) {
    return office.shelf->bills_before(office.claim(name).id, {number}).value().size();
  };
  office.begin("counter");
  office.pack("counter");
  CHECK(others("night", "0001counter") == 1);  // not decided yet: all that others brought
  office.begin("night");
  office.pack("night");
  CHECK(others("night", "0001counter") == 1);
  CHECK(others("counter", "0001night") == 0);
  REQUIRE(office.shelf
              ->revised(revision_of(office, "counter", "complete"),
                        office.shelf->last_packet(office.claim("counter").id).value()->id, true, "lin")
              .ok());
  CHECK(others("night", "0001counter") == 1);
  CHECK(others("counter", "0001night") == 0);
}

TEST_CASE("bills of a number are found in the last packets of the claims before") {
  Office office;
  for (const char* claim : {"a", "b", "c"}) {
    office.arrive(claim, "1.jpg", claim);
    office.begin(claim);
    office.pack(claim);
  }
  const auto numbers = [&](const char* claim, std::vector<std::string> wanted) {
    return office.shelf->bills_before(office.claim(claim).id, wanted).value();
  };
  REQUIRE(numbers("c", {"0001a", "0001c", "9"}).size() == 1);
  CHECK(numbers("c", {"0001a"}).front() == core::LedgerBill{"31", "0001a", "a"});
  CHECK(numbers("a", {"0001a", "0001b"}).empty());
  auto corrected = revision_of(office, "a", "complete");
  corrected.bills = {{"31", "0002a", ""}};
  REQUIRE(office.shelf->revised(corrected, office.shelf->last_packet(office.claim("a").id).value()->id, true, "lin").ok());
  CHECK(numbers("c", {"0001a"}).empty());
  CHECK(numbers("c", {"0002a"}).size() == 1);
}

TEST_CASE("a ledger of before the revisions is brought up to them, with all its packets") {
  Office office;
  office.arrive("a", "1.jpg", "one");
  office.begin("a");
  office.pack("a");
  office.shelf.reset();
  {
    soci::session sql(soci::sqlite3, "db=\"" + (office.folder / "data/ledger.sqlite").string() + "\"");
    for (const char* statement :
         {"CREATE TABLE before(id INTEGER PRIMARY KEY, claim INTEGER NOT NULL REFERENCES claims, round INTEGER NOT NULL,"
          " claim_id TEXT NOT NULL, outcome TEXT NOT NULL, made_at INTEGER NOT NULL, published INTEGER NOT NULL,"
          " UNIQUE(claim, round))",
          "INSERT INTO before SELECT id, claim, round, claim_id, outcome, made_at, published FROM packets", "DROP TABLE packets",
          "ALTER TABLE before RENAME TO packets", "CREATE INDEX packets_claim ON packets(claim)", "DROP INDEX packet_bills_bill",
          "DROP TABLE assignments", "DROP INDEX deliveries_item", "DROP INDEX arrivals_name",
          "ALTER TABLE claims DROP COLUMN parent", "ALTER TABLE claims DROP COLUMN facts",
          "ALTER TABLE claims DROP COLUMN doubts", "PRAGMA user_version = 2"})
      sql << statement;
  }
  auto opened = store::open_shelf(office.folder / "data", store::system_disk(), office.clock);
  REQUIRE(opened.ok());
  office.shelf = std::move(opened).value();
  const auto last = office.shelf->last_packet(office.claim("a").id).value();
  REQUIRE(last.has_value());
  CHECK(last->revision == 0);
  CHECK(last->readings.empty());
  CHECK(last->files.size() == 2);
  CHECK(office.faults() == std::vector<std::string>{});
  REQUIRE(office.shelf->revised(revision_of(office, "a", "complete"), last->id, true, "lin").ok());
  CHECK(office.faults() == std::vector<std::string>{});
}
