// The lines of a bill whose table cannot be told from its heading: the words that bills name their categories by (床位费,
// 西药费 …, the template's `categories`) and the amounts beside them, column by column and row by row.
#pragma once

#include <vector>

#include "extract/decode.hpp"
#include "extract/template.hpp"
#include "extract/tokens.hpp"

namespace claimpack::extract {

FoundTable find_pairs(const ItemsTemplate& items, const std::vector<Token>& tokens);

// By its heading or by its words, whichever explains the page better: more lines that are whole, and a sum that the page
// prints elsewhere. Marks the tokens of the rows.
FoundTable find_bill_rows(const ItemsTemplate& items, std::vector<Token>& tokens);

}  // namespace claimpack::extract
