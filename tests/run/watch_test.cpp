// The service as a whole: what is put into an inbox, what comes of it, and what stands in the ledger.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "catch.hpp"
#include "run/made_scans.hpp"
#include "run/wake.hpp"
#include "run/watcher.hpp"
#include "store/made_store.hpp"

namespace fs = std::filesystem;
using namespace claimpack;
using made::content;
using made::has;
using made::names_in;
using nlohmann::json;
using Names = std::vector<std::string>;

namespace {

struct Service {
  made::Folder folder;
  made::Double reader = made::reads_summary();
  std::string settings = R"({"watch": {"quiet_seconds": 0, "still_seconds": 0, "rescan_seconds": 0.1}})";
  Service() { fs::create_directories(folder / "in"); }

  fs::path in(const std::string& name) const { return folder / ("in/" + name); }
  made::Outcome once() {
    json all = json::parse(settings);
    all["signing"]["key_file"] = (folder / "keys/station.key").string();
    made::write(folder / "s.json", all.dump());
    return made::run_with(
        reader, {"watch", (folder / "in").string(), "--out", (folder / "out").string(), "--data", (folder / "data").string(),
                 "--settings", (folder / "s.json").string(), "--once", "--jobs", "1"});
  }
  made::Outcome ask(std::vector<std::string> words) {
    words.insert(words.end(), {"--data", (folder / "data").string(), "--json"});
    return made::run(words);
  }
  json status() { return json::parse(ask({"status"}).out); }
  // What an audit finds, the packets' folders included.
  json faults() { return json::parse(ask({"audit", "--out", (folder / "out").string()}).out).at("faults"); }
  json quarantine() { return json::parse(ask({"quarantine", "list"}).out); }
};

}  // namespace

TEST_CASE("a folder becomes a packet, its originals go to done, and the audit holds") {
  Service service;
  made::make_claim(service.in("2024-01"), 2);
  made::make_claim(service.in("batch/2024-02"), 1, 7);
  const auto done = service.once();
  CHECK(done.code == 2);  // documents are missing: a person is needed, or at least asked
  CHECK(names_in(service.folder / "out") == Names{"2024-01", "2024-02"});
  CHECK(names_in(service.folder / "in") == Names{"done"});
  CHECK(names_in(service.in("done/2024-01")) == Names{"1.bmp", "2.bmp"});
  CHECK(content(service.in("done/2024-01/1.bmp")) == made::scan(1));
  CHECK(service.faults().empty());
  const json status = service.status();
  CHECK(status.at("packets") == 2);
  CHECK(status.at("arrivals").at("packed").get<int>() + status.at("arrivals").at("waiting_review").get<int>() == 3);
  const std::string metrics = service.ask({"status", "--prometheus"}).out;
  CHECK(has(metrics, "\nclaimpack_packets_total 2\n"));
  CHECK(has(metrics, "\nclaimpack_claims{state=\"done\"} 2\n"));
  CHECK(has(metrics, "\nclaimpack_oldest_in_flight_seconds 0\n"));
  const int calls = service.reader.calls;
  service.once();  // nothing new: nothing is read again
  CHECK(service.reader.calls == calls);
  CHECK(service.status().at("packets") == 2);
}

TEST_CASE("an audit sees a packet's folder that was changed") {
  Service service;
  made::make_claim(service.in("a"), 1);
  service.once();
  REQUIRE(service.faults().empty());
  SECTION("changed") { made::write(service.folder / "out/a/claim.json", "{}"); }
  SECTION("gone") { fs::remove(service.folder / "out/a/packet.pdf"); }
  SECTION("a letter changed") { made::write(service.folder / "out/a/notice.pdf", "%PDF"); }
  SECTION("the signature gone") { fs::remove(service.folder / "out/a/manifest.sig"); }
  SECTION("one more") { made::write(service.folder / "out/a/extra.pdf", "%PDF"); }
  SECTION("all gone") { fs::remove_all(service.folder / "out/a"); }
  CHECK_FALSE(service.faults().empty());
}

