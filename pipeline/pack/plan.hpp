// Plan: in which order the packet carries the claim's pages, and under which bookmarks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/claim.hpp"

namespace claimpack::pack {

// One document in the packet.
struct PlannedDocument {
  int document = -1;              // index into Claim::documents
  int position = -1;              // of its first page among the claim's pages in the packet, from 0
  std::optional<core::Box> part;  // where it lies on that page, if it is only a part of it (clean page)
  std::vector<int> positions;     // of all its pages
};

// A requirement of the checklist with what meets it; `item` -1: documents that no requirement names.
struct Group {
  int item = -1;
  std::vector<PlannedDocument> documents;
};

struct Plan {
  std::vector<int> order;     // page indices, each exactly once
  std::vector<Group> groups;  // every checklist item in its order, then the rest
  std::vector<int> loose;     // positions of pages that belong to no document
  std::vector<int> unshown;   // positions of pages without a document that cannot be shown
  std::vector<int> blank;     // positions of blank pages
};

// `page_count` pages are numbered 0 … page_count - 1; the claim's indices must lie in there.
Plan plan_pages(const core::Claim& claim, int page_count);

// Moves pages without a document that could not be shown out of `loose`, once that is known; `shown` by page index.
void part_unshown(Plan& plan, const std::vector<bool>& shown);

// Ranges for people: 3, 4, 5, 9 -> "3–5、9".
std::string page_ranges(const std::vector<int>& numbers);

}  // namespace claimpack::pack
