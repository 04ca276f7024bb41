// The log: one line for every change, each with a digest over itself and the line before it.
#pragma once

#include <soci/soci.h>

#include <functional>
#include <string>

#include "core/ledger.hpp"

namespace claimpack::store {

void append(soci::session& sql, std::int64_t at_ms, const std::string& kind, std::int64_t subject, const std::string& row,
            const std::string& why);
std::vector<core::LogLine> lines_about(soci::session& sql, const std::string& kind, std::int64_t subject);
// `where`: SQL behind WHERE, with :b bound to `value`.
std::vector<core::LogLine> lines_where(soci::session& sql, const std::string& where, std::int64_t value);
// Every line in its order, each followed by whether its digest and its place in the chain are right.
void walk(soci::session& sql, const std::function<void(const core::LogLine&, bool whole)>& each);

}  // namespace claimpack::store
