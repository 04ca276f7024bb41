// One fuzzer for all targets: CLAIMPACK_FUZZ names the one to run (tools/fuzz does).
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "fuzz/targets.hpp"

namespace {
void (*take)(claimpack::fuzz::Input) = nullptr;
}

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* wanted = std::getenv("CLAIMPACK_FUZZ");
  for (const auto& target : claimpack::fuzz::all_targets()) {
    if (wanted && target.name == wanted) take = target.take;
    if (!wanted) std::fprintf(stderr, "%s\n", target.name.c_str());
  }
  if (take) return 0;
  std::fprintf(stderr, "fuzzer: CLAIMPACK_FUZZ must name one of the targets\n");
  std::exit(1);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  take({bytes, count});
  return 0;
}
