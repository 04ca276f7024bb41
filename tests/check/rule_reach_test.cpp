// Faults of meaning: wrong types, conditions that no claim meets, rules that nothing lets speak, dates with gaps.
#include "catch.hpp"
#include "check/condition_logic.hpp"
#include "check/fact_words.hpp"
#include "check/made_packs.hpp"
#include "check/rule_file.hpp"
#include "check/vocabulary.hpp"

using namespace claimpack;
using namespace claimpack::check;
using made::head, made::tail, made::names, made::list, made::Packs;

namespace {

Condition condition(const std::string& yaml) {
  std::vector<core::Error> faults;
  Faults of(faults, "test.yaml");
  auto read = read_condition(YAML::Load(yaml), of);
  INFO(yaml << "\n" << list(faults));
  REQUIRE(faults.empty());
  return read;
}

std::vector<core::Error> faults_of(const std::string& rules) {
  const Packs packs;
  packs.write("testland.yaml", head + rules);
  auto faults = check_rule_files(packs.path);
  made::check_chinese(faults);
  return faults;
}

const std::string words = "  citation: 引文\n  origin: seed\n  message: 话\n  severity: review\n";

}  // namespace

TEST_CASE("every fact has a type and a name for people") {
  for (const auto& fact : plain_facts()) {
    INFO(fact);
    CHECK(type_of_fact(fact) != FactType::open);
    CHECK_FALSE(title_of_fact(fact).empty());
  }
}

TEST_CASE("a fact compared with what it is not is a fault with its line") {
  struct Row {
    const char *when, *what;
  };
  const Row table[] = {
      {"{fact: filing.category, before: 2024-01-01}", "wrong type: `filing.category` is one of a list, not a date"},
      {"{fact: treatment.region, not_after: 2024-01-01}", "wrong type: `treatment.region` is a text, not a date"},
      {"{fact: filing.start, ge: 5}", "wrong type: `filing.start` is a date, not a number"},
      {"{fact: stay_total, contains_any: [3]}", "wrong type: `stay_total` is a number, not a text"},
      {"{fact: filing.start, eq: spring}", "`spring` is not a date"},
      {"{fact: filing.start, eq: 2024-02-30}", "`2024-02-30` is not a date"},
      {"{fact: hospital.level, in: [三级]}", "`三级` is not a number"},
      {"{fact: stay_total, ge: 1.2.3}", "`1.2.3` is not a number"},
      {"{fact: channel, eq: fax}", "`channel` is never `fax`"},
      {"{fact: treatment.province, eq: \"99\"}", "`treatment.province` is never `99`"},
      {"{fact: region, eq: atlantis}", "`region` is never `atlantis`"},
      {"{fact: filing.start, after: {fact: stay_total}}", "`filing.start` is a date, `stay_total` is a number"},
      {"{fact: filing.category, eq: {fact: treatment.region}}", "is one of a list, `treatment.region` is a text"},
      {"{fact: stay_total, gt: {fact: fund_payment, plus_days: 3}}", "`fund_payment` is a number, not a date"},
      {"{fact: treatment.region, contains_any: [{fact: region}]}", "takes no fact as its value"},
      {"{fact: flags.resuce, eq: true}", "unknown fact `flags.resuce`"},
      {"{fact: filing.categry, eq: referral}", "unknown fact `filing.categry`"},
  };
  for (const auto& [when, what] : table) {
    const auto faults = faults_of(std::string("- id: t.a\n  when: ") + when + tail);
    INFO(when << "\n" << list(faults));
    CHECK(faults.size() == 1);
    CHECK(names(faults, "testland.yaml:9", what));
  }
  CHECK(list(faults_of("- id: t.a\n  when: {fact: filing.categry, eq: referral}" + tail)).find("`filing.category`") !=
        std::string::npos);
  CHECK(faults_of("- id: t.a\n  when: {fact: flags.quick_filing, eq: true}" + tail).empty());
}

