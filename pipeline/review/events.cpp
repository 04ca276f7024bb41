#include "review/events.hpp"

#include <chrono>

namespace claimpack::review {

namespace {
constexpr std::size_t kept_max = 2000;
}

void Events::tell(const std::string& kind, const std::string& data) {
  const std::lock_guard lock(mutex_);
  kept_.push_back({++last_, kind, data});
  if (kept_.size() > kept_max) kept_.pop_front();
  more_.notify_all();
}

std::vector<Event> Events::after(std::int64_t id, int wait_ms, bool& missed) {
  std::unique_lock lock(mutex_);
  more_.wait_for(lock, std::chrono::milliseconds(wait_ms), [&] { return stopped_ || last_ > id; });
  missed = id > last_ || (!kept_.empty() && id + 1 < kept_.front().id) || (kept_.empty() && id < last_);
  std::vector<Event> found;
  for (const Event& each : kept_)
    if (missed || each.id > id) found.push_back(each);
  return found;
}

std::int64_t Events::last() {
  const std::lock_guard lock(mutex_);
  return last_;
}

void Events::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  more_.notify_all();
}

bool Events::stopped() {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

std::string as_text(const Event& event) {
  return "id: " + std::to_string(event.id) + "\nevent: " + event.kind + "\ndata: " + event.data + "\n\n";
}

}  // namespace claimpack::review
