// A row's values as one text, the same for the same values: what the log keeps and an audit compares.
#pragma once

#include <string>
#include <type_traits>

namespace claimpack::store {

class RowText {
 public:
  template <class Value>
  RowText& add(const char* name, const Value& value) {
    text_ += std::string(name) + "=";
    if constexpr (std::is_arithmetic_v<Value>) text_ += std::to_string(value);
    else
      for (const char c : std::string(value)) text_ += c == '\\' ? "\\\\" : c == '\n' ? "\\n" : std::string(1, c);
    text_ += '\n';
    return *this;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace claimpack::store
