#include "core/ink_runs.hpp"

#include <map>
#include <random>
#include <set>
#include <tuple>

#include "catch.hpp"

namespace claimpack::core {
namespace {

struct Picture {
  int width, height;
  std::vector<std::uint8_t> pixels;
  std::uint8_t at(int x, int y) const {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
  InkMask mask() const { return {pixels.data(), width, height, static_cast<std::size_t>(width)}; }
};

Picture random_picture(std::mt19937& random, double ink) {
  Picture picture{1 + static_cast<int>(random() % 40), 1 + static_cast<int>(random() % 30), {}};
  std::bernoulli_distribution inked(ink);
  for (int i = 0; i < picture.width * picture.height; ++i) picture.pixels.push_back(inked(random) ? 255 : 0);
  return picture;
}

// left, top, right, bottom, area of each part, by filling it pixel by pixel.
using Part = std::tuple<int, int, int, int, int>;
std::multiset<Part> filled(Picture picture) {
  std::multiset<Part> parts;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      if (!picture.at(x, y)) continue;
      int left = x, top = y, right = x, bottom = y, area = 0;
      std::vector<std::pair<int, int>> open{{x, y}};
      while (!open.empty()) {
        const auto [px, py] = open.back();
        open.pop_back();
        if (px < 0 || py < 0 || px >= picture.width || py >= picture.height || !picture.at(px, py)) continue;
        picture.pixels[static_cast<std::size_t>(py) * static_cast<std::size_t>(picture.width) + static_cast<std::size_t>(px)] = 0;
        ++area;
        left = std::min(left, px), right = std::max(right, px), top = std::min(top, py), bottom = std::max(bottom, py);
        for (int dy = -1; dy <= 1; ++dy)
          for (int dx = -1; dx <= 1; ++dx) open.push_back({px + dx, py + dy});
      }
      parts.insert({left, top, right + 1, bottom + 1, area});
    }
  return parts;
}

}  // namespace

TEST_CASE("strokes of runs are the parts of the picture") {
  std::mt19937 random(11);
  for (int round = 0; round < 600; ++round) {
    const Picture picture = random_picture(random, 0.05 + 0.9 * (round % 10) / 10.0);
    const auto [runs, strokes, measures] = ink_parts(picture.mask());
    REQUIRE(strokes.size() == runs.size());
    std::multiset<Part> found;
    int begun = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      CHECK(runs[i].inked == runs[i].length());
      begun += strokes[i] == static_cast<int>(i);
      const InkStroke& stroke = measures[i];
      if (stroke.area > 0) found.insert({stroke.left, stroke.top, stroke.right, stroke.bottom, stroke.area});
    }
    CHECK(begun == static_cast<int>(found.size()));
    CHECK(found == filled(picture));
  }
}

TEST_CASE("small gaps of a run are closed, short runs left out, and the ink in them counted") {
  Picture picture{20, 1, std::vector<std::uint8_t>(20, 0)};
  for (const int x : {1, 2, 4, 5, 9, 18, 19}) picture.pixels[static_cast<std::size_t>(x)] = 255;
  const auto runs = ink_runs(picture.mask(), 2, 2);
  REQUIRE(runs.size() == 2);
  CHECK(std::tuple(runs[0].from, runs[0].to, runs[0].inked) == std::tuple(1, 6, 4));
  CHECK(std::tuple(runs[1].from, runs[1].to, runs[1].inked) == std::tuple(18, 20, 2));
  CHECK(ink_runs({}).empty());
}

}  // namespace claimpack::core
