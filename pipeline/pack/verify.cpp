#include "pack/verify.hpp"

#include <algorithm>
#include <exception>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "pack/manifest.hpp"
#include "pack/read_back.hpp"

namespace claimpack::pack {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;
using Json = nlohmann::json;

namespace {

constexpr std::uintmax_t manifest_bytes_max = 256u << 20, packet_bytes_max = 4ull << 30, details_max = 20;

std::optional<std::string> bytes_of(const fs::path& file, std::uintmax_t bytes_max) {
  std::error_code fault;
  if (!fs::is_regular_file(fs::symlink_status(file, fault)) || fs::file_size(file, fault) > bytes_max || fault) return {};
  std::ifstream in(file, std::ios::binary);
  if (!in) return {};
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

// What the manifest says, however it may have been changed: a value of another type is none.
std::string text_at(const Json& json, const char* key) {
  const auto found = json.is_object() ? json.find(key) : json.end();
  return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}
std::int64_t number_at(const Json& json, const char* key) {
  const auto found = json.is_object() ? json.find(key) : json.end();
  return json.is_object() && found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : -1;
}
const Json& list_at(const Json& json, const char* key) {
  static const Json none = Json::array();
  const auto found = json.is_object() ? json.find(key) : json.end();
  return json.is_object() && found != json.end() && found->is_array() ? *found : none;
}

// A name of the manifest may lead nowhere but into the folder.
bool is_inside(const std::string& name) {
  const fs::path path(name);
  return !name.empty() && path.is_relative() &&
         std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".." || part == "." || part.empty(); });
}

std::vector<std::string> page_differences(const PacketSeen& seen, const Json& manifest) {
  std::vector<std::string> details;
  const auto found = manifest.is_object() ? manifest.find("pages") : manifest.end();
  if (!manifest.is_object() || found == manifest.end()) return details;
  for (const Json& page : list_at(*found, "list")) {
    const std::int64_t at = number_at(page, "packet_page");
    const std::string origin =
        "第" + std::to_string(at) + "页（" + text_at(page, "file") + " 第" + std::to_string(number_at(page, "page")) + "页）";
    if (at < 1 || at > static_cast<std::int64_t>(seen.pages.size())) details.push_back(origin + "不在文件中");
    else if (seen.pages[static_cast<std::size_t>(at) - 1].picture_sha256 != text_at(page, "picture_sha256"))
      details.push_back(origin + "的图像已改动");
    if (details.size() >= details_max) break;
  }
  return details;
}

// What can be told of a packet.pdf whose bytes have changed.
std::vector<std::string> inside_packet(const fs::path& file, const fs::path& folder, const Json& manifest) {
  const auto bytes = bytes_of(file, packet_bytes_max);
  if (!bytes) return {};
  PacketSeen seen;
  try {
    seen = read_back(*bytes);
  } catch (const std::exception&) { return {"PDF 结构已损坏，其中内容无法逐页比对"}; }
  std::vector<std::string> details = page_differences(seen, manifest);
  const auto attached = seen.attachments.find("claim.json");
  if (attached == seen.attachments.end()) details.push_back("附件 claim.json 不在文件中");
  else if (bytes_of(folder / "claim.json", manifest_bytes_max) != attached->second)
    details.push_back("附件 claim.json 与同目录的 claim.json 不一致");
  if (details.empty()) details.push_back("每页图像与附件未变，改动在封面、文字层、书签或文件结构中");
  return details;
}

class Verifier {
 public:
  Verifier(fs::path folder, std::string manifest) : text_(std::move(manifest)) {
    verdict_.folder = std::move(folder);
    manifest_ = Json::parse(text_, nullptr, false);
    verdict_.claim_id = text_at(manifest_, "claim_id");
  }

  void signature(const std::optional<PublicKey>& expected) {
    const auto bytes = bytes_of(verdict_.folder / signature_name, manifest_bytes_max);
    if (!bytes) return complain(Complaint::Kind::missing, signature_name);
    const auto signature = parse_signature(*bytes);
    if (!signature) return complain(Complaint::Kind::changed, signature_name, {"签名文件的格式已被改动"});
    const bool holds = signature->key.verifies(text_, signature->hex);
    if (!holds)
      return complain(Complaint::Kind::signature, std::string(manifest_name) + ", " + signature_name,
                      {"清单与签名不符，二者之一已改动"});
    if (expected && !(*expected == signature->key))
      return complain(Complaint::Kind::other_key, signature_name, {"由另一把密钥签名，指纹 " + signature->key.fingerprint()});
    verdict_.key = signature->key;
    verdict_.key_expected = expected.has_value();
  }

