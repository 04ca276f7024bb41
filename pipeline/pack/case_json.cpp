#include "pack/case_json.hpp"

#include <cmath>

namespace claimpack::pack {

namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) { return std::isfinite(value) ? std::round(value * 10000) / 10000 + 0.0 : 0.0; }

Json box_json(const core::Box& box) { return Json::array({box.x, box.y, box.w, box.h}); }

void add(Json& json, const char* key, const std::string& value) {
  if (!value.empty()) json[key] = value;
}

void add(Json& json, const char* key, const std::optional<bool>& value) {
  if (value) json[key] = *value;
}

Json filing_json(const core::Intake::Filing& filing) {
  Json json = Json::object();
  add(json, "category", filing.category);
  add(json, "created_on", filing.created_on);
  add(json, "start", filing.start);
  add(json, "end", filing.end);
  if (!filing.regions.empty()) json["regions"] = filing.regions;
  if (!filing.hospitals.empty()) json["hospitals"] = filing.hospitals;
  add(json, "settlement_mode", filing.settlement_mode);
  add(json, "consumed", filing.consumed);
  add(json, "by_commitment", filing.by_commitment);
  return json;
}

std::string text_of(const core::Reading& reading) {
  std::string text;
  for (const auto& line : reading.lines) text += line.text + "\n";
  return text;
}

// One digit a cell.
std::string hex_of(const core::PagePrint& print) {
  std::string digits;
  for (const auto cell : print) digits += "0123456789abcdef"[cell & 15];
  return digits;
}

// A page that was read has a size; one that was not has none.
Json page_json(const core::Reading& reading) {
  Json json = {{"file", reading.origin.file}, {"page", reading.origin.page}};
  const bool lost = reading.scan_width <= 0;
  if (lost) json["lost"] = true;
  json["size"] = {reading.scan_width, reading.scan_height};
  const auto& quality = reading.quality;
  json["quality"] = {
      {"blur", rounded(quality.blur)}, {"cut_off", quality.cut_off}, {"blank", quality.blank}, {"advice", quality.advice}};
  if (!reading.print.empty()) json["print"] = hex_of(reading.print);
  if (!reading.lines.empty()) json["text"] = text_of(reading);
  for (const auto& fault : reading.faults)
    json["faults"].push_back(
        {{"kind", static_cast<int>(fault.kind)}, {"says", fault.says}, {"shows", fault.shows}, {"box", box_json(fault.box)}});
  return json;
}

Json marks_json(const std::vector<core::Document::PageMark>& marks) {
  Json json = Json::array();
  for (const auto& mark : marks)
    json.push_back({{"page", mark.page},
                    {"box", box_json(mark.box)},
                    {"text", mark.text},
                    {"colour", mark.colour},
                    {"shape", mark.shape},
                    {"confidence", rounded(mark.confidence)}});
  return json;
}

Json document_json(const core::Document& document, const std::vector<const core::Reading*>& readings) {
  Json json;
  for (const auto& page : document.pages) json["pages"].push_back(page.page);
  if (document.pages_printed > 0) json["pages_printed"] = document.pages_printed;
  if (!document.page_numbers.empty()) json["page_numbers"] = document.page_numbers;
  json["seals"] = marks_json(document.seals);
  json["signatures"] = marks_json(document.signatures);
  for (const auto& code : document.codes) json["codes"].push_back({{"symbology", code.symbology}, {"payload", code.payload}});
  // The text of a paper that fills its pages is theirs.
  std::string pages;
  for (const auto& page : document.pages)
    if (page.page >= 0 && page.page < static_cast<int>(readings.size()) && readings[static_cast<std::size_t>(page.page)])
      pages += text_of(*readings[static_cast<std::size_t>(page.page)]);
  if (pages != document.all_text) json["text"] = document.all_text;
  return json;
}

}  // namespace

Json intake_json(const core::Intake& intake) {
  using State = core::Intake::FilingState;
  Json json = Json::object();
  add(json, "region", intake.region);
  add(json, "claim_type", intake.claim_type);
  add(json, "submitted_on", intake.submitted_on);
  add(json, "submitter", intake.submitter);
  add(json, "channel", intake.channel);
  add(json, "settled_on", intake.settled_on);
  add(json, "audit_requested_on", intake.audit_requested_on);
  add(json, "treatment_region", intake.treatment_region);
  add(json["claimant"] = Json::object(), "name", intake.claimant_name);
  add(json["claimant"], "id_number", intake.claimant_id_number);
  auto& hospital = json["hospital"] = Json::object();
  add(hospital, "name", intake.hospital.name);
  if (intake.hospital.level) hospital["level"] = *intake.hospital.level;
  add(hospital, "designated", intake.hospital.designated);
  add(hospital, "networked", intake.hospital.networked);
  if (intake.filing_state == State::none) json["filing"] = nullptr;
  if (intake.filing_state == State::exists) json["filing"] = filing_json(intake.filing);
  json["flags"] = Json::object();
  for (const auto& [name, value] : intake.flags) json["flags"][name] = value;
  if (const auto& decision = intake.decision) {
    auto& decided = json["decision"] = {{"state", decision->state}, {"by", decision->by}};
    add(decided, "on", decision->on);
    add(decided, "reason", decision->reason);
    add(decided, "right_agency", decision->right_agency);
  }
  return json;
}

Json case_json(const core::Claim& claim, const std::vector<const core::Reading*>& readings) {
  Json json;
  json["intake"] = intake_json(claim.intake);
  auto& pages = json["pages"] = Json::array();
  for (const auto* reading : readings) pages.push_back(reading ? page_json(*reading) : Json::object());
  auto& documents = json["documents"] = Json::array();
  for (const auto& document : claim.documents) documents.push_back(document_json(document, readings));
  return json;
}

}  // namespace claimpack::pack
