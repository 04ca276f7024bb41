// PDF/A-3b by the file's own structure, as far as it concerns files like ours (ISO 19005-3). veraPDF judges the rest, where it is
// there.
#pragma once

#include <string>
#include <vector>

namespace claimpack::pack {

// What is against it, one sentence each; empty: nothing was found.
std::vector<std::string> against_pdfa(const std::string& pdf);

// What veraPDF says of files on disk, line by line; "left out" where it is not there.
std::string verapdf_says(const std::vector<std::string>& paths);

}  // namespace claimpack::pack
