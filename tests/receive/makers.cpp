#include "receive/makers.hpp"

#include <stdlib.h>

#include <cmath>
#include <fstream>
#include <iterator>


namespace claimpack::receive::made {

using core::Image;

Folder::Folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "receive-test-XXXXXX").string();
  need(::mkdtemp(pattern.data()) != nullptr);
  path = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

void write(const std::filesystem::path& path, const Bytes& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
  need(file.good());
}

void write(const std::filesystem::path& path, const std::string& text) { write(path, bytes_of(text)); }

Bytes read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

Bytes bytes_of(const std::string& text) { return Bytes(text.begin(), text.end()); }

Image page(int width, int height) {
  Image image(width, height, 1);
  const auto fill = [&](double x0, double y0, double x1, double y1) {
    for (int y = int(y0 * height); y < int(y1 * height); ++y)
      for (int x = int(x0 * width); x < int(x1 * width); ++x)
        image.bytes[std::size_t(y) * std::size_t(width) + std::size_t(x)] = 0;
  };
  std::fill(image.bytes.begin(), image.bytes.end(), std::uint8_t(255));
  fill(0.1, 0.05, 0.5, 0.1);
  fill(0.7, 0.05, 0.9, 0.2);
  fill(0.1, 0.3, 0.9, 0.32);
  fill(0.1, 0.4, 0.4, 0.55);
  fill(0.15, 0.7, 0.25, 0.95);
  fill(0.1, 0.62, 0.8, 0.63);
  return image;
}

Image coloured_page(int width, int height) {
  const Image grey = page(width, height);
  Image image(width, height, 3);
  for (std::size_t i = 0; i < grey.bytes.size(); ++i) {
    image.bytes[i * 3] = std::uint8_t(grey.bytes[i] / 2);            // blue
    image.bytes[i * 3 + 1] = grey.bytes[i];                          // green
    image.bytes[i * 3 + 2] = std::uint8_t(255 - grey.bytes[i] / 3);  // red
  }
  return image;
}

Image copy(const Image& image) {
  Image other(image.width, image.height, image.channels);
  other.bytes = image.bytes;
  return other;
}

bool same(const Image& a, const Image& b) {
  return a.width == b.width && a.height == b.height && a.channels == b.channels && a.bytes == b.bytes;
}

double mean_difference(const Image& a, const Image& b) {
  if (a.width != b.width || a.height != b.height || a.channels != b.channels) return 999;
  double sum = 0;
  for (std::size_t i = 0; i < a.bytes.size(); ++i) sum += std::abs(int(a.bytes[i]) - int(b.bytes[i]));
  return sum / double(a.bytes.size());
}

Received received(const std::filesystem::path& path, const Limits& limits) {
  auto result = receive({"claim", path}, limits);
  if (!result) fail(core::sentence(result.error()));
  return std::move(result).value();
}

core::Page decoded(const Received& received, std::size_t index) {
  if (received.pages.empty() && !received.set_aside.empty() && received.set_aside.front().error)
    fail(core::sentence(*received.set_aside.front().error));
  need(index < received.pages.size());
  auto page = received.pages[index]->decode();
  if (!page) fail(core::sentence(page.error()));
  return std::move(page).value();
}

core::ErrorCode refused(const Received& received) {
  if (received.set_aside.size() != 1 || !received.pages.empty()) return core::ErrorCode(0);
  return received.set_aside.front().error ? received.set_aside.front().error->code : core::ErrorCode(0);
}

}  // namespace claimpack::receive::made
