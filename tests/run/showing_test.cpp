// A label shown on one page, tried on all papers of that hospital in the archive, saved, and read at the next start.
#include "run/showing.hpp"

#include "catch.hpp"
#include "run/equipment.hpp"
#include "run/made_station.hpp"

using namespace claimpack;
namespace fs = std::filesystem;

TEST_CASE("a shown label finds its value on every paper of that hospital, is saved, and holds from the next start") {
  made::Station station;
  const auto a = station.take("a", 3);
  station.take("b", 4, 5);
  const fs::path folder = station.folder / "data/templates";
  run::ShownTemplates shown(*station.shelf, station.equipment, folder);
  core::ShownMark mark;
  mark.name = "inpatient_number", mark.page = {"3.bmp", 1}, mark.label = {58, 284, 58, 30};
  const auto draft = shown.draft(a, "discharge_summary", "云川市示例医院", {mark});
  INFO((draft.ok() ? draft.value().yaml : core::sentence(draft.error())));
  REQUIRE(draft.ok());
  CHECK(made::has(draft.value().yaml, "管案序"));
  CHECK(draft.value().papers == 3);
  REQUIRE(draft.value().hits.size() == 3);
  for (const auto& hit : draft.value().hits) {
    CHECK(hit.value == "A7788");
    CHECK(hit.before.empty());
    CHECK_FALSE(hit.box.empty());
  }
  CHECK(draft.value().misses.empty());

  // A value shown elsewhere than where it is found is a miss, on the page where it was shown.
  mark.value = core::Box{60, 100, 60, 20};
  const auto elsewhere = shown.draft(a, "discharge_summary", "云川市示例医院", {mark});
  REQUIRE(elsewhere.ok());
  CHECK(elsewhere.value().hits.size() == 2);
  REQUIRE(elsewhere.value().misses.size() == 1);
  CHECK(elsewhere.value().misses[0].claim == a);

  mark.value.reset(), mark.name = "age";  // "A7788" is none
  const auto none = shown.draft(a, "discharge_summary", "云川市示例医院", {mark});
  REQUIRE(none.ok());
  REQUIRE(none.value().misses.size() == 3);
  CHECK_FALSE(none.value().misses[0].why.empty());
  CHECK(shown.draft(a, "discharge_summary", "别的示例医院", {mark}).value().papers == 0);
  mark.name = "colour";
  CHECK_FALSE(shown.draft(a, "discharge_summary", "云川市示例医院", {mark}).ok());
  mark.name = "bed", mark.label = {0, 800, 20, 20};
  CHECK_FALSE(shown.draft(a, "discharge_summary", "云川市示例医院", {mark}).ok());

  const auto saved = shown.save(draft.value().yaml);
  REQUIRE(saved.ok());
  CHECK(shown.save(draft.value().yaml).value() == saved.value());
  CHECK(made::names_in(folder) == std::vector<std::string>{saved.value()});
  CHECK_FALSE(shown.save("refines: novel").ok());
  run::Common common{station.out, station.err};
  common.readers = made::readers_of(station.reader);
  common.data = CLAIMPACK_SOURCE, common.office = folder;
  const auto next = run::load_equipment(common);
  REQUIRE(next.ok());
  CHECK(next.value()->knowledge.digest != station.equipment->knowledge.digest);
  const auto c = station.take("c", 3, 9);
  CHECK(made::has(made::content(station.folder / "out/c/claim.json"), "A7788\""));
  (void)c;
}

TEST_CASE("what people drew by hand in three claims of one hospital is proposed as a template; once it is read, no more") {
  made::Station station;
  const auto a = station.take("a", 3);
  station.take("b", 3, 5);
  const fs::path folder = station.folder / "data/templates";
  run::ShownTemplates shown(*station.shelf, station.equipment, folder);
  core::ShownMark mark;
  mark.name = "inpatient_number", mark.page = {"3.bmp", 1}, mark.label = {58, 284, 58, 30};
  const auto draft = shown.draft(a, "discharge_summary", "云川市示例医院", {mark});
  REQUIRE(draft.ok());
  const auto c = station.take("c", 3, 9);
  std::vector<core::DrawnValue> drawn;
  for (const auto& hit : draft.value().hits) drawn.push_back({hit.claim, "云川市示例医院", hit.name, hit.page, hit.box});
  REQUIRE(drawn.size() == 2);
  REQUIRE(shown.propose(drawn, 3).ok());
  CHECK(shown.propose(drawn, 3).value().empty());  // two are too few
  drawn.push_back(drawn.front()), drawn.back().claim = c;
  drawn.push_back({c, "云川市示例医院", "bed", {"3.bmp", 1}, {400, 10, 40, 20}});  // once, beside nothing
  drawn.push_back({a, "", "inpatient_number", {"3.bmp", 1}, {400, 10, 40, 20}});
  const auto proposed = shown.propose(drawn, 3);
  REQUIRE(proposed.ok());
  REQUIRE(proposed.value().size() == 1);
  const core::ShownProposal& best = proposed.value()[0];
  CHECK((best.kind == "discharge_summary" && best.label == "管案序" && best.claims.size() == 3));
  CHECK((best.mark.name == "inpatient_number" && !best.mark.column && best.mark.value.has_value()));

  // Its draft is the one that a person would have shown.
  const auto tried = shown.draft(best.claim, best.kind, best.hospital, {best.mark});
  REQUIRE(tried.ok());
  CHECK(tried.value().yaml == draft.value().yaml);
  CHECK((tried.value().hits.size() == 3 && tried.value().misses.empty()));
  REQUIRE(shown.save(tried.value().yaml).ok());
  run::Common common{station.out, station.err};
  common.readers = made::readers_of(station.reader);
  common.data = CLAIMPACK_SOURCE, common.office = folder;
  const auto next = run::load_equipment(common);
  REQUIRE(next.ok());
  run::ShownTemplates after(*station.shelf, next.value(), folder);
  CHECK(after.propose(drawn, 3).value().empty());
}
