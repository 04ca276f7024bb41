// The part of the command line that has to do with the ledger: watch, serve, audit, status, retry, quarantine, backup, restore.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <vector>

#include "run/commands.hpp"
#include "run/serve_command.hpp"

namespace claimpack::run {

struct LedgerLine {
  using Command = std::function<Exit(const WatchOptions&, const LedgerOptions&, const Common&)>;
  std::vector<std::pair<CLI::App*, Command>> commands;
  // Of the subcommand that was named; empty where none of these was.
  Command command() const;
};
// In these commands --data is the ledger's folder; the one with templates/ and models/ is --knowledge. What is parsed goes
// into `watch`, `serve` and `ledger`, which must outlive the parsing.
LedgerLine add_ledger(CLI::App& app, WatchOptions& watch, ServeOptions& serve, LedgerOptions& ledger, Common& common);

}  // namespace claimpack::run
