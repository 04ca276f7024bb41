// A backup's file: a plain tar (ustar), which every system opens, with the ledger first and the blobs behind it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/ports.hpp"

namespace claimpack::store {

class TarWriter {
 public:
  explicit TarWriter(core::OutFile& out) : out_(out) {}
  // A file of that name with all that `from` still holds, which must be `bytes` long. Errors: disk, unreadable.
  core::Result<core::Done> add(const std::string& name, core::InFile& from, std::int64_t bytes);
  core::Result<core::Done> finish();

 private:
  core::OutFile& out_;
};

// Calls `take` for every file; it must read all of `bytes` through the reader. Error damaged where the file is no tar, is
// cut off, or has anything but plain files in it.
using TarRead = std::function<core::Result<std::size_t>(std::span<char>)>;
core::Result<core::Done> read_tar(
    core::InFile& in,
    const std::function<core::Result<core::Done>(const std::string& name, std::int64_t bytes, const TarRead& read)>& take);

}  // namespace claimpack::store
