#include "receive/ofd_paint.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace claimpack::receive {

namespace {

constexpr int relations_max = 8;  // DrawParam/@Relative
constexpr double thinnest_pixels = 0.7;
constexpr double shortest_dash_pixels = 0.5;

// "255 0 0", or in hexadecimal "#FF #00 #00" and "#FF0000".
std::vector<double> components_of(std::string_view text) {
  if (text.find('#') == std::string_view::npos) return numbers_of(text);
  std::string digits;
  for (const char c : text)
    if (c != '#' && c != ' ') digits += c;
  std::vector<double> components;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    int value = 0;
    const auto [end, fault] = std::from_chars(digits.data() + i, digits.data() + i + 2, value, 16);
    if (fault != std::errc() || end != digits.data() + i + 2) break;
    components.push_back(value);
  }
  return components;
}

double depth_of(const pugi::xml_node& space) {
  const double bits = number_of(attribute_of(space, "BitsPerComponent"), 8);
  return bits >= 1 && bits <= 16 ? std::pow(2.0, bits) - 1 : 255;
}

Paint from_components(const std::vector<double>& c, const pugi::xml_node& space) {
  const double full = depth_of(space);
  const auto part = [&](std::size_t i) { return i < c.size() ? std::clamp(c[i] / full, 0.0, 1.0) : 0.0; };
  const auto type = attribute_of(space, "Type");
  Paint paint;
  if (c.size() == 1 || (type == "GRAY" || type == "Gray")) paint.red = paint.green = paint.blue = part(0);
  else if (c.size() == 4 || type == "CMYK") {
    const double key = 1 - part(3);
    paint.red = (1 - part(0)) * key, paint.green = (1 - part(1)) * key, paint.blue = (1 - part(2)) * key;
  } else {
    paint.red = part(0), paint.green = part(1), paint.blue = part(2);
  }
  return paint;
}

// The colour in the middle of a shading that Cairo does not know.
std::optional<Paint> middle_of(const pugi::xml_node& shading, const OfdResources& resources) {
  for (const char* holder : {"Segment", "Point"}) {
    const auto points = children_of(shading, holder);
    if (!points.empty()) return paint_of(child_of(points[points.size() / 2], "Color"), resources);
  }
  return paint_of(child_of(shading, "BackColor"), resources);
}

}  // namespace

std::optional<Paint> paint_of(const pugi::xml_node& colour, const OfdResources& resources) {
  if (colour.empty()) return std::nullopt;
  const double alpha = std::clamp(number_of(attribute_of(colour, "Alpha"), 255) / 255, 0.0, 1.0);
  for (const auto& child : colour.children()) {
    const auto name = local_name(child);
    std::optional<Paint> paint;
    if (name == "AxialShd" || name == "RadialShd") {
      paint = middle_of(child, resources).value_or(Paint{});
      paint->shading = child;
    } else if (name == "GouraudShd" || name == "LaGouraudShd" || name == "Pattern") {
      paint = middle_of(child, resources).value_or(Paint{0.5, 0.5, 0.5, 1, {}});
    } else {
      continue;
    }
    paint->alpha *= alpha;
    return paint;
  }
  const auto found = resources.colour_spaces.find(std::string(attribute_of(colour, "ColorSpace")));
  const pugi::xml_node space = found == resources.colour_spaces.end() ? pugi::xml_node() : found->second;
  auto components = components_of(attribute_of(colour, "Value"));
  const auto index = attribute_of(colour, "Index");
  if (components.empty() && !index.empty()) {
    const auto palette = children_of(child_of(space, "Palette"), "CV");
    const double at = number_of(index, 0);
    if (at >= 0 && at < double(palette.size())) components = components_of(text_of(palette[std::size_t(at)]));
  }
  if (components.empty()) components = {0, 0, 0};
  Paint paint = from_components(components, space);
  paint.alpha = alpha;
  return paint;
}

namespace {

void take_lines(const pugi::xml_node& node, Style& style) {
  style.line_width = std::abs(number_of(attribute_of(node, "LineWidth"), style.line_width));
  if (const auto join = attribute_of(node, "Join"); !join.empty()) style.join = join;
  if (const auto cap = attribute_of(node, "Cap"); !cap.empty()) style.cap = cap;
  style.miter_limit = number_of(attribute_of(node, "MiterLimit"), style.miter_limit);
  style.dash_offset = number_of(attribute_of(node, "DashOffset"), style.dash_offset);
  if (const auto dashes = attribute_of(node, "DashPattern"); !dashes.empty()) style.dashes = numbers_of(dashes);
}

void take_paints(const pugi::xml_node& node, const OfdResources& resources, Style& style) {
  if (const auto fill = child_of(node, "FillColor"); !fill.empty()) style.fill = paint_of(fill, resources);
  if (const auto stroke = child_of(node, "StrokeColor"); !stroke.empty()) style.stroke = paint_of(stroke, resources);
}

void take_draw_param(std::string_view id, const OfdResources& resources, int relations, Style& style) {
  const auto found = resources.draw_params.find(std::string(trimmed(id)));
  if (found == resources.draw_params.end() || relations > relations_max) return;
  take_draw_param(attribute_of(found->second, "Relative"), resources, relations + 1, style);
  take_lines(found->second, style);
  take_paints(found->second, resources, style);
}

void add_stops(cairo_pattern_t* pattern, const pugi::xml_node& shading, double alpha, const OfdResources& resources) {
  const auto segments = children_of(shading, "Segment");
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto paint = paint_of(child_of(segments[i], "Color"), resources);
    if (!paint) continue;
    const double even = segments.size() < 2 ? 0 : double(i) / double(segments.size() - 1);
    const double at = std::clamp(number_of(attribute_of(segments[i], "Position"), even), 0.0, 1.0);
    cairo_pattern_add_color_stop_rgba(pattern, at, paint->red, paint->green, paint->blue, paint->alpha * alpha);
  }
  cairo_pattern_set_extend(pattern, number_of(attribute_of(shading, "Extend"), 0) > 0 ? CAIRO_EXTEND_PAD : CAIRO_EXTEND_NONE);
}

