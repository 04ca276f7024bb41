// The characters of a field's value with the doubts of the reader who read them.
#pragma once

#include <string>
#include <vector>

#include "core/lexicon.hpp"
#include "extract/tokens.hpp"

namespace claimpack::extract {

// A letter as lexicons compare it, and the characters that the reader thought of beside it as they are printed (Ⅱ, 黃).
struct ReadLetter {
  core::Letter letter;
  std::u32string printed_others{};
};

// Characters of a text, each with the letters that it folds to: Ⅲ is one character and three letters.
struct Spelling {
  std::u32string letters;
  std::vector<std::size_t> from;  // by letter: index into the text's code points
};
Spelling spelling_of(const std::string& text);

// A value in the form that lexicons compare, each letter knowing the character of the value that it came from.
struct Letters {
  std::vector<core::Letter> all;
  std::vector<std::u32string> printed_others;  // by letter
  std::vector<std::size_t> from;               // by letter: index into the value's code points
  bool sure() const;
};

// Every letter of the text that `field` was read from; empty where its place on the page is not found again.
std::vector<ReadLetter> letters_read(const core::Field& field, const std::vector<Token>& tokens);

// `value`: the field's value or an entry of its list, which is the text read or a part of it. Letters that the text does not
// have are sure.
Letters letters_of(const std::string& value, const std::vector<ReadLetter>& read);

}  // namespace claimpack::extract
