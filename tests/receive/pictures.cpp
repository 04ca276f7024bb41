// JPEG, PNG, BMP: pixels, resolution, turn, what the packet may take over, and files cut off.
#include "catch.hpp"
#include "receive/makers.hpp"
#include "receive/pixels.hpp"

using namespace claimpack;
using namespace claimpack::receive;
using core::ErrorCode;
using Format = core::EncodedImage::Format;

TEST_CASE("a PNG whose sides multiply to more than a number holds is too large") {
  const made::Folder folder;
  made::write(folder / "a.png", made::png_header(0xffffffff, 0xffffffff));
  CHECK(made::refused(made::received(folder.path)) == ErrorCode::too_large);
}

TEST_CASE("a JPEG gives its pixels and its very bytes") {
  const made::Folder folder;
  const auto picture = made::coloured_page(800, 1100);
  const auto bytes = made::jpeg(picture, 150);
  made::write(folder / "照片 1.jpg", bytes);
  const auto received = made::received(folder.path);
  const auto page = made::decoded(received);
  CHECK(page.origin == core::Origin{"照片 1.jpg", 1});
  CHECK(made::mean_difference(page.pixels, picture) < 4);
  CHECK(page.dpi == 150);
  CHECK(page.exif_turn == 0);
  CHECK_FALSE(page.born_digital);
  CHECK(page.original.format == Format::jpeg);
  REQUIRE(page.original.bytes);
  CHECK(*page.original.bytes == bytes);
  CHECK(page.original.width == 800);
  CHECK(page.original.height == 1100);
  CHECK(page.original.components == 3);
}

TEST_CASE("a JPEG without colour has one channel") {
  const made::Folder folder;
  const auto picture = made::page(400, 600);
  made::write(folder / "grey.jpg", made::jpeg(picture));
  core::Image three(400, 600, 3);
  for (std::size_t i = 0; i < three.bytes.size(); ++i) three.bytes[i] = picture.bytes[i / 3];
  made::write(folder / "three.jpg", made::jpeg(three));
  const auto received = made::received(folder.path);
  REQUIRE(received.pages.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto page = made::decoded(received, i);
    CHECK(made::mean_difference(page.pixels, picture) < 3);
    CHECK(page.original.components == (i == 0 ? 1 : 3));
  }
}

TEST_CASE("each grey pixel of a JPEG stands where it stood") {
  // Bars eight pixels wide: were pixels exchanged with their neighbours, the edges would show it, a mean would not.
  const made::Folder folder;
  core::Image bars(160, 64, 1);
  for (std::size_t i = 0; i < bars.bytes.size(); ++i) bars.bytes[i] = i % 160 / 8 % 2 ? 230 : 20;
  made::write(folder / "bars.jpg", made::jpeg(bars, 200, 0, false, 95));
  const auto page = made::decoded(made::received(folder.path));
  REQUIRE(page.pixels.channels == 1);
  int worst = 0;
  for (std::size_t i = 0; i < bars.bytes.size(); ++i)
    worst = std::max(worst, std::abs(int(page.pixels.bytes[i]) - int(bars.bytes[i])));
  CHECK(worst < 40);
}

TEST_CASE("EXIF turns are told and not applied") {
  const made::Folder folder;
  const auto picture = made::page(300, 200);
  const int turns[] = {0, 0, 180, 180, 270, 90, 90, 270};
  for (int orientation = 1; orientation <= 8; ++orientation)
    made::write(folder / (std::to_string(orientation) + ".jpg"), made::jpeg(picture, 200, orientation));
  const auto received = made::received(folder.path);
  REQUIRE(received.pages.size() == 8);
  for (std::size_t i = 0; i < 8; ++i) {
    const auto page = made::decoded(received, i);
    CHECK(page.exif_turn == turns[i]);
    CHECK(page.pixels.width == 300);
    CHECK(page.pixels.height == 200);
    CHECK(made::mean_difference(page.pixels, picture) < 3);
  }
}

TEST_CASE("a CMYK JPEG is read, and its bytes kept with the count of its inks") {
  const made::Folder folder;
  made::write(folder / "print.jpg", made::cmyk_jpeg(64, 48));
  const auto page = made::decoded(made::received(folder.path));
  REQUIRE(page.pixels.channels == 3);
  CHECK(int(page.pixels.bytes[0]) > 240);  // cyan: blue and green, no red
  CHECK(int(page.pixels.bytes[1]) > 240);
  CHECK(int(page.pixels.bytes[2]) < 15);
  CHECK(page.original.components == 4);
  CHECK(page.original.invert);
}

TEST_CASE("a JPEG that ends early is refused") {
  const made::Folder folder;
  for (const bool progressive : {false, true}) {
    auto bytes = made::jpeg(made::coloured_page(900, 1200), 200, 0, progressive);
    bytes.resize(bytes.size() * 6 / 10);
    made::write(folder / "cut.jpg", bytes);
    CHECK(made::refused(made::received(folder.path)) == ErrorCode::damaged);
    // With an end mark put behind what is left, only decoding shows that data is missing.
    bytes.insert(bytes.end(), {0xFF, 0xD9});
    made::write(folder / "cut.jpg", bytes);
    const auto received = made::received(folder.path);
    REQUIRE(received.pages.size() == 1);
    const auto page = received.pages[0]->decode();
    REQUIRE_FALSE(page.ok());
    CHECK(page.error().code == ErrorCode::damaged);
    CHECK(page.error().place == "cut.jpg");
    CHECK_FALSE(page.error().cure.empty());
  }
}

TEST_CASE("a whole JPEG whose end mark was forgotten is taken") {
  const made::Folder folder;
  const auto picture = made::page(320, 480);
  auto bytes = made::jpeg(picture);
  bytes.resize(bytes.size() - 2);
  made::write(folder / "sloppy.jpg", bytes);
  CHECK(made::mean_difference(made::decoded(made::received(folder.path)).pixels, picture) < 3);
}

