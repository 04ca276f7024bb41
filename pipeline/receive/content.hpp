// What a file is by its bytes. Its name does not matter.
#pragma once

#include <cstdint>
#include <span>

namespace claimpack::receive {

enum class Content {
  jpeg,
  png,
  bmp,
  tiff,
  pdf,
  zip,            // also office documents and OFD: what lies inside tells
  other_picture,  // GIF, WebP, HEIC, JPEG 2000, PSD: a picture that is not taken
  other_archive,  // RAR, 7z, gzip
  text,
  json,
  office,  // the old compound files: .doc, .xls
  unknown,
};

constexpr std::size_t head_bytes = 4096;  // enough for content_of
Content content_of(std::span<const std::uint8_t> head);

inline bool is_scan(Content content) {
  return content == Content::jpeg || content == Content::png || content == Content::bmp || content == Content::tiff ||
         content == Content::pdf;
}

}  // namespace claimpack::receive
