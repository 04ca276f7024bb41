// The machine's own disk and clock, behind the ports of core.
#pragma once

#include "core/ports.hpp"

namespace claimpack::store {

core::Disk& system_disk();
core::Clock& system_clock();

}  // namespace claimpack::store
