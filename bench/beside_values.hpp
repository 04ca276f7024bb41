// What is truly printed on a document, and whether a text read from it has it: the same measure for every reader.
#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace claimpack::bench {

enum class ValueKind { money, date, number, person, item_name, item_amount, other };
inline constexpr std::array value_kind_names{"money", "dates", "numbers", "people", "item names", "item amounts", "other text"};

struct TrueValue {
  ValueKind kind = ValueKind::other;
  std::string text;
};

// The values of one document of a truth file ("fields", "items"); what has fewer than two characters proves nothing and is
// left out.
std::vector<TrueValue> values_of(const nlohmann::json& document);

// A text that a reader made of a document, in the forms in which values are sought.
class ReadText {
 public:
  explicit ReadText(const std::string& text);
  // Money as the same amount, dates in any form, numbers as whole numbers (no digit beside them), words without blanks,
  // punctuation, width and case. Where the value stands does not matter: this measures reading, not extraction.
  bool has(const TrueValue& value) const;

 private:
  bool has_bounded(const std::string& value) const;
  bool has_date(const std::string& iso) const;
  std::string spaced_, dense_, bare_;  // width folded; blanks kept; blanks left out, lines kept; nothing but characters
  std::vector<std::string> amounts_;   // "1234.50", every number with two decimals
};

}  // namespace claimpack::bench
