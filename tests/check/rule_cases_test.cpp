// The cases beside the packs, the table of the rules, and the list of what the law holds.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "catch.hpp"
#include "check/made_case.hpp"
#include "check/rule_cases.hpp"
#include "check/rules.hpp"

using namespace claimpack;
using namespace claimpack::check;
namespace fs = std::filesystem;

namespace {

const fs::path source = CLAIMPACK_SOURCE;

std::string content_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

const CaseFolder& folder() {
  static const auto read = read_rule_cases(made::rules(), source / "templates/regions/cases");
  return read;
}

const CaseRun& all_cases() {
  static const auto run = run_rule_cases(made::rules(), folder().cases);
  return run;
}

// A folder with the project's bases and one file of cases.
class Folder {
 public:
  explicit Folder(const std::string& cases) {
    fs::remove_all(path);
    fs::create_directories(path);
    fs::copy_file(source / "templates/regions/cases/bases.yaml", path / "bases.yaml");
    std::ofstream(path / "xiamen.yaml") << cases;
  }
  ~Folder() { fs::remove_all(path); }
  CaseFolder read() const { return read_rule_cases(made::rules(), path); }
  const fs::path path = fs::temp_directory_path() / ("claimpack-cases-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
};

struct Law {
  std::string id, effect, origin, confidence;
};

std::vector<Law> law() {
  std::vector<Law> rows;
  std::istringstream lines(content_of(source / "tests/check/law.tsv"));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream cells(line);
    Law row;
    std::getline(cells, row.id, '\t'), std::getline(cells, row.effect, '\t'), std::getline(cells, row.origin, '\t');
    std::getline(cells, row.confidence, '\t');
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

TEST_CASE("every case of the packs ends as it says") {
  for (const auto& fault : folder().faults) FAIL_CHECK(core::sentence(fault));
  REQUIRE(folder().cases.size() > 300);
  for (const auto& verdict : all_cases().verdicts) {
    std::string failures;
    for (const auto& failure : verdict.failures) failures += "\n  " + failure;
    INFO(verdict.tried->file << ":" << verdict.tried->line << " " << verdict.tried->name << failures);
    CHECK(verdict.failures.empty());
  }
}

TEST_CASE("no rule and no check is without a case that fires it and one in which it is silent") {
  for (const auto& one : all_cases().cover) {
    INFO(one.pack << " " << one.id);
    CHECK_FALSE(one.fires.empty());
    CHECK_FALSE(one.silent.empty());
  }
}

TEST_CASE("no message of a check is without a case that says it") {
  std::map<std::string, std::string> said;  // by check, all that the cases made it say
  for (const auto& one : folder().cases)
    for (const auto& finding : made::decided(one.claim).findings) said[finding.rule] += finding.message + "\n";
  for (const auto& [id, spec] : made::rules().checks)
    for (const auto& [variant, message] : spec.messages) {
      std::string longest, piece;  // of the words between the values
      for (std::size_t at = 0; at <= message.size(); ++at) {
        if (at < message.size() && message[at] != '{') {
          piece += message[at];
          continue;
        }
        if (piece.size() > longest.size()) longest = piece;
        piece.clear();
        at = std::min(message.find('}', at), message.size());
      }
      INFO(id << " " << variant << ": " << message);
      CHECK(said[id].find(longest) != std::string::npos);
    }
}

TEST_CASE("docs/rules.md is the table that the cases make") {
  CHECK(content_of(source / "docs/rules.md") == rules_table(all_cases()));  // claimpack rules test --table > docs/rules.md
}

TEST_CASE("every rule of the law stands in a pack with its effect, origin and confidence") {
  std::map<std::string, RuleCover> known;
  for (const auto& one : all_cases().cover) known[one.id] = one;
  const auto rows = law();
  REQUIRE(rows.size() == 220);
  for (const auto& row : rows) {
    INFO(row.id);
    const auto found = known.find(row.id);
    REQUIRE(found != known.end());
    if (row.effect == "check") continue;
    const auto& rule = found->second;
    auto effect = rule.effect == "duty" ? "note" : rule.effect == "inherits" ? "supplement" : rule.effect;
    if (row.effect == "accept") effect = effect == "pay" ? "accept" : effect;  // accepted, with a line for the payment
    CHECK(effect == row.effect);
    CHECK(rule.origin == row.origin);
    if (row.origin == "public") CHECK(rule.confidence == row.confidence);
  }
}

TEST_CASE("a contradiction of the sources is a conflict of rules, and where a person decides, both quotations stand") {
  std::set<std::string> conflicts;
  for (const auto& [id, pack] : made::rules().packs)
    for (const auto& rule : pack.rules) {
      if (rule.conflict.empty()) continue;
      conflicts.insert(rule.conflict);
      // Without a date that decides, or where the later variant still leaves it to a person.
      const bool undecided = rule.severity == core::Severity::review && rule.effect == Rule::Effect::finding &&
                             rule.origin != "inferred" && rule.effective_to.empty() && rule.conflict != "E12";
      INFO(rule.id);
      if (undecided && rule.conflict != "E6") CHECK(rule.citation.find(" / ") != std::string::npos);
    }
  for (const char* id :
       {"E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "E12", "E13", "E14", "E15", "E17", "E18", "E19"}) {
    INFO(id);  // E16 is no rule
    CHECK(conflicts.count(id) == 1);
  }
}

TEST_CASE("variants by date follow one another without a gap") {
  for (const auto& [id, pack] : made::rules().packs)
    for (const auto& rule : pack.rules) {
      const std::string ending = ".from_2023";
      if (!rule.id.ends_with(ending)) continue;
      const auto base = rule.id.substr(0, rule.id.size() - ending.size());
      const auto before = std::find_if(pack.rules.begin(), pack.rules.end(), [&](const Rule& other) { return other.id == base; });
      INFO(rule.id);
      REQUIRE(before != pack.rules.end());
      CHECK(before->conflict == rule.conflict);
      CHECK(before->effective_to == "2022-12-31");
      CHECK(rule.effective_from == "2023-01-01");
    }
}

TEST_CASE("what is expected and does not happen fails, with what happened instead") {
  const Folder cases(
      "region: xiamen\nbase: inpatient\ncases:\n"
      "- case: a\n  fires: [x.bill.words]\n"
      "- case: b\n  drop: [expense_list]\n  silent: [xiamen.inpatient.materials]\n"
      "- case: c\n  drop: [expense_list]\n  fires: [xiamen.inpatient.materials]\n"
      "  expect: {xiamen.inpatient.materials: {severity: review, says: 处方}}\n"
      "- case: d\n  outcome: rejected\n"
      "- case: e\n  drop: [expense_list]\n  fires: [xiamen.inpatient.materials]\n  outcome: supplement\n");
  const auto read = cases.read();
  REQUIRE(read.faults.empty());
  const auto run = run_rule_cases(made::rules(), read.cases);
  REQUIRE(run.verdicts.size() == 5);
  for (std::size_t i = 0; i < 4; ++i) {
    INFO(run.verdicts[i].tried->name);
    CHECK(run.verdicts[i].failures.size() >= 2);  // what was expected, and what the claim says
  }
  CHECK(run.verdicts[4].failures.empty());
  CHECK_FALSE(run.passed());
  const auto only = run_rule_cases(made::rules(), read.cases, "checks");
  CHECK(only.cover.size() == made::rules().checks.size());
}

TEST_CASE("a fault of a case is named by file and line, with a cure") {
  struct Row {
    std::string cases, what;
    int line;
  };
  const std::string head = "region: xiamen\nbase: inpatient\ncases:\n- case: a\n";
  const std::vector<Row> rows = {
      {head + "  fire: [x.bill.words]\n", "unknown key `fire`", 5},
      {head + "  fires: [x.bill.wordz]\n", "unknown rule `x.bill.wordz`", 5},
      {head + "  fires: [x.bill.words]\n  silent: [x.bill.words]\n", "impossible case", 4},
      {head + "  drop: [bank_card]\n  silent: [x.bill.words]\n", "no `bank_card` to drop", 5},
      {head + "  add: [bankcard]\n  silent: [x.bill.words]\n", "unknown kind `bankcard`", 5},
      {head + "  set: {expense_list.totl: \"1\"}\n  silent: [x.bill.words]\n", "no field `totl`", 5},
      {head + "  set: {\"expense_list.items[9].amount\": \"1\"}\n  silent: [x.bill.words]\n", "has no `items[9].amount`", 5},
      {head + "  set: {prescription.issue_date: 2024-01-01}\n  silent: [x.bill.words]\n", "no `prescription`", 5},
      {head + "  intake: {claim_typ: inpatient}\n  silent: [x.bill.words]\n", "unknown key `claim_typ`", 5},
      {head + "  intake: {claim_type: inpatien}\n  silent: [x.bill.words]\n", "no value of claim_type", 5},
      {head + "  intake: {filing: {start: 2024-13-01}}\n  silent: [x.bill.words]\n", "not a date", 5},
      {head + "  intake: {flags: {trauma: ja}}\n  silent: [x.bill.words]\n", "neither true nor false", 5},
      {head + "  base: inpatiens\n  silent: [x.bill.words]\n", "unknown base", 4},
      {head + "  region: atlantis\n  silent: [x.bill.words]\n", "unknown region", 4},
      {head + "  outcome: fine\n", "unknown outcome", 5},
      {head, "expects nothing", 4},
      {"region: xiamen\nbase: inpatient\ncases: 7\n", "no list of cases", 1},
      {head + "  drop: inpatient_invoice\n  silent: [x.bill.words]\n", "is not a list", 5},
      {head + "  fires: [x.bill.words\n", "not YAML", 6},
      {head + "  region_facts: {filing_from_required: true}\n  silent: [x.bill.words]\n", "unknown region fact", 5},
      {head + "  expect: {x.bill.words: {severity: review}}\n  silent: [x.bill.kind]\n", "is not among those that fire", 5},
  };
  for (const auto& row : rows) {
    const auto read = Folder(row.cases).read();
    INFO(row.cases);
    REQUIRE_FALSE(read.faults.empty());
    const auto& fault = read.faults.front();
    INFO(core::sentence(fault));
    CHECK(fault.what.find(row.what) != std::string::npos);
    CHECK(fault.place == "cases/xiamen.yaml:" + std::to_string(row.line));
    CHECK_FALSE(fault.cure.empty());
  }
  CHECK_FALSE(read_rule_cases(made::rules(), source / "no-such-folder").faults.empty());
}
