// Faults of rule files: named by file and line, with a cure.
#include "catch.hpp"
#include "check/made_case.hpp"
#include "check/made_packs.hpp"
#include "check/rule_cases.hpp"

using namespace claimpack;
using namespace claimpack::check;
using made::head, made::tail, made::names, made::list, made::Packs;
namespace fs = std::filesystem;

TEST_CASE("the project's own packs have no fault") {
  const auto faults = check_rule_files(CLAIMPACK_SOURCE "/templates/regions");
  INFO(list(faults));
  CHECK(faults.empty());
}

TEST_CASE("each fault of a rule is named by file and line, with a cure") {
  struct Fault {
    const char* rule;
    int line;  // in the file
    const char* what;
  };
  const Fault table[] = {
      {"- id: t.a\n  whem: {fact: trauma, eq: true}", 9, "unknown key `whem`"},
      {"- id: t.a\n  when: {fact: moon, eq: full}", 9, "unknown fact `moon`"},
      {"- id: t.a\n  when: {fact: trauma, equals: true}", 9, "unknown operator `equals`"},
      {"- id: t.a\n  when: {fact: claim_type, eq: dental}", 9, "impossible condition"},
      {"- id: t.a\n  when:\n    all:\n    - {fact: claim_type, eq: inpatient}\n    - {fact: claim_type, eq: outpatient}", 10,
       "no claim can meet these comparisons of `claim_type` together"},
      {"- id: t.a\n  when: {fact: claim_type, in: []}", 9, "can never hold"},
      {"- id: t.a\n  when: {fact: filing.start, after: soon}", 9, "not a date"},
      {"- id: t.a\n  when: {fact: stay_total, ge: much}", 9, "not a number"},
      {"- id: t.a\n  when: {all: []}", 9, "empty list of conditions"},
      {"- id: t.a\n  requires:\n  - {any: [teapot], title: 壶}", 10, "unknown kind `teapot`"},
      {"- id: t.a\n  requires:\n  - {any: [expense_list]}", 10, "no title"},
      {"- id: t.a\n  requires:\n  - {any: [expense_list, prescription], title: 单}", 10, "no name"},
      {"- id: t.a\n  requires:\n  - {any: [expense_list], title: 单, copy: 照片}", 10, "unknown copy"},
      {"- id: t.a\n  requires:\n  - {any: [expense_list], title: 单, at_least: none}", 10, "at_least"},
      {"- id: t.a\n  scene: dental\n  requires:\n  - {any: [expense_list], title: 单}", 9, "unknown scene `dental`"},
      {"- id: t.a\n  when: {fact: trauma, eq: true}\n  effective_from: 2024-01-01\n  effective_to: 2023-01-01", 8,
       "ends before it begins"},
      {"- id: t.a\n  when: {fact: trauma, eq: true}\n  effective_from: spring", 10, "not a date"},
      {"- id: t.a\n  effect: exempt\n  when: {fact: trauma, eq: true}", 8, "exempts from nothing"},
      {"- id: t.a\n  when: {fact: trauma, eq: true}\n  exempts: [x.no.such]", 8, "unknown rule `x.no.such`"},
      {"- id: t.a", 8, "would fire on every claim"},
      {"- id: t.a\n  when: {fact: trauma, eq: true}\n  exempts: [\"x.filing.covers:nowhere\"]", 8,
       "unknown rule `x.filing.covers:nowhere`"},
      {"- id: t.a\n  when: {fact: blank.filing_form.moon, eq: true}", 9, "unknown fact `blank.filing_form.moon`"},
      {"- id: t.a\n  when: {fact: region.moon, eq: true}", 9, "unknown fact `region.moon`"},
      {"- id: t.a\n  when: {fact: emergency, eq: perhaps}", 9, "impossible condition"},
      {"- id: t.a\n  requires:\n  - {any: [identity_card], title: 证, of: uncle}", 10, "unknown person `uncle`"},
      {"- id: t.a\n  when: {fact: service_first, after: {fact: filing.start, next_year: true}}", 9, "unknown key `next_year`"},
  };
  for (const auto& [rule, line, what] : table) {
    const Packs packs;
    packs.write("testland.yaml", head + rule + tail);
    const auto faults = check_rule_files(packs.path);
    INFO(rule << "\n" << list(faults));
    CHECK(names(faults, "testland.yaml:" + std::to_string(line), what));
    const auto refused = load_rules(packs.path);
    CHECK_FALSE(refused.ok());
    made::check_chinese(faults);
  }
}

