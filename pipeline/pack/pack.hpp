// pack: a Claim becomes claim.json, packet.pdf and the letters that its state calls for (papers.hpp).
// The same claim gives the same bytes.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/claim.hpp"
#include "core/page.hpp"
#include "core/reading.hpp"
#include "core/result.hpp"
#include "pack/seal_image.hpp"

namespace claimpack::pack {

// A page of the claim as the packet needs it. `reading` gives rotation, skew, to_scan and the text layer.
struct PacketPage {
  const core::Reading* reading = nullptr;  // never null; lines empty for a blank page
  core::EncodedImage original;             // Format::none: what `decode` gives, and of that its original where it has one
  // Decodes the page again when the original cannot be taken over as it is; called at most once.
  std::function<core::Result<core::Page>()> decode;
  std::string aside;  // Chinese: why the page is not shown though it could be (a separator sheet); empty: it is shown
};

struct NoticeData;  // notice_data.hpp

struct Settings {
  std::string agency = "";  // printed where the notice names the agency; empty: a line to fill in
  std::string agency_address, agency_phone = "12393";
  std::string agency_hours, agency_online;    // empty: not printed
  std::string review_body, court;             // who takes 复议 and 诉讼; empty: as the law names them
  std::string serial_prefix;                  // of the letters' numbers: 厦医保补〔2024〕000123号
  int supplement_days = 0;                    // working days to bring what is missing; 0: a line to fill in
  SealImage seal;                             // empty: a place to seal by hand
  double seal_millimetres = 42;               // its longer side
  bool inquiry_full_id = false;               // the identity number in full on 协查函, else masked
  std::shared_ptr<const NoticeData> notices;  // null: no time limits, no letters to hospitals
  std::string language = "zh";                // zh | en for the cover and notice captions
  std::string letter_language;                // zh | en for the letters; empty: `language`
};

// Files' bytes, checked before they are handed out. `pages` by page index as in Claim::documents.
core::Result<core::Packet> pack(const core::Claim& claim, const std::vector<PacketPage>& pages, const Settings& settings);

// claim.json alone, without the packet (schema 1 of the README's contract). `readings` by page index; `papers` are named.
std::string claim_json(const core::Claim& claim, const std::vector<const core::Reading*>& readings,
                       const std::vector<core::Paper>& papers = {});
// What `claimpack extract --json` prints: documents, schema, provenance.
std::string documents_json(const core::Claim& claim, const std::vector<const core::Reading*>& readings);

}  // namespace claimpack::pack
