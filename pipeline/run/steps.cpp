#include "run/steps.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "run/output.hpp"

namespace claimpack::run {

namespace {

using json = nlohmann::ordered_json;

json json_of(const core::Box& box) { return {box.x, box.y, box.w, box.h}; }
core::Box box_of(const json& j) { return {j.at(0), j.at(1), j.at(2), j.at(3)}; }

json json_of(const core::Line& line) {
  json glyphs = json::array();
  for (const auto& glyph : line.glyphs) {
    json others = json::array();
    for (const auto& other : glyph.others) others.push_back({other.text, other.probability});
    glyphs.push_back({glyph.text, glyph.probability, glyph.x, glyph.w, others, int(glyph.second)});
  }
  return {{"text", line.text},
          {"confidence", line.confidence},
          {"box", json_of(line.box)},
          {"upright", json_of(line.upright)},
          {"source", int(line.source)},
          {"glyphs", glyphs},
          {"under_seal", line.under_seal}};
}

core::Line line_of(const json& j) {
  core::Line line;
  line.text = j.at("text"), line.confidence = j.at("confidence");
  line.box = box_of(j.at("box")), line.upright = box_of(j.at("upright"));
  line.source = core::Line::Source(j.at("source").get<int>());
  line.under_seal = j.value("under_seal", 0.0);
  for (const auto& g : j.at("glyphs")) {
    core::Glyph glyph{g.at(0), g.at(1), g.at(2), g.at(3), {}, core::Second(g.at(5).get<int>())};
    for (const auto& o : g.at(4)) glyph.others.push_back({o.at(0), o.at(1)});
    line.glyphs.push_back(std::move(glyph));
  }
  return line;
}

std::filesystem::path strip_of(const std::filesystem::path& steps, int number, const core::Origin& origin) {
  char count[16];
  std::snprintf(count, sizeof count, "%03d_", number);
  return steps / (count + safe_name(origin.file) + "_p" + std::to_string(origin.page));
}

}  // namespace

std::string reading_to_json(const core::Reading& r) {
  json j;
  j["file"] = r.origin.file, j["page"] = r.origin.page;
  j["size"] = {r.width, r.height, r.scan_width, r.scan_height};
  j["dpi"] = r.dpi, j["rotation"] = r.rotation, j["to_scan"] = r.to_scan.m;
  j["quality"] = {r.quality.blur,    r.quality.contrast, r.quality.skew_degrees, r.quality.glare,
                  r.quality.cut_off, r.quality.blank,    r.quality.advice};
  if (!r.print.empty()) j["print"] = r.print;
  for (const auto& line : r.lines) j["lines"].push_back(json_of(line));
  for (const auto& rule : r.rules) j["rules"].push_back({json_of(rule.box), rule.horizontal});
  for (const auto& c : r.codes) j["codes"].push_back({c.symbology, c.payload, json_of(c.box), json_of(c.upright)});
  for (const auto& s : r.seals)
    j["seals"].push_back({s.colour, s.shape, s.text, s.confidence, json_of(s.box), json_of(s.upright), s.overlap});
  for (const auto& s : r.signatures) j["signatures"].push_back({json_of(s.box), json_of(s.upright)});
  for (const auto& e : r.embedded) j["embedded"].push_back({e.from, e.root, e.by_reference, e.values});
  for (const auto& f : r.faults) j["faults"].push_back({int(f.kind), f.says, f.shows, json_of(f.box)});
  return j.dump(-1, ' ', false, json::error_handler_t::replace);
}

core::Result<core::Reading> reading_from_json(const std::string& text) {
  try {
    const json j = json::parse(text);
    core::Reading r;
    r.origin = {j.at("file"), j.at("page")};
    r.width = j.at("size").at(0), r.height = j.at("size").at(1), r.scan_width = j.at("size").at(2),
    r.scan_height = j.at("size").at(3);
    r.dpi = j.at("dpi"), r.rotation = j.at("rotation"), r.to_scan.m = j.at("to_scan").get<std::array<double, 9>>();
    const auto& q = j.at("quality");
    r.quality = {q.at(0), q.at(1), q.at(2), q.at(3), q.at(4), q.at(5), q.at(6)};
    r.print = j.value("print", core::PagePrint());
    for (const auto& line : j.value("lines", json::array())) r.lines.push_back(line_of(line));
    for (const auto& rule : j.value("rules", json::array())) r.rules.push_back({box_of(rule.at(0)), rule.at(1)});
    for (const auto& c : j.value("codes", json::array())) r.codes.push_back({c.at(0), c.at(1), box_of(c.at(2)), box_of(c.at(3))});
    for (const auto& s : j.value("seals", json::array()))
      r.seals.push_back(
          {s.at(0), s.at(1), s.at(2), s.at(3), box_of(s.at(4)), box_of(s.at(5)), s.size() > 6 ? s.at(6).get<double>() : 0});
    for (const auto& s : j.value("signatures", json::array())) r.signatures.push_back({true, box_of(s.at(0)), box_of(s.at(1))});
    for (const auto& e : j.value("embedded", json::array()))
      r.embedded.push_back({e.at(0), e.at(1), e.at(2), e.at(3).get<std::vector<std::pair<std::string, std::string>>>()});
    for (const auto& f : j.value("faults", json::array()))
      r.faults.push_back({core::TextFault::Kind(f.at(0).get<int>()), f.at(1), f.at(2), box_of(f.at(3))});
    return r;
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
