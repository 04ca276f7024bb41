// The pictures of pages: sizes, tiles that make the page again, made once, kept in a bounded folder.
#include "run/page_pictures.hpp"

#include <thread>

#include "catch.hpp"
#include "receive/jpeg.hpp"
#include "run/made_station.hpp"
#include "run/pyramid.hpp"
#include "store/system.hpp"

using namespace claimpack;
namespace fs = std::filesystem;
using core::PictureOf;

namespace {

core::Image pixels(const std::string& jpeg) {
  auto decoded = receive::decode_jpeg({jpeg.begin(), jpeg.end()}, "test", {});
  REQUIRE(decoded.ok());
  return std::move(decoded).value();
}

// Another value for every place, smooth enough to survive JPEG.
core::Image gradient(int w, int h) {
  core::Image image(w, h, 1);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x)
      image.bytes[std::size_t(y) * std::size_t(w) + std::size_t(x)] = std::uint8_t((x + 2 * y) / 12 % 256);
  return image;
}

struct Pictures {
  made::Station station;
  std::int64_t claim = station.take("a", 3);
  std::unique_ptr<run::ShelfPictures> all = make();
  std::unique_ptr<run::ShelfPictures> make(std::int64_t bytes_max = 1 << 30) {
    return std::make_unique<run::ShelfPictures>(
        *station.shelf, store::system_disk(),
        run::PictureOptions{station.folder / "cache", station.folder / "work", bytes_max, station.equipment->settings.limits});
  }
  PictureOf page(const std::string& file, int turn = 0) const { return {claim, {file, 1}, turn}; }
};

}  // namespace

TEST_CASE("a pyramid's levels halve, rounded up, down to one pixel, and each tile is where its head says") {
  const auto levels = run::levels_of(700, 300);
  REQUIRE(levels.size() == 11);
  CHECK(levels[0].width == 1);
  CHECK(levels[9].width == 350);
  CHECK(levels[9].height == 150);
  CHECK(levels[10].columns() == 3);
  CHECK(levels[10].rows() == 2);
  const auto name = [](const core::Image& image, const core::Box& part) {
    return std::to_string(image.width) + " " + std::to_string(part.x) + " " + std::to_string(part.y) + " " +
           std::to_string(part.w) + " " + std::to_string(part.h);
  };
  const std::string bytes = run::pyramid_bytes(gradient(700, 300), 200, name);
  const auto head = run::pyramid_head(bytes);
  REQUIRE(head.whole);
  CHECK(head.size.width == 700);
  CHECK(head.size.levels == 10);
  const auto tile = [&](int level, int x, int y) {
    const auto at = run::extent_at(head.size, level, x, y);
    REQUIRE(at);
    const auto place = run::extent_of(std::string_view(bytes).substr(*at));
    return bytes.substr(place.offset, place.bytes);
  };
  CHECK(tile(10, 0, 0) == "700 0 0 256 256");
  CHECK(tile(10, 2, 1) == "700 512 256 188 44");
  CHECK(tile(9, 1, 0) == "350 256 0 94 150");
  CHECK(tile(0, 0, 0) == "1 0 0 1 1");
  CHECK(tile(-1, 0, 0) == "700 0 0 700 300");
  for (const auto& [level, x, y] : {std::tuple{11, 0, 0}, {10, 3, 0}, {10, 0, 2}, {10, -1, 0}, {-2, 0, 0}})
    CHECK_FALSE(run::extent_at(head.size, level, x, y));
  CHECK_FALSE(run::pyramid_head(bytes.substr(0, 31)).whole);
  CHECK_FALSE(run::pyramid_head(std::string(64, 'x')).whole);
}

TEST_CASE("a picture turned four times by a quarter is itself, and turns go clockwise") {
  auto image = gradient(5, 3);
  const auto bytes = image.bytes;
  const auto once = run::turned(run::scaled(image, 5, 3), 90);
  CHECK(once.width == 3);
  CHECK(once.height == 5);
  CHECK(once.bytes[2] == bytes[0]);  // the upper left corner goes to the right
  for (const int turn : {90, 180, 270}) image = run::turned(std::move(image), turn);
  image = run::turned(std::move(image), 180);
  CHECK(image.bytes == bytes);
  CHECK(run::scaled(image, 1, 1).bytes[0] >= *std::min_element(bytes.begin(), bytes.end()));
}

