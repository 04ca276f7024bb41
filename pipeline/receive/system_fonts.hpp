// The fonts of this machine, by fontconfig.
#pragma once

#include <filesystem>

namespace claimpack::receive {

void load_system_fonts();
// Whether that file is one that fontconfig offers to every program.
bool is_system_font(const std::filesystem::path& file);

}  // namespace claimpack::receive
