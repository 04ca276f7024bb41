// A folder, a clock that stands until it is moved, and arrivals made for the tests.
#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "store/store.hpp"
#include "store/system.hpp"

namespace claimpack::made {

namespace fs = std::filesystem;

struct StoreFolder {
  fs::path path;
  StoreFolder() {
    static std::atomic<int> count{0};
    path = fs::temp_directory_path() / ("claimpack-store-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    fs::create_directories(path);
  }
  ~StoreFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  StoreFolder(const StoreFolder&) = delete;
  StoreFolder& operator=(const StoreFolder&) = delete;
  fs::path operator/(const std::string& name) const { return path / name; }
};

struct SetClock : core::Clock {
  std::int64_t now = 1'790'000'000'000;
  std::int64_t now_ms() override { return now; }
  std::int64_t steady_ms() override { return now; }
};

inline void put(const fs::path& file, const std::string& bytes) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << bytes;
}

inline std::string bytes_in(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace claimpack::made
