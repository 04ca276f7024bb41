// Colours, lines and drawing parameters of OFD (GB/T 33190-2016, 8.2 to 8.4).
#pragma once

#include <cairo.h>

#include <optional>
#include <string>
#include <vector>

#include "receive/ofd_document.hpp"

namespace claimpack::receive {

// A colour with its opacity, 0 … 1; `shading` is an AxialShd or RadialShd that stands in its place.
struct Paint {
  double red = 0, green = 0, blue = 0, alpha = 1;
  pugi::xml_node shading;
};

struct Style {
  std::optional<Paint> fill, stroke;  // nothing: transparent
  double line_width = 0.353;
  std::string join, cap;
  double miter_limit = 3.528;
  double dash_offset = 0;
  std::vector<double> dashes;
};

// A colour element; nothing where it holds none.
std::optional<Paint> paint_of(const pugi::xml_node& colour, const OfdResources& resources);
// What an object draws with: its own attributes over those of its DrawParam over `inherited`.
Style style_of(const pugi::xml_node& object, const OfdResources& resources, const Style& inherited);

// `alpha`: of the object, 0 … 1.
void set_source(cairo_t* cairo, const Paint& paint, double alpha, const OfdResources& resources);
// Line width and dashes in the current space, no thinner than what can be seen.
void set_line(cairo_t* cairo, const Style& style);
// "Darken", "Multiply" …
void set_blend(cairo_t* cairo, std::string_view mode);
// False where the matrix cannot be drawn with (it flattens everything); then nothing is changed.
bool transform(cairo_t* cairo, const std::vector<double>& matrix);
// The length of a unit of the current space in pixels.
double pixels_a_unit(cairo_t* cairo);

}  // namespace claimpack::receive
