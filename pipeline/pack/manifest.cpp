#include "pack/manifest.hpp"

#include <nlohmann/json.hpp>

#include "pack/conservation.hpp"

namespace claimpack::pack {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view signature_head = "claimpack manifest.json, Ed25519\nkey ", signature_middle = "\nsignature ";
constexpr std::size_t key_digits = 64, signature_digits = 128;

Json inputs_json(const core::Claim& claim, const std::vector<core::PagePlace>& places) {
  Json json = Json::array();
  for (const FileFate& fate : fates_of(claim, places)) {
    Json each = {{"file", fate.input.file}, {"sha256", fate.input.sha256}, {"pages", fate.pages}};
    if (!fate.reason.empty()) each["reason"] = fate.reason;
    json.push_back(std::move(each));
  }
  return json;
}

Json pages_json(const std::vector<core::PagePlace>& places) {
  const PageCount counted = count(places);
  Json list = Json::array();
  for (const core::PagePlace& place : places) {
    Json each = {{"file", place.origin.file}, {"page", place.origin.page}, {"packet_page", place.packet_page}};
    if (!place.paper.empty()) each["paper"] = place.paper;
    if (place.blank) each["blank"] = true;
    if (place.twin_of >= 0) {
      const core::Origin& twin = places.at(static_cast<std::size_t>(place.twin_of)).origin;
      each["twin_of"] = {{"file", twin.file}, {"page", twin.page}};
    }
    if (place.reason.empty()) {
      each["picture_sha256"] = place.picture_sha256;
      each["unchanged"] = place.unchanged;
    } else {
      each["set_aside"] = place.reason;
    }
    list.push_back(std::move(each));
  }
  return {{"received", counted.received},
          {"in_packet", counted.in_packet},
          {"blank", counted.blank},
          {"set_aside", counted.set_aside},
          {"list", std::move(list)}};
}

Json set_aside_json(const core::Claim& claim) {
  Json json = Json::array();
  for (const core::SetAside& each : claim.set_aside) json.push_back({{"file", each.file}, {"reason", each.reason}});
  return json;
}

Json files_json(const std::vector<core::InputFile>& files) {
  Json json = Json::array();
  for (const core::InputFile& each : files) json.push_back({{"file", each.file}, {"sha256", each.sha256}});
  return json;
}

Json begun(const core::Claim& claim, const std::vector<core::PagePlace>& places) {
  return {{"schema", 1},
          {"claim_id", claim.claim_id},
          {"region", claim.region},
          {"region_title", claim.region_title},
          {"outcome", core::name_of(claim.outcome)},
          {"program", claim.program},
          {"templates", claim.templates_digest},
          {"models", claim.models_digest},
          {"inputs", inputs_json(claim, places)},
          {"pages", pages_json(places)},
          {"set_aside", set_aside_json(claim)}};
}

std::string dump(const Json& json) { return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"; }

std::string signature_text(const std::string& key, const std::string& signature) {
  return std::string(signature_head) + key + std::string(signature_middle) + signature + "\n";
}

}  // namespace

std::string originals_json(const core::Claim& claim, const std::vector<core::PagePlace>& places) {
  return dump(begun(claim, places));
}

std::string manifest_json(const core::Claim& claim, const std::vector<core::PagePlace>& places, const Provenance& provenance,
                          const std::vector<OutputFile>& outputs, const PublicKey& key) {
  Json json = begun(claim, places);
  json["knowledge_files"] = files_json(provenance.knowledge);
  json["model_files"] = files_json(provenance.models);
  json["station"] = {{"algorithm", "Ed25519"}, {"key", key.hex()}, {"fingerprint", key.fingerprint()}};
  Json& files = json["outputs"] = Json::array();
  for (const OutputFile& each : outputs) files.push_back({{"file", each.file}, {"sha256", each.sha256}, {"bytes", each.bytes}});
  return dump(json);
}

std::string signature_text(std::string_view manifest, const StationKey& key) {
  return signature_text(key.public_key().hex(), key.sign(manifest));
}

std::optional<Signature> parse_signature(std::string_view text) {
  constexpr std::size_t key_at = signature_head.size(), signature_at = key_at + key_digits + signature_middle.size();
  if (text.size() != signature_at + signature_digits + 1) return {};
  const auto key = PublicKey::parse(text.substr(key_at, key_digits));
  const std::string signature(text.substr(signature_at, signature_digits));
  if (!key || text != signature_text(key->hex(), signature)) return {};
  return Signature{*key, signature};
}

}  // namespace claimpack::pack
