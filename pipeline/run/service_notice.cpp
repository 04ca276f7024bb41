#include "run/service_notice.hpp"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>

namespace claimpack::run {

namespace {

long long now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

ServiceNotice::ServiceNotice() {
  if (const char* socket = std::getenv("NOTIFY_SOCKET")) socket_ = socket;
  const char* watchdog = std::getenv("WATCHDOG_USEC");
  const char* of = std::getenv("WATCHDOG_PID");
  if (watchdog && (!of || std::atol(of) == long(::getpid()))) watchdog_seconds_ = std::atof(watchdog) / 1e6;
}

void ServiceNotice::say(const std::string& text) const {
  sockaddr_un address{};
  if (socket_.size() < 2 || socket_.size() >= sizeof address.sun_path || (socket_[0] != '/' && socket_[0] != '@')) return;
  address.sun_family = AF_UNIX;
  memcpy(address.sun_path, socket_.data(), socket_.size());
  if (socket_[0] == '@') address.sun_path[0] = '\0';  // an abstract name
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const auto length = socklen_t(offsetof(sockaddr_un, sun_path) + socket_.size());
  // Nobody listening is no fault of the service.
  if (::sendto(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT, reinterpret_cast<const sockaddr*>(&address), length) <
      0)
    errno = 0;
  ::close(fd);
}

void ServiceNotice::ready(const std::string& text) {
  say("READY=1\nSTATUS=" + text);
  last_ms_ = now_ms();
}

void ServiceNotice::alive() {
  if (watchdog_seconds_ <= 0) return;
  const long long now = now_ms();
  if (double(now - last_ms_) < watchdog_seconds_ * 1000 / 4) return;
  last_ms_ = now;
  say("WATCHDOG=1");
}

void ServiceNotice::status(const std::string& text) { say("STATUS=" + text); }
void ServiceNotice::stopping() { say("STOPPING=1"); }

}  // namespace claimpack::run
