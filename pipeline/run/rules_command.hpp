// `claimpack rules`: the subcommands, as they are added to the command line.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "check/check.hpp"
#include "run/commands.hpp"

namespace CLI {
class App;
}

namespace claimpack::run {

// Adds `rules` with its subcommands. What comes back runs the one that was given, once the command line is parsed; nothing
// where it was none of them.
std::function<std::optional<Exit>()> add_rules_commands(CLI::App& app, Common& common);

// The packs that a rules command speaks of.
struct RulesOf {
  std::filesystem::path folder;  // --rules: a folder like templates/regions; empty: the program's own
};
core::Result<std::shared_ptr<const check::Rules>> rules_of(const RulesOf& of, const Common& common);

Exit check_rules_command(const RulesOf& of, const Common& common);
Exit list_rules_command(const RulesOf& of, const std::string& date, const Common& common);  // --region: common.region
Exit show_rule_command(const RulesOf& of, const std::string& id, const Common& common);

struct DiffOptions {
  std::string a, b;                // regions; b empty: a on two days
  std::vector<std::string> dates;  // none, one for both, or one for each
};
Exit diff_rules_command(const RulesOf& of, const DiffOptions& options, const Common& common);

struct ExplainRulesOptions {
  std::filesystem::path claim;     // a packet's folder or its claim.json, else the scans
  std::string rule;                // only this one (a trailing * stands for any ending), in full; empty: all
  std::string region, date;        // what would change under them; empty: nothing is asked
  std::filesystem::path readings;  // as ProcessOptions::readings
};
Exit explain_rules_command(const RulesOf& of, const ExplainRulesOptions& options, const Common& common);

}  // namespace claimpack::run
