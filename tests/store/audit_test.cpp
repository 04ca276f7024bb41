// What an audit must find: every flipped bit, every removed line, in the ledger and in the bytes.
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <functional>

#include "catch.hpp"
#include "store/made_store.hpp"

namespace fs = std::filesystem;
using namespace claimpack;
using made::put;

namespace {

struct Packed {
  made::StoreFolder folder;
  made::SetClock clock;
  std::string digest;

  Packed() {
    const auto shelf = open();
    for (const char* name : {"a", "b"}) {
      const fs::path file = folder / (std::string("in/") + name + "/1.jpg");
      put(file, std::string("page of ") + name);
      const auto kept = shelf->keep_file(file).value();
      const auto arrival =
          shelf->arrive({kept.digest, file.string(), "1.jpg", (folder / "in").string(), name, kept.mark, false, name, 0});
      REQUIRE(arrival.ok());
      const auto claim = arrival.value().claim;
      REQUIRE((shelf->seal(claim, 0).ok() && shelf->begin(claim).ok() && shelf->was_read(claim).ok()));
      core::PacketRecord packet;
      packet.claim = claim, packet.outcome = "complete";
      packet.files = {{"packet.pdf", shelf->keep("%PDF").value()}, {"claim.json", shelf->keep("{}").value()}};
      packet.pages = {{arrival.value().id, "1.jpg", 1}};
      REQUIRE(shelf->packed(packet, {{arrival.value().id, core::ArrivalState::packed, ""}}).ok());
      digest = kept.digest;
    }
    REQUIRE(shelf->audit().value().faults.empty());
  }
  std::unique_ptr<core::Shelf> open() { return store::open_shelf(folder / "data", store::system_disk(), clock).value(); }
  void alter(const std::string& statement) {
    soci::session sql(soci::sqlite3, "db=" + (folder / "data/ledger.sqlite").string());
    sql << statement;
  }
  std::size_t faults() { return open()->audit().value().faults.size(); }
  fs::path blob() const { return folder / ("data/blobs/" + digest.substr(0, 2) + "/" + digest); }
};

}  // namespace

TEST_CASE("a line of the log that is removed, changed or added is found") {
  Packed office;
  SECTION("the first") { office.alter("DELETE FROM log WHERE id = 1"); }
  SECTION("one in the middle") { office.alter("DELETE FROM log WHERE id = 7"); }
  SECTION("the last") { office.alter("DELETE FROM log WHERE id = (SELECT max(id) FROM log)"); }
  SECTION("all") { office.alter("DELETE FROM log"); }
  SECTION("its time") { office.alter("UPDATE log SET at = at + 1 WHERE id = 5"); }
  SECTION("its reason") { office.alter("UPDATE log SET why = 'x' WHERE id = 5"); }
  SECTION("its row") { office.alter("UPDATE log SET row = replace(row, 'claimed', 'packed') WHERE id = 3"); }
  SECTION("its digest") { office.alter("UPDATE log SET hash = '0' WHERE id = (SELECT max(id) FROM log)"); }
  SECTION("two swapped") {
    office.alter("UPDATE log SET id = -1 WHERE id = 3");
    office.alter("UPDATE log SET id = 3 WHERE id = 4");
    office.alter("UPDATE log SET id = 4 WHERE id = -1");
  }
  CHECK(office.faults() > 0);
}

