// Version 5: to whom a supervisor gave a claim.
#include "store/migrations.hpp"

namespace claimpack::store {

const std::vector<const char*> steering_tables = {
    "CREATE TABLE assignments(claim INTEGER PRIMARY KEY REFERENCES desk_claims, person INTEGER NOT NULL);"
    "CREATE INDEX assignments_person ON assignments(person);CREATE INDEX deliveries_item ON deliveries(item)"};

}  // namespace claimpack::store
