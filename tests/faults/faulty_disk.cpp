#include <sys/stat.h>
#include <unistd.h>

#include "faults/faults.hpp"
#include "store/system.hpp"

namespace claimpack::faults {

namespace fs = std::filesystem;
using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

Error refusal(const fs::path& path) {
  const Failure failure = Machine::the().failure();
  return {ErrorCode::disk,
          failure == Failure::full     ? "No space left on device"
          : failure == Failure::broken ? "Input/output error"
                                       : "Read-only file system",
          path.string(), "Made for a test"};
}

Error gone(const fs::path& path, ErrorCode code) { return {code, "Stale file handle", path.string(), "Made for a test"}; }

bool reaches(const fs::path& path) { return Machine::the().reaches(path.string()); }

class FaultyInFile : public core::InFile {
 public:
  FaultyInFile(std::unique_ptr<core::InFile> real, fs::path path) : real_(std::move(real)), path_(std::move(path)) {}
  Result<std::size_t> read(std::span<char> into) override {
    if (!reaches(path_)) return gone(path_, ErrorCode::unreadable);
    return real_->read(into);
  }
  Result<core::FileStatus> status() override {
    if (!reaches(path_)) return gone(path_, ErrorCode::unreadable);
    return real_->status();
  }

 private:
  std::unique_ptr<core::InFile> real_;
  fs::path path_;
};

class FaultyOutFile : public core::OutFile {
 public:
  FaultyOutFile(std::unique_ptr<core::OutFile> real, fs::path path) : real_(std::move(real)), path_(std::move(path)) {}
  Result<Done> write(std::string_view bytes) override {
    if (!Machine::the().may("write")) {  // a full disk takes a part first
      static_cast<void>(real_->write(bytes.substr(0, bytes.size() / 2)).ok());
      return refusal(path_);
    }
    Machine::the().unsettled("file " + path_.string(), [inode = inode_of(path_), path = path_](std::mt19937& random) {
      // It may have another name by now; then that rename is taken back first.
      struct stat status {};
      if (::stat(path.c_str(), &status) == 0 && status.st_ino == inode)
        if (::truncate(path.c_str(), status.st_size ? off_t(random() % std::uint64_t(status.st_size)) : 0)) return;
    });
    return real_->write(bytes);
  }
  Result<Done> sync() override {
    if (!Machine::the().may("sync")) return refusal(path_);
    auto synced = real_->sync();
    Machine::the().settled("file " + path_.string());
    return synced;
  }

 private:
  static ino_t inode_of(const fs::path& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
  }
  std::unique_ptr<core::OutFile> real_;
  fs::path path_;
};

class FaultyDisk : public core::Disk {
 public:
  Result<std::optional<core::FileStatus>> status(const fs::path& path) override {
    if (!reaches(path)) return gone(path, ErrorCode::unreadable);
    return real_.status(path);
  }
  Result<std::vector<std::string>> list(const fs::path& folder) override {
    if (!reaches(folder)) return gone(folder, ErrorCode::unreadable);
    return real_.list(folder);
  }
  Result<std::unique_ptr<core::InFile>> open(const fs::path& path) override {
    if (!reaches(path)) return gone(path, ErrorCode::unreadable);
    auto file = real_.open(path);
    if (!file) return file;
    return std::unique_ptr<core::InFile>(std::make_unique<FaultyInFile>(std::move(file).value(), path));
  }

  Result<std::unique_ptr<core::OutFile>> create(const fs::path& path) override {
    if (!Machine::the().may("create")) return refusal(path);
    if (!reaches(path)) return gone(path, ErrorCode::disk);
    auto made = real_.create(path);
    if (!made) return made;
    return std::unique_ptr<core::OutFile>(std::make_unique<FaultyOutFile>(std::move(made).value(), path));
  }
  Result<Done> make_folder(const fs::path& path) override {
    if (!Machine::the().may("make_folder")) return refusal(path);
    if (!reaches(path)) return gone(path, ErrorCode::disk);
    return real_.make_folder(path);
  }
  Result<Done> rename(const fs::path& from, const fs::path& to) override {
    if (!Machine::the().may("rename")) return refusal(to);
    if (!reaches(to)) return gone(to, ErrorCode::disk);
    auto done = real_.rename(from, to);
    if (done) takes_back(from, to);
    return done;
  }
  Result<Done> rename_new(const fs::path& from, const fs::path& to) override {
    if (!Machine::the().may("rename_new")) return refusal(to);
    if (!reaches(to)) return gone(to, ErrorCode::disk);
    auto done = real_.rename_new(from, to);
    if (done) takes_back(from, to);
    return done;
  }
  Result<Done> exchange(const fs::path& one, const fs::path& other) override {
    if (!Machine::the().may("exchange")) return refusal(other);
    if (!reaches(other)) return gone(other, ErrorCode::disk);
    auto done = real_.exchange(one, other);
    if (done)
      Machine::the().unsettled("folder " + other.parent_path().string(), [one, other](std::mt19937& random) {
        if (random() % 2) static_cast<void>(store::system_disk().exchange(one, other).ok());
      });
    return done;
  }
  Result<Done> sync_folder(const fs::path& folder) override {
    if (!Machine::the().may("sync_folder")) return refusal(folder);
    if (!reaches(folder)) return gone(folder, ErrorCode::disk);
    auto synced = real_.sync_folder(folder);
    Machine::the().settled("folder " + folder.string());
    return synced;
  }
  Result<Done> link(const fs::path& file, const fs::path& other) override {
    if (!Machine::the().may("link")) return refusal(other);
    if (!reaches(other)) return gone(other, ErrorCode::disk);
    return real_.link(file, other);
  }
  Result<Done> remove(const fs::path& path) override {
    if (!Machine::the().may("remove")) return refusal(path);
    if (!reaches(path)) return gone(path, ErrorCode::disk);
    return real_.remove(path);
  }
  Result<Done> remove_empty(const fs::path& folder) override {
    if (!Machine::the().may("remove_empty")) return refusal(folder);
    if (!reaches(folder)) return gone(folder, ErrorCode::disk);
    return real_.remove_empty(folder);
  }

 private:
  // A rename is in its folder, which is not on the disk before it is synced.
  static void takes_back(const fs::path& from, const fs::path& to) {
    Machine::the().unsettled("folder " + to.parent_path().string(), [from, to](std::mt19937& random) {
      if (random() % 2) static_cast<void>(store::system_disk().rename_new(to, from).ok());
    });
  }
  core::Disk& real_ = store::system_disk();
};

}  // namespace

core::Disk& faulty_disk() {
  static FaultyDisk disk;
  return disk;
}

}  // namespace claimpack::faults
