// Region × claim type × filing × defect against what the rules' source says (matrix.yaml, written from it alone).
#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "catch.hpp"
#include "check/case_changes.hpp"
#include "check/made_case.hpp"

using namespace claimpack;
using namespace claimpack::check;
using core::Severity;

namespace {

YAML::Node read_yaml(const std::string& path) {
  std::ifstream in(std::string(CLAIMPACK_SOURCE "/") + path);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return YAML::Load(bytes.str());
}

struct Expected {
  Severity severity;
  std::string cure;
};

struct Cell {
  std::string region, type, state, defect, missing;  // `missing`: the kind taken away, for the defect of that name
  std::string type_class, bill;

  std::string name() const {
    return region + " × " + type + " × " + state + " × " + defect + (missing.empty() ? "" : " " + missing);
  }
};

bool among(const YAML::Node& list, const std::string& word) {
  if (!list) return true;  // nothing named: all
  return std::any_of(list.begin(), list.end(), [&](const YAML::Node& each) { return each.Scalar() == word; });
}

bool applies(const YAML::Node& row, const Cell& cell) {
  return among(row["regions"], cell.region) && among(row["classes"], cell.type_class) && among(row["types"], cell.type) &&
         among(row["states"], cell.state);
}

void expect(const YAML::Node& row, std::vector<Expected>& all) {
  const auto effect = row["effect"] ? row["effect"].Scalar() : "supplement";
  for (const auto severity : {Severity::review, Severity::supplement, Severity::reject})
    if (effect == core::name_of(severity)) all.push_back({severity, row["cure"] ? row["cure"].Scalar() : ""});
}

// Of several rows the last that applies speaks.
void expect_last(const YAML::Node& rows, const Cell& cell, std::vector<Expected>& all) {
  YAML::Node last;
  for (const auto& row : rows)
    if (applies(row, cell)) last = row;
  if (last.IsMap()) expect(last, all);
}

class Matrix {
 public:
  Matrix()
      : table_(read_yaml("tests/check/matrix.yaml")),
        file_(faults_, "matrix.yaml"),
        made_(read_yaml("templates/regions/cases/bases.yaml"), file_),
        words_(made_.words_for("上海市", "2024", made::rules())) {}

  int run() {
    int cells = 0;
    for (const auto& region : table_["regions"])
      for (const auto& type : table_["types"])
        for (const auto& state : table_["filing"])
          for (const auto& defect : table_["defects"]) {
            Cell cell{region.Scalar(), type.first.Scalar(), state.first.Scalar(), defect.first.Scalar(), "", "", ""};
            cell.type_class = type.second["class"].Scalar(), cell.bill = type.second["bill"].Scalar();
            if (!among(state.second["types"], cell.type)) continue;
            if (state.second["without"] && among(state.second["without"], cell.defect)) continue;
            cells += cell.defect == "missing" ? each_missing(cell) : look(cell);
          }
    return cells;
  }

  // The days of application that were looked at.
  std::set<std::string> run_dated() {
    std::set<std::string> days;
    for (const auto& row : table_["dated"])
      for (const auto& day : row["days"]) {
        look_on(row, day.first.Scalar(), day.second);
        days.insert(day.first.Scalar());
      }
    return days;
  }

 private:
  Case claim_of(const Cell& cell) {
    const auto type = table_["types"][cell.type];
    auto made = made_.make(type["base"].Scalar(), cell.region, words_, file_);
    const auto change = [&](std::string yaml) {
      const std::pair<const char*, std::string> names[] = {
          {"BILL", cell.bill},
          {"CODE", "\"" + core::value_of(bill(made, cell), "bill_code") + "\""},
          {"NUMBER", "\"" + core::value_of(bill(made, cell), "bill_number") + "\""},
          {"LAST", cell.type_class == "planned" && cell.region != "beijing" ? "1" : "2"}};
      for (const auto& [name, value] : names)
        for (auto at = yaml.find(name); at != std::string::npos; at = yaml.find(name))
          yaml.replace(at, std::string(name).size(), value);
      apply_changes(YAML::Load(yaml), made_, words_, made, file_);
    };
    if (type["change"]) change(type["change"].Scalar());
    if (const auto state = table_["filing"][cell.state]; state["change"]) change(state["change"].Scalar());
    if (const auto defect = table_["defects"][cell.defect]; defect["change"]) change(defect["change"].Scalar());
    if (!cell.missing.empty()) made::drop(made, cell.missing);
    return made;
  }

