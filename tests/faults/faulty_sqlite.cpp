// A VFS over SQLite's own: every write can fail or be the last, and what was not synced is lost in a power cut, in any
// subset and torn.
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include <new>

#include "faults/faults.hpp"

namespace claimpack::faults {

namespace {

sqlite3_vfs* real_vfs = nullptr;

struct Tracked {
  sqlite3_file base;
  sqlite3_file* real;
  char path[512];
};

Tracked& tracked(sqlite3_file* file) { return *reinterpret_cast<Tracked*>(file); }
sqlite3_file* real(sqlite3_file* file) { return tracked(file).real; }

int failure_code(int otherwise) { return Machine::the().failure() == Failure::full ? SQLITE_FULL : otherwise; }

void put_back(const std::string& path, sqlite3_int64 offset, const std::string& bytes, sqlite3_int64 size) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  const bool done = bytes.empty() || ::pwrite(fd, bytes.data(), bytes.size(), offset) == ssize_t(bytes.size());
  if (!done || ::ftruncate(fd, size)) ::abort();  // the test's own disk is full: nothing can be said
  ::close(fd);
}

int close_file(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
int read_file(sqlite3_file* file, void* into, int count, sqlite3_int64 offset) {
  return real(file)->pMethods->xRead(real(file), into, count, offset);
}

void remember(sqlite3_file* file, int count, sqlite3_int64 offset) {
  sqlite3_int64 size = 0;
  real(file)->pMethods->xFileSize(real(file), &size);
  std::string before;
  if (offset < size) {
    before.resize(std::size_t(std::min<sqlite3_int64>(count, size - offset)));
    real(file)->pMethods->xRead(real(file), before.data(), int(before.size()), offset);
  }
  const std::string path = tracked(file).path;
  Machine::the().unsettled("sqlite " + path, [path, offset, before, size](std::mt19937& random) {
    const auto fate = random() % 3;
    if (fate == 0) return put_back(path, offset, before, size);                                          // never came to the disk
    if (fate == 1) put_back(path, offset, before.substr(0, before.size() / 2), std::max(size, offset));  // torn
  });
}

int write_file(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  if (!Machine::the().may("sqlite write")) return failure_code(SQLITE_IOERR_WRITE);
  remember(file, count, offset);
  return real(file)->pMethods->xWrite(real(file), bytes, count, offset);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  if (!Machine::the().may("sqlite truncate")) return SQLITE_IOERR_TRUNCATE;
  return real(file)->pMethods->xTruncate(real(file), size);
}
int sync_file(sqlite3_file* file, int flags) {
  if (!Machine::the().may("sqlite sync")) return SQLITE_IOERR_FSYNC;
  const int done = real(file)->pMethods->xSync(real(file), flags);
  Machine::the().settled(std::string("sqlite ") + tracked(file).path);
  return done;
}
int size_of(sqlite3_file* file, sqlite3_int64* size) { return real(file)->pMethods->xFileSize(real(file), size); }
int lock(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlock(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
int check_lock(sqlite3_file* file, int* held) { return real(file)->pMethods->xCheckReservedLock(real(file), held); }
int control(sqlite3_file* file, int what, void* with) { return real(file)->pMethods->xFileControl(real(file), what, with); }
int sector(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
// No promise of the real disk is passed on: neither atomic writes nor their order.
int promises(sqlite3_file*) { return 0; }
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** at) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, at);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int shm_unmap(sqlite3_file* file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }

const sqlite3_io_methods methods = {2,        close_file,  read_file,  write_file, truncate_file, sync_file, size_of,
                                    lock,     unlock,      check_lock, control,    sector,        promises,  shm_map,
                                    shm_lock, shm_barrier, shm_unmap,  nullptr,    nullptr};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* got) {
  Tracked& each = tracked(file);
  each.base.pMethods = nullptr;
  each.real = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(Tracked));
  each.path[0] = '\0';
  if (name) strncpy(each.path, name, sizeof each.path - 1), each.path[sizeof each.path - 1] = '\0';
  const int done = real_vfs->xOpen(real_vfs, name, each.real, flags, got);
  if (each.real->pMethods) each.base.pMethods = &methods;
  return done;
}
int delete_file(sqlite3_vfs*, const char* name, int sync) {
  if (!Machine::the().may("sqlite delete")) return SQLITE_IOERR_DELETE;
  Machine::the().settled(std::string("sqlite ") + name);
  return real_vfs->xDelete(real_vfs, name, sync);
}

}  // namespace

void use_faulty_sqlite() {
  static sqlite3_vfs ours;
  real_vfs = sqlite3_vfs_find(nullptr);
  ours = *real_vfs;
  ours.zName = "faulty";
  ours.szOsFile = int(sizeof(Tracked)) + real_vfs->szOsFile;
  ours.xOpen = open_file;
  ours.xDelete = delete_file;
  ours.pNext = nullptr;
  sqlite3_vfs_register(&ours, 1);
}

}  // namespace claimpack::faults
