// Pictures of an OFD as Cairo surfaces.
#pragma once

#include <cairo.h>

#include <memory>
#include <string>

#include "core/result.hpp"
#include "receive/ofd_package.hpp"

namespace claimpack::receive {

struct SurfaceEnd {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using Surface = std::unique_ptr<cairo_surface_t, SurfaceEnd>;

// PNG (with its transparency), JPEG, BMP, TIFF; JBIG2 and JPEG 2000 by poppler. Errors: damaged, unsupported, too_large.
core::Result<Surface> read_picture(const OfdPackage& package, const std::string& file);
// A picture in memory, of a seal: PNG, JPEG, BMP.
core::Result<Surface> read_picture(const std::vector<std::uint8_t>& bytes, const std::string& place, const Limits& limits);
// The picture with the mask's light as its opacity; null where that cannot be done.
Surface masked_picture(cairo_surface_t* picture, cairo_surface_t* mask);

// A surface whose pixels may be written; errors as an image that is too large.
core::Result<Surface> make_surface(int width, int height, const std::string& place);

}  // namespace claimpack::receive
