#include "run/worker_pool.hpp"

#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>
#include <utility>

#include "receive/doors.hpp"
#include "run/worker.hpp"

namespace claimpack::run {

using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;
using namespace std::chrono_literals;

namespace {

constexpr auto goodbye_ms = 2000;      // for a worker whose parent hangs up
constexpr int ready_seconds_max = 30;  // for a new one to close itself in
constexpr auto no_room_pause = 200ms;  // the machine has no room for a process: it may be over soon
constexpr auto no_room_max = 30s;
constexpr int files_beside_entries = 128;
constexpr std::size_t idle_max = 256;

// Memory that the process shares with nobody, in bytes; what it has of its zygote's is not in here.
std::int64_t own_memory(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
  std::int64_t size = 0, resident = 0, shared = 0;
  file >> size >> resident >> shared;
  return (resident - shared) * ::sysconf(_SC_PAGESIZE);
}

}  // namespace

std::optional<double> cpu_seconds_of(pid_t pid) {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return std::nullopt;
  return double(used.tv_sec) + double(used.tv_nsec) * 1e-9;
}

void Turnstile::enter(bool alone) {
  std::unique_lock lock(mutex_);
  waiting_alone_ += alone;
  changed_.wait(lock, [&] { return !one_alone_ && (alone ? inside_ == 0 : waiting_alone_ == 0); });
  if (alone) --waiting_alone_, one_alone_ = true;
  else ++inside_;
}

void Turnstile::leave(bool alone) {
  const std::lock_guard lock(mutex_);
  if (alone) one_alone_ = false;
  else --inside_;
  changed_.notify_all();
}

WorkerPool::WorkerPool(const Readers& readers, const Settings& settings)
    : readers_(readers), settings_(settings), locks_(receive::known_locks()) {
  cage_.memory_bytes_more = settings.workers.memory_bytes_max;
  cage_.cpu_seconds_max = std::int64_t(settings.workers.pages_max + 2) * (settings.page_seconds_max + 1);
  // A picture of the film strip is larger than the page's own by its header alone.
  cage_.file_bytes_max = std::max(settings.limits.unpacked_bytes_max, settings.limits.pixels_max * 3 + (1 << 20));
  cage_.files_max = settings.limits.archive_entries_max + files_beside_entries;
}

WorkerPool::~WorkerPool() {
  for (auto& worker : idle_) end(std::move(worker), false);
}

Result<std::unique_ptr<WorkerPool>> WorkerPool::start(const Readers& readers, const Settings& settings, Zygote::Life life) {
  std::unique_ptr<WorkerPool> pool(new WorkerPool(readers, settings));
  pool->life_ = std::move(life);
  if (!pool->life_) pool->life_ = [p = pool.get()](int socket) { live_as_worker(socket, p->readers_, p->cage_, p->locks_); };
  if (!pool->locks_.all() && settings.workers.refuse_without_locks)
    return Error{ErrorCode::missing_part,
                 std::string("This machine cannot close a process in: ") +
                     (pool->locks_.seccomp ? "Landlock is not there" : "seccomp is not there"),
                 "workers.without_locks", "Take a kernel with both, or set workers.without_locks to \"continue\""};
  if (const auto started = pool->start_zygote(); !started) return started.error();
  // The first worker shows whether there can be any.
  auto first = pool->spawn();
  if (!first) return first.error();
  pool->bring_back(std::move(first).value());
  return pool;
}

Result<Done> WorkerPool::start_zygote() {
  const auto prepare = [this] {
    // One thread a worker: these are looked at when the libraries are first used.
    ::setenv("OMP_THREAD_LIMIT", "1", 1);
    ::setenv("OPENCV_FOR_THREADS_NUM", "1", 1);
    if (readers_.load_all) readers_.load_all();
    receive::load_what_is_looked_for();
  };
  auto zygote = Zygote::start(prepare, life_);
  if (!zygote) return zygote.error();
  zygote_ = std::move(zygote).value();
  return Done{};
}

std::shared_ptr<Zygote> WorkerPool::current_zygote() {
  const std::lock_guard lock(mutex_);
  return zygote_;
}

Result<std::unique_ptr<HeldWorker>> WorkerPool::spawn() {
  std::shared_ptr<Zygote> zygote;
  {
    const std::lock_guard lock(mutex_);
    // Killed by somebody: this process has threads by now, none of which holds what a zygote needs for long.
    if (!zygote_->lives())
      if (const auto started = start_zygote(); !started) return started.error();
    zygote = zygote_;
  }
  auto spawned = zygote->spawn();
  if (!spawned) return spawned.error();
  auto worker = std::make_unique<HeldWorker>();
  worker->process = std::move(spawned).value();
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(ready_seconds_max);
  Frame frame;
  const Wire got =
      receive_frame(worker->process.socket.get(), frame, nullptr, 0, [&] { return std::chrono::steady_clock::now() < until; });
  if (got == Wire::fine && frame.saying == Saying::ready) return worker;
  const auto how = end(std::move(worker), got != Wire::closed);
  const bool open = how && WIFEXITED(how->status) && WEXITSTATUS(how->status) == exit_not_closed_in;
  return Error{open ? ErrorCode::missing_part : ErrorCode::failed,
               open ? "A worker could not be closed in" : "A worker did not begin", "",
               "See claimpack doctor, or set workers.isolation to \"thread\""};
}

Result<std::unique_ptr<HeldWorker>> WorkerPool::spawn_patiently() {
  const auto until = std::chrono::steady_clock::now() + no_room_max;
  for (;;) {
    auto worker = spawn();
    if (worker || std::chrono::steady_clock::now() > until) return worker;
    std::this_thread::sleep_for(no_room_pause);
  }
}

Result<std::unique_ptr<HeldWorker>> WorkerPool::take(std::uint64_t file, bool fresh) {
  std::vector<std::unique_ptr<HeldWorker>> dead;
  std::unique_ptr<HeldWorker> found;
  if (!fresh) {
    const std::lock_guard lock(mutex_);
    while (!found && !idle_.empty()) {
      auto best = std::find_if(idle_.begin(), idle_.end(), [&](const auto& each) { return each->open == file; });
      if (best == idle_.end()) best = std::prev(idle_.end());
      auto worker = std::move(*best);
      idle_.erase(best);
      // It is told nothing and should say nothing: whatever has come means that it died, or is not ours any more.
      if (has_news(worker->process.socket.get())) dead.push_back(std::move(worker));
      else found = std::move(worker);
    }
  }
  for (auto& worker : dead) end(std::move(worker), true);
  if (found) return found;
  return spawn_patiently();
}

bool WorkerPool::is_old(const HeldWorker& worker) const {
  return worker.pages >= settings_.workers.pages_max || own_memory(worker.process.pid) > settings_.workers.memory_bytes_max / 2;
}

void WorkerPool::bring_back(std::unique_ptr<HeldWorker> worker) {
  const bool old = is_old(*worker);
  if (!old) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < idle_max) {
      idle_.push_back(std::move(worker));
      return;
    }
  }
  end(std::move(worker), false);
}

