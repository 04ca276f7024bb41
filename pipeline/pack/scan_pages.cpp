#include "pack/scan_pages.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "pack/colour_profiles.hpp"
#include "pack/jpeg_header.hpp"
#include "pack/png_rows.hpp"

namespace claimpack::pack {
namespace {

constexpr double points_an_inch = 72, a3_long_points = 1191, a4_long_points = 842, smallest_points = 100;

// Pixels of the clean page to points; a resolution that nobody can believe makes an A4 long side.
double points_a_pixel(double dpi, double long_side) {
  const double scale = points_an_inch / (dpi >= 30 && dpi <= 2400 ? dpi : 200);
  const double length = long_side * scale;
  return length > a3_long_points * 1.1 || length < smallest_points ? a4_long_points / std::max(1.0, long_side) : scale;
}

// The map from scan to clean page, first order around a point of the scan.
struct Affine {
  double xx = 1, xy = 0, yx = 0, yy = 1, x = 0, y = 0;
  core::Point apply(core::Point p) const { return {xx * p.x + xy * p.y + x, yx * p.x + yy * p.y + y}; }
};

Affine linearised(const core::PageMap& to_clean, core::Point at) {
  const auto& m = to_clean.m;
  const double w = m[6] * at.x + m[7] * at.y + m[8];
  const core::Point to = to_clean.apply(at);
  Affine result;
  result.xx = (m[0] - to.x * m[6]) / w;
  result.xy = (m[1] - to.x * m[7]) / w;
  result.yx = (m[3] - to.y * m[6]) / w;
  result.yy = (m[4] - to.y * m[7]) / w;
  result.x = to.x - result.xx * at.x - result.xy * at.y;
  result.y = to.y - result.yx * at.x - result.yy * at.y;
  return result;
}

// Where the clean page's corners come to stand when the bend of the map is left out.
struct Frame {
  double left = 0, top = 0, right = 0, bottom = 0;
};

Frame frame_of(const core::Reading& reading, const Affine& affine) {
  const double w = reading.width, h = reading.height;
  Frame frame{0, 0, w, h};
  for (const core::Point corner : {core::Point{0, 0}, core::Point{w, 0}, core::Point{0, h}, core::Point{w, h}}) {
    const core::Point p = affine.apply(reading.to_scan.apply(corner));
    frame.left = std::min(frame.left, p.x);
    frame.top = std::min(frame.top, p.y);
    frame.right = std::max(frame.right, p.x);
    frame.bottom = std::max(frame.bottom, p.y);
  }
  // Rounding of an affine map is no bend; and no bend is believed beyond half a page.
  const auto margin = [](double outside, double side) { return outside < 1 ? 0 : std::min(outside, side / 2); };
  return {-margin(-frame.left, w), -margin(-frame.top, h), w + margin(frame.right - w, w), h + margin(frame.bottom - h, h)};
}

std::string inverted(int components) {
  std::string decode = "[";
  for (int i = 0; i < components; ++i) decode += " 1 0";
  return decode + " ]";
}

ImageStream stream_of(const core::EncodedImage& image, const JpegHeader& header) {
  ImageStream stream;
  stream.bytes.assign(image.bytes->begin(), image.bytes->end());
  stream.width = header.width;
  stream.height = header.height;
  stream.colour_space = header.components == 1 ? "/DeviceGray" : "/DeviceRGB";
  stream.filter = "/DCTDecode";
  // PDF readers do not look for the profile inside the JPEG.
  if (is_usable_profile(header.profile, header.components)) stream.profile.assign(header.profile.begin(), header.profile.end());
  else if (header.components == 4) stream.profile = cmyk_profile();
  if (!stream.profile.empty()) stream.profile_components = header.components;
  if (image.invert) stream.decode = inverted(header.components);
  return stream;
}

ImageStream stream_of_g4(const core::EncodedImage& image) {
  ImageStream stream;
  stream.bytes.assign(image.bytes->begin(), image.bytes->end());
  stream.width = image.width;
  stream.height = image.height;
  stream.bits = 1;
  stream.colour_space = "/DeviceGray";
  stream.filter = "/CCITTFaxDecode";
  stream.parameters = "<< /K -1 /Columns " + std::to_string(image.width) + " /Rows " + std::to_string(image.height) +
                      (image.black_is_one ? " /BlackIs1 true" : "") + " >>";
  if (image.invert) stream.decode = inverted(1);
  return stream;
}

// PDF's Flate with predictor 15 is PNG's own packing (ISO 32000-1, 7.4.4.4): the rows go over as they are.
ImageStream stream_of(PngRows png) {
  ImageStream stream;
  stream.width = png.width;
  stream.height = png.height;
  stream.bits = png.bits;
  stream.filter = "/FlateDecode";
  stream.parameters = "<< /Predictor 15 /Colors " + std::to_string(png.kind == PngRows::Kind::colour ? 3 : 1) +
                      " /BitsPerComponent " + std::to_string(png.bits) + " /Columns " + std::to_string(png.width) + " >>";
  stream.bytes = std::move(png.packed);
  if (png.kind != PngRows::Kind::palette) {
    stream.colour_space = png.kind == PngRows::Kind::grey ? "/DeviceGray" : "/DeviceRGB";
    return stream;
  }
  stream.colour_space = "[ /Indexed /DeviceRGB " + std::to_string(png.palette.size() / 3 - 1) + " <";
  for (const unsigned char byte : png.palette) {
    constexpr const char* digits = "0123456789abcdef";
    stream.colour_space += {digits[byte >> 4], digits[byte & 15]};
  }
  stream.colour_space += "> ]";
  return stream;
}

}  // namespace

Placement place_scan(const core::Reading& reading) {
  const core::Point middle = reading.to_scan.apply(core::Point{reading.width / 2.0, reading.height / 2.0});
  const Affine affine = linearised(reading.to_scan.inverse(), middle);
  const Frame frame = frame_of(reading, affine);
  const double scale = points_a_pixel(reading.dpi, std::max(reading.width, reading.height));
  Placement placement;
  placement.width = (frame.right - frame.left) * scale;
  placement.height = (frame.bottom - frame.top) * scale;
  placement.from_scan = {affine.xx * scale,
                         -affine.yx * scale,
                         affine.xy * scale,
                         -affine.yy * scale,
                         (affine.x - frame.left) * scale,
                         (frame.bottom - affine.y) * scale};
  // The image's unit square starts at the scan's lower left corner.
  const auto& m = placement.from_scan;
  const double w = reading.scan_width, h = reading.scan_height;
  const core::Point origin = placement.apply(core::Point{0, h});
  placement.image = {m[0] * w, m[1] * w, -m[2] * h, -m[3] * h, origin.x, origin.y};
  return placement;
}

std::optional<ImageStream> take_over(const core::EncodedImage& image) {
  if (!image.bytes || image.bytes->empty()) return {};
  switch (image.format) {
    case core::EncodedImage::Format::jpeg:
      if (const auto header = read_jpeg_header(*image.bytes)) return stream_of(image, *header);
      return {};
    case core::EncodedImage::Format::png:
      if (auto png = read_png(*image.bytes); png && is_sound(*png)) return stream_of(std::move(*png));
      return {};
    case core::EncodedImage::Format::ccitt_g4:
      if (image.width > 0 && image.height > 0) return stream_of_g4(image);
      return {};
    default: return {};
  }
}

std::string number(double value) {
  if (!std::isfinite(value)) value = 0;
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 5).ptr;
  std::string result(text, end);
  while (result.back() == '0') result.pop_back();
  if (result.back() == '.') result.pop_back();
  return result == "-0" ? "0" : result;
}

std::string matrix(const std::array<double, 6>& m) {
  std::string text;
  for (double each : m) text += number(each) + " ";
  return text;
}

}  // namespace claimpack::pack
