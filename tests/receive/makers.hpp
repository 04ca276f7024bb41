// Files of every kind that `receive` takes, made in the test itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/page.hpp"
#include "receive/receive.hpp"

namespace claimpack::receive::made {

using Bytes = std::vector<std::uint8_t>;

// What is made here serves programs without a test framework too: a failure is thrown.
[[noreturn]] inline void fail(const std::string& what) { throw std::runtime_error(what); }
inline void need(bool held) {
  if (!held) fail("a file could not be made for the test");
}

// A folder that goes with the test.
struct Folder {
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path / name; }
  std::filesystem::path path;
};
void write(const std::filesystem::path& path, const Bytes& bytes);
void write(const std::filesystem::path& path, const std::string& text);
Bytes read(const std::filesystem::path& path);

// A page with bars and blocks that looks different in all eight ways to lie. Grey, only 0 and 255; or coloured.
core::Image page(int width, int height);
core::Image coloured_page(int width, int height);
core::Image copy(const core::Image& image);
bool same(const core::Image& a, const core::Image& b);
double mean_difference(const core::Image& a, const core::Image& b);  // 999 where the shapes differ

// orientation 0: no EXIF block; dpi 0: no density.
Bytes jpeg(const core::Image& image, int dpi = 300, int orientation = 0, bool progressive = false, int quality = 90);
Bytes cmyk_jpeg(int width, int height);  // plain cyan ink, as Adobe writes it
Bytes png(const core::Image& image, int dpi = 0);
// Raw rows with any libpng colour type and depth.
Bytes png_raw(int width, int height, int depth, int colour_type, const Bytes& rows);
Bytes png_header(std::uint32_t width, std::uint32_t height);  // the signature, IHDR, IEND and nothing else
Bytes bmp(const core::Image& image, int dpi = 0);

struct TiffPage {
  const core::Image* image = nullptr;
  int compression = 1, photometric = 1, rows_per_strip = 0, fill_order = 1, bits = 8, tile = 0, dpi = 0, orientation = 1;
};
void tiff(const std::filesystem::path& path, const std::vector<TiffPage>& pages);

struct PdfObject {
  std::string dictionary;  // the inside of << >>
  Bytes stream;
  bool has_stream = false;
};
// Objects 1 … n; object 1 is the catalog. `trailer` is added to the trailer's dictionary.
Bytes pdf(const std::vector<PdfObject>& objects, const std::string& trailer = "");
PdfObject stream_object(const std::string& dictionary, const Bytes& stream);
PdfObject content_object(const std::string& operators);
// One page of the size in points with fonts F1 (Helvetica) and images I0, I1 …; `more` goes into the page's dictionary.
Bytes pdf_page(double width, double height, const std::string& operators, const std::vector<PdfObject>& images = {},
               const std::string& more = "");
PdfObject jpeg_object(const core::Image& image, const Bytes& bytes, const std::string& more = "");

struct ZipEntry {
  std::string name;  // bytes as they stand in the archive
  Bytes bytes;
  bool utf8_flag = false;
  std::uint32_t unix_mode = 0100644;
  bool encrypted = false;
};
Bytes zip(const std::vector<ZipEntry>& entries);  // stored
void deflated_zip(const std::filesystem::path& path, const std::string& name, std::int64_t zeros);

Bytes bytes_of(const std::string& text);
// One claim of one file; a failure of receive() itself fails the test.
Received received(const std::filesystem::path& path, const Limits& limits = {});
core::Page decoded(const Received& received, std::size_t index = 0);
// The error with which the only file was set aside; ErrorCode(0) where there was none.
core::ErrorCode refused(const Received& received);

}  // namespace claimpack::receive::made
