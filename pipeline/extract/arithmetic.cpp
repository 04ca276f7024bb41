#include "extract/arithmetic.hpp"

#include <algorithm>
#include <cmath>

namespace claimpack::extract {

namespace {

constexpr double cost_max = 9;   // of a repair that only the row itself asks for
constexpr double alone_max = 5;  // a look-alike, a point, a letter, a border: not one sure figure for any other
constexpr double margin = 2.5;   // e^2.5: the next way is at least twelve times less likely

Myriad times(Myriad quantity, Myriad price) { return std::llround(double(quantity) * double(price) / double(myriad)); }
Myriad to_fen(Myriad value) { return std::llround(double(value) / 100) * 100; }

// A price from an amount and a quantity, where it comes out with at most four decimals.
std::optional<Myriad> price_for(Myriad amount, Myriad quantity) {
  if (quantity == 0 || amount == 0) return {};
  const Myriad price = std::llround(double(amount) * double(myriad) / double(quantity));
  if (price <= 0 || product_of(quantity, price, amount) != Product::holds) return {};
  return price;
}

// A quantity from an amount and a price: whole, or a half, a quarter or a tenth.
std::optional<Myriad> quantity_for(Myriad amount, Myriad price) {
  if (price == 0 || amount == 0) return {};
  const double exact = double(amount) / double(price);
  if (std::abs(exact) > 9999) return {};
  for (const int parts : {1, 2, 4, 10}) {
    const Myriad quantity = std::llround(exact * parts) * myriad / parts;
    if (quantity != 0 && product_of(quantity, price, amount) == Product::holds) return quantity;
  }
  return {};
}

// Counts are whole and small as a rule: a reading that is neither needs more to speak for it.
double oddity(Myriad quantity) { return (quantity % myriad != 0 ? 1.0 : 0) + (quantity > 300 * myriad ? 1.0 : 0); }

// Prices have two decimals as a rule; 3.3333 explains any amount.
double price_oddity(Myriad price) { return price % 100 != 0 ? 2.0 : 0; }

class Ways {
 public:
  explicit Ways(const RowFigures& row) : row_(row) {}

  void add(std::optional<Myriad> q, std::optional<Myriad> p, std::optional<Myriad> a) {
    add({q, p, a, 0, product_of(q, p, a)}, q ? row_.quantity.cost_of(*q) : 0, p ? row_.unit_price.cost_of(*p) : 0,
        a ? row_.amount.cost_of(*a) : 0);
  }

  // With costs that are known already.
  void add(Assignment way, double quantity, double price, double amount) {
    way.product = product_of(way.quantity, way.unit_price, way.amount);
    way.cost = quantity + price + amount + (way.product == Product::fails ? broken : 0);
    if (way.quantity && row_.quantity.read() != way.quantity) way.cost += oddity(*way.quantity);
    if (way.unit_price && row_.unit_price.read() != way.unit_price) way.cost += price_oddity(*way.unit_price);
    const auto known = std::find_if(all_.begin(), all_.end(), [&](const Assignment& other) { return same(way, other); });
    if (known == all_.end()) all_.push_back(way);
  }

  std::vector<Assignment> cheapest(std::size_t at_most) {
    std::stable_sort(all_.begin(), all_.end(), [](const Assignment& a, const Assignment& b) { return a.cost < b.cost; });
    if (all_.size() > at_most) all_.resize(at_most);
    return std::move(all_);
  }

