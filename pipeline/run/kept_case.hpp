// A decided claim read back from its claim.json, so that it can be decided again: under other rules, for whoever asks why.
#pragma once

#include <filesystem>
#include <string>

#include "check/check.hpp"

namespace claimpack::run {

struct KeptCase {
  check::Case the_case;
  std::string outcome;  // as claim.json has it
};

// `text` of a claim.json. Parts that are absent count as unknown. Errors: bad_input, by JSON pointer where one is wrong;
// missing_part where it was written by a program that kept no case.
core::Result<KeptCase> read_kept_case(const std::string& text, const std::string& name);

}  // namespace claimpack::run
