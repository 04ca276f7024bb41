// A signed folder, and everything that may happen to it.
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "catch.hpp"
#include "pack/made_claim.hpp"
#include "pack/manifest.hpp"
#include "pack/verify.hpp"

namespace claimpack::pack {
namespace {

namespace fs = std::filesystem;

const StationKey& station() {
  static const StationKey key = StationKey::from_seed({42});
  return key;
}

// The made claim's packet as a folder on disk, signed.
class SignedPacket {
 public:
  SignedPacket() {
    MadeClaim made = made_claim();
    const auto& scan = *made.pages[0].original.bytes;
    made.claim.inputs = {{"scan_01.jpg", sha256_hex({reinterpret_cast<const char*>(scan.data()), scan.size()})},
                         {"清单.tif", sha256_hex("a scan")}};
    const core::Packet packet = made.packed();
    std::vector<OutputFile> outputs;
    for (const auto& [name, bytes] : {std::pair<std::string, std::string>{"claim.json", packet.claim_json},
                                      {"notice.pdf", packet.notice_pdf},
                                      {"packet.pdf", packet.packet_pdf},
                                      {"steps/p1.txt", "kept"}}) {
      write(name, bytes);
      outputs.push_back({name, sha256_hex(bytes), bytes.size()});
    }
    const Provenance provenance{{{"templates/regions/xiamen.yaml", sha256_hex("rules")}},
                                {{"models/files/a.onnx", sha256_hex("model")}}};
    const std::string manifest = manifest_json(made.claim, packet.places, provenance, outputs, station().public_key());
    write(manifest_name, manifest);
    write(signature_name, signature_text(manifest, station()));
  }

  fs::path path(const std::string& name) const { return folder_.path(name); }
  std::string root() const { return folder_.path(""); }
  std::string bytes(const std::string& name) const { return bytes_of(path(name).string()); }
  void write(const std::string& name, const std::string& bytes) {
    fs::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << bytes;
  }
  // The only complaint as "kind file", or all of them.
  std::string complaints(const std::optional<PublicKey>& key = {}) const {
    const auto verdict = verify(root(), key);
    if (!verdict) return "error";
    std::string all;
    for (const Complaint& each : verdict.value().complaints)
      all += (all.empty() ? "" : "; ") + std::string(name_of(each.kind)) + " " + each.file;
    CHECK(verdict.value().holds() == all.empty());
    return all;
  }
  std::string details() const {
    std::string all;
    const auto verdict = verify(root(), {});
    for (const Complaint& each : verdict.value().complaints)
      for (const std::string& detail : each.details) all += detail + "\n";
    return all;
  }

