// The cover of the packet: what is claimed, what is there, what is wrong, which page is what.
#pragma once

#include <string>
#include <vector>

#include "core/claim.hpp"
#include "pack/fonts.hpp"
#include "pack/pack.hpp"
#include "pack/plan.hpp"

namespace claimpack::pack {

struct Cover {
  std::string pdf;
  int pages = 0;  // the claim's first page is packet page pages + 1
};

// Of `places` it says how many pages came in and what became of them; their packet pages need not be known yet.
Cover make_cover(const core::Claim& claim, const Plan& plan, const std::vector<PacketPage>& pages,
                 const std::vector<core::PagePlace>& places, const Fonts& fonts, const Settings& settings);

// A page that stands where a scan cannot be shown: says which file and page, and why.
std::string make_missing_page(const core::Origin& origin, const core::Error& error, const std::string& claim_id,
                              const Fonts& fonts);
// The same of a page that is no material of the claim, with its reason.
std::string make_aside_page(const core::Origin& origin, const std::string& reason, const std::string& claim_id,
                            const Fonts& fonts);

}  // namespace claimpack::pack
