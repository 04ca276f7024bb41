#include "run/reading_json.hpp"

namespace claimpack::run {

using json = nlohmann::ordered_json;

namespace {

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

// A number that stands for one of a few things.
template <class Enum>
Enum one_of(const json& j, int first, int last) {
  const int number = j.get<int>();
  if (number < first || number > last) throw json::other_error::create(501, "no such number: " + std::to_string(number), &j);
  return Enum(number);
}

core::Line line_of(const json& j) {
  core::Line line;
  line.text = j.at("text"), line.confidence = j.at("confidence");
  line.box = box_of(j.at("box")), line.upright = box_of(j.at("upright"));
  line.source = one_of<core::Line::Source>(j.at("source"), int(core::Line::Source::ocr), int(core::Line::Source::text_layer));
  line.under_seal = j.value("under_seal", 0.0);
  for (const auto& g : j.at("glyphs")) {
    core::Glyph glyph{g.at(0), g.at(1), g.at(2), g.at(3), {}, one_of<core::Second>(g.at(5), 0, int(core::Second::differs))};
    for (const auto& o : g.at(4)) glyph.others.push_back({o.at(0), o.at(1)});
    line.glyphs.push_back(std::move(glyph));
  }
  return line;
}

}  // namespace

json json_of(const core::Reading& r) {
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
  return j;
}

core::Result<core::Reading> reading_of(const json& j) {
  try {
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
      r.faults.push_back(
          {one_of<core::TextFault::Kind>(f.at(0), 0, int(core::TextFault::Kind::not_drawn)), f.at(1), f.at(2), box_of(f.at(3))});
    return r;
  } catch (const json::exception& wrong) {
    return core::Error{core::ErrorCode::bad_input, std::string("The kept reading does not parse: ") + wrong.what(), "",
                       "Keep the steps again"};
  }
}

}  // namespace claimpack::run
