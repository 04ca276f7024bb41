#include "receive/placement.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace claimpack::receive {

using core::Image;

namespace {

constexpr int small_side = 160;           // enough to tell eight ways to lie apart, blind to single letters
constexpr double same_correlation = 0.6;  // measured: 0.9 and more on scans, below 0.3 for a wrong turn
constexpr double covering = 0.8;          // of the page, with some room for rounding; callers ask for more
constexpr double clear_lead = 0.08;       // by how much another turn must be better than the expected one
constexpr double flat_deviation = 2.5;    // grey levels: a blank page, where correlation means nothing
constexpr double print_difference = 14;   // grey levels in a word's box: its ink is there or it is not

struct Grey {
  int width = 0, height = 0;
  std::vector<float> values;
  float at(int x, int y) const { return values[std::size_t(y) * std::size_t(width) + std::size_t(x)]; }
};

float brightness(const Image& image, int x, int y) {
  const std::size_t i = (std::size_t(y) * std::size_t(image.width) + std::size_t(x)) * std::size_t(image.channels);
  if (image.channels == 1) return image.bytes[i];
  return 0.114f * image.bytes[i] + 0.587f * image.bytes[i + 1] + 0.299f * image.bytes[i + 2];
}

// Mean brightness of each cell of a grid; of large cells every other pixel is enough.
Grey shrink(const Image& image, int width, int height) {
  Grey small{width, height, std::vector<float>(std::size_t(width) * std::size_t(height))};
  const int step = std::max(1, std::min(image.width / width, image.height / height) / 4);
  for (int y = 0; y < height; ++y) {
    const int y0 = int(std::int64_t(y) * image.height / height);
    const int y1 = std::max(y0 + 1, int(std::int64_t(y + 1) * image.height / height));
    for (int x = 0; x < width; ++x) {
      const int x0 = int(std::int64_t(x) * image.width / width);
      const int x1 = std::max(x0 + 1, int(std::int64_t(x + 1) * image.width / width));
      float sum = 0;
      int count = 0;
      for (int v = y0; v < y1; v += step)
        for (int u = x0; u < x1; u += step, ++count) sum += brightness(image, u, v);
      small.values[std::size_t(y) * std::size_t(width) + std::size_t(x)] = sum / float(count);
    }
  }
  return small;
}

Grey turned_right(const Grey& from) {
  Grey to{from.height, from.width, std::vector<float>(from.values.size())};
  for (int y = 0; y < to.height; ++y)
    for (int x = 0; x < to.width; ++x)
      to.values[std::size_t(y) * std::size_t(to.width) + std::size_t(x)] = from.at(y, from.height - 1 - x);
  return to;
}

Grey mirrored(const Grey& from) {
  Grey to = from;
  for (int y = 0; y < to.height; ++y) {
    const auto row = to.values.begin() + std::ptrdiff_t(y) * to.width;
    std::reverse(row, row + to.width);
  }
  return to;
}

double deviation(const Grey& grey) {
  double sum = 0, squares = 0;
  for (const float value : grey.values) sum += value, squares += double(value) * value;
  const double n = double(grey.values.size());
  return std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)));
}

struct Match {
  double correlation = 0, difference = 255;
  int left = 0, top = 0;
};

// Where the picture, moved by (left, top), and the page overlap.
Match compare(const Grey& picture, const Grey& page, int left, int top) {
  const int x0 = std::max(0, left), x1 = std::min(page.width, left + picture.width);
  const int y0 = std::max(0, top), y1 = std::min(page.height, top + picture.height);
  double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0, apart = 0;
  for (int y = y0; y < y1; ++y)
    for (int x = x0; x < x1; ++x) {
      const double p = picture.at(x - left, y - top), q = page.at(x, y);
      n += 1, a += p, b += q, aa += p * p, bb += q * q, ab += p * q, apart += std::abs(p - q);
    }
  if (n == 0) return {};
  const double spread = (aa - a * a / n) * (bb - b * b / n);
  return {spread > 1e-6 ? (ab - a * b / n) / std::sqrt(spread) : 0, apart / n, left, top};
}

// The moves that can be: within the margins that the image leaves, or that it overhangs.
Match best_match(const Grey& picture, const Grey& page) {
  const auto room = [](int inside, int around) { return std::clamp(around - inside, -around / 6, around / 6); };
  const int room_x = room(picture.width, page.width), room_y = room(picture.height, page.height);
  Match best;
  double best_size = -1;
  for (int top = std::min(0, room_y) - 1; top <= std::max(0, room_y) + 1; ++top)
    for (int left = std::min(0, room_x) - 1; left <= std::max(0, room_x) + 1; ++left) {
      const Match match = compare(picture, page, left, top);
      if (std::abs(match.correlation) > best_size) best = match, best_size = std::abs(match.correlation);
    }
  return best;
}

