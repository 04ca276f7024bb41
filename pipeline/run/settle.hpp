// New corrections made fit to be kept: ids, rows' keys, values in their normal form; and held against the claim as it is.
#pragma once

#include <vector>

#include "run/process.hpp"

namespace claimpack::run {

// `open.corrections` are those made before; `wanted` in their order, each held against the claim with those before it. Error
// bad_input names the first that does not fit. `deciding` as for find_documents.
core::Result<std::vector<core::Correction>> settle(OpenClaim& open, std::vector<core::Correction> wanted,
                                                   const Equipment& equipment, Deciding& deciding);

// The same for those of the claim's own corrections that have no id yet, e.g. of a file.
core::Result<core::Done> settle_new(OpenClaim& open, const Equipment& equipment);

}  // namespace claimpack::run
