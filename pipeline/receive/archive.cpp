// libarchive, its ZIP reader alone.
#include "receive/archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "receive/doors.hpp"
#include "receive/file_name.hpp"

namespace claimpack::receive {

using core::Error;
using core::ErrorCode;

namespace {

// Below this nothing is a bomb, whatever its ratio: a white page as BMP packs a thousand to one.
constexpr std::int64_t harmless_bytes = 1 << 20;

// libarchive brings names to the locale's characters; with the C locale Chinese ones would be lost.
class Utf8Locale {
 public:
  Utf8Locale() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (locale_ != nullptr) before_ = ::uselocale(locale_);
  }
  ~Utf8Locale() {
    if (locale_ == nullptr) return;
    ::uselocale(before_);
    ::freelocale(locale_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t locale_ = nullptr, before_ = nullptr;
};

struct Reader {
  DiskFile disk;
  archive* handle = archive_read_new();
  Reader(DiskFile file) : disk(std::move(file)) {
    archive_read_support_format_zip_seekable(handle);
    ::lseek(disk.fd(), 0, SEEK_SET);
  }
  ~Reader() { archive_read_free(handle); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  bool open() { return archive_read_open_fd(handle, disk.fd(), 1 << 16) == ARCHIVE_OK; }
  std::string complaint() const {
    const char* text = archive_error_string(handle);
    return text == nullptr ? "" : text;
  }
};

// As libarchive gives it: bytes of the archive where it does not say how names are coded.
std::string raw_name(archive_entry* entry) {
  const char* raw = archive_entry_pathname(entry);
  if (raw == nullptr) raw = archive_entry_pathname_utf8(entry);
  return raw == nullptr ? "" : raw;
}

std::string with_slashes(std::string name) {
  std::replace(name.begin(), name.end(), '\\', '/');  // some programs on Windows write it so
  return name;
}

bool reaches_outside(const std::string& name) {
  if (name.starts_with('/') || (name.size() > 1 && name[1] == ':')) return true;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    if (name.compare(at, end - at, "..") == 0) return true;
    at = end + 1;
  }
  return false;
}

// One archive on its way to disk.
class Unpacking {
 public:
  Unpacking(Reader& reader, const std::string& name, const Limits& limits, const std::vector<std::string>& names_as_gbk,
            Archive& archive)
      : reader_(reader), name_(name), limits_(limits), names_as_gbk_(names_as_gbk), archive_(archive) {}

  // Nothing: go on.
  std::optional<Error> take(archive_entry* entry) {
    const std::string name = name_of_next(entry);
    if (++entries_ > limits_.archive_entries_max)
      return Error{ErrorCode::too_large,
                   "the archive has more entries than the limit of " + std::to_string(limits_.archive_entries_max), name_,
                   "split it"};
    if (reaches_outside(name)) {
      refuse(name, {ErrorCode::unsafe, "the entry's name leads outside the archive", name, "pack the files anew, without paths"},
             "文件名指向压缩包之外");
      return std::nullopt;
    }
    if (archive_entry_filetype(entry) == AE_IFDIR || name.ends_with('/') || is_leftover(name)) return std::nullopt;
    if (archive_entry_filetype(entry) != AE_IFREG) {
      refuse(name, {ErrorCode::unsafe, "the entry is a link or a device", name, "pack the file itself"},
             "是链接或设备，不是文件");
      return std::nullopt;
    }
    if (archive_entry_is_encrypted(entry) != 0) {
      refuse(name, {ErrorCode::encrypted, "the entry needs a password", name, "pack the files without a password"},
             "已加密，需要密码");
      return std::nullopt;
    }
    return unpack_entry(name);
  }

 private:
  // A name that reads the same with and without the assumption of GBK is ASCII or marked as UTF-8.
  std::string name_of_next(archive_entry* entry) const {
    const std::string raw = raw_name(entry);
    const auto index = std::size_t(entries_);
    const bool marked = index < names_as_gbk_.size() && names_as_gbk_[index] == raw;
    return with_slashes(marked ? utf8_name(raw) : unmarked_name(raw));
  }

  void refuse(const std::string& name, Error error, const std::string& reason) {
    archive_.set_aside.push_back({name, reason, std::move(error)});
  }

  std::optional<Error> unpack_entry(const std::string& name) {
    const auto path = archive_.folder->path() / ("entry" + std::to_string(entries_));
    const auto fd = create_file(path);
    if (!fd) return no_room();
    const auto outcome = copy_data(fd.value(), name);
    if (::close(fd.value()) != 0) return no_room();
    if (outcome.stop) return outcome.stop;
    if (outcome.whole) archive_.files.push_back({name, path});
    else remove_file(path);
    return std::nullopt;
  }

  struct Outcome {
    std::optional<Error> stop;
    bool whole = false;
  };

  Outcome copy_data(int fd, const std::string& name) {
    for (;;) {
      const void* piece = nullptr;
      std::size_t count = 0;
      la_int64_t offset = 0;
      const int state = archive_read_data_block(reader_.handle, &piece, &count, &offset);
      if (state == ARCHIVE_EOF) return {std::nullopt, true};
      if (state != ARCHIVE_OK) {
        refuse(name, {ErrorCode::damaged, "the entry cannot be unpacked: " + reader_.complaint(), name, "pack the files anew"},
               "压缩数据已损坏");
        return {};
      }
      unpacked_ += std::int64_t(count);
      if (auto error = over_limit()) return {error, false};
      const char* from = static_cast<const char*>(piece);
      while (count > 0) {
        const auto written = ::write(fd, from, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return {no_room(), false};
        from += written;
        count -= std::size_t(written);
      }
    }
  }

  std::optional<Error> over_limit() const {
    const double packed = double(std::max<std::int64_t>(1, reader_.disk.size()));
    if (unpacked_ > limits_.unpacked_bytes_max)
      return Error{ErrorCode::too_large,
                   "the archive unpacks to more than the limit of " + std::to_string(limits_.unpacked_bytes_max) + " bytes",
                   name_, "split it"};
    if (unpacked_ > harmless_bytes && double(unpacked_) / packed > limits_.unpack_ratio_max)
      return Error{ErrorCode::too_large,
                   "the archive unpacks to more than " + std::to_string(int(limits_.unpack_ratio_max)) + " times its size", name_,
                   "hand in the files themselves"};
    return std::nullopt;
  }

  Error no_room() const {
    return {ErrorCode::disk, "the archive cannot be unpacked to disk", name_, "free some space in the temporary folder"};
  }

  Reader& reader_;
  const std::string& name_;
  const Limits& limits_;
  const std::vector<std::string>& names_as_gbk_;
  Archive& archive_;
  int entries_ = 0;
  std::int64_t unpacked_ = 0;
};

// A folder that was packed as a whole holds all entries: its name says nothing about the files.
void drop_common_folder(Archive& archive) {
  if (archive.files.empty()) return;
  const std::string& first = archive.files.front().name;
  const std::size_t slash = first.find('/');
  if (slash == std::string::npos) return;
  const std::string folder = first.substr(0, slash + 1);
  const auto inside = [&](const auto& file) { return file.name.starts_with(folder); };
  if (!std::all_of(archive.files.begin(), archive.files.end(), inside)) return;
  for (auto& file : archive.files) file.name.erase(0, folder.size());
}

// An OFD has its table of contents at the top, or, packed again as a folder, one folder below it.
bool holds_ofd(const std::vector<std::string>& names) {
  const auto at_top = [&](std::string name) {
    name = with_slashes(std::move(name));
    const std::size_t slash = name.find('/');
    const std::string folder = slash == std::string::npos ? "" : name.substr(0, slash + 1);
    if (name.substr(folder.size()) != "OFD.xml") return false;
    return std::all_of(names.begin(), names.end(),
                       [&](const std::string& other) { return with_slashes(other).starts_with(folder); });
  };
  return std::any_of(names.begin(), names.end(), at_top);
}

Archive::Kind kind_of(const std::vector<std::string>& names) {
  const auto has = [&](const char* name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  if (holds_ofd(names)) return Archive::Kind::ofd;
  if (has("[Content_Types].xml") || has("mimetype")) return Archive::Kind::office;
  return Archive::Kind::files;
}

core::Result<Reader*> opened(Reader& reader, const std::string& name) {
  if (reader.open()) return &reader;
  return Error{ErrorCode::damaged, "the archive cannot be read: " + reader.complaint(), name, "pack the files anew"};
}

// A first pass over the names alone, which the reader takes from the archive's end; unmarked ones as GBK.
core::Result<std::vector<std::string>> names_as_gbk(const std::filesystem::path& path, const std::string& name,
                                                    const Limits& limits) {
  auto disk = DiskFile::open(path, name);
  if (!disk) return disk.error();
  Reader reader(std::move(disk).value());
  archive_read_set_options(reader.handle, "zip:hdrcharset=GB18030");
  if (const auto ready = opened(reader, name); !ready) return ready.error();
  std::vector<std::string> names;
  archive_entry* entry = nullptr;
  while (int(names.size()) <= limits.archive_entries_max) {
    const int state = archive_read_next_header(reader.handle, &entry);
    if (state != ARCHIVE_OK && state != ARCHIVE_WARN) break;  // the second pass says what is wrong
    names.push_back(raw_name(entry));
  }
  return names;
}

}  // namespace

core::Result<Archive::Kind> kind_of_archive(const std::filesystem::path& path, const std::string& name, const Limits& limits) {
  const Utf8Locale locale;
  const auto names = names_as_gbk(path, name, limits);
  if (!names) return names.error();
  return kind_of(names.value());
}

core::Result<Archive> unpack(const std::filesystem::path& path, const std::string& name, const Limits& limits) {
  const Utf8Locale locale;
  const auto names = names_as_gbk(path, name, limits);
  if (!names) return names.error();
  Archive archive;
  archive.kind = kind_of(names.value());
  if (archive.kind == Archive::Kind::office) return archive;
  auto folder = TempFolder::make();
  if (!folder) return folder.error();
  archive.folder = folder.value();
  auto disk = DiskFile::open(path, name);
  if (!disk) return disk.error();
  Reader reader(std::move(disk).value());
  if (const auto ready = opened(reader, name); !ready) return ready.error();
  Unpacking unpacking(reader, name, limits, names.value(), archive);
  for (;;) {
    archive_entry* entry = nullptr;
    const int state = archive_read_next_header(reader.handle, &entry);
    if (state == ARCHIVE_EOF) break;
    if (state != ARCHIVE_OK && state != ARCHIVE_WARN)
      return Error{ErrorCode::damaged, "the archive is cut off or broken: " + reader.complaint(), name, "pack the files anew"};
    if (const auto stop = unpacking.take(entry)) return *stop;
  }
  if (archive.files.empty() && archive.set_aside.empty())
    return Error{ErrorCode::empty, "the archive holds no files", name, "pack the scans anew"};
  drop_common_folder(archive);
  std::stable_sort(archive.files.begin(), archive.files.end(),
                   [](const auto& a, const auto& b) { return natural_less(a.name, b.name); });
  return archive;
}

}  // namespace claimpack::receive
