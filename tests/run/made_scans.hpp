// Small scans, claim folders and readers made for the tests.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "run/commands.hpp"

namespace claimpack::made {

namespace fs = std::filesystem;

// Removed with all it holds.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path path;
  fs::path operator/(const std::string& name) const { return path / name; }
};

void write(const fs::path& file, const std::string& bytes);
std::string content(const fs::path& file);
std::vector<std::string> names_in(const fs::path& folder);  // sorted

// A BMP of 620 × 876 pixels with rows of dark strokes, another pattern for every seed.
std::string scan(int seed);
// FOLDER/1.bmp … n.bmp; other seeds give other claims.
void make_claim(const fs::path& folder, int pages, int seed = 0);

// Reads what a function says. Counts its calls.
class Double : public core::Recogniser {
 public:
  using Read = std::function<std::vector<core::Line>(const core::CleanPage&)>;
  explicit Double(Read read) : read_(std::move(read)) {}
  std::vector<core::Line> read(const core::CleanPage& page) const override {
    ++calls;
    return read_(page);
  }
  std::string name() const override { return "double"; }
  mutable std::atomic<int> calls{0};

 private:
  Read read_;
};

core::Line line(const std::string& text, int y);
Double reads_nothing();
// The words of a discharge summary, with the file's name among them.
Double reads_summary();

// Holds whoever waits until it is opened; opens itself when it goes, and waits until all are through.
class Gate {
 public:
  ~Gate() { open(); }
  void wait();
  void open();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

run::Readers readers_of(const core::Recogniser& first);

// The command line in this process, with the project's own templates.
struct Outcome {
  int code = -1;
  std::string out, err;
};
Outcome run_with(const core::Recogniser& reader, std::vector<std::string> arguments);
Outcome run(std::vector<std::string> arguments);  // with the models

bool has(const std::string& text, const std::string& part);

}  // namespace claimpack::made
