// models/calibration.json: what `claimpack calibrate` counted.
#pragma once

#include <filesystem>
#include <string>

#include "core/calibration.hpp"
#include "core/result.hpp"

namespace claimpack::run {

std::string calibration_to_json(const core::Calibration& calibration);
// An empty calibration where the file is not there. Error bad_input where it does not parse.
core::Result<core::Calibration> load_calibration(const std::filesystem::path& file);

}  // namespace claimpack::run
