#include "pack/seal_image.hpp"

#include <png.h>

#include <algorithm>

namespace claimpack::pack {
namespace {

using core::Error;
using core::ErrorCode;

constexpr std::size_t bytes_max = 4u << 20;
constexpr unsigned side_min = 100, side_max = 2000;

// Clear where it is white, as strong as its darkest ink is; the colour is what lies over the white.
void clear_white(std::vector<std::uint8_t>& pixels) {
  for (std::size_t i = 0; i + 3 < pixels.size(); i += 4) {
    const int white = std::min({pixels[i], pixels[i + 1], pixels[i + 2]}), ink = 255 - white;
    for (std::size_t c = 0; c < 3; ++c)
      pixels[i + c] = static_cast<std::uint8_t>(ink > 0 ? (pixels[i + c] - white) * 255 / ink : 0);
    pixels[i + 3] = static_cast<std::uint8_t>(ink * pixels[i + 3] / 255);
  }
}

}  // namespace

core::Result<SealImage> decode_seal(const std::string& png) {
  if (png.size() > bytes_max) return Error{ErrorCode::too_large, "the seal's picture has more than 4 MiB", "", "Save it smaller"};
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png.rfind("\x89PNG\r\n\x1a\n", 0) != 0 || !png_image_begin_read_from_memory(&image, png.data(), png.size()))
    return Error{ErrorCode::unsupported, "the seal's picture is no PNG", "", "Save it as PNG"};
  const unsigned small = std::min(image.width, image.height), large = std::max(image.width, image.height);
  if (small < side_min || large > side_max || large > 2 * small) {
    const std::string size = std::to_string(image.width) + " × " + std::to_string(image.height);
    png_image_free(&image);
    return Error{ErrorCode::bad_input, "the seal's picture has " + size + " pixels", "",
                 "Give 100 to 2000 pixels a side, no side more than twice the other"};
  }
  image.format = PNG_FORMAT_RGBA;
  SealImage seal{static_cast<int>(image.width), static_cast<int>(image.height), {}};
  seal.pixels.resize(PNG_IMAGE_SIZE(image));
  if (!png_image_finish_read(&image, nullptr, seal.pixels.data(), 0, nullptr)) {
    png_image_free(&image);
    return Error{ErrorCode::damaged, "the seal's picture is damaged", "", "Save it as PNG again"};
  }
  clear_white(seal.pixels);
  bool any = false;
  for (std::size_t i = 3; i < seal.pixels.size(); i += 4) any = any || seal.pixels[i] > 64;
  if (!any) return Error{ErrorCode::bad_input, "the seal's picture is blank", "", "Give the picture of the seal"};
  return seal;
}

}  // namespace claimpack::pack
