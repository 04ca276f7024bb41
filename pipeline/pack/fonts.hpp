// Fonts: which installed families carry Chinese. Named explicitly, so that the same machine gives the same bytes.
#pragma once

#include <string>

#include "core/result.hpp"

namespace claimpack::pack {

struct Fonts {
  std::string text;   // sans family for running text and tables
  std::string title;  // serif family for titles; the same where none is installed
};

// Error: missing_part with the package to install, where no Chinese family is there.
core::Result<Fonts> find_fonts();

}  // namespace claimpack::pack
