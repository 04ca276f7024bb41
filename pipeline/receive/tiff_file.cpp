#include "receive/tiff_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace claimpack::receive {

namespace {

// One allocation of libtiff: a strip or tile. Pages are limited by their pixels before.
constexpr tmsize_t allocation_bytes_max = tmsize_t(1) << 30;

std::string formatted(const char* format, va_list arguments) {
  char text[256];
  std::vsnprintf(text, sizeof text, format, arguments);
  return text;
}

int keep_error(TIFF*, void* complaint, const char*, const char* format, va_list arguments) {
  auto& text = *static_cast<std::string*>(complaint);
  if (text.empty()) text = formatted(format, arguments);
  return 1;
}

// Most warnings are of odd tags. Fax decoders only warn where the data ends early.
int keep_warning(TIFF*, void* complaint, const char*, const char* format, va_list arguments) {
  const std::string warning = formatted(format, arguments);
  auto& text = *static_cast<std::string*>(complaint);
  if (text.empty() && warning.find("Premature E") != std::string::npos) text = warning;
  return 1;
}

struct Options {
  TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
  explicit Options(std::string& complaint) {
    TIFFOpenOptionsSetErrorHandlerExtR(options, keep_error, &complaint);
    TIFFOpenOptionsSetWarningHandlerExtR(options, keep_warning, &complaint);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, allocation_bytes_max);
  }
  ~Options() { TIFFOpenOptionsFree(options); }
};

std::uint64_t moved(std::uint64_t at, std::uint64_t size, toff_t offset, int whence) {
  if (whence == SEEK_CUR) return at + offset;
  return whence == SEEK_END ? size + offset : offset;
}

std::uint64_t size_of(const TiffFile::Source& source) {
  if (source.fd < 0) return source.bytes.size();
  struct stat status {};
  return ::fstat(source.fd, &status) == 0 ? std::uint64_t(status.st_size) : 0;
}

tmsize_t read_source(thandle_t handle, void* to, tmsize_t count) {
  auto& source = *static_cast<TiffFile::Source*>(handle);
  tmsize_t got = 0;
  if (source.fd >= 0) {
    while (got < count) {
      const auto piece = ::pread(source.fd, static_cast<char*>(to) + got, std::size_t(count - got), off_t(source.at) + got);
      if (piece <= 0) break;
      got += piece;
    }
  } else if (source.at < source.bytes.size()) {
    got = tmsize_t(std::min<std::uint64_t>(std::uint64_t(count), source.bytes.size() - source.at));
    std::memcpy(to, source.bytes.data() + source.at, std::size_t(got));
  }
  source.at += std::uint64_t(got);
  return got;
}

toff_t seek_source(thandle_t handle, toff_t offset, int whence) {
  auto& source = *static_cast<TiffFile::Source*>(handle);
  return source.at = moved(source.at, size_of(source), offset, whence);
}

// A TIFF written to memory.
struct Sink {
  std::vector<std::uint8_t> bytes;
  std::uint64_t at = 0;
};

tmsize_t read_sink(thandle_t handle, void* to, tmsize_t count) {
  auto& sink = *static_cast<Sink*>(handle);
  if (sink.at >= sink.bytes.size()) return 0;
  const auto got = std::min<std::uint64_t>(std::uint64_t(count), sink.bytes.size() - sink.at);
  std::memcpy(to, sink.bytes.data() + sink.at, got);
  sink.at += got;
  return tmsize_t(got);
}

tmsize_t write_sink(thandle_t handle, void* from, tmsize_t count) {
  auto& sink = *static_cast<Sink*>(handle);
  const auto end = sink.at + std::uint64_t(count);
  if (end > sink.bytes.size()) sink.bytes.resize(end);
  std::memcpy(sink.bytes.data() + sink.at, from, std::size_t(count));
  sink.at = end;
  return count;
}

toff_t seek_sink(thandle_t handle, toff_t offset, int whence) {
  auto& sink = *static_cast<Sink*>(handle);
  return sink.at = moved(sink.at, sink.bytes.size(), offset, whence);
}

TIFF* open_sink(Sink& sink, const char* mode, std::string& complaint) {
  const Options options(complaint);
  return TIFFClientOpenExt(
      "memory", mode, &sink, read_sink, write_sink, seek_sink, [](thandle_t) { return 0; },
      [](thandle_t handle) { return toff_t(static_cast<Sink*>(handle)->bytes.size()); }, nullptr, nullptr, options.options);
}

void describe_g4(TIFF* tiff, int width, int height) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, std::uint32_t(width));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, std::uint32_t(height));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
  TIFFSetField(tiff, TIFFTAG_FILLORDER, FILLORDER_MSB2LSB);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, std::uint32_t(height));
}

}  // namespace

TiffFile::TiffFile(int fd) {
  source_.fd = fd;
  open();
}

TiffFile::TiffFile(std::span<const std::uint8_t> bytes) {
  source_.bytes = bytes;
  open();
}

void TiffFile::open() {
  const Options options(complaint_);
  // "m": no memory map, whose pages vanish under the program when the file is cut.
  tiff_ = TIFFClientOpenExt(
      "file", "rm", &source_, read_source, [](thandle_t, void*, tmsize_t) { return tmsize_t(0); }, seek_source,
      [](thandle_t) { return 0; }, [](thandle_t handle) { return toff_t(size_of(*static_cast<Source*>(handle))); }, nullptr,
      nullptr, options.options);
}

TiffFile::~TiffFile() {
  if (tiff_ != nullptr) TIFFClose(tiff_);
}

std::vector<std::uint8_t> encode_g4(std::span<const std::uint8_t> bits, int width, int height) {
  Sink sink;
  std::string complaint;
  TIFF* tiff = open_sink(sink, "wl", complaint);
  if (tiff == nullptr) return {};
  describe_g4(tiff, width, height);
  // libtiff does not write to the buffer, it only lacks the const.
  const auto written = TIFFWriteEncodedStrip(tiff, 0, const_cast<std::uint8_t*>(bits.data()), tmsize_t(bits.size()));
  const bool closed = TIFFWriteDirectory(tiff) == 1;
  TIFFClose(tiff);
  if (written < 0 || !closed) return {};

  const TiffFile again(sink.bytes);
  if (again.get() == nullptr) return {};
  std::vector<std::uint8_t> strip(std::size_t(TIFFRawStripSize64(again.get(), 0)));
  const auto got = TIFFReadRawStrip(again.get(), 0, strip.data(), tmsize_t(strip.size()));
  if (got < 0) return {};
  strip.resize(std::size_t(got));
  return strip;
}

std::vector<std::uint8_t> decode_g4(std::span<const std::uint8_t> strip, int width, int height) {
  Sink sink;
  std::string complaint;
  TIFF* tiff = open_sink(sink, "wl", complaint);
  if (tiff == nullptr) return {};
  describe_g4(tiff, width, height);
  const auto written = TIFFWriteRawStrip(tiff, 0, const_cast<std::uint8_t*>(strip.data()), tmsize_t(strip.size()));
  const bool closed = TIFFWriteDirectory(tiff) == 1;
  TIFFClose(tiff);
  if (written < 0 || !closed) return {};

  const TiffFile again(sink.bytes);
  if (again.get() == nullptr) return {};
  std::vector<std::uint8_t> bits((std::size_t(width) + 7) / 8 * std::size_t(height));
  const auto got = TIFFReadEncodedStrip(again.get(), 0, bits.data(), tmsize_t(bits.size()));
  if (got != tmsize_t(bits.size()) || !again.complaint().empty()) return {};
  return bits;
}

}  // namespace claimpack::receive
