#include <stdlib.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "run/commands.hpp"
#include "run/memory.hpp"

int main(int argc, char** argv) {
  // One thread a page: the workers are the only ones that make threads. The libraries look at these when they are first used.
  setenv("OMP_THREAD_LIMIT", "1", 1);
  setenv("OPENCV_FOR_THREADS_NUM", "1", 1);
  claimpack::run::settle_memory();
  spdlog::set_default_logger(spdlog::stderr_logger_mt("claimpack"));  // standard output is for what was asked for
  spdlog::set_pattern("%H:%M:%S.%e %v");

  using namespace claimpack::run;
  Common common{std::cout, std::cerr};
  common.err_is_terminal = isatty(STDERR_FILENO) != 0;
  leave(run_command_line({argv + 1, argv + argc}, common));
}
