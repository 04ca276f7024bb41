#include "store/desk_rows.hpp"

#include <deque>

#include "store/digest.hpp"
#include "store/log.hpp"
#include "store/row_text.hpp"

namespace claimpack::store {

using core::DeskClaim;
using core::Lease;
using core::OutboxItem;
using core::Person;
using core::Reason;
using core::Sample;
using core::Upload;
using core::Webhook;

namespace {

std::vector<Reason> reasons_in(const std::string& text) {
  std::vector<Reason> reasons;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    const std::string line = text.substr(from, end - from);
    const auto one = line.find('\t'), two = line.find('\t', one == std::string::npos ? one : one + 1);
    if (two != std::string::npos)
      reasons.push_back({line.substr(0, one), line.substr(one + 1, two - one - 1), line.substr(two + 1)});
    from = end + 1;
  }
  return reasons;
}

// What a row holds, column by column, once for reading, writing and the log.
template <class Visit>
void visit(Person& row, Visit&& column) {
  column("id", row.id), column("login", row.login), column("name", row.name), column("role", row.role);
  column("password_hash", row.password_hash), column("active", row.active), column("failures", row.failures);
  column("locked_until", row.locked_until_ms), column("made_at", row.made_at_ms);
}
template <class Visit>
void visit(SessionRow& row, Visit&& column) {
  column("id", row.id), column("token_hash", row.session.token_hash), column("person", row.session.person);
  column("started_at", row.session.started_at_ms), column("ended_at", row.session.ended_at_ms);
}
template <class Visit>
void visit(DeskClaim& row, Visit&& column) {
  column("claim", row.claim), column("round", row.round), column("stand", row.stand), column("claim_id", row.claim_id);
  column("region", row.region), column("region_title", row.region_title), column("claim_type", row.claim_type);
  column("claimant", row.claimant), column("hospital", row.hospital), column("outcome", row.outcome);
  column("state", row.state), column("amount", row.amount_fen), column("pages", row.pages), column("reasons", row.reasons);
  column("counter", row.counter), column("priority", row.priority), column("deadline", row.deadline);
  column("opened_at", row.opened_at_ms), column("revision", row.revision), column("postponed_until", row.postponed_until_ms);
  column("postponed_for", row.postponed_for), column("with_senior", row.with_senior);
  column("senior_reason", row.senior_reason), column("decided_by", row.decided_by), column("decided_at", row.decided_at_ms);
  column("decision", row.decision), column("second_by", row.second_by), column("done_at", row.done_at_ms);
}
template <class Visit>
void visit(Lease& row, Visit&& column) {
  column("claim", row.claim), column("token", row.token), column("person", row.person), column("until", row.until_ms);
}
template <class Visit>
void visit(AssignmentRow& row, Visit&& column) {
  column("claim", row.claim), column("person", row.person);
}
template <class Visit>
void visit(CorrectionRow& row, Visit&& column) {
  column("id", row.id), column("claim", row.claim), column("number", row.number), column("kind", row.kind);
  column("field", row.field), column("body", row.body), column("request", row.request), column("person", row.person);
  column("at", row.at_ms), column("undone_by", row.undone_by), column("undone_at", row.undone_at_ms);
}
template <class Visit>
void visit(Upload& row, Visit&& column) {
  column("id", row.id), column("folder", row.folder), column("file", row.file), column("digest", row.digest);
  column("station", row.station), column("person", row.person), column("at", row.at_ms), column("counter", row.counter);
}
template <class Visit>
void visit(Sample& row, Visit&& column) {
  column("id", row.id), column("kind", row.kind), column("claim", row.claim), column("n", row.n), column("box", row.box);
  column("field", row.field), column("title", row.title), column("expected", row.expected), column("first_by", row.first_by);
  column("answered_by", row.answered_by), column("answered_at", row.answered_at_ms), column("answer", row.answer);
  column("correct", row.right);
}
template <class Visit>
void visit(OutboxItem& row, Visit&& column) {
  column("id", row.id), column("at", row.at_ms), column("claim", row.claim), column("kind", row.kind);
  column("body", row.body), column("acked_at", row.acked_at_ms);
}
template <class Visit>
void visit(Webhook& row, Visit&& column) {
  column("id", row.id), column("url", row.url), column("secret", row.secret), column("active", row.active);
}
template <class Visit>
void visit(DeliveryRow& row, Visit&& column) {
  column("id", row.id), column("webhook", row.webhook), column("item", row.item), column("attempts", row.attempts);
  column("arrived_at", row.arrived_at_ms), column("next_at", row.next_at_ms), column("error", row.error);
}

struct Table {
  const char *name, *kind;  // kind: in the log
};
template <class Row>
constexpr Table table_of{};
template <>
constexpr Table table_of<Person> = {"people", "person"};
template <>
constexpr Table table_of<SessionRow> = {"sessions", "session"};
template <>
constexpr Table table_of<DeskClaim> = {"desk_claims", "desk"};
template <>
constexpr Table table_of<Lease> = {"leases", "lease"};
template <>
constexpr Table table_of<AssignmentRow> = {"assignments", "assignment"};
template <>
constexpr Table table_of<CorrectionRow> = {"corrections", "correction"};
template <>
constexpr Table table_of<Upload> = {"uploads", "upload"};
template <>
constexpr Table table_of<Sample> = {"samples", "sample"};
template <>
constexpr Table table_of<OutboxItem> = {"outbox", "outbox"};
template <>
constexpr Table table_of<Webhook> = {"webhooks", "webhook"};
template <>
constexpr Table table_of<DeliveryRow> = {"deliveries", "delivery"};

struct Columns {
  std::vector<std::string> names;
  std::deque<Value> values;  // stays where it is: SOCI keeps its addresses

