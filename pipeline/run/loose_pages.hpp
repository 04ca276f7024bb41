// Pages that lay loose together: which of them are one claim. A separator sheet decides where there is one; else the patients
// do, by their names and identity numbers. A page of which nothing says whose it is goes with its neighbours, and a person is
// told: never silently to the wrong patient.
#pragma once

#include <string>
#include <vector>

#include "core/claim.hpp"
#include "core/document.hpp"
#include "run/separator.hpp"

namespace claimpack::run {

struct LoosePage {
  std::size_t file = 0;                    // pages of one file stay together
  const core::Reading* reading = nullptr;  // never null; empty of a page that could not be read
  bool lost = false;
};

// Of `files`, in their order.
struct LoosePart {
  std::vector<std::size_t> files;
  Separator separator;              // what its sheet says
  std::vector<std::string> doubts;  // Chinese, one for each page in doubt
};

// Always at least one part, every file in exactly one. `names`: the files', as a clerk knows them; pages in their order.
std::vector<LoosePart> parts_by_sheets(const std::vector<LoosePage>& pages, const std::vector<std::string>& names);
// `documents` as extract made them of all pages together, before they were held against each other.
std::vector<LoosePart> parts_by_patients(const std::vector<LoosePage>& pages, const std::vector<std::string>& names,
                                         const std::vector<core::Document>& documents);

}  // namespace claimpack::run