TEST_CASE("a row that is not what the log says of it is found") {
  Packed office;
  for (const char* statement :
       {"UPDATE arrivals SET state = 'quarantined' WHERE id = 1", "UPDATE arrivals SET path = path || 'x' WHERE id = 2",
        "UPDATE arrivals SET inode = inode + 1 WHERE id = 1", "UPDATE arrivals SET reason = 'x' WHERE id = 1",
        "UPDATE claims SET outcome = 'review' WHERE id = 1", "UPDATE claims SET state = 'open' WHERE id = 2",
        "UPDATE packets SET published = 1 WHERE id = 1", "UPDATE packet_pages SET page = 2 WHERE packet = 1",
        "DELETE FROM packet_pages WHERE packet = 2", "UPDATE packet_pages SET arrival = 2 WHERE packet = 1",
        "UPDATE packet_files SET name = 'notice.pdf' WHERE packet = 1 AND number = 1",
        "UPDATE packet_files SET digest = (SELECT digest FROM arrivals LIMIT 1) WHERE packet = 1 AND number = 0",
        "UPDATE packet_files SET number = 2 - number WHERE packet = 1", "DELETE FROM packet_files WHERE packet = 2",
        "DELETE FROM packets WHERE id = 2",
        "UPDATE blobs SET bytes = bytes + 1 WHERE digest = (SELECT digest FROM arrivals LIMIT 1)",
        "DELETE FROM arrivals WHERE id = 2", "DROP INDEX arrivals_digest"}) {
    DYNAMIC_SECTION(statement) {
      office.alter("PRAGMA foreign_keys = OFF");
      office.alter(statement);
      CHECK(office.faults() > 0);
    }
  }
}

// In a page of a tree, between its cells' places and its cells: nothing reads what an earlier state left there.
// https://www.sqlite.org/fileformat2.html, section 1.6
static bool is_free(const std::string& file, std::size_t at) {
  const auto number = [&](std::size_t place) {
    return std::size_t(std::uint8_t(file[place])) << 8 | std::uint8_t(file[place + 1]);
  };
  const std::size_t page_bytes = number(16), begin = at / page_bytes * page_bytes, head = begin == 0 ? 100 : begin;
  const auto type = std::uint8_t(file[head]);
  if (type != 2 && type != 5 && type != 10 && type != 13) return false;
  const std::size_t cells_at = head + (type <= 5 ? 12 : 8) + 2 * number(head + 3);
  const std::size_t content = number(head + 5) == 0 ? 65536 : number(head + 5);
  return at >= cells_at && at < begin + content;
}

TEST_CASE("a flipped bit of any page of the ledger's file is found") {
  Packed office;
  office.alter("VACUUM");
  office.alter("PRAGMA wal_checkpoint(TRUNCATE)");
  const fs::path file = office.folder / "data/ledger.sqlite";
  const std::string whole = made::bytes_in(file);
  int found = 0;
  for (std::size_t at = 120; at < whole.size(); at += 1 + whole.size() / 1500) {
    if (whole[at] == '\0' || is_free(whole, at)) continue;
    std::string flipped = whole;
    flipped[at] = char(flipped[at] ^ 4);
    put(file, flipped);
    for (const char* end : {"-wal", "-shm"}) fs::remove(file.string() + end);
    const auto shelf = store::open_shelf(office.folder / "data", store::system_disk(), office.clock);
    const auto report = shelf ? shelf.value()->audit() : core::Result<core::AuditReport>(shelf.error());
    const bool seen = !report || !report.value().faults.empty();
    found += seen;
    INFO("byte " << at);
    CHECK(seen);
  }
  CHECK(found > 90);
}

TEST_CASE("bytes that changed, shrank or went are found") {
  Packed office;
  const std::string bytes = made::bytes_in(office.blob());
  SECTION("one bit") {
    std::string flipped = bytes;
    flipped[3] ^= 1;
    put(office.blob(), flipped);
    CHECK(office.open()->bytes_of(office.digest).error().code == core::ErrorCode::damaged);
  }
  SECTION("cut") { put(office.blob(), bytes.substr(0, 4)); }
  SECTION("gone") { fs::remove(office.blob()); }
  CHECK(office.faults() == 1);
}

TEST_CASE("bytes that were kept and never entered are harmless, and said") {
  Packed office;
  REQUIRE(office.open()->keep("left behind by a death").ok());
  const auto report = office.open()->audit().value();
  CHECK(report.faults.empty());
  CHECK(report.spare_blobs == 1);
}