TEST_CASE("conditions that no claim meets are found, others are not") {
  const char* never[] = {
      "{all: [{fact: stay, eq: inpatient}, {fact: stay, eq: outpatient}]}",
      "{all: [{fact: stay, in: [inpatient]}, not: {fact: stay, eq: inpatient}]}",
      "{all: [{fact: trauma, eq: true}, {fact: trauma, known: false}]}",
      "{all: [{fact: stay_total, ge: 1000}, {fact: stay_total, lt: 1000}]}",
      "{all: [{fact: hospital.level, gt: 3}]}",
      "{all: [{fact: submitted_on, after: 2024-05-01}, {fact: submitted_on, before: 2024-05-02}]}",
      "{all: [{fact: filing.start, after: {fact: filing.end}}, {fact: filing.end, not_before: {fact: filing.start}}]}",
      "{all: [{fact: filing.start, after: {fact: admission_date, plus_months: 6}}, {fact: filing.start, before: {fact: "
      "admission_date, plus_days: 100}}]}",
      "{all: [{fact: service_first, before: {fact: filing.start}}, {fact: filing.start, not_after: {fact: discharge_date}}, "
      "{fact: discharge_date, before: {fact: service_first}}]}",
      "{all: [{fact: filing.longterm, eq: true}, {fact: filing.category, eq: referral}]}",
      "{all: [{fact: filing.state, eq: none}, {fact: filing.category, in: [student, referral]}]}",
      "{all: [{fact: claim_type, eq: inpatient}, {fact: stay, eq: outpatient}]}",
      "{all: [{fact: treatment.region, contains_any: [厦门市]}, not: {fact: treatment.region, contains_any: [厦门]}]}",
      "{all: [{any: [{fact: stay, eq: inpatient}, {fact: stay, ne: outpatient}]}, {fact: stay, eq: outpatient}]}",
      "{fact: submitter, not_in: [self, agent, employer, community_office]}",
      "{not: {any: [{fact: trauma, eq: true}, {fact: trauma, eq: false}]}}",
  };
  for (const auto* yaml : never) {
    INFO(yaml);
    CHECK(contradiction(condition(yaml)));
  }
  const char* perhaps[] = {
      "{all: [{fact: stay, eq: inpatient}, {fact: claim_type, eq: maternity}]}",
      "{all: [{fact: submitted_on, not_before: 2024-05-01}, {fact: submitted_on, not_after: 2024-05-01}]}",
      "{all: [{fact: filing.start, after: {fact: admission_date, plus_months: 6}}, {fact: filing.start, before: {fact: "
      "admission_date, plus_days: 200}}]}",
      "{all: [{fact: service_first, not_before: {fact: filing.created_on}}, {fact: service_first, before: {fact: "
      "filing.created_on, plus_working_days: 3}}]}",
      "{all: [{fact: stay_total, ge: 1000}, {fact: stay_total, lt: 1000.01}]}",
      "{all: [{fact: filing.state, eq: exists}, {fact: filing.category, ne: none}]}",
      "{any: [{all: [{fact: stay, eq: inpatient}, {fact: stay, eq: outpatient}]}, {fact: trauma, eq: true}]}",
      "{fact: trauma, known: false}",
      "{not: {fact: treatment.region, contains_any: [漳州, 三明]}}",
  };
  for (const auto* yaml : perhaps) {
    INFO(yaml);
    CHECK_FALSE(contradiction(condition(yaml)));
  }
}

TEST_CASE("a condition with thousands of branches is left alone, quickly") {
  std::string yaml = "{all: [";
  for (int i = 0; i < 20; ++i)
    yaml += std::string(i ? ", " : "") + "{any: [{fact: flags.a" + std::to_string(i) + "a, eq: true}, {fact: flags.b" +
            std::to_string(i) + "b, eq: true}]}";
  const auto large = condition(yaml + "]}");
  CHECK_FALSE(contradiction(large));
  CHECK_FALSE(implies(large, condition("{fact: trauma, eq: true}")));
}

TEST_CASE("whether one condition holds whenever another does") {
  const auto when = [](const char* a, const char* b) { return implies(condition(a), condition(b)); };
  CHECK(when("{all: [{fact: trauma, eq: true}, {fact: stay, eq: inpatient}]}", "{fact: trauma, eq: true}"));
  CHECK(when("{fact: stay, eq: inpatient}", "{fact: stay, in: [outpatient, inpatient]}"));
  CHECK(when("{fact: stay_total, ge: 30000}", "{fact: stay_total, gt: 20000}"));
  CHECK(when("{fact: filing.category, eq: student}",
             "{any: [{fact: filing.category, in: [student, referral]}, {fact: trauma, "
             "eq: true}]}"));
  CHECK_FALSE(when("{fact: trauma, eq: true}", "{all: [{fact: trauma, eq: true}, {fact: stay, eq: inpatient}]}"));
  // The other fact may be unknown: then its condition does not hold.
  CHECK_FALSE(when("{fact: trauma, eq: true}", "{any: [{fact: stay, eq: inpatient}, {fact: stay, eq: outpatient}]}"));
  CHECK(when("{all: [{fact: trauma, eq: true}, {fact: stay, known: true}]}",
             "{any: [{fact: stay, eq: inpatient}, {fact: stay, eq: outpatient}]}"));
  CHECK_FALSE(when("{fact: trauma, known: false}", "{not: {fact: trauma, eq: true}}"));
}

