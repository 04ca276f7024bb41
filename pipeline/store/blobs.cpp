#include "store/blobs.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "store/digest.hpp"
#include "store/unfinished.hpp"

namespace claimpack::store {

namespace fs = std::filesystem;
using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

constexpr std::size_t piece_bytes = 1 << 18;
// Syncs that wait together are taken by one commit of the file system's journal: 200 files of 60 KB in 1.5 s one by one, in
// 0.2 s by eight threads (ext4). They wait, they do not compute.
constexpr std::size_t syncs_together = 8;

Error changed(const fs::path& path) {
  return {ErrorCode::unreadable, "The file changed while it was copied", path.string(), "It is tried again when it holds still"};
}

}  // namespace

fs::path Blobs::fresh_path() {
  static std::atomic<unsigned> count{0};
  return coming_ / (std::to_string(::getpid()) + "-" + std::to_string(++count));
}

Result<Done> Blobs::place(const fs::path& from, const std::string& digest) {
  const fs::path to = place_of(digest);
  const auto there = disk_.status(to.parent_path());
  if (!there) return there.error();
  if (!there.value()) {
    if (const auto made = disk_.make_folder(to.parent_path()); !made) return made;
    if (const auto synced = disk_.sync_folder(folder_); !synced) return synced;
  }
  // Over an older copy too: should that one be damaged, it is healed.
  if (const auto renamed = disk_.rename(from, to); !renamed) return renamed;
  return disk_.sync_folder(to.parent_path());
}

Result<core::Shelf::Kept> Blobs::keep_file(const fs::path& path) {
  auto from = disk_.open(path);
  if (!from) return from.error();
  const auto before = from.value()->status();
  if (!before) return before.error();
  const fs::path fresh = fresh_path();
  auto to = disk_.create(fresh);
  if (!to) return to.error();
  Unfinished unfinished{disk_, fresh};
  Digest digest;
  std::int64_t bytes = 0;
  for (std::string piece(piece_bytes, '\0');;) {
    const auto count = from.value()->read(piece);
    if (!count) return count.error();
    if (count.value() == 0) break;
    bytes += std::int64_t(count.value());
    if (bytes > before.value().mark.bytes) return changed(path);
    const std::string_view taken(piece.data(), count.value());
    digest.add(taken);
    if (const auto written = to.value()->write(taken); !written) return written.error();
  }
  const auto after = from.value()->status();
  if (!after) return after.error();
  if (!(after.value().mark == before.value().mark) || bytes != after.value().mark.bytes) return changed(path);
  if (const auto synced = to.value()->sync(); !synced) return synced.error();
  const std::string hex = digest.hex();
  if (const auto placed = place(fresh, hex); !placed) return placed.error();
  unfinished.path.clear();
  return core::Shelf::Kept{hex, after.value().mark};
}

std::vector<Result<core::Shelf::Kept>> Blobs::keep_files(const std::vector<fs::path>& paths) {
  std::vector<Result<core::Shelf::Kept>> kept(paths.size(), Error{ErrorCode::failed, "The file was not looked at", "", ""});
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t at; (at = next++) < paths.size();) kept[at] = keep_file(paths[at]);
  };
  std::vector<std::thread> threads;
  const auto count = std::min<std::size_t>(syncs_together, paths.size());
  for (std::size_t i = 1; i < count; ++i) threads.emplace_back(work);
  work();
  for (std::thread& each : threads) each.join();
  return kept;
}

Result<std::string> Blobs::keep(std::string_view bytes) {
  const std::string digest = digest_of(bytes);
  const fs::path fresh = fresh_path();
  Unfinished unfinished{disk_, fresh};
  if (const auto written = core::write_new(disk_, fresh, bytes); !written) return written.error();
  if (const auto placed = place(fresh, digest); !placed) return placed.error();
  unfinished.path.clear();
  return digest;
}

Result<std::string> Blobs::bytes_of(const std::string& digest) {
  auto bytes = core::read_all(disk_, place_of(digest), std::int64_t(1) << 40);
  if (bytes && digest_of(bytes.value()) != digest)
    return Error{ErrorCode::damaged, "The kept bytes are not what they were", place_of(digest).string(),
                 "Restore the last backup"};
  return bytes;
}

Result<std::int64_t> Blobs::verify(const std::string& digest) {
  auto file = disk_.open(place_of(digest));
  if (!file) return file.error();
  Digest found;
  std::int64_t bytes = 0;
  for (std::string piece(piece_bytes, '\0');;) {
    const auto count = file.value()->read(piece);
    if (!count) return count.error();
    if (count.value() == 0) break;
    bytes += std::int64_t(count.value());
    found.add({piece.data(), count.value()});
  }
  if (found.hex() != digest)
    return Error{ErrorCode::damaged, "The kept bytes are not what they were", place_of(digest).string(),
                 "Restore the last backup"};
  return bytes;
}

Result<std::vector<std::string>> Blobs::all() {
  std::vector<std::string> digests;
  const auto parts = disk_.list(folder_);
  if (!parts) return parts.error();
  for (const std::string& part : parts.value()) {
    const auto names = disk_.list(folder_ / part);
    if (!names) return names.error();
    for (const std::string& name : names.value())
      if (is_digest(name) && name.substr(0, 2) == part) digests.push_back(name);
  }
  return digests;
}

}  // namespace claimpack::store
