// clean: a Page becomes upright, straight, flat and evenly lit; coloured ink, printed rules and text are parted.
#pragma once

#include "core/page.hpp"

namespace claimpack::clean {

struct Settings {
  int long_side_max = 3600;        // pixels of the clean page; larger scans are brought down to it
  double skew_degrees_min = 0.08;  // smaller skews are left, so that pixels are not resampled for nothing
};

// Never fails: a page that shows nothing comes back with quality.blank.
// `turns` may be null: then only the EXIF turn is taken out.
core::CleanPage clean(core::Page&& page, const core::TurnFinder* turns, const Settings& settings = {});

}  // namespace claimpack::clean
