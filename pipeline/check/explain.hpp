// Why each rule spoke or did not, and what two regions, or a region on two days, ask for.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "check/check.hpp"

namespace claimpack::check {

// The language of titles and conditions. Messages and citations stay as the rule files have them.
enum class Tongue { zh, en };

// Where a fact was taken from.
struct FactSource {
  enum class From { intake, paper, rules, derived } from = From::derived;
  std::string name;   // intake: its key, "filing.created_on"; paper: the field
  int document = -1;  // paper: index into Claim::documents
};

struct FactRead {
  std::string name, title;
  bool known = false;
  std::string value, value_title;
  std::vector<FactSource> sources;
};

// One comparison of a condition, or a joint of them, as it came out.
struct ConditionLine {
  int depth = 0;
  std::string text;  // "备案办理日期 晚于 末次就医日期"
  char met = '?';    // '+' it holds, '-' it does not, '?' a fact is unknown
  std::string saw;   // "2024-01-02 / 2024-03-08"; empty of a joint
};

struct RuleTrace {
  std::string id, pack, pack_title, effect, message, citation;
  // fired: it speaks; met: all that it asks for is there; asked: a fact is unknown and its question is put; open: a fact is
  // unknown and it stays silent; other_list: the papers are asked for by another list or rule.
  enum class State {
    fired,
    met,
    asked,
    open,
    not_met,
    exempted,
    overridden,
    not_in_force,
    other_list,
    quiet
  } state = State::not_met;
  std::string by;                   // who exempts it or stands in its place
  std::string from, to;             // its days, empty: open
  std::vector<ConditionLine> when;  // empty: no condition
  std::vector<std::string> facts;   // names, those of its condition
};

struct Explanation {
  core::Claim claim;               // as decided
  std::string day;                 // whose rules hold
  std::vector<RegionName> layers;  // narrowest first
  std::vector<FactRead> facts;     // of all conditions, by name
  std::vector<RuleTrace> rules;    // as they stand in the layers, then the cross checks
};
core::Result<Explanation> explain(Case the_case, const Rules& rules, Tongue tongue = Tongue::zh);
const char* name_of(RuleTrace::State state);

// What changes between two decisions of one claim.
struct Change {
  enum class Of { outcome, finding, checklist, pay } of = Of::outcome;
  std::string rule;
  std::string before, after;  // empty: not there
};
std::vector<Change> changes(const core::Claim& before, const core::Claim& after);

// ---- rules without a claim

struct RuleLine {
  std::string id, pack, effect, origin, confidence, from, to, message, citation, conflict, file;
  int line = 0;
};
// Without a region the rules of all packs; with one those of its layers, the narrowest first. With `day` (YYYY-MM-DD) only those
// in force on it, and of a region only those that no other stands in the place of.
core::Result<std::vector<RuleLine>> rule_lines(const Rules& rules, const std::string& region, const std::string& day);

// A rule or a cross check, whole, for people. Error bad_input names the nearest ids.
core::Result<std::string> rule_told(const Rules& rules, const std::string& id, Tongue tongue = Tongue::zh);

// What a region asks for on a day.
struct RegionTable {
  std::string region, title, day;
  std::map<std::string, std::vector<std::string>> papers;  // claim type -> lines "费用清单 · 原件 [rule]"
  std::map<std::string, std::string> rules;                // id -> effect and message, those that are not papers
  std::map<std::string, std::string> weights;              // cross check -> weight
};
core::Result<RegionTable> region_table(const Rules& rules, const std::string& region, const std::string& day,
                                       Tongue tongue = Tongue::zh);

}  // namespace claimpack::check
