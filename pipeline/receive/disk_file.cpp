#include "receive/disk_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "receive/doors.hpp"

namespace claimpack::receive {

using core::Error;
using core::ErrorCode;

core::Result<DiskFile> DiskFile::open(const std::filesystem::path& path, const std::string& name) {
  if (const Doors* handed = doors()) {
    const int fd = ::fcntl(handed->descriptor(path), F_DUPFD_CLOEXEC, 0);
    if (fd < 0) return Error{ErrorCode::unreadable, "the file does not exist", name, "check the name"};
    struct stat status {};
    return DiskFile(fd, ::fstat(fd, &status) == 0 ? status.st_size : 0);
  }
  // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY);
  if (fd < 0) {
    if (errno == ELOOP)
      return Error{ErrorCode::unsafe, "a symbolic link is not followed", name, "put the file itself into the folder"};
    // Of the machine, not of the file: it is no reason to set the file aside.
    if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
      return Error{ErrorCode::disk, "the system lets no more files be opened", name,
                   "it is tried again; raise the limit of open files"};
    if (errno == ENOENT) return Error{ErrorCode::unreadable, "the file does not exist", name, "check the name"};
    return Error{ErrorCode::unreadable, "the file cannot be opened", name, "check the file's rights"};
  }
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(fd);
    return Error{ErrorCode::unreadable, "this is not a regular file but a folder, a pipe or a device", name,
                 "put a scan in its place"};
  }
  return DiskFile(fd, status.st_size);
}

DiskFile::DiskFile(DiskFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)), size_(other.size_) {}

DiskFile& DiskFile::operator=(DiskFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(size_, other.size_);
  return *this;
}

DiskFile::~DiskFile() {
  if (fd_ >= 0) ::close(fd_);
}

std::vector<std::uint8_t> DiskFile::read_at(std::int64_t offset, std::size_t count) const {
  std::vector<std::uint8_t> bytes(count);
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t got = ::pread(fd_, bytes.data() + filled, count - filled, offset + std::int64_t(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    filled += std::size_t(got);
  }
  bytes.resize(filled);
  return bytes;
}

core::Result<std::vector<std::uint8_t>> read_whole(const std::filesystem::path& path, const std::string& name,
                                                   std::int64_t bytes_max) {
  auto file = DiskFile::open(path, name);
  if (!file) return file.error();
  const std::int64_t size = file.value().size();
  if (size > bytes_max)
    return Error{ErrorCode::too_large,
                 "the file has " + std::to_string(size) + " bytes, more than the limit of " + std::to_string(bytes_max), name,
                 "split it or raise the limit in the settings"};
  auto bytes = file.value().read_at(0, std::size_t(size));
  if (std::int64_t(bytes.size()) != size)
    return Error{ErrorCode::unreadable, "the file cannot be read to its end", name, "check the disk"};
  return bytes;
}

core::Result<std::shared_ptr<TempFolder>> TempFolder::make() {
  if (doors() != nullptr) {
    static int count = 0;  // such a process has one thread
    return std::shared_ptr<TempFolder>(new TempFolder("/new/" + std::to_string(++count)));
  }
  std::error_code failure;
  const auto base = std::filesystem::temp_directory_path(failure);
  std::string pattern = (failure ? std::filesystem::path("/tmp") : base) / "claimpack-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr)  // mode 0700
    return Error{ErrorCode::disk, "no temporary folder can be made", pattern,
                 "free some space or set TMPDIR to a folder with room"};
  return std::shared_ptr<TempFolder>(new TempFolder(pattern));
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  if (doors() != nullptr) doors()->take_back(path_);
  else std::filesystem::remove_all(path_, ignored);
}

std::uint32_t big_endian(std::span<const std::uint8_t> bytes, std::size_t at, int count) {
  if (at + std::size_t(count) > bytes.size()) return 0;
  std::uint32_t number = 0;
  for (int i = 0; i < count; ++i) number = number << 8 | bytes[at + std::size_t(i)];
  return number;
}

std::uint32_t little_endian(std::span<const std::uint8_t> bytes, std::size_t at, int count) {
  if (at + std::size_t(count) > bytes.size()) return 0;
  std::uint32_t number = 0;
  for (int i = count - 1; i >= 0; --i) number = number << 8 | bytes[at + std::size_t(i)];
  return number;
}

}  // namespace claimpack::receive