TEST_CASE("an alternative that never holds, and a requirement that never holds, are faults too") {
  const auto dead = faults_of(
      "- id: t.a\n  when:\n    any:\n    - {fact: trauma, eq: true}\n    - all:\n      - {fact: stay, eq: inpatient}\n      - "
      "{fact: "
      "stay, eq: outpatient}" +
      tail);
  INFO(list(dead));
  CHECK(dead.size() == 1);
  CHECK(names(dead, "testland.yaml:12", "no claim can meet these comparisons of `stay`"));
  const auto need = faults_of(
      "- id: t.a\n  requires:\n  - any: [prescription]\n    title: 处方\n    when: {all: [{fact: trauma, eq: true}, {fact: "
      "trauma, "
      "eq: false}]}" +
      tail);
  CHECK(names(need, "testland.yaml:12", "`trauma`"));
}

TEST_CASE("rules that can never speak are faults") {
  // overridden further up in the same file, whatever the claim
  CHECK(names(faults_of("- id: t.a\n  when: {fact: trauma, eq: true}\n  overrides: [t.b]\n" + words +
                        "- id: t.b\n  when: {fact: trauma, eq: false}\n" + words),
              "testland.yaml:15", "rule `t.b` can never speak: `t.a` (`testland.yaml:8`)"));
  // … only up to a day: it speaks afterwards
  CHECK(faults_of("- id: t.a\n  when: {fact: trauma, eq: true}\n  overrides: [t.b]\n  effective_to: 2022-12-31\n" + words +
                  "- id: t.b\n  when: {fact: trauma, eq: false}\n" + words)
            .empty());
  // … and the later one only stands before that day
  CHECK(names(faults_of("- id: t.a\n  when: {fact: trauma, eq: true}\n  overrides: [t.b]\n  effective_to: 2022-12-31\n" + words +
                        "- id: t.b\n  when: {fact: trauma, eq: false}\n  effective_to: 2020-12-31\n" + words),
              "testland.yaml:16", "can never speak"));
  // exempted whenever its condition holds
  CHECK(names(faults_of("- id: t.a\n  effect: exempt\n  when: {fact: trauma, eq: true}\n  exempts: [t.b]\n" + words +
                        "- id: t.b\n  when: {all: [{fact: trauma, eq: true}, {fact: stay, eq: inpatient}]}\n" + words),
              "testland.yaml:16", "can never speak"));
  CHECK(faults_of("- id: t.a\n  effect: exempt\n  when: {fact: trauma, eq: true}\n  exempts: [t.b]\n" + words +
                  "- id: t.b\n  when: {fact: stay, eq: inpatient}\n" + words)
            .empty());
  CHECK(names(faults_of("- id: t.a\n  when: {fact: trauma, eq: true}\n  exempts: [t.*]\n" + words), "testland.yaml:8",
              "exempts from itself"));
  // the national rule that a region overrides still speaks elsewhere
  CHECK(faults_of("- id: t.a\n  when: {fact: trauma, eq: true}\n  overrides: [national.trauma.materials]\n" + words).empty());
  // the same condition twice
  CHECK(names(faults_of("- id: t.a\n  when: {all: [{fact: trauma, eq: true}, {fact: stay, eq: inpatient}]}\n" + words +
                        "- id: t.b\n  when: {all: [{fact: stay, eq: inpatient}, {fact: trauma, eq: true}]}\n" + words),
              "testland.yaml:14", "the same condition as `t.a` (`testland.yaml:8`)"));
  CHECK(faults_of("- id: t.a\n  when: {fact: trauma, eq: true}\n  conflict: E2\n" + words +
                  "- id: t.b\n  when: {fact: trauma, eq: true}\n  conflict: E2\n" + words)
            .empty());
  // a paper that an earlier rule always asks for
  const std::string need = "  requires:\n  - {any: [exam_report], title: 检查报告}\n";
  CHECK(names(faults_of("- id: t.a\n" + need + words + "- id: t.b\n  when: {fact: trauma, eq: true}\n" + need + words),
              "testland.yaml:15", "asks for the same papers before it"));
  CHECK(faults_of("- id: t.a\n  when: {fact: trauma, eq: true}\n" + need + words + "- id: t.b\n" + need + words).empty());
}

TEST_CASE("overrides and exemptions of what is not there are faults") {
  const auto rule = [](const std::string& line) {
    return faults_of("- id: t.a\n  when: {fact: trauma, eq: true}\n" + line + words);
  };
  CHECK(names(rule("  overrides: [xiamen.channel]\n"), "testland.yaml:8", "never stands behind it"));
  CHECK(names(rule("  overrides: [x.name.same]\n"), "testland.yaml:8", "overrides the cross check"));
  CHECK(names(rule("  exempts: [atlantis.*]\n"), "testland.yaml:8", "no rule has such an id"));
  CHECK(rule("  exempts: [\"x.filing.*\", \"national.filing.*\"]\n").empty());
}

