// libtiff with its messages kept instead of printed, and Group 4 strips for the packet.
#pragma once

#include <tiffio.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace claimpack::receive {

// A TIFF opened for reading; TIFF* is null where it could not be. Not to be shared between threads.
class TiffFile {
 public:
  explicit TiffFile(int fd);                               // the descriptor stays the caller's
  explicit TiffFile(std::span<const std::uint8_t> bytes);  // in memory, must outlive this
  ~TiffFile();
  TiffFile(const TiffFile&) = delete;
  TiffFile& operator=(const TiffFile&) = delete;
  TIFF* get() const { return tiff_; }

  // What libtiff complained of since the last `forget`: errors, and warnings that say that picture data is missing.
  const std::string& complaint() const { return complaint_; }
  void forget() { complaint_.clear(); }

  struct Source {
    int fd = -1;
    std::span<const std::uint8_t> bytes;
    std::uint64_t at = 0;
  };

 private:
  void open();
  Source source_;
  std::string complaint_;
  TIFF* tiff_ = nullptr;
};

// Rows of bits (a set bit is ink) as one raw Group 4 strip, MSB first: in a PDF /CCITTFaxDecode with /K -1 and
// /BlackIs1 false. Empty where libtiff gave up.
std::vector<std::uint8_t> encode_g4(std::span<const std::uint8_t> bits, int width, int height);

// A raw Group 4 strip back to rows of bits as a TIFF of PhotometricInterpretation MinIsWhite has them: a set bit is
// what the code calls black. Empty where the code is broken or ends early.
std::vector<std::uint8_t> decode_g4(std::span<const std::uint8_t> strip, int width, int height);

}  // namespace claimpack::receive
