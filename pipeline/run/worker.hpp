// The life of a worker process: it decodes, cleans and reads what it is handed, and has nothing else.
#pragma once

#include "receive/cage.hpp"
#include "run/readers.hpp"

namespace claimpack::run {

constexpr int exit_not_closed_in = 70;  // of a worker whose locks could not be put on

// Closes this process in and serves the jobs that come over `socket` until it ends.
void live_as_worker(int socket, const Readers& readers, const receive::CageLimits& limits, const receive::Locks& locks);

}  // namespace claimpack::run
