#include "stamps.hpp"

#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/text.hpp"

namespace claimpack::samples {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double ink = 0.82;  // how much a seal covers what lies below it

struct Ellipse {
  double x, y, rx, ry;
};

void outline(Canvas& canvas, const Ellipse& e, double width) {
  cairo_t* cairo = canvas.cairo();
  cairo_save(cairo);
  cairo_translate(cairo, pt(e.x), pt(e.y));
  cairo_scale(cairo, pt(e.rx), pt(e.ry));
  cairo_new_path(cairo);
  cairo_arc(cairo, 0, 0, 1, 0, 2 * pi);
  cairo_restore(cairo);
  cairo_set_source_rgba(cairo, seal_red.r, seal_red.g, seal_red.b, ink);
  cairo_set_line_width(cairo, pt(width));
  cairo_stroke(cairo);
}

// Signs spread evenly by arc length between two angles (clockwise from the right, y down). `outward`: heads away from the
// centre, as along the upper arc; else towards it, as along the lower one.
void along(Canvas& canvas, const Ellipse& e, double from, double to, const std::string& words, double size, bool outward) {
  const std::u32string signs = core::to_u32(words);
  constexpr int steps = 400;
  std::vector<double> length(steps + 1, 0.0);
  const auto at = [&](double t) { return std::pair{e.x + e.rx * std::cos(t), e.y + e.ry * std::sin(t)}; };
  for (int i = 1; i <= steps; ++i) {
    const auto [x0, y0] = at(from + (to - from) * (i - 1) / steps);
    const auto [x1, y1] = at(from + (to - from) * i / steps);
    length[static_cast<std::size_t>(i)] = length[static_cast<std::size_t>(i - 1)] + std::hypot(x1 - x0, y1 - y0);
  }
  for (std::size_t k = 0; k < signs.size(); ++k) {
    const double wanted = length.back() * (static_cast<double>(k) + 0.5) / static_cast<double>(signs.size());
    int i = 0;
    while (i < steps && length[static_cast<std::size_t>(i)] < wanted) ++i;
    const double t = from + (to - from) * i / steps;
    const auto [x, y] = at(t);
    const double tangent = std::atan2(e.ry * std::cos(t), -e.rx * std::sin(t));
    const Style style{.size = size, .colour = seal_red, .family = serif, .bold = true};
    canvas.sign(x, y, outward ? tangent : tangent + pi, core::to_utf8(signs[k]), style, ink);
  }
}

void star(Canvas& canvas, double x, double y, double radius) {
  cairo_t* cairo = canvas.cairo();
  cairo_new_path(cairo);
  for (int i = 0; i < 5; ++i) {
    const double outer = -pi / 2 + i * 2 * pi / 5, inner = outer + pi / 5;
    cairo_line_to(cairo, pt(x + radius * std::cos(outer)), pt(y + radius * std::sin(outer)));
    cairo_line_to(cairo, pt(x + 0.39 * radius * std::cos(inner)), pt(y + 0.39 * radius * std::sin(inner)));
  }
  cairo_close_path(cairo);
  cairo_set_source_rgba(cairo, seal_red.r, seal_red.g, seal_red.b, ink);
  cairo_fill(cairo);
}

ZXing::BitMatrix encoded(ZXing::BarcodeFormat format, const std::string& payload) {
  ZXing::MultiFormatWriter writer(format);
  writer.setMargin(0);
  return writer.encode(payload, 0, 0);
}

}  // namespace

void round_seal(Canvas& canvas, double x, double y, double radius, const std::string& name, const std::string& below) {
  outline(canvas, {x, y, radius, radius}, 0.9);
  const double count = static_cast<double>(core::to_u32(name).size());
  const double size = std::min(14.0, radius * 52 / count + 2);
  const double half = std::min(pi * 0.72, count * mm(size) * 1.15 / (radius * 0.78) / 2);
  along(canvas, {x, y, radius * 0.78, radius * 0.78}, -pi / 2 - half, -pi / 2 + half, name, size, true);
  star(canvas, x, y - radius * 0.04, radius * 0.27);
  canvas.sign(x, y + radius * 0.56, 0, below, {.size = radius * 0.56, .colour = seal_red, .family = serif, .bold = true}, ink);
  canvas.marks.seals.push_back({{x - radius - 0.5, y - radius - 0.5, 2 * radius + 1, 2 * radius + 1}, "round", name + below});
}

void oval_seal(Canvas& canvas, double x, double y, const std::string& name, const std::string& number, const std::string& below) {
  const double rx = 20, ry = 13.5;
  outline(canvas, {x, y, rx, ry}, 0.8);
  along(canvas, {x, y, rx * 0.82, ry * 0.74}, -pi * 1.04, pi * 0.04, name, 9.5, true);
  canvas.sign(x, y + 0.4, 0, number, {.size = 7, .colour = seal_red}, ink);
  canvas.sign(x, y + ry * 0.52, 0, below, {.size = 9, .colour = seal_red, .family = serif, .bold = true}, ink);
  canvas.marks.seals.push_back({{x - rx - 0.4, y - ry - 0.4, 2 * rx + 0.8, 2 * ry + 0.8}, "ellipse", name + number + below});
}

void supervision_seal(Canvas& canvas, double x, double y, const std::string& province) {
  const double rx = 15.5, ry = 9.6;
  outline(canvas, {x, y, rx, ry}, 0.7);
  outline(canvas, {x, y, rx - 1, ry - 1}, 0.25);
  along(canvas, {x, y, rx * 0.76, ry * 0.66}, -pi * 1.02, pi * 0.02, "全国统一财政票据监制章", 6.2, true);
  canvas.sign(x, y + 0.6, 0, province, {.size = 7.5, .colour = seal_red, .family = serif, .bold = true}, ink);
  along(canvas, {x, y, rx * 0.7, ry * 0.62}, pi * 0.78, pi * 0.22, "财政部监制", 6.2, false);
  canvas.marks.seals.push_back({{x - rx - 0.4, y - ry - 0.4, 2 * rx + 0.8, 2 * ry + 0.8},
                                "supervision",
                                "全国统一财政票据监制章" + province + "财政部监制"});
}

void word_seal(Canvas& canvas, const Place& box, const std::string& words) {
  canvas.rect(box, 0.6, seal_red);
  canvas.cell(box, words, {.size = pt(box.h) * 0.6, .colour = seal_red, .family = serif, .bold = true, .align = Align::centre});
  canvas.marks.seals.push_back({box, "rect", words});
}

void qr_code(Canvas& canvas, double x, double y, double size, const std::string& payload) {
  const ZXing::BitMatrix matrix = encoded(ZXing::BarcodeFormat::QRCode, payload);
  const double module = size / matrix.width();
  for (int row = 0; row < matrix.height(); ++row)
    for (int column = 0; column < matrix.width(); ++column)
      if (matrix.get(column, row)) canvas.fill({x + column * module, y + row * module, module * 1.02, module * 1.02}, {0, 0, 0});
  canvas.marks.codes.push_back({{x, y, size, size}, "QR", payload});
}

void code128(Canvas& canvas, const Place& box, const std::string& payload) {
  const ZXing::BitMatrix matrix = encoded(ZXing::BarcodeFormat::Code128, payload);
  const double module = box.w / matrix.width();
  for (int column = 0; column < matrix.width(); ++column)
    if (matrix.get(column, 0)) canvas.fill({box.x + column * module, box.y, module, box.h}, {0, 0, 0});
  canvas.marks.codes.push_back({box, "CODE128", payload});
}

}  // namespace claimpack::samples
