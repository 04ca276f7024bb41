#include "run/station.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

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

core::Result<core::Done> seal(ClaimFolder& folder, const core::Claim& claim, const core::Packet& packet,
                              const Equipment& equipment, const pack::StationKey& key) {
  std::vector<std::string> names;
  std::error_code fault;
  for (fs::recursive_directory_iterator at(folder.partial(), fault), end; !fault && at != end; at.increment(fault))
    if (at->is_regular_file(fault)) names.push_back(at->path().lexically_relative(folder.partial()).generic_string());
  if (fault)
    return Error{ErrorCode::disk, "The packet's folder cannot be read again", folder.partial().string(), "Check the disk"};
  std::sort(names.begin(), names.end());
  std::vector<pack::OutputFile> outputs;
  for (const std::string& name : names) {
    const auto digest = pack::sha256_file(folder.partial() / name);
    if (!digest) return digest.error();
    outputs.push_back({name, digest.value(), fs::file_size(folder.partial() / name, fault)});
  }
  const pack::Provenance provenance{equipment.knowledge.files, equipment.readers.files};
  const std::string manifest = pack::manifest_json(claim, packet.places, provenance, outputs, key.public_key());
  if (const auto written = folder.write(pack::manifest_name, manifest); !written) return written;
  return folder.write(pack::signature_name, pack::signature_text(manifest, key));
}

}  // namespace claimpack::run
