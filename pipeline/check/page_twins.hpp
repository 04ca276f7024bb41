// The same sheet twice among a claim's pages: scanned, photographed or copied again.
#pragma once

#include <utility>
#include <vector>

#include "check/check.hpp"

namespace claimpack::check {

// Pairs of page indices, the later page second; each later page once. Pages look alike from afar (core::PagePrint), their words
// and their numbers are the same but for what readers misread, and no date and no page number stands on one of them only.
std::vector<std::pair<int, int>> twin_pages(const std::vector<PageFacts>& pages);

}  // namespace claimpack::check
