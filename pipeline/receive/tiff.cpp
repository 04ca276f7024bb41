// TIFF: many pages, each an image directory of its own.
#include <algorithm>
#include <utility>

#include "receive/disk_file.hpp"
#include "receive/pixels.hpp"
#include "receive/scan_file.hpp"
#include "receive/tiff_file.hpp"

namespace claimpack::receive {

using core::EncodedImage;
using core::Error;
using core::ErrorCode;
using core::Image;

namespace {

struct Directory {
  std::uint32_t width = 0, height = 0;
  std::uint16_t bits = 1, samples = 1, photometric = PHOTOMETRIC_MINISWHITE, planar = PLANARCONFIG_CONTIG;
  std::uint16_t compression = COMPRESSION_NONE, fill_order = FILLORDER_MSB2LSB, orientation = ORIENTATION_TOPLEFT;
  bool tiled = false;
  double dpi = 0;
};

double stated_dpi(TIFF* tiff) {
  float x = 0;
  std::uint16_t unit = RESUNIT_INCH;
  TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &x);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
  if (unit == RESUNIT_NONE) return 0;
  return unit == RESUNIT_CENTIMETER ? double(x) * 2.54 : double(x);
}

Directory read_directory(TIFF* tiff) {
  Directory d;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &d.width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &d.height);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &d.bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &d.samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &d.planar);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &d.compression);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_FILLORDER, &d.fill_order);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &d.orientation);
  // Not said by sloppy fax programs, whose pages are white with black ink.
  if (TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &d.photometric) != 1)
    d.photometric = d.samples >= 3 ? PHOTOMETRIC_RGB : d.bits == 1 ? PHOTOMETRIC_MINISWHITE : PHOTOMETRIC_MINISBLACK;
  d.tiled = TIFFIsTiled(tiff) != 0;
  d.dpi = stated_dpi(tiff);
  return d;
}

bool is_plain_grey(const Directory& d) {
  return d.samples == 1 && (d.photometric == PHOTOMETRIC_MINISWHITE || d.photometric == PHOTOMETRIC_MINISBLACK);
}

// Strips of whole rows can be read straight into place; all else goes by libtiff's RGBA image.
bool reads_by_rows(const Directory& d) {
  if (d.tiled || d.planar != PLANARCONFIG_CONTIG) return false;
  if (is_plain_grey(d)) return d.bits == 1 || d.bits == 8;
  return d.bits == 8 && d.samples == 3 &&
         (d.photometric == PHOTOMETRIC_RGB || (d.photometric == PHOTOMETRIC_YCBCR && d.compression == COMPRESSION_JPEG));
}

// All strips one behind the other: rows of bits, grey values or RGB. Empty where one is broken.
std::vector<std::uint8_t> read_strips(TiffFile& file, std::size_t row_bytes, std::size_t rows) {
  TIFF* tiff = file.get();
  if (std::size_t(TIFFScanlineSize64(tiff)) != row_bytes) return {};
  std::vector<std::uint8_t> bytes(row_bytes * rows);
  std::size_t filled = 0;
  const std::uint32_t strips = TIFFNumberOfStrips(tiff);
  for (std::uint32_t strip = 0; strip < strips && filled < bytes.size(); ++strip) {
    const auto wanted = std::min<std::uint64_t>(TIFFVStripSize64(tiff, std::uint32_t(rows)), bytes.size() - filled);
    const auto size = std::min<std::uint64_t>(wanted, TIFFStripSize64(tiff));
    const auto got = TIFFReadEncodedStrip(tiff, strip, bytes.data() + filled, tmsize_t(size));
    if (got != tmsize_t(size) || !file.complaint().empty()) return {};
    filled += std::size_t(got);
  }
  if (filled != bytes.size()) bytes.clear();
  return bytes;
}

Image by_rgba(TiffFile& file, const Directory& d) {
  TIFFRGBAImage rgba;
  char message[1024] = {};
  if (TIFFRGBAImageOK(file.get(), message) == 0 || TIFFRGBAImageBegin(&rgba, file.get(), 1, message) == 0) return {};
  rgba.req_orientation = rgba.orientation;  // pixels as stored; the turn is told beside them
  std::vector<std::uint32_t> raster(std::size_t(d.width) * d.height);
  const int done = TIFFRGBAImageGet(&rgba, raster.data(), d.width, d.height);
  TIFFRGBAImageEnd(&rgba);
  if (done == 0 || !file.complaint().empty()) return {};
  Image image(int(d.width), int(d.height), 3);
  for (std::size_t i = 0; i < raster.size(); ++i) {
    const std::uint32_t alpha = TIFFGetA(raster[i]);  // colours come multiplied with it: what is clear is white paper
    image.bytes[i * 3] = std::uint8_t(std::min(255u, TIFFGetB(raster[i]) + 255 - alpha));
    image.bytes[i * 3 + 1] = std::uint8_t(std::min(255u, TIFFGetG(raster[i]) + 255 - alpha));
    image.bytes[i * 3 + 2] = std::uint8_t(std::min(255u, TIFFGetR(raster[i]) + 255 - alpha));
  }
  return image;
}

