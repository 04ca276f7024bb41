#include "read/read.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "read/parts.hpp"

namespace claimpack::read {

namespace {

std::vector<core::Line> read_by(const core::Recogniser& reader, const core::CleanPage& page) {
  try {
    auto lines = reader.read(page);
    // A line without characters, or a character without text, is nothing that anyone can use.
    for (auto& line : lines) std::erase_if(line.glyphs, [](const core::Glyph& glyph) { return glyph.text.empty(); });
    std::erase_if(lines, [](const core::Line& line) { return line.glyphs.empty(); });
    return lines;
  } catch (const std::bad_alloc&) {
    throw;  // no fault of the reader's: the page is too large for this machine or this process, and must not look empty
  } catch (const std::exception&) {
    return {};  // the next reader takes over; an empty page is reported by its quality
  }
}

// A QR code's modules are no print: what is white is neither found nor read.
void blank_out(core::Image& text, const std::vector<core::Code>& codes) {
  for (const auto& code : codes) {
    if (code.symbology != "QRCode") continue;
    const core::Box box = core::intersect(code.upright, {0, 0, text.width, text.height});
    for (int y = box.y; y < box.bottom(); ++y) {
      const auto row = text.bytes.begin() + std::ptrdiff_t(y) * text.width;
      std::fill(row + box.x, row + box.right(), std::uint8_t(255));
    }
  }
}

// What a reader makes of a QR code's modules or of a seal's arc is no text of the page.
void drop_noise(std::vector<core::Line>& lines, const std::vector<core::Code>& codes, const std::vector<core::InkMark>& marks) {
  std::erase_if(lines, [&](const core::Line& line) {
    const auto inside = [&](const core::Box& box, double share) {
      return core::intersect(line.upright, box).area() > share * line.upright.area();
    };
    for (const auto& code : codes)
      if (code.symbology == "QRCode" && inside(code.upright, 0.5)) return true;
    // Under coloured ink the print alone was read; on a copy the seal's own characters were read with it.
    for (const auto& mark : marks)
      if (inside(mark.box, 0.8) && line.confidence < (mark.colour == "black" ? 0.8 : 0.6)) return true;
    return false;
  });
}

}  // namespace

core::Reading read(core::CleanPage&& page, const core::Recogniser& first, const core::Recogniser* second) {
  core::Reading reading;
  reading.origin = page.origin;
  reading.width = page.text.width, reading.height = page.text.height;
  reading.scan_width = page.scan_width, reading.scan_height = page.scan_height;
  reading.dpi = page.dpi, reading.rotation = page.rotation, reading.quality = page.quality;
  reading.to_scan = page.to_scan;
  // The frame of a stamp is no rule of a table.
  for (const auto& rule : page.rules)
    if (std::none_of(page.marks.begin(), page.marks.end(), [&](const core::InkMark& mark) {
          return core::intersect(rule.box, mark.box).area() > 0.9 * rule.box.area();
        }))
      reading.rules.push_back(rule);
  reading.embedded = std::move(page.embedded), reading.faults = std::move(page.faults);
  if (!page.quality.blank || !page.text_layer.empty()) {
    reading.print = print_of(page.text);
    reading.codes = find_codes(page);
    blank_out(page.text, reading.codes);
    reading.lines = lines_of_text_layer(page);
    drop_hidden(page, reading.lines, reading.faults);
    hold_against_picture(page, first, second, reading.lines, reading.faults);
    if (reading.lines.empty()) {
      reading.lines = read_by(first, page);
      if (reading.lines.empty() && second) reading.lines = read_by(*second, page);
    }
    reading.lines = cut_at_rules(cut_at_gaps(std::move(reading.lines), 1.8), reading.rules);
    if (page.text_layer.empty()) mark_checkboxes(page, reading.lines);
    drop_noise(reading.lines, reading.codes, page.marks);
    sort_lines(reading.lines);
    mark_overlap(page.marks, reading.lines);
    reading.seals = read_seals(page, reading.lines, first);
    reading.signatures = find_signatures(page, reading.lines);
    if (!reading.lines.empty()) reading.quality.blank = false;
  }
  for (auto& line : reading.lines) line.box = page.to_scan.apply(line.upright);
  for (auto& code : reading.codes) code.box = page.to_scan.apply(code.upright);
  for (auto& seal : reading.seals) seal.box = page.to_scan.apply(seal.upright);
  for (auto& signature : reading.signatures) signature.box = page.to_scan.apply(signature.upright);
  return reading;
}

}  // namespace claimpack::read
