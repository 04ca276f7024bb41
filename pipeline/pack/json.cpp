// claim.json, schema 1: what other programs read. Money and numbers of papers are strings, never floating point.
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/claim_state.hpp"
#include "core/correction_json.hpp"
#include "pack/case_json.hpp"
#include "pack/pack.hpp"

namespace claimpack::pack {
namespace {

using Json = nlohmann::ordered_json;
using Readings = std::vector<const core::Reading*>;

// An object that will have so many members. Where it grows by itself, all that is in it is copied, down to the last leaf.
Json object_for(std::size_t members) {
  Json json = Json::object();
  json.get_ref<Json::object_t&>().reserve(members);
  return json;
}

double rounded(double value) { return std::isfinite(value) ? std::round(value * 10000) / 10000 + 0.0 : 0.0; }

Json box_json(const core::Box& box) { return Json::array({box.x, box.y, box.w, box.h}); }

const core::Reading* reading_of(const Readings& readings, int page) {
  return page >= 0 && page < static_cast<int>(readings.size()) ? readings[page] : nullptr;
}

// {"file", "page"} of a page index; nothing is added where the index points nowhere.
void add_origin(Json& json, const Readings& readings, int page) {
  if (const core::Reading* reading = reading_of(readings, page)) {
    json["file"] = reading->origin.file;
    json["page"] = reading->origin.page;
  }
}

Json field_json(const core::Field& field, const Readings& readings) {
  Json json = object_for(12);
  if (field.is_list) json["value"] = field.list;
  else if (field.flag) json["value"] = *field.flag;
  else json["value"] = field.value;
  json["text"] = field.text;
  json["confidence"] = rounded(field.confidence);
  if (field.reading > 0) json["reading"] = rounded(field.reading);
  add_origin(json, readings, field.page);
  json["box"] = box_json(field.box);
  json["source"] = core::name_of(field.source);
  json["accepted"] = field.accepted;
  if (field.candidates.size() > 1) {
    Json& candidates = json["candidates"] = Json::array();
    for (const core::Candidate& candidate : field.candidates)
      candidates.push_back({{"value", candidate.value}, {"text", candidate.text}, {"confidence", rounded(candidate.confidence)}});
  }
  if (!field.read_first.empty()) json["read_first"] = field.read_first;
  if (!field.witnesses.empty()) {
    Json& witnesses = json["witnesses"] = Json::array();
    for (const core::Testimony& each : field.witnesses) {
      Json said = {{"by", core::name_of(each.by)}, {"agrees", each.agrees}};
      if (!each.says.empty()) said["says"] = each.says;
      witnesses.push_back(std::move(said));
    }
  }
  return json;
}

Json fields_json(const std::map<std::string, core::Field>& fields, const Readings& readings) {
  Json json = object_for(fields.size());
  for (const auto& [name, field] : fields) json[name] = field_json(field, readings);
  return json;
}

Json quality_json(const core::Quality& quality) {
  return {{"blur", rounded(quality.blur)},
          {"skew", rounded(quality.skew_degrees)},
          {"contrast", rounded(quality.contrast)},
          {"cut_off", quality.cut_off},
          {"blank", quality.blank},
          {"glare", rounded(quality.glare)},
          {"advice", quality.advice}};
}

// A mark belongs to a paper that is part of a page if its middle lies on it.
bool lies_on(const core::Box& upright, const std::optional<core::Box>& part) {
  if (!part || upright.empty()) return true;
  const double x = upright.center_x(), y = upright.center_y();
  return x >= part->x && x < part->right() && y >= part->y && y < part->bottom();
}

Json page_json(const core::SheetPage& sheet_page, const Readings& readings) {
  Json json = Json::object();
  const core::Reading* reading = reading_of(readings, sheet_page.page);
  if (!reading) return json;
  add_origin(json, readings, sheet_page.page);
  json["rotation"] = reading->rotation;
  if (sheet_page.part) json["part"] = box_json(reading->to_scan.apply(*sheet_page.part));
  json["quality"] = quality_json(reading->quality);
  Json& codes = json["codes"] = Json::array();
  for (const core::Code& code : reading->codes)
    if (lies_on(code.upright, sheet_page.part))
      codes.push_back({{"symbology", code.symbology}, {"payload", code.payload}, {"box", box_json(code.box)}});
  Json& seals = json["seals"] = Json::array();
  for (const core::Seal& seal : reading->seals)
    if (lies_on(seal.upright, sheet_page.part))
      seals.push_back({{"box", box_json(seal.box)},
                       {"colour", seal.colour},
                       {"shape", seal.shape},
                       {"text", seal.text},
                       {"overlap", std::round(seal.overlap * 100) / 100}});
  Json& signature = json["signature"] = {{"present", false}};
  for (const core::Signature& each : reading->signatures)
    if (each.present && lies_on(each.upright, sheet_page.part)) {
      signature = {{"present", true}, {"box", box_json(each.box)}};
      break;
    }
  return json;
}

Json document_json(const core::Document& document, const Readings& readings) {
  Json json = object_for(8);
  json["kind"] = document.kind;
  if (!document.subtype.empty()) json["subtype"] = document.subtype;
  json["confidence"] = rounded(document.confidence);
  Json& pages = json["pages"] = Json::array();
  for (const core::SheetPage& page : document.pages) pages.push_back(page_json(page, readings));
  json["fields"] = fields_json(document.fields, readings);
  if (!document.absent.empty()) {
    Json& absent = json["absent"] = Json::object();
    for (const auto& [name, why] : document.absent) absent[name] = core::name_of(why);
  }
  Json& items = json["items"] = Json::array();
  for (const core::Row& row : document.items) items.push_back(fields_json(row, readings));
  return json;
}

Json documents_of(const core::Claim& claim, const Readings& readings) {
  Json json = Json::array();
  for (const core::Document& document : claim.documents) json.push_back(document_json(document, readings));
  return json;
}

Json checklist_json(const core::Claim& claim) {
  Json json = Json::array();
  for (const core::ChecklistItem& item : claim.checklist) {
    Json each = {{"requirement", item.requirement},
                 {"title", item.title},
                 {"status", core::name_of(item.status)},
                 {"documents", item.documents},
                 {"rule", item.rule}};
    if (!item.kinds.empty()) each["kinds"] = item.kinds;
    if (!item.copy.empty()) each["copy"] = item.copy;
    json.push_back(std::move(each));
  }
  return json;
}

Json findings_json(const core::Claim& claim, const Readings& readings) {
  Json json = Json::array();
  for (const core::Finding& finding : claim.findings) {
    Json each = {{"rule", finding.rule},
                 {"severity", core::name_of(finding.severity)},
                 {"message", finding.message},
                 {"citation", finding.citation}};
    if (!finding.cure.empty()) each["cure"] = finding.cure;
    if (finding.settled)
      each["settled"] = {{"correction", finding.settled->correction},
                         {"was", core::name_of(finding.settled->was)},
                         {"by", finding.settled->by},
                         {"reason", finding.settled->reason}};
    Json& evidence = each["evidence"] = Json::array();
    for (const core::Evidence& seen : finding.evidence) {
      Json place = Json::object();
      if (seen.document >= 0) place["document"] = seen.document;
      if (!seen.field.empty()) place["field"] = seen.field;
      add_origin(place, readings, seen.page);
      evidence.push_back(std::move(place));
    }
    json.push_back(std::move(each));
  }
  return json;
}

// Where the claim stands by the rules or by a person's decision, and the letters made for it.
void add_state(Json& json, const core::Claim& claim, const std::vector<core::Paper>& papers) {
  const core::Standing standing = core::standing_of(claim);
  json["state"] = {{"name", core::name_of(standing.state)},
                   {"confirmed", standing.confirmed},
                   {"needs_confirmation", standing.proposal},
                   {"needs_reviewer", standing.needs_reviewer},
                   {"reduced", standing.reduced}};
  if (claim.intake.decision) json["state"]["decided"] = {{"by", claim.intake.decision->by}, {"on", claim.intake.decision->on}};
  Json& list = json["papers"] = Json::array();
  for (const core::Paper& paper : papers)
    list.push_back({{"file", paper.file}, {"title", paper.title}, {"serial", paper.serial}, {"proposal", paper.proposal}});
}

Json notes_json(const std::vector<core::PayNote>& notes) {
  Json json = Json::array();
  for (const core::PayNote& note : notes)
    json.push_back({{"rule", note.rule}, {"message", note.message}, {"citation", note.citation}});
  return json;
}

void add_pages_without_document(Json& json, const core::Claim& claim, const Readings& readings) {
  Json& blank = json["blank_pages"] = Json::array();
  for (int page : claim.blank_pages) {
    Json place = Json::object();
    add_origin(place, readings, page);
    blank.push_back(std::move(place));
  }
  Json& set_aside = json["set_aside"] = Json::array();
  for (const core::SetAside& each : claim.set_aside) set_aside.push_back({{"file", each.file}, {"reason", each.reason}});
}

// What people did to the claim, and what of it could not be done any more. Nothing where nobody did anything.
void add_corrections(Json& json, const core::Claim& claim, const Readings& readings) {
  if (claim.revision > 0) json["revision"] = claim.revision;
  for (const auto& aside : claim.pages_aside) {
    Json place = Json::object();
    add_origin(place, readings, aside.page);
    place["reason"] = aside.reason;
    json["pages_aside"].push_back(std::move(place));
  }
  for (const core::Correction& each : claim.corrections) json["corrections"].push_back(core::json_of<Json>(each));
  for (const core::UnfitCorrection& each : claim.unfit) json["unfit_corrections"].push_back({{"id", each.id}, {"why", each.why}});
}

Json provenance_json(const core::Claim& claim) {
  Json inputs = Json::array();
  for (const core::InputFile& input : claim.inputs) inputs.push_back({{"file", input.file}, {"sha256", input.sha256}});
  return {{"inputs", std::move(inputs)},
          {"templates", claim.templates_digest},
          {"models", claim.models_digest},
          {"program", claim.program}};
}

// Bytes that are no UTF-8 (a file's name from an old system) become U+FFFD: the file stays readable for everyone.
std::string dump(const Json& json) { return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace

std::string claim_json(const core::Claim& claim, const Readings& readings, const std::vector<core::Paper>& papers) {
  Json json = object_for(24);
  json["schema"] = 1;
  json["claim_id"] = claim.claim_id;
  json["region"] = claim.region;
  json["claim_type"] = claim.claim_type;
  json["outcome"] = core::name_of(claim.outcome);
  add_state(json, claim, papers);
  Json& claimant = json["claimant"] = Json::object();
  if (!claim.claimant_name.empty()) claimant["name"] = claim.claimant_name;
  if (!claim.claimant_id_number.empty()) claimant["id_number"] = claim.claimant_id_number;
  json["documents"] = documents_of(claim, readings);
  json["checklist"] = checklist_json(claim);
  json["findings"] = findings_json(claim, readings);
  json["pay"] = notes_json(claim.pay);
  json["stated"] = notes_json(claim.stated);
  add_pages_without_document(json, claim, readings);
  add_corrections(json, claim, readings);
  json["case"] = case_json(claim, readings);
  json["provenance"] = provenance_json(claim);
  return dump(json);
}

std::string documents_json(const core::Claim& claim, const Readings& readings) {
  Json json = object_for(8);
  json["schema"] = 1;
  json["documents"] = documents_of(claim, readings);
  add_pages_without_document(json, claim, readings);
  json["provenance"] = provenance_json(claim);
  return dump(json);
}

}  // namespace claimpack::pack
