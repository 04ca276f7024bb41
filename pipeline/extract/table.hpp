// Tables of items: their heading found by its words, columns by rules and white space, rows by their figures.
#pragma once

#include <vector>

#include "extract/decode.hpp"
#include "extract/template.hpp"
#include "extract/tokens.hpp"

namespace claimpack::extract {

// The rows of all pages in reading order. Tokens that belong to a table are marked `in_table`, so that labels are not
// sought in it; the rows of sums stay free and are given out beside the rows. A page without a heading goes on with the
// columns of the page before. A row whose amount cannot be read is a row all the same where its name and another of its
// figures stand.
FoundTable find_rows(const ItemsTemplate& items, std::vector<Token>& tokens);

// A prescription's numbered list.
std::vector<core::Row> find_slips(const ItemsTemplate& items, std::vector<Token>& tokens);

// Σ amounts of the rows in fen; 0 where a row has none.
long long sum_of(const std::vector<core::Row>& rows);

}  // namespace claimpack::extract
