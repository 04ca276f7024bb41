#include "run/made_scans.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "core/text.hpp"

namespace claimpack::made {

namespace {

fs::path fresh_path() {
  static std::atomic<int> count{0};
  return fs::temp_directory_path() / ("claimpack-run-" + std::to_string(getpid()) + "-" + std::to_string(++count));
}

void little(std::string& bytes, unsigned value, int count) {
  for (int i = 0; i < count; ++i) bytes += char(value >> (8 * i) & 0xff);
}

}  // namespace

Folder::Folder() : path(fresh_path()) { fs::create_directories(path); }
Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

void write(const fs::path& file, const std::string& bytes) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << bytes;
}

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string scan(int seed) {
  constexpr int width = 620, height = 876;  // 620 * 3 is a multiple of four: rows need no filling
  std::string bytes = "BM";
  little(bytes, 54 + width * 3 * height, 4), little(bytes, 0, 4), little(bytes, 54, 4);
  little(bytes, 40, 4), little(bytes, width, 4), little(bytes, height, 4), little(bytes, 1, 2), little(bytes, 24, 2);
  little(bytes, 0, 4), little(bytes, width * 3 * height, 4), little(bytes, 2953, 4), little(bytes, 2953, 4), little(bytes, 0, 4),
      little(bytes, 0, 4);
  unsigned random = unsigned(seed) * 2654435761u + 1;
  for (int y = 0; y < height; ++y) {
    const bool in_row = y % 40 >= 12 && y % 40 < 30 && y > 60 && y < height - 60;
    for (int x = 0; x < width; ++x) {
      if (x % 7 == 0) random = random * 1664525u + 1013904223u;
      const bool dark = in_row && x > 50 && x < width - 50 && (random >> 24) % 3 == 0;
      bytes.append(3, dark ? char(20) : char(250));
    }
  }
  return bytes;
}

void make_claim(const fs::path& folder, int pages, int seed) {
  for (int i = 1; i <= pages; ++i) write(folder / (std::to_string(i) + ".bmp"), scan(seed * 100 + i));
}

core::Line line(const std::string& text, int y) {
  core::Line line;
  line.text = text;
  line.confidence = 0.95;
  int x = 60;
  for (const char32_t c : core::to_u32(text)) {
    line.glyphs.push_back({core::to_utf8(c), 0.95, x, 14, {}});
    x += 14;
  }
  line.upright = {60, y, x - 60, 18};
  return line;
}

Double reads_nothing() {
  return Double([](const core::CleanPage&) { return std::vector<core::Line>{}; });
}

Double reads_summary() {
  return Double([](const core::CleanPage& page) {
    return std::vector<core::Line>{line("云川市示例医院", 70),         line("出院小结", 110),
                                   line("姓名：江予怀 性别：男", 150), line("入院日期：2026-01-19 出院日期：2026-01-28", 190),
                                   line("出院诊断：肺炎", 230),        line("来自 " + page.origin.file, 270)};
  });
}

void Gate::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return open_; });
}

void Gate::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

run::Readers readers_of(const core::Recogniser& first) {
  run::Readers readers;
  readers.first = &first;
  readers.digest = "double";
  return readers;
}

namespace {

Outcome run_line(std::vector<std::string> arguments, std::optional<run::Readers> readers) {
  std::ostringstream out, err;
  run::Common common{out, err};
  common.readers = std::move(readers);
  common.data = CLAIMPACK_SOURCE;
  const run::Exit exit = run::run_command_line(arguments, common);
  return {run::code_of(exit), out.str(), err.str()};
}

}  // namespace

Outcome run_with(const core::Recogniser& reader, std::vector<std::string> arguments) {
  return run_line(std::move(arguments), readers_of(reader));
}
Outcome run(std::vector<std::string> arguments) { return run_line(std::move(arguments), {}); }

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace claimpack::made
