// Threads that read pages, under a time limit for each: a page that hangs costs itself, not the batch.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace claimpack::run {

class Workers {
 public:
  // What to do with a finished work's result. Runs under the workers' lock: short, and it must not call back.
  using Commit = std::function<void()>;
  // Runs on some thread, without the lock. Must not throw.
  using Work = std::function<Commit()>;

  // The limit is CPU time of the work's thread, so that a busy machine gives up no page that a quiet one reads; on the clock
  // a work may take `clock_factor` times as long (it waits for a program, or hangs asleep).
  static constexpr int clock_factor = 4;
  Workers(int threads, std::chrono::milliseconds limit);
  // Waits for all that was submitted.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Exactly one of the work's commit and `given_up` runs. A work beyond the limit is given up: its thread is left to
  // itself, replaced by a new one, and whatever it still brings is dropped. All that `work` touches must therefore be
  // owned by it (shared pointers).
  void submit(Work work, Commit given_up);
  // Blocks until `condition` holds; it is looked at under the lock, after every commit.
  void wait(const std::function<bool()>& condition);
  // Not begun yet. Also callable from a wait's condition.
  int waiting() const;

  // Threads of this program that were given up and still run. Where there are any, the program must end by _Exit.
  static int stuck();

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with threads that may outlive this object
};

}  // namespace claimpack::run
