// The review station's view of a claim's contents: revisions, pictures, rules and templates behind one port. JSON is made here,
// as the station's API has it.
#pragma once

#include "core/claim_contents.hpp"
#include "core/ledger.hpp"
#include "core/pictures.hpp"
#include "core/revision.hpp"
#include "core/showing.hpp"
#include "run/commands.hpp"

namespace claimpack::run {

// What the desk keeps, as the rooms take it. Error bad_input for one that nobody can read.
core::Result<std::vector<core::Correction>> corrections_of(const core::ClaimContents::Corrections& kept);

class StationContents : public core::ClaimContents {
 public:
  template <class T>
  using Result = core::Result<T>;
  using Id = std::int64_t;
  using Box = std::array<int, 4>;

  // All outlive it. `common`: of the command line, for the commands that list rules and templates.
  StationContents(core::Shelf& shelf, core::Revisions& revisions, core::PagePictures& pictures, core::Showing& showing,
                  const Common& common)
      : shelf_(shelf), revisions_(revisions), pictures_(pictures), showing_(showing), common_(common) {}

  Result<std::vector<core::NewCorrection>> check(Id claim, const Corrections& so_far,
                                                 const std::vector<std::string>& bodies) override;
  Result<core::ClaimView> view(Id claim, const Corrections& corrections) override;
  Result<core::DeskClaim> summary(const core::PacketRecord& packet) override;
  Result<core::MadeAgain> repack(Id claim, const Corrections& corrections) override;
  Result<std::vector<std::string>> files(Id claim) override;
  Result<std::string> file(Id claim, const std::string& name) override;
  Result<core::ShownPicture> proxy(Id claim, int n, int turn) override;
  Result<core::ShownPicture> tile(Id claim, int n, int level, int x, int y, int turn) override;
  Result<core::ShownPicture> crop(Id claim, int n, const Box& box, double scale) override;
  Result<std::string> read_box(Id claim, int n, const Box& box, const std::string& field_type) override;
  Result<std::vector<core::WallCrop>> wall(const std::vector<Id>& claims, const std::string& field, int limit) override;
  Result<std::string> rules(const std::string& region) override;
  Result<std::string> templates() override;
  Result<std::string> propose_templates(const std::vector<core::DrawnCorrection>& drawn) override;
  Result<std::string> draft_template(const std::string& body) override;
  Result<std::string> save_template(const std::string& body) override;

 private:
  Result<core::PacketRecord> packet_of(Id claim);
  // The pages of a claim in the order of its packet, whose places + 1 are their numbers.
  Result<core::Origin> page(Id claim, int n);
  Result<int> number_of(Id claim, const core::Origin& page);
  core::Shelf& shelf_;
  core::Revisions& revisions_;
  core::PagePictures& pictures_;
  core::Showing& showing_;
  const Common& common_;
};

}  // namespace claimpack::run
