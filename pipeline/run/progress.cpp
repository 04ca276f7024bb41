#include "run/progress.hpp"

#include "run/table.hpp"

namespace claimpack::run {

namespace {

constexpr int bar_columns = 24;

}  // namespace

Progress::Progress(std::ostream& out, bool terminal, Language language, int claims)
    : out_(out), terminal_(terminal), language_(language), claims_(claims) {}

void Progress::pages_found(int count) {
  const std::lock_guard lock(mutex_);
  pages_ += count;
  draw(true);
}

void Progress::page_done() {
  const std::lock_guard lock(mutex_);
  ++pages_done_;
  draw(false);
}

void Progress::claim_done(const std::string& line) {
  const std::lock_guard lock(mutex_);
  ++claims_done_;
  if (terminal_) draw(true);
  else out_ << "[" << claims_done_ << "/" << claims_ << "] " << line << std::endl;
}

void Progress::end() {
  const std::lock_guard lock(mutex_);
  if (terminal_) out_ << "\r\033[K" << std::flush;
}

void Progress::draw(bool now) {
  const auto time = Clock::now();
  if (!terminal_ || (!now && time - drawn_ < std::chrono::milliseconds(100))) return;
  drawn_ = time;
  const double minutes = std::chrono::duration<double>(time - begun_).count() / 60;
  const std::string speed = fixed(minutes > 0 ? pages_done_ / minutes : 0, 0);
  // How many pages the claims hold that are not open yet is not known: of several claims, claims are counted.
  const int done = claims_ > 1 ? claims_done_ : pages_done_, of = claims_ > 1 ? claims_ : pages_;
  const int filled = of ? bar_columns * done / of : 0;
  std::string bar;
  for (int i = 0; i < bar_columns; ++i) bar += i < filled ? "█" : "░";
  out_ << "\r\033[K" << bar << (language_ == Language::zh ? "  案卷 " : "  claims ") << claims_done_ << "/" << claims_
       << (language_ == Language::zh ? "  页 " : "  pages ") << pages_done_ << "/" << pages_ << "  " << speed
       << (language_ == Language::zh ? " 页/分钟" : " pages/min") << std::flush;
}

}  // namespace claimpack::run