TEST_CASE("a packet of the service is signed and whole, byte for byte as process makes it") {
  Service service;
  const std::string intake = R"({"submitted_on": "2024-05-20", "decision": {"state": "accepted", "by": "李经办"}})";
  for (const fs::path& folder : {service.folder / "in", service.folder / "same"}) {
    made::make_claim(folder / "a", 2);
    made::make_claim(folder / "b", 1, 7);
    made::write(folder / "b/intake.json", intake);
  }
  service.once();
  const std::string settings = (service.folder / "s.json").string(), other = (service.folder / "other").string();
  made::run_with(service.reader, {"process", (service.folder / "same").string(), "--out", other, "--settings", settings, "--jobs",
                                  "1", "--no-ledger"});
  for (const auto& [claim, letter] : {std::pair{"a", "notice.pdf"}, {"b", "acceptance.pdf"}}) {
    const fs::path packet = service.folder / "out" / claim;
    const Names files = names_in(packet);
    for (const char* name : {letter, "claim.json", "manifest.json", "manifest.sig", "packet.pdf"}) {
      INFO(packet << " " << name);
      CHECK(std::count(files.begin(), files.end(), name) == 1);
    }
    const auto verified = made::run_with(service.reader, {"verify", packet.string(), "--settings", settings, "--originals",
                                                          service.in(std::string("done/") + claim).string()});
    CHECK(verified.code == 0);
    CHECK(has(verified.out, "（本站）"));
    CHECK(names_in(fs::path(other) / claim) == files);
    for (const std::string& name : files) {
      INFO(packet << " " << name);
      CHECK((content(fs::path(other) / claim / name) == content(packet / name)));
    }
  }
  CHECK(service.faults().empty());
}

TEST_CASE("a key that others may read stops the service before anything is taken") {
  Service service;
  service.once();  // makes the key
  fs::permissions(service.folder / "keys/station.key", fs::perms::others_read, fs::perm_options::add);
  made::make_claim(service.in("a"), 1);
  const auto said = service.once();
  CHECK(said.code == 1);
  CHECK(has(said.err, "station.key"));
  CHECK(names_in(service.folder / "in") == Names{"a"});
  CHECK(service.status().at("arrivals").at("arrived") == 0);
}

TEST_CASE("a file of its own is a claim, loose pictures are one together") {
  Service service;
  service.settings = R"({"watch": {"quiet_seconds": 0.3, "still_seconds": 0, "rescan_seconds": 0.1}})";
  made::write(service.in("1.bmp"), made::scan(1));
  made::write(service.in("2.bmp"), made::scan(2));
  made::write(service.in("letter.txt"), "not a scan at all");
  service.once();
  REQUIRE(names_in(service.folder / "out").size() == 1);
  CHECK(has(names_in(service.folder / "out")[0], "散页-"));
  CHECK(service.status().at("packets") == 1);
  const json aside = service.quarantine();
  REQUIRE(aside.size() == 1);
  CHECK(aside[0].at("name") == "letter.txt");
  CHECK(has(content(service.in("attention/letter/原因.txt")), "letter"));
  CHECK(service.faults().empty());
}

TEST_CASE("the same claim put in twice is not taken twice, and a clerk is told") {
  Service service;
  made::make_claim(service.in("a"), 2);
  service.once();
  made::make_claim(service.in("copy of a"), 2);
  service.once();
  CHECK(service.status().at("packets") == 1);
  CHECK(service.status().at("arrivals").at("duplicate") == 2);
  CHECK(has(content(service.in("attention/copy of a/原因.txt")), "此前均已收到"));
  CHECK(names_in(service.in("attention/copy of a")) == Names{"1.bmp", "2.bmp", "原因.txt"});
  CHECK(service.faults().empty());
}

TEST_CASE("a page that comes after the packet opens a supplement: a new packet with all pages") {
  Service service;
  made::make_claim(service.in("a"), 2);
  service.once();
  made::write(service.in("a/3.bmp"), made::scan(33));
  service.once();
  CHECK(service.status().at("packets") == 2);
  CHECK(json::parse(content(service.folder / "out/a/claim.json")).at("provenance").at("inputs").size() == 3);
  CHECK(names_in(service.in("done/a")) == Names{"1.bmp", "2.bmp", "3.bmp"});
  CHECK(service.faults().empty());
}