TEST_CASE("another program's database and a newer ledger are refused") {
  made::StoreFolder folder;
  made::SetClock clock;
  fs::create_directories(folder / "data");
  SECTION("another program's") {
    soci::session(soci::sqlite3, "db=" + (folder / "data/ledger.sqlite").string()) << "CREATE TABLE x(y)";
    CHECK(store::open_shelf(folder / "data", store::system_disk(), clock).error().code == core::ErrorCode::damaged);
  }
  SECTION("a newer one") {
    REQUIRE(store::open_shelf(folder / "data", store::system_disk(), clock).ok());
    soci::session(soci::sqlite3, "db=" + (folder / "data/ledger.sqlite").string()) << "PRAGMA user_version = 99";
    CHECK(store::open_shelf(folder / "data", store::system_disk(), clock).error().code == core::ErrorCode::bad_input);
  }
  SECTION("no database") {
    put(folder / "data/ledger.sqlite", std::string(8192, 'x'));
    CHECK_FALSE(store::open_shelf(folder / "data", store::system_disk(), clock).ok());
  }
  SECTION("none, for a command that only looks") {
    CHECK(store::open_existing(folder / "data", store::system_disk(), clock).error().code == core::ErrorCode::missing_part);
    CHECK_FALSE(fs::exists(folder / "data/blobs"));
  }
}

TEST_CASE("only one process watches into a folder") {
  made::StoreFolder folder;
  put(folder / "data/coming/77-1", "half");
  auto held = store::Hold::take(folder / "data", store::system_disk());
  REQUIRE(held.ok());
  CHECK_FALSE(fs::exists(folder / "data/coming/77-1"));  // what a dead one left
  CHECK_FALSE(store::Hold::take(folder / "data", store::system_disk()).ok());
  held = core::Error{};
  CHECK(store::Hold::take(folder / "data", store::system_disk()).ok());
}

TEST_CASE("a backup is taken, is a tar, and gives the same ledger back") {
  Packed office;
  REQUIRE(office.open()->keep("spare").ok());
  const fs::path file = office.folder / "b.tar";
  REQUIRE(office.open()->backup(file).ok());
  CHECK(std::system(("tar tf '" + file.string() + "' | grep -q blobs/" + office.digest).c_str()) == 0);
  CHECK_FALSE(office.open()->backup(file).ok());  // never over an older one
  const auto report = store::restore(file, office.folder / "again", store::system_disk(), office.clock);
  REQUIRE(report.ok());
  CHECK(report.value().arrivals == 2);
  CHECK(report.value().faults.empty());
  CHECK(report.value().spare_blobs == 0);  // what was never entered is not in it
  const auto shelf = store::open_existing(office.folder / "again", store::system_disk(), office.clock).value();
  CHECK(shelf->bytes_of(office.digest).value() == "page of b");
  CHECK(shelf->history("arrival", 1).value().size() == office.open()->history("arrival", 1).value().size());
  CHECK(store::restore(file, office.folder / "again", store::system_disk(), office.clock).error().code ==
        core::ErrorCode::bad_input);
}

TEST_CASE("a backup that is cut, flipped or stuffed is not restored, and leaves nothing") {
  Packed office;
  const fs::path file = office.folder / "b.tar";
  REQUIRE(office.open()->backup(file).ok());
  std::string bytes = made::bytes_in(file);
  SECTION("cut in the ledger") { bytes.resize(2000); }
  SECTION("cut before its end") { bytes.resize(bytes.size() - 1100); }
  SECTION("a bit of a blob") { bytes[bytes.find("page of a") + 2] ^= 1; }
  SECTION("a bit of a header") { bytes[3] ^= 1; }
  SECTION("no tar") { bytes = std::string(4096, 'x'); }
  SECTION("empty") { bytes.clear(); }
  SECTION("a name that leads out") {
    const auto at = bytes.find("blobs/");
    bytes.replace(at, 9, "../../../");
  }
  put(file, bytes);
  CHECK_FALSE(store::restore(file, office.folder / "again", store::system_disk(), office.clock).ok());
  CHECK_FALSE(fs::exists(office.folder / "again"));
  for (const auto& entry : fs::directory_iterator(office.folder.path))
    CHECK(entry.path().filename().string().find("restore") == std::string::npos);
}
