#include "review/wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace claimpack::review {

namespace {

constexpr std::size_t piece_bytes = 16'384;

void tell(const sockaddr_storage& from, std::string& ip, int& port) {
  char text[INET6_ADDRSTRLEN] = "";
  if (from.ss_family == AF_INET6) {
    const auto& six = reinterpret_cast<const sockaddr_in6&>(from);
    ::inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text);
    port = ntohs(six.sin6_port);
  } else {
    const auto& four = reinterpret_cast<const sockaddr_in&>(from);
    ::inet_ntop(AF_INET, &four.sin_addr, text, sizeof text);
    port = ntohs(four.sin_port);
  }
  ip = text;
}

}  // namespace

Wire::Wire(int socket, SSL_CTX* context, double write_seconds_max)
    : socket_(socket), write_ms_max_(int(write_seconds_max * 1000)), until_(std::chrono::steady_clock::now()) {
  // A read or write that would wait is waited for with poll, within the time that is given.
  timeval short_time{0, 200'000};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &short_time, sizeof short_time);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &short_time, sizeof short_time);
  if (!context) return;
  tls_ = SSL_new(context);
  SSL_set_fd(tls_, socket);
  SSL_set_mode(tls_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

Wire::~Wire() {
  if (!tls_) return;
  if (!broken_) SSL_shutdown(tls_);
  SSL_free(tls_);
}

void Wire::give(double seconds) {
  until_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(std::int64_t(seconds * 1000));
}

int Wire::left_ms() const {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until_ - std::chrono::steady_clock::now()).count();
  return int(std::clamp<std::int64_t>(left, 0, 1'000'000'000));
}

bool Wire::wait(short events, int ms) const {
  pollfd look{socket_, events, 0};
  int ready = 0;
  do ready = ::poll(&look, 1, ms);
  while (ready < 0 && errno == EINTR);
  return ready > 0;
}

bool Wire::greet() {
  while (tls_ && !broken_) {
    const int done = SSL_accept(tls_);
    if (done == 1) return true;
    const int why = SSL_get_error(tls_, done);
    const bool goes_on = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
    if (!goes_on || left_ms() == 0 || !wait(why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, left_ms())) broken_ = true;
  }
  return !broken_;
}

// More bytes into `come_`: how many; 0: the other side is done; below 0: not in time.
ssize_t Wire::fill() {
  come_.resize(piece_bytes);
  at_ = 0;
  ssize_t got = -1;
  while (!broken_) {
    const int left = left_ms();
    const bool waiting = tls_ && SSL_pending(tls_) > 0;
    if (left == 0 || (!waiting && !wait(POLLIN, left))) break;
    if (tls_) {
      const int done = SSL_read(tls_, come_.data(), int(come_.size()));
      const int why = SSL_get_error(tls_, done);
      if (done <= 0 && (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)) continue;
      got = done > 0 ? done : why == SSL_ERROR_ZERO_RETURN ? 0 : -1;
    } else {
      got = ::recv(socket_, come_.data(), come_.size(), 0);
      if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) continue;
    }
    break;
  }
  come_.resize(got > 0 ? std::size_t(got) : 0);
  if (got <= 0) broken_ = true;
  return got;
}

bool Wire::wait_for_first() { return at_ < come_.size() || fill() > 0; }

ssize_t Wire::read(char* into, std::size_t size) {
  if (at_ == come_.size() && fill() <= 0) return -1;
  const std::size_t count = std::min(size, come_.size() - at_);
  std::memcpy(into, come_.data() + at_, count);
  at_ += count;
  return ssize_t(count);
}

bool Wire::is_writable() const {
  if (broken_) return false;
  // Whoever has hung up is noticed here: a stream of events would write to nobody for long.
  pollfd look{socket_, POLLRDHUP, 0};
  if (::poll(&look, 1, 0) > 0 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR))) return false;
  return wait(POLLOUT, write_ms_max_);
}

ssize_t Wire::write(const char* from, std::size_t size) {
  while (!broken_) {
    if (!wait(POLLOUT, write_ms_max_)) break;
    ssize_t done = -1;
    if (tls_) {
      done = SSL_write(tls_, from, int(std::min<std::size_t>(size, 1 << 30)));
      const int why = SSL_get_error(tls_, int(done));
      if (done <= 0 && (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)) continue;
    } else {
      done = ::send(socket_, from, size, MSG_NOSIGNAL);
      if (done < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) continue;
    }
    if (done > 0) return done;
    break;
  }
  broken_ = true;
  return -1;
}

void Wire::get_remote_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  if (::getpeername(socket_, reinterpret_cast<sockaddr*>(&from), &size) == 0) tell(from, ip, port);
}

void Wire::get_local_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  if (::getsockname(socket_, reinterpret_cast<sockaddr*>(&from), &size) == 0) tell(from, ip, port);
}

}  // namespace claimpack::review
