#include "faults/faults.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

namespace claimpack::faults {

namespace {

// All that the process may have, given back by itself after a while.
void take_descriptors(std::int64_t tenths) {
  std::vector<int> taken;
  for (int fd; (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) taken.push_back(fd);
  std::thread([taken, tenths] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100 * tenths));
    for (const int fd : taken) ::close(fd);
  }).detach();
}

}  // namespace

Machine& Machine::the() {
  static Machine machine;
  return machine;
}

void Machine::start(const Plan& plan) {
  const std::lock_guard lock(mutex_);
  plan_ = plan;
  count_ = share_count_ = 0;
  failed_.clear();
  undos_.clear();
}

bool Machine::may(const std::string& what) {
  const std::lock_guard lock(mutex_);
  ++count_;
  if (plan_.die_at > 0 && count_ >= plan_.die_at) die();
  if (plan_.failure == Failure::descriptors) {  // not said to fail: there are none left, for a while
    if (count_ == plan_.fail_from) take_descriptors(plan_.fail_count);
    return true;
  }
  const bool fails = plan_.fail_from > 0 && count_ >= plan_.fail_from && count_ < plan_.fail_from + plan_.fail_count;
  if (fails) ++failed_[what];
  return !fails;
}

bool Machine::reaches(const std::string& path) {
  std::unique_lock lock(mutex_);
  if (plan_.share.empty() || path.compare(0, plan_.share.size(), plan_.share) != 0) return true;
  ++share_count_;
  const bool gone = plan_.gone_from > 0 && share_count_ >= plan_.gone_from && share_count_ < plan_.gone_from + plan_.gone_count;
  const int slow_ms = plan_.slow_ms;
  lock.unlock();
  if (slow_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(slow_ms));
  return !gone;
}

void Machine::unsettled(const std::string& name, Undo undo) {
  const std::lock_guard lock(mutex_);
  undos_.emplace_back(name, std::move(undo));
}

void Machine::settled(const std::string& name) {
  if (plan_.lies) return;
  const std::lock_guard lock(mutex_);
  std::erase_if(undos_, [&](const auto& each) { return each.first == name; });
}

void Machine::die() {
  std::mt19937 random(plan_.seed);
  if (plan_.lose_unsynced)
    for (auto undo = undos_.rbegin(); undo != undos_.rend(); ++undo) undo->second(random);
  ::kill(::getpid(), SIGKILL);
  std::abort();
}

}  // namespace claimpack::faults
