// One file out of the folder while others go on writing, and the folder out of that file.
#include <unistd.h>

#include "store/digest.hpp"
#include "store/rows.hpp"
#include "store/shelf.hpp"
#include "store/store.hpp"
#include "store/tar.hpp"
#include "store/unfinished.hpp"

namespace claimpack::store {

namespace fs = std::filesystem;
using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

const std::string ledger_name = "ledger.sqlite", blob_prefix = "blobs/";

Result<Done> add_file(TarWriter& tar, core::Disk& disk, const std::string& name, const fs::path& path) {
  auto file = disk.open(path);
  if (!file) return file.error();
  const auto status = file.value()->status();
  if (!status) return status.error();
  return tar.add(name, *file.value(), status.value().mark.bytes);
}

Result<std::vector<std::string>> digests_in(const fs::path& ledger) {
  auto database = Database::open(ledger);
  if (!database) return database.error();
  return database.value()->look([](soci::session& sql) {
    std::vector<std::string> digests;
    std::string digest;
    soci::statement read = (sql.prepare << "SELECT digest FROM blobs ORDER BY digest", soci::into(digest));
    read.execute();
    while (read.fetch()) digests.push_back(digest);
    return digests;
  });
}

// One file of a backup, written to where it belongs below `folder`, its digest tested on the way.
Result<Done> take_file(core::Disk& disk, const fs::path& folder, const std::string& name, std::int64_t bytes,
                       const TarRead& read) {
  const std::string digest = name.rfind(blob_prefix, 0) == 0 ? name.substr(blob_prefix.size()) : "";
  if (name != ledger_name && !is_digest(digest))
    return Error{ErrorCode::damaged, "The backup holds what does not belong there", name, "Take another backup"};
  const fs::path to = digest.empty() ? folder / ledger_name : folder / "blobs" / digest.substr(0, 2) / digest;
  if (const auto made = core::make_folders(disk, to.parent_path()); !made) return made;
  auto file = disk.create(to);
  if (!file) return file.error();
  Digest found;
  std::string piece(1 << 18, '\0');
  for (std::int64_t left = bytes; left > 0;) {
    const auto count = read(piece);
    if (!count) return count.error();
    left -= std::int64_t(count.value());
    const std::string_view part(piece.data(), count.value());
    found.add(part);
    if (const auto written = file.value()->write(part); !written) return written;
  }
  if (!digest.empty() && found.hex() != digest)
    return Error{ErrorCode::damaged, "The backup's bytes are not what they were", name, "Take another backup"};
  if (const auto synced = file.value()->sync(); !synced) return synced;
  return disk.sync_folder(to.parent_path());
}

}  // namespace

Result<Done> FolderShelf::backup(const fs::path& file) {
  const fs::path snapshot = folder_ / "coming" / ("backup-" + std::to_string(::getpid()) + ".sqlite");
  fs::path partial = file;
  partial += ".partial";
  if (const auto there = disk_.status(file); !there || there.value())
    return there ? Error{ErrorCode::bad_input, "Something is there already", file.string(), "Name a new file with --to"}
                 : there.error();
  const Unfinished snapshot_goes{disk_, snapshot}, journal_goes{disk_, snapshot.string() + "-wal"},
      shm_goes{disk_, snapshot.string() + "-shm"};
  if (snapshot.string().find('\'') != std::string::npos)
    return Error{ErrorCode::bad_input, "The folder's name has a quotation mark", folder_.string(), "Rename it"};
  for (const char* end : {"", "-wal", "-shm"})
    if (const auto clear = disk_.remove(snapshot.string() + end); !clear) return clear;
  if (const auto copied = database_->outside("VACUUM INTO '" + snapshot.string() + "'"); !copied) return copied;
  const auto digests = digests_in(snapshot);
  if (!digests) return digests.error();
  if (const auto clear = disk_.remove(partial); !clear) return clear;
  Unfinished partial_goes{disk_, partial};
  {
    auto out = disk_.create(partial);
    if (!out) return out.error();
    TarWriter tar(*out.value());
    if (const auto added = add_file(tar, disk_, ledger_name, snapshot); !added) return added;
    for (const std::string& digest : digests.value())
      if (const auto added = add_file(tar, disk_, blob_prefix + digest, place_of(digest)); !added) return added;
    if (const auto ended = tar.finish(); !ended) return ended;
    if (const auto synced = out.value()->sync(); !synced) return synced;
  }
  if (const auto placed = disk_.rename_new(partial, file); !placed) return placed;
  partial_goes.path.clear();
  return disk_.sync_folder(file.parent_path().empty() ? "." : file.parent_path());
}

Result<core::AuditReport> restore(const fs::path& backup, const fs::path& folder, core::Disk& disk, core::Clock& clock) {
  const auto there = disk.status(folder);
  if (!there) return there.error();
  if (there.value()) {
    const auto inside = disk.list(folder);
    if (!inside || !inside.value().empty())
      return Error{ErrorCode::bad_input, "Something is there already", folder.string(), "Name a new folder with --data"};
  }
  auto in = disk.open(backup);
  if (!in) return in.error();
  const fs::path parent = folder.has_filename() ? folder.parent_path() : folder.parent_path().parent_path();
  const std::string name = folder.has_filename() ? folder.filename().string() : folder.parent_path().filename().string();
  const fs::path fresh = parent / ("." + name + ".restore-" + std::to_string(::getpid()));
  if (const auto clear = disk.remove(fresh); !clear) return clear.error();
  Unfinished fresh_goes{disk, fresh};
  if (const auto made = core::make_folders(disk, fresh); !made) return made.error();
  const auto read = read_tar(*in.value(), [&](const std::string& entry, std::int64_t bytes, const TarRead& from) {
    return take_file(disk, fresh, entry, bytes, from);
  });
  if (!read) return read.error();
  auto report = [&]() -> Result<core::AuditReport> {
    auto shelf = open_existing(fresh, disk, clock);
    if (!shelf) return shelf.error();
    return shelf.value()->audit();
  }();
  if (!report) return report;
  if (!report.value().faults.empty())
    return Error{ErrorCode::damaged, "The backup does not pass its audit: " + report.value().faults.front(), backup.string(),
                 "Take another backup"};
  if (there.value())
    if (const auto clear = disk.remove(folder); !clear) return clear.error();  // empty, as was seen
  if (const auto placed = disk.rename_new(fresh, parent / name); !placed) return placed.error();
  fresh_goes.path.clear();
  if (const auto synced = disk.sync_folder(parent.empty() ? "." : parent); !synced) return synced.error();
  return report;
}

}  // namespace claimpack::store