struct Cells {
  int width = 0, height = 0;
};

Cells cells(double width, double height, double cells_per_unit) {
  const auto count = [&](double length) { return std::clamp(int(std::lround(length * cells_per_unit)), 1, 2 * small_side); };
  return {count(width), count(height)};
}

bool may_cover(const Cells& image, const Cells& page) {
  return image.width >= covering * page.width && image.height >= covering * page.height;
}

}  // namespace

Placement place_image(const Image& image, const Image& shown, Extent extent, Extent placed, int expected_turn) {
  const double scale = small_side / std::max(extent.width, extent.height);
  const Cells page_cells = cells(extent.width, extent.height, scale), own = cells(placed.width, placed.height, scale);
  const Grey page = shrink(shown, page_cells.width, page_cells.height);
  const Grey stored = shrink(image, own.width, own.height);
  // Ways 0 … 3: turned right that many times; 4 … 7: mirrored first.
  std::array<Match, 8> matches;
  for (int way = 0; way < 8; ++way) {
    Grey picture = way >= 4 ? mirrored(stored) : stored;
    for (int i = 0; i < way % 4; ++i) picture = turned_right(picture);
    if (may_cover({picture.width, picture.height}, page_cells)) matches[std::size_t(way)] = best_match(picture, page);
  }
  const auto strength = [&](int way) { return std::abs(matches[std::size_t(way)].correlation); };
  int chosen = expected_turn / 90 % 4;
  const bool flat = deviation(page) < flat_deviation && deviation(stored) < flat_deviation;
  for (int way = 0; way < 8 && !flat; ++way)
    if (strength(way) > strength(chosen) + clear_lead) chosen = way;
  const Match& match = matches[std::size_t(chosen)];
  Placement placement;
  placement.turn = chosen % 4 * 90;
  placement.mirrored = chosen >= 4;
  placement.inverted = !flat && match.correlation < -same_correlation;
  placement.same = flat ? match.difference < 24 : std::abs(match.correlation) >= same_correlation || match.difference < 4;
  placement.left = double(match.left) / page.width;
  placement.top = double(match.top) / page.height;
  const bool across = chosen % 2 == 1;
  placement.width = (across ? placed.height : placed.width) / extent.width;
  placement.height = (across ? placed.width : placed.height) / extent.height;
  return placement;
}

namespace {

struct Share {
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

double mean_brightness(const Image& picture, const Share& part) {
  const int left = std::clamp(int(part.x0 * picture.width), 0, picture.width - 1);
  const int right = std::clamp(int(std::ceil(part.x1 * picture.width)), left + 1, picture.width);
  const int top = std::clamp(int(part.y0 * picture.height), 0, picture.height - 1);
  const int bottom = std::clamp(int(std::ceil(part.y1 * picture.height)), top + 1, picture.height);
  double sum = 0;
  for (int y = top; y < bottom; ++y)
    for (int x = left; x < right; ++x) sum += brightness(picture, x, y);
  return sum / (double(right - left) * (bottom - top));
}

// A part of the shown page to the same part of the stored image.
Share stored_part(const Share& shown, const Placement& placement) {
  const Share in{(shown.x0 - placement.left) / placement.width, (shown.y0 - placement.top) / placement.height,
                 (shown.x1 - placement.left) / placement.width, (shown.y1 - placement.top) / placement.height};
  switch (placement.turn) {
    case 90: return {in.y0, 1 - in.x1, in.y1, 1 - in.x0};
    case 180: return {1 - in.x1, 1 - in.y1, 1 - in.x0, 1 - in.y0};
    case 270: return {1 - in.y1, in.x0, 1 - in.y0, in.x1};
    default: return in;
  }
}

}  // namespace

int characters_over(const Image& image, const Image& shown, const Placement& placement, const std::vector<core::TextRun>& text,
                    double text_width, double text_height) {
  int count = 0;
  for (const auto& run : text) {
    const Share part{run.box.x / text_width, run.box.y / text_height, run.box.right() / text_width,
                     run.box.bottom() / text_height};
    double in_image = mean_brightness(image, stored_part(part, placement));
    if (placement.inverted) in_image = 255 - in_image;
    if (std::abs(mean_brightness(shown, part) - in_image) > print_difference)
      count += int(std::count_if(run.text.begin(), run.text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  }
  return count;
}

}  // namespace claimpack::receive
