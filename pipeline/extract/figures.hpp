// The figure of a cell: what was read, how else it may be read, and what it costs to take the print for another figure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "extract/template.hpp"
#include "extract/tokens.hpp"

namespace claimpack::extract {

// Ten-thousandths of a yuan or of a piece: prices carry up to four decimals.
using Myriad = long long;
constexpr Myriad myriad = 10000;

std::optional<Myriad> parse_myriad(std::string_view decimal);
std::string format_myriad(Myriad value, int decimals_min);  // as many decimals as it needs, at least so many

struct Figure {
  Myriad value = 0;
  double cost = 0;  // nats against what was read; 0: as read
};

// Costs are the noisy channel's: the reader's own other opinions by their odds, figures and letters that look alike, the
// decimal point, what rules and borders add or hide. They order readings; the tables' sums decide.
class FigureCell {
 public:
  struct Sign {
    char32_t text = 0;
    double probability = 1;
    std::vector<std::pair<char32_t, double>> others;
  };

  static constexpr double never = 1000;
  static constexpr double nothing_read = 3;

  FigureCell() = default;
  // `sure`: the text of a file, not read from pixels: no other reading is possible.
  FigureCell(Type type, std::vector<Sign> signs, bool sure = false);
  // The part of the spans that the type's value stands in.
  static FigureCell of(Type type, const std::vector<Token>& tokens, const std::vector<Span>& spans);
  // Of a field whose glyphs are gone: every character as sure as the field.
  static FigureCell of(Type type, const core::Field& field);

  bool empty() const { return signs_.empty(); }
  bool sure() const { return sure_; }
  bool pointed() const;  // printed with a decimal point, as prices are and counts are not
  std::optional<Myriad> read() const { return read_; }
  // The likeliest readings, cheapest first, the one that was read among them.
  std::vector<Figure> readings(std::size_t at_most) const;
  // What it costs to say that this value was printed; `nothing_read` where the cell is empty.
  double cost_of(Myriad value) const;

 private:
  Type type_ = Type::money;
  std::vector<Sign> signs_;
  bool sure_ = false;
  std::optional<Myriad> read_;

  double distance(const std::u32string& form) const;
  double dropping(std::size_t i) const;
};

}  // namespace claimpack::extract
