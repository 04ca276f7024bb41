#include "pack/png_rows.hpp"

#include <algorithm>
#include <string_view>

namespace claimpack::pack {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::string_view signature{"\x89PNG\r\n\x1a\n", 8};
constexpr std::uint32_t side_max = 1u << 24;

std::uint32_t number_at(Bytes bytes, std::size_t at) {
  return std::uint32_t(bytes[at]) << 24 | std::uint32_t(bytes[at + 1]) << 16 | std::uint32_t(bytes[at + 2]) << 8 | bytes[at + 3];
}

bool may_have(int kind, int bits) {
  switch (kind) {
    case 0: return bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
    case 2: return bits == 8 || bits == 16;
    case 3: return bits == 1 || bits == 2 || bits == 4 || bits == 8;
    default: return false;  // with alpha
  }
}

bool read_header(Bytes data, PngRows& png) {
  if (data.size() != 13) return false;
  const std::uint32_t width = number_at(data, 0), height = number_at(data, 4);
  const int kind = data[9];
  if (width == 0 || height == 0 || width > side_max || height > side_max || !may_have(kind, data[8])) return false;
  if (data[10] || data[11] || data[12]) return false;  // packing, filters, interlace
  png.width = static_cast<int>(width);
  png.height = static_cast<int>(height);
  png.bits = data[8];
  png.kind = kind == 0 ? PngRows::Kind::grey : kind == 2 ? PngRows::Kind::colour : PngRows::Kind::palette;
  return true;
}

}  // namespace

std::optional<PngRows> read_png(Bytes bytes) {
  if (bytes.size() < signature.size() ||
      !std::equal(signature.begin(), signature.end(), reinterpret_cast<const char*>(bytes.data())))
    return {};
  PngRows png;
  for (std::size_t at = signature.size(); at + 12 <= bytes.size();) {
    const std::size_t length = number_at(bytes, at);
    if (length > bytes.size() - at - 12) return {};
    const std::string_view name{reinterpret_cast<const char*>(bytes.data()) + at + 4, 4};
    const Bytes data = bytes.subspan(at + 8, length);
    if ((at == signature.size()) != (name == "IHDR")) return {};
    if (name == "IHDR" && !read_header(data, png)) return {};
    if (name == "tRNS" || name == "acTL") return {};  // not opaque; moving
    if (name == "PLTE") png.palette.assign(data.begin(), data.end());
    if (name == "IDAT") png.packed.append(data.begin(), data.end());
    if (name == "IEND") {
      const bool palette_fits = png.kind != PngRows::Kind::palette ||
                                (!png.palette.empty() && png.palette.size() % 3 == 0 && png.palette.size() <= 3u << png.bits);
      return palette_fits && !png.packed.empty() ? std::optional(std::move(png)) : std::nullopt;
    }
    at += 12 + length;
  }
  return {};
}

}  // namespace claimpack::pack