  const core::Document& bill(const Case& made, const Cell& cell) {
    static const core::Document none;
    for (const auto& document : made.documents)
      if (document.kind == cell.bill) return document;
    return none;
  }

  void expect_list(const Cell& cell, const Case& made, std::vector<Expected>& all) {
    const auto own = table_["asks"][cell.region];
    const auto list = own && own[cell.type] ? own[cell.type] : table_["asks"]["other_regions"][cell.type];
    for (const auto& demand : table_["lists"][list.Scalar()]) {
      const bool met = std::any_of(made.documents.begin(), made.documents.end(),
                                   [&](const core::Document& paper) { return among(demand["any"], paper.kind); });
      if (!met) expect(demand, all);
    }
  }

  std::vector<Expected> expected(const Cell& cell, const Case& made) {
    std::vector<Expected> all;
    expect_list(cell, made, all);
    for (const auto& row : table_["standing"])
      if (applies(row, cell)) expect(row, all);
    const auto state = table_["filing"][cell.state];
    if (state["effects"]) expect_last(state["effects"], cell, all);
    if (state["papers"])
      for (const auto& cure : state["papers"][cell.region]) all.push_back({Severity::supplement, cure.Scalar()});
    if (table_["defects"][cell.defect]["effects"]) expect_last(table_["defects"][cell.defect]["effects"], cell, all);
    return all;
  }

  std::set<std::string> expected_pay(const Cell& cell) {
    std::set<std::string> rules;
    for (const auto& row : table_["pay"])
      if (applies(row, cell)) rules.insert(row["rule"].Scalar());
    return rules;
  }

  // Papers are taken away one kind at a time; the emergency's mark goes with the paper that bears it.
  int each_missing(Cell cell) {
    int cells = 0;
    std::set<std::string> kinds;
    for (const auto& document : claim_of(cell).documents) kinds.insert(document.kind);
    for (const auto& kind : kinds) {
      cell.missing = kind;
      cells += look(cell);
    }
    return cells;
  }

  // One row of `dated` on one day of application.
  void look_on(const YAML::Node& row, const std::string& day, const YAML::Node& wanted) {
    const auto type = table_["types"][row["type"].Scalar()];
    const auto region = row["region"].Scalar(), place = row["place"] ? row["place"].Scalar() : std::string("上海市");
    const auto words = made_.words_for(place, row["year"].Scalar(), made::rules());
    auto the_case = made_.make(type["base"].Scalar(), region, words, file_);
    for (const auto& yaml : {type["change"] ? type["change"].Scalar() : std::string("{}"), row["change"].Scalar(),
                             "intake: {submitted_on: " + day + "}"})
      apply_changes(YAML::Load(yaml), made_, words, the_case, file_);
    for (const auto& fault : faults_) FAIL(row["about"].Scalar() << ": " << core::sentence(fault));
    const auto claim = made::decided(the_case);
    INFO(row["about"].Scalar() << " · " << region << " · applied for on " << day << "\n" << made::told(claim));
    std::vector<Expected> effects;
    expect(wanted, effects);
    const core::Outcome outcomes[] = {core::Outcome::complete, core::Outcome::review, core::Outcome::supplement,
                                      core::Outcome::rejected};
    CHECK(claim.outcome == outcomes[effects.empty() ? 0 : static_cast<int>(effects[0].severity)]);
    std::vector<std::string> cures;
    for (const auto& one : claim.findings)
      if (one.severity == Severity::supplement) cures.push_back(one.cure);
    CHECK(cures.size() == wanted["cures"].size());
    for (const auto& cure : wanted["cures"]) {
      INFO("cure: " << cure.Scalar());
      CHECK(std::any_of(cures.begin(), cures.end(),
                        [&](const std::string& told) { return told.find(cure.Scalar()) != std::string::npos; }));
    }
    std::set<std::string> pay, wanted_pay, stated;
    for (const auto& note : claim.pay) pay.insert(note.rule);
    for (const auto& note : claim.stated) stated.insert(note.rule);
    for (const auto& finding : claim.findings) stated.insert(finding.rule);
    for (const auto& rule : wanted["pay"]) wanted_pay.insert(rule.Scalar());
    CHECK(pay == wanted_pay);
    for (const auto& rule : wanted["says"]) CHECK(stated.count(rule.Scalar()));
    for (const auto& rule : wanted["silent"]) CHECK_FALSE(stated.count(rule.Scalar()));
  }

