#include "receive/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <optional>
#include <utility>

#include "receive/cage.hpp"

namespace claimpack::receive {

using core::Error;
using core::ErrorCode;

namespace {

constexpr std::size_t complaints_bytes_max = 64 << 10;
constexpr int first_free = 10;  // descriptors below have their places in a program

struct Descriptor {
  int fd = -1;
  Descriptor() = default;
  explicit Descriptor(int number) : fd(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  void close() {
    if (fd >= 0) ::close(std::exchange(fd, -1));
  }
};

struct Pipe {
  Descriptor read_end, write_end;
  bool open() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    read_end.fd = ends[0];
    write_end.fd = ends[1];
    ::fcntl(write_end.fd, F_SETPIPE_SZ, 1 << 20);  // a drawn page has ten megabytes; where it is refused all still works
    return true;
  }
};

void limit(__rlimit_resource what, rlim_t most) {
  const rlimit value{most, most};
  ::setrlimit(what, &value);
}

// Runs in the child until it becomes the program: only calls that are safe there, and nothing of the parent's is changed.
[[noreturn]] void become_program(char* const* arguments, const ProgramLimits& limits, const ProgramCage* cage, int out, int err,
                                 int failure) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const int nothing = ::open("/dev/null", O_RDONLY);
  // Out of the way first: a descriptor may be one of those that the program shall have.
  const auto aside = [](int fd) { return fd < 0 ? -1 : ::fcntl(fd, F_DUPFD, first_free); };
  const int to = aside(out), complaints = aside(err), told_by = aside(failure), file = aside(limits.file_fd);
  const int ruleset = cage != nullptr ? aside(cage->ruleset()) : -1;
  if (nothing < 0 || ::dup2(nothing, 0) < 0 || ::dup2(to, 1) < 0 || ::dup2(complaints, 2) < 0) ::_exit(126);
  const int kept = ::dup2(told_by, 3);
  ::fcntl(kept, F_SETFD, FD_CLOEXEC);
  if (file >= 0) ::dup2(file, 4);
  else ::close(4);
  if (cage != nullptr && !cage->enter(ruleset)) ::_exit(126);
  ::close_range(5, ~0u, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_AS, limits.memory_bytes_max);
  limit(RLIMIT_CPU, static_cast<rlim_t>(limits.seconds_max));
  limit(RLIMIT_FSIZE, limits.output_bytes_max);
  ::execvp(arguments[0], arguments);
  const int reason = errno;
  [[maybe_unused]] const auto told = ::write(kept, &reason, sizeof reason);
  ::_exit(127);
}

// The child runs in this process's memory, on a stack of its own, while this thread waits until it has become the program. With
// fork() the page tables of half a gigabyte were copied, and then each page written to: 30 ms of the processor a program.
// No handler of this process may run in the child: all signals wait, and what they find there is the default.
template <class Become>
pid_t start_child(const Become& become) {
  struct Start {
    const Become& become;
    sigset_t mask;
  } start{become, {}};
  const auto enter = [](void* argument) {
    const Start& here = *static_cast<const Start*>(argument);
    for (int signal = 1; signal < NSIG; ++signal) {
      struct sigaction now {};
      if (::sigaction(signal, nullptr, &now) == 0 && now.sa_handler != SIG_IGN && now.sa_handler != SIG_DFL)
        ::signal(signal, SIG_DFL);
    }
    ::pthread_sigmask(SIG_SETMASK, &here.mask, nullptr);
    here.become();
    return 127;
  };
#ifdef __SANITIZE_THREAD__  // it counts calls in memory that both would have
  constexpr int shared = CLONE_VFORK;
#else
  constexpr int shared = CLONE_VFORK | CLONE_VM;
#endif
  std::vector<char> stack(256 << 10);
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &start.mask);
  const std::uintptr_t top = (reinterpret_cast<std::uintptr_t>(stack.data()) + stack.size()) & ~std::uintptr_t(63);
  const pid_t child = ::clone(enter, reinterpret_cast<void*>(top), shared | SIGCHLD, &start);
  ::pthread_sigmask(SIG_SETMASK, &start.mask, nullptr);
  return child;
}

