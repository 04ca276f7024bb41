// The film strip of a page (--keep-steps): what each room made of it, as files a person can look at.
#pragma once

#include <filesystem>
#include <string>

#include "core/reading.hpp"
#include "core/result.hpp"

namespace claimpack::run {

std::string reading_to_json(const core::Reading& reading);
core::Result<core::Reading> reading_from_json(const std::string& json);

// Binary PGM or PPM: every viewer opens it and nothing is lost.
core::Result<core::Done> write_picture(const core::Image& image, const std::filesystem::path& file);

}  // namespace claimpack::run
