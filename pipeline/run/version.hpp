#pragma once

namespace claimpack::run {

inline constexpr const char* program_name = "claimpack 0.1.0";  // the version of CMakeLists.txt; a test holds them together

}  // namespace claimpack::run
