#include "store/system.hpp"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace claimpack::store {

namespace fs = std::filesystem;
using core::Done;
using core::Error;
using core::ErrorCode;
using core::FileStatus;
using core::Result;

namespace {

Error cannot_write(const char* what, const fs::path& path, int number) {
  const bool full = number == ENOSPC || number == EDQUOT || number == EFBIG;
  return {ErrorCode::disk, std::string(what) + ": " + strerror(number), path.string(),
          full ? "Free some disk space or choose another folder" : "Choose a folder that may be written to"};
}

Error cannot_read(const char* what, const fs::path& path, int number) {
  if (number == ELOOP)
    return {ErrorCode::unsafe, "A symbolic link is not followed", path.string(), "Put the file itself in its place"};
  return {ErrorCode::unreadable, std::string(what) + ": " + strerror(number), path.string(), "Check the rights and the disk"};
}

FileStatus status_of(const struct stat& raw) {
  FileStatus status;
  status.kind = S_ISREG(raw.st_mode)   ? FileStatus::Kind::file
                : S_ISDIR(raw.st_mode) ? FileStatus::Kind::folder
                : S_ISLNK(raw.st_mode) ? FileStatus::Kind::link
                                       : FileStatus::Kind::other;
  status.mark = {raw.st_ino, raw.st_size, std::int64_t(raw.st_mtim.tv_sec) * 1'000'000'000 + raw.st_mtim.tv_nsec};
  return status;
}

class SystemInFile : public core::InFile {
 public:
  SystemInFile(int fd, fs::path path) : fd_(fd), path_(std::move(path)) {}
  ~SystemInFile() override { ::close(fd_); }
  Result<std::size_t> read(std::span<char> into) override {
    for (;;) {
      const ssize_t count = ::read(fd_, into.data(), into.size());
      if (count >= 0) return std::size_t(count);
      if (errno != EINTR) return cannot_read("The file cannot be read", path_, errno);
    }
  }
  Result<FileStatus> status() override {
    struct stat raw {};
    if (::fstat(fd_, &raw)) return cannot_read("The file cannot be looked at", path_, errno);
    return status_of(raw);
  }

 private:
  int fd_;
  fs::path path_;
};

class SystemOutFile : public core::OutFile {
 public:
  SystemOutFile(int fd, fs::path path) : fd_(fd), path_(std::move(path)) {}
  ~SystemOutFile() override { ::close(fd_); }
  Result<Done> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return cannot_write("The file cannot be written", path_, errno);
      bytes.remove_prefix(std::size_t(count));
    }
    return Done{};
  }
  Result<Done> sync() override {
    if (::fsync(fd_) && errno != EINVAL && errno != EROFS) return cannot_write("The file cannot be synced", path_, errno);
    return Done{};
  }

 private:
  int fd_;
  fs::path path_;
};

class SystemDisk : public core::Disk {
 public:
  Result<std::optional<FileStatus>> status(const fs::path& path) override {
    struct stat raw {};
    if (::lstat(path.c_str(), &raw) == 0) return std::optional(status_of(raw));
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<FileStatus>();
    return cannot_read("The path cannot be looked at", path, errno);
  }

  Result<std::vector<std::string>> list(const fs::path& folder) override {
    DIR* open = ::opendir(folder.c_str());
    if (!open) return cannot_read("The folder cannot be read", folder, errno);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(open))
      if (const std::string name = entry->d_name; name != "." && name != "..") names.push_back(name);
    const int failed = errno;
    ::closedir(open);
    if (failed) return cannot_read("The folder cannot be read", folder, failed);
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<std::unique_ptr<core::InFile>> open(const fs::path& path) override {
    // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY);
    if (fd < 0) return cannot_read("The file cannot be opened", path, errno);
    auto file = std::make_unique<SystemInFile>(fd, path);
    const auto status = file->status();
    if (!status) return status.error();
    if (status.value().kind != FileStatus::Kind::file)
      return Error{ErrorCode::unreadable, "This is not a regular file", path.string(), "Put a scan in its place"};
    return std::unique_ptr<core::InFile>(std::move(file));
  }

