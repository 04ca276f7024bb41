// A page's print seen from afar: where on it there is much ink and where little. The same sheet scanned or photographed again
// looks alike from there; two pages of one printed list may too, so that their words must say the rest.
#pragma once

#include <cstdint>
#include <vector>

namespace claimpack::core {

constexpr int page_print_side = 32;
// page_print_side² shares of ink, 0 … 15, row by row over the part of the page that bears print; empty: not taken.
using PagePrint = std::vector<std::uint8_t>;

// -1 … 1: the correlation of the two, at the best of four quarter turns and of shifts by up to two cells. 0 where one is empty.
double likeness(const PagePrint& a, const PagePrint& b);

}  // namespace claimpack::core