  int look(const Cell& cell) {
    const auto the_case = claim_of(cell);
    for (const auto& fault : faults_) FAIL(cell.name() << ": " << core::sentence(fault));
    const auto claim = made::decided(the_case);
    const auto wanted = expected(cell, the_case);
    auto outcome = core::Outcome::complete;
    std::size_t lines = 0;
    std::string missing_cure;
    for (const auto& one : wanted) {
      const auto as = one.severity == Severity::reject       ? core::Outcome::rejected
                      : one.severity == Severity::supplement ? core::Outcome::supplement
                                                             : core::Outcome::review;
      outcome = std::max(outcome, as);
      lines += one.severity == Severity::supplement;
      const bool told =
          one.cure.empty() || std::any_of(claim.findings.begin(), claim.findings.end(), [&](const core::Finding& finding) {
            return finding.severity == Severity::supplement && finding.cure.find(one.cure) != std::string::npos;
          });
      if (!told) missing_cure += one.cure + " ";
    }
    const auto told =
        static_cast<std::size_t>(std::count_if(claim.findings.begin(), claim.findings.end(), [](const core::Finding& one) {
          return one.severity == Severity::supplement && !one.cure.empty();
        }));
    std::set<std::string> pay;
    for (const auto& note : claim.pay) pay.insert(note.rule);
    if (claim.outcome == outcome && missing_cure.empty() && told == lines && pay == expected_pay(cell)) return 1;
    INFO(cell.name() << "\nexpected " << core::name_of(outcome) << " with " << lines << " lines, lacking: " << missing_cure
                     << "\n"
                     << made::told(claim));
    CHECK(claim.outcome == outcome);
    CHECK(missing_cure.empty());
    CHECK(told == lines);
    CHECK(pay == expected_pay(cell));
    return 1;
  }

  YAML::Node table_;
  std::vector<core::Error> faults_;
  Faults file_;
  MadeClaims made_;
  MadeClaims::Words words_;
};

}  // namespace

TEST_CASE("every cell of region, claim type, filing and defect ends as the rules' source says") {
  const int cells = Matrix().run();
  CHECK(cells > 5000);
}

TEST_CASE("on both sides of each day on which a rule changes, a claim ends as the rules' source says") {
  const auto days = Matrix().run_dated();
  for (const char* day : {"2022-12-31", "2023-01-01", "2023-11-30", "2023-12-01"}) CHECK(days.count(day));
  // A pack that begins or ends on another day has rows of its own to be written.
  for (const auto& [id, pack] : made::rules().packs)
    for (const auto& rule : pack.rules) {
      INFO(rule.id);
      if (!rule.effective_from.empty()) CHECK(days.count(rule.effective_from));
      if (!rule.effective_to.empty()) CHECK(days.count(rule.effective_to));
    }
}
