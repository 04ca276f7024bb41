// ZIP archives, OFD among them: unpacked into a private folder, within limits, nothing outside it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/claim.hpp"
#include "core/result.hpp"
#include "receive/disk_file.hpp"
#include "receive/receive.hpp"

namespace claimpack::receive {

struct ArchiveFile {
  std::string name;            // UTF-8, parted by '/', without the one folder that holds all
  std::filesystem::path path;  // in the folder, under a name of our own
};

struct Archive {
  enum class Kind { files, office, ofd } kind = Kind::files;  // of an office document nothing is unpacked
  std::shared_ptr<TempFolder> folder;
  std::vector<ArchiveFile> files;         // natural order of names
  std::vector<core::SetAside> set_aside;  // entries refused: unsafe, encrypted, damaged
};

// By the names alone. Errors: damaged, unreadable.
core::Result<Archive::Kind> kind_of_archive(const std::filesystem::path& path, const std::string& name, const Limits& limits);
// Errors: damaged, too_large (entries, bytes, ratio), empty, disk. `name` is used as place.
core::Result<Archive> unpack(const std::filesystem::path& path, const std::string& name, const Limits& limits);

}  // namespace claimpack::receive
