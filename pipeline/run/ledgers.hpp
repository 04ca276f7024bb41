// Ledgers over the packets that lie in folders.
#pragma once

#include <filesystem>
#include <vector>

#include "core/result.hpp"

namespace claimpack::run {

struct LedgersWritten {
  int claims = 0, accepted = 0;
};

// Every packet directly in one of `folders` (or a folder that is one), in the order of their names. Empty paths are not written;
// of `csv` "x.csv" the bills go to "x-bills.csv". Whole files or none. Errors: empty, bad_input, unreadable, disk.
core::Result<LedgersWritten> write_ledgers(const std::vector<std::filesystem::path>& folders, const std::filesystem::path& xlsx,
                                           const std::filesystem::path& csv, bool all, bool english);

}  // namespace claimpack::run
