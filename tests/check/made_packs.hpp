// The project's packs with one of a test's own beside them, and what is found wrong in them.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "check/check.hpp"

namespace claimpack::check::made {

// A copy of the packs that a test may spoil.
struct Packs {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("claimpack-packs-" + std::to_string(::getpid()));
  Packs() {
    std::filesystem::remove_all(path);
    std::filesystem::copy(CLAIMPACK_SOURCE "/templates/regions", path);
  }
  ~Packs() { std::filesystem::remove_all(path); }
  Packs(const Packs&) = delete;

  void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
  std::string read(const std::string& name) const {
    std::stringstream text;
    text << std::ifstream(path / name).rdbuf();
    return text.str();
  }
};

inline const std::string head =
    "region: testland\ntitle: 测试市\nadcode: \"990000\"\nparent: national\nauthority: city\nnames: []\nrules:\n";
inline const std::string tail = "\n  citation: 引文\n  origin: seed\n  message: 话\n  severity: review\n";

inline bool names(const std::vector<core::Error>& faults, const std::string& place, const std::string& what) {
  return std::any_of(faults.begin(), faults.end(), [&](const core::Error& fault) {
    return fault.place == place && fault.what.find(what) != std::string::npos && !fault.cure.empty();
  });
}

inline std::string list(const std::vector<core::Error>& faults) {
  std::string all;
  for (const auto& fault : faults) all += core::sentence(fault) + "\n";
  return all;
}

// Every fault has its Chinese words, with the same things in backticks.
inline void check_chinese(const std::vector<core::Error>& faults) {
  for (const auto& fault : faults) {
    const auto said = fault_in_chinese(fault);
    INFO(fault.what << "\n" << fault.cure << "\n" << said.what << "\n" << said.cure);
    CHECK(said.what != fault.what);
    CHECK(said.cure != fault.cure);
    CHECK(said.place == fault.place);
    for (auto at = fault.what.find('`'); at != std::string::npos; at = fault.what.find('`', at)) {
      const auto end = fault.what.find('`', at + 1);
      CHECK(said.what.find(fault.what.substr(at, end + 1 - at)) != std::string::npos);
      at = end + 1;
    }
  }
}

}  // namespace claimpack::check::made
