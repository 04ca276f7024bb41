#include "receive/pixels.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace claimpack::receive {

using core::Image;

namespace {

constexpr double a4_inches = 297 / 25.4;

// Eight pixels for every byte, so that an A4 page at 300 dpi takes milliseconds.
std::array<std::array<std::uint8_t, 8>, 256> spread_table(bool one_is_black) {
  std::array<std::array<std::uint8_t, 8>, 256> table{};
  for (unsigned byte = 0; byte < 256; ++byte)
    for (unsigned bit = 0; bit < 8; ++bit) table[byte][bit] = ((byte >> (7 - bit) & 1) != 0) == one_is_black ? 0 : 255;
  return table;
}

}  // namespace

Image grey_where_colourless(Image image) {
  if (image.channels != 3) return image;
  const std::size_t count = image.bytes.size() / 3;
  const std::uint8_t* p = image.bytes.data();
  for (std::size_t i = 0; i < count; ++i, p += 3)
    if (p[0] != p[1] || p[1] != p[2]) return image;
  Image grey(image.width, image.height, 1);
  for (std::size_t i = 0; i < count; ++i) grey.bytes[i] = image.bytes[i * 3];
  return grey;
}

void swap_red_blue(Image& image) {
  for (std::size_t i = 0; i + 2 < image.bytes.size(); i += 3) std::swap(image.bytes[i], image.bytes[i + 2]);
}

Image from_bits(std::span<const std::uint8_t> bits, int width, int height, bool one_is_black) {
  static const auto black_one = spread_table(true), black_zero = spread_table(false);
  const auto& table = one_is_black ? black_one : black_zero;
  Image image(width, height, 1);
  const std::size_t stride = (std::size_t(width) + 7) / 8;
  for (int y = 0; y < height; ++y) {
    const std::uint8_t* from = bits.data() + stride * std::size_t(y);
    std::uint8_t* to = image.bytes.data() + std::size_t(width) * std::size_t(y);
    for (int x = 0; x < width; x += 8) std::copy_n(table[*from++].data(), std::min(8, width - x), to + x);
  }
  return image;
}

std::vector<std::uint8_t> to_bits(const Image& image) {
  const std::size_t stride = (std::size_t(image.width) + 7) / 8;
  std::vector<std::uint8_t> bits(stride * std::size_t(image.height));
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      if (image.bytes[std::size_t(image.width) * std::size_t(y) + std::size_t(x)] == 0)
        bits[stride * std::size_t(y) + std::size_t(x / 8)] |= std::uint8_t(0x80 >> (x & 7));
  return bits;
}

bool is_bilevel(const Image& image) {
  return image.channels == 1 && std::all_of(image.bytes.begin(), image.bytes.end(), [](auto v) { return v == 0 || v == 255; });
}

double believable_dpi(double stated, int width, int height) {
  const double longer = std::max(width, height);
  const double estimate = std::clamp(longer / a4_inches, 50.0, 1200.0);
  if (!(stated >= 50 && stated <= 1200)) return estimate;
  const double inches = longer / stated;
  const bool default_value = std::abs(stated - 72) < 0.5 || std::abs(stated - 96) < 0.5;
  if (inches > (default_value ? a4_inches * 1.01 : 1000 / 25.4)) return estimate;
  return stated;
}

int turn_of_orientation(int orientation) {
  switch (orientation) {
    case 3:
    case 4: return 180;
    case 6:
    case 7: return 90;
    case 5:
    case 8: return 270;
    default: return 0;
  }
}

}  // namespace claimpack::receive
