#include "receive/ofd_picture.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "receive/content.hpp"
#include "receive/disk_file.hpp"
#include "receive/doors.hpp"
#include "receive/jpeg.hpp"
#include "receive/poppler.hpp"
#include "receive/portable_map.hpp"
#include "receive/scan_file.hpp"

namespace claimpack::receive {

using core::Error;
using core::ErrorCode;
using core::Image;
using core::Result;

namespace {

constexpr int side_max = 32000;  // Cairo's surfaces end at 32767

Result<Surface> from_image(const Image& image, const std::string& place) {
  auto made = make_surface(image.width, image.height, place);
  if (!made) return made;
  cairo_surface_t* surface = made.value().get();
  const int stride = cairo_image_surface_get_stride(surface);
  unsigned char* out = cairo_image_surface_get_data(surface);
  for (int y = 0; y < image.height; ++y) {
    const std::uint8_t* in = image.bytes.data() + std::size_t(y) * image.width * image.channels;
    auto* row = reinterpret_cast<std::uint32_t*>(out + std::size_t(y) * stride);
    for (int x = 0; x < image.width; ++x, in += image.channels) {
      const std::uint32_t b = in[0], g = image.channels == 3 ? in[1] : b, r = image.channels == 3 ? in[2] : b;
      row[x] = 0xFF000000u | r << 16 | g << 8 | b;
    }
  }
  cairo_surface_mark_dirty(surface);
  return made;
}

struct PngBytes {
  std::span<const std::uint8_t> left;
};

Result<Surface> from_png(const std::vector<std::uint8_t>& bytes, const std::string& place, const Limits& limits) {
  const std::int64_t width = big_endian(bytes, 16, 4), height = big_endian(bytes, 20, 4);
  if (width <= 0 || height <= 0) return damaged(place, "the PNG is damaged");
  if (width > side_max || height > side_max || width * height > limits.pixels_max)
    return too_many_pixels(place, width, height, limits.pixels_max);
  PngBytes source{bytes};
  const auto read = [](void* user, unsigned char* to, unsigned int count) {
    auto& from = static_cast<PngBytes*>(user)->left;
    if (from.size() < count) return CAIRO_STATUS_READ_ERROR;
    std::memcpy(to, from.data(), count);
    from = from.subspan(count);
    return CAIRO_STATUS_SUCCESS;
  };
  Surface surface(cairo_image_surface_create_from_png_stream(read, &source));
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) return damaged(place, "the PNG is damaged");
  return surface;
}

// The segments of a JBIG2 file as a PDF embeds them (ISO 32000-1, 7.4.7): without the file's header. Only files whose
// segments follow one another; nothing where it is none.
std::optional<std::span<const std::uint8_t>> jbig2_segments(std::span<const std::uint8_t> bytes) {
  static constexpr std::uint8_t mark[] = {0x97, 'J', 'B', '2', 0x0D, 0x0A, 0x1A, 0x0A};
  if (bytes.size() < 13 || !std::equal(std::begin(mark), std::end(mark), bytes.begin())) return std::nullopt;
  const unsigned flags = bytes[8];
  if ((flags & 1) == 0) return std::nullopt;
  return bytes.subspan((flags & 2) != 0 ? 9 : 13);
}

// Width and height from the page information segment, which comes first or behind dictionaries.
std::optional<std::pair<std::int64_t, std::int64_t>> jbig2_size(std::span<const std::uint8_t> segments) {
  for (std::size_t at = 0; at + 11 <= segments.size();) {
    const unsigned flags = segments[at + 4], referred = segments[at + 5] >> 5;
    if (referred > 4) return std::nullopt;
    const std::uint32_t number = big_endian(segments, at, 4);
    const std::size_t each = number <= 256 ? 1 : number <= 65536 ? 2 : 4;
    const std::size_t head = 6 + referred * each + ((flags & 0x40) != 0 ? 4 : 1);
    const std::size_t length = big_endian(segments, at + head, 4);
    if ((flags & 0x3F) == 48)
      return std::pair<std::int64_t, std::int64_t>(big_endian(segments, at + head + 4, 4),
                                                   big_endian(segments, at + head + 8, 4));
    at += head + 4 + length;
  }
  return std::nullopt;
}

// Box "ihdr" of JP2, or the SIZ marker of a bare codestream.
std::optional<std::pair<std::int64_t, std::int64_t>> jpeg2000_size(std::span<const std::uint8_t> bytes) {
  static constexpr std::uint8_t header[] = {'i', 'h', 'd', 'r'};
  const auto head = bytes.first(std::min<std::size_t>(bytes.size(), 512));
  const auto at = std::search(head.begin(), head.end(), std::begin(header), std::end(header));
  if (at != head.end()) {
    const auto i = std::size_t(at - head.begin()) + 4;
    return std::pair<std::int64_t, std::int64_t>(big_endian(bytes, i + 4, 4), big_endian(bytes, i, 4));
  }
  if (bytes.size() > 16 && bytes[0] == 0xFF && bytes[1] == 0x4F)
    return std::pair<std::int64_t, std::int64_t>(big_endian(bytes, 8, 4), big_endian(bytes, 12, 4));
  return std::nullopt;
}

void put(std::vector<std::uint8_t>& to, const std::string& text) { to.insert(to.end(), text.begin(), text.end()); }

// A PDF of one page that is this picture, one point a pixel.
std::vector<std::uint8_t> pdf_around(std::span<const std::uint8_t> stream, const std::string& filter, std::int64_t width,
                                     std::int64_t height) {
  const std::string w = std::to_string(width), h = std::to_string(height), draw = w + " 0 0 " + h + " 0 0 cm /I Do";
  const bool bilevel = filter == "JBIG2Decode";
  std::vector<std::uint8_t> pdf;
  std::vector<std::size_t> offsets;
  const auto object = [&](const std::string& body) {
    offsets.push_back(pdf.size());
    put(pdf, std::to_string(offsets.size()) + " 0 obj\n" + body);
  };
  put(pdf, "%PDF-1.5\n");
  object("<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
  object("<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n");
  object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 " + w + " " + h +
         "]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>\nendobj\n");
  object("<</Length " + std::to_string(draw.size()) + ">>\nstream\n" + draw + "\nendstream\nendobj\n");
  object("<</Type/XObject/Subtype/Image/Width " + w + "/Height " + h + "/Filter/" + filter +
         (bilevel ? "/ColorSpace/DeviceGray/BitsPerComponent 1" : "") + "/Length " + std::to_string(stream.size()) +
         ">>\nstream\n");
  pdf.insert(pdf.end(), stream.begin(), stream.end());
  put(pdf, "\nendstream\nendobj\n");
  const std::size_t table = pdf.size();
  put(pdf, "xref\n0 6\n0000000000 65535 f \n");
  for (const std::size_t offset : offsets) {
    std::string digits = std::to_string(offset);
    put(pdf, std::string(10 - std::min<std::size_t>(10, digits.size()), '0') + digits + " 00000 n \n");
  }
  put(pdf, "trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n");
  return pdf;
}

// What only poppler can decode.
Result<Surface> by_poppler(std::span<const std::uint8_t> stream, const std::string& filter,
                           std::pair<std::int64_t, std::int64_t> size, const std::string& place, const Limits& limits) {
  const auto [width, height] = size;
  if (width <= 0 || height <= 0) return damaged(place, "the picture is damaged");
  if (width > side_max || height > side_max || width * height > limits.pixels_max)
    return too_many_pixels(place, width, height, limits.pixels_max);
  const auto folder = TempFolder::make();
  if (!folder) return folder.error();
  const auto pdf = pdf_around(stream, filter, width, height);
  const auto path = folder.value()->path() / "picture.pdf";
  if (!write_file(path, pdf.data(), pdf.size()))
    return Error{ErrorCode::disk, "the picture cannot be written", place, "free some space in the temporary folder"};
  PopplerCall call{PopplerCall::What::draw};
  call.dpi = 72;
  const auto drawn = ask_poppler(path, call, limits);
  if (!drawn) return Error{drawn.error().code, drawn.error().what, place, drawn.error().cure};
  const auto image = read_portable_map(drawn.value().output, limits.pixels_max);
  if (!image) return damaged(place, "the picture cannot be decoded");
  return from_image(*image, place);
}

Result<Surface> from_page(Result<Pages> pages, const std::string& place) {
  if (!pages) return pages.error();
  if (pages.value().empty()) return damaged(place, "the picture is empty");
  auto page = pages.value().front()->decode();
  if (!page) return page.error();
  return from_image(page.value().pixels, place);
}

Result<Surface> unknown_kind(const std::string& place) {
  return Error{ErrorCode::unsupported, "this kind of picture is not drawn", place, "print the document and scan it"};
}

}  // namespace

