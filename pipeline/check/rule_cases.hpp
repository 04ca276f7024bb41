// Cases as data beside the packs (templates/regions/cases): made claims, each with the rules that must fire on it and those
// that must be silent. A rule that lacks either kind of case is a fault of the folder. How to write one: cases/README.md.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "check/check.hpp"
#include "core/claim.hpp"

namespace claimpack::check {

struct Expectation {
  std::optional<core::Severity> severity;
  std::string says, cure;  // part of the message, of the cure
};

struct RuleCase {
  std::string file, name;
  int line = 0;
  Case claim;
  std::vector<std::string> fires, silent;     // rule and check ids
  std::map<std::string, Expectation> expect;  // by id, of those that fire
  std::optional<core::Outcome> outcome;
};

struct CaseFolder {
  std::vector<RuleCase> cases;
  std::vector<core::Error> faults;  // every one, with file, line and cure
};
// `folder` holds bases.yaml (the papers and the claims that cases start from) and one file a pack, checks.yaml for x.*.
CaseFolder read_rule_cases(const Rules& rules, const std::filesystem::path& folder);

struct CaseVerdict {
  const RuleCase* tried = nullptr;
  std::vector<std::string> failures;  // Chinese; empty: as expected
};

// One rule or check with the cases that show it at work.
struct RuleCover {
  std::string id, pack, effect, origin, confidence, conflict, span, citation;
  std::vector<std::string> fires, silent;  // names of cases
};

struct CaseRun {
  std::vector<CaseVerdict> verdicts;
  std::vector<RuleCover> cover;  // by pack and as the pack's file has them
  bool passed() const;           // no failure, and no rule without both kinds of case
};
// `pack`: only the rules of this pack ("checks": the cross checks); empty: all.
CaseRun run_rule_cases(const Rules& rules, const std::vector<RuleCase>& cases, const std::string& pack = {});

// Does the claim show that the rule applied: a finding, a paper asked for, a consequence for the payment, a line of the report?
bool fires(const core::Claim& claim, const std::string& rule);

// docs/rules.md: every rule with its pack, effect, origin and cases.
std::string rules_table(const CaseRun& run);

}  // namespace claimpack::check
