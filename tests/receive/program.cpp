// Programs run on untrusted bytes: bounded in every way.
#include "receive/program.hpp"

#include <chrono>

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
