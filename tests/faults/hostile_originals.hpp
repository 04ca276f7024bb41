// One small file of every format that `receive` takes, made by the tests' own makers.
#pragma once

#include <string>
#include <vector>

#include "faults/mutate.hpp"

namespace claimpack::faults {

struct Original {
  std::string name;  // "multi-g4.tif": the file's name in its claim
  MutantBytes bytes;
};
std::vector<Original> hostile_originals();

}  // namespace claimpack::faults
