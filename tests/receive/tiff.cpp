// TIFF: pages, codings, photometry, and the Group 4 strip for the packet.
#include <tiffio.h>

#include <algorithm>

#include "catch.hpp"
#include "receive/makers.hpp"
#include "receive/pixels.hpp"
#include "receive/tiff_file.hpp"

using namespace claimpack;
using namespace claimpack::receive;
using core::ErrorCode;
using Format = core::EncodedImage::Format;

namespace {

// What a PDF viewer would show of the strip: CCITTFaxDecode, /K -1, DeviceGray.
core::Image as_pdf_shows(const core::EncodedImage& original) {
  const auto bits = decode_g4(*original.bytes, original.width, original.height);
  REQUIRE_FALSE(bits.empty());
  // Code-black bits are set here; a PDF makes them 0 (black), or 1 (white) with /BlackIs1.
  return from_bits(bits, original.width, original.height, !original.black_is_one);
}

core::Page only_page(const made::Folder& folder, const made::TiffPage& page) {
  made::tiff(folder / "a.tif", {page});
  return made::decoded(made::received(folder.path));
}

}  // namespace

TEST_CASE("Group 4: many pages, and the strip that a packet takes gives the same pixels") {
  const made::Folder folder;
  const auto first = made::page(801, 1100), second = made::page(640, 480);
  for (const int photometric : {PHOTOMETRIC_MINISWHITE, PHOTOMETRIC_MINISBLACK})
    for (const int fill_order : {FILLORDER_MSB2LSB, FILLORDER_LSB2MSB})
      for (const int rows_per_strip : {0, 100}) {
        const made::TiffPage like{&first, COMPRESSION_CCITTFAX4, photometric, rows_per_strip, fill_order, 1, 0, 200};
        auto other = like;
        other.image = &second;
        made::tiff(folder / "scan.tif", {like, other});
        const auto received = made::received(folder.path);
        REQUIRE(received.pages.size() == 2);
        for (std::size_t i = 0; i < 2; ++i) {
          const auto page = made::decoded(received, i);
          CHECK(page.origin == core::Origin{"scan.tif", int(i) + 1});
          CHECK(made::same(page.pixels, i == 0 ? first : second));
          CHECK(page.dpi == 200);
          REQUIRE(page.original.format == Format::ccitt_g4);
          CHECK(made::same(as_pdf_shows(page.original), page.pixels));
        }
      }
}

TEST_CASE("TIFF codings without loss") {
  const made::Folder folder;
  const auto grey = made::page(301, 203), colour = made::coloured_page(301, 203);
  for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_PACKBITS, COMPRESSION_ADOBE_DEFLATE}) {
    CHECK(made::same(only_page(folder, {&grey, compression, PHOTOMETRIC_MINISBLACK, 16}).pixels, grey));
    CHECK(made::same(only_page(folder, {&grey, compression, PHOTOMETRIC_MINISWHITE, 16}).pixels, grey));
    CHECK(made::same(only_page(folder, {&grey, compression, PHOTOMETRIC_MINISWHITE, 50, 1, 1}).pixels, grey));
    CHECK(made::same(only_page(folder, {&colour, compression, PHOTOMETRIC_RGB, 16}).pixels, colour));
    CHECK(made::same(only_page(folder, {&colour, compression, PHOTOMETRIC_RGB, 0, 1, 8, 64}).pixels, colour));
    CHECK(made::same(only_page(folder, {&grey, compression, PHOTOMETRIC_MINISBLACK, 0, 1, 16}).pixels, grey));
  }
}

