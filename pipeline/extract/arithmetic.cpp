#include "extract/arithmetic.hpp"

#include <cmath>
#include <cstdlib>
#include <optional>

#include "core/money.hpp"

namespace claimpack::extract {

namespace {

std::optional<double> number(const core::Row& row, const char* name) {
  const auto cell = row.find(name);
  if (cell == row.end() || cell->second.value.empty()) return {};
  char* end = nullptr;
  const double value = std::strtod(cell->second.value.c_str(), &end);
  if (end == cell->second.value.c_str()) return {};
  return value;
}

// 0.01 yuan, or what four decimals of the unit price may round away.
bool equal(double a, double b, double quantity) { return std::abs(a - b) <= std::max(0.0101, 0.0051 * std::abs(quantity)); }

void derive(core::Field& field, const std::string& value, double confidence) {
  if (!field.value.empty()) field.candidates.push_back({field.value, field.text, field.confidence});
  field.value = value, field.confidence = confidence, field.source = core::Source::derived;
}

std::string plain(double value) {
  std::string text = core::format_money(std::llround(value * 100));
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

void mend_row(core::Row& row) {
  const auto price = number(row, "unit_price"), quantity = number(row, "quantity"), amount = number(row, "amount");
  if (price && quantity && amount) {
    const double product = *price * *quantity;
    if (equal(product, *amount, *quantity)) {
      // Three figures that fit one another vouch for each other.
      for (const char* name : {"unit_price", "quantity", "amount"}) row[name].confidence = std::max(row[name].confidence, 0.97);
      return;
    }
    if (equal(product, *amount / 100, *quantity)) derive(row["amount"], core::format_money(std::llround(*amount)), 0.93);
    else if (equal(product / 100, *amount, *quantity) && row["unit_price"].value.find('.') == std::string::npos)
      derive(row["unit_price"], core::format_money(std::llround(*price)), 0.93);
    else if (*price > 0) {
      // The quantity is the shortest and the most often misread of the three.
      const double fits = *amount / *price, whole = std::round(fits);
      if (whole >= 1 && whole < 1000 && equal(whole * *price, *amount, whole) && row["quantity"].confidence < 0.9)
        derive(row["quantity"], plain(whole), 0.85);
    }
    return;
  }
  if (price && amount && !quantity && *price > 0) {
    const double whole = std::round(*amount / *price);
    if (whole < 1 || whole > 999 || !equal(whole * *price, *amount, whole)) return;
    core::Field field = row["unit_price"];
    field.value.clear(), field.candidates.clear();
    derive(field, plain(whole), 0.85);
    row["quantity"] = std::move(field);
  }
}

}  // namespace claimpack::extract
