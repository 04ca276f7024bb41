// Passwords and tokens, with libsodium.
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace claimpack::review {

// Before any of these; Error failed where libsodium has no randomness.
core::Result<core::Done> begin_secrets();

// Argon2id with libsodium's "interactive" limits (64 MiB, 2 passes). At most two at once: more would take the machine's memory.
std::string password_hash(const std::string& password);
// Takes as long where `hash` is empty (nobody has that login).
bool password_fits(const std::string& password, const std::string& hash);

std::string new_token();                                                    // 256 random bits, URL-safe base 64
std::string token_hash(std::string_view token);                             // SHA-256, hexadecimal
std::string csrf_of(const std::string& token);                              // of a session; cannot be led back to its token
std::string hmac_hex(const std::string& secret, std::string_view message);  // HMAC-SHA-256
std::string sha256_hex(std::string_view bytes);
bool same_text(std::string_view a, std::string_view b);  // in a time that does not tell where they differ
// The same number from 0 up to 1 for the same text: for drawing samples.
double share_of(std::string_view text);

class Sha256 {  // piece by piece
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view bytes);
  std::string hex();

 private:
  struct State;
  State* state_;
};

}  // namespace claimpack::review
