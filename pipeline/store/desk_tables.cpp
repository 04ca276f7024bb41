// Version 2: the review station.
#include "store/migrations.hpp"

namespace claimpack::store {

const std::vector<const char*> desk_tables = {
    "CREATE TABLE people(id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL"
    " CHECK(role IN ('scanner','reviewer','senior','supervisor','auditor','admin')), password_hash TEXT NOT NULL,"
    " active INTEGER NOT NULL, failures INTEGER NOT NULL, locked_until INTEGER NOT NULL, made_at INTEGER NOT NULL)",
    "CREATE TABLE sessions(id INTEGER PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, person INTEGER NOT NULL REFERENCES people,"
    " started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL)",
    "CREATE TABLE desk_claims(claim INTEGER PRIMARY KEY REFERENCES claims, round INTEGER NOT NULL, stand TEXT NOT NULL"
    " CHECK(stand IN ('automatic','waiting','waiting_second','packing','packed')), claim_id TEXT NOT NULL,"
    " region TEXT NOT NULL, region_title TEXT NOT NULL, claim_type TEXT NOT NULL, claimant TEXT NOT NULL,"
    " hospital TEXT NOT NULL, outcome TEXT NOT NULL, state TEXT NOT NULL, amount INTEGER NOT NULL, pages INTEGER NOT NULL,"
    " reasons TEXT NOT NULL, counter INTEGER NOT NULL, priority INTEGER NOT NULL, deadline TEXT NOT NULL,"
    " opened_at INTEGER NOT NULL, revision INTEGER NOT NULL, postponed_until INTEGER NOT NULL, postponed_for TEXT NOT NULL,"
    " with_senior INTEGER NOT NULL, senior_reason TEXT NOT NULL, decided_by INTEGER NOT NULL, decided_at INTEGER NOT NULL,"
    " decision TEXT NOT NULL, second_by INTEGER NOT NULL, done_at INTEGER NOT NULL)",
    "CREATE INDEX desk_next ON desk_claims(with_senior, counter DESC, priority DESC, deadline, opened_at, claim)"
    " WHERE stand = 'waiting';"
    "CREATE INDEX desk_stand ON desk_claims(stand, counter DESC, priority DESC, deadline, opened_at, claim);"
    "CREATE INDEX desk_done ON desk_claims(done_at);CREATE INDEX desk_opened ON desk_claims(opened_at);"
    "CREATE INDEX claims_folder ON claims(folder);CREATE INDEX arrivals_seen ON "
    "arrivals(seen_at)",
    "CREATE TABLE leases(claim INTEGER PRIMARY KEY REFERENCES desk_claims, token INTEGER NOT NULL,"
    " person INTEGER NOT NULL REFERENCES people, until INTEGER NOT NULL);"
    "CREATE INDEX leases_until ON leases(until);CREATE INDEX leases_person ON leases(person, until)",
    "CREATE TABLE corrections(id INTEGER PRIMARY KEY, claim INTEGER NOT NULL REFERENCES desk_claims, number INTEGER NOT NULL,"
    " kind TEXT NOT NULL, field TEXT NOT NULL, body TEXT NOT NULL, request TEXT NOT NULL,"
    " person INTEGER NOT NULL REFERENCES people, at INTEGER NOT NULL, undone_by INTEGER NOT NULL, undone_at INTEGER NOT NULL,"
    " UNIQUE(claim, number));"
    "CREATE INDEX corrections_claim ON corrections(claim);CREATE INDEX corrections_at ON corrections(at)",
    "CREATE TABLE uploads(id INTEGER PRIMARY KEY, folder TEXT NOT NULL, file TEXT NOT NULL, digest TEXT NOT NULL,"
    " station TEXT NOT NULL, person INTEGER NOT NULL REFERENCES people, at INTEGER NOT NULL, counter INTEGER NOT NULL);"
    "CREATE INDEX uploads_folder ON uploads(folder)",
    "CREATE TABLE samples(id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK(kind IN ('blind','second','known')),"
    " claim INTEGER NOT NULL REFERENCES desk_claims, n INTEGER NOT NULL, box TEXT NOT NULL, field TEXT NOT NULL,"
    " title TEXT NOT NULL, expected TEXT NOT NULL, first_by INTEGER NOT NULL, answered_by INTEGER NOT NULL,"
    " answered_at INTEGER NOT NULL, answer TEXT NOT NULL, correct INTEGER NOT NULL);"
    "CREATE INDEX samples_open ON samples(id) WHERE answered_by = 0",
    "CREATE TABLE outbox(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, claim INTEGER NOT NULL REFERENCES claims,"
    " kind TEXT NOT NULL, body TEXT NOT NULL, acked_at INTEGER NOT NULL)",
    "CREATE TABLE webhooks(id INTEGER PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL, active INTEGER NOT NULL);"
    "CREATE TABLE deliveries(id INTEGER PRIMARY KEY, webhook INTEGER NOT NULL REFERENCES webhooks,"
    " item INTEGER NOT NULL REFERENCES outbox, attempts INTEGER NOT NULL, arrived_at INTEGER NOT NULL,"
    " next_at INTEGER NOT NULL, error TEXT NOT NULL);"
    "CREATE INDEX deliveries_due ON deliveries(next_at) WHERE arrived_at = 0;"
    "CREATE INDEX deliveries_webhook ON deliveries(webhook)"};

}  // namespace claimpack::store