TEST_CASE("what holds in a region is true or false and has a known name") {
  const Packs packs;
  const auto fault_of = [&](const std::string& facts) {
    auto text = head;
    packs.write("testland.yaml",
                text.replace(text.find("rules:"), 6, facts + "rules:") + "- id: t.a\n  when: {fact: trauma, eq: true}" + tail);
    return check_rule_files(packs.path);
  };
  CHECK(fault_of("facts: {filing_form_required: false}\n").empty());
  CHECK(names(fault_of("facts: {filing_from_required: false}\n"), "testland.yaml:7", "unknown region fact"));
  CHECK(names(fault_of("facts: {filing_form_required: never}\n"), "testland.yaml:7", "true or false"));
  CHECK(names(fault_of("facts: [a]\n"), "testland.yaml:7", "not a mapping"));
}

TEST_CASE("rule files and cases with random damage are refused or read, and never crash") {
  const Packs packs;
  const auto pack = packs.read("xiamen.yaml");
  std::stringstream bytes;
  bytes << std::ifstream(CLAIMPACK_SOURCE "/templates/regions/cases/xiamen.yaml").rdbuf();
  const auto cases = bytes.str();
  fs::copy(CLAIMPACK_SOURCE "/templates/regions/cases", packs.path / "cases");
  std::uint32_t seed = 20261125;
  const auto next = [&](std::size_t below) {
    seed = seed * 1664525u + 1013904223u;
    return static_cast<std::size_t>(seed >> 8) % below;
  };
  const std::string bits[] = {":",   "\n", " ",    "[",    "}",         "\"", "- ",    "*a",
                              "&a ", "~",  "\xff", "null", "items[9].", "#2", "{name}"};
  const auto damaged = [&](std::string text) {
    for (int i = 0; i < 3; ++i) {
      const auto at = next(text.size());
      if (next(2) == 0) text.insert(at, bits[next(std::size(bits))]);
      else text.erase(at, 1 + next(12));
    }
    return text;
  };
  int read = 0;
  for (int i = 0; i < 150; ++i) {
    packs.write("xiamen.yaml", damaged(pack));
    read += check_rule_files(packs.path).empty();
    packs.write("cases/xiamen.yaml", damaged(cases));
    for (const auto& fault : read_rule_cases(made::rules(), packs.path / "cases").faults) CHECK_FALSE(fault.cure.empty());
  }
  CHECK(read < 150);
}

TEST_CASE("missing words, wrong severities and inferred refusals are faults") {
  const Packs packs;
  const std::string when = "- id: t.a\n  when: {fact: trauma, eq: true}\n";
  const auto fault_of = [&](const std::string& rest) {
    packs.write("testland.yaml", head + when + rest);
    return check_rule_files(packs.path);
  };
  CHECK(names(fault_of("  message: 话\n  origin: seed\n  severity: review\n"), "testland.yaml:8", "no citation"));
  CHECK(names(fault_of("  citation: 引\n  origin: seed\n  severity: review\n"), "testland.yaml:8", "no message"));
  CHECK(names(fault_of("  citation: 引\n  message: 话\n  severity: review\n"), "testland.yaml:8", "no origin"));
  CHECK(names(fault_of("  citation: 引\n  message: 话\n  origin: seed\n"), "testland.yaml:8", "no severity"));
  CHECK(names(fault_of("  citation: 引\n  message: 话\n  origin: seed\n  severity: fatal\n"), "testland.yaml:13",
              "unknown severity `fatal`"));
  CHECK(names(fault_of("  citation: 引\n  message: 话\n  origin: public\n  severity: review\n"), "testland.yaml:8",
              "no confidence"));
  CHECK(names(fault_of("  citation: 引\n  message: 话\n  origin: inferred\n  severity: reject\n"), "testland.yaml:8",
              "must not reject"));
  CHECK(fault_of("  citation: 引\n  message: 话\n  origin: seed\n  severity: review\n").empty());
}

