#include "run/sound_reading.hpp"

#include <algorithm>
#include <cmath>

namespace claimpack::run {

namespace {

constexpr int side_max = 1 << 20, place_max = 1 << 24;
constexpr std::size_t lines_max = 20'000, glyphs_max = 300'000, others_max = 16, rules_max = 100'000, marks_max = 1000,
                      values_max = 100'000;

bool within(double value, double least, double most) { return std::isfinite(value) && value >= least && value <= most; }
bool is_share(double value) { return within(value, -0.01, 1.01); }
bool is_share_of_several(double value) { return within(value, -0.01, 1000); }  // seals may lie over one another
bool is_side(int value) { return value >= 0 && value <= side_max; }
bool is_place(int value) { return value >= -place_max && value <= place_max; }
bool is_place(const core::Box& box) { return is_place(box.x) && is_place(box.y) && is_place(box.w) && is_place(box.h); }

bool is_sound(const core::Quality& quality) {
  return is_share(quality.blur) && is_share(quality.glare) && within(quality.contrast, -10, 10) &&
         within(quality.skew_degrees, -360, 360);
}

bool is_sound(const core::Glyph& glyph) {
  return is_share(glyph.probability) && is_place(glyph.x) && is_place(glyph.w) && glyph.others.size() <= others_max &&
         std::all_of(glyph.others.begin(), glyph.others.end(), [](const auto& other) { return is_share(other.probability); });
}

bool is_sound(const core::Line& line) {
  return is_share(line.confidence) && is_share_of_several(line.under_seal) && is_place(line.box) && is_place(line.upright) &&
         std::all_of(line.glyphs.begin(), line.glyphs.end(), [](const auto& glyph) { return is_sound(glyph); });
}

bool are_few(const core::Reading& reading) {
  std::size_t glyphs = 0, values = 0;
  for (const auto& line : reading.lines) glyphs += line.glyphs.size();
  for (const auto& data : reading.embedded) values += 1 + data.values.size();
  return reading.lines.size() <= lines_max && glyphs <= glyphs_max && reading.rules.size() <= rules_max &&
         reading.codes.size() <= marks_max && reading.seals.size() <= marks_max && reading.signatures.size() <= marks_max &&
         values <= values_max && reading.faults.size() <= values_max;
}

template <class Many>
bool lie_on_a_page(const Many& many) {
  return std::all_of(many.begin(), many.end(), [](const auto& each) { return is_place(each.box) && is_place(each.upright); });
}

}  // namespace

bool is_sound(const core::Reading& reading) {
  constexpr std::size_t print_cells = std::size_t(core::page_print_side) * core::page_print_side;
  return reading.origin.page >= 1 && is_side(reading.width) && is_side(reading.height) && is_side(reading.scan_width) &&
         is_side(reading.scan_height) && within(reading.dpi, 1, 10'000) && reading.rotation % 90 == 0 &&
         within(reading.rotation, 0, 270) && is_sound(reading.quality) && are_few(reading) &&
         std::all_of(reading.to_scan.m.begin(), reading.to_scan.m.end(), [](double m) { return within(m, -1e9, 1e9); }) &&
         (reading.print.empty() || reading.print.size() == print_cells) &&
         std::all_of(reading.lines.begin(), reading.lines.end(), [](const auto& line) { return is_sound(line); }) &&
         std::all_of(reading.rules.begin(), reading.rules.end(), [](const auto& rule) { return is_place(rule.box); }) &&
         lie_on_a_page(reading.codes) && lie_on_a_page(reading.seals) && lie_on_a_page(reading.signatures) &&
         std::all_of(reading.seals.begin(), reading.seals.end(),
                     [](const auto& seal) { return is_share(seal.confidence) && is_share_of_several(seal.overlap); }) &&
         std::all_of(reading.faults.begin(), reading.faults.end(), [](const auto& fault) {
           return is_place(fault.box) && fault.kind >= core::TextFault::Kind::hidden &&
                  fault.kind <= core::TextFault::Kind::not_drawn;
         });
}

}  // namespace claimpack::run
