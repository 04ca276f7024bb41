// The part of the command line that an office sets the service up with: config, separators.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>

#include "run/commands.hpp"

namespace claimpack::run {

// What is parsed goes into the options, which must outlive the parsing. The function runs the command that was named, if it was
// one of these.
std::function<std::optional<Exit>()> add_service(CLI::App& app, ConfigOptions& config, SeparatorOptions& separators,
                                                 Common& common);

}  // namespace claimpack::run
