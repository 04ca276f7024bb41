#include <cstdio>

#include <jpeglib.h>
#include <png.h>
#include <tiffio.h>

#include <cstring>

#include "receive/makers.hpp"

namespace claimpack::receive::made {

using core::Image;

namespace {

Bytes compress(const std::uint8_t* rows, int width, int height, int channels, J_COLOR_SPACE space, int dpi, int orientation,
               bool progressive, int quality) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long count = 0;
  jpeg_mem_dest(&jpeg, &bytes, &count);
  jpeg.image_width = JDIMENSION(width);
  jpeg.image_height = JDIMENSION(height);
  jpeg.input_components = channels;
  jpeg.in_color_space = space;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, quality, TRUE);
  if (dpi > 0) jpeg.density_unit = 1, jpeg.X_density = jpeg.Y_density = UINT16(dpi);
  if (progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  if (orientation > 0) {
    // One directory with one entry: Orientation, SHORT, 1.
    std::uint8_t exif[] = {'E', 'x', 'i', 'f',  0,    0, 'M', 'M', 0, 42, 0, 0, 0,
                           8,   0,   1,   0x01, 0x12, 0, 3,   0,   0, 0,  1, 0, std::uint8_t(orientation),
                           0,   0,   0,   0,    0,    0};
    jpeg_write_marker(&jpeg, JPEG_APP0 + 1, exif, sizeof exif);
  }
  while (jpeg.next_scanline < jpeg.image_height) {
    JSAMPROW row = const_cast<std::uint8_t*>(rows) + std::size_t(jpeg.next_scanline) * std::size_t(width * channels);
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  Bytes result(bytes, bytes + count);
  std::free(bytes);
  return result;
}

Bytes red_first(const Image& image) {
  Bytes rows = image.bytes;
  if (image.channels == 3)
    for (std::size_t i = 0; i < rows.size(); i += 3) std::swap(rows[i], rows[i + 2]);
  return rows;
}

void append(png_structp png, png_bytep bytes, std::size_t count) {
  auto* to = static_cast<Bytes*>(png_get_io_ptr(png));
  to->insert(to->end(), bytes, bytes + count);
}

Bytes write_png(int width, int height, int depth, int colour_type, const Bytes& rows, int dpi) {
  Bytes bytes;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(png, &bytes, append, nullptr);
  png_set_IHDR(png, info, png_uint_32(width), png_uint_32(height), depth, colour_type, PNG_INTERLACE_NONE, 0, 0);
  if (dpi > 0) png_set_pHYs(png, info, png_uint_32(dpi / 0.0254 + 0.5), png_uint_32(dpi / 0.0254 + 0.5), PNG_RESOLUTION_METER);
  const png_color palette[] = {{255, 255, 255}, {200, 0, 0}};
  if (colour_type == PNG_COLOR_TYPE_PALETTE) png_set_PLTE(png, info, palette, 2);
  png_write_info(png, info);
  const std::size_t stride = rows.size() / std::size_t(height);
  for (int y = 0; y < height; ++y) png_write_row(png, rows.data() + stride * std::size_t(y));
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return bytes;
}

void put_le(Bytes& bytes, std::uint32_t number, int count) {
  for (int i = 0; i < count; ++i) bytes.push_back(std::uint8_t(number >> (8 * i)));
}

// The rows of a TIFF page in its depth: bits, bytes or 16-bit numbers.
Bytes tiff_rows(const TiffPage& page) {
  const Image& image = *page.image;
  const bool light_is_zero = page.photometric == PHOTOMETRIC_MINISWHITE;
  if (page.bits == 8) {
    Bytes rows = red_first(image);
    if (light_is_zero)
      for (auto& value : rows) value = std::uint8_t(255 - value);
    return rows;
  }
  const std::size_t width = std::size_t(image.width), stride = page.bits == 16 ? width * 2 : (width + 7) / 8;
  Bytes rows(stride * std::size_t(image.height));
  for (std::size_t i = 0; i < image.bytes.size(); ++i) {
    const std::size_t x = i % width, y = i / width;
    if (page.bits == 16) rows[y * stride + x * 2] = rows[y * stride + x * 2 + 1] = image.bytes[i];
    else if ((image.bytes[i] != 0) != light_is_zero) rows[y * stride + x / 8] |= std::uint8_t(0x80 >> (x % 8));
  }
  return rows;
}

void write_tiles(TIFF* tiff, const Image& image, const Bytes& rows, int side) {
  const std::size_t n = std::size_t(image.channels);
  for (int top = 0; top < image.height; top += side)
    for (int left = 0; left < image.width; left += side) {
      Bytes tile(std::size_t(side) * std::size_t(side) * n);
      for (int y = top; y < std::min(top + side, image.height); ++y)
        for (int x = left; x < std::min(left + side, image.width); ++x)
          std::memcpy(tile.data() + (std::size_t(y - top) * std::size_t(side) + std::size_t(x - left)) * n,
                      rows.data() + (std::size_t(y) * std::size_t(image.width) + std::size_t(x)) * n, n);
      TIFFWriteTile(tiff, tile.data(), std::uint32_t(left), std::uint32_t(top), 0, 0);
    }
}

void describe(TIFF* tiff, const TiffPage& page) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, std::uint32_t(page.image->width));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, std::uint32_t(page.image->height));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, page.bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, page.image->channels);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, page.compression);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, page.photometric);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_FILLORDER, page.fill_order);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, page.orientation);
  if (page.compression == COMPRESSION_JPEG && page.photometric == PHOTOMETRIC_YCBCR)
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  if (page.dpi > 0) {
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, double(page.dpi));
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, double(page.dpi));
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  }
  if (page.photometric == PHOTOMETRIC_PALETTE) {
    std::vector<std::uint16_t> red(256, 0), green(256, 0), blue(256, 0);
    for (std::size_t i = 0; i < 256; ++i) red[i] = std::uint16_t(i * 257), blue[i] = std::uint16_t((255 - i) * 257);
    TIFFSetField(tiff, TIFFTAG_COLORMAP, red.data(), green.data(), blue.data());
  }
  if (page.tile > 0) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, std::uint32_t(page.tile));
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, std::uint32_t(page.tile));
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, std::uint32_t(page.rows_per_strip > 0 ? page.rows_per_strip : page.image->height));
  }
}

}  // namespace

