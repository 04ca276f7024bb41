// 一次性告知书: everything that is missing or faulty, said once, so that the claimant comes back only once.
#pragma once

#include <string>
#include <vector>

#include "core/claim.hpp"
#include "pack/fonts.hpp"
#include "pack/pack.hpp"

namespace claimpack::pack {

// The notice's PDF, or "" where nothing is asked of the claimant.
std::string make_notice(const core::Claim& claim, const std::vector<PacketPage>& pages, const Fonts& fonts,
                        const Settings& settings);

}  // namespace claimpack::pack
