// What a run leaves behind is signed, can be proved, and has its ledgers.
#include <fstream>
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "run/made_scans.hpp"

namespace fs = std::filesystem;
using namespace claimpack;
using made::content;
using made::has;
using made::run_with;
using nlohmann::json;

namespace {

// A folder with one processed claim and settings that name a key of its own.
struct Processed {
  made::Folder folder;
  made::Double reader = made::reads_nothing();
  std::string settings, out, packet;

  Processed() {
    made::make_claim(folder / "in/a", 2);
    made::write(folder / "in/a/notes.txt", "no scan");
    made::write(folder / "s.json", "{\"signing\": {\"key_file\": \"" + (folder / "keys/station.key").string() + "\"}}");
    settings = (folder / "s.json").string(), out = (folder / "out").string(), packet = (folder / "out/a").string();
  }
  auto process(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"process", (folder / "in").string(), "--out", out, "--settings", settings, "--jobs", "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_with(reader, arguments);
  }
  auto run(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--settings", settings});
    return run_with(reader, arguments);
  }
};

}  // namespace

TEST_CASE("a packet is signed at the first run, and holds") {
  Processed made;
  CHECK(made.run({"key", "show"}).code == 1);  // none yet
  REQUIRE(made.process({"--keep-steps"}).code == 2);
  const auto key = made.run({"key", "show", "--json"});
  REQUIRE(key.code == 0);
  const std::string digits = json::parse(key.out).at("key");
  const auto verified = made.run({"verify", made.packet, "--key", digits});
  CHECK(verified.code == 0);
  CHECK(has(verified.out, "完好"));
  const auto told = json::parse(made.run({"verify", made.packet, "--json", "--key", digits}).out);
  CHECK(told.at(0).at("intact") == true);
  CHECK(told.at(0).at("key_expected") == true);

  const json manifest = json::parse(content(made.folder / "out/a/manifest.json"));
  CHECK(manifest.at("pages").at("received") == 2);
  CHECK(manifest.at("station").at("key") == digits);
  bool rules = false, calibration = false, notes = false, steps = false;
  for (const auto& file : manifest.at("knowledge_files")) {
    rules |= has(file.at("file").get<std::string>(), "templates/regions/");
    calibration |= file.at("file") == "models/calibration.json";
  }
  for (const auto& file : manifest.at("inputs")) notes |= file.at("file") == "notes.txt" && file.at("pages") == 0;
  for (const auto& file : manifest.at("outputs")) steps |= has(file.at("file").get<std::string>(), "steps/");
  CHECK(rules);
  CHECK(calibration);
  CHECK(notes);
  CHECK(steps);
}

TEST_CASE("the same claim, settings and key give the same bytes") {
  Processed made;
  made.process();
  std::map<std::string, std::string> first;
  for (const char* name : {"claim.json", "packet.pdf", "manifest.json", "manifest.sig"})
    first[name] = content(made.folder / ("out/a/" + std::string(name)));
  for (const char* name : {"ledger.xlsx", "ledger.csv", "ledger-bills.csv"})
    first[std::string("../") + name] = content(made.folder / ("out/" + std::string(name)));
  made.process();
  for (const auto& [name, bytes] : first) {
    INFO(name);
    CHECK_FALSE(bytes.empty());
    CHECK((content(made.folder / ("out/a/" + name)) == bytes));
  }
}

TEST_CASE("verify says what was done to a packet, and by its exit code that something was") {
  Processed made;
  made.process();
  made::write(made.folder / "out/a/claim.json", "{}");
  made::write(made.folder / "out/a/extra", "x");
  const auto said = made.run({"verify", made.packet});
  CHECK(said.code == 2);
  CHECK(has(said.out, "claim.json：已改动"));
  CHECK(has(said.out, "extra：多出"));
  const auto told = json::parse(made.run({"verify", made.packet, "--json"}).out);
  CHECK(told.at(0).at("intact") == false);
  CHECK(told.at(0).at("complaints").size() == 2);
  CHECK(made.run({"verify", (made.folder / "in/a").string()}).code == 1);
  CHECK(made.run({"verify", (made.folder / "in/a").string(), made.packet}).code == 3);
}

TEST_CASE("verify refuses what is no key, and holds the scans against their digests") {
  Processed made;
  made.process();
  CHECK(made.run({"verify", made.packet, "--key", "abc"}).code == 1);
  CHECK(made.run({"verify", made.packet, "--key", std::string(64, 'a')}).code == 2);
  const auto pem = made.run({"key", "show", "--pem"});
  made::write(made.folder / "station.pem", pem.out);
  CHECK(made.run({"verify", made.packet, "--key", (made.folder / "station.pem").string()}).code == 0);
  CHECK(made.run({"verify", made.packet, "--originals", (made.folder / "in/a").string()}).code == 0);
  made::write(made.folder / "in/a/notes.txt", "changed since");
  const auto said = made.run({"verify", made.packet, "--originals", (made.folder / "in/a").string()});
  CHECK(said.code == 2);
  CHECK(has(said.out, "notes.txt"));
}

TEST_CASE("a key that others may read stops the run before any page is read") {
  Processed made;
  REQUIRE(made.run({"key", "make"}).code == 0);
  CHECK(made.run({"key", "make"}).code == 1);  // never a second one
  fs::permissions(made.folder / "keys/station.key", fs::perms::others_read, fs::perm_options::add);
  const auto said = made.process();
  CHECK(said.code == 1);
  CHECK(has(said.err, "station.key"));
  CHECK_FALSE(fs::exists(made.folder / "out/a"));
}

TEST_CASE("the ledgers of a folder of packets") {
  Processed made;
  made::make_claim(made.folder / "in/b", 1);
  made.process();
  CHECK(content(made.folder / "out/ledger.xlsx").substr(0, 2) == "PK");
  CHECK(content(made.folder / "out/ledger.csv").rfind("\xEF\xBB\xBF", 0) == 0);
  const std::string all = (made.folder / "all.csv").string();
  const auto said = made.run({"ledger", made.out, "--csv", all, "--all"});
  CHECK(said.code == 0);
  CHECK(has(said.out, "共 2 件"));
  const std::string csv = content(all),
                    sha256 = json::parse(content(made.folder / "out/a/manifest.json")).at("outputs").at(2).at("sha256");
  CHECK(has(csv, "\r\na,"));
  CHECK(has(csv, "\r\nb,"));
  CHECK(has(content(made.folder / "out/a/manifest.json"), sha256));
  CHECK(fs::exists(made.folder / "all-bills.csv"));
  CHECK(made.run({"ledger", made.packet, "--csv", all, "--all"}).code == 0);  // one packet by itself
  CHECK(made.run({"ledger", made.out}).code == 1);                            // nothing asked for
  CHECK(made.run({"ledger", (made.folder / "in").string(), "--csv", all}).code == 1);
  CHECK(made.run({"ledger", made.out, "--csv", (made.folder / "no/such/x.csv").string()}).code == 1);
}

TEST_CASE("no ledger where none is wanted") {
  Processed made;
  made.process({"--no-ledger"});
  CHECK_FALSE(fs::exists(made.folder / "out/ledger.csv"));
}
