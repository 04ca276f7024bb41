#include "receive/portable_map.hpp"

#include <algorithm>
#include <span>

#include "receive/pixels.hpp"

namespace claimpack::receive {

std::optional<core::Image> read_portable_map(std::string_view bytes, std::int64_t pixels_max) {
  if (bytes.size() < 3 || bytes[0] != 'P' || bytes[1] < '4' || bytes[1] > '6') return std::nullopt;
  const char kind = bytes[1];
  std::size_t at = 2;
  const auto number = [&]() -> std::int64_t {
    while (at < bytes.size() && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) ++at;
    std::int64_t value = 0;
    for (; at < bytes.size() && bytes[at] >= '0' && bytes[at] <= '9' && value < (1 << 30); ++at)
      value = value * 10 + (bytes[at] - '0');
    return value;
  };
  const std::int64_t width = number(), height = number();
  if (kind != '4' && number() != 255) return std::nullopt;
  ++at;  // one blank ends the header
  if (width <= 0 || height <= 0 || width > pixels_max / height) return std::nullopt;
  const std::int64_t stride = kind == '4' ? (width + 7) / 8 : kind == '5' ? width : width * 3;
  if (at > bytes.size() || std::int64_t(bytes.size() - at) < stride * height) return std::nullopt;
  const std::span rows(reinterpret_cast<const std::uint8_t*>(bytes.data()) + at, std::size_t(stride * height));
  if (kind == '4') return from_bits(rows, int(width), int(height), true);
  core::Image image(int(width), int(height), kind == '5' ? 1 : 3);
  std::copy(rows.begin(), rows.end(), image.bytes.begin());
  if (kind == '6') swap_red_blue(image);
  return image;
}

}  // namespace claimpack::receive
