// What a process without a file system has in its place: files that were handed over as descriptors, and a way to ask whoever
// started it for the few things that decoding needs besides: an empty file, a font of the system, what poppler says.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "core/result.hpp"

namespace claimpack::receive {

struct PopplerCall;
struct PopplerAnswer;

class Doors {
 public:
  Doors() = default;
  virtual ~Doors();
  Doors(const Doors&) = delete;
  Doors& operator=(const Doors&) = delete;

  // Makes an empty file of that name, for reading and writing.
  virtual core::Result<core::Done> make_file(const std::filesystem::path& path) = 0;
  // Makes a font of the system readable under its own path.
  virtual core::Result<core::Done> fetch_font(const std::filesystem::path& path) = 0;
  virtual core::Result<PopplerAnswer> poppler(const std::filesystem::path& pdf, const PopplerCall& call) = 0;

  // The descriptor of that file, -1 where there is none; it stays here.
  int descriptor(const std::filesystem::path& path) const;
  void hand_over(const std::filesystem::path& path, int fd);  // takes `fd`
  void take_back(const std::filesystem::path& folder);        // closes the file of that path, and all below it

 private:
  std::map<std::string, int> files_;
};

// Null where this process has a file system of its own. Set once, before any file is opened.
Doors* doors();
void live_behind(Doors* doors);

// A new file for writing; the descriptor is the caller's. Error disk.
core::Result<int> create_file(const std::filesystem::path& path);
core::Result<core::Done> write_file(const std::filesystem::path& path, const void* bytes, std::size_t count);
void remove_file(const std::filesystem::path& path);

// Makes libraries load now what they would look for on disk when first used: character tables, the fonts' list.
void load_what_is_looked_for();

}  // namespace claimpack::receive