TEST_CASE("PNG of every shape") {
  const made::Folder folder;
  SECTION("grey and colour, with resolution") {
    const auto grey = made::page(500, 700), colour = made::coloured_page(500, 700);
    made::write(folder / "1.png", made::png(grey, 300));
    made::write(folder / "2.png", made::png(colour));
    const auto received = made::received(folder.path);
    const auto first = made::decoded(received, 0), second = made::decoded(received, 1);
    CHECK(made::same(first.pixels, grey));
    CHECK(first.dpi == Approx(300).margin(0.1));
    CHECK(first.original.format == Format::png);
    CHECK(made::same(second.pixels, colour));
    CHECK(second.dpi == Approx(700 / 11.69).margin(0.2));  // nothing said: the longer side is that of A4
  }
  SECTION("one bit") {
    made::write(folder / "a.png", made::png_raw(10, 1, 1, 0, {0b10100000, 0b01000000}));
    const auto page = made::decoded(made::received(folder.path));
    CHECK(page.pixels.bytes == made::Bytes{255, 0, 255, 0, 0, 0, 0, 0, 0, 255});
  }
  SECTION("sixteen bits") {
    made::write(folder / "a.png", made::png_raw(2, 1, 16, 0, {0x80, 0x80, 0xFF, 0xFF}));
    CHECK(made::decoded(made::received(folder.path)).pixels.bytes == made::Bytes{0x80, 0xFF});
  }
  SECTION("palette") {
    made::write(folder / "a.png", made::png_raw(2, 1, 8, 3, {0, 1}));
    CHECK(made::decoded(made::received(folder.path)).pixels.bytes == made::Bytes{255, 255, 255, 0, 0, 200});
  }
  SECTION("what is clear is white under dark print, black under light print") {
    made::write(folder / "1.png", made::png_raw(2, 1, 8, 4, {10, 255, 0, 0}));
    made::write(folder / "2.png", made::png_raw(2, 1, 8, 4, {250, 255, 0, 0}));
    const auto received = made::received(folder.path);
    CHECK(made::decoded(received, 0).pixels.bytes == made::Bytes{10, 255});
    CHECK(made::decoded(received, 1).pixels.bytes == made::Bytes{250, 0});
  }
}

TEST_CASE("a PNG that ends early is refused") {
  const made::Folder folder;
  auto bytes = made::png(made::coloured_page(300, 400));
  bytes.resize(bytes.size() / 2);
  made::write(folder / "cut.png", bytes);
  CHECK(made::refused(made::received(folder.path)) == ErrorCode::damaged);
}

TEST_CASE("a PNG of 30,000 x 30,000 pixels is refused before it is decoded") {
  const made::Folder folder;
  made::write(folder / "huge.png", made::png_header(30000, 30000));
  const auto received = made::received(folder.path);
  CHECK(made::refused(received) == ErrorCode::too_large);
  CHECK(received.set_aside[0].error->what.find("30000 x 30000") != std::string::npos);
}

TEST_CASE("the limit of pixels holds for JPEG and BMP too") {
  const made::Folder folder;
  Limits limits;
  limits.pixels_max = 99 * 100;
  const auto picture = made::coloured_page(100, 100);
  made::write(folder / "a.jpg", made::jpeg(picture));
  made::write(folder / "b.bmp", made::bmp(picture));
  const auto received = made::received(folder.path, limits);
  REQUIRE(received.set_aside.size() == 2);
  for (const auto& aside : received.set_aside) {
    REQUIRE(aside.error);
    CHECK(aside.error->code == ErrorCode::too_large);
  }
}

TEST_CASE("BMP") {
  const made::Folder folder;
  const auto picture = made::coloured_page(203, 301);
  auto bytes = made::bmp(picture, 200);
  made::write(folder / "扫描.bmp", bytes);
  const auto page = made::decoded(made::received(folder.path));
  CHECK(made::same(page.pixels, picture));
  CHECK(page.dpi == Approx(200).margin(0.1));
  bytes.resize(bytes.size() - 1000);
  made::write(folder / "扫描.bmp", bytes);
  CHECK(made::refused(made::received(folder.path)) == ErrorCode::damaged);
}

TEST_CASE("a resolution is believed only where it can be") {
  CHECK(believable_dpi(300, 2480, 3508) == 300);
  CHECK(believable_dpi(72, 595, 842) == 72);                             // A4 at 72 dpi
  CHECK(believable_dpi(72, 3024, 4032) == Approx(4032 / (297 / 25.4)));  // a telephone that says what all say
  CHECK(believable_dpi(0, 1654, 2339) == Approx(2339 / (297 / 25.4)));
  CHECK(believable_dpi(9999, 1654, 2339) == Approx(2339 / (297 / 25.4)));
  CHECK(believable_dpi(0, 100, 60) == 50);
}

TEST_CASE("a PNG that a PDF can carry comes with its bytes") {
  const made::Folder folder;
  const auto bytes = made::png(made::page(200, 300));
  made::write(folder / "a.png", bytes);
  made::write(folder / "alpha.png", made::png_raw(2, 1, 8, 6, {1, 2, 3, 255, 4, 5, 6, 255}));
  const auto received = made::received(folder.path);
  REQUIRE(received.pages.size() == 2);
  const auto page = made::decoded(received, 0);
  CHECK(page.original.format == Format::png);
  REQUIRE(page.original.bytes);
  CHECK(*page.original.bytes == bytes);
  CHECK(page.original.width == 200);
  CHECK(page.original.height == 300);
  CHECK(made::decoded(received, 1).original.format == Format::none);
}
