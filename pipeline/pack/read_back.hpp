// The packet as a reader of the file finds it, for the count of its pages and for `verify`. qpdf lives here.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace claimpack::pack {

struct PageSeen {
  std::string picture_sha256;  // of the scan's bytes as they stand in the file; empty where the page shows no scan
};

struct PacketSeen {
  std::vector<PageSeen> pages;
  std::map<std::string, std::string> attachments;  // name to bytes
};

// Throws what qpdf throws; damage that can be mended is taken for damage.
PacketSeen read_back(const std::string& pdf);

}  // namespace claimpack::pack
