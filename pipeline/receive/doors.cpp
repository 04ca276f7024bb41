#include "receive/doors.hpp"

#include <fcntl.h>
#include <iconv.h>
#include <locale.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "receive/digest.hpp"
#include "receive/system_fonts.hpp"

namespace claimpack::receive {

using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

Doors* the_doors = nullptr;

Error no_room(const std::filesystem::path& path) {
  return {ErrorCode::disk, "a temporary file cannot be written", path.filename().string(),
          "free some space in the temporary folder"};
}

}  // namespace

Doors::~Doors() {
  for (const auto& [path, fd] : files_) ::close(fd);
}

int Doors::descriptor(const std::filesystem::path& path) const {
  const auto found = files_.find(path.string());
  return found == files_.end() ? -1 : found->second;
}

void Doors::hand_over(const std::filesystem::path& path, int fd) {
  const auto [at, fresh] = files_.try_emplace(path.string(), fd);
  if (fresh) return;
  ::close(at->second);
  at->second = fd;
}

void Doors::take_back(const std::filesystem::path& folder) {
  const std::string name = folder.string(), below = name + "/";
  std::erase_if(files_, [&](const auto& file) {
    const bool goes = file.first == name || file.first.starts_with(below);
    if (goes) ::close(file.second);
    return goes;
  });
}

Doors* doors() { return the_doors; }
void live_behind(Doors* doors) { the_doors = doors; }

Result<int> create_file(const std::filesystem::path& path) {
  int fd = -1;
  if (the_doors != nullptr) {
    if (const auto made = the_doors->make_file(path); !made) return made.error();
    fd = ::fcntl(the_doors->descriptor(path), F_DUPFD_CLOEXEC, 0);
  } else {
    fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  }
  if (fd < 0) return no_room(path);
  return fd;
}

Result<Done> write_file(const std::filesystem::path& path, const void* bytes, std::size_t count) {
  const auto fd = create_file(path);
  if (!fd) return fd.error();
  const char* from = static_cast<const char*>(bytes);
  while (count > 0) {
    const auto written = ::write(fd.value(), from, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    from += written;
    count -= std::size_t(written);
  }
  if (::close(fd.value()) != 0 || count > 0) return no_room(path);
  return Done{};
}

void remove_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (the_doors != nullptr) the_doors->take_back(path);
  else std::filesystem::remove(path, ignored);
}

void load_what_is_looked_for() {
  // Kept open for good: what is in use is not loaded again, and nobody can load it behind doors.
  [[maybe_unused]] static const iconv_t to_utf8 = ::iconv_open("UTF-8", "GB18030");
  [[maybe_unused]] static const iconv_t to_gbk = ::iconv_open("GB18030", "UTF-8");
  [[maybe_unused]] static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  (void)sha256_hex(std::string_view());
  load_system_fonts();
}

}  // namespace claimpack::receive