TEST_CASE("TIFF with JPEG, palette, orientation") {
  const made::Folder folder;
  const auto grey = made::page(320, 208), colour = made::coloured_page(320, 208);
  CHECK(made::mean_difference(only_page(folder, {&grey, COMPRESSION_JPEG, PHOTOMETRIC_MINISBLACK, 16}).pixels, grey) < 6);
  CHECK(made::mean_difference(only_page(folder, {&colour, COMPRESSION_JPEG, PHOTOMETRIC_YCBCR, 16}).pixels, colour) < 8);
  const auto palette = only_page(folder, {&grey, COMPRESSION_NONE, PHOTOMETRIC_PALETTE, 16});
  REQUIRE(palette.pixels.channels == 3);
  for (std::size_t i = 0; i < grey.bytes.size(); i += 997) {  // the palette runs from blue to red
    CHECK(int(palette.pixels.bytes[i * 3]) == 255 - grey.bytes[i]);
    CHECK(int(palette.pixels.bytes[i * 3 + 2]) == int(grey.bytes[i]));
  }
  for (const int tile : {0, 64}) {
    const auto turned = only_page(folder, {&colour, COMPRESSION_LZW, PHOTOMETRIC_RGB, 0, 1, 8, tile, 0, ORIENTATION_RIGHTTOP});
    CHECK(turned.exif_turn == 90);
    CHECK(made::same(turned.pixels, colour));
  }
}

TEST_CASE("a TIFF that ends early is refused") {
  const made::Folder folder;
  const auto picture = made::page(800, 1000);
  made::tiff(folder / "a.tif", {{&picture, COMPRESSION_CCITTFAX4, PHOTOMETRIC_MINISWHITE, 0, 1, 1},
                                {&picture, COMPRESSION_LZW},
                                {&picture, COMPRESSION_NONE}});
  auto bytes = made::read(folder / "a.tif");
  SECTION("within a page's data, the directories being whole") {
    TIFF* tiff = TIFFOpen((folder / "a.tif").c_str(), "r");
    const auto offset = TIFFGetStrileOffset(tiff, 0), count = TIFFGetStrileByteCount(tiff, 0);
    TIFFClose(tiff);
    std::fill_n(bytes.begin() + std::ptrdiff_t(offset + count / 2), count - count / 2, std::uint8_t(0));
    made::write(folder / "a.tif", bytes);
    const auto received = made::received(folder.path);
    REQUIRE(received.pages.size() == 3);
    int errors = 0;
    for (const auto& page : received.pages)
      if (const auto decoded = page->decode(); !decoded) errors += decoded.error().code == ErrorCode::damaged;
    CHECK(errors == 1);
  }
  SECTION("before the last directory") {
    bytes.resize(bytes.size() - 300);
    made::write(folder / "a.tif", bytes);
    CHECK(made::refused(made::received(folder.path)) == ErrorCode::damaged);
  }
  SECTION("after eight bytes") {
    bytes.resize(8);
    made::write(folder / "a.tif", bytes);
    CHECK(made::refused(made::received(folder.path)) == ErrorCode::damaged);
  }
}

TEST_CASE("a TIFF with too many pages or pixels is refused") {
  const made::Folder folder;
  const auto picture = made::page(40, 40);
  made::tiff(folder / "a.tif", std::vector<made::TiffPage>(6, {&picture, COMPRESSION_LZW}));
  Limits limits;
  limits.pages_max = 5;
  CHECK(made::refused(made::received(folder.path, limits)) == ErrorCode::too_large);
  limits.pages_max = 6;
  CHECK(made::received(folder.path, limits).pages.size() == 6);
  limits.pixels_max = 1599;
  CHECK(made::refused(made::received(folder.path, limits)) == ErrorCode::too_large);
}

TEST_CASE("bits of a Group 4 strip go there and back") {
  const auto picture = made::page(333, 222);
  const auto bits = to_bits(picture);
  const auto strip = encode_g4(bits, 333, 222);
  REQUIRE_FALSE(strip.empty());
  CHECK(strip.size() < bits.size() / 4);
  CHECK(decode_g4(strip, 333, 222) == bits);
  const auto cut = std::vector<std::uint8_t>(strip.begin(), strip.begin() + std::ptrdiff_t(strip.size() / 2));
  CHECK(decode_g4(cut, 333, 222).empty());
}