TEST_CASE("variants of one rule must follow one another in time") {
  const auto dated = [](const std::string& from, const std::string& to) {
    return (from.empty() ? "" : "  effective_from: " + from + "\n") + (to.empty() ? "" : "  effective_to: " + to + "\n");
  };
  const auto pair = [&](const std::string& to, const std::string& from, const std::string& extra) {
    return faults_of("- id: t.fee.until_2022\n  when: {fact: trauma, eq: true}\n" + dated("", to) + extra + words +
                     "- id: t.fee.from_2023\n  when: {fact: trauma, eq: true}\n" + dated(from, "") + extra + words);
  };
  CHECK(pair("2022-12-31", "2023-01-01", "").empty());
  CHECK(pair("2024-02-29", "2024-03-01", "").empty());
  const auto gap = pair("2022-12-31", "2023-02-01", "");
  INFO(list(gap));
  CHECK(gap.size() == 1);
  CHECK(names(gap, "testland.yaml:15", "leave a gap: neither holds from `2023-01-01`"));
  CHECK(names(pair("2023-01-31", "2023-01-01", "  conflict: E7\n"), "testland.yaml:16", "overlap: both hold from `2023-01-01`"));
  // one conflict and one condition, whatever the ids
  CHECK(names(faults_of("- id: t.a\n  when: {fact: trauma, eq: true}\n  conflict: E7\n" + dated("", "2022-12-31") + words +
                        "- id: t.b\n  when: {fact: trauma, eq: true}\n  conflict: E7\n" + dated("2023-06-01", "") + words),
              "testland.yaml:16", "leave a gap"));
  // two quotations that stand side by side without dates are no variants in time
  CHECK(pair("", "", "  conflict: E2\n").empty());
}

TEST_CASE("what stands in braces must be something that can be filled in") {
  const auto said = [](const std::string& line) {
    return faults_of("- id: t.a\n  when: {fact: trauma, eq: true}\n  citation: 引\n  origin: seed\n  severity: supplement\n" +
                     line);
  };
  CHECK(said("  message: 备案 {filing.end} 到期，{service_first} 就医。\n").empty());
  CHECK(names(said("  message: 备案 {filing.ende} 到期。\n"), "testland.yaml:13", "`{filing.ende}` in `message`"));
  CHECK(names(said("  message: 话\n  cure: 请补交 {title}。\n"), "testland.yaml:14", "`{title}` in `cure`"));
  CHECK(names(said("  message: 备案 {filing.end 到期。\n"), "testland.yaml:13", "not closed"));
  const auto papers = [](const std::string& message) {
    return faults_of(
        "- id: t.a\n  requires:\n  - {any: [exam_report], title: 检查报告}\n  citation: 引\n  origin: seed\n  severity: "
        "supplement\n  message: " +
        message + "\n");
  };
  CHECK(papers("\"缺少{title}，请补交{copy}。\"").empty());
  CHECK(names(papers("\"缺少{titel}。\""), "testland.yaml:14", "{title} and {copy}") == false);
  CHECK(list(papers("\"缺少{titel}。\"")).find("{title} and {copy}") != std::string::npos);

  const Packs packs;
  auto checks = packs.read("checks.yaml");
  const std::string from = "“{found}”与参保人“{name}”差一个字";
  checks.replace(checks.find(from), from.size(), "“{fuond}”与参保人“{name}”差一个字");
  packs.write("checks.yaml", checks);
  CHECK(list(check_rule_files(packs.path)).find("`{fuond}` in check `x.name.same`") != std::string::npos);
}

TEST_CASE("all faults of all files come in one run") {
  const Packs packs;
  packs.write("testland.yaml", head + "- id: t.a\n  whem: 1\n  when: {fact: moon, eq: full}\n" + words +
                                   "- id: t.b\n  when: {all: [{fact: trauma, eq: true}, {fact: trauma, eq: false}]}\n" + words);
  auto xiamen = packs.read("xiamen.yaml");
  packs.write("xiamen.yaml", xiamen.replace(xiamen.find("origin: seed"), 12, "origin: hearsay"));
  const auto faults = check_rule_files(packs.path);
  INFO(list(faults));
  CHECK(names(faults, "testland.yaml:9", "unknown key `whem`"));
  CHECK(names(faults, "testland.yaml:10", "unknown fact `moon`"));
  CHECK(names(faults, "testland.yaml:16", "no claim can meet"));
  CHECK(list(faults).find("unknown origin `hearsay`") != std::string::npos);
}
