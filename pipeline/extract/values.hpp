// Values of a type, found in text that stands where the value is expected.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "extract/template.hpp"

namespace claimpack::extract {

struct Value {
  std::string value;               // in the normal form of the contract
  std::vector<std::string> list;   // of list types
  std::size_t begin = 0, end = 0;  // where it stands in the text
  double worth = 0;                // 0 … 1: how well it fits its type (a check digit right: 1)
};

// `text`: folded, without blanks. Nothing where no such value is in it.
std::optional<Value> read_value(const FieldTemplate& field, std::u32string_view text);
std::optional<Value> read_cell(Type type, std::u32string_view text);

bool is_list(Type type);
// Types whose value may run over several lines.
bool runs_on(Type type);

// The capital figure that readers take this character for, by its likeness in print; itself where there is none.
char32_t capital_figure(char32_t c);

}  // namespace claimpack::extract
