#pragma once

#include <memory>

#include "run/commands.hpp"
#include "run/open_claim.hpp"

namespace claimpack::run {

// Settings, templates, rules and readers as the command line asks for them, loaded once for the whole run. An unknown
// --region is refused here, before any page is read.
core::Result<std::shared_ptr<const Equipment>> load_equipment(const Common& common);

}  // namespace claimpack::run
