// The claims that cases start from: papers and intake from bases.yaml, with the words of one person, place and year filled in.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "check/check.hpp"
#include "check/rule_file.hpp"
#include "check/yaml_node.hpp"

namespace claimpack::check {

class MadeClaims {
 public:
  // The words {place}, {province}, {year} … of one case.
  using Words = std::map<std::string, std::string>;

  MadeClaims(const YAML::Node& root, Faults& faults);

  bool knows_base(const std::string& name) const { return bases_.count(name) != 0; }
  std::string known_bases() const;
  // Papers and intake of the base, as its data say for the region.
  Case make(const std::string& base, const std::string& region, const Words& words, Faults& faults) const;
  // A paper of its own, complete and right by itself.
  core::Document paper(const std::string& kind, const Words& words, Faults& faults) const;
  bool has_field(const std::string& kind, const std::string& field) const;
  Words words_for(const std::string& place, const std::string& year, const Rules& rules) const;

 private:
  YAML::Node papers_;
  std::map<std::string, YAML::Node> bases_;
  Words words_;
  std::map<std::string, std::vector<std::string>> fields_;  // by kind
};

// "{name}" in the text becomes the word.
std::string filled(std::string text, const MadeClaims::Words& words);
core::Field made_field(const YAML::Node& value, const MadeClaims::Words& words, Faults& faults);
void put_on_page(Case& the_case, core::Document document);
// intake.json's own keys, written in YAML; what is not named stays as it is, null takes it away.
void read_case_intake(const YAML::Node& node, const MadeClaims::Words& words, core::Intake& intake, Faults& faults);

}  // namespace claimpack::check
