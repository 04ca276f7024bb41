// Sheets that part one claim from the next in a feeder: printed once, laid before the first page of each claim.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace claimpack::pack {

struct SeparatorSheet {
  std::string square_text, bar_text;                       // what the QR code and the bar code say
  std::string serial;                                      // printed large; empty: none
  std::vector<std::pair<std::string, std::string>> facts;  // label and value, as a person reads them
};
// One A4 page each; the same sheets give the same bytes. Errors: missing_part without a Chinese font; bad_input where a text
// cannot be a code.
core::Result<std::string> separator_sheets(const std::vector<SeparatorSheet>& sheets, bool english);

// Dark modules of a code, row by row, without its quiet zone; a bar code has one row.
struct CodePattern {
  int width = 0, height = 0;
  std::vector<bool> dark;
};
core::Result<CodePattern> square_pattern(const std::string& text);
core::Result<CodePattern> bar_pattern(const std::string& text);  // Code 128

}  // namespace claimpack::pack