Result<Surface> make_surface(int width, int height, const std::string& place) {
  if (width < 1 || height < 1 || width > side_max || height > side_max)
    return too_many_pixels(place, width, height, std::int64_t(side_max) * side_max);
  Surface surface(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height));
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS)
    return Error{ErrorCode::too_large, "there is not enough memory for this picture", place, "save it with fewer pixels"};
  return surface;
}

Result<Surface> read_picture(const std::vector<std::uint8_t>& bytes, const std::string& place, const Limits& limits) {
  switch (content_of(std::span(bytes).first(std::min(bytes.size(), head_bytes)))) {
    case Content::png: return from_png(bytes, place, limits);
    case Content::jpeg: {
      const auto header = read_jpeg_header(bytes, place, limits);
      if (!header) return header.error();
      auto image = decode_jpeg(bytes, place, limits);
      if (!image) return image.error();
      return from_image(image.value(), place);
    }
    default: break;
  }
  if (const auto segments = jbig2_segments(bytes))
    if (const auto size = jbig2_size(*segments)) return by_poppler(*segments, "JBIG2Decode", *size, place, limits);
  const bool boxed = bytes.size() > 12 && big_endian(bytes, 0, 4) == 12 && big_endian(bytes, 4, 4) == 0x6A502020;
  if (boxed || (bytes.size() > 16 && big_endian(bytes, 0, 4) == 0xFF4FFF51))
    if (const auto size = jpeg2000_size(bytes)) return by_poppler(bytes, "JPXDecode", *size, place, limits);
  return unknown_kind(place);
}

