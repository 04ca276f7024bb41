#include "pack/colour_profiles.hpp"

#include <array>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

namespace claimpack::pack {
namespace {

constexpr std::size_t header_bytes = 128, tag_bytes = 12;
constexpr std::uint32_t version_4_2 = 0x04200000;

void put16(std::string& out, unsigned value) {
  out += static_cast<char>(value >> 8 & 0xff);
  out += static_cast<char>(value & 0xff);
}
void put32(std::string& out, std::uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xffff);
}
// s15Fixed16Number
void put_fixed(std::string& out, double value) {
  put32(out, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * 65536))));
}

using Three = std::array<double, 3>;
constexpr Three d50{0.9642, 1.0, 0.8249};  // the profile connection space's white
// sRGB's primaries and the Bradford adaptation from D65 to D50 (ICC's own sRGB profile, v4).
constexpr Three red{0.436065674, 0.222488403, 0.013916016}, green{0.385147095, 0.716873169, 0.097076416},
    blue{0.143066406, 0.060607910, 0.714096069};
constexpr std::array<double, 9> from_d65{1.047882,  0.022919, -0.050201, 0.029587, 0.990479,
                                         -0.017059, -0.00923, 0.015076,  0.751678};

std::string xyz_tag(const Three& xyz) {
  std::string out = "XYZ ";
  put32(out, 0);
  for (double each : xyz) put_fixed(out, each);
  return out;
}

std::string text_tag(std::string_view text) {  // multiLocalizedUnicodeType, one record, ASCII
  std::string out = "mluc";
  for (std::uint32_t each : {0u, 1u, 12u}) put32(out, each);
  out += "enUS";
  put32(out, static_cast<std::uint32_t>(text.size() * 2));
  put32(out, 28);
  for (char c : text) put16(out, static_cast<unsigned char>(c));
  return out;
}

// ((x + 0.055) / 1.055) ^ 2.4 above 0.04045, x / 12.92 below: parametricCurveType, function 3.
std::string srgb_curve_tag() {
  std::string out = "para";
  put32(out, 0);
  put16(out, 3);
  put16(out, 0);
  for (double each : {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}) put_fixed(out, each);
  return out;
}

std::string adaptation_tag() {
  std::string out = "sf32";
  put32(out, 0);
  for (double each : from_d65) put_fixed(out, each);
  return out;
}

double to_linear(double value) { return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); }

