#include "run/upload_door.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

// "a.jpg" becomes "a~2.jpg": two files of one name are two files.
std::string numbered(const std::string& name, int number) {
  if (number == 1) return name;
  const auto dot = name.rfind('.');
  const auto at = dot == std::string::npos || dot == 0 ? name.size() : dot;
  return name.substr(0, at) + "~" + std::to_string(number) + name.substr(at);
}

bool is_plain(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos && name.find('\0') == std::string::npos;
}

}  // namespace

Result<std::unique_ptr<InboxDoor>> InboxDoor::open(const fs::path& folder, core::Disk& disk) {
  std::unique_ptr<InboxDoor> door(new InboxDoor(folder, disk));
  if (const auto made = core::make_folders(disk, door->inbox()); !made) return made.error();
  if (const auto clear = disk.remove(door->coming()); !clear) return clear.error();  // what a death left half written
  if (const auto made = core::make_folders(disk, door->coming()); !made) return made.error();
  return door;
}

Result<std::string> InboxDoor::put(const std::string& folder, const std::string& name, const std::string& from) {
  if (!is_plain(folder) || !is_plain(name))
    return Error{ErrorCode::unsafe, "A file cannot have this name", name, "Give it another one"};
  const fs::path place = inbox() / folder;
  if (const auto made = core::make_folders(disk_, place); !made) return made.error();
  for (int number = 1;; ++number) {
    const std::string as = numbered(name, number);
    const auto moved = disk_.rename_new(from, place / as);
    if (!moved && moved.error().code == ErrorCode::bad_input && number < 10'000) continue;
    if (!moved) return moved.error();
    if (const auto synced = disk_.sync_folder(place); !synced) return synced.error();
    return as;
  }
}

Result<Done> InboxDoor::complete(const std::string& folder) {
  if (!is_plain(folder)) return Error{ErrorCode::unsafe, "A claim cannot have this name", folder, ""};
  const fs::path mark = inbox() / folder / ".ready";
  const auto there = disk_.status(mark);
  if (there && there.value()) return Done{};
  const auto place = disk_.status(inbox() / folder);
  if (!place) return place.error();
  if (!place.value()) return Done{};  // all that came is taken in already, and its folder moved away
  return core::write_new(disk_, mark, "");
}

}  // namespace claimpack::run
