// The rule packs in memory: what templates/regions says, after its faults were found. Sees YAML nowhere.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/check.hpp"
#include "core/claim.hpp"

namespace claimpack::check {

// Three values: an unknown fact never decides against a claimant.
enum class Truth { no, unknown, yes };

// A value or another fact, moved in time.
struct Operand {
  std::string value;
  std::string fact;  // not empty: the fact's value is meant
  int plus_days = 0, plus_months = 0, plus_working_days = 0;
  bool next_month = false;  // the first day of the month after
};

struct Condition {
  enum class Join { all, any, negate, compare };
  enum class Compare { eq, ne, in, not_in, before, not_before, after, not_after, lt, le, gt, ge, contains_any, known };
  Join join = Join::all;
  std::vector<Condition> parts;  // all, any; negate has one
  std::string fact;
  Compare compare = Compare::eq;
  std::vector<Operand> operands;
  int line = 0;
};

// One line of a list of papers: any of the kinds meets it.
struct Requirement {
  std::string name;                // "expense_list", "identity"
  std::vector<std::string> kinds;  // `identity` already written out
  std::string title;               // Chinese
  std::string copy;                // "原件", "复印件" or empty
  int at_least = 1;
  std::string mark;                  // emergency, special_disease, rescue: the paper must bear it
  std::vector<std::string> vouched;  // kinds that vouch for the mark when the paper itself does not show it
  std::vector<std::string> printed;  // words of which one must stand on the paper, where its kind (`other`) says too little
  std::optional<Condition> when;     // asked for only where this holds
  bool of_agent = false;             // the agent's own paper, not the claimant's
  bool credential = false;           // a shown electronic credential meets it
};

struct Rule {
  enum class Effect { finding, materials, pay, exempt, duty };
  std::string id, file;
  int line = 0;
  Effect effect = Effect::finding;
  core::Severity severity = core::Severity::review;
  std::string scene;      // materials: the claim type that the list is for, "manual" for any, empty: comes on top
  std::string extends;    // materials: the scene whose list comes first ("base": inpatient or outpatient as the bills say)
  bool inherits = false;  // materials: the parent's list holds
  std::optional<Condition> when;
  std::vector<Requirement> needs;
  std::string message, cure, citation, origin, authority, confidence, conflict;
  std::string effective_from, effective_to;  // YYYY-MM-DD, empty: open
  std::string question;                      // what a person must answer when `when` is unknown; empty: silence
  std::vector<std::string> exempts;          // ids (a trailing * stands for any ending) that do not apply when this rule holds
  std::vector<std::string> overrides;        // ids of other layers that never apply where this rule stands
};

// A cross-document check: the words and the weight are data, the comparison is code.
struct CheckSpec {
  std::string id, title, citation, origin;
  core::Severity severity = core::Severity::review;  // when the readings are sure
  core::Severity doubtful = core::Severity::review;  // when one of them is not
  std::map<std::string, std::string> messages;       // by variant
  std::map<std::string, core::Severity> variants;    // a variant's own severity, instead of `severity`
  std::string cure;
};

struct Pack {
  std::string id, file, title, adcode, parent, authority;
  std::vector<std::string> names;  // stems by which people call the place ("厦门")
  std::vector<Rule> rules;
  std::map<std::string, core::Severity> check_severity;  // a region's own weight for a cross check
  std::map<std::string, std::string> facts;              // what holds in the region: facts `region.<name>` of its claims
};

// Numbers and word lists that the cross checks use (checks.yaml, `parameters`).
struct Parameters {
  std::map<std::string, double> numbers;
  std::map<std::string, std::vector<std::string>> words;
  std::map<std::string, std::string> kind_titles;
};

class Rules {
 public:
  std::map<std::string, Pack> packs;  // by id
  std::map<std::string, CheckSpec> checks;
  Parameters parameters;

  const Pack* pack(const std::string& id) const;
  // The pack that an id or a Chinese place name means; the longest name wins. Null: none.
  const Pack* resolve(const std::string& region) const;
  // Region first, then its parents, `national` last. Unknown ids give `national` alone.
  std::vector<const Pack*> layers(const std::string& id) const;
};

}  // namespace claimpack::check
