// claim.json back into the parts of a claim that a ledger needs. A value of another type than ours is taken for absent.
#include <nlohmann/json.hpp>

#include "pack/ledger.hpp"

namespace claimpack::pack {
namespace {

using Json = nlohmann::json;

std::string text_at(const Json& json, const char* key) {
  const auto found = json.is_object() ? json.find(key) : Json::const_iterator();
  return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const Json& part_at(const Json& json, const char* key) {
  static const Json none;
  const auto found = json.is_object() ? json.find(key) : Json::const_iterator();
  return json.is_object() && found != json.end() ? *found : none;
}

core::Document document_of(const Json& json) {
  core::Document document;
  document.kind = text_at(json, "kind");
  document.subtype = text_at(json, "subtype");
  const Json& fields = part_at(json, "fields");
  if (!fields.is_object()) return document;
  for (const auto& [name, value] : fields.items()) {
    core::Field field;
    field.value = text_at(value, "value");
    const Json& accepted = part_at(value, "accepted");
    field.accepted = accepted.is_boolean() && accepted.get<bool>();
    if (!field.value.empty()) document.fields.emplace(name, std::move(field));
  }
  return document;
}

core::Outcome outcome_of(const std::string& name) {
  for (const core::Outcome each : {core::Outcome::complete, core::Outcome::supplement, core::Outcome::rejected})
    if (name == core::name_of(each)) return each;
  return core::Outcome::review;
}

core::Claim claim_of(const Json& json) {
  core::Claim claim;
  claim.claim_id = text_at(json, "claim_id");
  claim.region = text_at(json, "region");
  claim.claim_type = text_at(json, "claim_type");
  claim.outcome = outcome_of(text_at(json, "outcome"));
  claim.claimant_name = text_at(part_at(json, "claimant"), "name");
  claim.claimant_id_number = text_at(part_at(json, "claimant"), "id_number");
  for (const Json& each : part_at(json, "documents")) claim.documents.push_back(document_of(each));
  for (const Json& each : part_at(json, "pay"))
    claim.pay.push_back({text_at(each, "rule"), text_at(each, "message"), text_at(each, "citation")});
  for (const Json& each : part_at(json, "findings")) {
    core::Finding finding;
    finding.rule = text_at(each, "rule");
    finding.message = text_at(each, "message");
    for (const core::Severity severity :
         {core::Severity::note, core::Severity::review, core::Severity::supplement, core::Severity::reject})
      if (text_at(each, "severity") == core::name_of(severity)) finding.severity = severity;
    claim.findings.push_back(std::move(finding));
  }
  for (const Json& each : part_at(json, "checklist")) {
    core::ChecklistItem item;
    item.title = text_at(each, "title");
    if (text_at(each, "status") != core::name_of(core::ChecklistItem::Status::missing))
      item.status = core::ChecklistItem::Status::present;
    claim.checklist.push_back(std::move(item));
  }
  return claim;
}

}  // namespace

core::Result<LedgerClaim> read_ledger_claim(const std::string& claim_json, const std::string& manifest_json,
                                            const std::string& place) {
  const Json json = Json::parse(claim_json, nullptr, false);
  if (!json.is_object() || text_at(json, "outcome").empty() || !part_at(json, "documents").is_array())
    return core::Error{core::ErrorCode::bad_input, "This is no claim.json of this program", place, "Name the folder of packets"};
  LedgerClaim read{claim_of(json), "", ""};
  const Json manifest = Json::parse(manifest_json, nullptr, false);
  read.region_title = text_at(manifest, "region_title");
  const Json& outputs = part_at(manifest, "outputs");
  if (outputs.is_array())
    for (const Json& each : outputs)
      if (text_at(each, "file") == "packet.pdf") read.packet_sha256 = text_at(each, "sha256");
  return read;
}

}  // namespace claimpack::pack