 private:
  Folder folder_;
};

}  // namespace

TEST_CASE("a packet as it was signed holds, by whatever name it is asked for") {
  const SignedPacket packet;
  CHECK(packet.complaints() == "");
  CHECK(packet.complaints(station().public_key()) == "");
  const auto verdict = verify(packet.path(manifest_name), {});
  REQUIRE(verdict);
  CHECK(verdict.value().holds());
  CHECK(verdict.value().claim_id == "2024-000123");
  CHECK(verdict.value().files == 4);
  CHECK(verdict.value().key == station().public_key());
  CHECK_FALSE(verdict.value().key_expected);
}

TEST_CASE("the manifest says what the packet rests on") {
  const SignedPacket packet;
  const auto json = nlohmann::json::parse(packet.bytes(manifest_name));
  CHECK(json.at("claim_id") == "2024-000123");
  CHECK(json.at("program").get<std::string>().rfind("claimpack", 0) == 0);
  CHECK(json.at("inputs")[0].at("sha256") == json.at("pages").at("list")[0].at("picture_sha256"));  // the scan's own bytes
  CHECK(json.at("knowledge_files")[0].at("file") == "templates/regions/xiamen.yaml");
  CHECK(json.at("model_files")[0].at("sha256") == sha256_hex("model"));
  CHECK(json.at("station").at("key") == station().public_key().hex());
  CHECK(json.at("outputs").size() == 4);
  CHECK(json.at("outputs")[2].at("bytes") == packet.bytes("packet.pdf").size());
  CHECK(json.at("pages").at("received") ==
        json.at("pages").at("in_packet").get<int>() + json.at("pages").at("set_aside").get<int>());
}

TEST_CASE("each of 1,000 changes of one byte is found, and in which file") {
  SignedPacket packet;
  const std::vector<std::string> names{"claim.json", "notice.pdf", "packet.pdf", "steps/p1.txt", manifest_name, signature_name};
  std::mt19937 random(20261125);
  int found = 0;
  for (int i = 0; i < 1000; ++i) {
    // Small files as often as large ones: a signature has 241 bytes, a packet half a million.
    const std::string& name = names[static_cast<std::size_t>(i) % names.size()];
    const std::string before = packet.bytes(name);
    std::string after = before;
    const std::size_t at = random() % after.size();
    after[at] = static_cast<char>(after[at] ^ static_cast<char>(1 + random() % 255));
    packet.write(name, after);
    const std::string said = packet.complaints();
    const bool named = said.find(name) != std::string::npos;
    found += named;
    INFO(name << " at " << at << ": " << said);
    CHECK(named);
    // Nothing else of the outputs is blamed.
    if (name != manifest_name && name != signature_name) CHECK(said == "changed " + name);
    packet.write(name, before);
  }
  CHECK(found == 1000);
  CHECK(packet.complaints() == "");
}

TEST_CASE("files that went, came, shrank or grew are named") {
  SignedPacket packet;
  SECTION("missing") {
    fs::remove(packet.path("notice.pdf"));
    CHECK(packet.complaints() == "missing notice.pdf");
  }
  SECTION("added") {
    packet.write("extra.txt", "x");
    packet.write("steps/more.txt", "x");
    CHECK(packet.complaints() == "added extra.txt; added steps/more.txt");
  }
  SECTION("hidden and empty files too") {
    packet.write(".x", "");
    CHECK(packet.complaints() == "added .x");
  }
  SECTION("renamed") {
    fs::rename(packet.path("notice.pdf"), packet.path("告知书.pdf"));
    CHECK(packet.complaints() == "missing notice.pdf; added 告知书.pdf");
  }
  SECTION("emptied") {
    packet.write("claim.json", "");
    CHECK(packet.complaints() == "changed claim.json");
  }
  SECTION("a byte more") {
    packet.write("claim.json", packet.bytes("claim.json") + "\n");
    CHECK(packet.complaints() == "changed claim.json");
  }
  SECTION("a link in a file's place") {
    fs::rename(packet.path("claim.json"), packet.path("../moved-claim.json"));
    fs::create_symlink(packet.path("../moved-claim.json"), packet.path("claim.json"));
    CHECK(packet.complaints() == "unreadable claim.json");
    fs::remove(packet.path("../moved-claim.json"));
  }
  SECTION("the signature is gone") {
    fs::remove(packet.path(signature_name));
    CHECK(packet.complaints() == "missing manifest.sig");
  }
  SECTION("the manifest is gone") {
    fs::remove(packet.path(manifest_name));
    CHECK(verify(packet.root(), {}).error().code == core::ErrorCode::missing_part);
  }
  SECTION("the manifest is no JSON any more") {
    packet.write(manifest_name, "[1, 2");
    CHECK(packet.complaints().find("signature manifest.json") == 0);
  }
  SECTION("a manifest that leads out of its folder") {
    std::string manifest = packet.bytes(manifest_name);
    const auto at = manifest.find("\"claim.json\"");
    manifest.replace(at, 12, "\"../../x\"");
    packet.write(manifest_name, manifest);
    packet.write(signature_name, signature_text(manifest, station()));
    CHECK(packet.complaints().find("changed manifest.json") != std::string::npos);
  }
}

TEST_CASE("who signs again with another key is found out by the key that was expected") {
  SignedPacket packet;
  packet.write("claim.json", "{}");
  std::string manifest = packet.bytes(manifest_name);
  const StationKey forger = StationKey::from_seed({66});
  const std::string before = nlohmann::json::parse(manifest).at("outputs")[0].at("sha256");
  manifest.replace(manifest.rfind(before), before.size(), sha256_hex("{}"));
  packet.write(manifest_name, manifest);
  packet.write(signature_name, signature_text(manifest, forger));
  CHECK(packet.complaints() == "");  // holds in itself
  CHECK(packet.complaints(station().public_key()) == "other_key manifest.sig");
}

TEST_CASE("inside packet.pdf, what changed is told as far as it can be") {
  SignedPacket packet;
  const std::string pdf = packet.bytes("packet.pdf");
  SECTION("a page's picture") {
    const MadeClaim made = made_claim();
    const auto& scan = *made.pages[0].original.bytes;
    std::string changed = pdf;
    const auto at = changed.find(std::string(scan.begin(), scan.end()));
    REQUIRE(at != std::string::npos);
    changed[at + scan.size() / 2] ^= 1;
    packet.write("packet.pdf", changed);
    CHECK(packet.details().find("（scan_01.jpg 第1页）的图像已改动") != std::string::npos);
  }
  SECTION("another packet in its place") {
    MadeClaim other = made_claim();
    other.claim.claim_id = "2024-000999";
    packet.write("packet.pdf", other.packed().packet_pdf);
    CHECK(packet.details().find("附件 claim.json 与同目录的 claim.json 不一致") != std::string::npos);
  }
  SECTION("cut off") {
    packet.write("packet.pdf", pdf.substr(0, pdf.size() / 2));
    CHECK(packet.details().find("PDF 结构已损坏") != std::string::npos);
  }
  SECTION("the title") {
    std::string changed = pdf;
    const auto at = changed.find("<dc:format>application");
    REQUIRE(at != std::string::npos);
    changed[at + 12] = 'A';
    packet.write("packet.pdf", changed);
    CHECK(packet.details().find("每页图像与附件未变") != std::string::npos);
  }
}

TEST_CASE("the originals are held against the digests of the day") {
  SignedPacket packet;
  const Folder scans;
  const MadeClaim made = made_claim();
  const auto& scan = *made.pages[0].original.bytes;
  scans.write("scan_01.jpg", std::string(scan.begin(), scan.end()));
  scans.write("清单.tif", "a scan");
  const auto files = [&] {
    std::string all;
    const auto verdict = verify(packet.root(), {}, scans.path(""));
    for (const Complaint& each : verdict.value().complaints)
      all += std::string(name_of(each.kind)) + " " + fs::path(each.file).filename().string() + "; ";
    return all;
  };
  CHECK(files() == "");
  scans.write("清单.tif", "another scan");
  CHECK(files() == "changed 清单.tif; ");
  fs::remove(scans.path("scan_01.jpg"));
  CHECK(files() == "missing scan_01.jpg; changed 清单.tif; ");
}

}  // namespace claimpack::pack
