// What several readings of one line make of it. Nothing in here reads: who looks again, and how often, is the reader's.
#pragma once

#include <cstddef>
#include <vector>

#include "read/recognise.hpp"

namespace claimpack::read {

// A stretch of a line: its glyphs [from, to) and where they stand, in pixels of the line's picture.
struct Window {
  std::size_t from = 0, to = 0;
  int left = 0, right = 0;
  int width() const { return right - left; }
};

// Around the glyphs for which `asks` says so, with two glyphs of context on either side, cut where the picture is white; one
// window over the whole line where they would cover most of it.
std::vector<Window> windows_around(const LineReading& reading, const cv::Mat& line, const std::vector<bool>& asks);

// Around what is neither `printed`, by glyph, nor a separator: a value behind its label, cut in the same way. Nothing is left of
// a line that is all print.
Window window_of_value(const LineReading& reading, const cv::Mat& line, const std::vector<bool>& printed);

bool is_figure(const core::Glyph& glyph);
// 壹 … 玖, 拾佰仟万亿, 元角分整: extraction decodes them against the figures beside them.
bool is_money_word(const core::Glyph& glyph);

// A colon, bracket or blank of which every opinion says that it is one of these: which of them it is changes no value.
// Beside a figure only where a look read another separator there, not where one read nothing or more.
bool is_separator(const std::vector<core::Glyph>& glyphs, std::size_t i);

// Figures decide over money, dates and numbers; a word behind a label, or a short one, is a name or a value: such lines are
// worth a second opinion of every glyph.
bool wants_witness(const LineReading& reading);

// Which glyph of `b` stands for which of `a` by the least edit distance; -1 for none. Full-width and plain forms are one.
std::vector<int> counterparts(const std::vector<core::Glyph>& a, const std::vector<core::Glyph>& b);

// Another reading of the whole line is heard as a witness: `second` of the glyphs that nobody was asked about, and what it
// read instead among their `others`. The reading itself stays.
void hear(LineReading& reading, const LineReading& witness);
// The same of a stretch of the line. Its glyphs of context may have been cut: nothing is said of them.
void hear(LineReading& reading, const Window& window, const LineReading& witness);

// A reading of the window by a better reader. It takes the window's place where it is about as sure of it as the first one
// was; either way `second` says whether two looks agree and both opinions are kept. False where the window's edges do not
// fit the line, and nothing is changed.
bool take_over(LineReading& reading, const Window& window, LineReading part);

// Points of numbers after the closer looks. A blank between two figures for which the reader had thought of a point is that
// point. Where the looks agree on all figures and a later one saw fewer points, `before` holds, in doubt: a lost point is a
// hundred times the amount.
void mend_points(LineReading& reading, const LineReading& before);

// `confidence` and `weakest` of its glyphs.
void weigh(LineReading& reading);

}  // namespace claimpack::read
