// The parts of reading, each on the clean page.
#pragma once

#include <vector>

#include "core/reading.hpp"

namespace claimpack::read {

// lines.cpp: lines of a born-digital page, from its text layer; empty where the text is not sound (no mapping to
// characters, hidden rubbish), so that the page is read as a picture.
std::vector<core::Line> lines_of_text_layer(const core::CleanPage& page);
// shown.cpp: of a born-digital page's lines those that no eye sees are taken out and told as faults; all of them where
// most are unseen. Cheap: it looks for ink in each line's box, in the page's own colours.
void drop_hidden(const core::CleanPage& page, std::vector<core::Line>& lines, std::vector<core::TextFault>& faults);
// The amounts and numbers that matter most, at most twelve, are read from the picture. Where they agree the characters
// say so (Glyph::second); where the picture twice surely shows something else, that is a fault, and the line's
// characters lose their probability. `second` may be null.
void hold_against_picture(const core::CleanPage& page, const core::Recogniser& first, const core::Recogniser* second,
                          std::vector<core::Line>& lines, std::vector<core::TextFault>& faults);
// Lines cut where a gap is wider than `gap_heights` line heights: cells of a table that the finder took as one.
std::vector<core::Line> cut_at_gaps(std::vector<core::Line> lines, double gap_heights);
// Cut where a printed vertical rule stands between two characters.
std::vector<core::Line> cut_at_rules(std::vector<core::Line> lines, const std::vector<core::Rule>& rules);
// Rows from top to bottom, from left to right inside a row.
void sort_lines(std::vector<core::Line>& lines);

// checkboxes.cpp: □ and ☑ put before the words that they belong to, where the recogniser left them out.
void mark_checkboxes(const core::CleanPage& page, std::vector<core::Line>& lines);

// codes.cpp: QR and bar codes (ZXing).
std::vector<core::Code> find_codes(const core::CleanPage& page);

// seals.cpp: the page's marks with what their text says: the arc laid flat first, then what stands in the middle. `lines`: the
// page's print, which is taken off black seals. A seal costs one reading of a small picture.
std::vector<core::Seal> read_seals(const core::CleanPage& page, const std::vector<core::Line>& lines,
                                   const core::Recogniser& reader);
// Sets each line's `under_seal`.
void mark_overlap(const std::vector<core::InkMark>& marks, std::vector<core::Line>& lines);

// page_print.cpp: how the ink lies on the plane `text`; empty for a page that bears hardly a word.
core::PagePrint print_of(const core::Image& text);

// signatures.cpp: handwriting on the page, told from print by its size and stroke.
std::vector<core::Signature> find_signatures(const core::CleanPage& page, const std::vector<core::Line>& lines);

}  // namespace claimpack::read
