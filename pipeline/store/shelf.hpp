// The Shelf of this room: SQLite for what is known of the bytes, files for the bytes themselves.
#pragma once

#include <map>

#include "core/ledger.hpp"
#include "store/blobs.hpp"
#include "store/database.hpp"

namespace claimpack::store {

class FolderShelf : public core::Shelf {
 public:
  template <class T>
  using Result = core::Result<T>;
  using Done = core::Done;
  using Path = std::filesystem::path;

  FolderShelf(Path folder, core::Disk& disk, core::Clock& clock, std::unique_ptr<Database> database)
      : folder_(folder),
        disk_(disk),
        clock_(clock),
        database_(std::move(database)),
        blobs_(disk, folder / "blobs", folder / "coming") {}

  Result<Kept> keep_file(const Path& path) override { return blobs_.keep_file(path); }
  std::vector<Result<Kept>> keep_files(const std::vector<Path>& paths) override { return blobs_.keep_files(paths); }
  Result<std::string> keep(std::string_view bytes) override { return blobs_.keep(bytes); }
  Path place_of(const std::string& digest) const override { return blobs_.place_of(digest); }
  Result<std::string> bytes_of(const std::string& digest) override { return blobs_.bytes_of(digest); }

  Result<core::Arrival> arrive(const core::NewArrival& arrival) override;
  Result<std::vector<core::Arrival>> arrive_all(const std::vector<core::NewArrival>& arrivals) override;
  Result<std::vector<core::Arrival>> lying() override;
  Result<std::vector<core::Arrival>> may_leave(const std::string& inbox) override;
  Result<Done> left(const std::vector<std::pair<std::int64_t, std::string>>& moved) override;
  Result<std::vector<core::Arrival>> quarantined() override;
  Result<core::Arrival> arrival(std::int64_t id) override;
  Result<std::vector<core::LogLine>> history(const std::string& kind, std::int64_t subject) override;
  Result<Done> release(std::int64_t arrival, const std::string& why) override;

  Result<core::LedgerClaim> claim(std::int64_t id) override;
  Result<std::optional<core::LedgerClaim>> find_claim(const std::string& name) override;
  Result<std::vector<core::LedgerClaim>> claims(core::WorkState state) override;
  Result<std::vector<core::Arrival>> members(std::int64_t claim) override;
  Result<Done> seal(std::int64_t claim, int priority) override;
  Result<Done> begin(std::int64_t claim) override;
  Result<Done> was_read(std::int64_t claim) override;
  Result<Done> put_back(std::int64_t claim, const std::string& why, bool died) override;
  Result<Done> fail(std::int64_t claim, const std::string& reason) override;
  Result<std::vector<std::int64_t>> split(std::int64_t claim, const std::vector<core::ClaimPart>& parts) override;
  Result<Done> retry(std::int64_t claim, const std::string& why) override;

  Result<std::int64_t> packed(const core::PacketRecord& packet, const std::vector<core::Fate>& fates) override;
  Result<std::int64_t> revised(const core::PacketRecord& packet, std::int64_t after, bool settled,
                               const std::string& why) override;
  Result<std::optional<core::PacketRecord>> last_packet(std::int64_t claim) override;
  Result<Done> published(std::int64_t packet) override;
  Result<std::vector<core::PacketRecord>> packets() override;
  Result<std::vector<core::PacketRecord>> packets_before(std::int64_t id, int count) override;
  Result<std::vector<core::PacketRecord>> unpublished() override;
  Result<std::vector<core::LedgerBill>> bills_before(std::int64_t claim, const std::vector<std::string>& numbers) override;

  Result<core::LedgerStanding> standing() override;
  Result<core::AuditReport> audit() override;
  Result<Done> backup(const Path& file) override;

 private:
  Result<std::map<std::string, std::int64_t>> sizes_of(const core::PacketRecord& packet);

  Path folder_;
  core::Disk& disk_;
  core::Clock& clock_;
  std::unique_ptr<Database> database_;
  Blobs blobs_;
};

}  // namespace claimpack::store