Three lab_of(double r, double g, double b) {
  const double lr = to_linear(r), lg = to_linear(g), lb = to_linear(b);
  Three f{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double ratio = (red[i] * lr + green[i] * lg + blue[i] * lb) / d50[i];
    f[i] = ratio > 216.0 / 24389 ? std::cbrt(ratio) : (24389.0 / 27 * ratio + 16) / 116;
  }
  return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

// lut16Type with its own 16-bit Lab: L 100 is 0xff00, a and b have their nought at 0x8000.
std::string inks_to_lab_tag() {
  constexpr int steps = 9;
  std::string out = "mft2";
  put32(out, 0);
  out += {char(4), char(3), char(steps), char(0)};
  for (double each : {1, 0, 0, 0, 1, 0, 0, 0, 1}) put_fixed(out, each);
  put16(out, 2);  // entries of each input curve, a straight line
  put16(out, 2);
  for (int i = 0; i < 4; ++i) put32(out, 0x0000ffff);
  const auto light = [](int ink, int black) { return (1 - ink / double(steps - 1)) * (1 - black / double(steps - 1)); };
  for (int c = 0; c < steps; ++c)
    for (int m = 0; m < steps; ++m)
      for (int y = 0; y < steps; ++y)
        for (int k = 0; k < steps; ++k) {
          const Three lab = lab_of(light(c, k), light(m, k), light(y, k));
          put16(out, static_cast<unsigned>(std::lround(lab[0] / 100 * 0xff00)));
          put16(out, static_cast<unsigned>(std::lround((lab[1] + 128) * 256)));
          put16(out, static_cast<unsigned>(std::lround((lab[2] + 128) * 256)));
        }
  for (int i = 0; i < 3; ++i) put32(out, 0x0000ffff);
  return out;
}

struct Tag {
  const char* name;
  std::string data;
};

std::string profile(const char* klass, const char* space, const char* connection, const std::vector<Tag>& tags) {
  std::string directory, data;
  put32(directory, static_cast<std::uint32_t>(tags.size()));
  for (const Tag& tag : tags) {
    directory += tag.name;
    put32(directory, static_cast<std::uint32_t>(header_bytes + 4 + tag_bytes * tags.size() + data.size()));
    put32(directory, static_cast<std::uint32_t>(tag.data.size()));
    data += tag.data + std::string((4 - tag.data.size() % 4) % 4, '\0');
  }
  std::string header;
  put32(header, static_cast<std::uint32_t>(header_bytes + directory.size() + data.size()));
  put32(header, 0);  // no preferred module
  put32(header, version_4_2);
  header += std::string(klass) + space + connection;
  for (unsigned each : {2026u, 1u, 1u, 0u, 0u, 0u}) put16(header, each);  // a fixed day: no clock
  header += "acsp";
  header += std::string(4 + 4 + 4 + 4 + 8, '\0');  // platform, flags, device, attributes
  put32(header, 0);                                // perceptual
  for (double each : d50) put_fixed(header, each);
  header += std::string(header_bytes - header.size(), '\0');
  return header + directory + data;
}

std::uint32_t number_at(std::span<const std::uint8_t> bytes, std::size_t at) {
  return std::uint32_t(bytes[at]) << 24 | std::uint32_t(bytes[at + 1]) << 16 | std::uint32_t(bytes[at + 2]) << 8 | bytes[at + 3];
}

std::string_view word_at(std::span<const std::uint8_t> bytes, std::size_t at) {
  return {reinterpret_cast<const char*>(bytes.data()) + at, 4};
}

}  // namespace

std::string srgb_profile() {
  return profile("mntr", "RGB ", "XYZ ",
                 {{"desc", text_tag("sRGB IEC61966-2.1")},
                  {"cprt", text_tag("No copyright, use freely")},
                  {"wtpt", xyz_tag(d50)},
                  {"chad", adaptation_tag()},
                  {"rXYZ", xyz_tag(red)},
                  {"gXYZ", xyz_tag(green)},
                  {"bXYZ", xyz_tag(blue)},
                  {"rTRC", srgb_curve_tag()},
                  {"gTRC", srgb_curve_tag()},
                  {"bTRC", srgb_curve_tag()}});
}

std::string cmyk_profile() {
  return profile("scnr", "CMYK", "Lab ",
                 {{"desc", text_tag("Inks without a press")},
                  {"cprt", text_tag("No copyright, use freely")},
                  {"wtpt", xyz_tag(d50)},
                  {"A2B0", inks_to_lab_tag()}});
}

bool is_usable_profile(std::span<const std::uint8_t> bytes, int components) {
  if (bytes.size() < header_bytes + 4 || number_at(bytes, 0) != bytes.size() || word_at(bytes, 36) != "acsp") return false;
  if (bytes[8] < 2 || bytes[8] > 4) return false;
  const std::string_view klass = word_at(bytes, 12), space = word_at(bytes, 16), connection = word_at(bytes, 20);
  if (klass != "scnr" && klass != "mntr" && klass != "prtr" && klass != "spac") return false;
  if (connection != "XYZ " && connection != "Lab ") return false;
  if (space != (components == 1 ? "GRAY" : components == 3 ? "RGB " : "CMYK")) return false;
  const std::size_t tags = number_at(bytes, header_bytes);
  if (tags < 3 || tags > 100 || header_bytes + 4 + tags * tag_bytes > bytes.size()) return false;
  for (std::size_t i = 0; i < tags; ++i) {
    const std::size_t entry = header_bytes + 4 + i * tag_bytes;
    const std::size_t at = number_at(bytes, entry + 4), size = number_at(bytes, entry + 8);
    if (at < header_bytes || at > bytes.size() || size < 8 || size > bytes.size() - at) return false;
  }
  return true;
}

}  // namespace claimpack::pack