enum class Ended { by_itself, too_slow, too_much };

// Drains both pipes until the child has closed them, the clock runs out or it says too much.
Ended listen(Pipe& out, Pipe& err, const ProgramLimits& limits, ProgramOutput& result) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(limits.seconds_max);
  std::vector<char> piece(1 << 18);
  while (out.read_end.fd >= 0 || err.read_end.fd >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return Ended::too_slow;
    std::array<pollfd, 2> waited{{{out.read_end.fd, POLLIN, 0}, {err.read_end.fd, POLLIN, 0}}};  // -1 is passed over
    if (::poll(waited.data(), waited.size(), int(std::min<long long>(left, 1000))) < 0 && errno != EINTR) return Ended::too_slow;
    for (std::size_t i = 0; i < waited.size(); ++i) {
      if (waited[i].revents == 0) continue;
      const auto got = ::read(waited[i].fd, piece.data(), piece.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) {
        (i == 0 ? out : err).read_end.close();
        continue;
      }
      if (i == 0) {
        if (result.output.size() + std::size_t(got) > limits.output_bytes_max) return Ended::too_much;
        result.output.append(piece.data(), std::size_t(got));
      } else if (result.complaints.size() < complaints_bytes_max) {
        result.complaints.append(piece.data(), std::size_t(got));
      }
    }
  }
  return Ended::by_itself;
}

// A program may close its pipes and go on: it still has to end in time.
bool wait_for(pid_t child, int& status, int seconds_max) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds_max);
  for (;;) {
    const pid_t done = ::waitpid(child, &status, WNOHANG);
    if (done == child || (done < 0 && errno != EINTR)) return true;
    if (std::chrono::steady_clock::now() > deadline) return false;
    ::poll(nullptr, 0, 1);
  }
}

void kill_group(pid_t child, int& status) {
  ::kill(-child, SIGKILL);
  ::kill(child, SIGKILL);
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
}

}  // namespace

core::Result<ProgramOutput> run_program(const std::vector<std::string>& arguments, const ProgramLimits& limits) {
  const std::string& name = arguments.front();
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::optional<ProgramCage> cage;
  if (limits.caged) cage.emplace(ProgramCage::prepare(name, limits.file_fd, limits.folder, known_locks()));
  Pipe out, err, failure;
  if (!out.open() || !err.open() || !failure.open())
    return Error{ErrorCode::failed, "no pipe can be opened for " + name, "", "close other programs and try again"};
  const int output = limits.output_fd >= 0 ? limits.output_fd : out.write_end.fd;
  const pid_t child = start_child(
      [&] { become_program(argv.data(), limits, cage ? &*cage : nullptr, output, err.write_end.fd, failure.write_end.fd); });
  if (child < 0) return Error{ErrorCode::failed, name + " cannot be started", "", "close other programs and try again"};
  ::setpgid(child, child);  // also here: whichever of the two comes first
  out.write_end.close();
  err.write_end.close();
  failure.write_end.close();

  int status = 0, reason = 0;
  if (::read(failure.read_end.fd, &reason, sizeof reason) == ssize_t(sizeof reason)) {
    kill_group(child, status);
    return Error{ErrorCode::missing_part, "the program " + name + " cannot be run", "", "apt-get install poppler-utils"};
  }
  ProgramOutput result;
  const Ended ended = listen(out, err, limits, result);
  if (ended != Ended::by_itself || !wait_for(child, status, limits.seconds_max)) {
    kill_group(child, status);
    if (ended == Ended::too_much)
      return Error{ErrorCode::too_large, name + " gave more than its limit of bytes", "", "split the file"};
    return Error{ErrorCode::timeout, name + " took longer than " + std::to_string(limits.seconds_max) + " seconds", "",
                 "print the file anew or scan the paper"};
  }
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
    return Error{ErrorCode::too_large, name + " gave more than its limit of bytes", "", "split the file"};
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
    return Error{ErrorCode::timeout, name + " took longer than " + std::to_string(limits.seconds_max) + " seconds", "",
                 "print the file anew or scan the paper"};
  return result;
}

}  // namespace claimpack::receive
