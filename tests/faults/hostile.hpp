// Spoiled files of every format through `receive`, each claim opened and all its pages decoded in a child process that may die.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace claimpack::faults {

struct HostileOptions {
  int count = 0;                             // mutants in all, over the formats in turn
  int first = 0;                             // number of the first one: a run can be parted, and one mutant taken alone
  unsigned seed = 1;                         // the same seed and number give the same bytes
  std::string format;                        // only originals whose name holds this; empty: all
  std::vector<std::filesystem::path> files;  // taken as they are, before any mutant; with `count`, their mutants instead of ours
  std::filesystem::path keep;                // where mutants that are at fault go; empty: nowhere
};

// True where each ended in pages or in a refusal that says why, none took more than 1 GB or 60 seconds of processor, and no child
// died.
bool hostile(const HostileOptions& options);

}  // namespace claimpack::faults
