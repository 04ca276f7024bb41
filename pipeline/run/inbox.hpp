// What lies in an inbox at one moment. Looking changes nothing.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "core/ports.hpp"

namespace claimpack::run {

// Folders of an inbox that are the program's own: what is finished, and what a person has to look at.
inline const std::string done_folder = "done", attention_folder = "attention";

struct Lying {
  std::filesystem::path path;
  core::FileMark mark;
  std::string folder;  // below the inbox; empty: loose, in the inbox itself
};

struct Inbox {
  std::vector<Lying> files;                    // sorted by path
  std::set<std::string> ready;                 // folders that hold a file .ready
  std::set<std::string> named;                 // folders that hold an intake.json
  std::vector<std::filesystem::path> folders;  // the inbox and all below it that may hold scans
  std::vector<std::filesystem::path> odd;      // links, pipes, devices: never taken
};

// Errors: unreadable (a share that is gone). A folder inside that cannot be read is left out and stands in `odd`.
core::Result<Inbox> look_into(core::Disk& disk, const std::filesystem::path& inbox);

}  // namespace claimpack::run
