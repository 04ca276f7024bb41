#include "faults/faults.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdlib>

namespace claimpack::faults {

Machine& Machine::the() {
  static Machine machine;
  return machine;
}

void Machine::start(const Plan& plan) {
  const std::lock_guard lock(mutex_);
  plan_ = plan;
  count_ = 0;
  failed_.clear();
  undos_.clear();
}

bool Machine::may(const std::string& what) {
  const std::lock_guard lock(mutex_);
  ++count_;
  if (plan_.die_at > 0 && count_ >= plan_.die_at) die();
  const bool fails = plan_.fail_from > 0 && count_ >= plan_.fail_from && count_ < plan_.fail_from + plan_.fail_count;
  if (fails) ++failed_[what];
  return !fails;
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
