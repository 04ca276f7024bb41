// Constraint decoding of a table: of each cell's readings those are taken that make the row's product, the subtotals, the
// page carries and the total come out. What was changed is `derived` and says what was read; what does not come out is
// marked on the cells that it concerns.
//
// Exact over rows (every pair of readings, the third figure worked out) and over one or two changed rows of a sum (meet in
// the middle over the differences); three changed rows where few rows have another reading. A change is made only where no
// other explanation comes near it. Time grows with rows × readings; 400 rows take less than 50 ms.
#pragma once

#include <vector>

#include "core/document.hpp"
#include "extract/arithmetic.hpp"

namespace claimpack::extract {

struct FoundRow {
  core::Row cells;
  RowFigures figures;
  int page = 0;     // index into the claim's readings
  int group = 0;    // the rows below one group heading have one number
  std::string key;  // see given.hpp
};

// A line of the table that is a sum and no item.
struct SumLine {
  core::Sum::Kind kind = core::Sum::Kind::category;
  std::string label;
  std::string category;  // named in the label: "西药费小计"
  FigureCell printed;
  core::Field field;       // its figure's text, page and box
  std::size_t before = 0;  // how many rows stand above it
  int page = 0;
};

struct FoundTable {
  std::vector<FoundRow> rows;
  std::vector<SumLine> sums;
};

// The document's total where it is known: as figures, as words.
struct PrintedTotal {
  FigureCell figures;
  std::optional<Myriad> words;
  core::Field field;  // of the figures, else of the words
};

// Settles the rows' cells and gives back the record of sums. `total`: nothing where none was found.
std::vector<core::Sum> decode(FoundTable& table, const std::optional<PrintedTotal>& total);

// Rows whose products hold on their own, without the sums: what the search for the total may already rely on.
long long settled_sum(const FoundTable& table);  // fen; 0 where a row has no amount

}  // namespace claimpack::extract
