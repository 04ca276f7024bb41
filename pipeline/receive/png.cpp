// PNG (libpng).
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <memory>
#include <utility>

#include "receive/disk_file.hpp"
#include "receive/exif.hpp"
#include "receive/pixels.hpp"
#include "receive/scan_file.hpp"

namespace claimpack::receive {

using core::Image;

namespace {

constexpr std::int64_t signature_bytes = 8;
constexpr std::size_t chunk_bytes_max = 8 << 20;  // of text and profiles when unpacked; they are not looked at

struct Reader {
  const std::vector<std::uint8_t>* bytes = nullptr;
  std::size_t at = 0;
  char message[128] = "the PNG is damaged";
};

void leave(png_structp png, png_const_charp text) {
  auto* reader = static_cast<Reader*>(png_get_error_ptr(png));
  std::strncpy(reader->message, text, sizeof reader->message - 1);
  png_longjmp(png, 1);
}

void read_bytes(png_structp png, png_bytep to, std::size_t count) {
  auto* reader = static_cast<Reader*>(png_get_io_ptr(png));
  if (count > reader->bytes->size() - reader->at) png_error(png, "the file ends early");
  std::memcpy(to, reader->bytes->data() + reader->at, count);
  reader->at += count;
}

struct Png {
  Reader reader;
  png_structp png = nullptr;
  png_infop info = nullptr;
  explicit Png(const std::vector<std::uint8_t>& bytes) {
    reader.bytes = &bytes;
    png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, leave, [](png_structp, png_const_charp) {});
    if (png != nullptr) info = png_create_info_struct(png);
  }
  ~Png() { png_destroy_read_struct(&png, &info, nullptr); }
  Png(const Png&) = delete;
  Png& operator=(const Png&) = delete;
};

// The functions that call setjmp hold nothing that needs a destructor.
bool read_info(Png& file) {
  if (setjmp(png_jmpbuf(file.png)) != 0) return false;
  png_set_read_fn(file.png, &file.reader, read_bytes);
  png_set_chunk_malloc_max(file.png, chunk_bytes_max);
  png_set_user_limits(file.png, 0x7fffffff, 0x7fffffff);
  png_read_info(file.png, file.info);
  if (png_get_bit_depth(file.png, file.info) == 16) png_set_scale_16(file.png);
  png_set_expand(file.png);  // palettes, small depths, transparency to an alpha channel
  png_set_interlace_handling(file.png);
  png_read_update_info(file.png, file.info);
  return true;
}

bool read_rows(Png& file, png_bytep* rows) {
  if (setjmp(png_jmpbuf(file.png)) != 0) return false;
  png_read_image(file.png, rows);
  png_read_end(file.png, nullptr);
  return true;
}

double stated_dpi(const Png& file) { return png_get_x_pixels_per_meter(file.png, file.info) * 0.0254; }

int orientation_of(const Png& file) {
#ifdef PNG_eXIf_SUPPORTED
  png_uint_32 count = 0;
  png_bytep block = nullptr;
  if (png_get_eXIf_1(file.png, file.info, &count, &block) != 0) return read_exif({block, count}).orientation;
#endif
  return 1;
}

// What shines through is paper: white, or black where what is drawn is light.
Image without_alpha(const Image& image) {
  const int colours = image.channels - 1;
  const auto n = std::size_t(image.channels);
  double light = 0, weight = 0;
  bool any_clear = false;
  for (std::size_t i = 0; i < image.bytes.size(); i += n) {
    const int alpha = image.bytes[i + n - 1];
    any_clear |= alpha < 128;
    light += double(image.bytes[i + (n - 1) / 2]) * alpha;  // grey, or green
    weight += alpha;
  }
  const int paper = any_clear && weight > 0 && light / weight > 170 ? 0 : 255;
  Image flat(image.width, image.height, colours);
  for (std::size_t i = 0, o = 0; i < image.bytes.size(); i += n)
    for (std::size_t c = 0; c + 1 < n; ++c) {
      const int alpha = image.bytes[i + n - 1];
      flat.bytes[o++] = std::uint8_t((image.bytes[i + c] * alpha + paper * (255 - alpha) + 127) / 255);
    }
  return flat;
}

core::Result<core::Page> png_page(const ScanFile& file, const Limits& limits) {
  auto bytes = read_whole(file.path, file.name, limits.file_bytes_max);
  if (!bytes) return bytes.error();
  Png png(bytes.value());
  if (png.info == nullptr || !read_info(png))
    return damaged(file.name, "the PNG cannot be read: " + std::string(png.reader.message));
  const std::int64_t width = png_get_image_width(png.png, png.info), height = png_get_image_height(png.png, png.info);
  // The product of two numbers of 32 bits is more than 63 bits hold.
  if (width > limits.pixels_max / height) return too_many_pixels(file.name, width, height, limits.pixels_max);
  Image image(int(width), int(height), png_get_channels(png.png, png.info));
  const std::size_t stride = std::size_t(width) * std::size_t(image.channels);
  if (png_get_rowbytes(png.png, png.info) != stride) return damaged(file.name, "the PNG's rows have an impossible length");
  std::vector<png_bytep> rows(static_cast<std::size_t>(height));
  for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = image.bytes.data() + y * stride;
  if (!read_rows(png, rows.data())) return damaged(file.name, "the PNG is cut off or broken: " + std::string(png.reader.message));
  const bool opaque = image.channels == 1 || image.channels == 3;
  if (!opaque) image = without_alpha(image);
  if (image.channels == 3) swap_red_blue(image);
  core::Page page;
  page.pixels = grey_where_colourless(std::move(image));
  page.dpi = believable_dpi(stated_dpi(png), int(width), int(height));
  page.exif_turn = turn_of_orientation(orientation_of(png));
  if (opaque && png_get_interlace_type(png.png, png.info) == PNG_INTERLACE_NONE) {
    page.original.format = core::EncodedImage::Format::png;
    page.original.width = int(width);
    page.original.height = int(height);
    page.original.components = page.pixels.channels;
    page.original.bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes).value());
  }
  return page;
}

// From chunk to chunk without reading their content.
bool has_end_chunk(const DiskFile& file) {
  for (std::int64_t at = signature_bytes; at + 12 <= file.size();) {
    const auto head = file.read_at(at, 8);
    if (std::equal(head.begin() + 4, head.end(), "IEND")) return true;
    at += 12 + std::int64_t(big_endian(head, 0, 4));
  }
  return false;
}

}  // namespace

core::Result<Pages> open_png(const ScanFile& file, const Limits& limits) {
  const auto disk = DiskFile::open(file.path, file.name);
  if (!disk) return disk.error();
  const auto head = disk.value().read_at(0, 33);  // the signature and IHDR, which is always the first chunk
  if (head.size() < 33 || !std::equal(head.begin() + 12, head.begin() + 16, "IHDR"))
    return damaged(file.name, "the PNG ends within its header");
  const std::int64_t width = big_endian(head, 16, 4), height = big_endian(head, 20, 4);
  if (width == 0 || height == 0) return damaged(file.name, "the PNG says that it has no pixels");
  // The product of two numbers of 32 bits is more than 63 bits hold.
  if (width > limits.pixels_max / height) return too_many_pixels(file.name, width, height, limits.pixels_max);
  if (!has_end_chunk(disk.value())) return damaged(file.name, "the PNG is cut off");
  Pages pages;
  pages.push_back(deferred_page({file.name, 1}, [file, limits] { return png_page(file, limits); }));
  return pages;
}

}  // namespace claimpack::receive
