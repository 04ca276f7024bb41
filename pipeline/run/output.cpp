#include "run/output.hpp"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <utility>

#include "core/text.hpp"
#include "store/system.hpp"

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

// Is all that lies in the folder what this program writes?
bool is_result(const fs::path& folder) {
  static const std::set<std::string> ours = {"claim.json",    "packet.pdf",          "notice.pdf",  "acceptance.pdf",
                                             "rejection.pdf", "partial-payment.pdf", "inquiry.pdf", "transfer.pdf",
                                             "manifest.json", "manifest.sig",        "steps"};
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

core::Result<ClaimFolder> ClaimFolder::begin(const fs::path& dir, const std::string& name, core::Disk* disk) {
  core::Disk& on = disk ? *disk : store::system_disk();
  const fs::path target = dir / name;
  std::error_code fault;
  if (fs::exists(fs::symlink_status(target, fault)) && !is_result(target))
    return Error{ErrorCode::bad_input, "There is already something else of that name, and it is left alone", target.string(),
                 "Choose another --out"};
  const fs::path partial = dir / ("." + name + partial_mark + std::to_string(getpid()));
  if (const auto clear = on.remove(partial); !clear) return clear.error();
  if (const auto made = on.make_folder(partial); !made) return made.error();
  return ClaimFolder(on, target, partial);
}

ClaimFolder::ClaimFolder(ClaimFolder&& other) noexcept
    : disk_(other.disk_), target_(std::move(other.target_)), partial_(std::exchange(other.partial_, fs::path())) {}

ClaimFolder::~ClaimFolder() {
  if (!partial_.empty()) static_cast<void>(disk_.remove(partial_).ok());
}

core::Result<core::Done> ClaimFolder::write(const std::string& file, std::string_view bytes) {
  return core::write_new(disk_, partial_ / file, bytes);
}

core::Result<core::Done> ClaimFolder::finish() {
  if (const auto synced = disk_.sync_folder(partial_); !synced) return synced;
  // Nothing there yet: one rename. An older result: both change places, and the older one is taken away with the partial name.
  auto placed = disk_.rename_new(partial_, target_);
  if (!placed && placed.error().code == ErrorCode::bad_input) placed = disk_.exchange(partial_, target_);
  if (!placed) return placed;
  const auto synced = disk_.sync_folder(target_.parent_path());
  static_cast<void>(disk_.remove(partial_).ok());
  partial_.clear();
  return synced;
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
