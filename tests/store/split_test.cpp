// Pages that lay loose together become several claims of the ledger; many arrivals in one transaction.
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "catch.hpp"
#include "store/made_store.hpp"

using namespace claimpack;
using core::ArrivalState;
using core::WorkState;

namespace {

struct Loose {
  made::StoreFolder folder;
  made::SetClock clock;
  std::unique_ptr<core::Shelf> shelf;
  std::vector<std::int64_t> pages;

  explicit Loose(int count) {
    shelf = store::open_shelf(folder / "data", store::system_disk(), clock).value();
    for (int i = 0; i < count; ++i) pages.push_back(add(i).id);
  }
  core::NewArrival fresh(int number) {
    const auto file = folder / ("in/" + std::to_string(number) + ".jpg");
    made::put(file, "page " + std::to_string(number));
    const auto kept = shelf->keep_file(file).value();
    core::NewArrival arrival;
    arrival.digest = kept.digest, arrival.path = file.string(), arrival.mark = kept.mark;
    arrival.name = file.filename().string(), arrival.inbox = (folder / "in").string(), arrival.claim_name = "散页-1";
    return arrival;
  }
  core::Arrival add(int number) { return shelf->arrive(fresh(number)).value(); }
  void work(std::int64_t claim) {
    REQUIRE(shelf->seal(claim, 3).ok());
    REQUIRE(shelf->begin(claim).ok());
  }
  std::vector<std::string> faults() { return shelf->audit().value().faults; }
  std::vector<std::string> names(std::int64_t claim) {
    std::vector<std::string> names;
    const auto members = shelf->members(claim).value();
    for (const auto& each : members) names.push_back(each.name);
    return names;
  }
};

}  // namespace

TEST_CASE("a claim is parted: its pages are in exactly one each, with their history, and the audit holds") {
  Loose loose(5);
  loose.work(1);
  const auto& p = loose.pages;
  const auto ids = loose.shelf->split(1, {{"", {p[0], p[1]}, 3, "", ""},
                                          {"散页-1", {p[2]}, 1003, R"({"channel": "window"})", "3.jpg：…\n4.jpg：…"},
                                          {"件-7", {p[3], p[4]}, 3, "", ""}});
  REQUIRE(ids.ok());
  REQUIRE(ids.value().size() == 3);
  CHECK(ids.value()[0] == 1);
  CHECK(loose.names(1) == std::vector<std::string>{"0.jpg", "1.jpg"});
  CHECK(loose.names(ids.value()[1]) == std::vector<std::string>{"2.jpg"});
  CHECK(loose.names(ids.value()[2]) == std::vector<std::string>{"3.jpg", "4.jpg"});
  const auto second = loose.shelf->claim(ids.value()[1]).value();
  CHECK(second.name == "散页-1-2");
  CHECK(second.parent == 1);
  CHECK(second.facts == R"({"channel": "window"})");
  CHECK(second.doubts == "3.jpg：…\n4.jpg：…");
  CHECK(loose.shelf->claim(1).value().parent == 1);
  // The counter's part goes first, the others by their age.
  const auto ready = loose.shelf->claims(WorkState::ready).value();
  REQUIRE(ready.size() == 3);
  CHECK(ready[0].id == ids.value()[1]);
  const auto history = loose.shelf->history("arrival", p[2]).value();
  CHECK(history.back().why == "into claim 散页-1-2, it lay loose with claim 散页-1");
  CHECK(loose.faults().empty());
  // What comes later is none of theirs.
  CHECK(loose.add(9).claim > ids.value()[2]);
  CHECK(loose.faults().empty());
}

TEST_CASE("a parting that cannot be changes nothing") {
  Loose loose(3);
  const auto& p = loose.pages;
  CHECK_FALSE(loose.shelf->split(1, {{"", {p[0]}, 0, "", ""}, {"b", {p[1]}, 0, "", ""}}).ok());  // not being read
  loose.work(1);
  for (const std::vector<core::ClaimPart>& parts : {std::vector<core::ClaimPart>{},
                                                    {{"", {p[0]}, 0, "", ""}, {"b", {}, 0, "", ""}},
                                                    {{"", {p[0]}, 0, "", ""}, {"b", {p[0]}, 0, "", ""}},
                                                    {{"", {p[0]}, 0, "", ""}, {"b", {99}, 0, "", ""}}}) {
    const auto refused = loose.shelf->split(1, parts);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == core::ErrorCode::bad_input);
  }
  CHECK(loose.names(1).size() == 3);
  CHECK(loose.shelf->claim(1).value().state == WorkState::working);
  CHECK(loose.faults().empty());
}

TEST_CASE("many arrivals are one transaction: all of them, or none") {
  Loose loose(0);
  std::vector<std::filesystem::path> files;
  for (int i = 0; i < 40; ++i) {
    files.push_back(loose.folder / ("in/" + std::to_string(i) + ".jpg"));
    made::put(files.back(), "page " + std::to_string(i % 30));  // ten of them twice
  }
  files.push_back(loose.folder / "in/nothing.jpg");
  const auto kept = loose.shelf->keep_files(files);
  REQUIRE(kept.size() == files.size());
  CHECK_FALSE(kept.back().ok());
  std::vector<core::NewArrival> arrivals;
  for (std::size_t i = 0; i + 1 < files.size(); ++i) {
    REQUIRE(kept[i].ok());
    core::NewArrival arrival;
    arrival.digest = kept[i].value().digest, arrival.path = files[i].string(), arrival.mark = kept[i].value().mark;
    arrival.name = files[i].filename().string(), arrival.inbox = (loose.folder / "in").string(), arrival.claim_name = "散页-1";
    arrivals.push_back(arrival);
  }
  const auto entered = loose.shelf->arrive_all(arrivals);
  REQUIRE(entered.ok());
  CHECK(entered.value().size() == 40);
  CHECK(entered.value()[0].state == ArrivalState::claimed);
  CHECK(entered.value()[35].state == ArrivalState::duplicate);
  CHECK(loose.shelf->arrive_all({}).value().empty());
  CHECK(loose.faults().empty());
  CHECK(loose.shelf->audit().value().arrivals == 40);
}

TEST_CASE("a ledger of the version before is brought up to this one, and its log holds") {
  Loose loose(2);
  loose.work(1);
  loose.shelf.reset();
  {
    // As version 3 left it: its tables had no such columns.
    soci::session sql(soci::sqlite3, "db=\"" + (loose.folder / "data/ledger.sqlite").string() + "\"");
    for (const char* statement : {"ALTER TABLE claims DROP COLUMN parent", "ALTER TABLE claims DROP COLUMN facts",
                                  "ALTER TABLE claims DROP COLUMN doubts", "DROP INDEX arrivals_name", "DROP TABLE assignments",
                                  "DROP INDEX deliveries_item", "PRAGMA user_version = 3"})
      sql << statement;
  }
  loose.shelf = store::open_shelf(loose.folder / "data", store::system_disk(), loose.clock).value();
  CHECK(loose.faults().empty());
  CHECK(loose.shelf->claim(1).value().parent == 0);
  const auto& p = loose.pages;
  CHECK(loose.shelf->split(1, {{"", {p[0]}, 0, "", ""}, {"b", {p[1]}, 0, "", ""}}).ok());
  CHECK(loose.faults().empty());
}
