// A font without outlines, written table by table (ISO/IEC 14496-22): just enough for a reader to load it.
#include <array>
#include <cstdint>
#include <utility>

#include "pack/text_layer.hpp"

namespace claimpack::pack {
namespace {

constexpr int units_an_em = 1000, ascent = 880, descent = -120, glyphs = 3;
constexpr std::array<int, glyphs> advances{1000, 1000, 500};

void put16(std::string& out, int value) {
  out += static_cast<char>(value >> 8 & 0xff);
  out += static_cast<char>(value & 0xff);
}

void put32(std::string& out, std::uint32_t value) {
  put16(out, static_cast<int>(value >> 16));
  put16(out, static_cast<int>(value & 0xffff));
}

std::string head_table() {
  std::string out;
  put32(out, 0x00010000);  // version
  put32(out, 0x00010000);  // revision
  put32(out, 0);           // checksum adjustment, set when the file is whole
  put32(out, 0x5f0f3cf5);
  put16(out, 0x0003);  // base line at y = 0, left side at x = 0
  put16(out, units_an_em);
  for (int i = 0; i < 4; ++i) put32(out, 0);  // created, modified: no clock
  for (int i = 0; i < 4; ++i) put16(out, 0);  // bounding box
  put16(out, 0);                              // style
  put16(out, 3);                              // smallest readable size
  put16(out, 2);                              // direction
  put16(out, 0);                              // short offsets in loca
  put16(out, 0);
  return out;
}

std::string hhea_table() {
  std::string out;
  put32(out, 0x00010000);
  put16(out, ascent);
  put16(out, descent);
  put16(out, 0);                              // line gap
  put16(out, 1000);                           // widest advance
  for (int i = 0; i < 3; ++i) put16(out, 0);  // bearings, extent
  put16(out, 1);                              // caret upright
  for (int i = 0; i < 7; ++i) put16(out, 0);  // caret run, offset, reserved, format
  put16(out, glyphs);
  return out;
}

std::string maxp_table() {
  std::string out;
  put32(out, 0x00010000);
  put16(out, glyphs);
  put16(out, 0);  // points
  put16(out, 0);  // contours
  put16(out, 0);
  put16(out, 0);
  put16(out, 1);  // zones
  for (int i = 0; i < 8; ++i) put16(out, 0);
  return out;
}

std::string hmtx_table() {
  std::string out;
  for (int advance : advances) {
    put16(out, advance);
    put16(out, 0);
  }
  return out;
}

// Every glyph: no contours, an empty box, no instructions.
std::string glyf_table() { return std::string(static_cast<std::size_t>(glyphs) * 12, '\0'); }

std::string loca_table() {
  std::string out;
  for (int i = 0; i <= glyphs; ++i) put16(out, i * 6);  // in units of two bytes
  return out;
}

// Characters come by glyph number only; a symbol map with the blank keeps readers content that ask for a table.
std::string cmap_table() {
  std::string out;
  put16(out, 0);
  put16(out, 1);
  put16(out, 3);  // Microsoft
  put16(out, 0);  // symbol
  put32(out, 12);
  put16(out, 4);  // format: segments
  put16(out, 32);
  put16(out, 0);
  put16(out, 4);  // two segments, doubled
  put16(out, 4);
  put16(out, 1);
  put16(out, 0);
  put16(out, 0xf020);
  put16(out, 0xffff);
  put16(out, 0);
  put16(out, 0xf020);
  put16(out, 0xffff);
  put16(out, 2 - 0xf020);  // to glyph 2, modulo 65536
  put16(out, 1);
  put16(out, 0);
  put16(out, 0);
  return out;
}

std::string post_table() {
  std::string out;
  put32(out, 0x00030000);  // no names
  put32(out, 0);
  put16(out, -100);
  put16(out, 50);
  for (int i = 0; i < 5; ++i) put32(out, 0);
  return out;
}

std::uint32_t checksum(const std::string& table) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < table.size(); i += 4) {
    std::uint32_t word = 0;
    for (std::size_t j = 0; j < 4; ++j) word = word << 8 | (i + j < table.size() ? static_cast<unsigned char>(table[i + j]) : 0u);
    sum += word;
  }
  return sum;
}

}  // namespace

std::string glyphless_font() {
  // In the order of the tags, as the directory wants it.
  std::array<std::pair<const char*, std::string>, 8> tables{{{"cmap", cmap_table()},
                                                             {"glyf", glyf_table()},
                                                             {"head", head_table()},
                                                             {"hhea", hhea_table()},
                                                             {"hmtx", hmtx_table()},
                                                             {"loca", loca_table()},
                                                             {"maxp", maxp_table()},
                                                             {"post", post_table()}}};
  std::string font;
  put32(font, 0x00010000);
  put16(font, static_cast<int>(tables.size()));
  put16(font, 128);  // search range, selector and shift for eight tables
  put16(font, 3);
  put16(font, 0);
  std::size_t offset = 12 + 16 * tables.size(), head_at = 0;
  for (const auto& [tag, table] : tables) {
    font += tag;
    put32(font, checksum(table));
    put32(font, static_cast<std::uint32_t>(offset));
    put32(font, static_cast<std::uint32_t>(table.size()));
    if (std::string(tag) == "head") head_at = offset;
    offset += (table.size() + 3) / 4 * 4;
  }
  for (const auto& [tag, table] : tables) font += table + std::string((4 - table.size() % 4) % 4, '\0');
  std::string adjustment;
  put32(adjustment, 0xb1b0afbaU - checksum(font));
  return font.replace(head_at + 8, 4, adjustment);
}

std::string code_to_glyph() {
  std::string map;
  map.reserve(0x20000);
  for (unsigned code = 0; code < 0x10000; ++code) put16(map, code >= 0x20 && code < 0x7f ? 2 : 1);
  return map;
}

}  // namespace claimpack::pack
