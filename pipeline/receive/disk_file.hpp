// Files as they lie on disk, opened so that a pipe, a device or a symlink can neither hang nor mislead the program.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace claimpack::receive {

// A regular file opened for reading. `name` is what people call it, in errors.
class DiskFile {
 public:
  // Errors: unsafe (a symlink), unreadable (missing, no rights, not a regular file).
  static core::Result<DiskFile> open(const std::filesystem::path& path, const std::string& name);
  DiskFile(DiskFile&& other) noexcept;
  DiskFile& operator=(DiskFile&& other) noexcept;
  ~DiskFile();
  int fd() const { return fd_; }
  std::int64_t size() const { return size_; }
  // Bytes from `offset`, fewer at the file's end.
  std::vector<std::uint8_t> read_at(std::int64_t offset, std::size_t count) const;

 private:
  DiskFile(int fd, std::int64_t size) : fd_(fd), size_(size) {}
  int fd_ = -1;
  std::int64_t size_ = 0;
};

// The whole file. Error too_large beyond `bytes_max`.
core::Result<std::vector<std::uint8_t>> read_whole(const std::filesystem::path& path, const std::string& name,
                                                   std::int64_t bytes_max);

// A folder of our own under the system's temporary folder, mode 0700, removed with all it holds.
class TempFolder {
 public:
  static core::Result<std::shared_ptr<TempFolder>> make();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TempFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

// Big- and little-endian numbers of a header. 0 beyond the end.
std::uint32_t big_endian(std::span<const std::uint8_t> bytes, std::size_t at, int count);
std::uint32_t little_endian(std::span<const std::uint8_t> bytes, std::size_t at, int count);

}  // namespace claimpack::receive
