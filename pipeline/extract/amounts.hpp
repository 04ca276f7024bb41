// The amounts of one bill, which are printed in figures and in words and all with two decimals.
#pragma once

#include "core/document.hpp"

namespace claimpack::extract {

// Words that do not parse but resemble what the figures say become that; figures that were not read become what the
// words say; an amount read without its point, where the bill prints all others with one, gets it back. All `derived`.
// Where several figures stand as a total may, the words choose; a share above a total that its words confirm is dropped.
// Words that parse are never changed: that they differ from the figures is for a person to see.
void mend_amounts(core::Document& document);

}  // namespace claimpack::extract
