#include "pack/station_key.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace claimpack::pack {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;

namespace {

constexpr std::string_view file_head = "claimpack station key, Ed25519, secret\n";
constexpr std::string_view pem_head = "-----BEGIN PUBLIC KEY-----\n", pem_end = "\n-----END PUBLIC KEY-----\n";
// SEQUENCE { SEQUENCE { OID 1.3.101.112 } BIT STRING of 32 bytes: RFC 8410, section 4
constexpr std::array<std::uint8_t, 12> key_info{0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
constexpr std::size_t seed_bytes = crypto_sign_SEEDBYTES, key_file_bytes = file_head.size() + 2 * seed_bytes + 1;

[[maybe_unused]] const bool sodium_is_ready = sodium_init() >= 0;

template <class Bytes>
std::string hex_of(const Bytes& bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

// Lower-case digits only, so that a text has one way to be written.
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> bytes_of_hex(std::string_view text) {
  std::array<std::uint8_t, N> bytes{};
  if (text.size() != 2 * N || text.find_first_not_of("0123456789abcdef") != std::string_view::npos) return {};
  std::size_t length = 0;
  if (sodium_hex2bin(bytes.data(), N, text.data(), text.size(), nullptr, &length, nullptr) || length != N) return {};
  return bytes;
}

struct Descriptor {
  int fd = -1;
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
};

Error key_error(ErrorCode code, const std::string& what, const fs::path& file, const std::string& cure) {
  return {code, what, file.string(), cure};
}

Error not_written(const fs::path& file, int number) {
  return key_error(ErrorCode::disk, std::string("The station's key cannot be written: ") + strerror(number), file,
                   "Name another place with signing.key_file in the settings, or bring a key with: claimpack key make");
}

// A new key under a name of its own, whole and on the disk before it is seen under its real one.
core::Result<fs::path> write_beside(const fs::path& file) {
  std::array<std::uint8_t, seed_bytes> seed{};
  randombytes_buf(seed.data(), seed.size());
  std::string text = std::string(file_head) + hex_of(seed) + "\n";
  fs::path partial = file;
  std::array<std::uint8_t, 8> suffix{};  // no two threads write the same one
  randombytes_buf(suffix.data(), suffix.size());
  partial += ".new-" + hex_of(suffix);
  const Descriptor out{open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  const bool written =
      out.fd >= 0 && !fchmod(out.fd, 0600) && write(out.fd, text.data(), text.size()) == ssize_t(text.size()) && !fsync(out.fd);
  const int number = errno;
  sodium_memzero(seed.data(), seed.size());
  sodium_memzero(text.data(), text.size());
  if (written) return partial;
  unlink(partial.c_str());
  return not_written(file, number);
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return hex_of(digest);
}

core::Result<std::string> sha256_file(const fs::path& file) {
  const Descriptor in{open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
  struct stat about {};
  if (in.fd < 0 || fstat(in.fd, &about) || !S_ISREG(about.st_mode))
    return Error{ErrorCode::unreadable, "The file cannot be read", file.string(), "Check its rights"};
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::vector<unsigned char> piece(1 << 18);
  for (;;) {
    const ssize_t count = read(in.fd, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{ErrorCode::unreadable, strerror(errno), file.string(), "Check the disk"};
    if (count == 0) break;
    crypto_hash_sha256_update(&state, piece.data(), static_cast<unsigned long long>(count));
  }
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256_final(&state, digest.data());
  return hex_of(digest);
}

std::optional<PublicKey> PublicKey::parse(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  if (const auto bytes = bytes_of_hex<32>(text)) return PublicKey(*bytes);
  const std::string_view end = pem_end.substr(0, pem_end.size() - 1);
  if (text.size() < pem_head.size() + end.size() || text.substr(0, pem_head.size()) != pem_head ||
      text.substr(text.size() - end.size()) != end)
    return {};
  const std::string_view body = text.substr(pem_head.size(), text.size() - pem_head.size() - end.size());
  std::array<std::uint8_t, key_info.size() + 32> info{};
  std::size_t length = 0;
  if (sodium_base642bin(info.data(), info.size(), body.data(), body.size(), nullptr, &length, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) ||
      length != info.size() || !std::equal(key_info.begin(), key_info.end(), info.begin()))
    return {};
  Bytes bytes{};
  std::copy(info.begin() + key_info.size(), info.end(), bytes.begin());
  return PublicKey(bytes);
}

std::string PublicKey::hex() const { return hex_of(bytes_); }

std::string PublicKey::pem() const {
  std::array<std::uint8_t, key_info.size() + 32> info{};
  std::copy(key_info.begin(), key_info.end(), info.begin());
  std::copy(bytes_.begin(), bytes_.end(), info.begin() + key_info.size());
  std::string body(sodium_base64_ENCODED_LEN(info.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(body.data(), body.size(), info.data(), info.size(), sodium_base64_VARIANT_ORIGINAL);
  body.pop_back();
  return std::string(pem_head) + body + std::string(pem_end);
}

std::string PublicKey::fingerprint() const {
  const std::string digest = sha256_hex({reinterpret_cast<const char*>(bytes_.data()), bytes_.size()});
  return digest.substr(0, 4) + " " + digest.substr(4, 4) + " " + digest.substr(8, 4) + " " + digest.substr(12, 4);
}

bool PublicKey::verifies(std::string_view message, std::string_view signature_hex) const {
  const auto signature = bytes_of_hex<crypto_sign_BYTES>(signature_hex);
  return signature && crypto_sign_verify_detached(signature->data(), reinterpret_cast<const unsigned char*>(message.data()),
                                                  message.size(), bytes_.data()) == 0;
}

core::Result<StationKey> StationKey::load(const fs::path& file) {
  const Descriptor in{open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  if (in.fd < 0 && errno == ENOENT)
    return key_error(ErrorCode::missing_part, "The station's key is not there", file, "Make one with: claimpack key make");
  struct stat about {};
  if (in.fd < 0 || fstat(in.fd, &about))
    return key_error(ErrorCode::unreadable, std::string("The station's key cannot be read: ") + strerror(errno), file,
                     "Check its rights, or name another with signing.key_file in the settings");
  if (!S_ISREG(about.st_mode) || (about.st_mode & 077))
    return key_error(ErrorCode::unsafe, "Others than its owner may read or write the station's key", file, "chmod 600 on it");
  std::string text(key_file_bytes + 1, '\0');
  const ssize_t count = read(in.fd, text.data(), text.size());
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  std::optional<std::array<std::uint8_t, seed_bytes>> seed;
  if (text.size() == key_file_bytes && text.compare(0, file_head.size(), file_head) == 0 && text.back() == '\n')
    seed = bytes_of_hex<seed_bytes>(std::string_view(text).substr(file_head.size(), 2 * seed_bytes));
  sodium_memzero(text.data(), text.size());
  if (!seed)
    return key_error(ErrorCode::damaged, "The file holds no station key", file,
                     "Bring the key back from where it was kept, or move the file away and make a new key");
  const StationKey key = from_seed(*seed);
  sodium_memzero(seed->data(), seed->size());
  return key;
}

core::Result<StationKey> StationKey::make(const fs::path& file) {
  std::error_code fault;
  const fs::path folder = file.parent_path();
  if (!folder.empty() && !fs::exists(folder, fault)) {
    fs::create_directories(folder, fault);
    if (fault) return not_written(file, fault.value());
    fs::permissions(folder, fs::perms::owner_all, fault);
  }
  const auto partial = write_beside(file);
  if (!partial) return partial.error();
  // A link, unlike a rename, never takes the place of a key that is there.
  const int number = link(partial.value().c_str(), file.c_str()) ? errno : 0;
  unlink(partial.value().c_str());
  if (number == EEXIST)
    return key_error(ErrorCode::bad_input, "There is a station key already, and it is left alone", file,
                     "Move it away first: packets that it signed can only be proved with its public part");
  if (number) return not_written(file, number);
  return load(file);
}

core::Result<StationKey> StationKey::load_or_make(const fs::path& file) {
  auto key = load(file);
  if (key || key.error().code != ErrorCode::missing_part) return key;
  key = make(file);
  return key || key.error().code != ErrorCode::bad_input ? key : load(file);
}

StationKey StationKey::from_seed(const std::array<std::uint8_t, 32>& seed) {
  StationKey key;
  std::array<std::uint8_t, crypto_sign_PUBLICKEYBYTES> ignored{};
  crypto_sign_seed_keypair(ignored.data(), key.secret_.data(), seed.data());
  return key;
}

StationKey::~StationKey() { sodium_memzero(secret_.data(), secret_.size()); }

PublicKey StationKey::public_key() const {
  PublicKey::Bytes bytes{};
  crypto_sign_ed25519_sk_to_pk(bytes.data(), secret_.data());
  return PublicKey(bytes);
}

std::string StationKey::sign(std::string_view message) const {
  std::array<std::uint8_t, crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                       secret_.data());
  return hex_of(signature);
}

}  // namespace claimpack::pack
