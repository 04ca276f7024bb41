// What forms print, so that no second look is spent on it.
#pragma once

#include <string>
#include <vector>

#include "core/reading.hpp"

namespace claimpack::read {

// Labels and headings that the templates know. They are matched with a character or two misread (core::slack_of), as
// extraction matches them too: a doubt about such a character changes no value.
class Print {
 public:
  Print() = default;
  // Folded, without blanks; words of fewer than three characters are left out.
  explicit Print(std::vector<std::u32string> words);
  // By glyph: it stands in a printed word, and no other word that fits there has another of the reader's opinions in its place
  // (个人自付, 个人自费).
  std::vector<bool> covers(const std::vector<core::Glyph>& glyphs) const;
  // How many characters stand in words that can be made out, a character or two misread, as extraction makes them out.
  int made_out(const std::vector<core::Glyph>& glyphs) const;

 private:
  std::vector<std::u32string> words_;  // in order
};

}  // namespace claimpack::read
