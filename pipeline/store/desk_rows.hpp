// Rows of the station's tables, each written together with its line of the log. What a row holds is said once, in desk_rows.cpp.
#pragma once

#include <soci/soci.h>

#include <functional>
#include <initializer_list>
#include <variant>

#include "core/desk.hpp"

namespace claimpack::store {

using Value = std::variant<long long, std::string>;
using Binds = std::vector<Value>;  // for :b0, :b1 …

// Rows as the tables have them: the first column is the key.
struct SessionRow {
  std::int64_t id = 0;
  core::DeskSession session;
};
struct CorrectionRow {
  std::int64_t id = 0, claim = 0, number = 0, person = 0, at_ms = 0, undone_by = 0, undone_at_ms = 0;
  std::string kind, field, body, request;
};
struct DeliveryRow {
  std::int64_t id = 0, webhook = 0, item = 0, arrived_at_ms = 0, next_at_ms = 0;
  int attempts = 0;
  std::string error;
};

struct AssignmentRow {
  std::int64_t claim = 0, person = 0;  // person 0: taken back
};

// Person, AssignmentRow, SessionRow, DeskClaim, Lease, CorrectionRow, Upload, Sample, OutboxItem, Webhook, DeliveryRow.
template <class Row>
std::vector<Row> desk_where(soci::session& sql, const std::string& where, const Binds& binds = {});
// Adds the row (its id, where that is 0, becomes the next), or changes the one with its key; with its line of the log.
template <class Row>
void add(soci::session& sql, Row& row, std::int64_t at_ms, const std::string& why);
template <class Row>
void change(soci::session& sql, const Row& row, std::int64_t at_ms, const std::string& why);

// A number out of the database: SELECT of one column that is one row.
long long number_of(soci::session& sql, const std::string& select, const Binds& binds = {});
// Two columns, row by row.
void pairs_of(soci::session& sql, const std::string& select, const Binds& binds,
              const std::function<void(const std::string&, long long)>& each);

// Every row of the station's tables as the log should have it: kind, key, text.
void each_desk_row(soci::session& sql, const std::function<void(const std::string&, std::int64_t, const std::string&)>& each);
// Is it a kind whose lines stand for themselves, without a row?
bool is_act(const std::string& kind);

std::string text_of(const std::vector<core::Reason>& reasons);

}  // namespace claimpack::store
