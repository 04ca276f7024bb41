// What the lexicons say of a document's values.
#pragma once

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

}  // namespace claimpack::extract
