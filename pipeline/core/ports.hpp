// The ports of the house: what the rooms ask of disk and clock, so that a test can stand in for either: lose what was not
// synced, be full, stand still. The real ones are made in `store` (store/system.hpp).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace claimpack::core {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t now_ms() = 0;     // of the calendar, UTC, since 1970: for records, never for deciding; it may jump
  virtual std::int64_t steady_ms() = 0;  // never goes back
};

// A file as it lies there. Two looks that differ in any of these have seen different bytes, as far as a disk can tell.
struct FileMark {
  std::uint64_t inode = 0;
  std::int64_t bytes = 0;
  std::int64_t changed_ns = 0;  // modification time
  bool operator==(const FileMark&) const = default;
};

struct FileStatus {
  enum class Kind { file, folder, link, other } kind = Kind::other;  // links are not followed
  FileMark mark;
};

class InFile {
 public:
  virtual ~InFile() = default;
  virtual Result<std::size_t> read(std::span<char> into) = 0;  // 0: the end. Error unreadable
  virtual Result<FileStatus> status() = 0;
};

class OutFile {
 public:
  virtual ~OutFile() = default;
  virtual Result<Done> write(std::string_view bytes) = 0;  // all of them. Error disk
  virtual Result<Done> sync() = 0;                         // on the disk when it returns. Error disk
};

// What changes the disk fails with Error disk, what only looks with unreadable. Nothing follows a symbolic link at a path's end.
class Disk {
 public:
  virtual ~Disk() = default;
  virtual Result<std::optional<FileStatus>> status(const std::filesystem::path& path) = 0;  // none: nothing is there
  virtual Result<std::vector<std::string>> list(const std::filesystem::path& folder) = 0;   // names, sorted by bytes
  virtual Result<std::unique_ptr<InFile>> open(const std::filesystem::path& path) = 0;      // regular files; never waits
  virtual Result<std::unique_ptr<OutFile>> create(const std::filesystem::path& path) = 0;   // nothing may be there
  virtual Result<Done> make_folder(const std::filesystem::path& path) = 0;                  // fine where there is one
  virtual Result<Done> rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;  // replaces a file
  // bad_input where something is there.
  virtual Result<Done> rename_new(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual Result<Done> exchange(const std::filesystem::path& one, const std::filesystem::path& other) = 0;
  virtual Result<Done> sync_folder(const std::filesystem::path& folder) = 0;
  virtual Result<Done> link(const std::filesystem::path& file,
                            const std::filesystem::path& other) = 0;           // a second name, or a copy
  virtual Result<Done> remove(const std::filesystem::path& path) = 0;          // with all it holds; fine where nothing is
  virtual Result<Done> remove_empty(const std::filesystem::path& folder) = 0;  // bad_input where something is in it
};

// Writes a new file, synced. Error disk.
Result<Done> write_new(Disk& disk, const std::filesystem::path& path, std::string_view bytes);
// The whole file, of at most `bytes_max`. Errors unreadable, too_large.
Result<std::string> read_all(Disk& disk, const std::filesystem::path& path, std::int64_t bytes_max);
// The folder and those above it that are missing, each synced into the one that holds it. Error disk.
Result<Done> make_folders(Disk& disk, const std::filesystem::path& path);

}  // namespace claimpack::core
