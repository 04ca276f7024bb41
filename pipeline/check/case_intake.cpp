// The keys of intake.json, as a case writes them.
#include <algorithm>

#include "check/made_claims.hpp"
#include "check/vocabulary.hpp"
#include "core/dates.hpp"

namespace claimpack::check {

namespace {

using core::Intake;
using State = Intake::FilingState;

bool taken_away(const YAML::Node& node) { return node.IsNull(); }

std::string word(const YAML::Node& node, const MadeClaims::Words& words, Faults& faults) {
  if (taken_away(node)) return {};
  if (node.IsScalar()) return filled(node.Scalar(), words);
  faults.at(node, "not a text", "write one value behind the colon");
  return {};
}

std::string date(const YAML::Node& node, const MadeClaims::Words& words, Faults& faults) {
  const auto value = word(node, words, faults);
  if (!value.empty() && !core::parse_iso(value)) faults.at(node, "`" + value + "` is not a date", "write YYYY-MM-DD");
  return value;
}

std::string one_of(const YAML::Node& node, const char* fact, const MadeClaims::Words& words, Faults& faults) {
  const auto value = word(node, words, faults);
  const auto& known = values_of_fact(fact);
  if (!value.empty() && std::find(known.begin(), known.end(), value) == known.end())
    faults.at(node, "`" + value + "` is no value of " + fact, "use one of intake.json's values");
  return value;
}

std::optional<bool> truth(const YAML::Node& node, Faults& faults) {
  if (taken_away(node)) return std::nullopt;
  if (node.IsScalar() && (node.Scalar() == "true" || node.Scalar() == "false")) return node.Scalar() == "true";
  faults.at(node, "neither true nor false", "write true, false or null");
  return std::nullopt;
}

std::vector<std::string> texts(const YAML::Node& node, const MadeClaims::Words& words, Faults& faults) {
  std::vector<std::string> list;
  if (taken_away(node)) return list;
  if (!node.IsSequence()) faults.at(node, "not a list", "write [a, b]");
  else
    for (const auto& each : node) list.push_back(word(each, words, faults));
  return list;
}

void read_hospital(const YAML::Node& node, const MadeClaims::Words& words, Intake& intake, Faults& faults) {
  if (taken_away(node)) {
    intake.hospital = {};
    return;
  }
  if (!keys_known(node, {"name", "level", "designated", "networked"}, "hospital", faults)) return;
  auto& hospital = intake.hospital;
  if (node["name"]) hospital.name = word(node["name"], words, faults);
  if (const auto level = node["level"]) {
    hospital.level.reset();
    try {
      if (!taken_away(level)) hospital.level = level.as<int>();
    } catch (const YAML::Exception&) { faults.at(level, "`level` is no number", "write 0 to 3, or null"); }
  }
  if (node["designated"]) hospital.designated = truth(node["designated"], faults);
  if (node["networked"]) hospital.networked = truth(node["networked"], faults);
}

// `filing: null` says that none exists, as in intake.json; `filing: unknown` that nobody said.
void read_filing(const YAML::Node& node, const MadeClaims::Words& words, Intake& intake, Faults& faults) {
  if (taken_away(node) || (node.IsScalar() && node.Scalar() == "unknown")) {
    intake.filing = {};
    intake.filing_state = taken_away(node) ? State::none : State::unknown;
    return;
  }
  if (!keys_known(
          node,
          {"category", "created_on", "start", "end", "regions", "hospitals", "settlement_mode", "consumed", "by_commitment"},
          "filing", faults))
    return;
  auto& filing = intake.filing;
  if (node["category"]) filing.category = one_of(node["category"], "filing.category", words, faults);
  if (node["created_on"]) filing.created_on = date(node["created_on"], words, faults);
  if (node["start"]) filing.start = date(node["start"], words, faults);
  if (node["end"]) filing.end = date(node["end"], words, faults);
  if (node["regions"]) filing.regions = texts(node["regions"], words, faults);
  if (node["hospitals"]) filing.hospitals = texts(node["hospitals"], words, faults);
  if (node["settlement_mode"]) filing.settlement_mode = one_of(node["settlement_mode"], "filing.settlement_mode", words, faults);
  if (node["consumed"]) filing.consumed = truth(node["consumed"], faults);
  if (node["by_commitment"]) filing.by_commitment = truth(node["by_commitment"], faults);
  intake.filing_state = filing.category == "none" ? State::none : State::exists;
}

void read_flags(const YAML::Node& node, Intake& intake, Faults& faults) {
  if (!node.IsMap()) return faults.at(node, "`flags` is not a mapping", "write flags: {trauma: true}");
  for (const auto& entry : node) {
    const auto value = truth(entry.second, faults);
    if (value) intake.flags[entry.first.Scalar()] = *value;
    else intake.flags.erase(entry.first.Scalar());
  }
}

}  // namespace

void read_case_intake(const YAML::Node& node, const MadeClaims::Words& words, Intake& intake, Faults& faults) {
  if (!keys_known(node,
                  {"claim_id", "claim_type", "submitted_on", "submitter", "channel", "settled_on", "audit_requested_on",
                   "treatment_region", "claimant", "hospital", "filing", "flags"},
                  "intake", faults))
    return;
  if (node["claim_id"]) intake.claim_id = word(node["claim_id"], words, faults);
  if (node["claim_type"]) intake.claim_type = one_of(node["claim_type"], "claim_type", words, faults);
  if (node["submitted_on"]) intake.submitted_on = date(node["submitted_on"], words, faults);
  if (node["submitter"]) intake.submitter = one_of(node["submitter"], "submitter", words, faults);
  if (node["channel"]) intake.channel = word(node["channel"], words, faults);
  if (node["settled_on"]) intake.settled_on = date(node["settled_on"], words, faults);
  if (node["audit_requested_on"]) intake.audit_requested_on = date(node["audit_requested_on"], words, faults);
  if (node["treatment_region"]) intake.treatment_region = word(node["treatment_region"], words, faults);
  if (const auto claimant = node["claimant"]; claimant && keys_known(claimant, {"name", "id_number"}, "claimant", faults)) {
    if (claimant["name"]) intake.claimant_name = word(claimant["name"], words, faults);
    if (claimant["id_number"]) intake.claimant_id_number = word(claimant["id_number"], words, faults);
  }
  if (node["hospital"]) read_hospital(node["hospital"], words, intake, faults);
  if (node["filing"]) read_filing(node["filing"], words, intake, faults);
  if (node["flags"]) read_flags(node["flags"], intake, faults);
}

}  // namespace claimpack::check
