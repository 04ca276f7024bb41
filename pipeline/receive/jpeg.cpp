#include "receive/jpeg.hpp"

// libjpeg needs stdio before it.
#include <cstdio>

#include <jpeglib.h>

#include <jerror.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <utility>

#include "receive/disk_file.hpp"
#include "receive/exif.hpp"
#include "receive/pixels.hpp"
#include "receive/scan_file.hpp"

namespace claimpack::receive {

using core::Error;
using core::ErrorCode;
using core::Image;

namespace {

// A progressive file of thousands of scans keeps a decoder busy for hours; real ones have about ten.
constexpr int progressive_scans_max = 200;
// Broken data in the very last rows (a camera's missing end mark) takes nothing of the page away.
constexpr unsigned tail_rows = 16;

struct Decoder {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf back{};
  char message[JMSG_LENGTH_MAX] = {};
  bool broken = false;  // the entropy-coded data ended early or made no sense
  bool too_many_scans = false;
};

Decoder& decoder_of(j_common_ptr jpeg) { return *static_cast<Decoder*>(jpeg->client_data); }

void leave(j_common_ptr jpeg) {
  Decoder& decoder = decoder_of(jpeg);
  jpeg->err->format_message(jpeg, decoder.message);
  std::longjmp(decoder.back, 1);
}

void note_warning(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  const int code = jpeg->err->msg_code;
  if (code != JWRN_HIT_MARKER && code != JWRN_HUFF_BAD_CODE && code != JWRN_MUST_RESYNC) return;
  Decoder& decoder = decoder_of(jpeg);
  const bool rows_left = decoder.jpeg.output_scanline + tail_rows < decoder.jpeg.output_height;
  if (!decoder.broken && (rows_left || decoder.jpeg.progressive_mode)) {
    decoder.broken = true;
    jpeg->err->format_message(jpeg, decoder.message);
  }
}

void watch_scans(j_common_ptr jpeg) {
  Decoder& decoder = decoder_of(jpeg);
  if (decoder.jpeg.input_scan_number <= progressive_scans_max) return;
  decoder.too_many_scans = true;
  std::strcpy(decoder.message, "too many scans");
  std::longjmp(decoder.back, 1);
}

void prepare(Decoder& decoder) {
  decoder.jpeg.err = jpeg_std_error(&decoder.errors);
  decoder.errors.error_exit = leave;
  decoder.errors.emit_message = note_warning;
  decoder.errors.output_message = [](j_common_ptr) {};
  decoder.jpeg.client_data = &decoder;
}

// These run between setjmp and longjmp: nothing in them may need a destructor.
bool read_header(Decoder& decoder, const std::uint8_t* bytes, std::size_t count) {
  if (setjmp(decoder.back) != 0) return false;
  jpeg_create_decompress(&decoder.jpeg);
  jpeg_mem_src(&decoder.jpeg, bytes, static_cast<unsigned long>(count));
  jpeg_save_markers(&decoder.jpeg, JPEG_APP0 + 1, 0xFFFF);
  return jpeg_read_header(&decoder.jpeg, TRUE) == JPEG_HEADER_OK;
}

bool start(Decoder& decoder) {
  if (setjmp(decoder.back) != 0) return false;
  auto& jpeg = decoder.jpeg;
  decoder.progress.progress_monitor = watch_scans;
  jpeg.progress = &decoder.progress;
  jpeg.dct_method = JDCT_ISLOW;
  if (jpeg.num_components == 1) jpeg.out_color_space = JCS_GRAYSCALE;
  else if (jpeg.num_components == 4) jpeg.out_color_space = JCS_CMYK;
  else jpeg.out_color_space = JCS_RGB;
  return jpeg_start_decompress(&jpeg) == TRUE;
}

bool read_rows(Decoder& decoder, std::uint8_t* to, std::size_t stride) {
  if (setjmp(decoder.back) != 0) return false;
  auto& jpeg = decoder.jpeg;
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = to + stride * jpeg.output_scanline;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  return true;
}

double stated_dpi(const jpeg_decompress_struct& jpeg) {
  if (!jpeg.saw_JFIF_marker || jpeg.X_density == 0) return 0;
  if (jpeg.density_unit == 1) return jpeg.X_density;
  return jpeg.density_unit == 2 ? jpeg.X_density * 2.54 : 0;
}

JpegHeader header_of(const jpeg_decompress_struct& jpeg) {
  JpegHeader header{int(jpeg.image_width), int(jpeg.image_height), jpeg.num_components};
  header.inverted = jpeg.num_components == 4 && jpeg.saw_Adobe_marker;
  header.dpi = stated_dpi(jpeg);
  for (auto marker = jpeg.marker_list; marker != nullptr; marker = marker->next) {
    if (marker->marker != JPEG_APP0 + 1 || marker->data_length < 14 || std::memcmp(marker->data, "Exif\0\0", 6) != 0) continue;
    const ExifFacts facts = read_exif({marker->data + 6, marker->data_length - 6});
    header.orientation = facts.orientation;
    if (header.dpi == 0) header.dpi = facts.dpi;
  }
  return header;
}

Image from_cmyk(const Image& inks, bool inverted) {
  Image image(inks.width, inks.height, 3);
  const std::uint8_t* from = inks.bytes.data();
  for (std::size_t i = 0; i < image.bytes.size(); i += 3, from += 4)
    for (std::size_t c = 0; c < 3; ++c) {
      const int light = inverted ? from[2 - c] : 255 - from[2 - c], key = inverted ? from[3] : 255 - from[3];
      image.bytes[i + c] = std::uint8_t((light * key + 127) / 255);
    }
  return image;
}

core::Result<JpegHeader> within_limits(const JpegHeader& header, const std::string& place, const Limits& limits) {
  if (std::int64_t(header.width) * header.height > limits.pixels_max)
    return too_many_pixels(place, header.width, header.height, limits.pixels_max);
  if (header.components != 1 && header.components != 3 && header.components != 4)
    return Error{ErrorCode::unsupported, "a JPEG of " + std::to_string(header.components) + " components is not taken", place,
                 "save it as an ordinary JPEG"};
  return header;
}

struct Closed {
  Decoder& decoder;
  ~Closed() { jpeg_destroy_decompress(&decoder.jpeg); }
};

}  // namespace

core::Result<JpegHeader> read_jpeg_header(const std::vector<std::uint8_t>& bytes, const std::string& place,
                                          const Limits& limits) {
  Decoder decoder;
  prepare(decoder);
  const Closed closed{decoder};
  if (!read_header(decoder, bytes.data(), bytes.size()))
    return damaged(place, "the JPEG cannot be read: " + std::string(decoder.message));
  return within_limits(header_of(decoder.jpeg), place, limits);
}

core::Result<Image> decode_jpeg(const std::vector<std::uint8_t>& bytes, const std::string& place, const Limits& limits) {
  Decoder decoder;
  prepare(decoder);
  const Closed closed{decoder};
  if (!read_header(decoder, bytes.data(), bytes.size()))
    return damaged(place, "the JPEG cannot be read: " + std::string(decoder.message));
  const auto header = within_limits(header_of(decoder.jpeg), place, limits);
  if (!header) return header.error();
  Image image;
  bool done = start(decoder);
  if (done) {
    image = Image(int(decoder.jpeg.output_width), int(decoder.jpeg.output_height), decoder.jpeg.output_components);
    done = read_rows(decoder, image.bytes.data(), std::size_t(image.width) * std::size_t(image.channels));
  }
  if (decoder.too_many_scans)
    return Error{ErrorCode::too_large, "the JPEG has more than " + std::to_string(progressive_scans_max) + " scans", place,
                 "save it as an ordinary JPEG"};
  if (!done || decoder.broken) return damaged(place, "the JPEG is cut off or broken: " + std::string(decoder.message));
  if (image.channels == 4) image = from_cmyk(image, header.value().inverted);
  else if (image.channels == 3) swap_red_blue(image);
  return grey_where_colourless(std::move(image));
}

namespace {

// Walks the markers to the end mark (ITU-T T.81, annex B), which costs next to nothing beside decoding.
bool has_end_mark(const std::vector<std::uint8_t>& bytes) {
  std::size_t i = 2;
  while (i + 1 < bytes.size()) {
    if (bytes[i] != 0xFF) {
      ++i;  // entropy-coded data, or padding
      continue;
    }
    const std::uint8_t mark = bytes[i + 1];
    if (mark == 0xD9) return true;
    const bool alone = mark == 0x00 || mark == 0x01 || mark == 0xFF || (mark >= 0xD0 && mark <= 0xD8);
    if (alone) {
      i += mark == 0xFF ? 1 : 2;
      continue;
    }
    if (i + 3 >= bytes.size()) return false;
    i += 2 + std::size_t(bytes[i + 2] << 8 | bytes[i + 3]);
  }
  return false;
}

core::Result<core::Page> jpeg_page(const ScanFile& file, const Limits& limits) {
  auto bytes = read_whole(file.path, file.name, limits.file_bytes_max);
  if (!bytes) return bytes.error();
  const auto header = read_jpeg_header(bytes.value(), file.name, limits);
  if (!header) return header.error();
  auto pixels = decode_jpeg(bytes.value(), file.name, limits);
  if (!pixels) return pixels.error();
  core::Page page;
  page.pixels = std::move(pixels).value();
  page.dpi = believable_dpi(header.value().dpi, page.pixels.width, page.pixels.height);
  page.exif_turn = turn_of_orientation(header.value().orientation);
  page.original.format = core::EncodedImage::Format::jpeg;
  page.original.bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes).value());
  page.original.width = page.pixels.width;
  page.original.height = page.pixels.height;
  page.original.components = header.value().components;
  page.original.invert = header.value().inverted;
  return page;
}

}  // namespace

core::Result<Pages> open_jpeg(const ScanFile& file, const Limits& limits) {
  auto bytes = read_whole(file.path, file.name, limits.file_bytes_max);
  if (!bytes) return bytes.error();
  const auto header = read_jpeg_header(bytes.value(), file.name, limits);
  if (!header) return header.error();
  // No end mark: a file cut off, or a sloppy writer whose picture is whole. Only decoding tells them apart.
  if (!has_end_mark(bytes.value()))
    if (const auto pixels = decode_jpeg(bytes.value(), file.name, limits); !pixels) return pixels.error();
  Pages pages;
  pages.push_back(deferred_page({file.name, 1}, [file, limits] { return jpeg_page(file, limits); }));
  return pages;
}

}  // namespace claimpack::receive
