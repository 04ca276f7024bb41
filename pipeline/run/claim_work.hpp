// The reading side of `watch`: sealed claims become packets. A claim's bytes are taken from the shelf, never from an inbox; its
// packet is on the shelf and in the ledger before its folder is put among the packets.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/ledger.hpp"
#include "pack/station_key.hpp"
#include "run/open_claim.hpp"

namespace claimpack::run {

class Metrics;

struct WorkOptions {
  std::filesystem::path out;       // packets
  std::filesystem::path work;      // where claims are laid out while they are read; emptied at the start
  std::filesystem::path readings;  // recorded readings, as ProcessOptions::readings
  std::string region;
  int jobs = 1;
  // What reviewers said of a claim of the ledger in an earlier round; empty: nobody is asked.
  std::function<std::vector<core::Correction>(std::int64_t claim)> corrections;
  Metrics* metrics = nullptr;  // counts what is read and what becomes of it; null: nobody does
};

class ClaimWork {
 public:
  using Tell = std::function<void(const std::string&)>;
  // `key` signs every packet before it goes on the shelf.
  ClaimWork(core::Shelf& shelf, core::Disk& disk, std::shared_ptr<const Equipment> equipment, const pack::StationKey& key,
            WorkOptions options, Tell tell);
  // Puts back what a dead run had begun. Error disk.
  core::Result<core::Done> begin();
  // Reads the next claims, a few at a time, and puts packets in place that are not yet. How many were finished; 0: nothing is
  // to be done. Error disk: what was not finished is ready again, or its packet waits in the ledger.
  core::Result<int> do_some();

 private:
  core::Result<core::Done> put_back_begun(bool died);
  core::Result<int> do_claims(const std::vector<core::LedgerClaim>& claims);

  core::Shelf& shelf_;
  core::Disk& disk_;
  std::shared_ptr<const Equipment> equipment_;
  pack::StationKey key_;
  WorkOptions options_;
  Tell tell_;
};

}  // namespace claimpack::run
