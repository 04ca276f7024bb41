// What systemd is told: ready, alive, stopping (sd_notify(3): a datagram to $NOTIFY_SOCKET). Without a socket nothing is said.
#pragma once

#include <string>

namespace claimpack::run {

class ServiceNotice {
 public:
  ServiceNotice();  // reads NOTIFY_SOCKET and WATCHDOG_USEC
  void ready(const std::string& status);
  // At most a few times in the watchdog's time: may be called as often as one likes.
  void alive();
  void status(const std::string& text);
  void stopping();
  double watchdog_seconds() const { return watchdog_seconds_; }  // 0: nobody watches

 private:
  void say(const std::string& text) const;
  std::string socket_;
  double watchdog_seconds_ = 0;
  long long last_ms_ = 0;
};

}  // namespace claimpack::run
