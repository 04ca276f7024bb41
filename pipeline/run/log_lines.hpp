// How the log is written. What a service logs names no claimant, file or claim: only numbers of the ledger, folders that the
// settings name, and codes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace claimpack::run {

// From here on every line of the log is a JSON object: time (UTC), level, message.
void log_as_json();
// Of an Error: what and cure, and of its place only which of the folders it lies in: files and claims may be called by names.
std::string sentence_without_names(const core::Error& error, const std::vector<std::filesystem::path>& folders);

}  // namespace claimpack::run
