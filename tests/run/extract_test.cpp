#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "run/made_scans.hpp"

using namespace claimpack;
using made::has;
using nlohmann::json;

TEST_CASE("extract prints documents, without claim, checklist and findings") {
  const made::Folder folder;
  made::make_claim(folder.path, 2);
  const auto reader = made::reads_summary();
  const auto done = made::run_with(reader, {"extract", (folder / "1.bmp").string(), (folder / "2.bmp").string(), "--json"});
  CHECK(done.code == 0);
  const json all = json::parse(done.out);
  CHECK(all.at("schema") == 1);
  CHECK(all.at("provenance").at("inputs").size() == 2);
  CHECK_FALSE(all.contains("checklist"));
  CHECK_FALSE(all.contains("findings"));
  REQUIRE_FALSE(all.at("documents").empty());
  CHECK(all.at("documents")[0].at("kind") == "discharge_summary");
  CHECK(all.at("documents")[0].at("fields").at("patient_name").at("value") == "江予怀");
}

TEST_CASE("extract prints a table for people") {
  const made::Folder folder;
  made::make_claim(folder.path, 1);
  const auto reader = made::reads_summary();
  const auto done = made::run_with(reader, {"extract", (folder / "1.bmp").string()});
  CHECK(done.code == 0);
  CHECK(has(done.out, "discharge_summary"));
  CHECK(has(done.out, "江予怀"));
}

TEST_CASE("extract goes on behind a file that cannot be read") {
  const made::Folder folder;
  made::make_claim(folder.path, 1);
  made::write(folder / "cut.bmp", made::scan(5).substr(0, 2000));
  const auto reader = made::reads_summary();
  const auto done = made::run_with(reader, {"extract", (folder / "cut.bmp").string(), (folder / "1.bmp").string(), "--json"});
  CHECK(done.code == 3);
  CHECK(has(done.err, "cut.bmp"));
  CHECK_FALSE(json::parse(done.out).at("documents").empty());
  CHECK(made::run_with(reader, {"extract", (folder / "cut.bmp").string()}).code == 1);
  CHECK(made::run_with(reader, {"extract", (folder / "none.bmp").string()}).code == 1);
}
