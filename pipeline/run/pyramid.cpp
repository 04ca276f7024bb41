#include "run/pyramid.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace claimpack::run {

namespace {

constexpr std::uint64_t magic = 0x3130'7272'7970'6370;  // "cppyrr01", and with it the form of what follows

void put(std::string& bytes, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) bytes += char(value >> (8 * i) & 255);
}

std::uint64_t get(std::string_view bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value |= std::uint64_t(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

std::uint64_t tiles_of(const std::vector<LevelSize>& levels, std::size_t below) {
  std::uint64_t tiles = 0;
  for (std::size_t i = 0; i < below; ++i) tiles += std::uint64_t(levels[i].columns()) * std::uint64_t(levels[i].rows());
  return tiles;
}

}  // namespace

core::Image turned(core::Image image, int clockwise) {
  if (clockwise % 360 == 0) return image;
  const bool lies = clockwise % 180 != 0;
  const int w = image.width, h = image.height;
  core::Image out(lies ? h : w, lies ? w : h, image.channels);
  const auto channels = std::size_t(image.channels);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const int to_x = clockwise == 90    ? h - 1 - y
                       : clockwise == 180 ? w - 1 - x
                                          : y,
                to_y = clockwise == 90    ? x
                       : clockwise == 180 ? h - 1 - y
                                          : w - 1 - x;
      const auto* from = image.bytes.data() + (std::size_t(y) * std::size_t(w) + std::size_t(x)) * channels;
      auto* to = out.bytes.data() + (std::size_t(to_y) * std::size_t(out.width) + std::size_t(to_x)) * channels;
      for (std::size_t c = 0; c < channels; ++c) to[c] = from[c];
    }
  return out;
}

core::Image scaled(const core::Image& image, int w, int h) {
  core::Image out(w, h, image.channels);
  const auto channels = std::size_t(image.channels);
  const auto range = [](int at, int count, int of) {
    const int from = int(std::int64_t(at) * of / count), to = int(std::int64_t(at + 1) * of / count);
    return std::pair(from, std::max(from + 1, to));
  };
  for (int y = 0; y < h; ++y) {
    const auto [top, bottom] = range(y, h, image.height);
    for (int x = 0; x < w; ++x) {
      const auto [left, right] = range(x, w, image.width);
      const unsigned count = unsigned(bottom - top) * unsigned(right - left);
      for (std::size_t c = 0; c < channels; ++c) {
        unsigned sum = count / 2;
        for (int row = top; row < bottom; ++row) {
          const auto* from =
              image.bytes.data() + (std::size_t(row) * std::size_t(image.width) + std::size_t(left)) * channels + c;
          for (int i = left; i < right; ++i, from += channels) sum += *from;
        }
        out.bytes[(std::size_t(y) * std::size_t(w) + std::size_t(x)) * channels + c] = std::uint8_t(sum / count);
      }
    }
  }
  return out;
}

core::Image fitted(const core::Image& image, int side_max) {
  const double scale = std::min(1.0, double(side_max) / std::max(image.width, image.height));
  return scaled(image, std::max(1, int(std::lround(image.width * scale))), std::max(1, int(std::lround(image.height * scale))));
}

std::vector<LevelSize> levels_of(int width, int height) {
  std::vector<LevelSize> levels{{width, height}};
  while (levels.back().width > 1 || levels.back().height > 1)
    levels.push_back({(levels.back().width + 1) / 2, (levels.back().height + 1) / 2});
  std::reverse(levels.begin(), levels.end());
  return levels;
}

std::string pyramid_bytes(core::Image image, double dpi, const Encode& encode) {
  const auto levels = levels_of(image.width, image.height);
  std::vector<std::vector<std::string>> pictures(levels.size());
  std::string proxy;
  for (std::size_t level = levels.size(); level-- > 0;) {
    const LevelSize& size = levels[level];
    if (image.width != size.width || image.height != size.height) image = scaled(image, size.width, size.height);
    for (int y = 0; y < size.rows(); ++y)
      for (int x = 0; x < size.columns(); ++x) {
        const core::Box part{x * core::tile_side, y * core::tile_side, core::tile_side, core::tile_side};
        pictures[level].push_back(encode(image, core::intersect(part, {0, 0, size.width, size.height})));
      }
    // From the last level that is not smaller than it.
    if (proxy.empty() && (level == 0 || std::max(levels[level - 1].width, levels[level - 1].height) < core::proxy_side_max)) {
      const core::Image small = fitted(image, core::proxy_side_max);
      proxy = encode(small, {0, 0, small.width, small.height});
    }
  }
  std::string bytes;
  put(bytes, magic), put(bytes, std::uint64_t(levels.back().width) << 32 | std::uint64_t(std::uint32_t(levels.back().height)));
  put(bytes, std::bit_cast<std::uint64_t>(dpi)), put(bytes, levels.size());
  std::uint64_t at = pyramid_head_min + 16 * (tiles_of(levels, levels.size()) + 1);
  const auto place = [&](const std::string& picture) { put(bytes, at), put(bytes, picture.size()), at += picture.size(); };
  place(proxy);
  for (const auto& level : pictures)
    for (const auto& picture : level) place(picture);
  bytes += proxy;
  for (const auto& level : pictures)
    for (const auto& picture : level) bytes += picture;
  return bytes;
}

PyramidHead pyramid_head(std::string_view first) {
  PyramidHead head;
  if (first.size() < pyramid_head_min || get(first, 0) != magic) return head;
  head.size.width = int(get(first, 8) >> 32), head.size.height = int(get(first, 8) & 0xffffffff);
  head.size.dpi = std::bit_cast<double>(get(first, 16)), head.size.levels = int(get(first, 24)) - 1;
  if (head.size.width <= 0 || head.size.height <= 0) return head;
  const auto levels = levels_of(head.size.width, head.size.height);
  head.bytes = pyramid_head_min + 16 * (tiles_of(levels, levels.size()) + 1);
  head.whole = head.size.levels == int(levels.size()) - 1;
  return head;
}

std::optional<std::uint64_t> extent_at(const core::PageSize& size, int level, int x, int y) {
  if (level == -1) return pyramid_head_min;
  const auto levels = levels_of(size.width, size.height);
  if (level < 0 || level >= int(levels.size())) return {};
  const LevelSize& at = levels[std::size_t(level)];
  if (x < 0 || y < 0 || x >= at.columns() || y >= at.rows()) return {};
  const std::uint64_t number =
      tiles_of(levels, std::size_t(level)) + std::uint64_t(y) * std::uint64_t(at.columns()) + std::uint64_t(x);
  return pyramid_head_min + 16 * (number + 1);
}

Extent extent_of(std::string_view sixteen_bytes) { return {get(sixteen_bytes, 0), get(sixteen_bytes, 8)}; }

}  // namespace claimpack::run
