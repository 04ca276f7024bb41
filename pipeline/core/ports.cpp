#include "core/ports.hpp"

#include <algorithm>

namespace claimpack::core {

Result<Done> write_new(Disk& disk, const std::filesystem::path& path, std::string_view bytes) {
  auto file = disk.create(path);
  if (!file) return file.error();
  if (const auto written = file.value()->write(bytes); !written) return written;
  return file.value()->sync();
}

Result<std::string> read_all(Disk& disk, const std::filesystem::path& path, std::int64_t bytes_max) {
  auto file = disk.open(path);
  if (!file) return file.error();
  std::string bytes;
  for (std::string piece(1 << 16, '\0');;) {
    const auto count = file.value()->read(piece);
    if (!count) return count.error();
    if (count.value() == 0) return bytes;
    bytes.append(piece, 0, count.value());
    if (std::int64_t(bytes.size()) > bytes_max)
      return Error{ErrorCode::too_large, "The file is longer than " + std::to_string(bytes_max) + " bytes", path.string(),
                   "Look at what lies there"};
  }
}

Result<Done> make_folders(Disk& disk, const std::filesystem::path& path) {
  if (path.empty()) return Done{};
  const auto there = disk.status(path);
  if (there && there.value()) return disk.make_folder(path);  // complains where it is no folder
  const auto above = path.parent_path();
  if (above != path)
    if (const auto made = make_folders(disk, above); !made) return made;
  if (const auto made = disk.make_folder(path); !made) return made;
  return disk.sync_folder(above.empty() ? "." : above);
}

}  // namespace claimpack::core
