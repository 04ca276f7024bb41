// Unit price × quantity = amount, used on a row's cells.
#pragma once

#include "core/document.hpp"

namespace claimpack::extract {

// A lost decimal point is put back where that makes the row's product right; a cell that is not there is worked out
// from the other two where they give a round figure. What was changed is `derived`, with what was read as a candidate.
void mend_row(core::Row& row);

}  // namespace claimpack::extract
