// The door to the network: takes connections, holds each to its time, and has cpp-httplib read and answer the requests. Its own
// loop in place of httplib's because there a client that sends a byte now and then may stay for hours, and every open page
// would hold one of a few threads.
#pragma once

#include <httplib.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "core/result.hpp"

namespace claimpack::review {

struct GateSettings {
  std::string host = "127.0.0.1";
  int port = 0;                           // 0: any that is free
  std::string certificate, key;           // PEM files; both empty: no TLS
  int connections_max = 1024;             // more are closed at once
  double idle_seconds_max = 30;           // between two requests
  double head_seconds_max = 10;           // from a request's first byte to the end of its headers
  double body_seconds_max = 20;           // for a body, and beyond that
  double body_bytes_per_second = 20'000;  // so many bytes a second at least
  double write_seconds_max = 20;          // without a byte taken
};

class Gate : public httplib::Server {
 public:
  explicit Gate(GateSettings settings) : settings_(std::move(settings)) {}
  ~Gate() override;
  // Error bad_input where the address is not free, or certificate and key are none.
  core::Result<core::Done> open();
  int bound_port() const { return port_; }
  bool tls() const { return tls_ != nullptr; }
  void close();  // ends all connections, and waits for them
  bool closing() const { return closing_; }
  // For the request that this thread is answering: the connection ends with its answer (its body was not read), and the answer
  // says so, or the browser would send its next request into it.
  static void end_connection(httplib::Response& response);

 private:
  void accept_all();
  void serve(int socket);
  struct Stop;
  GateSettings settings_;
  int port_ = 0;
  std::atomic<bool> closing_{false};
  std::thread accepting_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::map<int, bool> open_;  // sockets
  void* tls_ = nullptr;       // SSL_CTX
};

}  // namespace claimpack::review
