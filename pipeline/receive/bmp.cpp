// BMP (stb_image, which decodes it; the header is checked here, since stb takes a file cut off for a black one).
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include "receive/disk_file.hpp"
#include "receive/pixels.hpp"
#include "receive/scan_file.hpp"

#define STBI_ONLY_BMP
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace claimpack::receive {

using core::Error;
using core::ErrorCode;
using core::Image;

namespace {

struct BmpHeader {
  std::int64_t width = 0, height = 0;  // height without its sign
  double dpi = 0;
};

core::Result<BmpHeader> read_bmp_header(std::span<const std::uint8_t> head, std::int64_t file_size, const std::string& name,
                                        const Limits& limits) {
  const bool core_header = little_endian(head, 14, 4) == 12;
  BmpHeader header;
  header.width = core_header ? little_endian(head, 18, 2) : std::int32_t(little_endian(head, 18, 4));
  header.height = core_header ? little_endian(head, 20, 2) : std::abs(std::int64_t(std::int32_t(little_endian(head, 22, 4))));
  const std::int64_t bits = little_endian(head, core_header ? 24 : 28, 2);
  const auto compression = core_header ? 0 : little_endian(head, 30, 4);
  if (header.width <= 0 || header.height <= 0) return damaged(name, "the BMP says that it has no pixels");
  if (header.width * header.height > limits.pixels_max)
    return too_many_pixels(name, header.width, header.height, limits.pixels_max);
  if (compression != 0 && compression != 3 && compression != 6)  // plain, masks, masks with alpha
    return Error{ErrorCode::unsupported, "a compressed BMP is not taken", name, "save it as PNG or JPEG"};
  const std::int64_t stride = (header.width * bits + 31) / 32 * 4;
  if (std::int64_t(little_endian(head, 10, 4)) + stride * header.height > file_size) return damaged(name, "the BMP is cut off");
  if (!core_header) header.dpi = little_endian(head, 38, 4) * 0.0254;
  return header;
}

core::Result<core::Page> bmp_page(const ScanFile& file, const Limits& limits) {
  const auto bytes = read_whole(file.path, file.name, limits.file_bytes_max);
  if (!bytes) return bytes.error();
  const auto header = read_bmp_header(bytes.value(), std::int64_t(bytes.value().size()), file.name, limits);
  if (!header) return header.error();
  int width = 0, height = 0, channels = 0;
  const std::unique_ptr<stbi_uc, decltype(&std::free)> pixels(
      stbi_load_from_memory(bytes.value().data(), int(bytes.value().size()), &width, &height, &channels, 3), std::free);
  if (pixels == nullptr) return damaged(file.name, "the BMP cannot be read: " + std::string(stbi_failure_reason()));
  Image image(width, height, 3);
  std::copy_n(pixels.get(), image.bytes.size(), image.bytes.begin());
  swap_red_blue(image);
  core::Page page;
  page.pixels = grey_where_colourless(std::move(image));
  page.dpi = believable_dpi(header.value().dpi, width, height);
  return page;
}

}  // namespace

core::Result<Pages> open_bmp(const ScanFile& file, const Limits& limits) {
  const auto disk = DiskFile::open(file.path, file.name);
  if (!disk) return disk.error();
  const auto header = read_bmp_header(disk.value().read_at(0, 64), disk.value().size(), file.name, limits);
  if (!header) return header.error();
  Pages pages;
  pages.push_back(deferred_page({file.name, 1}, [file, limits] { return bmp_page(file, limits); }));
  return pages;
}

}  // namespace claimpack::receive
