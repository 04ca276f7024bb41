// Claims of the shelf under a reviewer's corrections: decided again out of their kept readings, packed again when they are
// submitted.
#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "core/ledger.hpp"
#include "core/revision.hpp"
#include "pack/station_key.hpp"
#include "run/process.hpp"

namespace claimpack::run {

struct ReviseOptions {
  std::filesystem::path out;   // packets
  std::filesystem::path work;  // where the scans of a claim are laid out while it is packed again
  int claims_open_max = 24;    // kept open; a claim of 60 pages takes about 40 MB
};

class RevisedClaims : public core::Revisions {
 public:
  // `shelf` and `disk` must outlive it. `key` signs the packets.
  RevisedClaims(core::Shelf& shelf, core::Disk& disk, std::shared_ptr<const Equipment> equipment, const pack::StationKey& key,
                ReviseOptions options);
  ~RevisedClaims() override;

  core::Result<core::Revised> decide(std::int64_t claim, const std::vector<core::Correction>& corrections) override;
  core::Result<std::vector<core::Correction>> settle(std::int64_t claim, const std::vector<core::Correction>& made,
                                                     std::vector<core::Correction> wanted) override;
  core::Result<core::Repacked> submit(std::int64_t claim, const std::vector<core::Correction>& corrections) override;
  core::Result<core::BoxReading> read_box(std::int64_t claim, const core::Origin& page, const core::Box& box,
                                          const std::string& type) override;
  core::Result<std::vector<core::WallValue>> wall(const std::vector<std::int64_t>& claims, const std::string& field,
                                                  int limit) override;

 private:
  struct Opened;
  // The claim, opened where it is not; its lock is held as long as the handle lives.
  struct Handle {
    std::shared_ptr<Opened> opened;
    std::unique_lock<std::mutex> lock;
    Opened* operator->() const { return opened.get(); }
  };
  core::Result<Handle> open(std::int64_t claim);
  core::Result<core::Done> load(Opened& opened, std::int64_t claim);
  core::Result<core::Done> turn_pages(Opened& opened);
  core::Result<core::Claim> decided(Opened& opened, const std::vector<core::Correction>& corrections);
  core::Result<std::optional<core::Repacked>> made_already(const Opened& opened,
                                                           const std::vector<core::Correction>& corrections);
  core::Result<receive::Received> receive_again(const Opened& opened, std::filesystem::path& folder);

  core::Shelf& shelf_;
  core::Disk& disk_;
  std::shared_ptr<const Equipment> equipment_;
  pack::StationKey key_;
  ReviseOptions options_;
  std::mutex mutex_;
  std::list<std::shared_ptr<Opened>> open_;  // the latest used first
};

}  // namespace claimpack::run
