// Programs run on untrusted bytes: bounded in every way.
#include "receive/program.hpp"

#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <vector>

#include "catch.hpp"

using namespace claimpack;
using namespace claimpack::receive;

TEST_CASE("a program's output, complaints and exit code come back") {
  const auto done = run_program({"sh", "-c", "printf 'a\\000b'; echo wrong >&2; exit 3"}, {});
  REQUIRE(done.ok());
  CHECK(done.value().output == std::string("a\0b", 3));
  CHECK(done.value().complaints == "wrong\n");
  CHECK(done.value().exit_code == 3);
}

TEST_CASE("a program begins with the signals of its caller, whose handlers stay, and none of them runs in it") {
  static volatile std::sig_atomic_t seen = 0;
  struct sigaction mine {
  }, before{}, after{};
  mine.sa_handler = [](int) { ++seen; };
  REQUIRE(::sigaction(SIGUSR1, &mine, &before) == 0);
  sigset_t mask;
  const auto told = run_program({"grep", "SigBlk", "/proc/self/status"}, {});
  const auto done = run_program({"sh", "-c", "echo here; kill -USR1 $$; echo still here"}, {});
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  ::sigaction(SIGUSR1, &before, &after);
  REQUIRE((told.ok() && done.ok()));
  CHECK(told.value().output == "SigBlk:\t0000000000000000\n");
  CHECK(done.value().output == "here\n");
  CHECK(after.sa_handler == mine.sa_handler);
  CHECK(seen == 0);
  CHECK(::sigisemptyset(&mask) == 1);
}

#if !defined(__SANITIZE_THREAD__)
// What fork() would have copied is written to again by this process, page for page: 20 ms a program beside a reader's memory.
TEST_CASE("to start a program costs this process no page of its memory") {
  constexpr std::size_t page = 4096, pages = 4096;
  std::vector<char> memory(page * pages, 1);
  const auto faults = [] {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return used.ru_minflt;
  };
  REQUIRE(run_program({"true"}, {}).ok());
  const long before = faults();
  for (std::size_t i = 0; i < pages; ++i) memory[i * page] = 2;
  CHECK(faults() - before < long(pages) / 10);
  CHECK(memory[page] == 2);
}
#endif

TEST_CASE("no shell looks at the arguments") {
  const auto done = run_program({"echo", "$HOME; `id`"}, {});
  REQUIRE(done.ok());
  CHECK(done.value().output == "$HOME; `id`\n");
}

TEST_CASE("a program that is not there is a missing part") {
  const auto done = run_program({"no-such-program-here"}, {});
  REQUIRE_FALSE(done.ok());
  CHECK(done.error().code == core::ErrorCode::missing_part);
  CHECK(done.error().cure == "apt-get install poppler-utils");
}

TEST_CASE("a program that hangs is ended, with its children") {
  ProgramLimits limits;
  limits.seconds_max = 1;
  const auto start = std::chrono::steady_clock::now();
  const auto done = run_program({"sh", "-c", "sleep 30 & wait"}, limits);
  REQUIRE_FALSE(done.ok());
  CHECK(done.error().code == core::ErrorCode::timeout);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("a program that goes on after closing its output is ended too") {
  ProgramLimits limits;
  limits.seconds_max = 1;
  const auto done = run_program({"sh", "-c", "exec >&- 2>&-; sleep 30"}, limits);
  REQUIRE_FALSE(done.ok());
  CHECK(done.error().code == core::ErrorCode::timeout);
}

TEST_CASE("a program that says too much is ended") {
  ProgramLimits limits;
  limits.output_bytes_max = 100'000;
  const auto done = run_program({"sh", "-c", "while :; do echo more and more; done"}, limits);
  REQUIRE_FALSE(done.ok());
  CHECK(done.error().code == core::ErrorCode::too_large);
}

TEST_CASE("a program has no input, no inherited files and little memory") {
  ProgramLimits limits;
  limits.memory_bytes_max = 200 << 20;
  const auto input = run_program({"cat"}, limits);
  REQUIRE(input.ok());
  CHECK(input.value().output.empty());
  const auto files = run_program({"ls", "/proc/self/fd"}, limits);
  REQUIRE(files.ok());
  CHECK(files.value().output == "0\n1\n2\n3\n");  // 3 is the listing itself
  const auto memory = run_program({"sh", "-c", "ulimit -v"}, limits);
  REQUIRE(memory.ok());
  CHECK(memory.value().output == "204800\n");
}
