// What an office or a maintainer writes: a fault in it is a sentence with its line, never the program's end.
#include <filesystem>

#include "check/check.hpp"
#include "check/rule_cases.hpp"
#include "check/yaml_node.hpp"
#include "classify/classify.hpp"
#include "core/work_calendar.hpp"
#include "extract/extract.hpp"
#include "fuzz/targets.hpp"
#include "pack/notice_data.hpp"
#include "receive/makers.hpp"
#include "run/calibration_file.hpp"
#include "run/settings.hpp"

namespace claimpack::fuzz {

namespace {

namespace fs = std::filesystem;
using receive::made::Folder;

const fs::path templates = fs::path(CLAIMPACK_SOURCE) / "templates";

Seed file(const fs::path& path) { return receive::made::read(path); }

// A folder that holds this one file.
const fs::path& alone(Input input, const std::string& name) {
  static const Folder folder;
  static const fs::path path = folder.path;
  for (const auto& entry : fs::directory_iterator(path)) fs::remove_all(entry.path());
  fs::create_directories((path / name).parent_path());
  receive::made::write(path / name, std::string(text_of(input)));
  return path;
}

void placed(const std::vector<core::Error>& faults) {
  for (const auto& fault : faults) promised(!fault.what.empty() && !core::sentence(fault).empty(), "a fault says what is wrong");
}

void take_template(Input input) {
  const fs::path& folder = alone(input, "expense_list.yaml");
  placed(extract::check_template_files(folder));
  static_cast<void>(extract::load_templates(folder).ok());
  static_cast<void>(classify::load_kinds(folder).ok());
}

void take_vocabulary(Input input) { placed(extract::check_template_files(alone(input, "embedded/e_invoices.yaml"))); }

void take_lexicon(Input input) {
  const fs::path& folder = alone(input, "confusions.tsv");
  fs::copy_file(folder / "confusions.tsv", folder / "units.tsv");
  placed(extract::check_template_files(folder, folder));
}

void take_rules(Input input) {
  const fs::path& folder = alone(input, "national.yaml");
  for (const auto& fault : check::check_rule_files(folder)) check::fault_in_chinese(fault);
  static_cast<void>(check::load_rules(folder).ok());
}

void take_checks(Input input) { placed(check::check_rule_files(alone(input, "checks.yaml"))); }

const check::Rules& project_rules() {
  static const auto rules = check::load_rules(templates / "regions").value();
  return *rules;
}

void take_rule_cases(Input input) {
  const fs::path& folder = alone(input, "xiamen.yaml");
  fs::copy_file(templates / "regions/cases/bases.yaml", folder / "bases.yaml");
  auto cases = check::read_rule_cases(project_rules(), folder);
  placed(cases.faults);
  if (cases.cases.size() > 3) cases.cases.resize(3);
  if (cases.faults.empty()) check::run_rule_cases(project_rules(), cases.cases);
}

void take_yaml(Input input) {
  try {
    const auto node = check::yaml::Load(std::string(text_of(input)));
    for (const auto& entry : node) {
      if (entry.first) promised(entry.first.Mark().line >= 0, "an entry stands somewhere");
      if (entry.second && entry.second.IsScalar()) entry.second.as<double>(0), entry.second.as<int>(0);
    }
  } catch (const check::yaml::Exception&) {}  // with its line
}

void take_notices(Input input) {
  const std::string text(text_of(input));
  const auto calendar = core::WorkCalendar::parse(text, "workdays.tsv");
  if (calendar) calendar.value().after({2026, 1, 1}, 30);
  static_cast<void>(pack::parse_time_limits(text, "time_limits.tsv").ok());
  static_cast<void>(pack::parse_questions(text, "inquiries.tsv").ok());
}

void take_settings(Input input) {
  const auto settings = run::parse_settings(std::string(text_of(input)), "claimpack.json");
  if (settings) {
    promised(settings.value().limits.pages_max > 0 && settings.value().jobs >= 0, "settings that can be worked with");
    promised(settings.value().watch.still_seconds >= 0 && settings.value().page_seconds_max > 0, "times that can be waited");
  } else {
    promised(settings.error().code == core::ErrorCode::bad_input, "what is wrong with settings is their text");
  }
}

void take_calibration(Input input) {
  const auto calibration = run::load_calibration(alone(input, "calibration.json") / "calibration.json");
  if (!calibration) return;
  core::confidence_for(calibration.value().fields.curve, 0.005);
  core::probability(calibration.value().fields.model, {{"reading", 1}});
}

std::vector<Seed> some_templates() {
  return {file(templates / "documents/expense_list.yaml"), file(templates / "documents/bank_card.yaml"),
          file(templates / "documents/identity_card.yaml")};
}
std::vector<Seed> vocabularies() { return {file(templates / "documents/embedded/e_invoices.yaml")}; }
std::vector<Seed> lexicons() { return {file(templates / "lexicons/confusions.tsv"), file(templates / "lexicons/units.tsv")}; }
std::vector<Seed> packs() { return {file(templates / "regions/changchun.yaml"), file(templates / "regions/mudanjiang.yaml")}; }
std::vector<Seed> checks() { return {file(templates / "regions/checks.yaml")}; }
std::vector<Seed> rule_cases() { return {file(templates / "regions/cases/xiamen.yaml")}; }
std::vector<Seed> yamls() {
  return {seed_of("a: 1\nb: [x, \"y\\u4e00\", 'z']\nc: {d: 1.5, e: null}\nf: |\n  text\n  more\ng: &h 1\ni: *h\n"),
          seed_of("- a\n- - b\n  - c: d\n")};
}
std::vector<Seed> notices() {
  return {file(templates / "notices/workdays.tsv"), file(templates / "notices/time_limits.tsv"),
          file(templates / "notices/inquiries.tsv")};
}
std::vector<Seed> some_settings() {
  return {seed_of(R"({"region": "xiamen", "jobs": 3, "page_seconds_max": 20, "promise": 0.005,
 "agency": {"name": "示例经办机构", "address": "示例路 1 号", "phone": "0000-12393"},
 "reading": {"second_look_below": 0.5, "detect_long_side": 960, "fine_width_max": 0, "witness_width_max": 70, "flat_lines": false},
 "limits": {"pixels_max": 1000000, "pages_max": 7, "claim_pages_max": 9, "file_bytes_max": 1024, "unpack_ratio_max": 10.5},
 "watch": {"still_seconds": 1, "quiet_seconds": 10.5, "attempts_max": 20, "originals": "move"}, "signing": {"key_file": "k"}})")};
}
std::vector<Seed> calibrations() {
  return {seed_of(
      R"({"schema": 1, "fields": {"intercept": -1.5, "weights": {"reading": 2, "code+": 3}, "curve": [[0.99, 1000, 1], [0.9, 2000, 20]]},
 "cells": {"intercept": 0, "weights": {}, "curve": []}})")};
}

}  // namespace

std::vector<Target> knowledge_targets() {
  return {{"template", take_template, some_templates, 8192},
          {"vocabulary", take_vocabulary, vocabularies, 8192},
          {"lexicon", take_lexicon, lexicons, 1024},
          {"rules", take_rules, packs, 4096},
          {"checks", take_checks, checks, 8192},
          {"rule_cases", take_rule_cases, rule_cases, 4096},
          {"yaml", take_yaml, yamls, 1024},
          {"notices", take_notices, notices, 2048},
          {"settings", take_settings, some_settings, 2048},
          {"calibration", take_calibration, calibrations, 1024}};
}

}  // namespace claimpack::fuzz
