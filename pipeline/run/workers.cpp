#include "run/workers.hpp"

#include <pthread.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace claimpack::run {

namespace {

using Clock = std::chrono::steady_clock;

std::atomic<int> stuck_threads{0};

struct Task {
  Workers::Work work;
  Workers::Commit given_up;
  Clock::time_point begun;
  clockid_t cpu_clock{};  // of the thread that runs it
  std::chrono::nanoseconds cpu_begun{};
  bool dropped = false;
};

std::chrono::nanoseconds cpu_time(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// How long the task may surely go on before it has to be looked at again; nothing left: it is over its limit.
std::chrono::nanoseconds left(const Task& task, std::chrono::nanoseconds limit) {
  const std::chrono::nanoseconds on_cpu = limit - (cpu_time(task.cpu_clock) - task.cpu_begun);
  const std::chrono::nanoseconds on_clock = limit * Workers::clock_factor - (Clock::now() - task.begun);
  return std::min(on_cpu, on_clock);
}

}  // namespace

struct Workers::State {
  mutable std::recursive_mutex mutex;  // a wait's condition may ask waiting()
  std::condition_variable_any changed, more;
  std::deque<std::shared_ptr<Task>> queue;
  std::vector<std::shared_ptr<Task>> running;
  std::chrono::milliseconds limit{};
  int threads = 0;  // those that were not given up
  bool closing = false;

  static void start_thread(const std::shared_ptr<State>& state) {
    ++state->threads;
    std::thread([state] { work_through(state); }).detach();
  }

  static void work_through(const std::shared_ptr<State>& state) {
    std::unique_lock lock(state->mutex);
    for (;;) {
      state->more.wait(lock, [&] { return state->closing || !state->queue.empty(); });
      if (state->queue.empty()) break;
      const auto task = state->queue.front();
      state->queue.pop_front();
      task->begun = Clock::now();
      pthread_getcpuclockid(pthread_self(), &task->cpu_clock);
      task->cpu_begun = cpu_time(task->cpu_clock);
      state->running.push_back(task);
      state->more.notify_all();  // the watch learns of it
      lock.unlock();
      Commit commit = task->work();
      task->work = nullptr;
      lock.lock();
      if (task->dropped) {  // given up meanwhile: another thread stands in this one's place
        lock.unlock();
        commit = nullptr;
        --stuck_threads;
        return;
      }
      commit();
      std::erase(state->running, task);
      state->changed.notify_all();
    }
    --state->threads;
    state->changed.notify_all();
  }

  // Runs while there are threads; gives up what is beyond its limit.
  static void watch(const std::shared_ptr<State>& state) {
    std::unique_lock lock(state->mutex);
    while (state->threads > 0) {
      std::chrono::nanoseconds pause = std::chrono::hours(1);
      for (const auto& task : std::vector(state->running)) {
        if (const auto rest = left(*task, state->limit); rest > rest.zero()) {
          pause = std::min(pause, rest);
          continue;
        }
        task->dropped = true;
        ++stuck_threads;
        --state->threads;
        std::erase(state->running, task);
        task->given_up();
        start_thread(state);
        state->changed.notify_all();
      }
      state->more.wait_for(lock, pause);
    }
    state->changed.notify_all();
  }
};

Workers::Workers(int threads, std::chrono::milliseconds limit) : state_(std::make_shared<State>()) {
  const std::lock_guard lock(state_->mutex);
  state_->limit = limit;
  for (int i = 0; i < std::max(1, threads); ++i) State::start_thread(state_);
  std::thread([state = state_] { State::watch(state); }).detach();
}

Workers::~Workers() {
  std::unique_lock lock(state_->mutex);
  state_->closing = true;
  state_->more.notify_all();
  state_->changed.wait(lock, [&] { return state_->threads == 0; });
  state_->more.notify_all();  // lets the watch end
}

void Workers::submit(Work work, Commit given_up) {
  const std::lock_guard lock(state_->mutex);
  state_->queue.push_back(std::make_shared<Task>(Task{std::move(work), std::move(given_up), {}, {}, {}, false}));
  state_->more.notify_all();
}

void Workers::wait(const std::function<bool()>& condition) {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, condition);
}

int Workers::waiting() const {
  const std::lock_guard lock(state_->mutex);
  return static_cast<int>(state_->queue.size());
}

int Workers::stuck() { return stuck_threads; }

}  // namespace claimpack::run
