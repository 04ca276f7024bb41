// A claim's files laid out as they were put in, from the shelf's bytes, and where each page came from; what the ledger knows of
// its bills; its packet on the shelf and in its place.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/ledger.hpp"
#include "pack/station_key.hpp"
#include "run/open_claim.hpp"

namespace claimpack::run {

// Second names of the kept bytes in `folder`, which is emptied first. What to receive: the folder, or the claim's one file in it.
core::Result<std::filesystem::path> lay_out(core::Shelf& shelf, core::Disk& disk, const core::LedgerClaim& claim,
                                            const std::vector<core::Arrival>& members, const std::filesystem::path& folder);
// The arrival that a name of claim.json stands for: the file's own name, or the archive's that it lies in. Null: none.
const core::Arrival* arrival_named(const core::LedgerClaim& claim, const std::vector<core::Arrival>& members,
                                   const std::string& file);
// What other claims brought of the bills of `found`, which is `claim`.
core::Result<std::vector<check::EarlierBill>> earlier_bills(core::Shelf& shelf, std::int64_t claim, const core::Claim& found);
// Puts the ledger's packets that are not in place yet among the packets, the older first. What cannot be put in place for a
// reason of its own is told, and waits. Error disk.
core::Result<core::Done> publish_waiting(core::Shelf& shelf, core::Disk& disk, const std::filesystem::path& out,
                                         const std::function<void(const std::string&)>& tell);
// The files' bytes kept on the shelf under their names, with the seal over them.
core::Result<core::Done> keep_packet(core::Shelf& shelf, const core::Claim& claim, const core::Packet& packet,
                                     const Equipment& equipment, const pack::StationKey& key, core::PacketRecord& record);

}  // namespace claimpack::run
