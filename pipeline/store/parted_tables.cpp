// Version 4: claims that lay loose together and were parted.
#include "store/migrations.hpp"

namespace claimpack::store {

const std::vector<const char*> parted_tables = {"ALTER TABLE claims ADD COLUMN parent INTEGER NOT NULL DEFAULT 0",
                                                "ALTER TABLE claims ADD COLUMN facts TEXT NOT NULL DEFAULT ''",
                                                "ALTER TABLE claims ADD COLUMN doubts TEXT NOT NULL DEFAULT ''",
                                                "CREATE INDEX arrivals_name ON arrivals(claim, name)"};

}  // namespace claimpack::store
