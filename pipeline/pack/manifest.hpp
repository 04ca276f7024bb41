// manifest.json: the digest of everything that a packet rests on and of every file that it is made of; manifest.sig: the
// station's signature over it. originals.json, inside packet.pdf, says the same as far as it can without a circle.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/claim.hpp"
#include "pack/station_key.hpp"

namespace claimpack::pack {

constexpr const char* manifest_name = "manifest.json";
constexpr const char* signature_name = "manifest.sig";

// What the program read besides the claim: templates, rules, lexicons and models, by their names below the data folder.
struct Provenance {
  std::vector<core::InputFile> knowledge, models;
};

struct OutputFile {
  std::string file;  // below the packet's folder, parted by '/'
  std::string sha256;
  std::uint64_t bytes = 0;
};

std::string originals_json(const core::Claim& claim, const std::vector<core::PagePlace>& places);

std::string manifest_json(const core::Claim& claim, const std::vector<core::PagePlace>& places, const Provenance& provenance,
                          const std::vector<OutputFile>& outputs, const PublicKey& key);

// The text of manifest.sig. There is one way to write it, so that no byte of it can change unseen.
std::string signature_text(std::string_view manifest, const StationKey& key);

struct Signature {
  PublicKey key;
  std::string hex;
};
std::optional<Signature> parse_signature(std::string_view text);

}  // namespace claimpack::pack
