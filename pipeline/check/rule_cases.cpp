#include "check/rule_cases.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "check/case_changes.hpp"
#include "check/vocabulary.hpp"

namespace claimpack::check {

namespace fs = std::filesystem;

namespace {

// Nothing where the file is no mapping; the fault says why.
std::optional<YAML::Node> load(const fs::path& path, Faults& faults) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  try {
    auto root = YAML::Load(bytes.str());
    if (root.IsMap()) return root;
    faults.at_line(1, "the file holds no mapping", "begin with `cases:`");
  } catch (const YAML::ParserException& fault) {
    faults.at_line(fault.mark.line + 1, "not YAML: " + fault.msg, "check indentation, quotes and brackets of this line");
  }
  return std::nullopt;
}

std::set<std::string> known_ids(const Rules& rules) {
  std::set<std::string> ids;
  for (const auto& [id, pack] : rules.packs)
    for (const auto& rule : pack.rules) ids.insert(rule.id);
  for (const auto& [id, spec] : rules.checks) ids.insert(id);
  return ids;
}

// What a case has from its file and from the case that it stands under.
struct Setting {
  std::string base, region, place, year;
  std::vector<YAML::Node> changes;
};

class CaseReader {
 public:
  CaseReader(const Rules& rules, const MadeClaims& made, Faults& faults, std::vector<RuleCase>& cases)
      : rules_(rules), made_(made), faults_(faults), cases_(cases), ids_(known_ids(rules)) {}

  void read_file(const YAML::Node& root) {
    if (!keys_known(root, {"region", "base", "place", "year", "cases"}, "a file of cases", faults_)) return;
    const Setting setting{text_of(root, "base", faults_),
                          text_of(root, "region", faults_),
                          text_of(root, "place", faults_),
                          text_of(root, "year", faults_),
                          {}};
    read_list(root["cases"], setting);
  }

 private:
  void read_list(const YAML::Node& list, const Setting& setting) {
    if (!list || !list.IsSequence()) return faults_.at_line(1, "no list of cases", "write cases: and one `- case: …` a case");
    for (const auto& node : list) read_case(node, setting);
  }

  void read_case(const YAML::Node& node, Setting setting) {
    auto keys = change_keys();
    keys.insert(keys.end(), {"case", "base", "region", "place", "year", "fires", "silent", "expect", "outcome", "but"});
    if (!keys_known(node, {keys.begin(), keys.end()}, "a case", faults_)) return;
    for (const auto& [key, value] : {std::pair{"base", &setting.base}, std::pair{"region", &setting.region},
                                     std::pair{"place", &setting.place}, std::pair{"year", &setting.year}})
      if (node[key]) *value = text_of(node, key, faults_);
    setting.changes.push_back(node);
    RuleCase one;
    one.file = faults_.file();
    one.line = node.Mark().line + 1;
    one.name = text_of(node, "case", faults_);
    if (one.name.empty()) faults_.at(node, "a case has no name", "write case: 住院缺出院小结");
    read_expectations(node, one);
    if (make(node, setting, one)) cases_.push_back(std::move(one));
    if (node["but"]) read_list(node["but"], setting);
  }

  bool make(const YAML::Node& node, const Setting& setting, RuleCase& one) {
    if (!made_.knows_base(setting.base)) {
      faults_.at(node, "unknown base `" + setting.base + "`", "use one of: " + made_.known_bases());
      return false;
    }
    if (!setting.region.empty() && !rules_.pack(setting.region)) {
      faults_.at(node, "unknown region `" + setting.region + "`", "use the id of a pack, e.g. xiamen");
      return false;
    }
    const auto words = made_.words_for(setting.place, setting.year, rules_);
    one.claim = made_.make(setting.base, setting.region, words, faults_);
    for (const auto& changes : setting.changes) apply_changes(changes, made_, words, one.claim, faults_);
    return true;
  }

  std::vector<std::string> ids(const YAML::Node& node, const char* key) {
    auto list = words_of(node, key, faults_);
    for (const auto& id : list)
      if (!ids_.count(id)) faults_.at(node[key], "unknown rule `" + id + "`", "see `claimpack rules list`");
    return list;
  }

  void read_expectations(const YAML::Node& node, RuleCase& one) {
    one.fires = ids(node, "fires"), one.silent = ids(node, "silent");
    for (const auto& id : one.fires)
      if (std::find(one.silent.begin(), one.silent.end(), id) != one.silent.end())
        faults_.at(node, "impossible case: `" + id + "` is to fire and to be silent", "keep one of them");
    if (const auto outcome = node["outcome"]) {
      using core::Outcome;
      for (const auto known : {Outcome::complete, Outcome::review, Outcome::supplement, Outcome::rejected})
        if (outcome.Scalar() == core::name_of(known)) one.outcome = known;
      if (!one.outcome) faults_.at(outcome, "unknown outcome", "use complete, review, supplement or rejected");
    }
    if (one.fires.empty() && one.silent.empty() && !one.outcome && !node["but"])
      faults_.at(node, "the case expects nothing", "write fires: [ids] or silent: [ids]");
    if (const auto expect = node["expect"])
      for (const auto& entry : expect) read_expected(entry.first, entry.second, one);
  }

  void read_expected(const YAML::Node& id, const YAML::Node& node, RuleCase& one) {
    if (std::find(one.fires.begin(), one.fires.end(), id.Scalar()) == one.fires.end())
      faults_.at(id, "`" + id.Scalar() + "` is not among those that fire", "name it under fires:");
    if (!keys_known(node, {"severity", "says", "cure"}, "an expectation", faults_)) return;
    auto& expected = one.expect[id.Scalar()];
    expected.says = text_of(node, "says", faults_), expected.cure = text_of(node, "cure", faults_);
    if (node["severity"]) {
      core::Severity severity = core::Severity::review;
      if (severity_of(node["severity"], severity, faults_)) expected.severity = severity;
    }
  }

  const Rules& rules_;
  const MadeClaims& made_;
  Faults& faults_;
  std::vector<RuleCase>& cases_;
  std::set<std::string> ids_;
};

}  // namespace

CaseFolder read_rule_cases(const Rules& rules, const fs::path& path) {
  CaseFolder folder;
  std::error_code failed;
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(path, failed), end; !failed && entry != end; entry.increment(failed))
    if (entry->path().extension() == ".yaml" && entry->path().filename() != "bases.yaml") files.push_back(entry->path());
  std::sort(files.begin(), files.end());
  if (failed || !fs::exists(path / "bases.yaml")) {
    folder.faults.push_back({core::ErrorCode::missing_part, "no cases of the rules", (path / "bases.yaml").string(),
                             "Restore templates/regions/cases"});
    return folder;
  }
  Faults base_faults(folder.faults, "cases/bases.yaml");
  const auto bases = load(path / "bases.yaml", base_faults);
  if (!bases) return folder;
  const MadeClaims made(*bases, base_faults);
  if (!folder.faults.empty()) return folder;
  for (const auto& file : files) {
    Faults faults(folder.faults, "cases/" + file.filename().string());
    try {
      if (const auto root = load(file, faults)) CaseReader(rules, made, faults, folder.cases).read_file(*root);
    } catch (const YAML::Exception& fault) {  // a node asked in a way its kind does not allow
      faults.at_line(std::max(0, fault.mark.line) + 1, "not as expected: " + fault.msg, "compare with another case");
    }
  }
  return folder;
}

}  // namespace claimpack::check
