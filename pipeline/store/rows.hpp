// Rows of the ledger: read, written together with their line of the log.
#pragma once

#include <soci/soci.h>

#include "core/ledger.hpp"

namespace claimpack::store {

// All of a row's values as one text, the same for the same values: what the log keeps and an audit compares.
std::string row_of(const core::Arrival& arrival);
std::string row_of(const core::LedgerClaim& claim);
std::string row_of(const core::PacketRecord& packet);
// The value of a name in such a text; empty where it is not there.
std::string value_in(const std::string& row, const std::string& name);

// `where`: SQL behind WHERE, its parameter :v bound to `value`.
std::vector<core::Arrival> arrivals_where(soci::session& sql, const std::string& where, const std::string& value);
std::vector<core::Arrival> arrivals_where(soci::session& sql, const std::string& where, std::int64_t value);
std::vector<core::LedgerClaim> claims_where(soci::session& sql, const std::string& where, const std::string& value);
std::vector<core::LedgerClaim> claims_where(soci::session& sql, const std::string& where, std::int64_t value);
std::vector<core::PacketRecord> packets_where(soci::session& sql, const std::string& where, std::int64_t value);
// Throw Refusal where there is none.
core::Arrival arrival_of(soci::session& sql, std::int64_t id);
core::LedgerClaim claim_of(soci::session& sql, std::int64_t id);

// `wanted`, or with -2, -3 … behind it where a claim has that name.
std::string free_claim_name(soci::session& sql, const std::string& wanted);

// New (id 0: it gets one) or changed, and logged.
void write(soci::session& sql, core::Arrival& arrival, std::int64_t at_ms, const std::string& why);
void write(soci::session& sql, core::LedgerClaim& claim, std::int64_t at_ms, const std::string& why);
void write(soci::session& sql, core::PacketRecord& packet, std::int64_t at_ms, const std::string& why);

// The arrival's next state, if the ledger allows it; else throws Refusal.
void move_on(soci::session& sql, core::Arrival& arrival, core::ArrivalState to, const std::string& reason, std::int64_t at_ms,
             const std::string& why);

}  // namespace claimpack::store
