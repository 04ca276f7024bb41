// The page's lines as text that can be searched, each character knowing the pixels that it came from.
#pragma once

#include <string>
#include <vector>

#include "core/document.hpp"

namespace claimpack::extract {

struct Token {
  const core::Reading* reading = nullptr;
  int page = 0;            // index into the claim's readings
  std::u32string text;     // folded, without blanks
  std::vector<int> glyph;  // the line's glyph of each character
  const core::Line* line = nullptr;
  core::Box place;        // on the clean page
  bool in_table = false;  // taken by a table of items

  // Of the characters [begin, end).
  core::Box place_of(std::size_t begin, std::size_t end) const;
  double confidence_of(std::size_t begin, std::size_t end) const;
  // Free space between the characters i - 1 and i in line heights.
  double gap_before(std::size_t i) const;
};

// A run of characters of one token.
struct Span {
  int token = 0;
  std::size_t begin = 0, end = 0;
};

std::vector<Token> tokens_of(const core::Sheet& sheet, const std::vector<const core::Reading*>& pages);

// The text of spans one behind another, and what it is worth.
std::u32string text_of(const std::vector<Token>& tokens, const std::vector<Span>& spans);
// The characters [begin, end) of text_of(tokens, spans), as spans.
std::vector<Span> part_of(const std::vector<Span>& spans, std::size_t begin, std::size_t end);
// A field with text, box, page, source and confidence of the spans; the value is left to the caller.
core::Field field_of(const std::vector<Token>& tokens, const std::vector<Span>& spans);

// The text with one character exchanged for another that the reader thought possible, likeliest first, at most 4.
std::vector<core::Candidate> alternatives_of(const std::vector<Token>& tokens, const std::vector<Span>& spans);

// The cell of a ruled table around a place: the nearest rules on all sides, the page's edges where there is none.
core::Box cell_around(const core::Reading& page, const core::Box& place);

}  // namespace claimpack::extract
