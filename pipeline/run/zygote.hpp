// The process that workers are forked from: it has loaded all that reading needs, has one thread, and never sees a page. Its
// pages of memory, the models among them, are the workers' too, until one of them writes there.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <mutex>

#include "core/result.hpp"
#include "run/worker_wire.hpp"

namespace claimpack::run {

// How a worker ended.
struct WorkerEnd {
  int status = 0;  // as of waitpid
  double cpu_seconds = 0;
};

struct Spawned {
  OwnFd socket;  // the parent's end
  OwnFd end;     // brings a WorkerEnd when the worker is gone
  pid_t pid = -1;
};

class Zygote {
 public:
  // What a worker does with its end of the socket. Runs in a process of its own, whose end it is when it returns.
  using Life = std::function<void(int socket)>;
  // `prepare` runs in the zygote, once. Forks: best before this process has other threads.
  static core::Result<std::unique_ptr<Zygote>> start(std::function<void()> prepare, Life life);
  ~Zygote();
  Zygote(const Zygote&) = delete;
  Zygote& operator=(const Zygote&) = delete;

  // From any thread. Error failed: the system has no room for a process, or the zygote is gone.
  core::Result<Spawned> spawn();
  // SIGKILL to a worker that it spawned and that still lives: pids of others are left alone.
  void kill(pid_t worker);
  bool lives();
  pid_t pid() const { return pid_; }

 private:
  Zygote(pid_t pid, OwnFd control) : pid_(pid), control_(std::move(control)) {}
  std::mutex mutex_;
  pid_t pid_;
  OwnFd control_;
};

}  // namespace claimpack::run
