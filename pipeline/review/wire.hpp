// One connection's bytes, with a time by which what is awaited must have come.
#pragma once

#include <httplib.h>

#include <chrono>
#include <string>

namespace claimpack::review {

class Wire : public httplib::Stream {
 public:
  // `context` null: no TLS.
  Wire(int socket, SSL_CTX* context, double write_seconds_max);
  ~Wire() override;
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  bool greet();               // TLS's handshake
  void give(double seconds);  // from now on so long, for all that is read
  bool wait_for_first();      // for a request's first byte
  bool broken() const { return broken_; }

  bool is_readable() const override { return !broken_ && left_ms() > 0; }
  bool is_writable() const override;
  ssize_t read(char* into, std::size_t size) override;
  ssize_t write(const char* from, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  // Asked for by newer versions of httplib too.
  virtual void get_local_ip_and_port(std::string& ip, int& port) const;
  virtual bool wait_readable() const { return is_readable(); }
  virtual bool wait_writable() const { return is_writable(); }
  virtual time_t duration() const { return 0; }
  socket_t socket() const override { return socket_; }

 private:
  int left_ms() const;
  bool wait(short events, int ms) const;
  ssize_t fill();
  int socket_;
  SSL* tls_ = nullptr;
  int write_ms_max_;
  std::chrono::steady_clock::time_point until_;
  bool broken_ = false;
  std::string come_;  // read, and not asked for yet
  std::size_t at_ = 0;
};

}  // namespace claimpack::review
