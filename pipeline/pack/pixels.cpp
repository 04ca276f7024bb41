// Pixels to a PDF image without loss.
#define POINTERHOLDER_TRANSITION 4  // std::shared_ptr only, as qpdf 11 asks to be told
#include <qpdf/Pl_Buffer.hh>
#include <qpdf/Pl_Flate.hh>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>

#include "pack/png_rows.hpp"
#include "pack/scan_pages.hpp"

namespace claimpack::pack {
namespace {

// On noisy scans zlib's level 4 takes a third of the time of level 6 and costs about 3 % of the size.
[[maybe_unused]] const bool level_is_set = (Pl_Flate::setCompressionLevel(4), true);

std::string deflate(const std::vector<unsigned char>& bytes) {
  Pl_Buffer out("pixels");
  Pl_Flate flate("flate", &out, Pl_Flate::a_deflate);
  flate.write(bytes.data(), bytes.size());
  flate.finish();
  const auto buffer = out.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

bool is_bilevel(const std::vector<unsigned char>& samples) {
  return std::all_of(samples.begin(), samples.end(), [](unsigned char s) { return s == 0 || s == 255; });
}

// Samples in the order of PDF: grey, or red green blue; grey too where the three never differ.
std::vector<unsigned char> samples_of(const core::Image& image, int& components) {
  const auto& from = image.bytes;
  components = 1;
  if (image.channels == 1) return from;
  std::vector<unsigned char> samples;
  for (std::size_t i = 0; components == 1 && i + 2 < from.size(); i += 3)
    if (from[i] != from[i + 1] || from[i] != from[i + 2]) components = 3;
  samples.reserve(components == 1 ? from.size() / 3 : from.size());
  for (std::size_t i = 0; i + 2 < from.size(); i += 3) {
    if (components == 3) samples.insert(samples.end(), {from[i + 2], from[i + 1], from[i]});
    else samples.push_back(from[i]);
  }
  return samples;
}

std::vector<unsigned char> packed_bits(const std::vector<unsigned char>& samples, int width, int height) {
  const std::size_t stride = (static_cast<std::size_t>(width) + 7) / 8;
  std::vector<unsigned char> bits(stride * static_cast<std::size_t>(height), 0);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      if (samples[static_cast<std::size_t>(y) * width + x])
        bits[static_cast<std::size_t>(y) * stride + x / 8] |= static_cast<unsigned char>(0x80 >> (x % 8));
  return bits;
}

unsigned char paeth(int a, int b, int c) {
  const int pa = std::abs(b - c), pb = std::abs(a - c), pc = std::abs(a + b - 2 * c);
  return static_cast<unsigned char>(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

// Is the page drawn rather than scanned: is three quarters of it as the pixel before? Then deflate
// alone packs it tighter than behind PNG's filters.
bool is_flat(const std::vector<unsigned char>& samples, std::size_t pixel) {
  std::size_t same = 0;
  for (std::size_t i = pixel; i < samples.size(); ++i) same += samples[i] == samples[i - pixel];
  return same * 4 >= samples.size() * 3;
}

// PNG's filters 0 to 4 (ISO/IEC 15948, 9.2), for each row the one with the smallest sum of distances from nought. Rows have
// a margin of one pixel of noughts before them, so that the loops need no question and the compiler can widen them.
class RowFilter {
 public:
  RowFilter(std::size_t stride, std::size_t pixel) : pixel_(pixel), above_(pixel + stride, 0), row_(pixel + stride, 0) {
    for (auto& tried : tried_) tried.resize(stride);
  }

  void add(const unsigned char* row, std::vector<unsigned char>& out) {
    std::copy_n(row, row_.size() - pixel_, row_.begin() + static_cast<std::ptrdiff_t>(pixel_));
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
    out.push_back(static_cast<unsigned char>(best));
    out.insert(out.end(), tried_[best].begin(), tried_[best].end());
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
  const std::size_t row = 1 + (bits * static_cast<std::size_t>(png.width) + 7) / 8;
  Pl_Buffer out("rows");
  try {
    Pl_Flate flate("inflate", &out, Pl_Flate::a_inflate);
    flate.write(reinterpret_cast<const unsigned char*>(png.packed.data()), png.packed.size());
    flate.finish();
  } catch (const std::exception&) { return false; }
  const auto buffer = out.getBufferSharedPointer();
  if (buffer->getSize() != row * static_cast<std::size_t>(png.height)) return false;
  for (std::size_t at = 0; at < buffer->getSize(); at += row)
    if (buffer->getBuffer()[at] > 4) return false;
  return true;
}

ImageStream compress(const core::Image& image) {
  int components = 1;
  std::vector<unsigned char> samples = samples_of(image, components);
  ImageStream stream;
  stream.width = image.width;
  stream.height = image.height;
  stream.filter = "/FlateDecode";
  if (components == 1 && is_bilevel(samples)) {
    stream.bits = 1;
    stream.colour_space = "/DeviceGray";
    stream.bytes = deflate(packed_bits(samples, image.width, image.height));
    return stream;
  }
  stream.colour_space = components == 1 ? "/DeviceGray" : "/DeviceRGB";
  if (is_flat(samples, static_cast<std::size_t>(components))) {
    stream.bytes = deflate(samples);
    return stream;
  }
  const std::size_t stride = static_cast<std::size_t>(image.width) * components;
  std::vector<unsigned char> filtered;
  filtered.reserve((stride + 1) * image.height);
  RowFilter filter(stride, components);
  for (int y = 0; y < image.height; ++y) filter.add(samples.data() + stride * y, filtered);
  stream.parameters = "<< /Predictor 15 /Colors " + std::to_string(components) + " /BitsPerComponent 8 /Columns " +
                      std::to_string(image.width) + " >>";
  stream.bytes = deflate(filtered);
  return stream;
}

}  // namespace claimpack::pack
