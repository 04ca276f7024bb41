// The sample claims: who, what papers, how they came into the computer, what is wrong with them on purpose.
#pragma once

#include <string>
#include <vector>

#include "capture.hpp"
#include "papers.hpp"

namespace claimpack::samples {

struct PageOnFile {
  int document = -1;  // index into the claim's documents; -1: a blank back
  std::size_t paper = 0;
  Capture capture;
};

// .jpg: one page. .tif: bilevel pages. .pdf: either papers as they are (digital) or scanned pages, never both.
struct FileOnDisk {
  std::string name;
  std::vector<PageOnFile> pages;
  int quality = 62;
};

struct SampleClaim {
  std::string name;
  Json intake;
  std::string region_title;
  Episode episode;
  bool stay = true;  // else a visit
  std::vector<Document> documents;
  std::vector<FileOnDisk> files;
  Json filing = Json{{"status", "none"}};
  // missing_kinds, inconsistencies, details
  Json expected{{"missing_kinds", Json::array()},
                {"inconsistencies", Json::array()},
                {"optional", Json::array()},
                {"details", Json::array()}};
};

std::vector<SampleClaim> xiamen_claims();
std::vector<SampleClaim> other_claims();

}  // namespace claimpack::samples