  void operator()(const char* name, std::int64_t value) { put(name, static_cast<long long>(value)); }
  void operator()(const char* name, int value) { put(name, static_cast<long long>(value)); }
  void operator()(const char* name, bool value) { put(name, static_cast<long long>(value)); }
  void operator()(const char* name, const std::string& value) { put(name, value); }
  void operator()(const char* name, core::Role value) { put(name, std::string(core::name_of(value))); }
  void operator()(const char* name, core::Stand value) { put(name, std::string(core::name_of(value))); }
  void operator()(const char* name, Sample::Kind value) { put(name, std::string(core::name_of(value))); }
  void operator()(const char* name, const std::vector<Reason>& value) { put(name, text_of(value)); }

  std::string text() const {
    RowText text;
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == "password_hash" || names[i] == "secret")  // whoever may read the log need not have these
        text.add(names[i].c_str(), digest_of(std::get<std::string>(values[i])));
      else std::visit([&](const auto& value) { text.add(names[i].c_str(), value); }, values[i]);
    return text.take();
  }

 private:
  void put(const char* name, Value value) {
    names.push_back(name);
    values.push_back(std::move(value));
  }
};

struct FromColumns {
  std::deque<Value>& values;
  std::size_t at = 0;

  void operator()(const char*, std::int64_t& value) { value = number(); }
  void operator()(const char*, int& value) { value = static_cast<int>(number()); }
  void operator()(const char*, bool& value) { value = number() != 0; }
  void operator()(const char*, std::string& value) { value = text(); }
  void operator()(const char*, core::Role& value) { value = core::role(text()).value_or(core::Role::scanner); }
  void operator()(const char*, core::Stand& value) { value = core::stand_of(text()).value_or(core::Stand::waiting); }
  void operator()(const char*, Sample::Kind& value) {
    const std::string& name = text();
    for (const auto kind : {Sample::Kind::blind, Sample::Kind::second, Sample::Kind::known})
      if (name == core::name_of(kind)) value = kind;
  }
  void operator()(const char*, std::vector<Reason>& value) { value = reasons_in(text()); }

 private:
  long long number() { return std::get<long long>(values[at++]); }
  const std::string& text() { return std::get<std::string>(values[at++]); }
};

template <class Row>
Columns columns_of(const Row& row) {
  Columns columns;
  visit(const_cast<Row&>(row), columns);  // Columns takes its values by copy
  return columns;
}

void bind_all(soci::statement& statement, std::deque<Value>& values, const std::string& prefix) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string name = prefix + std::to_string(i);
    if (auto* number = std::get_if<long long>(&values[i])) statement.exchange(soci::use(*number, name));
    else statement.exchange(soci::use(std::get<std::string>(values[i]), name));
  }
}

void fetch_into(soci::statement& statement, std::deque<Value>& values) {
  for (Value& each : values) {
    if (auto* number = std::get_if<long long>(&each)) statement.exchange(soci::into(*number));
    else statement.exchange(soci::into(std::get<std::string>(each)));
  }
}

bool run(soci::statement& statement, const std::string& text) {
  statement.alloc();
  statement.prepare(text);
  statement.define_and_bind();
  return statement.execute(false);
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

template <class Row>
void each_of(soci::session& sql, const std::function<void(const std::string&, std::int64_t, const std::string&)>& each) {
  for (const Row& row : desk_where<Row>(sql, "1 ORDER BY 1")) {
    const Columns columns = columns_of(row);
    each(table_of<Row>.kind, std::get<long long>(columns.values[0]), columns.text());
  }
}

}  // namespace

std::string text_of(const std::vector<Reason>& reasons) {
  const auto plain = [](std::string text) {
    for (char& c : text)
      if (c == '\t' || c == '\n') c = ' ';
    return text;
  };
  std::string text;
  for (const Reason& each : reasons) text += plain(each.code) + '\t' + plain(each.title) + '\t' + plain(each.severity) + '\n';
  return text;
}

