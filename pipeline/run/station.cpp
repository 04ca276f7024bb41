#include "run/station.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "pack/manifest.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;

namespace {

std::string home() {
  if (const char* named = std::getenv("HOME"); named && *named) return named;
  const passwd* user = getpwuid(getuid());
  return user && user->pw_dir ? user->pw_dir : "";
}

Seal signed_manifest(std::vector<pack::OutputFile> outputs, const core::Claim& claim, const core::Packet& packet,
                     const Equipment& equipment, const pack::StationKey& key) {
  std::sort(outputs.begin(), outputs.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
  const pack::Provenance provenance{equipment.knowledge.files, equipment.readers.files};
  Seal seal{pack::manifest_json(claim, packet.places, provenance, outputs, key.public_key()), ""};
  seal.signature = pack::signature_text(seal.manifest, key);
  return seal;
}

}  // namespace

core::Result<fs::path> station_key_file(const Settings& settings) {
  if (!settings.key_file.empty()) return fs::path(settings.key_file);
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config && *config == '/') return fs::path(config) / "claimpack" / "station.key";
  const std::string folder = home();
  if (folder.empty())
    return Error{ErrorCode::missing_part, "Nobody says where the station's key lies", "", "Set signing.key_file in the settings"};
  return fs::path(folder) / ".config" / "claimpack" / "station.key";
}

core::Result<pack::StationKey> station_key(const Settings& settings) {
  const auto file = station_key_file(settings);
  if (!file) return file.error();
  return pack::StationKey::load_or_make(file.value());
}

std::vector<NamedBytes> files_of(const core::Packet& packet) {
  std::vector<NamedBytes> files{{"claim.json", packet.claim_json}, {"packet.pdf", packet.packet_pdf}};
  for (const core::Paper& paper : packet.papers) files.push_back({paper.file, paper.pdf});
  return files;
}

Seal seal_over(const std::vector<NamedBytes>& files, const core::Claim& claim, const core::Packet& packet,
               const Equipment& equipment, const pack::StationKey& key) {
  std::vector<pack::OutputFile> outputs;
  for (const NamedBytes& each : files) outputs.push_back({each.name, pack::sha256_hex(each.bytes), each.bytes.size()});
  return signed_manifest(std::move(outputs), claim, packet, equipment, key);
}

core::Result<core::Done> seal(ClaimFolder& folder, const core::Claim& claim, const core::Packet& packet,
                              const Equipment& equipment, const pack::StationKey& key) {
  std::vector<std::string> names;
  std::error_code fault;
  for (fs::recursive_directory_iterator at(folder.partial(), fault), end; !fault && at != end; at.increment(fault))
    if (at->is_regular_file(fault)) names.push_back(at->path().lexically_relative(folder.partial()).generic_string());
  if (fault)
    return Error{ErrorCode::disk, "The packet's folder cannot be read again", folder.partial().string(), "Check the disk"};
  std::vector<pack::OutputFile> outputs;
  for (const std::string& name : names) {
    const auto digest = pack::sha256_file(folder.partial() / name);
    if (!digest) return digest.error();
    outputs.push_back({name, digest.value(), fs::file_size(folder.partial() / name, fault)});
  }
  const Seal made = signed_manifest(std::move(outputs), claim, packet, equipment, key);
  if (const auto written = folder.write(pack::manifest_name, made.manifest); !written) return written;
  return folder.write(pack::signature_name, made.signature);
}

}  // namespace claimpack::run
