// What a process that meets untrusted bytes gives up before it does, by Linux's seccomp, Landlock and resource limits.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace claimpack::receive {

// What this machine can hold a process by.
struct Locks {
  bool seccomp = false;
  int landlock = 0;  // its version, 0: none
  bool all() const { return seccomp && landlock > 0; }
};
Locks known_locks();

// Of the whole process, from its start.
struct CageLimits {
  std::int64_t memory_bytes_more = 1ll << 30;  // beyond what the process holds now
  std::int64_t cpu_seconds_max = 3600;
  std::int64_t file_bytes_max = 1ll << 30;  // of each file that it writes
  int files_max = 256;                      // open at once
};

// Closes this process in, for good: it keeps the descriptors that it has, and no file, socket, program or process can be had any
// more. To open a file fails as if there were none; to start a process or program, or to reach for a network or another
// process, ends it (SIGSYS). Limits hold with and without `locks`. Error failed where a lock that is there cannot be put on.
core::Result<core::Done> close_cage(const CageLimits& limits, const Locks& locks);

// The same for a program, prepared before fork and put on between fork and exec: it may read the system's folders and its
// file, write into one folder, and start nothing.
class ProgramCage {
 public:
  // `program`: as PATH finds it. `folder`: where it may write; empty: nowhere.
  static ProgramCage prepare(const std::string& program, int file_fd, const std::string& folder, const Locks& locks);
  ProgramCage(ProgramCage&& other) noexcept;
  ProgramCage& operator=(ProgramCage&&) = delete;
  ~ProgramCage();
  int ruleset() const { return ruleset_; }
  // Only calls that are safe between fork and exec. False: a lock could not be put on.
  bool enter(int ruleset) const;

 private:
  ProgramCage() = default;
  std::vector<sock_filter> filter_;
  int ruleset_ = -1;
};

}  // namespace claimpack::receive