template <class Row>
std::vector<Row> desk_where(soci::session& sql, const std::string& where, const Binds& binds) {
  Columns columns = columns_of(Row{});
  std::deque<Value> bound(binds.begin(), binds.end());
  soci::statement statement(sql);
  fetch_into(statement, columns.values);
  bind_all(statement, bound, "b");
  run(statement, "SELECT " + joined(columns.names) + " FROM " + table_of<Row>.name + " WHERE " + where);
  std::vector<Row> rows;
  while (statement.fetch()) {
    Row row;
    visit(row, FromColumns{columns.values});
    rows.push_back(std::move(row));
  }
  return rows;
}

template <class Row>
void add(soci::session& sql, Row& row, std::int64_t at_ms, const std::string& why) {
  Columns columns = columns_of(row);
  if (std::get<long long>(columns.values[0]) == 0) {
    const long long next =
        number_of(sql, std::string("SELECT coalesce(max(") + columns.names[0] + "), 0) + 1 FROM " + table_of<Row>.name);
    columns.values[0] = next;
    visit(row, FromColumns{columns.values});
  }
  std::string places;
  for (std::size_t i = 0; i < columns.names.size(); ++i) places += (i ? ", :v" : ":v") + std::to_string(i);
  soci::statement statement(sql);
  bind_all(statement, columns.values, "v");
  statement.alloc();
  statement.prepare(std::string("INSERT INTO ") + table_of<Row>.name + "(" + joined(columns.names) + ") VALUES(" + places + ")");
  statement.define_and_bind();
  statement.execute(true);
  append(sql, at_ms, table_of<Row>.kind, std::get<long long>(columns.values[0]), columns.text(), why);
}

template <class Row>
void change(soci::session& sql, const Row& row, std::int64_t at_ms, const std::string& why) {
  Columns columns = columns_of(row);
  std::string sets;
  for (std::size_t i = 1; i < columns.names.size(); ++i)
    sets += (i > 1 ? ", " : "") + columns.names[i] + " = :v" + std::to_string(i);
  soci::statement statement(sql);
  bind_all(statement, columns.values, "v");
  statement.alloc();
  statement.prepare(std::string("UPDATE ") + table_of<Row>.name + " SET " + sets + " WHERE " + columns.names[0] + " = :v0");
  statement.define_and_bind();
  statement.execute(true);
  append(sql, at_ms, table_of<Row>.kind, std::get<long long>(columns.values[0]), columns.text(), why);
}

#define CLAIMPACK_ROW(Row)                                                                     \
  template std::vector<Row> desk_where<Row>(soci::session&, const std::string&, const Binds&); \
  template void add<Row>(soci::session&, Row&, std::int64_t, const std::string&);              \
  template void change<Row>(soci::session&, const Row&, std::int64_t, const std::string&);
CLAIMPACK_ROW(Person)
CLAIMPACK_ROW(SessionRow)
CLAIMPACK_ROW(DeskClaim)
CLAIMPACK_ROW(Lease)
CLAIMPACK_ROW(AssignmentRow)
CLAIMPACK_ROW(CorrectionRow)
CLAIMPACK_ROW(Upload)
CLAIMPACK_ROW(Sample)
CLAIMPACK_ROW(OutboxItem)
CLAIMPACK_ROW(Webhook)
CLAIMPACK_ROW(DeliveryRow)
#undef CLAIMPACK_ROW

long long number_of(soci::session& sql, const std::string& select, const Binds& binds) {
  std::deque<Value> bound(binds.begin(), binds.end()), out{Value(0LL)};
  soci::statement statement(sql);
  fetch_into(statement, out);
  bind_all(statement, bound, "b");
  run(statement, select);
  return statement.fetch() ? std::get<long long>(out[0]) : 0;
}

void pairs_of(soci::session& sql, const std::string& select, const Binds& binds,
              const std::function<void(const std::string&, long long)>& each) {
  std::deque<Value> bound(binds.begin(), binds.end()), out{Value(std::string()), Value(0LL)};
  soci::statement statement(sql);
  fetch_into(statement, out);
  bind_all(statement, bound, "b");
  run(statement, select);
  while (statement.fetch()) each(std::get<std::string>(out[0]), std::get<long long>(out[1]));
}

bool is_act(const std::string& kind) { return kind == "act"; }

void each_desk_row(soci::session& sql, const std::function<void(const std::string&, std::int64_t, const std::string&)>& each) {
  each_of<Person>(sql, each), each_of<SessionRow>(sql, each), each_of<DeskClaim>(sql, each), each_of<Lease>(sql, each);
  each_of<CorrectionRow>(sql, each), each_of<Upload>(sql, each), each_of<Sample>(sql, each), each_of<OutboxItem>(sql, each);
  each_of<Webhook>(sql, each), each_of<DeliveryRow>(sql, each), each_of<AssignmentRow>(sql, each);
}

}  // namespace claimpack::store
