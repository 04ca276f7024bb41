// A page's reading as JSON, exact: what is read back decides as what was written.
#pragma once

#include <nlohmann/json.hpp>

#include "core/reading.hpp"
#include "core/result.hpp"

namespace claimpack::run {

nlohmann::ordered_json json_of(const core::Reading& reading);
// Error bad_input.
core::Result<core::Reading> reading_of(const nlohmann::ordered_json& json);

}  // namespace claimpack::run
