// Golden files: what a test got is compared with tests/goldens/NAME, byte by byte. Where it differs, NAME.received is written
// beside it and the test fails; tools/approve shows the difference and makes the received file the golden one.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <system_error>

#include "catch.hpp"

namespace claimpack::goldens {

inline std::optional<std::string> content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

// "line 3: wanted `a`, got `b`" for the first line that differs.
inline std::string first_difference(const std::string& wanted, const std::string& got) {
  std::size_t wanted_at = 0, got_at = 0;
  for (int line = 1;; ++line) {
    const auto wanted_end = wanted.find('\n', wanted_at), got_end = got.find('\n', got_at);
    const std::string wanted_line = wanted.substr(wanted_at, wanted_end - wanted_at),
                      got_line = got.substr(got_at, got_end - got_at);
    const bool at_end = wanted_end == std::string::npos || got_end == std::string::npos;
    if (wanted_line != got_line || at_end)
      return "line " + std::to_string(line) + ": wanted `" + wanted_line + "`, got `" + got_line + "`";
    wanted_at = wanted_end + 1;
    got_at = got_end + 1;
  }
}

// Nothing where the golden file holds just `got`; else what differs, and the received file lies beside it.
inline std::optional<std::string> difference(const std::filesystem::path& golden, const std::string& got) {
  const std::filesystem::path received = golden.string() + ".received";
  const auto wanted = content_of(golden);
  std::error_code ignored;
  if (wanted && *wanted == got) {
    std::filesystem::remove(received, ignored);
    return std::nullopt;
  }
  std::filesystem::create_directories(golden.parent_path(), ignored);
  std::ofstream(received, std::ios::binary) << got;
  const std::string cure = "; see it and take it with tools/approve " + golden.filename().string();
  if (!wanted) return "there is no golden file " + golden.string() + cure;
  return golden.string() + " differs at " + first_difference(*wanted, got) + cure;
}

}  // namespace claimpack::goldens

namespace claimpack {

// `name` may hold folders: "pack/cover.json".
inline void check_golden(const std::string& name, const std::string& got) {
  const auto differs = goldens::difference(std::filesystem::path(CLAIMPACK_SOURCE) / "tests/goldens" / name, got);
  INFO(differs.value_or(""));
  CHECK_FALSE(differs.has_value());
}

}  // namespace claimpack
