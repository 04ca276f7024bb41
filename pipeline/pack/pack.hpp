// pack: a Claim becomes claim.json, packet.pdf and, where something is asked of the claimant, notice.pdf.
// The same claim gives the same bytes.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/claim.hpp"
#include "core/page.hpp"
#include "core/reading.hpp"
#include "core/result.hpp"

namespace claimpack::pack {

// A page of the claim as the packet needs it. `reading` gives rotation, skew, to_scan and the text layer.
struct PacketPage {
  const core::Reading* reading = nullptr;  // never null; lines empty for a blank page
  core::EncodedImage original;             // Format::none: `pixels` are used instead
  // Decodes the page again when the original cannot be taken over as it is; called at most once.
  std::function<core::Result<core::Page>()> decode;
};

struct Settings {
  std::string agency = "";  // printed where the notice names the agency; empty: a line to fill in
  std::string agency_address, agency_phone = "12393";
  std::string language = "zh";  // zh | en for the cover and notice captions
};

// Files' bytes, checked before they are handed out. `pages` by page index as in Claim::documents.
core::Result<core::Packet> pack(const core::Claim& claim, const std::vector<PacketPage>& pages, const Settings& settings);

// claim.json alone, without the packet (schema 1 of the README's contract). `readings` by page index.
std::string claim_json(const core::Claim& claim, const std::vector<const core::Reading*>& readings);
// What `claimpack extract --json` prints: documents, schema, provenance.
std::string documents_json(const core::Claim& claim, const std::vector<const core::Reading*>& readings);

}  // namespace claimpack::pack
