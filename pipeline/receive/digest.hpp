// SHA-256 of bytes and files, as provenance and manifests print it: 64 lower-case hexadecimal digits.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace claimpack::receive {

std::string sha256_hex(std::span<const std::uint8_t> bytes);
std::string sha256_hex(std::string_view bytes);
// Reads the file in pieces. Errors: unreadable, unsafe (a symlink).
core::Result<std::string> sha256_file(const std::filesystem::path& path);

}  // namespace claimpack::receive
