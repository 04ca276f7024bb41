// The station that signs: where its key lies, and the seal on a packet's folder.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/claim.hpp"
#include "pack/station_key.hpp"
#include "run/open_claim.hpp"
#include "run/output.hpp"

namespace claimpack::run {

// The settings' signing.key_file, else $XDG_CONFIG_HOME/claimpack/station.key, else ~/.config/claimpack/station.key.
// Error missing_part where nobody says where.
core::Result<std::filesystem::path> station_key_file(const Settings& settings);
// The key, made at first use.
core::Result<pack::StationKey> station_key(const Settings& settings);

struct NamedBytes {
  std::string name;  // in the packet's folder
  std::string_view bytes;
};
// The packet's files but for the seal: claim.json, packet.pdf and the letters. They point into the packet.
std::vector<NamedBytes> files_of(const core::Packet& packet);

// The texts of manifest.json and manifest.sig over these files. The same in whatever order they come.
struct Seal {
  std::string manifest, signature;
};
Seal seal_over(const std::vector<NamedBytes>& files, const core::Claim& claim, const core::Packet& packet,
               const Equipment& equipment, const pack::StationKey& key);
// Writes both, over every file that the folder holds by now: its last files.
core::Result<core::Done> seal(ClaimFolder& folder, const core::Claim& claim, const core::Packet& packet,
                              const Equipment& equipment, const pack::StationKey& key);

}  // namespace claimpack::run
