#include "run/wake.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>

namespace claimpack::run {

namespace {

std::atomic<bool> stop_asked{false};
std::atomic<int> stop_fd{-1};
struct sigaction before_term {
}, before_int{};

void ring(int fd) {
  const std::uint64_t one = 1;
  // A full counter rings all the same.
  if (fd >= 0 && ::write(fd, &one, sizeof one) < 0) return;
}

void on_signal(int) {
  const int kept = errno;
  stop_asked = true;
  ring(stop_fd);
  errno = kept;
}

// A burst of files is looked at once.
constexpr int gather_ms = 50;

void drain(int fd) {
  char bytes[4096];
  while (::read(fd, bytes, sizeof bytes) > 0) continue;
}

}  // namespace

Wake::Wake() {
  events_ = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);  // without it the rescans do all
  nudges_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  stop_asked = false;
  stop_fd = nudges_;
  struct sigaction action {};
  action.sa_handler = on_signal;
  ::sigaction(SIGTERM, &action, &before_term);
  ::sigaction(SIGINT, &action, &before_int);
}

Wake::~Wake() {
  ::sigaction(SIGTERM, &before_term, nullptr);
  ::sigaction(SIGINT, &before_int, nullptr);
  stop_fd = -1;
  if (events_ >= 0) ::close(events_);
  if (nudges_ >= 0) ::close(nudges_);
}

void Wake::wait(const std::vector<std::filesystem::path>& folders, int ms_max) {
  if (events_ >= 0)
    for (const auto& folder : folders)  // told again of what is known: an unmounted or renamed folder is another one now
      ::inotify_add_watch(events_, folder.c_str(),
                          IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ONLYDIR | IN_DONT_FOLLOW);
  pollfd waits[2] = {{nudges_, POLLIN, 0}, {events_, POLLIN, 0}};
  if (stop_asked) return;
  const int woken = ::poll(waits, events_ >= 0 ? 2 : 1, ms_max);
  if (woken > 0 && waits[1].revents && !waits[0].revents && !stop_asked) ::poll(waits, 1, gather_ms);
  drain(nudges_);
  if (events_ >= 0) drain(events_);
}

void Wake::nudge() { ring(nudges_); }
bool Wake::stopping() { return stop_asked; }
void Wake::stop() { on_signal(0); }

}  // namespace claimpack::run
