// `claimpack rules test`: the cases of templates/regions/cases against the packs.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "run/commands.hpp"

namespace CLI {
class App;
}

namespace claimpack::run {

struct RulesTestOptions {
  std::filesystem::path folder;  // of rule files; empty: the program's own
  std::string pack;              // only this pack's rules ("checks": the cross checks); empty: all
  bool table = false;            // print docs/rules.md instead of the results
};
Exit rules_test_command(const RulesTestOptions& options, const Common& common);

// Adds `test` to the given `rules` command; `folder` is read when the command runs. The returned function runs it where it was
// asked for, else says nothing.
std::function<std::optional<Exit>(const Common&)> add_rules_test(CLI::App& rules, const std::filesystem::path& folder);

}  // namespace claimpack::run
