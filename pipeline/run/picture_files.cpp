#include "run/picture_files.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <vector>

namespace claimpack::run {

namespace fs = std::filesystem;

PictureFiles::PictureFiles(fs::path folder, std::int64_t bytes_max) : folder_(std::move(folder)), bytes_max_(bytes_max) {
  struct Found {
    fs::file_time_type time;
    std::string name;
    std::int64_t bytes;
  };
  std::vector<Found> found;
  std::error_code fault;
  for (fs::directory_iterator at(folder_, fault), end; !fault && at != end; at.increment(fault)) {
    std::error_code ignored;
    if (!at->is_regular_file(ignored)) continue;
    const std::string name = at->path().filename().string();
    if (name.starts_with('.')) fs::remove(at->path(), ignored);  // of a run that died over it
    else found.push_back({at->last_write_time(ignored), name, std::int64_t(at->file_size(ignored))});
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.time > b.time; });
  for (const Found& each : found) {
    used_.push_back(each.name);
    files_[each.name] = {each.bytes, std::prev(used_.end())};
    bytes_ += each.bytes;
  }
}

void PictureFiles::use(const std::string& name) { used_.splice(used_.begin(), used_, files_.at(name).place); }

void PictureFiles::forget(const std::string& name) {
  const auto found = files_.find(name);
  if (found == files_.end()) return;
  bytes_ -= found->second.bytes;
  used_.erase(found->second.place);
  files_.erase(found);
}

bool PictureFiles::has(const std::string& name) {
  const std::lock_guard lock(mutex_);
  return files_.count(name) > 0;
}

std::optional<std::string> PictureFiles::read(const std::string& name, std::uint64_t offset, std::uint64_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (!files_.count(name)) return {};
    use(name);
  }
  std::ifstream in(folder_ / name, std::ios::binary);
  std::string read(bytes, '\0');
  in.seekg(std::streamoff(offset));
  in.read(read.data(), std::streamsize(bytes));
  if (in && in.gcount() == std::streamsize(bytes)) return read;
  remove(name);
  return {};
}

core::Result<core::Done> PictureFiles::write(const std::string& name, std::string_view bytes) {
  static std::atomic<int> count{0};
  std::error_code fault;
  fs::create_directories(folder_, fault);
  const fs::path coming = folder_ / ("." + name + "." + std::to_string(getpid()) + "-" + std::to_string(++count));
  std::ofstream out(coming, std::ios::binary);
  out.write(bytes.data(), std::streamsize(bytes.size()));
  out.close();
  if (out) fs::rename(coming, folder_ / name, fault);
  if (!out || fault) {
    std::error_code ignored;
    fs::remove(coming, ignored);
    return core::Error{core::ErrorCode::disk, "A page's pictures could not be kept", folder_.string(), "Free some disk space"};
  }
  const std::lock_guard lock(mutex_);
  forget(name);
  used_.push_front(name);
  files_[name] = {std::int64_t(bytes.size()), used_.begin()};
  bytes_ += std::int64_t(bytes.size());
  while (bytes_ > bytes_max_ && used_.size() > 1) {
    const std::string oldest = used_.back();
    forget(oldest);
    std::error_code ignored;
    fs::remove(folder_ / oldest, ignored);
  }
  return core::Done{};
}

void PictureFiles::remove(const std::string& name) {
  const std::lock_guard lock(mutex_);
  forget(name);
  std::error_code ignored;
  fs::remove(folder_ / name, ignored);
}

std::int64_t PictureFiles::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace claimpack::run
