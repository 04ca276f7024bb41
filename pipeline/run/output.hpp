// What a run leaves on disk: for each claim a folder that is there whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/ports.hpp"
#include "core/result.hpp"

namespace claimpack::run {

// A name that is safe as one folder or file of any disk: no separators, control characters or leading dots; ill-formed bytes
// become U+FFFD; at most 180 bytes, cut between characters; never empty.
std::string safe_name(const std::string& name);

// DIR/<name>, made in DIR/.<name>.partial-<pid> and put in place by one rename. An older result of the same claim is
// exchanged for it; a folder that is no result (scans, say) is never touched.
class ClaimFolder {
 public:
  // `disk` null: the machine's. Errors: disk; bad_input where DIR/<name> is there and is no result of this program.
  static core::Result<ClaimFolder> begin(const std::filesystem::path& dir, const std::string& name, core::Disk* disk = nullptr);
  ClaimFolder(ClaimFolder&& other) noexcept;
  ClaimFolder& operator=(ClaimFolder&&) = delete;
  // Takes away what was not finished.
  ~ClaimFolder();

  const std::filesystem::path& partial() const { return partial_; }
  // Written and synced. Error disk.
  core::Result<core::Done> write(const std::string& file, std::string_view bytes);
  // Puts the folder in place and syncs. Error disk: then nothing has changed, or it stands there whole and is not surely kept.
  core::Result<core::Done> finish();

 private:
  ClaimFolder(core::Disk& disk, std::filesystem::path target, std::filesystem::path partial)
      : disk_(disk), target_(std::move(target)), partial_(std::move(partial)) {}
  core::Disk& disk_;
  std::filesystem::path target_, partial_;  // partial_ empty: nothing to take away
};

// Makes DIR and takes away what runs that died have left half done in it. Error disk.
core::Result<core::Done> prepare_output(const std::filesystem::path& dir);

}  // namespace claimpack::run
