// The heading of a table: which columns it names and where they stand.
#pragma once

#include <vector>

#include "extract/template.hpp"
#include "extract/tokens.hpp"

namespace claimpack::extract {

struct HeadingColumn {
  int index = 0;               // of ItemsTemplate::columns
  double x = 0, w = 0;         // of the heading's word
  double left = 0, right = 0;  // of the column
};

// One block of columns. A table printed in two or three columns side by side has as many.
struct Heading {
  int page = 0;
  double bottom = 0;  // level below which the rows begin
  double end = 1e9;   // level at which the words that end the table begin
  // Rows slope by dy / dx; a sheet that curls turns that with y: slope + turn * (y - middle).
  double slope = 0, turn = 0, middle = 0;
  double left = 0, right = 0;
  std::vector<HeadingColumn> columns;  // from left to right
  std::vector<int> tokens;

  // Photographed sheets widen or lean downwards: the rows' left and right ends as lines x = at + slope * y. `flat` takes
  // a place's x to what it would be on the heading's level.
  double left_at = 0, left_slope = 0, right_at = 1, right_slope = 0, level = 0;
  bool leans = false;
  double flat(double x, double y) const;

  // A place's y freed of its row's slope: the same all along a row.
  double row_level(double x, double y) const { return y - (slope + turn * (y - middle)) * x; }
  double row_level(const core::Box& place) const { return row_level(place.center_x(), place.center_y()); }

  int column_at(double flat_x) const;  // -1 outside
};

std::vector<Heading> find_headings(const ItemsTemplate& items, const std::vector<Token>& tokens, int page);
// The same columns on a page that repeats no heading.
std::vector<Heading> continued(const ItemsTemplate& items, const std::vector<Heading>& before, const std::vector<Token>& tokens,
                               int page);

}  // namespace claimpack::extract