std::optional<WorkerEnd> WorkerPool::end(std::unique_ptr<HeldWorker> worker, bool kill) {
  worker->process.socket.reset();
  const auto zygote = current_zygote();
  if (kill) zygote->kill(worker->process.pid);
  WorkerEnd how;
  bool killed = kill;
  for (;;) {
    pollfd waited{worker->process.end.get(), POLLIN, 0};
    const int ready = ::poll(&waited, 1, goodbye_ms);
    if (ready > 0) break;
    if (killed && ready == 0) return std::nullopt;  // the zygote is gone, and the worker with it
    zygote->kill(worker->process.pid);
    killed = true;
  }
  if (::read(worker->process.end.get(), &how, sizeof how) != ssize_t(sizeof how)) return std::nullopt;
  {
    const std::lock_guard lock(mutex_);
    cpu_seconds_ += std::max(0.0, how.cpu_seconds - worker->cpu_counted);
  }
  return killed && WIFSIGNALED(how.status) && WTERMSIG(how.status) == SIGKILL ? std::nullopt : std::optional(how);
}

double WorkerPool::take_cpu_seconds() {
  const std::lock_guard lock(mutex_);
  for (auto& worker : idle_)
    if (const auto used = cpu_seconds_of(worker->process.pid))
      cpu_seconds_ += std::max(0.0, *used - worker->cpu_counted), worker->cpu_counted = *used;
  return std::exchange(cpu_seconds_, 0);
}

std::vector<int> WorkerPool::idle() {
  const std::lock_guard lock(mutex_);
  std::vector<int> pids;
  for (const auto& worker : idle_) pids.push_back(worker->process.pid);
  return pids;
}

int WorkerPool::zygote() {
  const std::lock_guard lock(mutex_);
  return zygote_->pid();
}

}  // namespace claimpack::run
