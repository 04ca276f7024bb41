// SHA-256 piece by piece. `receive` has its own for provenance: the two rooms do not know each other.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace claimpack::store {

class Digest {
 public:
  Digest();
  ~Digest();
  void add(std::string_view bytes);
  std::string hex();  // 64 lower-case hexadecimal digits; ends the digest

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string digest_of(std::string_view bytes);
// 64 lower-case hexadecimal digits?
bool is_digest(std::string_view text);

}  // namespace claimpack::store
