#include "review/gate.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "review/wire.hpp"

namespace claimpack::review {

using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

thread_local bool connection_ends = false;

// httplib's door for streams of one's own; its parameters are others in Debian 12 and 13.
template <class Server>
struct Opened : Server {
  template <class Base>
  static bool answer(Base& server, Wire& wire, bool last, bool& closed, const std::function<void(httplib::Request&)>& begin) {
    using Old = bool (Server::*)(httplib::Stream&, bool, bool&, const std::function<void(httplib::Request&)>&);
    if constexpr (requires(Old old) { old = &Opened::process_request; }) {
      const Old old = &Opened::process_request;
      return (server.*old)(wire, last, closed, begin);
    } else {
      std::string remote, local;
      int remote_port = 0, local_port = 0;
      wire.get_remote_ip_and_port(remote, remote_port);
      wire.get_local_ip_and_port(local, local_port);
      using New = bool (Server::*)(httplib::Stream&, const std::string&, int, const std::string&, int, bool, bool&,
                                   const std::function<void(httplib::Request&)>&);
      const New fresh = &Opened::process_request;
      return (server.*fresh)(wire, remote, remote_port, local, local_port, last, closed, begin);
    }
  }
};

// What httplib would do beyond what is wanted: wait for a body without a length (a browser's DELETE has none), cut a part out of
// an answer, and press every answer with its slowest method.
void settle(httplib::Request& request) {
  request.ranges.clear();
  const bool near = request.remote_addr == "127.0.0.1" || request.remote_addr == "::1";
  const bool gzip = !near && request.get_header_value("Accept-Encoding").find("gzip") != std::string::npos;
  request.headers.erase("Accept-Encoding");
  if (gzip) request.headers.emplace("Accept-Encoding", "gzip");
  if (!request.has_header("Content-Length") && !request.has_header("Transfer-Encoding"))
    request.headers.emplace("Content-Length", "0");
}

}  // namespace

void Gate::end_connection(httplib::Response& response) {
  connection_ends = true;
  response.set_header("Connection", "close");
}

Gate::~Gate() {
  close();
  if (tls_) SSL_CTX_free(static_cast<SSL_CTX*>(tls_));
}

Result<Done> Gate::open() {
  if (!settings_.certificate.empty() || !settings_.key.empty()) {
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    tls_ = context;
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    if (SSL_CTX_use_certificate_chain_file(context, settings_.certificate.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, settings_.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context) != 1)
      return Error{ErrorCode::bad_input, "Certificate and key for TLS cannot be used",
                   settings_.certificate + ", " + settings_.key, "Name PEM files that belong together"};
  }
  // Not SO_REUSEPORT, which is httplib's own: with it two stations would share one port, and requests go to either.
  set_socket_options([](socket_t door) {
    const int on = 1;
    ::setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
  // What a browser is told is less than the gate waits: else a request may be sent into a connection that is just closing.
  set_keep_alive_timeout(std::max(1, int(settings_.idle_seconds_max) - 5));
  const int bound = settings_.port == 0 ? bind_to_any_port(settings_.host) : bind_to_port(settings_.host, settings_.port);
  if (settings_.port == 0 ? bound <= 0 : !bound)
    return Error{ErrorCode::bad_input, "Nothing can be opened at this address",
                 settings_.host + ":" + std::to_string(settings_.port),
                 "Is another program there? Name another port with --listen"};
  port_ = settings_.port == 0 ? bound : settings_.port;
  ::listen(svr_sock_, 128);
  accepting_ = std::thread([this] { accept_all(); });
  return Done{};
}

void Gate::accept_all() {
  const int door = svr_sock_;
  while (!closing_) {
    pollfd look{door, POLLIN, 0};
    if (::poll(&look, 1, 200) <= 0) continue;
    const int socket = ::accept4(door, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) {
      if (errno == EMFILE || errno == ENFILE) std::this_thread::sleep_for(std::chrono::milliseconds(50));
      continue;
    }
    std::unique_lock lock(mutex_);
    if (closing_ || int(open_.size()) >= settings_.connections_max) {
      ::close(socket);
      continue;
    }
    open_[socket] = true;
    lock.unlock();
    try {
      std::thread([this, socket] { serve(socket); }).detach();
    } catch (const std::system_error&) {  // no more threads on this machine
      lock.lock();
      open_.erase(socket);
      ::close(socket);
    }
  }
}

void Gate::serve(int socket) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  {
    Wire wire(socket, static_cast<SSL_CTX*>(tls_), settings_.write_seconds_max);
    wire.give(settings_.head_seconds_max);
    connection_ends = false;
    for (bool alive = wire.greet(); alive && !closing_;) {
      wire.give(settings_.idle_seconds_max);
      if (!wire.wait_for_first()) break;
      wire.give(settings_.head_seconds_max);
      connection_ends = false;
      bool closed = false;
      const auto begin = [&](httplib::Request& request) {
        settle(request);
        const double bytes = double(std::strtoull(request.get_header_value("Content-Length").c_str(), nullptr, 10));
        wire.give(settings_.body_seconds_max + bytes / settings_.body_bytes_per_second);
      };
      alive = Opened<httplib::Server>::answer(static_cast<httplib::Server&>(*this), wire, false, closed, begin) && !closed &&
              !connection_ends && !wire.broken();
    }
    if (connection_ends) wire.drain();
  }
  ::shutdown(socket, SHUT_RDWR);
  const std::lock_guard lock(mutex_);
  open_.erase(socket);
  ::close(socket);
  ended_.notify_all();
}

void Gate::close() {
  closing_ = true;
  if (accepting_.joinable()) accepting_.join();
  const int door = svr_sock_.exchange(INVALID_SOCKET);
  if (door != INVALID_SOCKET) ::close(door);
  std::unique_lock lock(mutex_);
  for (const auto& [socket, yes] : open_) ::shutdown(socket, SHUT_RDWR);
  ended_.wait(lock, [this] { return open_.empty(); });
}

}  // namespace claimpack::review