// Null where its geometry is not given.
cairo_pattern_t* gradient_of(const pugi::xml_node& shading) {
  const auto from = numbers_of(attribute_of(shading, "StartPoint")), to = numbers_of(attribute_of(shading, "EndPoint"));
  if (from.size() < 2 || to.size() < 2) return nullptr;
  if (local_name(shading) == "AxialShd") return cairo_pattern_create_linear(from[0], from[1], to[0], to[1]);
  const double first = std::abs(number_of(attribute_of(shading, "StartRadius"), 0));
  const double last = std::abs(number_of(attribute_of(shading, "EndRadius"), 0));
  return cairo_pattern_create_radial(from[0], from[1], first, to[0], to[1], last);
}

}  // namespace

Style style_of(const pugi::xml_node& object, const OfdResources& resources, const Style& inherited) {
  Style style = inherited;
  take_draw_param(attribute_of(object, "DrawParam"), resources, 0, style);
  take_lines(object, style);
  take_paints(object, resources, style);
  return style;
}

void set_source(cairo_t* cairo, const Paint& paint, double alpha, const OfdResources& resources) {
  if (!paint.shading.empty()) {
    if (cairo_pattern_t* pattern = gradient_of(paint.shading)) {
      add_stops(pattern, paint.shading, paint.alpha * alpha, resources);
      cairo_set_source(cairo, pattern);
      return cairo_pattern_destroy(pattern);
    }
  }
  cairo_set_source_rgba(cairo, paint.red, paint.green, paint.blue, paint.alpha * alpha);
}

double pixels_a_unit(cairo_t* cairo) {
  cairo_matrix_t m;
  cairo_get_matrix(cairo, &m);
  return std::max(1e-9, std::sqrt(std::abs(m.xx * m.yy - m.xy * m.yx)));
}

void set_line(cairo_t* cairo, const Style& style) {
  const double scale = pixels_a_unit(cairo);
  cairo_set_line_width(cairo, std::max(style.line_width, thinnest_pixels / scale));
  cairo_set_line_join(cairo, style.join == "Round"   ? CAIRO_LINE_JOIN_ROUND
                             : style.join == "Bevel" ? CAIRO_LINE_JOIN_BEVEL
                                                     : CAIRO_LINE_JOIN_MITER);
  cairo_set_line_cap(cairo, style.cap == "Round"    ? CAIRO_LINE_CAP_ROUND
                            : style.cap == "Square" ? CAIRO_LINE_CAP_SQUARE
                                                    : CAIRO_LINE_CAP_BUTT);
  cairo_set_miter_limit(cairo, std::max(1.0, style.miter_limit));
  std::vector<double> dashes(style.dashes.begin(), style.dashes.begin() + long(std::min<std::size_t>(style.dashes.size(), 32)));
  // A dash that no eye can see is a line, and thousands of them on each are a trap.
  double sum = 0;
  for (double& dash : dashes) dash = std::max(dash, 0.0), sum += dash;
  if (dashes.empty() || sum * scale < shortest_dash_pixels * double(dashes.size())) cairo_set_dash(cairo, nullptr, 0, 0);
  else cairo_set_dash(cairo, dashes.data(), int(dashes.size()), style.dash_offset);
}

void set_blend(cairo_t* cairo, std::string_view mode) {
  static constexpr std::pair<std::string_view, cairo_operator_t> modes[] = {
      {"Multiply", CAIRO_OPERATOR_MULTIPLY},    {"Screen", CAIRO_OPERATOR_SCREEN},
      {"Overlay", CAIRO_OPERATOR_OVERLAY},      {"Darken", CAIRO_OPERATOR_DARKEN},
      {"Lighten", CAIRO_OPERATOR_LIGHTEN},      {"ColorDodge", CAIRO_OPERATOR_COLOR_DODGE},
      {"ColorBurn", CAIRO_OPERATOR_COLOR_BURN}, {"HardLight", CAIRO_OPERATOR_HARD_LIGHT},
      {"SoftLight", CAIRO_OPERATOR_SOFT_LIGHT}, {"Difference", CAIRO_OPERATOR_DIFFERENCE},
      {"Exclusion", CAIRO_OPERATOR_EXCLUSION}};
  for (const auto& [name, how] : modes)
    if (name == mode) return cairo_set_operator(cairo, how);
}

bool transform(cairo_t* cairo, const std::vector<double>& matrix) {
  if (matrix.size() < 6) return true;
  cairo_matrix_t by, now;
  cairo_matrix_init(&by, matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5]);
  cairo_get_matrix(cairo, &now);
  cairo_matrix_multiply(&now, &by, &now);
  const double area = std::abs(now.xx * now.yy - now.xy * now.yx);
  if (!(area > 1e-9 && area < 1e12)) return false;
  cairo_set_matrix(cairo, &now);
  return true;
}

}  // namespace claimpack::receive
