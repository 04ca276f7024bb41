// A program run as a child process on untrusted bytes: no shell, no inherited files, with limits on memory, processor
// time, file size and time by the clock.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace claimpack::receive {

struct ProgramLimits {
  int seconds_max = 60;                          // by the clock; processor time likewise
  std::size_t memory_bytes_max = 1536ull << 20;  // address space
  std::size_t output_bytes_max = 1ull << 30;     // standard output, and each file that it writes
  int file_fd = -1;                              // a file for it, under the name program_file; -1: none
  int output_fd = -1;                            // a file that takes standard output; -1: it comes back
  // Closed in (cage.hpp): it reads the system's folders and its file, writes into `folder`, and starts nothing.
  bool caged = false;
  std::string folder;
};
// How a program calls the file that was handed to it.
inline const std::string program_file = "/proc/self/fd/4";

struct ProgramOutput {
  int exit_code = 0;  // -1 where a signal ended it
  std::string output;
  std::string complaints;  // the first 64 KiB of standard error
};

// arguments[0] is the program, found by PATH. Errors: missing_part (the program is not there), timeout, too_large
// (output beyond its limit), failed. A program that ends with an exit code is no Error here.
core::Result<ProgramOutput> run_program(const std::vector<std::string>& arguments, const ProgramLimits& limits);

}  // namespace claimpack::receive
