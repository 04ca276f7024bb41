// The part of claim.json from which the claim can be decided again without its scans: what the desk said, the pages as they were
// read, and what check looks at beside the fields.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "core/claim.hpp"
#include "core/reading.hpp"

namespace claimpack::pack {

// In the form of intake.json, so that it can be read as one.
nlohmann::ordered_json intake_json(const core::Intake& intake);

nlohmann::ordered_json case_json(const core::Claim& claim, const std::vector<const core::Reading*>& readings);

}  // namespace claimpack::pack
