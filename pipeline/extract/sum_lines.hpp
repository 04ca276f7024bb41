// Lines of a table that are sums: subtotals, page sums, carries, totals. They are constraints on the rows, not rows.
#pragma once

#include <optional>
#include <vector>

#include "extract/decode.hpp"
#include "extract/template.hpp"
#include "extract/tokens.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

// A figure as a cell holds it: nothing where words, a date or other figures stand beside it.
std::optional<Value> read_figure(Type type, std::u32string_view text);

// The sum that a line of spans (left to right) states; nothing where it is no sum. Words from the template's `sums`, one
// character of them misread where a colon and an amount follow.
std::optional<SumLine> sum_line(const ItemsTemplate& items, const std::vector<Token>& tokens, const std::vector<Span>& spans);

}  // namespace claimpack::extract
