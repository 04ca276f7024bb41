// Conservation: every page that came in stands in the packet or is set aside with its reason. Counted before the packet is handed
// out, and again in the file that was written.
#pragma once

#include <string>
#include <vector>

#include "core/claim.hpp"
#include "core/result.hpp"
#include "pack/plan.hpp"
#include "pack/read_back.hpp"

namespace claimpack::pack {

struct PageCount {
  int received = 0;   // pages of the claim, and one for each file that could not be opened
  int in_packet = 0;  // shown
  int blank = 0;      // of those
  int set_aside = 0;
};
PageCount count(const std::vector<core::PagePlace>& places);

// What became of a file of the claim.
struct FileFate {
  core::InputFile input;
  enum class Kind { scan, intake, archive, set_aside } kind = Kind::scan;
  int pages = 0;       // that are shown
  std::string reason;  // Chinese: why none is
};
std::vector<FileFate> fates_of(const core::Claim& claim, const std::vector<core::PagePlace>& places);

// Error failed, with the page, where a page is missing, stands twice, shows another picture or has no reason.
core::Result<core::Done> check_conservation(const core::Claim& claim, const Plan& plan,
                                            const std::vector<core::PagePlace>& places, int cover_pages, const PacketSeen& seen);

}  // namespace claimpack::pack
