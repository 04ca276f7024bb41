// Something that goes on beside the watching of inboxes, in the same process: begun before the first look, ended after the last.
#pragma once

#include <functional>
#include <memory>

#include "core/correction.hpp"
#include "core/ledger.hpp"
#include "pack/station_key.hpp"
#include "run/commands.hpp"
#include "run/open_claim.hpp"

namespace claimpack::run {

// What it may use; all of it outlives what was begun.
struct WatchPorts {
  core::Shelf& shelf;
  core::Disk& disk;
  std::shared_ptr<const Equipment> equipment;
  const pack::StationKey& key;
  std::filesystem::path out, data;
  // To be set: what people said of a claim of the ledger, for a later round of it.
  std::function<std::vector<core::Correction>(std::int64_t)>& said;
};
using Beside = std::function<core::Result<std::shared_ptr<void>>(const WatchPorts&)>;
Exit watch_beside(const WatchOptions& options, const Beside& beside, const Common& common);

}  // namespace claimpack::run
