// How far a run is: a line that is written over on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <mutex>
#include <ostream>
#include <string>

namespace claimpack::run {

enum class Language { zh, en };

class Progress {
 public:
  // `terminal`: may the line be written over?
  Progress(std::ostream& out, bool terminal, Language language, int claims);
  void pages_found(int count);
  void page_done();                          // from any thread
  void claim_done(const std::string& line);  // "2024-000123 待补正 …"
  Language language() const { return language_; }
  void end();  // clears the line that is written over

 private:
  using Clock = std::chrono::steady_clock;
  void draw(bool now);
  std::mutex mutex_;
  std::ostream& out_;
  bool terminal_;
  Language language_;
  int claims_, claims_done_ = 0, pages_ = 0, pages_done_ = 0;
  Clock::time_point begun_ = Clock::now(), drawn_{};
};

}  // namespace claimpack::run