  Result<std::unique_ptr<core::OutFile>> create(const fs::path& path) override {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) return cannot_write("The file cannot be made", path, errno);
    return std::unique_ptr<core::OutFile>(std::make_unique<SystemOutFile>(fd, path));
  }

  Result<Done> make_folder(const fs::path& path) override {
    if (::mkdir(path.c_str(), 0777) == 0) return Done{};
    const int failed = errno;
    std::error_code ignored;
    if (failed == EEXIST && fs::is_directory(path, ignored)) return Done{};
    return cannot_write("The folder cannot be made", path, failed);
  }

  Result<Done> rename(const fs::path& from, const fs::path& to) override {
    if (::rename(from.c_str(), to.c_str())) return cannot_write("The file cannot be put in place", to, errno);
    return Done{};
  }

  Result<Done> rename_new(const fs::path& from, const fs::path& to) override {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return Done{};
    int failed = errno;
    if (failed == EINVAL || failed == ENOSYS) {  // a file system that cannot: look first
      const auto there = status(to);
      if (!there) return there.error();
      failed = there.value() ? EEXIST : 0;
      if (!failed) return rename(from, to);
    }
    if (failed == EEXIST) return Error{ErrorCode::bad_input, "Something is there already", to.string(), "Choose another name"};
    return cannot_write("The file cannot be put in place", to, failed);
  }

  Result<Done> exchange(const fs::path& one, const fs::path& other) override {
    if (::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0) return Done{};
    if (errno != EINVAL && errno != ENOSYS) return cannot_write("The two cannot change places", other, errno);
    const fs::path aside = one.string() + ".old";
    if (const auto away = rename(other, aside); !away) return away;
    if (const auto placed = rename(one, other); !placed) {
      const auto back = rename(aside, other);
      return back ? placed : back;
    }
    return rename(aside, one);
  }

  Result<Done> sync_folder(const fs::path& folder) override {
    const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return cannot_write("The folder cannot be synced", folder, errno);
    const int failed = ::fsync(fd) ? errno : 0;
    ::close(fd);
    if (failed && failed != EINVAL && failed != EROFS) return cannot_write("The folder cannot be synced", folder, failed);
    return Done{};  // some file systems cannot sync a folder
  }

  Result<Done> link(const fs::path& file, const fs::path& other) override {
    if (::link(file.c_str(), other.c_str()) == 0) return Done{};
    std::error_code failed;  // across file systems, or one that knows no links
    fs::copy_file(file, other, failed);
    if (failed) return cannot_write("The file cannot be copied", other, failed.value());
    return Done{};
  }

  Result<Done> remove_empty(const fs::path& folder) override {
    if (::rmdir(folder.c_str()) == 0) return Done{};
    if (errno == ENOTEMPTY || errno == EEXIST)
      return Error{ErrorCode::bad_input, "Something is in the folder", folder.string(), "Look at it"};
    return cannot_write("The folder cannot be taken away", folder, errno);
  }

  Result<Done> remove(const fs::path& path) override {
    std::error_code failed;
    fs::remove_all(path, failed);
    if (failed) return cannot_write("It cannot be taken away", path, failed.value());
    return Done{};
  }
};

class SystemClock : public core::Clock {
  template <class Of>
  static std::int64_t milliseconds() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Of::now().time_since_epoch()).count();
  }
  std::int64_t now_ms() override { return milliseconds<std::chrono::system_clock>(); }
  std::int64_t steady_ms() override { return milliseconds<std::chrono::steady_clock>(); }
};

}  // namespace

core::Disk& system_disk() {
  static SystemDisk disk;
  return disk;
}

core::Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

}  // namespace claimpack::store
