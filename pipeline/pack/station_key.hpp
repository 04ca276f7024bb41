// The station's key (Ed25519, RFC 8032) that signs manifests, and SHA-256. libsodium lives here.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace claimpack::pack {

std::string sha256_hex(std::string_view bytes);  // 64 lower-case hexadecimal digits
core::Result<std::string> sha256_file(const std::filesystem::path& file);

class PublicKey {
 public:
  using Bytes = std::array<std::uint8_t, 32>;
  explicit PublicKey(const Bytes& bytes) : bytes_(bytes) {}
  // 64 hexadecimal digits, or PEM as `claimpack key show --pem` prints it.
  static std::optional<PublicKey> parse(std::string_view text);
  std::string hex() const;
  std::string pem() const;          // SubjectPublicKeyInfo (RFC 8410): what OpenSSL reads
  std::string fingerprint() const;  // SHA-256 of the key's bytes, the first 16 digits in fours: for telephones
  bool verifies(std::string_view message, std::string_view signature_hex) const;
  bool operator==(const PublicKey&) const = default;

 private:
  Bytes bytes_;
};

class StationKey {
 public:
  // From the file, which nobody but its owner may read. Errors: missing_part where it is not there, unsafe where others may
  // read it, damaged, unreadable.
  static core::Result<StationKey> load(const std::filesystem::path& file);
  // Makes the file (mode 0600) and its folder (0700). Error bad_input where there is a key already: it is never written over.
  static core::Result<StationKey> make(const std::filesystem::path& file);
  // The one, or where there is none the other; two programs that start at the same time get the same key.
  static core::Result<StationKey> load_or_make(const std::filesystem::path& file);
  static StationKey from_seed(const std::array<std::uint8_t, 32>& seed);  // for tests

  StationKey(const StationKey&) = default;
  StationKey& operator=(const StationKey&) = default;
  ~StationKey();  // the secret is wiped

  PublicKey public_key() const;
  std::string sign(std::string_view message) const;  // 128 hexadecimal digits; the same message gives the same ones

 private:
  StationKey() = default;
  std::array<std::uint8_t, 64> secret_{};
};

}  // namespace claimpack::pack
