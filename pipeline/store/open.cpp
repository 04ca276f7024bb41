// Opening the folder, and holding it.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/desk.hpp"
#include "store/shelf.hpp"
#include "store/store.hpp"

namespace claimpack::store {

namespace fs = std::filesystem;
using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;

Result<std::unique_ptr<core::Shelf>> open_shelf(const fs::path& folder, core::Disk& disk, core::Clock& clock) {
  for (const char* part : {"blobs", "coming"})
    if (const auto made = core::make_folders(disk, folder / part); !made) return made.error();
  auto database = Database::open(folder / "ledger.sqlite");
  if (!database) return database.error();
  if (const auto synced = disk.sync_folder(folder); !synced) return synced.error();  // the ledger's own name
  return std::unique_ptr<core::Shelf>(std::make_unique<FolderShelf>(folder, disk, clock, std::move(database).value()));
}

Result<std::unique_ptr<core::Desk>> open_desk(const fs::path& folder, core::Disk& disk, core::Clock& clock) {
  if (const auto made = core::make_folders(disk, folder); !made) return made.error();
  auto writing = Database::open(folder / "ledger.sqlite");
  if (!writing) return writing.error();
  auto looking = Database::open(folder / "ledger.sqlite");
  if (!looking) return looking.error();
  if (const auto synced = disk.sync_folder(folder); !synced) return synced.error();
  return std::unique_ptr<core::Desk>(std::make_unique<FolderDesk>(clock, std::move(writing).value(), std::move(looking).value()));
}

Result<std::unique_ptr<core::Shelf>> open_existing(const fs::path& folder, core::Disk& disk, core::Clock& clock) {
  const auto there = disk.status(folder / "ledger.sqlite");
  if (!there) return there.error();
  if (!there.value())
    return Error{ErrorCode::missing_part, "There is no ledger in this folder", folder.string(),
                 "Name the folder that claimpack watch was given with --data"};
  return open_shelf(folder, disk, clock);
}

Result<std::unique_ptr<Hold>> Hold::take(const fs::path& folder, core::Disk& disk) {
  if (const auto made = core::make_folders(disk, folder); !made) return made.error();
  const fs::path file = folder / "lock";
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return Error{ErrorCode::disk, strerror(errno), file.string(), "Choose a folder that may be written to"};
  bool mine = false;
  for (int tries = 0; !mine && tries < 10; ++tries) {  // who only asks whether it is taken holds it for a moment
    if (tries > 0) ::usleep(50'000);
    mine = ::flock(fd, LOCK_EX | LOCK_NB) == 0;
  }
  if (!mine) {
    ::close(fd);
    return Error{ErrorCode::disk, "Another claimpack watches into this folder", folder.string(),
                 "Let that one do it, or name another folder with --data"};
  }
  std::unique_ptr<Hold> hold(new Hold(fd));
  const auto left = disk.list(folder / "coming");
  if (left)
    for (const std::string& name : left.value())
      if (const auto removed = disk.remove(folder / "coming" / name); !removed) return removed.error();
  return hold;
}

bool Hold::is_taken(const fs::path& folder) {
  const int fd = ::open((folder / "lock").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool taken = ::flock(fd, LOCK_SH | LOCK_NB) != 0;
  ::close(fd);
  return taken;
}

Hold::~Hold() { ::close(fd_); }

}  // namespace claimpack::store
