#include "canvas.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace claimpack::samples {

namespace {

void use(cairo_t* cairo, Colour c, double alpha = 1) { cairo_set_source_rgba(cairo, c.r, c.g, c.b, alpha); }

}  // namespace

Canvas::Canvas(cairo_t* cairo) : cairo_(cairo) {
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  layout_ = pango_cairo_create_layout(cairo_);
  PangoContext* context = pango_layout_get_context(layout_);
  pango_cairo_context_set_font_options(context, options);
  pango_cairo_context_set_resolution(context, 72);
  pango_context_set_round_glyph_positions(context, FALSE);
  cairo_font_options_destroy(options);
}

Canvas::~Canvas() { g_object_unref(layout_); }

void Canvas::set(const std::string& text, const Style& style) {
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family(font, style.family);
  pango_font_description_set_size(font, static_cast<int>(style.size * PANGO_SCALE));
  pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(layout_, font);
  pango_font_description_free(font);
  pango_layout_set_width(layout_, -1);
  pango_layout_set_text(layout_, text.c_str(), static_cast<int>(text.size()));
  PangoAttrList* attributes = pango_attr_list_new();
  if (style.spacing != 0)
    pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(static_cast<int>(style.spacing * PANGO_SCALE)));
  pango_layout_set_attributes(layout_, attributes);
  pango_attr_list_unref(attributes);
}

double Canvas::measure(const std::string& text, const Style& style) {
  set(text, style);
  int width = 0, height = 0;
  pango_layout_get_size(layout_, &width, &height);
  return mm(static_cast<double>(width) / PANGO_SCALE);
}

double Canvas::text(double x, double y, const std::string& text, const Style& style) {
  const double width = measure(text, style);
  const double left = style.align == Align::left ? x : style.align == Align::centre ? x - width / 2 : x - width;
  use(cairo_, style.colour);
  cairo_move_to(cairo_, pt(left), pt(y));
  pango_cairo_show_layout(cairo_, layout_);
  return width;
}

void Canvas::cell(const Place& box, const std::string& text, const Style& style) {
  if (text.empty()) return;
  constexpr double inset = 0.8;
  Style fitted = style;
  const double room = box.w - 2 * inset, width = measure(text, fitted);
  if (width > room) fitted.size *= room / width;
  measure(text, fitted);
  int w = 0, h = 0;
  pango_layout_get_size(layout_, &w, &h);
  const double x = style.align == Align::left     ? box.x + inset
                   : style.align == Align::centre ? box.x + box.w / 2
                                                  : box.x + box.w - inset;
  this->text(x, box.y + (box.h - mm(static_cast<double>(h) / PANGO_SCALE)) / 2, text, fitted);
}

double Canvas::paragraph(double x, double y, double width, const std::string& text, const Style& style) {
  set(text, style);
  pango_layout_set_width(layout_, static_cast<int>(pt(width) * PANGO_SCALE));
  pango_layout_set_wrap(layout_, PANGO_WRAP_WORD_CHAR);
  use(cairo_, style.colour);
  cairo_move_to(cairo_, pt(x), pt(y));
  pango_cairo_show_layout(cairo_, layout_);
  int w = 0, h = 0;
  pango_layout_get_size(layout_, &w, &h);
  return mm(static_cast<double>(h) / PANGO_SCALE);
}

double Canvas::field(double x, double y, const std::string& label, const std::string& value, const Style& style,
                     double underline) {
  const double start = x + text(x, y, label + "：", style);
  const double width = value.empty() ? 0 : text(start + (underline > 0 ? 1 : 0), y, value, style);
  if (underline <= 0) return start + width;
  underline = std::max(underline, width + 2);
  const double bottom = y + mm(style.size * 1.42);
  line(start, bottom, start + underline, bottom, 0.15, style.colour);
  return start + underline;
}

void Canvas::line(double x1, double y1, double x2, double y2, double width, Colour colour) {
  use(cairo_, colour);
  cairo_set_line_width(cairo_, pt(width));
  cairo_move_to(cairo_, pt(x1), pt(y1));
  cairo_line_to(cairo_, pt(x2), pt(y2));
  cairo_stroke(cairo_);
}

void Canvas::rect(const Place& box, double width, Colour colour) {
  use(cairo_, colour);
  cairo_set_line_width(cairo_, pt(width));
  cairo_rectangle(cairo_, pt(box.x), pt(box.y), pt(box.w), pt(box.h));
  cairo_stroke(cairo_);
}

void Canvas::fill(const Place& box, Colour colour, double alpha) {
  use(cairo_, colour, alpha);
  cairo_rectangle(cairo_, pt(box.x), pt(box.y), pt(box.w), pt(box.h));
  cairo_fill(cairo_);
}

void Canvas::face(const Place& box, double radius, Colour from, Colour to) {
  constexpr double quarter = std::numbers::pi / 2;
  const double left = pt(box.x), top = pt(box.y), right = pt(box.x + box.w), bottom = pt(box.y + box.h), r = pt(radius);
  cairo_new_sub_path(cairo_);
  cairo_arc(cairo_, right - r, top + r, r, -quarter, 0);
  cairo_arc(cairo_, right - r, bottom - r, r, 0, quarter);
  cairo_arc(cairo_, left + r, bottom - r, r, quarter, 2 * quarter);
  cairo_arc(cairo_, left + r, top + r, r, 2 * quarter, 3 * quarter);
  cairo_close_path(cairo_);
  cairo_pattern_t* fall = cairo_pattern_create_linear(left, top, right, bottom);
  cairo_pattern_add_color_stop_rgb(fall, 0, from.r, from.g, from.b);
  cairo_pattern_add_color_stop_rgb(fall, 1, to.r, to.g, to.b);
  cairo_set_source(cairo_, fall);
  cairo_fill_preserve(cairo_);
  cairo_pattern_destroy(fall);
  use(cairo_, grey);
  cairo_set_line_width(cairo_, 0.5);
  cairo_stroke(cairo_);
}

void Canvas::tick_box(double x, double y, double size, bool ticked, Colour colour) {
  rect({x, y, size, size}, 0.2, colour);
  if (!ticked) return;
  line(x + size * 0.15, y + size * 0.5, x + size * 0.42, y + size * 0.85, 0.35, colour);
  line(x + size * 0.42, y + size * 0.85, x + size * 0.95, y + size * 0.05, 0.35, colour);
}

void Canvas::sign(double x, double y, double radians, const std::string& sign, const Style& style, double alpha) {
  set(sign, style);
  int w = 0, h = 0;
  pango_layout_get_size(layout_, &w, &h);
  cairo_save(cairo_);
  cairo_translate(cairo_, pt(x), pt(y));
  cairo_rotate(cairo_, radians);
  cairo_move_to(cairo_, -static_cast<double>(w) / PANGO_SCALE / 2, -static_cast<double>(h) / PANGO_SCALE / 2);
  use(cairo_, style.colour, alpha);
  pango_cairo_show_layout(cairo_, layout_);
  cairo_restore(cairo_);
}

void Canvas::signature(double x, double y, const std::string& name, double size, double degrees) {
  const Style style{.size = size, .colour = ink_blue, .family = hand, .spacing = -size * 0.08};
  const double width = measure(name, style), height = mm(size);
  const double turn = degrees * std::numbers::pi / 180;
  sign(x + width / 2, y + height / 2, turn, name, style);
  const double spread = std::abs(std::sin(turn)) * width;
  marks.signatures.push_back({{x, y - spread / 2, width, height + spread}, name});
}

}  // namespace claimpack::samples