Result<Surface> read_picture(const OfdPackage& package, const std::string& file) {
  const std::string place = package.name() + "/" + file;
  auto bytes = package.bytes(file, package.limits().file_bytes_max);
  if (!bytes) return bytes.error();
  const Content content = content_of(std::span(bytes.value()).first(std::min(bytes.value().size(), head_bytes)));
  const ScanFile on_disk{package.path_of(file), place, nullptr};
  if (content == Content::bmp) return from_page(open_bmp(on_disk, package.limits()), place);
  if (content == Content::tiff) return from_page(open_tiff(on_disk, package.limits()), place);
  return read_picture(bytes.value(), place, package.limits());
}

Surface masked_picture(cairo_surface_t* opaque, cairo_surface_t* mask) {
  const auto format = cairo_image_surface_get_format(mask);
  if (format != CAIRO_FORMAT_ARGB32 && format != CAIRO_FORMAT_RGB24) return {};
  auto made = make_surface(cairo_image_surface_get_width(opaque), cairo_image_surface_get_height(opaque), "");
  if (!made) return {};
  cairo_surface_t* picture = made.value().get();
  cairo_t* cairo = cairo_create(picture);
  cairo_set_source_surface(cairo, opaque, 0, 0);
  cairo_paint(cairo);
  cairo_destroy(cairo);
  const int width = cairo_image_surface_get_width(picture), height = cairo_image_surface_get_height(picture);
  const int mask_width = cairo_image_surface_get_width(mask), mask_height = cairo_image_surface_get_height(mask);
  cairo_surface_flush(picture), cairo_surface_flush(mask);
  for (int y = 0; y < height; ++y) {
    auto* row = reinterpret_cast<std::uint32_t*>(cairo_image_surface_get_data(picture) +
                                                 std::size_t(y) * cairo_image_surface_get_stride(picture));
    const auto* light = cairo_image_surface_get_data(mask) +
                        std::size_t(std::int64_t(y) * mask_height / height) * cairo_image_surface_get_stride(mask);
    for (int x = 0; x < width; ++x) {
      const unsigned opacity = light[std::size_t(std::int64_t(x) * mask_width / width) * 4 + 1];
      std::uint32_t out = 0;
      for (int shift = 0; shift < 32; shift += 8) out |= ((row[x] >> shift & 0xFF) * opacity / 255) << shift;
      row[x] = out;
    }
  }
  cairo_surface_mark_dirty(picture);
  return std::move(made).value();
}

}  // namespace claimpack::receive