 private:
  const RowFigures& row_;
  std::vector<Assignment> all_;
};

bool can_multiply(const RowFigures& row) { return row.has_quantity && row.has_price; }

void swapped(const RowFigures& row, Ways& ways) {
  // Two cells of a row that stand in each other's column.
  const auto q = row.quantity.read(), p = row.unit_price.read(), a = row.amount.read();
  if (!q || !p || !a || row.quantity.sure()) return;
  if (product_of(q, a, p) == Product::holds) ways.add({q, a, p}, 0, 2, 2);
}

std::string shown(Myriad value) { return format_myriad(value, 2); }
std::string count(Myriad value) { return format_myriad(value, 0); }

void put(core::Row& row, const char* name, const std::string& value, double confidence, const core::Field& beside) {
  const auto [at, fresh] = row.try_emplace(name);
  core::Field& field = at->second;
  if (fresh) {
    field.page = beside.page, field.box = beside.box;
  } else {
    field.read_first = field.value;
    field.candidates.insert(field.candidates.begin(), core::Candidate{field.value, field.text, field.confidence});
  }
  field.value = value, field.confidence = confidence, field.source = core::Source::derived;
}

void testify(core::Row& row, const Assignment& way) {
  if (way.product == Product::loosely)
    for (const char* name : {"quantity", "unit_price", "amount"}) row[name].confidence = std::min(row[name].confidence, 0.9);
  if (way.product != Product::holds && way.product != Product::fails) return;
  const bool agrees = way.product == Product::holds;
  const std::string says = count(*way.quantity) + " × " + shown(*way.unit_price) + (agrees ? " = " : " ≠ ") + shown(*way.amount);
  for (const char* name : {"quantity", "unit_price", "amount"}) {
    core::Field& field = row[name];
    field.witnesses.push_back({core::Witness::row_product, agrees, says});
    const bool repaired = field.source == core::Source::derived;
    if (!agrees) field.confidence = std::min(field.confidence, 0.6);
    else if (!repaired) field.confidence = std::max(field.confidence, 0.97);
  }
}

}  // namespace

Product product_of(std::optional<Myriad> quantity, std::optional<Myriad> unit_price, std::optional<Myriad> amount) {
  if (!quantity || !unit_price || !amount) return Product::untested;
  const double off = std::abs(double(*amount) - double(*quantity) * double(*unit_price) / double(myriad)),
               pieces = std::abs(double(*quantity)) / double(myriad);
  // What a third or fourth decimal of the price adds must show in the amount, or the product says nothing of it.
  const Myriad short_price = to_fen(*unit_price);
  const bool idle =
      short_price != *unit_price && std::abs(double(*amount) - double(*quantity) * double(short_price) / double(myriad)) <= 50.5;
  if (off <= 50.5) return idle ? Product::loosely : Product::holds;
  const bool rounded_price = *unit_price % 100 == 0 && pieces > 1 && off <= 51.0 * pieces;
  return rounded_price || off <= std::max(101.0, 0.51 * pieces) ? Product::loosely : Product::fails;
}

bool same(const Assignment& a, const Assignment& b) {
  return a.quantity == b.quantity && a.unit_price == b.unit_price && a.amount == b.amount;
}

Assignment as_read(const RowFigures& row) {
  Assignment way{row.quantity.read(), row.unit_price.read(), row.amount.read(), 0, Product::untested};
  way.product = product_of(way.quantity, way.unit_price, way.amount);
  if (way.product == Product::fails) way.cost = broken;
  return way;
}

std::vector<Assignment> assignments_of(const RowFigures& row) {
  Ways ways(row);
  const Assignment first = as_read(row);
  ways.add(first.quantity, first.unit_price, first.amount);
  const auto amounts = row.amount.readings(can_multiply(row) ? 5 : 8);
  if (!can_multiply(row)) {
    for (const auto& a : amounts)
      if (a.cost < cost_max) ways.add(first.quantity, first.unit_price, a.value);
    return ways.cheapest(12);
  }
  const auto quantities = row.quantity.readings(4), prices = row.unit_price.readings(4);
  for (const auto& q : quantities)
    for (const auto& p : prices) {
      if (q.cost + p.cost >= cost_max) continue;
      const Myriad a = to_fen(times(q.value, p.value));
      ways.add({q.value, p.value, a}, q.cost, p.cost, row.amount.cost_of(a));
    }
  for (const auto& a : amounts) {
    for (const auto& p : prices)
      if (a.cost + p.cost < cost_max)
        if (const auto q = quantity_for(a.value, p.value))
          ways.add({q, p.value, a.value}, row.quantity.cost_of(*q), p.cost, a.cost);
    for (const auto& q : quantities)
      if (a.cost + q.cost < cost_max)
        if (const auto p = price_for(a.value, q.value))
          ways.add({q.value, p, a.value}, q.cost, row.unit_price.cost_of(*p), a.cost);
  }
  swapped(row, ways);
  return ways.cheapest(12);
}

Assignment with_amount(const RowFigures& row, Myriad amount) {
  Ways ways(row);
  const auto q = row.quantity.read(), p = row.unit_price.read();
  ways.add(q, p, amount);
  if (can_multiply(row)) {
    if (p)
      if (const auto fits = quantity_for(amount, *p)) ways.add(fits, p, amount);
    if (q)
      if (const auto fits = price_for(amount, *q)) ways.add(q, fits, amount);
    if (p && q)
      for (const auto& other : row.unit_price.readings(6))
        if (const auto fits = quantity_for(amount, other.value)) ways.add(fits, other.value, amount);
    if (!q && !p) ways.add({}, {}, amount);
  }
  return ways.cheapest(1).front();
}

Assignment settled(const RowFigures& row, const std::vector<Assignment>& ways) {
  const Assignment first = as_read(row);
  if (first.product == Product::holds || first.product == Product::loosely || !can_multiply(row)) return first;
  // Cheapest among those whose product holds; the next one must be much dearer.
  const Assignment *best = nullptr, *next = nullptr;
  for (const auto& way : ways) {
    if (way.product != Product::holds) continue;
    if (!best) best = &way;
    else if (!next) next = &way;
  }
  if (!best || best->cost > alone_max || (next && next->cost - best->cost < margin)) return first;
  return *best;
}

void write(const Assignment& way, const RowFigures& figures, bool by_sum, core::Row& row) {
  if (row.empty()) return;
  const core::Field beside = row.count("amount") ? row["amount"] : row.begin()->second;
  const double sure = 0.9 - 0.02 * std::clamp(way.cost, 0.0, 10.0);
  // A sum speaks for the amount; of quantity and price it says only that one of them was misread.
  const double summed = by_sum ? (way.product == Product::holds ? 0.96 : 0.88) : sure;
  if (way.quantity && figures.quantity.read() != way.quantity) put(row, "quantity", count(*way.quantity), sure, beside);
  if (way.unit_price && figures.unit_price.read() != way.unit_price) put(row, "unit_price", shown(*way.unit_price), sure, beside);
  if (way.amount && figures.amount.read() != way.amount) put(row, "amount", shown(*way.amount), summed, beside);
  testify(row, way);
}

}  // namespace claimpack::extract
