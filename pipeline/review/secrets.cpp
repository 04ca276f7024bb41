#include "review/secrets.hpp"

#include <sodium.h>

#include <array>
#include <condition_variable>
#include <mutex>

namespace claimpack::review {

namespace {

constexpr int hashing_max = 2;

// Held while a password is hashed.
class HashingPlace {
 public:
  HashingPlace() {
    std::unique_lock lock(mutex());
    free().wait(lock, [] { return taken() < hashing_max; });
    ++taken();
  }
  ~HashingPlace() {
    const std::lock_guard lock(mutex());
    --taken();
    free().notify_one();
  }

 private:
  static std::mutex& mutex() {
    static std::mutex the;
    return the;
  }
  static std::condition_variable& free() {
    static std::condition_variable the;
    return the;
  }
  static int& taken() {
    static int count = 0;
    return count;
  }
};

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

template <std::size_t N>
std::string hex_of(const std::array<unsigned char, N>& bytes) {
  std::string hex(2 * N + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), N);
  hex.pop_back();
  return hex;
}

}  // namespace

core::Result<core::Done> begin_secrets() {
  if (sodium_init() < 0)
    return core::Error{core::ErrorCode::failed, "libsodium could not be started", "", "Is there randomness (/dev/urandom)?"};
  return core::Done{};
}

std::string password_hash(const std::string& password) {
  const HashingPlace place;
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_argon2id_str(hash.data(), password.data(), password.size(), crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE,
                                 crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE) != 0)
    return "";  // no memory: an empty hash fits no password
  return hash.data();
}

bool password_fits(const std::string& password, const std::string& hash) {
  if (hash.empty() || hash.size() >= crypto_pwhash_STRBYTES) {
    password_hash(password);
    return false;
  }
  const HashingPlace place;
  return crypto_pwhash_argon2id_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

std::string new_token() {
  std::array<unsigned char, 32> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text{};
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text.data();
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), bytes_of(bytes), bytes.size());
  return hex_of(digest);
}

std::string token_hash(std::string_view token) { return sha256_hex(token); }

std::string csrf_of(const std::string& token) { return hmac_hex(token, "csrf"); }

std::string hmac_hex(const std::string& secret, std::string_view message) {
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(secret), secret.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(message), message.size());
  crypto_auth_hmacsha256_final(&state, mac.data());
  return hex_of(mac);
}

bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

double share_of(std::string_view text) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), bytes_of(text), text.size());
  double share = 0;
  for (int i = 0; i < 6; ++i) share = (share + digest[std::size_t(i)]) / 256.0;
  return share;
}

struct Sha256::State {
  crypto_hash_sha256_state sodium;
};
Sha256::Sha256() : state_(new State) { crypto_hash_sha256_init(&state_->sodium); }
Sha256::~Sha256() { delete state_; }
void Sha256::add(std::string_view bytes) { crypto_hash_sha256_update(&state_->sodium, bytes_of(bytes), bytes.size()); }
std::string Sha256::hex() {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256_final(&state_->sodium, digest.data());
  return hex_of(digest);
}

}  // namespace claimpack::review
