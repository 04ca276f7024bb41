// Values out of a place of a page that a person drew, and of many claims' papers side by side.
#pragma once

#include <string>
#include <vector>

#include "core/reading.hpp"
#include "core/revision.hpp"

namespace claimpack::run {

// The print whose characters lie in `box` (on the page as scanned), as a value of a template's `type` ("money", "date" …; empty:
// text), with what else it may be. Error bad_input for a type that nobody knows or an empty box.
core::Result<core::BoxReading> read_box(const core::Reading& reading, const core::Box& box, const std::string& type);

// The values of `field` ("total_amount", "items.amount") that a claim.json has, added to `values`. One that does not parse has
// none.
void add_wall_values(const std::string& claim_json, std::int64_t claim, const std::string& field,
                     std::vector<core::WallValue>& values);

}  // namespace claimpack::run