TEST_CASE("a claim that cannot be taken goes to attention with its reason, and comes back corrected") {
  Service service;
  made::make_claim(service.in("a"), 1);
  made::write(service.in("a/intake.json"), "{\"claim_id\": 17}");
  const auto done = service.once();
  CHECK(done.code == 3);
  CHECK_FALSE(fs::exists(service.folder / "out/a"));
  CHECK(service.quarantine().size() == 2);
  CHECK(has(content(service.in("attention/a/原因.txt")), "intake.json"));
  SECTION("the whole folder put in again with another intake") {
    fs::rename(service.in("attention/a"), service.in("a"));
    made::write(service.in("a/intake.json"), "{\"claim_id\": \"17\"}");
    fs::remove(service.in("a/原因.txt"));
    service.once();
    CHECK(fs::exists(service.folder / "out/a/claim.json"));
    CHECK(service.quarantine().size() == 1);  // the bad intake
  }
  SECTION("retry without a correction fails again, and nothing is lost") {
    CHECK(service.ask({"retry", "a"}).code == 0);
    service.once();
    CHECK(service.quarantine().size() == 2);
  }
  SECTION("only the scan is released") {
    for (const auto& each : service.quarantine())
      if (each.at("name") == "1.bmp") CHECK(service.ask({"quarantine", "release", each.at("number").dump()}).code == 0);
    service.once();
    CHECK(fs::exists(service.folder / "out/a/claim.json"));
  }
  CHECK(service.faults().empty());
}

TEST_CASE("quarantine show tells a file's history and gives its bytes back") {
  Service service;
  made::write(service.in("a/note.txt"), "only words");
  service.once();
  const json aside = service.quarantine();
  REQUIRE(aside.size() == 1);
  const fs::path to = service.folder / "given.txt";
  const auto shown = service.ask({"quarantine", "show", aside[0].at("number").dump(), "--to", to.string()});
  CHECK(json::parse(shown.out).at("history").size() >= 3);
  CHECK(content(to) == "only words");
  CHECK(service.ask({"quarantine", "show", "99"}).code == 1);
  CHECK(service.ask({"quarantine", "show", "x"}).code == 1);
}

TEST_CASE("backup and restore by the command line") {
  Service service;
  made::make_claim(service.in("a"), 1);
  service.once();
  const std::string file = (service.folder / "b.tar").string(), again = (service.folder / "again").string();
  CHECK(made::run({"backup", (service.folder / "data").string(), "--to", file}).code == 0);
  CHECK(made::run({"restore", file, "--data", again}).code == 0);
  CHECK(made::run({"audit", "--data", again, "--out", (service.folder / "out").string()}).code == 0);
  CHECK(made::run({"restore", file, "--data", again}).code == 1);  // something is there
}

TEST_CASE("where originals are to stay they do, and are not taken again") {
  Service service;
  service.settings = R"({"watch": {"quiet_seconds": 0, "still_seconds": 0, "rescan_seconds": 0.1, "move_originals": false}})";
  made::make_claim(service.in("a"), 2);
  service.once();
  service.once();
  CHECK(names_in(service.folder / "in") == Names{"a"});
  CHECK(service.status().at("packets") == 1);
  made::write(service.in("a/1.bmp"), made::scan(77));  // replaced under its name: another page
  service.once();
  CHECK(service.status().at("packets") == 2);
  CHECK(json::parse(content(service.folder / "out/a/claim.json")).at("provenance").at("inputs").size() == 3);
  CHECK(service.faults().empty());
}

TEST_CASE("links and pipes are left where they are; a second name of a file is a duplicate") {
  Service service;
  made::make_claim(service.in("a"), 1);
  made::write(service.folder / "secret.bmp", made::scan(5));
  fs::create_symlink(service.folder / "secret.bmp", service.in("a/link.bmp"));
  fs::create_directory_symlink(service.folder / "in", service.in("a/circle"));
  REQUIRE(mkfifo(service.in("a/pipe.bmp").c_str(), 0600) == 0);
  fs::create_hard_link(service.in("a/1.bmp"), service.in("a/2.bmp"));
  service.once();
  CHECK(names_in(service.in("a")) == Names{"circle", "link.bmp", "pipe.bmp"});
  CHECK(names_in(service.in("done/a")) == Names{"1.bmp", "2.bmp"});
  CHECK(json::parse(content(service.folder / "out/a/claim.json")).at("provenance").at("inputs").size() == 1);
  CHECK(service.status().at("arrivals").at("duplicate") == 1);
  CHECK(service.faults().empty());
}

