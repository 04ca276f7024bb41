// Version 3: revisions of a packet, and the readings that it was made of.
#include "store/migrations.hpp"

namespace claimpack::store {

const std::vector<const char*> revision_tables = {
    "CREATE TABLE packets_revised(id INTEGER PRIMARY KEY, claim INTEGER NOT NULL REFERENCES claims, round INTEGER NOT NULL,"
    " revision INTEGER NOT NULL CHECK(typeof(revision) = 'integer'), claim_id TEXT NOT NULL, outcome TEXT NOT NULL,"
    " made_at INTEGER NOT NULL, published INTEGER NOT NULL,"
    " readings TEXT REFERENCES blobs CHECK(readings IS NULL OR length(readings) = 64), UNIQUE(claim, round, revision))",
    "INSERT INTO packets_revised SELECT id, claim, round, 0, claim_id, outcome, made_at, published, NULL FROM packets",
    "DROP TABLE packets",
    "ALTER TABLE packets_revised RENAME TO packets",
    "CREATE INDEX packets_claim ON packets(claim)",
    "CREATE INDEX packets_waiting ON packets(id) WHERE published = 0",
    "CREATE INDEX packets_made ON packets(made_at)"};

}  // namespace claimpack::store
