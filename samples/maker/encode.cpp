#include "encode.hpp"

#include <cairo-pdf.h>
#include <jpeglib.h>
#include <tiffio.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace claimpack::samples {

std::vector<unsigned char> jpeg(const cv::Mat& image, int quality) {
  jpeg_compress_struct info;
  jpeg_error_mgr errors;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = static_cast<JDIMENSION>(image.cols);
  info.image_height = static_cast<JDIMENSION>(image.rows);
  info.input_components = image.channels();
  info.in_color_space = image.channels() == 3 ? JCS_EXT_BGR : JCS_GRAYSCALE;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  info.optimize_coding = TRUE;
  info.density_unit = 1;
  info.X_density = info.Y_density = 200;
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = const_cast<unsigned char*>(image.ptr<unsigned char>(static_cast<int>(info.next_scanline)));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::vector<unsigned char> out(bytes, bytes + size);
  std::free(bytes);
  return out;
}

void write_bytes(const std::filesystem::path& file, const std::vector<unsigned char>& bytes) {
  std::ofstream out(file, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!out) throw std::runtime_error("cannot write " + file.string());
}

void write_g4_tiff(const std::filesystem::path& file, const std::vector<cv::Mat>& pages) {
  TIFF* tiff = TIFFOpen(file.c_str(), "w");
  if (!tiff) throw std::runtime_error("cannot write " + file.string());
  for (const cv::Mat& page : pages) {
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, page.cols);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, page.rows);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, page.rows);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, 200.0);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, 200.0);
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    std::vector<unsigned char> row(static_cast<std::size_t>(page.cols + 7) / 8);
    for (int y = 0; y < page.rows; ++y) {
      std::fill(row.begin(), row.end(), static_cast<unsigned char>(0));
      const auto* pixels = page.ptr<unsigned char>(y);
      for (int x = 0; x < page.cols; ++x)
        if (pixels[x] < 128) row[static_cast<std::size_t>(x) / 8] |= static_cast<unsigned char>(0x80 >> (x % 8));
      TIFFWriteScanline(tiff, row.data(), static_cast<uint32_t>(y));
    }
    TIFFWriteDirectory(tiff);
  }
  TIFFClose(tiff);
}

namespace {

cairo_surface_t* pdf_surface(const std::filesystem::path& file) {
  cairo_surface_t* surface = cairo_pdf_surface_create(file.c_str(), pt(210), pt(297));
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2026-01-01T00:00:00Z");
  return surface;
}

void close(cairo_surface_t* surface, const std::filesystem::path& file) {
  cairo_surface_finish(surface);
  const cairo_status_t status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS) throw std::runtime_error("cannot write " + file.string());
}

Marks draw(cairo_surface_t* surface, const Paper& paper) {
  cairo_t* cairo = cairo_create(surface);
  Marks marks;
  {
    Canvas canvas(cairo);
    paper.draw(canvas);
    marks = canvas.marks;
  }
  cairo_show_page(cairo);
  cairo_destroy(cairo);
  return marks;
}

}  // namespace

std::vector<Marks> write_pdf(const std::filesystem::path& file, const std::vector<Paper>& papers) {
  cairo_surface_t* surface = pdf_surface(file);
  std::vector<Marks> marks;
  for (const Paper& paper : papers) {
    cairo_pdf_surface_set_size(surface, pt(paper.width), pt(paper.height));
    marks.push_back(draw(surface, paper));
  }
  close(surface, file);
  return marks;
}

std::vector<Marks> marks_on(const std::vector<Paper>& papers) {
  cairo_surface_t* surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, nullptr);
  std::vector<Marks> marks;
  for (const Paper& paper : papers) marks.push_back(draw(surface, paper));
  cairo_surface_destroy(surface);
  return marks;
}

void write_scan_pdf(const std::filesystem::path& file, const std::vector<cv::Mat>& pages, int quality) {
  cairo_surface_t* surface = pdf_surface(file);
  for (const cv::Mat& page : pages) {
    const auto bytes = jpeg(page, quality);
    auto* kept = static_cast<unsigned char*>(std::malloc(bytes.size()));
    if (!kept) throw std::bad_alloc();
    std::memcpy(kept, bytes.data(), bytes.size());
    // Cairo takes the JPEG in place of the pixels, which it only asks for their size.
    cairo_surface_t* image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, page.cols, page.rows);
    cairo_surface_set_mime_data(image, CAIRO_MIME_TYPE_JPEG, kept, bytes.size(), std::free, kept);
    cairo_pdf_surface_set_size(surface, page.cols * 0.36, page.rows * 0.36);
    cairo_t* cairo = cairo_create(surface);
    cairo_scale(cairo, 0.36, 0.36);  // 200 dots an inch
    cairo_set_source_surface(cairo, image, 0, 0);
    cairo_paint(cairo);
    cairo_show_page(cairo);
    cairo_destroy(cairo);
    cairo_surface_destroy(image);
  }
  close(surface, file);
}

}  // namespace claimpack::samples
