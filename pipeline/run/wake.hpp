// Waits for a change in folders, a stop, or a time. What the system tells of changes is only a hint to look sooner: events may
// be lost (an overflowed queue, a share), and the look that follows is what counts.
#pragma once

#include <filesystem>
#include <vector>

namespace claimpack::run {

class Wake {
 public:
  Wake();
  ~Wake();
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;
  // Returns early where something changed in one of the folders, or at stop() and nudge().
  void wait(const std::vector<std::filesystem::path>& folders, int ms_max);
  void nudge();  // from any thread
  // SIGTERM and SIGINT ask for a stop as long as this object lives.
  static bool stopping();
  static void stop();

 private:
  int events_ = -1, nudges_ = -1;
};

}  // namespace claimpack::run
