// Bytes spoiled by a seed: what a bad disk, a bad line and somebody with intent do to a file.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace claimpack::faults {

using MutantBytes = std::vector<std::uint8_t>;

// One to eight changes: bits and bytes, numbers of headers at their limits in both byte orders, figures in text, pieces cut out,
// doubled, repeated thousands of times or taken from `other`, an early end. The same seed gives the same bytes.
// Never longer than `bytes_max`, except where the original is.
MutantBytes mutate(const MutantBytes& original, const MutantBytes& other, std::uint64_t seed, std::size_t bytes_max);

}  // namespace claimpack::faults
