#include "run/exits.hpp"

#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "run/workers.hpp"

namespace claimpack::run {

void leave(Exit exit) {
  // What was asked for must have arrived: a full disk behind `> file` is no success.
  const bool written = std::cout.flush().good() && std::fflush(stdout) == 0;
  const int code = code_of(written ? exit : Exit::nothing_done);
  std::cerr.flush();
  if (Workers::stuck() > 0) std::_Exit(code);
  std::exit(code);
}

}  // namespace claimpack::run
