#include "pack/scan_pages.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

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

// What the frame header of a JPEG says; nothing where it is not a kind that PDF readers decode.
struct JpegFrame {
  int width = 0, height = 0, components = 0;
};

std::optional<JpegFrame> jpeg_frame(const std::vector<std::uint8_t>& bytes) {
  if (bytes.size() < 4 || bytes[0] != 0xff || bytes[1] != 0xd8) return {};
  for (std::size_t at = 2; at + 9 < bytes.size();) {
    if (bytes[at] != 0xff) return {};
    const int marker = bytes[at + 1];
    if (marker == 0xff || marker == 0x01) {
      at += marker == 0xff ? 1 : 2;
      continue;
    }
    const std::size_t length = bytes[at + 2] * 256u + bytes[at + 3];
    if (marker == 0xc0 || marker == 0xc1 || marker == 0xc2) {
      const JpegFrame frame{bytes[at + 7] * 256 + bytes[at + 8], bytes[at + 5] * 256 + bytes[at + 6],
                            bytes[std::min(at + 9, bytes.size() - 1)]};
      const bool decodable = bytes[at + 4] == 8 && (frame.components == 1 || frame.components == 3 || frame.components == 4);
      return decodable && frame.width > 0 && frame.height > 0 ? std::optional(frame) : std::nullopt;
    }
    // Lossless, arithmetic and hierarchical frames, or a scan before any frame.
    if ((marker >= 0xc3 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) || marker == 0xda) return {};
    at += 2 + length;
  }
  return {};
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

bool can_take_over(const core::EncodedImage& image) {
  if (!image.bytes || image.bytes->empty()) return false;
  if (image.format == core::EncodedImage::Format::jpeg) return jpeg_frame(*image.bytes).has_value();
  return image.format == core::EncodedImage::Format::ccitt_g4 && image.width > 0 && image.height > 0;
}

ImageStream take_over(const core::EncodedImage& image) {
  ImageStream stream;
  stream.bytes.assign(image.bytes->begin(), image.bytes->end());
  if (image.format == core::EncodedImage::Format::jpeg) {
    const JpegFrame frame = *jpeg_frame(*image.bytes);
    stream.width = frame.width;
    stream.height = frame.height;
    stream.colour_space = frame.components == 1 ? "/DeviceGray" : frame.components == 3 ? "/DeviceRGB" : "/DeviceCMYK";
    stream.filter = "/DCTDecode";
    if (image.invert) {
      stream.decode = "[";
      for (int i = 0; i < frame.components; ++i) stream.decode += " 1 0";
      stream.decode += " ]";
    }
    return stream;
  }
  stream.width = image.width;
  stream.height = image.height;
  stream.bits = 1;
  stream.colour_space = "/DeviceGray";
  stream.filter = "/CCITTFaxDecode";
  stream.parameters = "<< /K -1 /Columns " + std::to_string(image.width) + " /Rows " + std::to_string(image.height) +
                      (image.black_is_one ? " /BlackIs1 true" : "") + " >>";
  if (image.invert) stream.decode = "[ 1 0 ]";
  return stream;
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