TEST_CASE("packets and ledger inside an inbox are refused, as is a second watch") {
  Service service;
  CHECK(made::run_with(service.reader, {"watch", (service.folder / "in").string(), "--out", service.in("out").string(), "--data",
                                        (service.folder / "data").string(), "--once"})
            .code == 1);
  CHECK_FALSE(fs::exists(service.in("out")));
  const auto held = store::Hold::take(service.folder / "data", store::system_disk());
  REQUIRE(held.ok());
  CHECK(service.once().code == 1);
}

TEST_CASE("what cannot be written is tried a few times and then said, with --once") {
  if (geteuid() == 0) return;  // nothing is read-only for root
  Service service;
  made::make_claim(service.in("a"), 1);
  fs::create_directories(service.folder / "out");
  fs::permissions(service.folder / "out", fs::perms::owner_read | fs::perms::owner_exec);
  CHECK(service.once().code == 1);
  fs::permissions(service.folder / "out", fs::perms::owner_all);
  service.once();
  CHECK(fs::exists(service.folder / "out/a/claim.json"));
  CHECK(service.faults().empty());
}

namespace {

// The inboxes' side alone, at a clock that the test moves.
struct Door {
  made::StoreFolder folder;
  made::SetClock clock;
  std::unique_ptr<core::Shelf> shelf;
  run::WatchSettings settings;
  std::vector<std::string> told;
  std::unique_ptr<run::Watcher> watcher;
  Door() {
    fs::create_directories(folder / "in");
    shelf = store::open_shelf(folder / "data", store::system_disk(), clock).value();
    open();
  }
  void open() {
    watcher = std::make_unique<run::Watcher>(*shelf, store::system_disk(), clock, std::vector{folder / "in"}, settings,
                                             [this](const std::string& what) { told.push_back(what); });
    REQUIRE(watcher->begin().ok());
  }
  int look(std::int64_t later_ms) {
    clock.now += later_ms;
    const auto seen = watcher->look();
    REQUIRE(seen.ok());
    return seen.value().taken;
  }
  std::string state(const std::string& claim) {
    const auto found = shelf->find_claim(claim);
    return found && found.value() ? core::name_of(found.value()->state) : "";
  }
  fs::path in(const std::string& name) const { return folder / ("in/" + name); }
};

}  // namespace

