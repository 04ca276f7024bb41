// Files that can be made again, in a folder of bounded size: the longest unused go first.
#pragma once

#include <cstdint>
#include <filesystem>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace claimpack::run {

class PictureFiles {
 public:
  // What lies in the folder already counts.
  PictureFiles(std::filesystem::path folder, std::int64_t bytes_max);
  bool has(const std::string& name);
  // Nothing where there is no such file, or it is shorter.
  std::optional<std::string> read(const std::string& name, std::uint64_t offset, std::uint64_t bytes);
  // Whole or not at all. Error disk.
  core::Result<core::Done> write(const std::string& name, std::string_view bytes);
  void remove(const std::string& name);
  std::int64_t bytes() const;

 private:
  struct File {
    std::int64_t bytes = 0;
    std::list<std::string>::iterator place;
  };
  void use(const std::string& name);
  void forget(const std::string& name);

  std::filesystem::path folder_;
  std::int64_t bytes_max_, bytes_ = 0;
  mutable std::mutex mutex_;
  std::list<std::string> used_;  // the latest first
  std::map<std::string, File> files_;
};

}  // namespace claimpack::run