TEST_CASE("faults between files: ids twice, unknown and circular parents, a missing base") {
  const Packs packs;
  packs.write("testland.yaml", head + "- id: xiamen.channel\n  when: {fact: trauma, eq: true}" + tail);
  auto faults = check_rule_files(packs.path);
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].what.find("`xiamen.channel` stands already in `testland.yaml:8`") != std::string::npos);
  CHECK(faults[0].place.rfind("xiamen.yaml:", 0) == 0);

  auto orphan = head;
  orphan.replace(orphan.find("national"), 8, "nowhere!");
  packs.write("testland.yaml", orphan + "- id: t.a\n  when: {fact: trauma, eq: true}" + tail);
  CHECK(names(check_rule_files(packs.path), "testland.yaml:1", "unknown parent"));
  auto circle = head;
  circle.replace(circle.find("national"), 8, "testland");
  packs.write("testland.yaml", circle + "- id: t.a\n  when: {fact: trauma, eq: true}" + tail);
  CHECK(names(check_rule_files(packs.path), "testland.yaml:1", "circle"));

  fs::remove(packs.path / "testland.yaml");
  fs::remove(packs.path / "national.yaml");
  CHECK(list(check_rule_files(packs.path)).find("national base is missing") != std::string::npos);
  CHECK_FALSE(load_rules(packs.path / "nothing").ok());
  CHECK(load_rules(packs.path / "nothing").error().code == core::ErrorCode::missing_part);
}

TEST_CASE("text that is no YAML is a fault with its line, never a crash") {
  const Packs packs;
  const auto refused = [&](const std::string& text) {
    packs.write("testland.yaml", text);
    return check_rule_files(packs.path);
  };
  CHECK(names(refused("region: a\ntitle: [b\nrules: {\n"), "testland.yaml:3", "not YAML"));
  CHECK_FALSE(refused("").empty());
  CHECK_FALSE(refused("- a\n- b\n").empty());
  CHECK_FALSE(refused("rules: 5\n").empty());
  CHECK_FALSE(refused(head + "- 7\n- [a]\n- {id: [x]}\n").empty());
  CHECK_FALSE(refused(head + "- id: t.a\n  when: 3" + tail).empty());
  CHECK_FALSE(refused(head + "- id: t.a\n  requires: all\n" + tail).empty());
  CHECK_FALSE(refused(std::string("\x00\xff\xfe", 3)).empty());
}

TEST_CASE("checks.yaml must hold every check with every message") {
  const Packs packs;
  const auto whole = packs.read("checks.yaml");
  const auto spoil = [&](const std::string& from, const std::string& to) {
    auto text = whole;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    packs.write("checks.yaml", text.replace(at, from.size(), to));
    return list(check_rule_files(packs.path));
  };
  CHECK(spoil("- id: x.bill.words", "- id: x.bill.word").find("unknown check `x.bill.word`") != std::string::npos);
  CHECK(spoil("- id: x.bill.words", "- id: x.bill.word").find("check `x.bill.words` is missing") != std::string::npos);
  CHECK(spoil("    near: ", "    nearly: ").find("unknown variant `nearly`") != std::string::npos);
  CHECK(spoil("trusted_confidence: 0.95", "trusted_confidence: high").find("trusted_confidence") != std::string::npos);
  CHECK(spoil("    vat_invoice: 增值税发票\n", "").find("kind_titles has no `vat_invoice`") != std::string::npos);
}

TEST_CASE("every rule is listed with its file, weight and citation") {
  const auto rules = list_rules(made::rules());
  CHECK(rules.size() > 150);
  for (const auto& rule : rules) {
    INFO(rule.id);
    CHECK_FALSE(rule.citation.empty());
    CHECK_FALSE(rule.severity.empty());
    CHECK(fs::exists(fs::path(CLAIMPACK_SOURCE "/templates/regions") / rule.file));
  }
}
