// Pixels to a PDF image without loss.
#define POINTERHOLDER_TRANSITION 4  // std::shared_ptr only, as qpdf 11 asks to be told
#include <qpdf/Pl_Buffer.hh>
#include <qpdf/Pl_Flate.hh>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <stdexcept>

#include "pack/png_rows.hpp"
#include "pack/scan_pages.hpp"

namespace claimpack::pack {
namespace {

// On noisy scans zlib's level 4 takes a third of the time of level 6 and costs about 3 % of the size.
[[maybe_unused]] const bool level_is_set = (Pl_Flate::setCompressionLevel(4), true);

// Packs what is written to it, row by row: a page of 120 million pixels is never in memory a second time.
class Deflated {
 public:
  void write(const unsigned char* bytes, std::size_t count) { flate_.write(bytes, count); }
  std::string finish() {
    flate_.finish();
    const auto buffer = out_.getBufferSharedPointer();
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
  }

 private:
  Pl_Buffer out_{"pixels"};
  Pl_Flate flate_{"flate", &out_, Pl_Flate::a_deflate};
};

// Looks at the rows of a PNG while they are unpacked and keeps none of them: does each begin with a filter that there is, and are
// they as many as the header says? Bytes that come from outside may unpack to a thousand times their size.
class RowCheck : public Pipeline {
 public:
  RowCheck(std::size_t row, std::size_t rows) : Pipeline("rows", nullptr), row_(row), all_(row * rows) {}

  void write(const unsigned char* bytes, std::size_t count) override {
    if (count > all_ - seen_) throw std::runtime_error("more rows than the header says");
    for (std::size_t at = (row_ - seen_ % row_) % row_; at < count; at += row_)
      if (bytes[at] > 4) throw std::runtime_error("no such filter");
    seen_ += count;
  }
  void finish() override {}
  bool all_seen() const { return seen_ == all_; }

