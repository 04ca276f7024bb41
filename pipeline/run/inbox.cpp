#include "run/inbox.hpp"

#include "receive/file_name.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::FileStatus;

namespace {

constexpr int depth_max = 8;

class Look {
 public:
  explicit Look(core::Disk& disk) : disk_(disk) {}
  Inbox inbox;

  core::Result<core::Done> folder(const fs::path& path, const std::string& below, int depth) {
    const auto names = disk_.list(path);
    if (!names) return names.error();
    inbox.folders.push_back(path);
    for (const std::string& name : names.value()) {
      if (name == ".ready") inbox.ready.insert(below);
      if (receive::is_leftover(name) || (depth == 0 && (name == done_folder || name == attention_folder))) continue;
      const auto status = disk_.status(path / name);
      if (!status || !status.value()) continue;  // gone meanwhile
      take(path / name, name, below, *status.value(), depth);
    }
    return core::Done{};
  }

 private:
  void take(const fs::path& path, const std::string& name, const std::string& below, const FileStatus& status, int depth) {
    if (status.kind == FileStatus::Kind::folder) {
      if (depth >= depth_max || !folder(path, below.empty() ? name : below + "/" + name, depth + 1)) inbox.odd.push_back(path);
    } else if (status.kind == FileStatus::Kind::file) {
      if (name == "intake.json") inbox.named.insert(below);
      inbox.files.push_back({path, status.mark, below});
    } else {
      inbox.odd.push_back(path);
    }
  }

  core::Disk& disk_;
};

}  // namespace

core::Result<Inbox> look_into(core::Disk& disk, const fs::path& inbox) {
  Look look(disk);
  if (const auto looked = look.folder(inbox, "", 0); !looked) return looked.error();
  return std::move(look.inbox);
}

}  // namespace claimpack::run
