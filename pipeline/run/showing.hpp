// Templates by showing, tried on the readings that the shelf keeps.
#pragma once

#include <filesystem>
#include <memory>

#include "core/ledger.hpp"
#include "core/showing.hpp"
#include "run/open_claim.hpp"

namespace claimpack::run {

class ShownTemplates : public core::Showing {
 public:
  // `folder`: the office's own templates (DATA/templates).
  ShownTemplates(core::Shelf& shelf, std::shared_ptr<const Equipment> equipment, std::filesystem::path folder)
      : shelf_(shelf), equipment_(std::move(equipment)), folder_(std::move(folder)) {}
  core::Result<core::ShownDraft> draft(std::int64_t claim, const std::string& kind, const std::string& hospital,
                                       const std::vector<core::ShownMark>& marks) override;
  core::Result<std::vector<core::ShownProposal>> propose(const std::vector<core::DrawnValue>& drawn, int claims_min) override;
  core::Result<std::string> save(const std::string& yaml) override;

 private:
  core::Shelf& shelf_;
  std::shared_ptr<const Equipment> equipment_;
  std::filesystem::path folder_;
};

}  // namespace claimpack::run
