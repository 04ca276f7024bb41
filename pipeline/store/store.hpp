// store: the ledger of arrivals, claims and packets, and their bytes, in one folder:
//   ledger.sqlite   the tables and the log    blobs/ab/…   bytes by their digest
//   coming/         what is not whole yet     lock         held by the process that watches
#pragma once

#include <filesystem>
#include <memory>

#include "core/desk.hpp"
#include "core/ledger.hpp"

namespace claimpack::store {

// Opens the folder, or makes it. Several processes may have it open. Errors: disk, damaged, bad_input (a newer program's).
core::Result<std::unique_ptr<core::Shelf>> open_shelf(const std::filesystem::path& folder, core::Disk& disk, core::Clock& clock);
// The same, but error missing_part where there is no ledger yet: for commands that only look.
core::Result<std::unique_ptr<core::Shelf>> open_existing(const std::filesystem::path& folder, core::Disk& disk,
                                                         core::Clock& clock);

// The review station's desk in the same folder, which is opened or made; with a connection of its own for looking.
core::Result<std::unique_ptr<core::Desk>> open_desk(const std::filesystem::path& folder, core::Disk& disk, core::Clock& clock);

// Makes `folder` out of a backup: every digest is held against its bytes, and the ledger is audited, before it is put in
// place. Errors: bad_input where something is there or the file is no backup, damaged, disk.
core::Result<core::AuditReport> restore(const std::filesystem::path& backup, const std::filesystem::path& folder,
                                        core::Disk& disk, core::Clock& clock);

// Held as long as it lives: only one process watches into a folder. Takes away what a dead one has left half done.
class Hold {
 public:
  static core::Result<std::unique_ptr<Hold>> take(const std::filesystem::path& folder, core::Disk& disk);
  static bool is_taken(const std::filesystem::path& folder);  // by a process that runs now
  ~Hold();
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

 private:
  explicit Hold(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace claimpack::store
