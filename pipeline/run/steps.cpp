#include "run/steps.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/json_depth.hpp"
#include "run/output.hpp"
#include "run/reading_json.hpp"
#include "run/sound_reading.hpp"

namespace claimpack::run {

namespace {

using json = nlohmann::ordered_json;

json json_of(const core::Box& box) { return {box.x, box.y, box.w, box.h}; }

std::filesystem::path strip_of(const std::filesystem::path& steps, int number, const core::Origin& origin) {
  char count[16];
  std::snprintf(count, sizeof count, "%03d_", number);
  return steps / (count + safe_name(origin.file) + "_p" + std::to_string(origin.page));
}

}  // namespace

std::string reading_to_json(const core::Reading& reading) {
  return run::json_of(reading).dump(-1, ' ', false, json::error_handler_t::replace);
}

core::Result<core::Reading> reading_from_json(const std::string& text) {
  if (core::nests_deeper(text) || !core::numbers_fit(text))
    return core::Error{core::ErrorCode::bad_input, "The kept reading nests or counts beyond any reading", "",
                       "Keep the steps again"};
  try {
    auto reading = reading_of(json::parse(text));
    if (!reading || is_sound(reading.value())) return reading;
    return core::Error{core::ErrorCode::bad_input, "The kept reading holds numbers that no page gives",
                       reading.value().origin.file, "Keep the steps again"};
  } catch (const json::exception& wrong) {
    return core::Error{core::ErrorCode::bad_input, std::string("The kept reading does not parse: ") + wrong.what(), "",
                       "Keep the steps again"};
  }
}

core::Result<core::Done> write_picture(const core::Image& image, int fd) {
  std::string bytes =
      (image.channels == 3 ? "P6\n" : "P5\n") + std::to_string(image.width) + " " + std::to_string(image.height) + "\n255\n";
  const std::size_t at = bytes.size();
  bytes.append(image.bytes.begin(), image.bytes.end());
  if (image.channels == 3)
    for (std::size_t i = at; i + 2 < bytes.size(); i += 3) std::swap(bytes[i], bytes[i + 2]);
  for (std::size_t done = 0; done < bytes.size();) {
    const auto written = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0)
      return core::Error{core::ErrorCode::disk, "The picture could not be written", "",
                         "Free some disk space or choose another --out"};
    done += std::size_t(written);
  }
  return core::Done{};
}

core::Result<core::Done> write_picture(const core::Image& image, const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  auto written = write_picture(image, fd);
  const bool closed = fd >= 0 && ::close(fd) == 0;
  if (written && closed) return written;
  return core::Error{core::ErrorCode::disk, "The picture could not be written", file.string(),
                     "Free some disk space or choose another --out"};
}

PictureFiles open_pictures(const core::Origin& origin, int number, const std::filesystem::path& steps) {
  PictureFiles files;
  if (steps.empty()) return files;
  files.strip = strip_of(steps, number, origin);
  std::error_code ignored;
  std::filesystem::create_directories(files.strip, ignored);
  const auto open = [&](const char* name) {
    return ::open((files.strip / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  };
  files.text = open("text.pgm"), files.colour = open("colour"), files.ink = open("ink.pgm");
  return files;
}

void name_pictures(const std::filesystem::path& strip, int colour_channels, bool ink) {
  std::error_code ignored;
  std::filesystem::rename(strip / "colour", strip / (colour_channels == 3 ? "colour.ppm" : "colour.pgm"), ignored);
  if (!ink) std::filesystem::remove(strip / "ink.pgm", ignored);
}

std::filesystem::path keep_pictures(const core::CleanPage& page, int number, const std::filesystem::path& steps) {
  if (steps.empty()) return {};
  const auto strip = strip_of(steps, number, page.origin);
  std::error_code ignored;
  std::filesystem::create_directories(strip, ignored);
  (void)write_picture(page.text, strip / "text.pgm");
  (void)write_picture(page.colour, strip / (page.colour.channels == 3 ? "colour.ppm" : "colour.pgm"));
  if (!page.ink.empty()) (void)write_picture(page.ink, strip / "ink.pgm");
  return strip;
}

void keep_text(const std::string& text, const std::filesystem::path& file) { std::ofstream(file, std::ios::binary) << text; }

void keep_reading(const core::Reading& reading, const std::filesystem::path& strip) {
  if (!strip.empty()) keep_text(reading_to_json(reading), strip / "reading.json");
}

void keep_reading(const core::Reading& reading, int number, const std::filesystem::path& steps) {
  const auto strip = strip_of(steps, number, reading.origin);
  std::error_code ignored;
  std::filesystem::create_directories(strip, ignored);
  keep_reading(reading, strip);
}

std::filesystem::path kept_steps(const std::filesystem::path& out, const std::string& claim_id) {
  return out.empty() ? out : out / safe_name(claim_id) / "steps";
}

core::Result<core::Reading> kept_reading(const std::filesystem::path& steps, int number, const core::Origin& origin) {
  const auto file = strip_of(steps, number, origin) / "reading.json";
  std::ifstream in(file, std::ios::binary);
  if (!in)
    return core::Error{core::ErrorCode::unreadable, "No reading of this page was kept", file.string(),
                       "Keep the steps again with: claimpack process --keep-steps"};
  std::string text{std::istreambuf_iterator<char>(in), {}};
  return reading_from_json(text);
}

void keep_sheets(const std::vector<core::Sheet>& sheets, const std::filesystem::path& steps) {
  if (steps.empty()) return;
  json all = json::array();
  for (const auto& sheet : sheets) {
    json pages = json::array();
    for (const auto& page : sheet.pages) {
      json each = {{"page", page.page}};
      if (page.part) each["part"] = json_of(*page.part);
      pages.push_back(std::move(each));
    }
    all.push_back({{"kind", sheet.kind}, {"subtype", sheet.subtype}, {"confidence", sheet.confidence}, {"pages", pages}});
  }
  keep_text(all.dump(1, ' ', false, json::error_handler_t::replace), steps / "sheets.json");
}

}  // namespace claimpack::run
