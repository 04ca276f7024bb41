#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "run/kept_case.hpp"
#include "run/made_scans.hpp"

namespace fs = std::filesystem;
using json = nlohmann::json;
using namespace claimpack;
using made::has;

TEST_CASE("rules: check, list, show, diff") {
  const auto checked = made::run({"rules", "check"});
  INFO(checked.out << checked.err);
  CHECK(checked.code == 0);
  CHECK(checked.out == "规则文件没有问题\n");

  const made::Folder folder;
  fs::copy(std::string(CLAIMPACK_SOURCE) + "/templates/regions", folder / "regions", fs::copy_options::recursive);
  auto xiamen = made::content(folder / "regions/xiamen.yaml");
  xiamen.replace(xiamen.find("origin: seed"), 12, "origin: hearsay");
  made::write(folder / "regions/xiamen.yaml", xiamen);
  const auto regions = (folder / "regions").string();
  const auto faulty = made::run({"rules", "check", regions});
  CHECK(faulty.code == 1);
  CHECK(has(faulty.out, "没有 `hearsay` 这种来源；写 seed、public 或 inferred\n共 1 处问题"));
  CHECK(
      has(made::run({"rules", "check", regions, "--lang", "en"}).out, "unknown origin `hearsay`; use seed, public or inferred"));
  CHECK(json::parse(made::run({"rules", "check", regions, "--json"}).out).at("faults").size() == 1);
  const auto refused = made::run({"rules", "list", "--rules", regions});
  CHECK(refused.code == 1);
  CHECK(has(refused.err, "hearsay"));

  CHECK(has(made::run({"rules", "list", "--region", "xiamen", "--date", "2024-05-20"}).out, "xiamen.late_filing.self_pay10"));
  const auto listed = json::parse(made::run({"rules", "list", "--region", "nantong", "--date", "2022-05-20", "--json"}).out);
  CHECK(listed.at(0).at("pack") == "nantong");
  CHECK(made::run({"rules", "list", "--date", "2024-13-01"}).code == 1);
  CHECK(made::run({"rules", "list", "--region", "atlantis"}).code == 1);
  CHECK(has(made::run({"rules", "show", "xiamen.filing.validity"}).out, "长期备案"));
  CHECK(made::run({"rules", "show", "no.such"}).code == 1);

  const auto two = made::run({"rules", "diff", "xiamen", "beijing"});
  CHECK(has(two.out, "- 厦门市\n+ 北京市"));
  CHECK(has(two.out, "  - 出院小结 [xiamen.inpatient.materials]"));
  CHECK(has(two.out, "  + 处方底方 [beijing.manual.materials]"));
  const auto days = made::run({"rules", "diff", "nantong", "--date", "2022-12-31", "2023-01-01"});
  CHECK(has(days.out, "+ 南通市 2023-01-01"));
  CHECK(has(days.out, "[jiangsu.inpatient.materials]"));
  CHECK(has(made::run({"rules", "diff", "xiamen", "xiamen"}).out, "没有差别"));
  CHECK(made::run({"rules", "diff", "xiamen"}).code == 1);
  for (const auto& wrong : {std::vector<std::string>{"rules"}, {"rules", "show"}, {"rules", "explain"}, {"rules", "diff"}})
    CHECK(made::run(wrong).code == 1);
}

TEST_CASE("rules explain: of scans and of the packet's claim.json it tells the same") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 2);
  made::write(folder / "in/a/intake.json",
              R"({"region": "xiamen", "claim_type": "inpatient", "submitted_on": "2024-05-20", "treatment_region": "上海市",
                  "filing": {"category": "referral", "created_on": "2024-01-02", "start": "2024-01-02", "regions": ["上海市"]},
                  "flags": {"rescue": false}, "hospital": {"level": 3, "networked": true}})");
  const auto reader = made::reads_summary();
  const auto out = (folder / "out").string();
  REQUIRE(run_with(reader, {"process", (folder / "in/a").string(), "--out", out}).code != 1);
  const auto scans = run_with(reader, {"rules", "explain", (folder / "in/a").string()});
  const auto packet = made::run({"rules", "explain", out + "/a"});
  INFO(scans.out << scans.err << packet.err);
  CHECK(packet.code == 0);
  CHECK(packet.err.empty());
  CHECK(packet.out == scans.out);
  CHECK(has(packet.out, "登记 filing.created_on"));
  CHECK(has(packet.out, "xiamen.inpatient.materials"));
  CHECK(made::run({"rules", "explain", out + "/a/claim.json"}).out == packet.out);

  const auto claim = json::parse(made::content(folder / "out/a/claim.json"));
  const auto told = json::parse(made::run({"rules", "explain", out + "/a", "--json", "--region", "beijing"}).out);
  CHECK(told.at("outcome") == claim.at("outcome"));
  CHECK(told.at("under").at("region") == "beijing");
  CHECK_FALSE(told.at("under").at("changes").empty());
  for (const auto& finding : claim.at("findings")) {
    const auto fired = std::any_of(told.at("rules").begin(), told.at("rules").end(), [&](const json& rule) {
      return rule.at("id") == finding.at("rule") && (rule.at("state") == "fired" || rule.at("state") == "asked");
    });
    INFO(finding.dump());
    CHECK(fired);
  }

  const auto one = made::run({"rules", "explain", out + "/a", "xiamen.late_filing.self_pay10"});
  CHECK(has(one.out, "备案办理日期 晚于 末次就医日期"));
  CHECK(has(made::run({"rules", "explain", out + "/a", "--region", "nantong"}).out, "如果按南通市"));
  CHECK(has(made::run({"rules", "explain", out + "/a", "--date", "2020-01-01"}).out, "2020-01-01 的规则"));
  CHECK(made::run({"rules", "explain", out + "/a", "no.such.rule"}).code == 1);
  CHECK(made::run({"rules", "explain", out + "/a", "--region", "atlantis"}).code == 1);
}

TEST_CASE("a claim.json that is damaged, hostile or of an older program is refused, never a crash") {
  const auto refused = [](const std::string& text) {
    const auto read = run::read_kept_case(text, "claim.json");
    return !read.ok() && !read.error().cure.empty();
  };
  CHECK(refused(""));
  CHECK(refused("[]"));
  CHECK(refused("{\"case\": 5}"));
  CHECK(refused("{\"schema\": 1}"));
  CHECK(refused(R"({"case": {"pages": 7}})"));
  CHECK(refused(R"({"documents": [{"fields": {}}], "case": {}})"));
  CHECK(refused(R"({"documents": [{"kind": "other", "fields": {"a": {}}}], "case": {}})"));
  CHECK(refused(R"({"documents": [{"kind": "other"}], "case": {"pages": [], "documents": [{"pages": [9]}]}})"));
  CHECK(refused(R"({"case": {"pages": [{"faults": [{"kind": 77}]}]}})"));
  CHECK(refused(R"({"case": {"intake": {"claim_type": "dental"}}})"));
  CHECK(run::read_kept_case(R"({"case": {}})", "claim.json").ok());
}
