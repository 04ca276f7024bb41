// The cover of the packet: what is claimed, what is there, what is wrong, which page is what.
#pragma once

#include <string>
#include <vector>

#include "core/claim.hpp"
#include "pack/drawn_pages.hpp"
#include "pack/fonts.hpp"
#include "pack/pack.hpp"
#include "pack/plan.hpp"

namespace claimpack::pack {

// Of `places` it says how many pages came in and what became of them; their packet pages need not be known yet.
DrawnPages make_cover(const core::Claim& claim, const Plan& plan, const std::vector<PacketPage>& pages,
                      const std::vector<core::PagePlace>& places, const Fonts& fonts, const Settings& settings);

// A page that stands where a scan cannot be shown: says which file and page, and why.
DrawnPages make_missing_page(const core::Origin& origin, const core::Error& error, const std::string& claim_id,
                             const Fonts& fonts);
// The same of a page that is no material of the claim, with its reason.
DrawnPages make_aside_page(const core::Origin& origin, const std::string& reason, const std::string& claim_id,
                           const Fonts& fonts);

}  // namespace claimpack::pack
