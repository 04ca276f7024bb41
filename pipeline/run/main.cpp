#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "run/commands.hpp"

int main(int argc, char** argv) {
  // One thread a page: the workers are the only ones that make threads. The libraries look at these when they are first used.
  setenv("OMP_THREAD_LIMIT", "1", 1);
  setenv("OPENCV_FOR_THREADS_NUM", "1", 1);
  // Whole pages go back to the system at once, what is smaller stays. Left to itself, glibc keeps a page's worth of holes for
  // every thread and gives back and takes again what the next page needs: 26 pages on two workers then peak at 800 MB with
  // 7.4 s of system time, instead of 660 MB and 6.5 s.
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 16 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  spdlog::set_default_logger(spdlog::stderr_logger_mt("claimpack"));  // standard output is for what was asked for
  spdlog::set_pattern("%H:%M:%S.%e %v");

  using namespace claimpack::run;
  Common common{std::cout, std::cerr};
  common.err_is_terminal = isatty(STDERR_FILENO) != 0;
  leave(run_command_line({argv + 1, argv + argc}, common));
}