// The page's own Group 4 strip where it has just one, else the same pixels coded anew as one.
EncodedImage g4_of(TiffFile& file, const Directory& d, std::vector<std::uint8_t> bits) {
  EncodedImage original;
  std::vector<std::uint8_t> strip;
  if (TIFFNumberOfStrips(file.get()) == 1) {
    strip.resize(std::size_t(TIFFRawStripSize64(file.get(), 0)));
    const auto got = TIFFReadRawStrip(file.get(), 0, strip.data(), tmsize_t(strip.size()));
    strip.resize(std::size_t(std::max<tmsize_t>(got, 0)));
    if (d.fill_order == FILLORDER_LSB2MSB) TIFFReverseBits(strip.data(), tmsize_t(strip.size()));
  } else {
    strip = encode_g4(bits, int(d.width), int(d.height));
  }
  if (strip.empty()) return original;
  original.format = EncodedImage::Format::ccitt_g4;
  original.bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(strip));
  original.width = int(d.width);
  original.height = int(d.height);
  // The code's black is a set bit of the TIFF; where a set bit means light, PDF must turn it round.
  original.black_is_one = d.photometric == PHOTOMETRIC_MINISBLACK;
  return original;
}

Image from_grey_rows(std::vector<std::uint8_t> rows, const Directory& d) {
  Image image;
  image.width = int(d.width);
  image.height = int(d.height);
  image.channels = d.samples;
  image.bytes = std::move(rows);
  if (d.photometric == PHOTOMETRIC_MINISWHITE)
    for (auto& value : image.bytes) value = std::uint8_t(255 - value);
  if (image.channels == 3) swap_red_blue(image);
  return image;
}

core::Result<core::Page> tiff_page(const ScanFile& file, int number, std::uint64_t offset) {
  const std::string place = place_of({file.name, number});
  const auto disk = DiskFile::open(file.path, file.name);
  if (!disk) return disk.error();
  TiffFile tiff(disk.value().fd());
  if (tiff.get() == nullptr || TIFFSetSubDirectory(tiff.get(), offset) == 0)
    return damaged(place, "the TIFF page cannot be found: " + tiff.complaint());
  tiff.forget();
  const Directory d = read_directory(tiff.get());
  if (d.photometric == PHOTOMETRIC_YCBCR && d.compression == COMPRESSION_JPEG && d.planar == PLANARCONFIG_CONTIG)
    TIFFSetField(tiff.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  core::Page page;
  if (reads_by_rows(d)) {
    const std::size_t row_bytes = d.bits == 1 ? (std::size_t(d.width) + 7) / 8 : std::size_t(d.width) * d.samples;
    auto rows = read_strips(tiff, row_bytes, d.height);
    if (rows.empty()) return damaged(place, "the TIFF page is cut off or broken: " + tiff.complaint());
    if (d.bits == 1) {
      page.pixels = from_bits(rows, int(d.width), int(d.height), d.photometric == PHOTOMETRIC_MINISWHITE);
      if (d.compression == COMPRESSION_CCITTFAX4) page.original = g4_of(tiff, d, std::move(rows));
    } else {
      page.pixels = from_grey_rows(std::move(rows), d);
    }
  } else {
    page.pixels = by_rgba(tiff, d);
    if (page.pixels.empty()) return damaged(place, "the TIFF page is broken or of a kind not known: " + tiff.complaint());
  }
  page.pixels = grey_where_colourless(std::move(page.pixels));
  page.dpi = believable_dpi(d.dpi, int(d.width), int(d.height));
  page.exif_turn = turn_of_orientation(d.orientation);
  return page;
}

}  // namespace

core::Result<Pages> open_tiff(const ScanFile& file, const Limits& limits) {
  const auto disk = DiskFile::open(file.path, file.name);
  if (!disk) return disk.error();
  TiffFile tiff(disk.value().fd());
  if (tiff.get() == nullptr) return damaged(file.name, "the TIFF cannot be read: " + tiff.complaint());
  Pages pages;
  int directories = 0;
  for (;;) {
    std::uint32_t kind = 0;
    TIFFGetField(tiff.get(), TIFFTAG_SUBFILETYPE, &kind);
    const Directory d = read_directory(tiff.get());
    const int number = int(pages.size()) + 1;
    const std::string place = place_of({file.name, number});
    if (d.width == 0 || d.height == 0) return damaged(place, "the TIFF page says that it has no pixels");
    if (std::int64_t(d.width) * d.height > limits.pixels_max) return too_many_pixels(place, d.width, d.height, limits.pixels_max);
    const bool thumbnail = (kind & FILETYPE_REDUCEDIMAGE) != 0 && !pages.empty();  // beside its page
    const std::uint64_t offset = TIFFCurrentDirOffset(tiff.get());
    if (!thumbnail)
      pages.push_back(deferred_page({file.name, number}, [file, number, offset] { return tiff_page(file, number, offset); }));
    if (++directories > 2 * limits.pages_max || int(pages.size()) > limits.pages_max)
      return Error{ErrorCode::too_large, "the TIFF has more pages than the limit of " + std::to_string(limits.pages_max),
                   file.name, "split it or raise the limit in the settings"};
    if (TIFFLastDirectory(tiff.get()) != 0) break;
    // Another page is promised: where it cannot be read, pages are lost.
    if (TIFFReadDirectory(tiff.get()) != 1) return damaged(file.name, "the TIFF is cut off: " + tiff.complaint());
  }
  return pages;
}

}  // namespace claimpack::receive
