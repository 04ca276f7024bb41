// A page's picture for a deep zoom: turned, halved level by level, cut in tiles, all of it in one string of bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/pictures.hpp"

namespace claimpack::run {

core::Image turned(core::Image image, int clockwise);
// By the mean of the pixels that fall on one; a larger picture by the nearest pixel. w, h > 0.
core::Image scaled(const core::Image& image, int w, int h);
// As wide and high as fits into `side_max` a side; never larger than it was.
core::Image fitted(const core::Image& image, int side_max);

// The levels' sizes, from one pixel to full size.
struct LevelSize {
  int width = 0, height = 0;
  int columns() const { return (width + core::tile_side - 1) / core::tile_side; }
  int rows() const { return (height + core::tile_side - 1) / core::tile_side; }
};
std::vector<LevelSize> levels_of(int width, int height);

// Where a picture lies in the bytes of a pyramid.
struct Extent {
  std::uint64_t offset = 0, bytes = 0;
};
// Tiles of all levels, then the proxy. `encode` makes a JPEG of a part of an image.
using Encode = std::function<std::string(const core::Image&, const core::Box&)>;
std::string pyramid_bytes(core::Image image, double dpi, const Encode& encode);

// What the head of a pyramid says; `whole` where the head is what it should be.
struct PyramidHead {
  core::PageSize size;
  std::uint64_t bytes = 0;  // of the head itself
  bool whole = false;
};
constexpr std::size_t pyramid_head_min = 32;
PyramidHead pyramid_head(std::string_view first_bytes);
// The place in the head where a tile's extent stands; nothing for a tile that is not there. `level` -1: the proxy.
std::optional<std::uint64_t> extent_at(const core::PageSize& size, int level, int x, int y);
Extent extent_of(std::string_view sixteen_bytes);

}  // namespace claimpack::run
