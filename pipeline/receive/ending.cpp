#include "receive/ending.hpp"

#include <algorithm>
#include <cstring>
#include <set>
#include <string_view>

#include "receive/content.hpp"
#include "receive/disk_file.hpp"
#include "receive/file_name.hpp"

namespace claimpack::receive {

namespace {

constexpr std::size_t piece_bytes = 1 << 16;
constexpr int directories_max = 10'000;  // of a TIFF
constexpr int entries_max = 4096;        // of one directory
constexpr int chunks_max = 1'000'000;    // of a PNG

std::string_view text_of(const std::vector<std::uint8_t>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Ending whole_if(bool whole) { return whole ? Ending::whole : Ending::unfinished; }

// The last startxref leads into the file, and %%EOF stands behind it. (0 stands in a linearized file's first part.)
Ending pdf_ending(const DiskFile& file) {
  const auto tail = file.read_at(std::max<std::int64_t>(0, file.size() - 4096), 4096);
  const std::string_view text = text_of(tail);
  const auto end = text.rfind("%%EOF");
  const auto start = text.rfind("startxref", end);
  if (end == std::string_view::npos || start == std::string_view::npos) return Ending::unfinished;
  std::int64_t offset = 0;
  for (const char c : text.substr(start + 9, end - start - 9))
    if (c >= '0' && c <= '9') offset = std::min<std::int64_t>(offset * 10 + (c - '0'), file.size());
  return whole_if(offset > 0 && offset < file.size());
}

// Segments up to the scan, then EOI behind the entropy-coded data. What a phone hangs on behind it does not matter.
Ending jpeg_ending(const DiskFile& file) {
  std::int64_t at = 2;
  for (bool in_scan = false; at + 1 < file.size();) {
    if (!in_scan) {
      const auto marker = file.read_at(at, 4);
      if (marker.size() < 2 || marker[0] != 0xff) return Ending::unfinished;
      if (marker[1] == 0xd9) return Ending::whole;
      if (marker[1] == 0xff) {  // filling
        ++at;
        continue;
      }
      if (marker[1] == 0x01 || (marker[1] >= 0xd0 && marker[1] <= 0xd7)) {
        at += 2;
        continue;
      }
      if (marker.size() < 4) return Ending::unfinished;
      at += 2 + std::int64_t(big_endian(marker, 2, 2));
      in_scan = marker[1] == 0xda;
      continue;
    }
    const auto piece = file.read_at(at, piece_bytes);
    std::size_t i = 0;
    for (; i + 1 < piece.size(); ++i)
      if (piece[i] == 0xff && piece[i + 1] != 0 && piece[i + 1] != 0xff && !(piece[i + 1] >= 0xd0 && piece[i + 1] <= 0xd7)) {
        in_scan = false;
        break;
      }
    at += std::int64_t(i);
    if (i == 0 && in_scan) return Ending::unfinished;
  }
  return Ending::unfinished;
}

Ending png_ending(const DiskFile& file) {
  std::int64_t at = 8;
  for (int chunk = 0; chunk < chunks_max; ++chunk) {
    const auto head = file.read_at(at, 8);
    if (head.size() < 8) return Ending::unfinished;
    at += 12 + std::int64_t(big_endian(head, 0, 4));
    if (at > file.size()) return Ending::unfinished;
    if (std::memcmp(head.data() + 4, "IEND", 4) == 0) return Ending::whole;
  }
  return Ending::unfinished;
}

// Every directory, and every strip and tile that one names, lies inside the file.
class TiffEnding {
 public:
  explicit TiffEnding(const DiskFile& file) : file_(file) {
    const auto head = file.read_at(0, 16);
    little_ = head.size() >= 2 && head[0] == 'I';
    big_ = head.size() >= 4 && number(head, 2, 2) == 43;
    first_ = big_ ? number(head, 8, 8) : number(head, 4, 4);
  }
  Ending find() {
    std::set<std::uint64_t> seen;
    for (std::uint64_t at = first_; at != 0; at = next_)
      if (int(seen.size()) >= directories_max || !seen.insert(at).second || !directory(at)) return Ending::unfinished;
    return whole_if(!seen.empty());
  }

 private:
  std::uint64_t number(const std::vector<std::uint8_t>& bytes, std::size_t at, std::size_t count) const {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t from = at + (little_ ? count - 1 - i : i);
      value = value << 8 | (from < bytes.size() ? bytes[from] : 0);
    }
    return value;
  }
  bool inside(std::uint64_t at, std::uint64_t count) const {
    const auto size = std::uint64_t(file_.size());
    return at <= size && count <= size - at;
  }

  bool directory(std::uint64_t at) {
    const std::size_t count_bytes = big_ ? 8 : 2, entry_bytes = big_ ? 20 : 12, offset_bytes = big_ ? 8 : 4;
    if (!inside(at, count_bytes)) return false;
    const std::uint64_t entries = number(file_.read_at(std::int64_t(at), count_bytes), 0, count_bytes);
    if (entries == 0 || entries > entries_max || !inside(at, count_bytes + entries * entry_bytes + offset_bytes)) return false;
    const auto bytes = file_.read_at(std::int64_t(at + count_bytes), std::size_t(entries * entry_bytes + offset_bytes));
    next_ = number(bytes, std::size_t(entries * entry_bytes), offset_bytes);
    std::vector<std::uint64_t> starts, lengths;
    for (std::size_t i = 0; i < entries; ++i) {
      const std::uint64_t tag = number(bytes, i * entry_bytes, 2);
      if (tag == 273 || tag == 324) starts = values(bytes, i * entry_bytes);
      if (tag == 279 || tag == 325) lengths = values(bytes, i * entry_bytes);
    }
    for (std::size_t i = 0; i < starts.size() && i < lengths.size(); ++i)
      if (!inside(starts[i], lengths[i])) return false;
    return true;
  }

  // Of an entry of SHORT, LONG or LONG8. What does not fit in the file comes back as one value far beyond its end.
  std::vector<std::uint64_t> values(const std::vector<std::uint8_t>& bytes, std::size_t entry) const {
    const std::uint64_t type = number(bytes, entry + 2, 2), count = number(bytes, entry + 4, big_ ? 8 : 4);
    const std::size_t width = type == 3 ? 2 : type == 4 ? 4 : type == 16 ? 8 : 0, field = big_ ? 12 : 8, room = big_ ? 8 : 4;
    if (width == 0) return {};
    const std::vector<std::uint64_t> beyond = {~std::uint64_t(0)};
    if (count > std::uint64_t(file_.size())) return beyond;
    std::vector<std::uint8_t> from(bytes.begin() + std::ptrdiff_t(entry + field),
                                   bytes.begin() + std::ptrdiff_t(entry + field + room));
    if (count * width > room) {
      const std::uint64_t at = number(bytes, entry + field, room);
      if (!inside(at, count * width)) return beyond;
      from = file_.read_at(std::int64_t(at), std::size_t(count * width));
    }
    std::vector<std::uint64_t> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(number(from, i * width, width));
    return all;
  }

  const DiskFile& file_;
  bool little_ = true, big_ = false;
  std::uint64_t first_ = 0, next_ = 0;
};

// The end of the central directory, which lies where it says.
Ending zip_ending(const DiskFile& file) {
  const std::int64_t from = std::max<std::int64_t>(0, file.size() - 65'557);
  const auto tail = file.read_at(from, 65'557);
  const auto found = text_of(tail).rfind("PK\x05\x06");
  if (found == std::string_view::npos || found + 22 > tail.size()) return Ending::unfinished;
  const std::int64_t size = little_endian(tail, found + 12, 4), offset = little_endian(tail, found + 16, 4);
  const bool zip64 = size == 0xffffffff || offset == 0xffffffff;
  return whole_if(zip64 || offset + size <= from + std::int64_t(found));
}

Ending json_ending(const DiskFile& file) {
  const auto tail = file.read_at(std::max<std::int64_t>(0, file.size() - 1024), 1024);
  const auto last = text_of(tail).find_last_not_of(" \t\r\n");
  return whole_if(last != std::string_view::npos && (tail[last] == '}' || tail[last] == ']'));
}

}  // namespace

core::Result<Ending> ending_of(const std::filesystem::path& path) {
  const auto opened = DiskFile::open(path, path.filename().string());
  if (!opened) return opened.error();
  const DiskFile& file = opened.value();
  if (file.size() == 0) return Ending::unfinished;
  const auto head = file.read_at(0, head_bytes);
  switch (content_of(head)) {
    case Content::pdf: return pdf_ending(file);
    case Content::jpeg: return jpeg_ending(file);
    case Content::png: return png_ending(file);
    case Content::tiff: return TiffEnding(file).find();
    case Content::zip: return zip_ending(file);
    case Content::bmp: return whole_if(std::int64_t(little_endian(head, 2, 4)) <= file.size());
    case Content::json: return json_ending(file);
    // The first bytes of a scan may not tell yet that it is one; its name does.
    case Content::text:
    case Content::unknown: return named_like_scan(path.filename().string()) ? Ending::unfinished : Ending::unknown;
    default: return Ending::unknown;
  }
}

}  // namespace claimpack::receive
