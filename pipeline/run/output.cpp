#include "run/output.hpp"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <utility>

#include "core/text.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;

namespace {

constexpr std::size_t name_bytes_max = 180;  // 255 are allowed; "." and ".partial-<pid>" stand around it
constexpr const char* partial_mark = ".partial-";

Error disk_error(const std::string& what, const fs::path& place, int number) {
  const char* cure = number == ENOSPC || number == EDQUOT || number == EFBIG ? "Free some disk space or choose another --out"
                                                                             : "Choose an --out that may be written to";
  return {ErrorCode::disk, what + ": " + strerror(number), place.string(), cure};
}

// Makes what was written to the file or folder stay after a power cut.
int sync_path(const fs::path& path, int flags) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return errno;
  const int failed = fsync(fd) ? errno : 0;
  close(fd);
  return failed == EINVAL || failed == EROFS ? 0 : failed;  // some file systems cannot sync a folder
}

int write_all(int fd, const std::string& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    done += std::size_t(count);
  }
  return fsync(fd) && errno != EINVAL && errno != EROFS ? errno : 0;
}

// Is all that lies in the folder what this program writes?
bool is_result(const fs::path& folder) {
  static const std::set<std::string> ours = {
      "claim.json",          "packet.pdf",  "notice.pdf",    "acceptance.pdf", "rejection.pdf",
      "partial-payment.pdf", "inquiry.pdf", "manifest.json", "manifest.sig",   "steps"};
  std::error_code fault;
  if (!fs::is_directory(fs::symlink_status(folder, fault))) return false;
  for (fs::directory_iterator at(folder, fault), end; !fault && at != end; at.increment(fault))
    if (!ours.count(at->path().filename().string())) return false;
  return !fault;
}

// The process that a partial folder belongs to, or 0 for any other name.
pid_t owner_of(const std::string& name) {
  const auto at = name.rfind(partial_mark);
  if (name.empty() || name.front() != '.' || at == std::string::npos) return 0;
  const std::string digits = name.substr(at + strlen(partial_mark));
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos || digits.size() > 9) return 0;
  return static_cast<pid_t>(std::atoi(digits.c_str()));
}

}  // namespace

std::string safe_name(const std::string& name) {
  std::u32string safe;
  for (const char32_t c : core::to_u32(name)) {
    const bool bad = c < 0x20 || (c >= 0x7f && c < 0xa0) || c == U'/' || c == U'\\' || (c >= 0x202a && c <= 0x202e) ||
                     c == 0x2028 || c == 0x2029;
    safe += bad ? U'_' : c;
  }
  while (!safe.empty() && core::is_blank(safe.back())) safe.pop_back();
  while (!safe.empty() && core::is_blank(safe.front())) safe.erase(0, 1);
  if (!safe.empty() && safe.front() == U'.') safe.front() = U'_';
  if (!safe.empty() && safe.front() == U'-') safe.front() = U'_';  // no option of other programs
  while (core::to_utf8(safe).size() > name_bytes_max) safe.pop_back();
  return safe.empty() ? "claim" : core::to_utf8(safe);
}

core::Result<ClaimFolder> ClaimFolder::begin(const fs::path& dir, const std::string& name) {
  const fs::path target = dir / name;
  std::error_code fault;
  if (fs::exists(fs::symlink_status(target, fault)) && !is_result(target))
    return Error{ErrorCode::bad_input, "There is already something else of that name, and it is left alone", target.string(),
                 "Choose another --out"};
  const fs::path partial = dir / ("." + name + partial_mark + std::to_string(getpid()));
  fs::remove_all(partial, fault);
  fs::create_directory(partial, fault);
  if (fault) return disk_error("The packet's folder cannot be made", partial, fault.value());
  return ClaimFolder(target, partial);
}

ClaimFolder::ClaimFolder(ClaimFolder&& other) noexcept
    : target_(std::move(other.target_)), partial_(std::exchange(other.partial_, fs::path())) {}

ClaimFolder::~ClaimFolder() {
  std::error_code ignored;
  if (!partial_.empty()) fs::remove_all(partial_, ignored);
}

core::Result<core::Done> ClaimFolder::write(const std::string& file, const std::string& bytes) {
  const fs::path path = partial_ / file;
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return disk_error("The file cannot be made", target_ / file, errno);
  int failed = write_all(fd, bytes);
  if (close(fd) && !failed) failed = errno;
  if (failed) return disk_error("The file cannot be written", target_ / file, failed);
  return core::Done{};
}

core::Result<core::Done> ClaimFolder::finish() {
  if (const int failed = sync_path(partial_, O_RDONLY | O_DIRECTORY))
    return disk_error("The packet's folder cannot be synced", target_, failed);
  // Nothing there yet: one rename. An older result: both change places, and the older one is taken away with the partial name.
  int failed = renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, target_.c_str(), RENAME_NOREPLACE) ? errno : 0;
  if (failed == EEXIST) failed = renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) ? errno : 0;
  if (failed == EINVAL || failed == ENOSYS) {  // a file system that knows neither
    std::error_code fault;
    const fs::path old = partial_.string() + ".old";
    if (fs::exists(target_, fault)) fs::rename(target_, old, fault);
    if (!fault) fs::rename(partial_, target_, fault);
    failed = fault.value();
    if (failed && fs::exists(old, fault)) fs::rename(old, target_, fault);
    else fs::remove_all(old, fault);
  }
  if (failed) return disk_error("The packet's folder cannot be put in place", target_, failed);
  std::error_code ignored;
  fs::remove_all(partial_, ignored);
  partial_.clear();
  sync_path(target_.parent_path(), O_RDONLY | O_DIRECTORY);
  return core::Done{};
}

core::Result<core::Done> prepare_output(const fs::path& dir) {
  std::error_code fault;
  fs::create_directories(dir, fault);
  if (fault) return disk_error("The folder for the packets cannot be made", dir, fault.value());
  if (!fs::is_directory(dir, fault)) return disk_error("The folder for the packets cannot be made", dir, ENOTDIR);
  for (fs::directory_iterator at(dir, fault), end; !fault && at != end; at.increment(fault)) {
    const pid_t owner = owner_of(at->path().filename().string());
    std::error_code ignored;
    if (owner > 0 && kill(owner, 0) && errno == ESRCH) fs::remove_all(at->path(), ignored);
  }
  return core::Done{};
}

}  // namespace claimpack::run
