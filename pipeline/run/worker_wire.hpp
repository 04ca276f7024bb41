// Messages over the socket between a worker and its parent.
#pragma once

#include <functional>
#include <vector>

#include "run/worker_message.hpp"

namespace claimpack::run {

// A descriptor that is closed when it goes.
class OwnFd {
 public:
  OwnFd() = default;
  explicit OwnFd(int fd) : fd_(fd) {}
  OwnFd(OwnFd&& other) noexcept : fd_(other.release()) {}
  OwnFd& operator=(OwnFd&& other) noexcept;
  ~OwnFd() { reset(); }
  int get() const { return fd_; }
  int release();
  void reset();

 private:
  int fd_ = -1;
};

// Looked at every now and then while the other side is waited for; false: it is waited for no longer.
using StillWaiting = std::function<bool()>;

enum class Wire { fine, closed, given_up, nonsense };

// Descriptors (at most wire_fds_max) stay the caller's. Never raises SIGPIPE.
constexpr int wire_fds_max = 10;
Wire send_frame(int socket, const Frame& frame, const std::vector<int>& fds, const StillWaiting& waiting);
// Takes as much memory as has come, not as was promised. `fds` null: those that were sent are dropped by the system.
Wire receive_frame(int socket, Frame& frame, std::vector<OwnFd>* fds, std::uint64_t blob_bytes_max, const StillWaiting& waiting);
// Something has come, or the other side is gone.
bool has_news(int socket);

}  // namespace claimpack::run