 private:
  std::size_t row_, all_, seen_ = 0;
};

int components_of(const core::Image& image) {
  const auto& from = image.bytes;
  if (image.channels == 1) return 1;
  for (std::size_t i = 0; i + 2 < from.size(); i += 3)
    if (from[i] != from[i + 1] || from[i] != from[i + 2]) return 3;
  return 1;
}

bool is_bilevel(const core::Image& image) {
  return std::all_of(image.bytes.begin(), image.bytes.end(), [](unsigned char s) { return s == 0 || s == 255; });
}

// A row's samples in the order of PDF: grey, or red green blue; grey too where the three never differ.
void take_row(const core::Image& image, int y, int components, std::vector<unsigned char>& row) {
  const auto channels = static_cast<std::size_t>(image.channels), width = static_cast<std::size_t>(image.width);
  const unsigned char* from = image.bytes.data() + static_cast<std::size_t>(y) * width * channels;
  if (components == 1) {
    row.resize(width);
    for (std::size_t x = 0; x < width; ++x) row[x] = from[x * channels];
    return;
  }
  row.resize(3 * width);
  for (std::size_t x = 0; x < 3 * width; x += 3) row[x] = from[x + 2], row[x + 1] = from[x + 1], row[x + 2] = from[x];
}

std::string packed_bits(const core::Image& image) {
  Deflated out;
  std::vector<unsigned char> row, bits((static_cast<std::size_t>(image.width) + 7) / 8);
  for (int y = 0; y < image.height; ++y) {
    take_row(image, y, 1, row);
    std::fill(bits.begin(), bits.end(), static_cast<unsigned char>(0));
    for (std::size_t x = 0; x < row.size(); ++x)
      if (row[x]) bits[x / 8] |= static_cast<unsigned char>(0x80 >> (x % 8));
    out.write(bits.data(), bits.size());
  }
  return out.finish();
}

unsigned char paeth(int a, int b, int c) {
  const int pa = std::abs(b - c), pb = std::abs(a - c), pc = std::abs(a + b - 2 * c);
  return static_cast<unsigned char>(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

// Is the page drawn rather than scanned: is three quarters of it as the pixel before? Then deflate
// alone packs it tighter than behind PNG's filters.
bool is_flat(const core::Image& image) {
  const auto pixel = static_cast<std::size_t>(image.channels);
  const auto& bytes = image.bytes;
  std::size_t same = 0;
  for (std::size_t i = pixel; i < bytes.size(); ++i) same += bytes[i] == bytes[i - pixel];
  return same * 4 >= bytes.size() * 3;
}

// PNG's filters 0 to 4 (ISO/IEC 15948, 9.2), for each row the one with the smallest sum of distances from nought. Rows have
// a margin of one pixel of noughts before them, so that the loops need no question and the compiler can widen them.
class RowFilter {
 public:
  RowFilter(std::size_t stride, std::size_t pixel) : pixel_(pixel), above_(pixel + stride, 0), row_(pixel + stride, 0) {
    for (auto& tried : tried_) tried.resize(stride);
  }

  void add(const std::vector<unsigned char>& row, Deflated& out) {
    std::copy(row.begin(), row.end(), row_.begin() + static_cast<std::ptrdiff_t>(pixel_));
    std::size_t best = 0;
    long best_sum = -1;
    for (std::size_t kind = 0; kind < tried_.size(); ++kind) {
      filter(kind, tried_[kind]);
      const long sum = distance(tried_[kind]);
      if (best_sum < 0 || sum < best_sum) {
        best_sum = sum;
        best = kind;
      }
    }
    const auto kind = static_cast<unsigned char>(best);
    out.write(&kind, 1);
    out.write(tried_[best].data(), tried_[best].size());
    row_.swap(above_);
  }

 private:
  void filter(std::size_t kind, std::vector<unsigned char>& to) const {
    const unsigned char *x = row_.data() + pixel_, *a = row_.data(), *b = above_.data() + pixel_, *c = above_.data();
    unsigned char* out = to.data();
    const std::size_t n = to.size();
    switch (kind) {
      case 0: std::copy_n(x, n, out); return;
      case 1:
        for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<unsigned char>(x[i] - a[i]);
        return;
      case 2:
        for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<unsigned char>(x[i] - b[i]);
        return;
      case 3:
        for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<unsigned char>(x[i] - (a[i] + b[i]) / 2);
        return;
      default:
        for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<unsigned char>(x[i] - paeth(a[i], b[i], c[i]));
    }
  }

  static long distance(const std::vector<unsigned char>& bytes) {
    int sum = 0;  // a row holds less than 2^24 bytes
    for (const unsigned char byte : bytes) sum += byte < 128 ? byte : 256 - byte;
    return sum;
  }

  std::size_t pixel_;
  std::vector<unsigned char> above_, row_;
  std::array<std::vector<unsigned char>, 5> tried_;
};

}  // namespace

bool is_sound(const PngRows& png) {
  const std::size_t bits = static_cast<std::size_t>(png.bits) * (png.kind == PngRows::Kind::colour ? 3 : 1);
  RowCheck rows(1 + (bits * static_cast<std::size_t>(png.width) + 7) / 8, static_cast<std::size_t>(png.height));
  try {
    Pl_Flate flate("inflate", &rows, Pl_Flate::a_inflate);
    flate.write(reinterpret_cast<const unsigned char*>(png.packed.data()), png.packed.size());
    flate.finish();
  } catch (const std::exception&) { return false; }
  return rows.all_seen();
}

ImageStream compress(const core::Image& image) {
  const int components = components_of(image);
  ImageStream stream;
  stream.width = image.width;
  stream.height = image.height;
  stream.filter = "/FlateDecode";
  if (components == 1 && is_bilevel(image)) {
    stream.bits = 1;
    stream.colour_space = "/DeviceGray";
    stream.bytes = packed_bits(image);
    return stream;
  }
  stream.colour_space = components == 1 ? "/DeviceGray" : "/DeviceRGB";
  const bool flat = is_flat(image);
  const std::size_t stride = static_cast<std::size_t>(image.width) * components;
  Deflated out;
  RowFilter filter(stride, components);
  std::vector<unsigned char> row;
  for (int y = 0; y < image.height; ++y) {
    take_row(image, y, components, row);
    if (flat) out.write(row.data(), row.size());
    else filter.add(row, out);
  }
  if (!flat)
    stream.parameters = "<< /Predictor 15 /Colors " + std::to_string(components) + " /BitsPerComponent 8 /Columns " +
                        std::to_string(image.width) + " >>";
  stream.bytes = out.finish();
  return stream;
}

}  // namespace claimpack::pack
