// The words that the cover and the notice print: names of kinds, types, outcomes. Chinese, or English captions.
#pragma once

#include <string>
#include <string_view>

#include "core/claim.hpp"

namespace claimpack::pack {

// Picks a caption's language; what the documents and the rules say stays as it is.
struct Captions {
  bool english = false;
  const char* operator()(const char* chinese, const char* in_english) const { return english ? in_english : chinese; }
};

std::string kind_title(std::string_view kind, bool english = false);  // "费用清单"; the kind itself if nobody knows it
std::string document_title(const core::Document& document, bool english = false);  // with the subtype of `other`
std::string claim_type_title(std::string_view claim_type, bool english);
std::string submitter_title(std::string_view submitter, bool english);
std::string channel_title(std::string_view channel, bool english);
std::string outcome_title(core::Outcome outcome, bool english);
std::string status_title(core::ChecklistItem::Status status, bool english);
std::string severity_title(core::Severity severity, bool english);
// Where a claimant gets such a paper, in plain Chinese; empty where there is nothing to say.
std::string where_to_get(std::string_view kind);

// The kind that the paper counts as: the subtype of `other`.
std::string published_kind(const core::Document& document);
// Without what a finding says to the clerk alone: "（建议，须经办人员确认）".
std::string without_asides(std::string text);

// "2024年5月20日", or as given where it is no ISO date.
std::string chinese_date(const std::string& iso);
// "12,345.60" from "12345.60"; as given where it is no money.
std::string grouped(const std::string& money);

}  // namespace claimpack::pack