TEST_CASE("a file is taken when it held still and ends") {
  Door door;
  const std::string whole = made::scan(1);
  made::write(door.in("a/1.bmp"), whole.substr(0, 1000));
  CHECK(door.look(0) == 0);
  CHECK(door.look(1100) == 0);  // still, and does not end
  made::write(door.in("a/1.bmp"), whole.substr(0, 100'000));
  CHECK(door.look(60'000) == 0);
  made::write(door.in("a/1.bmp"), whole);
  CHECK(door.look(10) == 0);  // ends, and did not hold still
  CHECK(door.look(1100) == 1);
  CHECK(door.shelf->members(1).value().size() == 1);
  CHECK(door.shelf->bytes_of(door.shelf->arrival(1).value().digest).value() == whole);
}

TEST_CASE("a file that nobody finishes is told of, and taken as it is in the end") {
  Door door;
  made::write(door.in("a/1.bmp"), made::scan(1).substr(0, 1000));
  made::write(door.in("a/2.bmp"), made::scan(2));
  door.look(0);
  CHECK(door.look(1100) == 1);
  for (int i = 0; i < 20; ++i) CHECK(door.look(20'000) == 0);
  CHECK(door.state("a") == "open");  // the claim waits for it
  CHECK(door.told.size() == 1);
  int taken = 0;
  for (int i = 0; i < 12; ++i) taken += door.look(20'000);
  CHECK(taken == 1);
  CHECK(door.shelf->audit().value().faults.empty());
}

TEST_CASE("a claim is complete when it is quiet, at .ready at once, with intake.json soon") {
  Door door;
  for (const char* name : {"quiet", "ready", "named"})
    made::write(door.in(std::string(name) + "/1.bmp"), made::scan(int(name[0])));
  made::write(door.in("named/intake.json"), "{}");
  door.look(0);
  CHECK(door.look(1100) == 4);
  CHECK(door.state("quiet") + door.state("ready") + door.state("named") == "openopenopen");
  made::write(door.in("ready/.ready"), "");
  door.look(100);
  CHECK(door.state("quiet") + door.state("ready") + door.state("named") == "openreadyopen");
  door.look(1000);
  CHECK(door.state("quiet") + door.state("ready") + door.state("named") == "openreadyready");
  made::write(door.in("quiet/2.bmp"), made::scan(200));
  door.look(8000);  // not quiet: another page is coming
  door.look(1100);
  CHECK(door.state("quiet") == "open");
  door.look(10'100);
  CHECK(door.state("quiet") == "ready");
}

TEST_CASE("a file replaced under its name before it was read: the newer is the page, the older is kept") {
  Door door;
  made::write(door.in("a/1.bmp"), made::scan(1));
  door.look(0), door.look(1100);
  fs::remove(door.in("a/1.bmp"));
  made::write(door.in("a/1.bmp"), made::scan(2));
  door.look(0), door.look(1100);
  const auto members = door.shelf->members(1).value();
  REQUIRE(members.size() == 1);
  CHECK(door.shelf->bytes_of(members[0].digest).value() == made::scan(2));
  CHECK(door.shelf->arrival(1).value().state == core::ArrivalState::quarantined);
  CHECK(door.shelf->bytes_of(door.shelf->arrival(1).value().digest).value() == made::scan(1));
}

TEST_CASE("a share that goes and comes back brings nothing twice") {
  Door door;
  made::write(door.in("a/1.bmp"), made::scan(1));
  door.look(0), door.look(1100);
  fs::rename(door.folder / "in", door.folder / "away");
  CHECK(door.look(5000) == 0);
  CHECK(door.told.size() == 1);
  // Back, with other inode numbers, as a network share has them.
  fs::create_directories(door.folder / "in/a");
  fs::copy_file(door.folder / "away/a/1.bmp", door.in("a/1.bmp"));
  door.look(0), door.look(1100);
  CHECK(door.told.size() == 2);
  CHECK(door.shelf->audit().value().arrivals == 1);
  door.open();  // and after a restart
  CHECK(door.look(1100) == 0);
}

TEST_CASE("a clock that jumps back or far ahead changes nothing of what is taken") {
  Door door;
  made::write(door.in("a/1.bmp"), made::scan(1));
  made::write(door.in("a/2.bmp"), made::scan(2));
  fs::last_write_time(door.in("a/1.bmp"), fs::file_time_type::clock::now() + std::chrono::hours(24 * 400));
  fs::last_write_time(door.in("a/2.bmp"), fs::file_time_type{});
  door.look(0);
  CHECK(door.look(1100) == 2);
}

TEST_CASE("a stop is graceful: what is being read is finished or given back, and the program ends") {
  Service service;
  made::make_claim(service.in("a"), 2);
  made::write(service.folder / "s.json", service.settings);
  const pid_t child = fork();
  if (child == 0) {
    std::ostringstream out, err;
    run::Common common{out, err};
    common.data = CLAIMPACK_SOURCE;
    const auto reader = made::reads_summary();
    common.readers = made::readers_of(reader);
    run::leave(run::run_command_line(
        {"watch", (service.folder / "in").string(), "--out", (service.folder / "out").string(), "--data",
         (service.folder / "data").string(), "--settings", (service.folder / "s.json").string(), "--jobs", "1"},
        common));
  }
  for (int i = 0; i < 600 && !fs::exists(service.in("done/a/2.bmp")); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(fs::exists(service.folder / "out/a/packet.pdf"));
  // While it waits, a new claim is seen by itself.
  made::make_claim(service.in("b"), 1, 3);
  for (int i = 0; i < 600 && !fs::exists(service.in("done/b/1.bmp")); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(fs::exists(service.folder / "out/b/packet.pdf"));
  kill(child, SIGTERM);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(service.faults().empty());
}
