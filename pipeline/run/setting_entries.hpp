// The settings as their file writes them, JSON or YAML: dotted names, values, lines.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace claimpack::run {

// One value with the line that its key stands on.
struct SettingEntry {
  std::string path;  // "limits.pixels_max"
  nlohmann::json value;
  int line = 0;
  std::optional<std::string> scalar;  // of YAML: what it is, the setting says
};

// Of a file called `name`: JSON by its ending or its brace, else YAML. Error bad_input with name and line.
core::Result<std::vector<SettingEntry>> setting_entries(const std::string& text, const std::string& name);

// bad_input at a line of the file.
core::Error setting_refused(const std::string& name, int line, const std::string& what, const std::string& cure);

}  // namespace claimpack::run
