#include "pack/jpeg_header.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace claimpack::pack {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::string_view profile_mark{"ICC_PROFILE\0", 12};

// Lossless, arithmetic and hierarchical frames.
bool is_foreign_frame(int marker) {
  return marker >= 0xc3 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

bool is_profile_piece(Bytes segment) {
  return segment.size() > profile_mark.size() + 2 &&
         std::equal(profile_mark.begin(), profile_mark.end(), reinterpret_cast<const char*>(segment.data()));
}

// Pieces are numbered from 1, each says how many there are (ICC.1:2010, B.4).
class Profile {
 public:
  void add(Bytes segment) {
    count_ = segment[profile_mark.size() + 1];
    pieces_[segment[profile_mark.size()]] = segment.subspan(profile_mark.size() + 2);
  }
  std::vector<std::uint8_t> whole() const {
    std::vector<std::uint8_t> all;
    if (pieces_.empty() || int(pieces_.size()) != count_ || pieces_.begin()->first != 1 || pieces_.rbegin()->first != count_)
      return all;
    for (const auto& [number, piece] : pieces_) all.insert(all.end(), piece.begin(), piece.end());
    return all;
  }

 private:
  std::map<int, Bytes> pieces_;
  int count_ = 0;
};

}  // namespace

std::optional<JpegHeader> read_jpeg_header(Bytes bytes) {
  if (bytes.size() < 4 || bytes[0] != 0xff || bytes[1] != 0xd8) return {};
  std::optional<JpegHeader> header;
  Profile profile;
  for (std::size_t at = 2; at + 9 < bytes.size();) {
    if (bytes[at] != 0xff) return {};
    const int marker = bytes[at + 1];
    if (marker == 0xff || marker == 0x01) {
      at += marker == 0xff ? 1 : 2;
      continue;
    }
    if (is_foreign_frame(marker)) return {};
    if (marker == 0xda) break;  // the first scan: all that matters stands before it
    const std::size_t length = bytes[at + 2] * 256u + bytes[at + 3];
    if (length < 2) return {};
    if (marker == 0xc0 || marker == 0xc1 || marker == 0xc2) {
      if (header) return {};
      header = JpegHeader{bytes[at + 7] * 256 + bytes[at + 8], bytes[at + 5] * 256 + bytes[at + 6], bytes[at + 9], {}};
      const bool known = header->components == 1 || header->components == 3 || header->components == 4;
      if (bytes[at + 4] != 8 || !known || header->width == 0 || header->height == 0) return {};
    }
    const std::size_t end = std::min(bytes.size(), at + 2 + length);
    if (const Bytes segment = bytes.subspan(at + 4, end - at - 4); marker == 0xe2 && is_profile_piece(segment))
      profile.add(segment);
    at += 2 + length;
  }
  if (header) header->profile = profile.whole();
  return header;
}

}  // namespace claimpack::pack
