// Bytes by their digest, as files that never change: FOLDER/ab/abcdef….
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/ledger.hpp"

namespace claimpack::store {

class Blobs {
 public:
  // `folder` for the blobs, `coming` for what is not whole yet; both exist.
  Blobs(core::Disk& disk, std::filesystem::path folder, std::filesystem::path coming)
      : disk_(disk), folder_(std::move(folder)), coming_(std::move(coming)) {}
  // Copied in pieces: written, synced, renamed to its digest, the folder synced. Errors: those of reading; disk.
  core::Result<core::Shelf::Kept> keep_file(const std::filesystem::path& path);
  // Several at a time: their syncs are taken together.
  std::vector<core::Result<core::Shelf::Kept>> keep_files(const std::vector<std::filesystem::path>& paths);
  core::Result<std::string> keep(std::string_view bytes);
  std::filesystem::path place_of(const std::string& digest) const { return folder_ / digest.substr(0, 2) / digest; }
  // Error damaged where the bytes are not the digest's, unreadable where there are none.
  core::Result<std::string> bytes_of(const std::string& digest);
  // Reads all and compares: its size. Errors as bytes_of.
  core::Result<std::int64_t> verify(const std::string& digest);
  core::Result<std::vector<std::string>> all();  // digests, sorted

 private:
  core::Result<core::Done> place(const std::filesystem::path& from, const std::string& digest);
  std::filesystem::path fresh_path();
  core::Disk& disk_;
  std::filesystem::path folder_, coming_;
};

}  // namespace claimpack::store
