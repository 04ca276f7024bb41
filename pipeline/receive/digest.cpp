#include "receive/digest.hpp"

#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <vector>

#include "receive/disk_file.hpp"

namespace claimpack::receive {

using core::Error;
using core::ErrorCode;

namespace {

constexpr std::size_t piece_bytes = 1 << 18;

std::string hex(const unsigned char* bytes, std::size_t count) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 15];
  }
  return text;
}

}  // namespace

std::string sha256_hex(std::span<const std::uint8_t> bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return hex(digest.data(), size);
}

std::string sha256_hex(std::string_view bytes) {
  return sha256_hex(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
}

core::Result<std::string> sha256_file(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  auto file = DiskFile::open(path, name);
  if (!file) return file.error();
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  std::vector<unsigned char> piece(piece_bytes);
  for (;;) {
    const ssize_t got = ::read(file.value().fd(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error{ErrorCode::unreadable, "the file cannot be read", name, "check the disk and the file's rights"};
    if (got == 0) break;
    EVP_DigestUpdate(context.get(), piece.data(), std::size_t(got));
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_DigestFinal_ex(context.get(), digest.data(), &size);
  return hex(digest.data(), size);
}

}  // namespace claimpack::receive
