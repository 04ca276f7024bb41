// Words of a born-digital page and the runs they make.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/page.hpp"

namespace claimpack::receive {

struct Word {
  std::string text;
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;  // pixels of the page as drawn
};

// The word as high as its print. A font may claim lines of two and three times the size of its letters (ascent and descent of
// the Noto and Source Han families); boxes of that height run into the lines above and below, and gaps look narrow beside them.
// Words set upright are left as they are.
Word as_high_as_print(Word word);
// Parts of one word as people see it, less than a third of their height apart: cells of a table stand further apart.
bool belongs_to(const Word& run, const Word& next);
void join(Word& run, const Word& next);
// The run clipped to a page of this size; nothing where it is empty or lies outside.
std::optional<core::TextRun> run_on_page(const Word& word, double page_width, double page_height);
// Words in any order joined where they belong together.
std::vector<Word> joined_words(std::vector<Word> words);

}  // namespace claimpack::receive
