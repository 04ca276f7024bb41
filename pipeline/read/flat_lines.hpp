// Finds lines of print by morphology, where the page is flat, straight and clean: a tenth of the network's time.
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "read/detect.hpp"

namespace claimpack::read {

struct FlatLines {
  std::vector<TextBox> boxes;
  // The boxes look like lines of print: of one height, few, holding the page's ink, with little noise between them. Where
  // this is false the network has to look: cards, faxes, faint copies, photographs.
  bool trusted = false;
};

// `text`: the page with its paper white, rules and speckle taken off.
FlatLines flat_lines(const cv::Mat& text, double dpi);

}  // namespace claimpack::read
