#include "catch.hpp"
#include "run/made_scans.hpp"

using namespace claimpack;
namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// The project's templates, to be spoilt.
std::string make_data(const made::Folder& folder) {
  fs::copy(std::string(CLAIMPACK_SOURCE) + "/templates", folder / "templates", fs::copy_options::recursive);
  fs::create_directories(folder / "models");
  return folder.path.string();
}

}  // namespace

TEST_CASE("rules test: every rule with its cases, in both languages") {
  const auto zh = made::run({"rules", "test"});
  INFO(zh.out.substr(0, 400));
  CHECK(zh.code == 0);
  CHECK(has(zh.out, "xiamen.late_filing.self_pay10"));
  CHECK(has(zh.out, "，0 个不符"));
  const auto en = made::run({"rules", "test", "--lang", "en", "--pack", "xiamen"});
  CHECK(en.code == 0);
  CHECK(has(en.out, " 0 failed"));
  CHECK_FALSE(has(en.out, "nantong."));
  CHECK(made::run({"rules", "test", "--pack", "atlantis"}).code == 1);
  const auto table = made::run({"rules", "test", "--table"});
  CHECK(table.code == 0);
  CHECK(table.out == made::content(std::string(CLAIMPACK_SOURCE) + "/docs/rules.md"));
}

TEST_CASE("rules test: a rule that changed, a rule without a case and a case that is wrong do not pass") {
  const made::Folder folder;
  const auto data = make_data(folder);
  const auto pack = folder / "templates/regions/xiamen.yaml";
  const auto right = made::content(pack);
  auto changed = right;
  const auto at = changed.find("after: {fact: service_last}");
  REQUIRE(at != std::string::npos);
  made::write(pack, changed.replace(at, 27, "before: {fact: service_last}"));
  const auto wrong = made::run({"rules", "test", "--data", data});
  CHECK(wrong.code == 2);
  CHECK(has(wrong.out, "cases/xiamen.yaml:"));
  CHECK(has(wrong.out, "xiamen.late_filing.self_pay10：应触发而未触发"));

  made::write(pack, right +
                        "- id: xiamen.extra\n  when: {fact: trauma, eq: true}\n  severity: note\n  message: 外伤。\n"
                        "  citation: 样例\n  origin: seed\n");
  const auto lacking = made::run({"rules", "test", "--data", data});
  CHECK(lacking.code == 2);
  CHECK(has(lacking.out, "xiamen.extra：没有触发的用例：没有不触发的用例"));

  made::write(pack, right);
  made::write(folder / "templates/regions/cases/extra.yaml", "base: inpatient\ncases:\n- case: a\n  fire: [x.bill.words]\n");
  const auto broken = made::run({"rules", "test", "--data", data});
  CHECK(broken.code == 1);
  CHECK(has(broken.err, "cases/extra.yaml:4: unknown key `fire`"));
}
