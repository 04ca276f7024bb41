// How a table lies on its page: the slope of its rows, the lines along its sides.
#pragma once

#include "extract/heading.hpp"

namespace claimpack::extract {

bool is_subtotal(const ItemsTemplate& items, const std::u32string& text);
// Between the heading and the table's end.
bool in_rows(const Heading& heading, const Token& token);

// `slope`, `turn` and `middle` of the heading, by neighbours on a row.
void fit_rows(Heading& heading, const std::vector<Token>& tokens);
// A photographed table narrows upwards: the lines along its rows' left and right ends. A file's own text stands straight.
void fit_frame(const ItemsTemplate& items, Heading& heading, const std::vector<Token>& tokens);

}  // namespace claimpack::extract
