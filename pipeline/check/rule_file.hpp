// Reads the rule files. All faults are gathered, each with file and line, so that one run names them all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "check/rules.hpp"
#include "check/yaml_node.hpp"
#include "core/result.hpp"

namespace claimpack::check {

// One file's faults. `at` counts lines from 1.
class Faults {
 public:
  Faults(std::vector<core::Error>& all, std::string file) : all_(all), file_(std::move(file)) {}
  void at(const YAML::Node& node, std::string what, std::string cure);
  void at_line(int line, std::string what, std::string cure);
  const std::string& file() const { return file_; }
  std::size_t count() const { return all_.size(); }  // of all files so far

 private:
  std::vector<core::Error>& all_;
  std::string file_;
};

// Names every key of the mapping that is not in `known`; false where the node is no mapping.
bool keys_known(const YAML::Node& node, const std::vector<std::string_view>& known, const char* of, Faults& faults);
std::string text_of(const YAML::Node& node, const char* key, Faults& faults);
std::vector<std::string> words_of(const YAML::Node& node, const char* key, Faults& faults);
bool severity_of(const YAML::Node& node, core::Severity& severity, Faults& faults);

Condition read_condition(const YAML::Node& node, Faults& faults);
// Faults where no claim can ever meet the condition, or one of its alternatives.
void check_possible(const Condition& condition, Faults& faults);
Rule read_rule(const YAML::Node& node, const Pack& pack, Faults& faults);
Pack read_pack(const YAML::Node& root, Faults& faults);
void read_checks(const YAML::Node& root, Rules& rules, Faults& faults);
// What no single file shows: ids twice, parents unknown or circular, overrides of nothing.
void verify(const Rules& rules, std::vector<core::Error>& faults);

// What no single rule shows: rules that nothing lets speak, variants whose dates leave gaps, overrides without effect.
void verify_reach(const Rules& rules, std::vector<core::Error>& faults);

struct RuleFolder {
  Rules rules;
  std::vector<core::Error> faults;
};
RuleFolder read_rule_folder(const std::filesystem::path& folder);

}  // namespace claimpack::check
