// A file that is gone with the value, unless it was put in its place.
#pragma once

#include <filesystem>

#include "core/ports.hpp"

namespace claimpack::store {

struct Unfinished {
  core::Disk& disk;
  std::filesystem::path path;  // cleared: it stays

  Unfinished(core::Disk& on, std::filesystem::path file) : disk(on), path(std::move(file)) {}
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished() {
    if (!path.empty()) static_cast<void>(disk.remove(path).ok());
  }
};

}  // namespace claimpack::store