Bytes jpeg(const Image& image, int dpi, int orientation, bool progressive, int quality) {
  const Bytes rows = red_first(image);
  return compress(rows.data(), image.width, image.height, image.channels, image.channels == 1 ? JCS_GRAYSCALE : JCS_RGB, dpi,
                  orientation, progressive, quality);
}

Bytes cmyk_jpeg(int width, int height) {
  Bytes rows(std::size_t(width) * std::size_t(height) * 4, 255);  // Adobe: 255 is no ink
  for (std::size_t i = 0; i < rows.size(); i += 4) rows[i] = 0;
  return compress(rows.data(), width, height, 4, JCS_CMYK, 0, 0, false, 95);
}

Bytes png(const Image& image, int dpi) {
  return write_png(image.width, image.height, 8, image.channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, red_first(image),
                   dpi);
}

Bytes png_raw(int width, int height, int depth, int colour_type, const Bytes& rows) {
  return write_png(width, height, depth, colour_type, rows, 0);
}

Bytes png_header(std::uint32_t width, std::uint32_t height) {
  Bytes bytes = png_raw(1, 1, 8, PNG_COLOR_TYPE_GRAY, {0});
  for (int i = 0; i < 4; ++i) {
    bytes[16 + std::size_t(i)] = std::uint8_t(width >> (24 - 8 * i));
    bytes[20 + std::size_t(i)] = std::uint8_t(height >> (24 - 8 * i));
  }
  return bytes;
}

Bytes bmp(const Image& image, int dpi) {
  need(image.channels == 3);
  const std::uint32_t stride = std::uint32_t(image.width * 3 + 3) / 4 * 4, size = stride * std::uint32_t(image.height);
  Bytes bytes = {'B', 'M'};
  for (const std::uint32_t number : {54 + size, 0u, 54u, 40u, std::uint32_t(image.width), std::uint32_t(image.height)})
    put_le(bytes, number, 4);
  put_le(bytes, 1, 2);
  put_le(bytes, 24, 2);
  for (const std::uint32_t number : {0u, size, std::uint32_t(dpi / 0.0254 + 0.5), std::uint32_t(dpi / 0.0254 + 0.5), 0u, 0u})
    put_le(bytes, number, 4);
  for (int y = image.height - 1; y >= 0; --y) {  // from the bottom
    const auto row = image.bytes.begin() + std::ptrdiff_t(y) * image.width * 3;
    bytes.insert(bytes.end(), row, row + image.width * 3);
    bytes.resize(bytes.size() + stride - std::uint32_t(image.width * 3));
  }
  return bytes;
}

void tiff(const std::filesystem::path& path, const std::vector<TiffPage>& pages) {
  TIFF* tiff = TIFFOpen(path.c_str(), "w");
  need(tiff != nullptr);
  for (const auto& page : pages) {
    describe(tiff, page);
    Bytes rows = tiff_rows(page);
    if (page.tile > 0) write_tiles(tiff, *page.image, rows, page.tile);
    else {
      const std::size_t stride = rows.size() / std::size_t(page.image->height);
      for (int y = 0; y < page.image->height; ++y)
        TIFFWriteScanline(tiff, rows.data() + stride * std::size_t(y), std::uint32_t(y), 0);
    }
    need(TIFFWriteDirectory(tiff) == 1);
  }
  TIFFClose(tiff);
}

}  // namespace claimpack::receive::made
