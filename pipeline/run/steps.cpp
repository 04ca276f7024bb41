#include "run/steps.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "run/output.hpp"
#include "run/reading_json.hpp"

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
  try {
    return reading_of(json::parse(text));
  } catch (const json::exception& wrong) {
    return core::Error{core::ErrorCode::bad_input, std::string("The kept reading does not parse: ") + wrong.what(), "",
                       "Keep the steps again"};
  }
}

core::Result<core::Done> write_picture(const core::Image& image, const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary);
  out << (image.channels == 3 ? "P6" : "P5") << '\n' << image.width << ' ' << image.height << "\n255\n";
  if (image.channels == 3) {
    std::string rgb(image.bytes.size(), '\0');
    for (std::size_t i = 0; i + 2 < image.bytes.size(); i += 3)
      rgb[i] = char(image.bytes[i + 2]), rgb[i + 1] = char(image.bytes[i + 1]), rgb[i + 2] = char(image.bytes[i]);
    out << rgb;
  } else {
    out.write(reinterpret_cast<const char*>(image.bytes.data()), std::streamsize(image.bytes.size()));
  }
  if (!out.flush())
    return core::Error{core::ErrorCode::disk, "The picture could not be written", file.string(),
                       "Free some disk space or choose another --out"};
  return core::Done{};
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
