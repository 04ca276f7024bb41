// Untrusted bytes are decoded and read in worker processes (worker.hpp). This is their parent's side: which worker does what,
// what it may ask for, how long it may take, and what is done when it dies, hangs or lies: the job is tried once more, alone, and
// then it is a page or a file that could not be read.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "receive/opener.hpp"
#include "run/open_claim.hpp"
#include "run/worker_message.hpp"

namespace claimpack::run {

class WorkerPool;
struct IsolatedFile;
struct PictureFiles;

class Isolation : public receive::Opener, public std::enable_shared_from_this<Isolation> {
 public:
  // Forks: before this process has other threads. Errors: missing_part where the settings refuse to go on without all locks,
  // failed where no worker can be had.
  // `life`: what a worker does with its end of the socket, for tests.
  static core::Result<std::shared_ptr<Isolation>> start(const Readers& readers, const Settings& settings,
                                                        std::function<void(int socket)> life = {});
  ~Isolation() override;

  core::Result<receive::OpenedFile> open(const receive::ScanFile& file, receive::FileKind kind, const receive::Limits& limits,
                                         std::int64_t unpacked_bytes_left) override;
  core::Result<receive::Archive> unpack(const receive::ScanFile& file, const receive::Limits& limits, bool files_too) override;

  // CPU seconds of workers since the last call.
  double take_cpu_seconds();
  std::string warning() const;  // Chinese; not empty where this machine lacks a lock
  // Of the workers that wait for work, and the process that they come from, for tests.
  std::vector<int> idle_workers();
  int zygote();

  // Used by pages. `decoded` is called when the page's picture could be had.
  core::Result<core::Page> decode(const IsolatedFile& file, int page);
  core::Result<PageRead> look(const IsolatedFile& file, int page, const PictureFiles* pictures,
                              const std::function<void()>& decoded);

 private:
  Isolation();
  core::Result<Said> done(Job job, const std::filesystem::path& path, const std::vector<int>& more_fds,
                          const std::function<void()>& decoded, std::shared_ptr<receive::TempFolder>* files);
  std::unique_ptr<WorkerPool> pool_;
};

// A page of a file that a worker opened.
class IsolatedPage : public receive::PendingPage {
 public:
  IsolatedPage(std::shared_ptr<const IsolatedFile> file, int page) : file_(std::move(file)), page_(page) {}
  core::Origin origin() const override;
  core::Result<core::Page> decode() const override;
  // As look_at, the film strip kept under `steps` where that is not empty; `strip` tells where.
  core::Result<PageRecord> look(int number, const std::filesystem::path& steps, std::filesystem::path& strip,
                                const std::function<void()>& decoded) const;

 private:
  std::shared_ptr<const IsolatedFile> file_;
  int page_;
};

}  // namespace claimpack::run
