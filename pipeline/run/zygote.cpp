#include "run/zygote.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

namespace claimpack::run {

using core::Error;
using core::ErrorCode;

namespace {

constexpr int spawn_wait_ms = 60'000;  // it may still be loading

struct Order {
  enum class What : int { spawn, kill } what = What::spawn;
  pid_t pid = -1;
};

void leave_terminal() {
  // A stop is the parent's to decide: pages that are being read are finished first.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) ::signal(signal, SIG_IGN);
  for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSYS}) ::signal(signal, SIG_DFL);
  ::signal(SIGPIPE, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nothing = ::open("/dev/null", O_RDWR);
  for (const int fd : {0, 1, 2}) ::dup2(nothing, fd);
}

// Keeps `fd` alone beside standard input and output, as number 3.
void keep_only(int fd) {
  ::dup2(fd, 3);
  ::close_range(4, ~0u, 0);
}

double seconds_of(const rusage& used) {
  return double(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + double(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

// Takes an order with up to two descriptors. False: the parent is gone.
bool take_order(int control, Order& order, std::vector<OwnFd>& fds) {
  alignas(cmsghdr) char beside[CMSG_SPACE(sizeof(int) * 2)] = {};
  iovec piece{&order, sizeof order};
  msghdr message{};
  message.msg_iov = &piece, message.msg_iovlen = 1, message.msg_control = beside, message.msg_controllen = sizeof beside;
  const ssize_t got = ::recvmsg(control, &message, MSG_CMSG_CLOEXEC);
  if (got < 0 && errno == EINTR) return take_order(control, order, fds);
  if (got != ssize_t(sizeof order)) return false;
  const cmsghdr* control_message = CMSG_FIRSTHDR(&message);
  if (control_message == nullptr || control_message->cmsg_type != SCM_RIGHTS) return true;
  const std::size_t count = (control_message->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  for (std::size_t i = 0; i < count; ++i) {
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(control_message) + i * sizeof(int), sizeof fd);
    fds.emplace_back(fd);
  }
  return true;
}

int dead_child_pipe[2] = {-1, -1};
void note_dead_child(int) {
  const int kept = errno;
  [[maybe_unused]] const auto written = ::write(dead_child_pipe[1], "", 1);
  errno = kept;
}

class Nest {
 public:
  Nest(int control, const Zygote::Life& life) : control_(control), life_(life) {}

  void run() {
    if (::pipe2(dead_child_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return;
    ::signal(SIGCHLD, note_dead_child);
    for (;;) {
      pollfd waited[2] = {{control_, POLLIN, 0}, {dead_child_pipe[0], POLLIN, 0}};
      if (::poll(waited, 2, -1) < 0 && errno != EINTR) return;
      char noted[64];
      while (::read(dead_child_pipe[0], noted, sizeof noted) > 0) {}
      bury();
      if (waited[0].revents == 0) continue;
      Order order;
      std::vector<OwnFd> fds;
      if (!take_order(control_, order, fds)) return;  // the workers go with this process
      if (order.what == Order::What::kill && ends_.contains(order.pid)) ::kill(order.pid, SIGKILL);
      if (order.what == Order::What::spawn && fds.size() == 2) spawn(std::move(fds));
    }
  }

 private:
  void spawn(std::vector<OwnFd> fds) {
    const pid_t nest = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != nest) ::_exit(0);
      ::signal(SIGCHLD, SIG_DFL);
      keep_only(fds[0].get());
      life_(3);
      ::_exit(0);
    }
    // -1 as well: then there is no room for a process.
    [[maybe_unused]] const auto told = ::write(fds[1].get(), &pid, sizeof pid);
    if (pid > 0) ends_[pid] = std::move(fds[1]);
  }

  void bury() {
    for (;;) {
      rusage used{};
      WorkerEnd end;
      const pid_t pid = ::wait4(-1, &end.status, WNOHANG, &used);
      if (pid <= 0) return;
      end.cpu_seconds = seconds_of(used);
      const auto found = ends_.find(pid);
      if (found == ends_.end()) continue;
      [[maybe_unused]] const auto told = ::write(found->second.get(), &end, sizeof end);
      ends_.erase(found);
    }
  }

  int control_;
  const Zygote::Life& life_;
  std::map<pid_t, OwnFd> ends_;
};

bool give_order(int control, const Order& order, const std::vector<int>& fds) {
  alignas(cmsghdr) char beside[CMSG_SPACE(sizeof(int) * 2)] = {};
  iovec piece{const_cast<Order*>(&order), sizeof order};
  msghdr message{};
  message.msg_iov = &piece, message.msg_iovlen = 1;
  if (!fds.empty()) {
    message.msg_control = beside, message.msg_controllen = CMSG_SPACE(sizeof(int) * fds.size());
    cmsghdr* control_message = CMSG_FIRSTHDR(&message);
    control_message->cmsg_level = SOL_SOCKET, control_message->cmsg_type = SCM_RIGHTS;
    control_message->cmsg_len = CMSG_LEN(sizeof(int) * fds.size());
    std::memcpy(CMSG_DATA(control_message), fds.data(), sizeof(int) * fds.size());
  }
  return ::sendmsg(control, &message, MSG_NOSIGNAL) == ssize_t(sizeof order);
}

Error no_process(const char* what) {
  return {ErrorCode::failed, std::string("No process can be started for reading: ") + what, "",
          "Close other programs, or raise the limits of this one"};
}

}  // namespace

core::Result<std::unique_ptr<Zygote>> Zygote::start(std::function<void()> prepare, Life life) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return no_process(std::strerror(errno));
  OwnFd ours(ends[0]), theirs(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) return no_process(std::strerror(errno));
  if (pid == 0) {
    leave_terminal();
    keep_only(theirs.get());
    prepare();
    Nest(3, life).run();
    ::_exit(0);
  }
  return std::unique_ptr<Zygote>(new Zygote(pid, std::move(ours)));
}

Zygote::~Zygote() {
  control_.reset();
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
}

core::Result<Spawned> Zygote::spawn() {
  int sockets[2], pipes[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return no_process(std::strerror(errno));
  Spawned spawned;
  spawned.socket = OwnFd(sockets[0]);
  OwnFd theirs(sockets[1]);
  if (::pipe2(pipes, O_CLOEXEC) != 0) return no_process(std::strerror(errno));
  spawned.end = OwnFd(pipes[0]);
  OwnFd their_end(pipes[1]);
  const std::lock_guard lock(mutex_);
  if (!give_order(control_.get(), {Order::What::spawn, -1}, {theirs.get(), their_end.get()}))
    return no_process("its source ended");
  theirs.reset(), their_end.reset();
  pollfd waited{spawned.end.get(), POLLIN, 0};
  if (::poll(&waited, 1, spawn_wait_ms) <= 0 ||
      ::read(spawned.end.get(), &spawned.pid, sizeof spawned.pid) != ssize_t(sizeof spawned.pid))
    return no_process("its source does not answer");
  if (spawned.pid <= 0) return no_process("the system refused it");
  return spawned;
}

void Zygote::kill(pid_t worker) {
  const std::lock_guard lock(mutex_);
  give_order(control_.get(), {Order::What::kill, worker}, {});
}

bool Zygote::lives() {
  int status = 0;
  const std::lock_guard lock(mutex_);
  siginfo_t info{};
  return ::waitid(P_PID, id_t(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0 && status == 0;
}

}  // namespace claimpack::run
