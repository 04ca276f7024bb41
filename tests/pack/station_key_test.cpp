#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "catch.hpp"
#include "pack/made_claim.hpp"
#include "pack/manifest.hpp"
#include "pack/station_key.hpp"

namespace claimpack::pack {
namespace {

std::array<std::uint8_t, 32> seed_of(const std::string& hex) {
  std::array<std::uint8_t, 32> seed{};
  for (std::size_t i = 0; i < 32; ++i) seed[i] = static_cast<std::uint8_t>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
  return seed;
}

}  // namespace

TEST_CASE("Ed25519 as RFC 8032 has it, SHA-256 as FIPS 180 has it") {
  // RFC 8032, 7.1, TEST 2: the message is the one byte 0x72.
  const StationKey key = StationKey::from_seed(seed_of("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  CHECK(key.public_key().hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  CHECK(key.sign("r") ==
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d2916"
        "12bb0c00");
  CHECK(key.public_key().verifies("r", key.sign("r")));
  CHECK_FALSE(key.public_key().verifies("s", key.sign("r")));
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const Folder folder;
  CHECK(sha256_file(folder.write("x", "abc")).value() == sha256_hex("abc"));
  CHECK(sha256_file(folder.write("large", std::string(1 << 20, 'x'))).value() == sha256_hex(std::string(1 << 20, 'x')));
  CHECK(sha256_file(folder.path("none")).error().code == core::ErrorCode::unreadable);
}

TEST_CASE("a public key has two ways to be written, and both are read") {
  const PublicKey key = StationKey::from_seed({1, 2, 3}).public_key();
  CHECK(PublicKey::parse(key.hex()) == key);
  CHECK(PublicKey::parse(key.hex() + "\n") == key);
  CHECK(PublicKey::parse(key.pem()) == key);
  CHECK_FALSE(PublicKey::parse(""));
  CHECK_FALSE(PublicKey::parse(key.hex().substr(1)));
  CHECK_FALSE(PublicKey::parse("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"));
  CHECK(key.fingerprint().size() == 19);
}

TEST_CASE("OpenSSL reads the key and proves the signature") {
  if (std::system("command -v openssl >/dev/null 2>&1") != 0) return;
  const Folder folder;
  const StationKey key = StationKey::from_seed({7});
  const std::string message = "{\"schema\": 1}\n", hex = key.sign(message);
  std::string signature;
  for (std::size_t i = 0; i < hex.size(); i += 2) signature += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  const std::string command = "openssl pkeyutl -verify -pubin -inkey '" + folder.write("key.pem", key.public_key().pem()) +
                              "' -rawin -in '" + folder.write("m", message) + "' -sigfile '" + folder.write("s", signature) + "'";
  CHECK(output_of(command).find("Success") != std::string::npos);
}

TEST_CASE("the key is made once, is its owner's alone, and is never written over") {
  const Folder folder;
  const std::filesystem::path file = folder.path("config/claimpack/station.key");
  CHECK(StationKey::load(file).error().code == core::ErrorCode::missing_part);
  const auto made = StationKey::load_or_make(file);
  REQUIRE(made);
  struct stat about {};
  REQUIRE(stat(file.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  REQUIRE(stat(file.parent_path().c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0700);
  CHECK(StationKey::load_or_make(file).value().public_key() == made.value().public_key());
  const std::string bytes = bytes_of(file.string());
  CHECK(StationKey::make(file).error().code == core::ErrorCode::bad_input);
  CHECK(bytes_of(file.string()) == bytes);
  int files = 0;
  for (const auto& each : std::filesystem::directory_iterator(file.parent_path())) files += each.is_regular_file();
  CHECK(files == 1);  // nothing half done stays
  CHECK_FALSE(StationKey::make(folder.path("other.key")).value().public_key() == made.value().public_key());

  SECTION("others may read it") {
    std::filesystem::permissions(file, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
    CHECK(StationKey::load(file).error().code == core::ErrorCode::unsafe);
    CHECK(StationKey::load_or_make(file).error().code == core::ErrorCode::unsafe);
  }
  SECTION("it is cut off") {
    std::filesystem::resize_file(file, 50);
    CHECK(StationKey::load(file).error().code == core::ErrorCode::damaged);
  }
  SECTION("one digit is none") {
    std::string text = bytes;
    text[text.size() - 5] = 'g';
    std::ofstream(file, std::ios::binary) << text;
    CHECK(StationKey::load(file).error().code == core::ErrorCode::damaged);
  }
}

TEST_CASE("programs that start at the same time have the same key") {
  const Folder folder;
  const std::string file = folder.path("station.key");
  std::vector<std::string> keys(8);
  std::vector<std::thread> threads;
  for (std::string& key : keys)
    threads.emplace_back([&] {
      const auto made = StationKey::load_or_make(file);
      if (made) key = made.value().public_key().hex();
    });
  for (auto& thread : threads) thread.join();
  for (const std::string& key : keys) CHECK(key == keys.front());
  CHECK(keys.front().size() == 64);
}

TEST_CASE("a signature has one way to be written") {
  const StationKey key = StationKey::from_seed({9});
  const std::string text = signature_text("manifest", key);
  const auto signature = parse_signature(text);
  REQUIRE(signature);
  CHECK(signature->key == key.public_key());
  CHECK(signature->key.verifies("manifest", signature->hex));
  for (std::size_t i = 0; i < text.size(); ++i)
    for (const char c : {char(text[i] ^ 0x01), char(text[i] ^ 0x20), ' ', '\n'}) {
      if (c == text[i]) continue;
      std::string changed = text;
      changed[i] = c;
      const auto other = parse_signature(changed);
      CHECK_FALSE((other && other->key.verifies("manifest", other->hex)));
    }
  for (const std::string& longer : {text + "\n", text + " ", "\n" + text, text.substr(0, text.size() - 1)})
    CHECK_FALSE(parse_signature(longer));
}

}  // namespace claimpack::pack
