// What the program's exit code says. Scripts read these: the numbers are frozen.
#pragma once

namespace claimpack::run {

enum class Exit : int {
  all_complete = 0,   // every claim is complete; every file was read
  nothing_done = 1,   // no claim was processed, or the command line is wrong
  person_needed = 2,  // all was read, but some claims lack something or need a person's eye
  not_read = 3,       // some files, pages or claims could not be read or written (goes before 2)
};

// Ends the program. Where a page hangs, its thread still holds what it uses: then nothing is taken down under it.
[[noreturn]] void leave(Exit exit);

constexpr int code_of(Exit exit) { return static_cast<int>(exit); }

}  // namespace claimpack::run
