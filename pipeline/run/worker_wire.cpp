#include "run/worker_wire.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace claimpack::run {

namespace {

constexpr int look_ms = 50;
constexpr std::size_t piece_bytes = 1 << 20;

// Fine where the socket is ready.
Wire wait_for(int socket, short events, const StillWaiting& waiting) {
  for (;;) {
    pollfd each{socket, events, 0};
    const int ready = ::poll(&each, 1, waiting ? look_ms : -1);
    if (ready > 0) return Wire::fine;
    if (ready < 0 && errno != EINTR) return Wire::closed;
    if (waiting && !waiting()) return Wire::given_up;
  }
}

// One sendmsg or recvmsg, again where it was interrupted or would wait.
template <class Call>
Wire move_bytes(int socket, short events, const StillWaiting& waiting, std::size_t& moved, Call&& call) {
  for (;;) {
    const ssize_t got = call();
    if (got > 0) {
      moved = std::size_t(got);
      return Wire::fine;
    }
    if (got == 0) return Wire::closed;
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return Wire::closed;
    if (const Wire ready = wait_for(socket, events, waiting); ready != Wire::fine) return ready;
  }
}

Wire send_bytes(int socket, const void* bytes, std::size_t count, const StillWaiting& waiting) {
  const char* from = static_cast<const char*>(bytes);
  while (count > 0) {
    std::size_t moved = 0;
    const auto send = [&]() -> ssize_t {
      iovec piece{const_cast<char*>(from), count};
      msghdr message{};
      message.msg_iov = &piece, message.msg_iovlen = 1;
      return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    };
    if (const Wire sent = move_bytes(socket, POLLOUT, waiting, moved, send); sent != Wire::fine) return sent;
    from += moved, count -= moved;
  }
  return Wire::fine;
}

// Room for the descriptors that go beside a header.
struct Beside {
  alignas(cmsghdr) char bytes[CMSG_SPACE(sizeof(int) * wire_fds_max)] = {};
};

Wire send_header(int socket, const FrameHeader& header, const std::vector<int>& fds, const StillWaiting& waiting) {
  Beside beside;
  std::size_t moved = 0;
  const auto send = [&]() -> ssize_t {
    iovec piece{const_cast<std::uint8_t*>(header.data()), header.size()};
    msghdr message{};
    message.msg_iov = &piece, message.msg_iovlen = 1;
    if (!fds.empty()) {
      message.msg_control = beside.bytes, message.msg_controllen = CMSG_SPACE(sizeof(int) * fds.size());
      cmsghdr* control = CMSG_FIRSTHDR(&message);
      control->cmsg_level = SOL_SOCKET, control->cmsg_type = SCM_RIGHTS;
      control->cmsg_len = CMSG_LEN(sizeof(int) * fds.size());
      std::memcpy(CMSG_DATA(control), fds.data(), sizeof(int) * fds.size());
    }
    return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  };
  if (const Wire sent = move_bytes(socket, POLLOUT, waiting, moved, send); sent != Wire::fine) return sent;
  return send_bytes(socket, header.data() + moved, header.size() - moved, waiting);
}

void take_fds(msghdr& message, std::vector<OwnFd>& fds) {
  for (cmsghdr* control = CMSG_FIRSTHDR(&message); control != nullptr; control = CMSG_NXTHDR(&message, control)) {
    if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(control) + i * sizeof(int), sizeof fd);
      fds.emplace_back(fd);
    }
  }
}

Wire receive_bytes(int socket, std::uint8_t* to, std::size_t count, std::vector<OwnFd>* fds, const StillWaiting& waiting) {
  while (count > 0) {
    Beside beside;
    std::size_t moved = 0;
    const auto receive = [&]() -> ssize_t {
      iovec piece{to, count};
      msghdr message{};
      message.msg_iov = &piece, message.msg_iovlen = 1;
      if (fds != nullptr) message.msg_control = beside.bytes, message.msg_controllen = sizeof beside.bytes;
      const ssize_t got = ::recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
      if (got > 0 && fds != nullptr) take_fds(message, *fds);
      return got;
    };
    if (const Wire got = move_bytes(socket, POLLIN, waiting, moved, receive); got != Wire::fine) return got;
    to += moved, count -= moved;
  }
  return Wire::fine;
}

// Grows with what comes.
template <class Bytes>
Wire receive_growing(int socket, Bytes& bytes, std::uint64_t count, const StillWaiting& waiting) {
  while (bytes.size() < count) {
    const std::size_t had = bytes.size();
    const std::size_t step = std::max<std::size_t>(piece_bytes, had);  // doubled: a large page is not copied over and over
    bytes.resize(had + std::size_t(std::min<std::uint64_t>(step, count - had)));
    const Wire got =
        receive_bytes(socket, reinterpret_cast<std::uint8_t*>(bytes.data()) + had, bytes.size() - had, nullptr, waiting);
    if (got != Wire::fine) return got;
  }
  return Wire::fine;
}

}  // namespace

OwnFd& OwnFd::operator=(OwnFd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = other.release();
  }
  return *this;
}

int OwnFd::release() { return std::exchange(fd_, -1); }

void OwnFd::reset() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

Wire send_frame(int socket, const Frame& frame, const std::vector<int>& fds, const StillWaiting& waiting) {
  Wire sent = send_header(socket, header_of(frame), fds, waiting);
  if (sent == Wire::fine) sent = send_bytes(socket, frame.text.data(), frame.text.size(), waiting);
  if (sent == Wire::fine) sent = send_bytes(socket, frame.blob.data(), frame.blob.size(), waiting);
  return sent;
}

Wire receive_frame(int socket, Frame& frame, std::vector<OwnFd>* fds, std::uint64_t blob_most, const StillWaiting& waiting) {
  FrameHeader header{};
  if (const Wire got = receive_bytes(socket, header.data(), header.size(), fds, waiting); got != Wire::fine) return got;
  const auto size = parse_header(header, blob_most);
  if (!size) return Wire::nonsense;
  frame = {size.value().saying, size.value().sequence, {}, {}};
  const Wire got = receive_growing(socket, frame.text, size.value().text_bytes, waiting);
  return got == Wire::fine ? receive_growing(socket, frame.blob, size.value().blob_bytes, waiting) : got;
}

bool has_news(int socket) {
  pollfd each{socket, POLLIN, 0};
  return ::poll(&each, 1, 0) != 0;
}

}  // namespace claimpack::run
