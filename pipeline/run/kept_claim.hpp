// A read claim as one stream of bytes for the shelf: all that it takes to decide and pack it again without reading its scans.
// CBOR, then zlib: about 30 KB for a page of print. The same claim gives the same bytes.
#pragma once

#include <string>

#include "run/open_claim.hpp"

namespace claimpack::run {

// Error failed where zlib gives up.
core::Result<std::string> kept_claim_bytes(const OpenClaim& open);
// The claim without its scans: no page has a source, no bill of earlier claims is known. Errors: damaged; bad_input for bytes of
// a newer program; too_large.
core::Result<OpenClaim> open_kept_claim(const std::string& bytes);

}  // namespace claimpack::run
