// How an image lies on a page as shown: found by comparing the two, since poppler's programs do not tell.
#pragma once

#include <vector>

#include "core/page.hpp"

namespace claimpack::receive {

struct Placement {
  bool same = false;                                // the page shows the image and nothing else of weight
  int turn = 0;                                     // clockwise, from the image as stored to the page as shown
  bool mirrored = false;                            // and mirrored
  bool inverted = false;                            // and light is dark
  double left = 0, top = 0, width = 0, height = 0;  // of the image on the shown page, as shares of the page
};

struct Extent {
  double width = 0, height = 0;  // points
};

// `shown`: the page drawn in grey, any size, and how large it is. `placed`: how large the image is drawn, along its own
// axes. `expected_turn` is taken where the picture says nothing against it (a blank back).
Placement place_image(const core::Image& image, const core::Image& shown, Extent page, Extent placed, int expected_turn);

// The number of characters whose print is on the page but not in the image: text set over it. Not for mirrored
// placements; `text` has its boxes on a shown page of `text_width` x `text_height`.
int characters_over(const core::Image& image, const core::Image& shown, const Placement& placement,
                    const std::vector<core::TextRun>& text, double text_width, double text_height);

}  // namespace claimpack::receive
