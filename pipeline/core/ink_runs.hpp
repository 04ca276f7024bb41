// Stretches of ink along the rows of a picture, and which of them hang together: what a page's ink weighs, not its paper.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace claimpack::core {

// [from, to) of one row.
struct InkRun {
  int row = 0, from = 0, to = 0;
  int inked = 0;  // pixels of it that are ink: fewer than its length where gaps were closed
  int length() const { return to - from; }
};

// A picture of 0 (paper) and 255 (ink); `stride` bytes a row. White gaps below `gap` pixels are closed, stretches shorter than
// `length_min` left out. From top to bottom, from left to right.
struct InkMask {
  const std::uint8_t* pixels = nullptr;
  int width = 0, height = 0;
  std::size_t stride = 0;
};
std::vector<InkRun> ink_runs(const InkMask& mask, int gap = 1, int length_min = 1);

struct InkStroke {
  int top = 0, bottom = 0, left = 0, right = 0;  // along its rows; ends behind the last pixel
  int area = 0, inked = 0;                       // 0 where no stroke begins
};
// Runs that touch one another, corners too, are one stroke.
struct InkParts {
  std::vector<InkRun> runs;
  std::vector<int> first;          // for each run the number of its stroke's first one
  std::vector<InkStroke> strokes;  // at the number of each stroke's first run
  const InkStroke& stroke_of(std::size_t run) const { return strokes[static_cast<std::size_t>(first[run])]; }
};
InkParts ink_parts(const InkMask& mask, int gap = 1, int length_min = 1);

}  // namespace claimpack::core
