// The tables, version by version: each list is what its version adds. Never edited once it is out.
#pragma once

#include <vector>

namespace claimpack::store {

extern const std::vector<const char*> ledger_tables;    // 1
extern const std::vector<const char*> desk_tables;      // 2
extern const std::vector<const char*> revision_tables;  // 3
extern const std::vector<const char*> parted_tables;    // 4
extern const std::vector<const char*> steering_tables;  // 5

}  // namespace claimpack::store
