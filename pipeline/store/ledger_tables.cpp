// Version 1: the ledger.
#include "store/migrations.hpp"

namespace claimpack::store {

const std::vector<const char*> ledger_tables = {
    "CREATE TABLE blobs(digest TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE claims(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, inbox TEXT NOT NULL, folder TEXT NOT NULL,"
    " one_file INTEGER NOT NULL, state TEXT NOT NULL CHECK(state IN ('open','ready','working','done','failed','repeated')),"
    " round INTEGER NOT NULL, attempts INTEGER NOT NULL, priority INTEGER NOT NULL, opened_at INTEGER NOT NULL,"
    " changed_at INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL)",
    "CREATE TABLE arrivals(id INTEGER PRIMARY KEY, digest TEXT NOT NULL REFERENCES blobs, path TEXT NOT NULL,"
    " inode INTEGER NOT NULL, bytes INTEGER NOT NULL, changed_ns INTEGER NOT NULL, name TEXT NOT NULL,"
    " claim INTEGER NOT NULL REFERENCES claims, round INTEGER NOT NULL, seen_at INTEGER NOT NULL, state TEXT NOT NULL"
    " CHECK(state IN ('arrived','claimed','read','waiting_review','packed','quarantined','duplicate')),"
    " first INTEGER REFERENCES arrivals, reason TEXT NOT NULL, left_to TEXT NOT NULL)",
    "CREATE TABLE packets(id INTEGER PRIMARY KEY, claim INTEGER NOT NULL REFERENCES claims, round INTEGER NOT NULL,"
    " claim_id TEXT NOT NULL, outcome TEXT NOT NULL, made_at INTEGER NOT NULL, published INTEGER NOT NULL,"
    " UNIQUE(claim, round))",
    "CREATE TABLE packet_files(packet INTEGER NOT NULL REFERENCES packets, number INTEGER NOT NULL, name TEXT NOT NULL,"
    " digest TEXT NOT NULL REFERENCES blobs, PRIMARY KEY(packet, number), UNIQUE(packet, name)) WITHOUT ROWID",
    "CREATE TABLE packet_pages(packet INTEGER NOT NULL REFERENCES packets, number INTEGER NOT NULL,"
    " arrival INTEGER NOT NULL REFERENCES arrivals, file TEXT NOT NULL, page INTEGER NOT NULL, PRIMARY KEY(packet, number))"
    " WITHOUT ROWID",
    "CREATE TABLE packet_bills(packet INTEGER NOT NULL REFERENCES packets, number INTEGER NOT NULL, code TEXT NOT NULL,"
    " bill TEXT NOT NULL, PRIMARY KEY(packet, number)) WITHOUT ROWID",
    "CREATE TABLE log(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, subject INTEGER NOT NULL,"
    " row TEXT NOT NULL, why TEXT NOT NULL, hash TEXT NOT NULL)",
    "CREATE INDEX arrivals_digest ON arrivals(digest);CREATE INDEX arrivals_claim ON arrivals(claim);"
    "CREATE INDEX arrivals_lying ON arrivals(path) WHERE left_to = '';CREATE INDEX arrivals_state ON arrivals(state);"
    "CREATE INDEX claims_place ON claims(inbox, folder);CREATE INDEX claims_state ON claims(state);"
    "CREATE INDEX packets_claim ON packets(claim);CREATE INDEX log_subject ON log(kind, subject)"};

}  // namespace claimpack::store
