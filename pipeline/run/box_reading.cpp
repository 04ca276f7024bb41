#include "run/box_reading.hpp"

#include <nlohmann/json.hpp>

#include "extract/extract.hpp"

namespace claimpack::run {

core::Result<core::BoxReading> read_box(const core::Reading& reading, const core::Box& box, const std::string& type) {
  if (box.empty())
    return core::Error{core::ErrorCode::bad_input, "The box is empty", reading.origin.file, "Draw it around the print"};
  auto read = extract::read_place(reading, reading.to_scan.inverse().apply(box), type);
  if (!read) return read.error();
  core::BoxReading out;
  out.text = std::move(read.value().text), out.value = std::move(read.value().value);
  out.confidence = read.value().confidence, out.box = read.value().box;
  out.candidates = std::move(read.value().candidates);
  return out;
}

namespace {

using json = nlohmann::json;

void add(const json& field, const std::string& name, const json& document, int index, std::int64_t claim,
         const std::string& claim_id, std::vector<core::WallValue>& values) {
  if (!field.contains("value") || !field.at("value").is_string()) return;
  core::WallValue value;
  value.claim = claim, value.claim_id = claim_id, value.document = index;
  value.kind = document.value("kind", std::string()), value.field = name;
  value.value = field.at("value").get<std::string>();
  value.confidence = field.value("confidence", 0.0), value.accepted = field.value("accepted", false);
  value.page = {field.value("file", std::string()), field.value("page", 1)};
  if (const auto box = field.value("box", std::vector<int>()); box.size() == 4) value.box = {box[0], box[1], box[2], box[3]};
  values.push_back(std::move(value));
}

}  // namespace

void add_wall_values(const std::string& claim_json, std::int64_t claim, const std::string& field,
                     std::vector<core::WallValue>& values) {
  const json said = json::parse(claim_json, nullptr, false);
  if (!said.is_object()) return;
  const std::string claim_id = said.value("claim_id", std::string());
  const bool cells = field.starts_with("items.");
  const std::string column = cells ? field.substr(6) : std::string();
  int index = 0;
  for (const auto& document : said.value("documents", json::array())) {
    const json items = document.value("items", json::array()), fields = document.value("fields", json::object());
    if (!cells && fields.contains(field)) add(fields.at(field), field, document, index, claim, claim_id, values);
    for (std::size_t row = 0; cells && row < items.size(); ++row)
      if (items[row].contains(column))
        add(items[row].at(column), core::name_of_cell(int(row), column), document, index, claim, claim_id, values);
    ++index;
  }
}

}  // namespace claimpack::run
