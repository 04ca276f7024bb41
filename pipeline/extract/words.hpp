// What the lexicons say of a document's values.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "extract/lexicons.hpp"
#include "extract/template.hpp"
#include "extract/tokens.hpp"

namespace claimpack::extract {

// A value that is a word of its lexicons gets their testimony. One that is weakly read, and that the reader's own doubts or a
// likeness of characters make exactly one word, becomes it: `derived`, with what was read first. A sure character is never
// changed; a value that no word is near to stays as read.
void use_lexicons(const DocumentTemplate& kind, const std::vector<Token>& tokens, const Lexicons& lexicons,
                  core::Document& document);

// The same for rows, with what was found before for cells that are as they were then: a correction changes few of them.
struct JudgedCell {
  core::Field before, after;
};
using JudgedCells = std::map<std::pair<std::string, std::string>, JudgedCell>;  // by the row's key and the column
void use_lexicons(const DocumentTemplate& kind, const std::vector<Token>& tokens, const Lexicons& lexicons, JudgedCells& judged,
                  core::Document& document);

}  // namespace claimpack::extract