  void outputs() {
    const Json& list = list_at(manifest_, "outputs");
    if (list.empty()) return complain(Complaint::Kind::changed, manifest_name, {"清单没有列出任何文件"});
    for (const Json& entry : list) {
      const std::string name = text_at(entry, "file");
      if (!is_inside(name)) {
        complain(Complaint::Kind::changed, manifest_name, {"清单中的文件名不可用：" + name});
        continue;
      }
      listed_.insert(name);
      output(name, text_at(entry, "sha256"));
    }
  }

  // Files that nobody signed for.
  void strangers() {
    std::error_code fault;
    std::set<std::string> added;
    for (fs::recursive_directory_iterator at(verdict_.folder, fault), end; !fault && at != end; at.increment(fault)) {
      const std::string name = at->path().lexically_relative(verdict_.folder).generic_string();
      std::error_code ignored;
      const bool folder = fs::is_directory(fs::symlink_status(at->path(), ignored));
      if (!folder && name != manifest_name && name != signature_name && !listed_.count(name)) added.insert(name);
    }
    if (fault) complain(Complaint::Kind::unreadable, ".");
    for (const std::string& name : added) complain(Complaint::Kind::added, name);
  }

  void originals(const fs::path& scans) {
    std::set<std::string> inputs;
    for (const Json& entry : list_at(manifest_, "inputs")) inputs.insert(text_at(entry, "file"));
    for (const Json& entry : list_at(manifest_, "inputs")) {
      const std::string name = text_at(entry, "file");
      const auto slash = name.find('/');
      if (slash != std::string::npos && inputs.count(name.substr(0, slash)))
        continue;  // inside an archive that is compared itself
      if (!is_inside(name)) continue;
      std::error_code ignored;
      const auto digest = sha256_file(scans / name);
      ++verdict_.files;
      if (!digest)
        complain(fs::exists(fs::symlink_status(scans / name, ignored)) ? Complaint::Kind::unreadable : Complaint::Kind::missing,
                 (scans / name).string());
      else if (digest.value() != text_at(entry, "sha256"))
        complain(Complaint::Kind::changed, (scans / name).string(), {"原始文件与受理时不同"});
    }
  }

  Verdict take() { return std::move(verdict_); }

 private:
  void output(const std::string& name, const std::string& wanted) {
    const fs::path file = verdict_.folder / name;
    std::error_code ignored;
    ++verdict_.files;
    if (!fs::exists(fs::symlink_status(file, ignored))) return complain(Complaint::Kind::missing, name);
    const auto digest = sha256_file(file);
    if (!digest) return complain(Complaint::Kind::unreadable, name);
    if (digest.value() == wanted) return;
    complain(Complaint::Kind::changed, name,
             name == "packet.pdf" ? inside_packet(file, verdict_.folder, manifest_) : std::vector<std::string>{});
  }

  void complain(Complaint::Kind kind, const std::string& file, std::vector<std::string> details = {}) {
    verdict_.complaints.push_back({kind, file, std::move(details)});
  }

  std::string text_;
  Json manifest_;
  std::set<std::string> listed_;
  Verdict verdict_;
};

}  // namespace

const char* name_of(Complaint::Kind kind) {
  switch (kind) {
    case Complaint::Kind::changed: return "changed";
    case Complaint::Kind::missing: return "missing";
    case Complaint::Kind::added: return "added";
    case Complaint::Kind::unreadable: return "unreadable";
    case Complaint::Kind::signature: return "signature";
    case Complaint::Kind::other_key: return "other_key";
  }
  return "changed";
}

core::Result<Verdict> verify(const fs::path& path, const std::optional<PublicKey>& expected, const fs::path& originals) {
  std::error_code fault;
  const fs::path folder = fs::is_directory(path, fault) ? path : path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::exists(folder / manifest_name, fault))
    return Error{ErrorCode::missing_part, "There is no manifest.json", folder.string(),
                 "Name the folder of a packet; packets of older versions have none"};
  auto manifest = bytes_of(folder / manifest_name, manifest_bytes_max);
  if (!manifest)
    return Error{ErrorCode::unreadable, "The manifest cannot be read", (folder / manifest_name).string(), "Check its rights"};
  Verifier verifier(folder, std::move(*manifest));
  verifier.signature(expected);
  verifier.outputs();
  verifier.strangers();
  if (!originals.empty()) verifier.originals(originals);
  return verifier.take();
}

}  // namespace claimpack::pack
