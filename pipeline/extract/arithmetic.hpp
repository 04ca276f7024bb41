// One row's figures taken together: quantity × unit price = amount.
#pragma once

#include "core/document.hpp"
#include "extract/figures.hpp"

namespace claimpack::extract {

struct RowFigures {
  FigureCell quantity, unit_price, amount;
  // Whether the table has the column: a cell that is lost can be worked out, a column that is not printed is not made up.
  bool has_quantity = false, has_price = false;
};

enum class Product {
  holds,    // rounded to fen
  loosely,  // within 0.01 yuan, or what the price's own rounding may take away: says nothing either way
  fails,
  untested,  // a figure is lost or its column is not printed
};
Product product_of(std::optional<Myriad> quantity, std::optional<Myriad> unit_price, std::optional<Myriad> amount);

// One way to read the three cells.
struct Assignment {
  std::optional<Myriad> quantity{}, unit_price{}, amount{};
  double cost = 0;  // nats; a product that fails costs `broken`
  Product product = Product::untested;
};
constexpr double broken = 10;

Assignment as_read(const RowFigures& row);
// The cheapest ways, at most 12, no two with the same figures. Work is bounded: 4 × 4 + 4 × 5 + 4 × 5 pairs of readings.
std::vector<Assignment> assignments_of(const RowFigures& row);
// The cheapest way with this amount.
Assignment with_amount(const RowFigures& row, Myriad amount);
// What the row alone says: its cheapest way where no other comes near it, else as read.
Assignment settled(const RowFigures& row, const std::vector<Assignment>& ways);

bool same(const Assignment& a, const Assignment& b);

// Writes the assignment into the row's cells: what was changed becomes `derived`, remembers what was read and keeps it as a
// candidate; the product's testimony goes to the three cells. `by_sum`: a sum of the page asks for the amount.
void write(const Assignment& assignment, const RowFigures& figures, bool by_sum, core::Row& row);

}  // namespace claimpack::extract
