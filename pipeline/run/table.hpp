// Tables on a terminal: Chinese characters take two columns.
#pragma once

#include <string>
#include <vector>

namespace claimpack::run {

// Columns that the text takes: 2 for East Asian wide characters, 0 for those that combine, else 1.
int display_width(const std::string& utf8);

// Rows of cells, the first row the head; columns are two blanks apart. Those of `right` (indices) are set flush right.
std::string table(const std::vector<std::vector<std::string>>& rows, const std::vector<int>& right = {});

// "12.3"
std::string fixed(double value, int decimals);

}  // namespace claimpack::run
