// PDF/A-3b by the file's own structure, as far as it concerns files like ours (ISO 19005-3). veraPDF judges the rest, where it is
// there.
#pragma once

#include <string>
#include <vector>

namespace claimpack::pack {

// What is against it, one sentence each; empty: nothing was found.
std::vector<std::string> against_pdfa(const std::string& pdf);

}  // namespace claimpack::pack
