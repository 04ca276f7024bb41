#include "receive/content.hpp"

#include <algorithm>
#include <string_view>

#include "receive/disk_file.hpp"

namespace claimpack::receive {

namespace {

using namespace std::string_view_literals;

bool is_bmp(std::span<const std::uint8_t> head) {
  if (head.size() < 26 || head[0] != 'B' || head[1] != 'M') return false;
  const auto header = little_endian(head, 14, 4);  // BITMAPCOREHEADER … BITMAPV5HEADER
  return header == 12 || header == 40 || header == 52 || header == 56 || header == 64 || header == 108 || header == 124;
}

bool is_iso_picture(std::string_view head) {
  if (head.size() < 12 || head.substr(4, 4) != "ftyp"sv) return false;
  const auto brand = head.substr(8, 4);
  return brand == "heic"sv || brand == "heix"sv || brand == "mif1"sv || brand == "msf1"sv || brand == "avif"sv ||
         brand == "heim"sv;
}

bool is_text(std::string_view head) {
  if (head.starts_with("\xFF\xFE"sv) || head.starts_with("\xFE\xFF"sv)) return true;
  return !head.empty() && std::none_of(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 9 || (byte > 13 && byte < 32 && byte != 27) || byte == 127;
  });
}

}  // namespace

Content content_of(std::span<const std::uint8_t> head) {
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  if (text.starts_with("\xFF\xD8\xFF"sv)) return Content::jpeg;
  if (text.starts_with("\x89PNG\r\n\x1A\n"sv)) return Content::png;
  if (text.starts_with("II\x2A\0"sv) || text.starts_with("MM\0\x2A"sv) || text.starts_with("II\x2B\0"sv) ||
      text.starts_with("MM\0\x2B"sv))
    return Content::tiff;
  if (is_bmp(head)) return Content::bmp;
  if (text.substr(0, 1024).find("%PDF-"sv) != std::string_view::npos) return Content::pdf;
  if (text.starts_with("PK\3\4"sv) || text.starts_with("PK\5\6"sv) || text.starts_with("PK\7\x8"sv)) return Content::zip;
  if (text.starts_with("GIF8"sv) || (text.starts_with("RIFF"sv) && text.size() >= 12 && text.substr(8, 4) == "WEBP"sv) ||
      is_iso_picture(text) || text.starts_with("\0\0\0\xCjP  "sv) || text.starts_with("\xFF\x4F\xFF\x51"sv) ||
      text.starts_with("8BPS"sv))
    return Content::other_picture;
  if (text.starts_with("Rar!"sv) || text.starts_with("7z\xBC\xAF\x27\x1C"sv) || text.starts_with("\x1F\x8B"sv))
    return Content::other_archive;
  if (text.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv)) return Content::office;
  if (!is_text(text)) return Content::unknown;
  const std::size_t first = text.find_first_not_of("\xEF\xBB\xBF \t\r\n"sv);
  if (first != std::string_view::npos && (text[first] == '{' || text[first] == '[')) return Content::json;
  return Content::text;
}

}  // namespace claimpack::receive
