#include "other_readers.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <vector>

extern char** environ;

namespace claimpack::bench {

namespace {

// Starts a program with its stdin and stdout on our pipes; a negative `to` gives it an empty stdin.
pid_t start_program(const std::vector<std::string>& command, int* to, int* from) {
  int in[2] = {-1, -1}, out[2] = {-1, -1};
  if ((to && pipe2(in, O_CLOEXEC)) || pipe2(out, O_CLOEXEC)) return -1;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  if (to) posix_spawn_file_actions_adddup2(&files, in[0], 0);
  else posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, out[1], 1);
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = -1;
  if (posix_spawnp(&child, arguments[0], &files, nullptr, arguments.data(), environ)) child = -1;
  posix_spawn_file_actions_destroy(&files);
  close(out[1]);
  if (to) close(in[0]), *to = in[1];
  *from = out[0];
  return child;
}

bool read_some(int from, std::string& into) {
  char buffer[65536];
  const ssize_t got = ::read(from, buffer, sizeof buffer);
  if (got <= 0) return false;
  into.append(buffer, std::size_t(got));
  return true;
}

}  // namespace

double cpu_of(int who) {
  rusage usage{};
  getrusage(who, &usage);
  const auto seconds = [](const timeval& t) { return double(t.tv_sec) + double(t.tv_usec) * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::optional<OtherReading> read_by_tesseract(const std::filesystem::path& picture, double dpi) {
  const double before = cpu_of(RUSAGE_CHILDREN);
  int from = -1;
  const pid_t child = start_program(
      {"tesseract", picture.string(), "stdout", "-l", "chi_sim", "--psm", "4", "--dpi", std::to_string(static_cast<int>(dpi))},
      nullptr, &from);
  if (child < 0) return {};
  OtherReading reading;
  while (read_some(from, reading.text)) {}
  close(from);
  int status = 0;
  if (waitpid(child, &status, 0) < 0 || status != 0) return {};
  reading.cpu_seconds = cpu_of(RUSAGE_CHILDREN) - before;
  return reading;
}

std::unique_ptr<RapidOcr> RapidOcr::start(const std::filesystem::path& python, const std::filesystem::path& script) {
  auto reader = std::unique_ptr<RapidOcr>(new RapidOcr);
  reader->child_ = start_program({python.string(), script.string()}, &reader->to_, &reader->from_);
  if (reader->child_ < 0 || !reader->answer()) return nullptr;  // its first line says that it is ready
  return reader;
}

RapidOcr::~RapidOcr() {
  if (to_ >= 0) close(to_);
  if (from_ >= 0) close(from_);
  int status = 0;
  if (child_ > 0) waitpid(child_, &status, 0);
}

std::optional<std::string> RapidOcr::answer() {
  std::size_t end = 0;
  while ((end = rest_.find('\n')) == std::string::npos)
    if (!read_some(from_, rest_)) return {};
  std::string line = rest_.substr(0, end);
  rest_.erase(0, end + 1);
  return line;
}

std::optional<OtherReading> RapidOcr::read(const std::filesystem::path& picture) {
  const std::string line = picture.string() + "\n";
  if (write(to_, line.data(), line.size()) != ssize_t(line.size())) return {};
  const auto said = answer();
  if (!said) return {};
  const auto json = nlohmann::json::parse(*said, nullptr, false);
  if (!json.is_object() || !json.contains("text")) return {};
  return OtherReading{json["text"], json["cpu_seconds"]};
}

}  // namespace claimpack::bench
