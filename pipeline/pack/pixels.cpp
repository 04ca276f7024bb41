// Pixels to a PDF image without loss.
#define POINTERHOLDER_TRANSITION 4  // std::shared_ptr only, as qpdf 11 asks to be told
#include <qpdf/Pl_Buffer.hh>
#include <qpdf/Pl_Flate.hh>

#include <algorithm>
#include <cstdlib>

#include "pack/scan_pages.hpp"

namespace claimpack::pack {
namespace {

std::string deflate(const std::vector<unsigned char>& bytes) {
  std::string result;
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
  const int p = a + b - c, pa = std::abs(p - a), pb = std::abs(p - b), pc = std::abs(p - c);
  return static_cast<unsigned char>(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

// PNG's filters 0 to 4 (ISO/IEC 15948, 9.2), for each row the one with the smallest sum of distances from nought.
class RowFilter {
 public:
  RowFilter(std::size_t stride, std::size_t pixel) : pixel_(pixel), above_(stride, 0), tried_(stride), best_(stride) {}

  void add(const unsigned char* row, std::vector<unsigned char>& out) {
    const std::size_t stride = above_.size();
    unsigned char best_kind = 0;
    long best_sum = -1;
    for (unsigned char kind = 0; kind < 5; ++kind) {
      long sum = 0;
      for (std::size_t i = 0; i < stride; ++i) {
        tried_[i] = static_cast<unsigned char>(row[i] - predicted(kind, row, i));
        sum += std::abs(static_cast<signed char>(tried_[i]));
      }
      if (best_sum < 0 || sum < best_sum) {
        best_sum = sum;
        best_kind = kind;
        best_.swap(tried_);
      }
    }
    out.push_back(best_kind);
    out.insert(out.end(), best_.begin(), best_.end());
    above_.assign(row, row + stride);
  }

 private:
  unsigned char predicted(unsigned char kind, const unsigned char* row, std::size_t i) const {
    const int a = i >= pixel_ ? row[i - pixel_] : 0, b = above_[i], c = i >= pixel_ ? above_[i - pixel_] : 0;
    switch (kind) {
      case 1: return static_cast<unsigned char>(a);
      case 2: return static_cast<unsigned char>(b);
      case 3: return static_cast<unsigned char>((a + b) / 2);
      case 4: return paeth(a, b, c);
      default: return 0;
    }
  }

  std::size_t pixel_;
  std::vector<unsigned char> above_, tried_, best_;
};

}  // namespace

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
  const std::size_t stride = static_cast<std::size_t>(image.width) * components;
  std::vector<unsigned char> filtered;
  filtered.reserve((stride + 1) * image.height);
  RowFilter filter(stride, components);
  for (int y = 0; y < image.height; ++y) filter.add(samples.data() + stride * y, filtered);
  stream.colour_space = components == 1 ? "/DeviceGray" : "/DeviceRGB";
  stream.parameters = "<< /Predictor 15 /Colors " + std::to_string(components) + " /BitsPerComponent 8 /Columns " +
                      std::to_string(image.width) + " >>";
  stream.bytes = deflate(filtered);
  return stream;
}

}  // namespace claimpack::pack
