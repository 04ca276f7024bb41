// What a machine can hold of the project's style: sizes, names, words that may not stand in the tree.
#pragma once

#include "rooms/tree.hpp"

namespace claimpack::rooms {

constexpr int source_lines_max = 600;
constexpr int header_lines_max = 200;

Complaints oversized(const Tree& tree);        // under pipeline/
Complaints bags(const Tree& tree);             // files and folders that are named for nothing in particular
Complaints forbidden_words(const Tree& tree);  // a machine's own paths, hosts of package registries, work left undone
Complaints missing_files(const Tree& tree);    // licence and the files that a newcomer looks for
// Every package of models/manifest.json is pinned by version and digest in models/requirements.txt, and none other is.
Complaints unpinned_models(const Tree& tree);

}  // namespace claimpack::rooms
