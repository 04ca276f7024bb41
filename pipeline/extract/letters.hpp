// The characters of a field's value with the doubts of the reader who read them.
#pragma once

#include <string>
#include <vector>

#include "core/lexicon.hpp"
#include "extract/tokens.hpp"

namespace claimpack::extract {

// A value in the form that lexicons compare, each letter knowing the character of the value that it came from.
struct Letters {
  std::vector<core::Letter> all;
  std::vector<std::size_t> from;  // index into the value's code points
  bool sure() const;
};

// Every letter of the text that `field` was read from; surely read where its place on the page is not found again.
std::vector<core::Letter> letters_read(const core::Field& field, const std::vector<Token>& tokens);

// `value`: the field's value or an entry of its list, which is the text read or a part of it. Letters that the text does not
// have are sure.
Letters letters_of(const std::string& value, const std::vector<core::Letter>& read);

}  // namespace claimpack::extract
