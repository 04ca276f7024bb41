// Is a packet's folder as it was when the station signed it? Needs nothing but the folder: no network, no clock, no settings.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "pack/station_key.hpp"

namespace claimpack::pack {

struct Complaint {
  enum class Kind { changed, missing, added, unreadable, signature, other_key } kind = Kind::changed;
  std::string file;                  // below the packet's folder, or of the originals
  std::vector<std::string> details;  // Chinese: what inside the file differs, as far as it can be told
};
const char* name_of(Complaint::Kind kind);  // "changed" …

struct Verdict {
  std::filesystem::path folder;
  std::string claim_id;          // as the manifest says
  std::optional<PublicKey> key;  // that signed, where the signature holds
  bool key_expected = false;     // and is the one that was asked for
  int files = 0;                 // that were compared
  std::vector<Complaint> complaints;
  bool holds() const { return key.has_value() && complaints.empty(); }
};

// `path`: the folder, or its manifest.json. `expected`: the key that must have signed; none: whichever did is told.
// `originals`: the folder of the scans, compared with the inputs' digests; empty: not looked at.
// Error missing_part where there is no manifest, unreadable where it cannot be read.
core::Result<Verdict> verify(const std::filesystem::path& path, const std::optional<PublicKey>& expected,
                             const std::filesystem::path& originals = {});

}  // namespace claimpack::pack
