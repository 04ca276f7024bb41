// The part of the journey that a reviewer's corrections change: sheets, documents, intake. What they do not change is kept
// between two decisions of one claim.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "classify/regroup.hpp"
#include "extract/extract.hpp"
#include "run/open_claim.hpp"

namespace claimpack::run {

// Of one claim, whose readings stay as they are. Not to be shared between threads.
struct Deciding {
  std::optional<classify::Classified> classified;                     // without corrections, by the claim's own page numbers
  std::map<std::string, std::shared_ptr<extract::FoundSheet>> found;  // by sheet
  struct Extracted {
    core::Document document;
    std::vector<core::UnfitCorrection> unfit;
    int used = 0;  // in which decision last
  };
  std::map<std::string, Extracted> documents;  // by sheet and what is said of it; of the last decisions
  int decisions = 0;
  bool keep = true;  // false: of one decision only
};

// The claim's sheets; blank pages, pages set aside and corrections that do not fit go into `found`.
std::vector<core::Sheet> sheets_of(const OpenClaim& open, const Equipment& equipment, Deciding& deciding, core::Claim& found);
// Their documents, into `found`.
void add_documents(const OpenClaim& open, const std::vector<core::Sheet>& sheets, const Equipment& equipment, Deciding& deciding,
                   core::Claim& found);
// The intake and the region as corrected, into `found`.
void take_intake(const OpenClaim& open, const check::Rules& rules, core::Claim& found);
// One correction of the intake (set_intake, decision) applied. Error bad_input where it does not fit an intake.
core::Result<core::Intake> corrected(const core::Intake& intake, const core::Correction& correction);

// Clockwise degrees, 0 … 270, by which a person turned the page against how it was read.
int turn_of(const std::vector<core::Correction>& corrections, const core::Origin& page);
// Finds what another finder finds, turned further.
class TurnedBy : public core::TurnFinder {
 public:
  TurnedBy(const core::TurnFinder* finder, int clockwise) : finder_(finder), clockwise_(clockwise) {}
  core::Turn find(const core::Image& picture) const override;

 private:
  const core::TurnFinder* finder_;
  int clockwise_;
};

}  // namespace claimpack::run
