// What a run says at its end: the table for clerks, the JSON for programs.
#pragma once

#include <string>

#include "run/batch.hpp"

namespace claimpack::run {

// One error in the clerk's language, with what it is about in detail.
std::string say(const core::Error& error, Language language);
// "2024-000123  厦门市 …" in one line, without its error's details.
std::string line_of(const ClaimReport& report, Language language);
// The table of claims, then warnings, files set aside, what could not be read, and the totals.
std::string summary_text(const BatchReport& batch, Language language);
std::string summary_json(const BatchReport& batch, Exit exit);

}  // namespace claimpack::run
