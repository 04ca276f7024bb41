// Who works at the review station, and in which role.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace claimpack::core {

// Stored by name: the names are frozen.
enum class Role { scanner, reviewer, senior, supervisor, auditor, admin };
constexpr int roles = 6;
const char* name_of(Role role);
std::optional<Role> role(std::string_view name);

struct Person {
  std::int64_t id = 0;
  std::string login, name;
  Role role = Role::reviewer;
  std::string password_hash;  // Argon2id, as libsodium writes it; the store never sees a password
  bool active = true;
  int failures = 0;                  // wrong passwords in a row
  std::int64_t locked_until_ms = 0;  // 0: not locked
  std::int64_t made_at_ms = 0;
};

// Only digests of tokens are kept: who reads the ledger cannot take a session over.
struct DeskSession {
  std::string token_hash;  // SHA-256, hexadecimal
  std::int64_t person = 0;
  std::int64_t started_at_ms = 0, ended_at_ms = 0;  // 0: goes on
};

}  // namespace claimpack::core
