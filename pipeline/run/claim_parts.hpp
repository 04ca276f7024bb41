// A claim of the ledger that turns out to be several once its pages are read, and what its parts are told at their own reading.
#pragma once

#include <vector>

#include "core/ledger.hpp"
#include "run/open_claim.hpp"

namespace claimpack::run {

struct Parted {
  std::vector<core::ClaimPart> parts;   // for the ledger; fewer than two: it is one claim
  std::vector<std::vector<int>> pages;  // of each part, indices among the claim's pages
};
// `from`: for each of the claim's pages the arrival that it came in. Only a claim that was never packed nor parted is parted:
// at separator sheets, and loose pictures without any by their patients, where the settings want it.
Parted part_claim(const OpenClaim& open, const core::LedgerClaim& claim, const std::vector<std::int64_t>& from,
                  const Equipment& equipment);
// The readings of a part, for its own turn: nothing is read twice while the program lives. False: something of it was lost and
// is read again.
bool keep_part(const OpenClaim& open, const std::vector<int>& pages, const std::filesystem::path& steps);
// What its separator sheet said goes into the intake, where the desk has not said it; its doubts are told.
void take_part(OpenClaim& open, const core::LedgerClaim& claim, const Equipment& equipment);

}  // namespace claimpack::run