TEST_CASE("the tiles of a level put together are the page, upright or turned") {
  Pictures pictures;
  for (const int turn : {0, 90, 180, 270}) {
    const auto page = pictures.page("1.bmp", turn);
    const auto size = pictures.all->size(page);
    REQUIRE(size.ok());
    CHECK(size.value().width == (turn % 180 ? 876 : 620));
    CHECK(size.value().height == (turn % 180 ? 620 : 876));
    CHECK(size.value().dpi > 50);
    const auto proxy = pictures.all->proxy(page);
    REQUIRE(proxy.ok());
    const auto small = pixels(proxy.value().jpeg);
    CHECK(small.width == size.value().width);  // it was small enough
    double off = 0;
    int tiles = 0;
    for (int y = 0; y * core::tile_side < size.value().height; ++y)
      for (int x = 0; x * core::tile_side < size.value().width; ++x) {
        const auto tile = pictures.all->tile(page, size.value().levels, x, y);
        REQUIRE(tile.ok());
        const auto image = pixels(tile.value().jpeg);
        CHECK(image.width == tile.value().width);
        CHECK(image.height == tile.value().height);
        ++tiles;
        for (int row = 0; row < image.height; ++row)
          for (int column = 0; column < image.width; ++column)
            off +=
                std::abs(int(image.bytes[(std::size_t(row) * std::size_t(image.width) + std::size_t(column)) *
                                         std::size_t(image.channels)]) -
                         int(small.bytes[(std::size_t(y * 256 + row) * std::size_t(small.width) + std::size_t(x * 256 + column)) *
                                         std::size_t(small.channels)]));
      }
    CHECK(tiles == 12);
    CHECK(off / (620.0 * 876) < 6);  // of 255: what JPEG does to strokes
  }
  CHECK_FALSE(pictures.all->tile(pictures.page("1.bmp"), 10, 99, 0).ok());
  CHECK_FALSE(pictures.all->tile(pictures.page("1.bmp"), 99, 0, 0).ok());
  CHECK_FALSE(pictures.all->tile(pictures.page("9.bmp"), 0, 0, 0).ok());
  CHECK_FALSE(pictures.all->proxy(pictures.page("1.bmp", 45)).ok());
  CHECK_FALSE(pictures.all->proxy({pictures.claim + 9, {"1.bmp", 1}, 0}).ok());
}

TEST_CASE("a page is decoded once, whoever asks at the same time, and not at all after a restart") {
  Pictures pictures;
  const auto page = pictures.page("2.bmp");
  std::vector<std::thread> threads;
  std::vector<std::string> seen(8);
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      const auto tile = pictures.all->tile(page, 9, 0, 0);
      if (tile) seen[std::size_t(i)] = tile.value().jpeg;
      (void)pictures.all->proxy(page);
      (void)pictures.all->size(page);
    });
  for (auto& thread : threads) thread.join();
  for (const auto& each : seen) CHECK((!each.empty() && each == seen[0]));
  CHECK(pictures.all->decoded() == 1);
  const std::string etag = pictures.all->tile(page, 9, 0, 0).value().etag;
  pictures.all = pictures.make();
  const auto again = pictures.all->tile(page, 9, 0, 0);
  REQUIRE(again.ok());
  CHECK(again.value().jpeg == seen[0]);
  CHECK(again.value().etag == etag);
  CHECK(pictures.all->decoded() == 0);
  CHECK(pictures.all->tile(pictures.page("2.bmp", 90), 9, 0, 0).value().etag != etag);
  CHECK(etag.rfind(pictures.all->etag(page), 0) == 0);
}

TEST_CASE("the cache stays below its bound, and what was let go is made again the same") {
  Pictures pictures;
  const auto first = pictures.all->tile(pictures.page("1.bmp"), 9, 0, 0).value().jpeg;
  const std::int64_t one =
      std::int64_t(fs::file_size(pictures.station.folder / "cache" / made::names_in(pictures.station.folder / "cache").at(0)));
  pictures.all.reset();
  pictures.all = pictures.make(one + one / 2);
  for (const char* file : {"2.bmp", "3.bmp", "1.bmp"}) {
    REQUIRE(pictures.all->tile(pictures.page(file), 9, 0, 0).ok());
    std::uintmax_t all = 0;
    for (const auto& name : made::names_in(pictures.station.folder / "cache"))
      all += fs::file_size(pictures.station.folder / "cache" / name);
    CHECK(std::int64_t(all) <= one + one / 2);
  }
  CHECK(pictures.all->tile(pictures.page("1.bmp"), 9, 0, 0).value().jpeg == first);
  for (const auto& name : made::names_in(pictures.station.folder / "cache"))
    made::write(pictures.station.folder / "cache" / name, "spoilt");
  CHECK(pictures.all->tile(pictures.page("1.bmp"), 9, 0, 0).value().jpeg == first);
}

TEST_CASE("a crop shows the place that was asked for, at its scale, on every turn") {
  Pictures pictures;
  for (const int turn : {0, 90, 180, 270}) {
    const auto crop = pictures.all->crop(pictures.page("1.bmp", turn), {100, 240, 200, 80}, 1);
    REQUIRE(crop.ok());
    const auto image = pixels(crop.value().jpeg);
    CHECK(image.width == (turn % 180 ? 80 : 200));
    CHECK(image.height == (turn % 180 ? 200 : 80));
  }
  const auto page = pictures.page("1.bmp");
  const auto half = pictures.all->crop(page, {100, 240, 200, 80}, 0.5);
  CHECK(pixels(half.value().jpeg).width == 100);
  CHECK(pixels(pictures.all->crop(page, {600, 860, 200, 80}, 1).value().jpeg).width == 20);  // cut at the edge
  CHECK(pictures.all->crop(page, {100, 240, 200, 80}, 1).value().etag != half.value().etag);
  // A stripe of ink and the white above it, by their mean: the place is the place.
  const auto mean = [&](const core::Box& box) {
    const auto image = pixels(pictures.all->crop(page, box, 1).value().jpeg);
    double sum = 0;
    for (const auto byte : image.bytes) sum += byte;
    return sum / double(image.bytes.size());
  };
  CHECK(mean({60, 0, 400, 50}) > 240);
  for (const auto& [box, scale] :
       {std::pair{core::Box{700, 0, 10, 10}, 1.0}, {core::Box{0, 0, 10, 10}, 9.0}, {core::Box{0, 0, 0, 0}, 1.0}})
    CHECK_FALSE(pictures.all->crop(page, box, scale).ok());
}
