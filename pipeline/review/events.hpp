// What happens, told to every page that listens (server-sent events).
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace claimpack::review {

struct Event {
  std::int64_t id = 0;
  std::string kind, data;  // "queue", "claim", "desk", "dashboard"; data: JSON on one line
};

class Events {
 public:
  // Ids begin at `first`, which grows from start to start, so that one from before a restart is not taken for a new one.
  explicit Events(std::int64_t first) : last_(first) {}
  void tell(const std::string& kind, const std::string& data);
  // Those after `id`, waiting at most so long for one. `missed`: some are gone already; look at everything anew.
  std::vector<Event> after(std::int64_t id, int wait_ms, bool& missed);
  std::int64_t last();
  void stop();  // nobody waits any more
  bool stopped();

 private:
  std::mutex mutex_;
  std::condition_variable more_;
  std::deque<Event> kept_;
  std::int64_t last_;
  bool stopped_ = false;
};

std::string as_text(const Event& event);  // as the wire has it

}  // namespace claimpack::review
