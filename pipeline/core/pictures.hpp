// PagePictures: the port behind which the pictures of a claim's pages are made for a screen, out of the bytes as they came.
#pragma once

#include <cstdint>
#include <string>

#include "core/geometry.hpp"
#include "core/page.hpp"
#include "core/result.hpp"

namespace claimpack::core {

// A page of a claim of the ledger, and how far it is turned for the eye.
struct PictureOf {
  std::int64_t claim = 0;  // the ledger's
  Origin page;             // as claim.json names it
  int turn = 0;  // clockwise degrees, 0, 90, 180 or 270: applied to what is shown; places are then those of the turned picture
};

// JPEG bytes. `etag` is the same for the same bytes, and never for others: digest of the source, what is shown, the maker's
// version.
struct Picture {
  std::string jpeg;
  std::string etag;
  int width = 0, height = 0;
};

// Deep zoom: level n is full size, each below it half of the one above, rounded up, level 0 is one pixel; tiles of 256 pixels
// without overlap, those at the right and lower edge smaller. `levels` is the number of the full size's.
struct PageSize {
  int width = 0, height = 0;  // of the page as scanned, after the turn
  double dpi = 200;
  int levels = 0;
};

constexpr int tile_side = 256, proxy_side_max = 1000;

// Everything is made once, also where many ask at the same time, and lies in a bounded cache on the disk. Errors: bad_input for a
// page, level or place that is not there, those of decoding, disk. Callable from several threads.
class PagePictures {
 public:
  virtual ~PagePictures() = default;
  virtual Result<PageSize> size(const PictureOf& page) = 0;
  virtual Result<Picture> proxy(const PictureOf& page) = 0;  // at most 1000 pixels a side
  virtual Result<Picture> tile(const PictureOf& page, int level, int x, int y) = 0;
  // `box` on the page as scanned (not turned), cut at its edges, then turned; `scale` 0.05 … 4.
  virtual Result<Picture> crop(const PictureOf& page, const Box& box, double scale) = 0;
  // The etag that the picture would have, without making it. Empty where the page is not known.
  virtual std::string etag(const PictureOf& page) = 0;
};

}  // namespace claimpack::core
