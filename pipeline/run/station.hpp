// The station that signs: where its key lies, and the seal on a packet's folder.
#pragma once

#include <filesystem>

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

// Writes manifest.json over every file that the folder holds by now, and manifest.sig. The folder's last files.
core::Result<core::Done> seal(ClaimFolder& folder, const core::Claim& claim, const core::Packet& packet,
                              const Equipment& equipment, const pack::StationKey& key);

}  // namespace claimpack::run
