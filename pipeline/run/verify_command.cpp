// `claimpack verify` and `claimpack key`.
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "pack/verify.hpp"
#include "run/commands.hpp"
#include "run/station.hpp"
#include "run/summary.hpp"

namespace claimpack::run {

namespace {

using Json = nlohmann::ordered_json;
using core::Error;
using core::ErrorCode;

// A key in digits, or a file that holds one.
core::Result<pack::PublicKey> key_of(const std::string& named) {
  if (const auto key = pack::PublicKey::parse(named)) return *key;
  std::ifstream in(named, std::ios::binary);
  const std::string text = in ? std::string{std::istreambuf_iterator<char>(in), {}}.substr(0, 4096) : std::string();
  if (const auto key = pack::PublicKey::parse(text)) return *key;
  return Error{ErrorCode::bad_input, "This is no public key", named,
               "Give what `claimpack key show` printed, or a file that holds it"};
}

// This machine's own key, where it has one that can be read.
std::optional<pack::PublicKey> own_key(const Common& common) {
  const auto settings = load_settings(common.settings);
  if (!settings) return {};
  const auto file = station_key_file(settings.value());
  if (!file) return {};
  const auto key = pack::StationKey::load(file.value());
  if (!key) return {};
  return key.value().public_key();
}

std::string kind_text(pack::Complaint::Kind kind, Language language) {
  using Kind = pack::Complaint::Kind;
  const bool english = language == Language::en;
  switch (kind) {
    case Kind::changed: return english ? "changed" : "已改动";
    case Kind::missing: return english ? "missing" : "缺失";
    case Kind::added: return english ? "added, nobody signed for it" : "多出，未经签名";
    case Kind::unreadable: return english ? "cannot be read" : "无法读取";
    case Kind::signature: return english ? "do not belong together" : "签名不符";
    case Kind::other_key: return english ? "signed with another key" : "签名密钥不符";
  }
  return "";
}

std::string text_of(const pack::Verdict& verdict, const std::optional<pack::PublicKey>& own, Language language) {
  const bool english = language == Language::en;
  std::string text = verdict.claim_id + "  ";
  if (verdict.holds()) {
    text +=
        english ? "intact, " + std::to_string(verdict.files) + " files" : "完好，" + std::to_string(verdict.files) + " 个文件";
    text += (english ? ", signed by station " : "，签名密钥指纹 ") + verdict.key->fingerprint();
    if (own && *own == *verdict.key) text += english ? " (this station's)" : "（本站）";
    else if (!verdict.key_expected) text += english ? " (not compared with a known key)" : "（未与已知公钥核对）";
    return text + "\n";
  }
  text += english ? "NOT as signed" : "与签名时不一致";
  text += "\n";
  for (const pack::Complaint& each : verdict.complaints) {
    text += "  " + each.file + (english ? ": " : "：") + kind_text(each.kind, language) + "\n";
    for (const std::string& detail : each.details) text += "    " + detail + "\n";
  }
  return text;
}

Json json_of(const pack::Verdict& verdict) {
  Json complaints = Json::array();
  for (const pack::Complaint& each : verdict.complaints)
    complaints.push_back({{"file", each.file}, {"kind", name_of(each.kind)}, {"details", each.details}});
  Json json = {{"folder", verdict.folder.string()},
               {"claim_id", verdict.claim_id},
               {"intact", verdict.holds()},
               {"files", verdict.files},
               {"complaints", std::move(complaints)}};
  if (verdict.key) {
    json["key"] = verdict.key->hex();
    json["fingerprint"] = verdict.key->fingerprint();
    json["key_expected"] = verdict.key_expected;
  }
  return json;
}

void print(const pack::PublicKey& key, const std::filesystem::path& file, bool pem, const Common& common) {
  if (common.as_json)
    common.out << Json{{"key", key.hex()}, {"fingerprint", key.fingerprint()}, {"file", file.string()}}.dump(
                      1, ' ', false, Json::error_handler_t::replace)
               << "\n";
  else if (pem) common.out << key.pem();
  else
    common.out << (common.language == Language::en ? "public key   " : "公钥  ") << key.hex() << "\n"
               << (common.language == Language::en ? "fingerprint  " : "指纹  ") << key.fingerprint() << "\n";
  common.out << std::flush;
}

}  // namespace

Exit verify_command(const VerifyOptions& options, const Common& common) {
  const auto own = own_key(common);
  std::optional<pack::PublicKey> expected;
  if (!options.key.empty()) {
    const auto key = key_of(options.key);
    if (!key) return refuse(key.error(), common);
    expected = key.value();
  }
  Json all = Json::array();
  bool any = false, broken = false, unread = false;
  for (const auto& path : options.packets) {
    const auto verdict = pack::verify(path, expected, options.originals);
    if (!verdict) {
      unread = true;
      common.err << say(verdict.error(), common.language) << std::endl;
      continue;
    }
    any = true;
    broken |= !verdict.value().holds();
    if (common.as_json) all.push_back(json_of(verdict.value()));
    else common.out << text_of(verdict.value(), own, common.language) << std::flush;
  }
  if (common.as_json) common.out << all.dump(1, ' ', false, Json::error_handler_t::replace) << std::endl;
  return !any ? Exit::nothing_done : unread ? Exit::not_read : broken ? Exit::person_needed : Exit::all_complete;
}

Exit key_command(const KeyOptions& options, const Common& common) {
  const auto settings = load_settings(common.settings);
  if (!settings) return refuse(settings.error(), common);
  const auto file = station_key_file(settings.value());
  if (!file) return refuse(file.error(), common);
  const auto key = options.make ? pack::StationKey::make(file.value()) : pack::StationKey::load(file.value());
  if (!key) return refuse(key.error(), common);
  print(key.value().public_key(), file.value(), options.pem, common);
  return Exit::all_complete;
}

}  // namespace claimpack::run
