// What a reviewer answers and dismisses.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/claim.hpp"

namespace claimpack::check {

struct Case;

// The answers and dismissals of a case, each told when it met something.
class Answers {
 public:
  explicit Answers(const Case& the_case);

  // To a rule's question; to the doubtful line `requirement` of its list of papers. The newest answer counts.
  std::optional<bool> to(const std::string& rule, const std::string& requirement = {}) const;
  // Findings that a person answered with no, or dismissed, become notes that say so; the lines of the checklist that only they
  // held against the claim are waived. A proposed rejection is dismissed by two people only.
  void settle(std::vector<core::Finding>& findings, std::vector<core::ChecklistItem>& checklist);
  // Those that met nothing, or may not be.
  std::vector<core::UnfitCorrection> unfit() const;

 private:
  using Checklist = std::vector<core::ChecklistItem>;
  bool means(const core::Correction& said, const core::Finding& finding, const Checklist& checklist) const;
  const core::Correction* settling(const core::Finding& finding, const Checklist& checklist);

  const Case& case_;
  std::vector<const core::Correction*> said_;  // answers and dismissals, the newest first
  mutable std::set<std::int64_t> met_;
  std::set<std::int64_t> alone_;  // dismissals of a rejection that nobody else agreed to
};

}  // namespace claimpack::check
