#include "fuzz/targets.hpp"

#include <cstdio>
#include <cstdlib>

namespace claimpack::fuzz {

void promised(bool held, const char* what) {
  if (held) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

std::vector<Target> all_targets() {
  std::vector<Target> all;
  for (const auto& some : {core_targets(), picture_targets(), container_targets(), knowledge_targets(), packet_targets()})
    all.insert(all.end(), some.begin(), some.end());
  for (const auto& target : message_targets()) all.push_back(target);
  return all;
}

}  // namespace claimpack::fuzz
