#include "store/rows.hpp"

#include "store/database.hpp"
#include "store/digest.hpp"
#include "store/log.hpp"
#include "store/row_text.hpp"

namespace claimpack::store {

using core::Arrival;
using core::Error;
using core::ErrorCode;
using core::LedgerClaim;
using core::PacketRecord;

namespace {

Error nothing_there(const char* what, std::int64_t id) {
  return {ErrorCode::bad_input, std::string("The ledger has no such ") + what, std::to_string(id),
          "Look at: claimpack status, claimpack quarantine list"};
}

template <class Value>
std::vector<Arrival> read_arrivals(soci::session& sql, const std::string& where, const Value& value) {
  std::vector<Arrival> all;
  long long id = 0, inode = 0, bytes = 0, changed = 0, claim = 0, seen = 0, first = 0;
  int round = 0;
  std::string digest, path, name, state, reason, left_to;
  soci::statement read =
      (sql.prepare << "SELECT id, digest, path, inode, bytes, changed_ns, name, claim, round, seen_at, state, coalesce(first, 0),"
                      " reason, left_to FROM arrivals WHERE " +
                          where,
       soci::into(id), soci::into(digest), soci::into(path), soci::into(inode), soci::into(bytes), soci::into(changed),
       soci::into(name), soci::into(claim), soci::into(round), soci::into(seen), soci::into(state), soci::into(first),
       soci::into(reason), soci::into(left_to), soci::use(value, "v"));
  read.execute();
  while (read.fetch())
    all.push_back({id,
                   digest,
                   path,
                   {std::uint64_t(inode), bytes, changed},
                   name,
                   claim,
                   round,
                   seen,
                   core::arrival_state(state).value_or(core::ArrivalState::arrived),
                   first,
                   reason,
                   left_to});
  return all;
}

template <class Value>
std::vector<LedgerClaim> read_claims(soci::session& sql, const std::string& where, const Value& value) {
  std::vector<LedgerClaim> all;
  long long id = 0, opened = 0, changed = 0, parent = 0;
  int one_file = 0, round = 0, attempts = 0, priority = 0;
  std::string name, inbox, folder, state, outcome, reason, facts, doubts;
  soci::statement read =
      (sql.prepare << "SELECT id, name, inbox, folder, one_file, state, round, attempts, priority, opened_at,"
                      " changed_at, outcome, reason, parent, facts, doubts FROM claims WHERE " +
                          where,
       soci::into(id), soci::into(name), soci::into(inbox), soci::into(folder), soci::into(one_file), soci::into(state),
       soci::into(round), soci::into(attempts), soci::into(priority), soci::into(opened), soci::into(changed),
       soci::into(outcome), soci::into(reason), soci::into(parent), soci::into(facts), soci::into(doubts), soci::use(value, "v"));
  read.execute();
  while (read.fetch())
    all.push_back({id, name, inbox, folder, one_file != 0, core::work_state(state).value_or(core::WorkState::failed), round,
                   attempts, priority, opened, changed, outcome, reason, parent, facts, doubts});
  return all;
}

void read_parts(soci::session& sql, PacketRecord& packet) {
  const long long id = packet.id;
  long long arrival = 0;
  int page = 0;
  std::string name, digest, file, code, bill;
  soci::statement files = (sql.prepare << "SELECT name, digest FROM packet_files WHERE packet = :p ORDER BY number",
                           soci::into(name), soci::into(digest), soci::use(id));
  files.execute();
  while (files.fetch()) packet.files.push_back({name, digest});
  soci::statement pages = (sql.prepare << "SELECT arrival, file, page FROM packet_pages WHERE packet = :p ORDER BY number",
                           soci::into(arrival), soci::into(file), soci::into(page), soci::use(id));
  pages.execute();
  while (pages.fetch()) packet.pages.push_back({arrival, file, page});
  soci::statement bills = (sql.prepare << "SELECT code, bill FROM packet_bills WHERE packet = :p ORDER BY number",
                           soci::into(code), soci::into(bill), soci::use(id));
  bills.execute();
  while (bills.fetch()) packet.bills.push_back({code, bill, ""});
}

void write_parts(soci::session& sql, const PacketRecord& packet) {
  const long long id = packet.id;
  for (int number = 0; number < int(packet.files.size()); ++number) {
    const auto& file = packet.files[std::size_t(number)];
    sql << "INSERT INTO packet_files(packet, number, name, digest) VALUES(:p, :n, :f, :d)", soci::use(id), soci::use(number),
        soci::use(file.name), soci::use(file.digest);
  }
  for (int number = 0; number < int(packet.pages.size()); ++number) {
    const auto& page = packet.pages[std::size_t(number)];
    const long long arrival = page.arrival;
    sql << "INSERT INTO packet_pages(packet, number, arrival, file, page) VALUES(:p, :n, :a, :f, :g)", soci::use(id),
        soci::use(number), soci::use(arrival), soci::use(page.file), soci::use(page.page);
  }
  for (int number = 0; number < int(packet.bills.size()); ++number) {
    const auto& bill = packet.bills[std::size_t(number)];
    sql << "INSERT INTO packet_bills(packet, number, code, bill) VALUES(:p, :n, :c, :b)", soci::use(id), soci::use(number),
        soci::use(bill.code), soci::use(bill.number);
  }
}

long long last_id(soci::session& sql) {
  long long id = 0;
  sql << "SELECT last_insert_rowid()", soci::into(id);
  return id;
}

}  // namespace

std::string row_of(const Arrival& arrival) {
  return RowText()
      .add("digest", arrival.digest)
      .add("path", arrival.path)
      .add("inode", std::int64_t(arrival.mark.inode))
      .add("bytes", arrival.mark.bytes)
      .add("changed_ns", arrival.mark.changed_ns)
      .add("name", arrival.name)
      .add("claim", arrival.claim)
      .add("round", arrival.round)
      .add("seen_at", arrival.seen_at_ms)
      .add("state", core::name_of(arrival.state))
      .add("first", arrival.first)
      .add("reason", arrival.reason)
      .add("left_to", arrival.left_to)
      .take();
}

// What a claim that came as one does not have is not in its row: the log's older lines stay what they were.
std::string row_of(const LedgerClaim& claim) {
  RowText text;
  text.add("name", claim.name)
      .add("inbox", claim.inbox)
      .add("folder", claim.folder)
      .add("one_file", int(claim.one_file))
      .add("state", core::name_of(claim.state))
      .add("round", claim.round)
      .add("attempts", claim.attempts)
      .add("priority", claim.priority)
      .add("opened_at", claim.opened_at_ms)
      .add("changed_at", claim.changed_at_ms)
      .add("outcome", claim.outcome)
      .add("reason", claim.reason);
  if (claim.parent != 0) text.add("parent", claim.parent).add("facts", claim.facts).add("doubts", claim.doubts);
  return text.take();
}

std::string row_of(const PacketRecord& packet) {
  RowText text;
  text.add("claim", packet.claim)
      .add("round", packet.round)
      .add("claim_id", packet.claim_id)
      .add("outcome", packet.outcome)
      .add("made_at", packet.made_at_ms)
      .add("published", int(packet.published));
  for (const auto& file : packet.files) text.add("file", file.digest + " " + file.name);
  for (const auto& page : packet.pages)
    text.add("page", std::to_string(page.arrival) + " " + std::to_string(page.page) + " " + page.file);
  for (const auto& bill : packet.bills) text.add("bill", bill.code + " " + bill.number);
  // Packets of older programs have neither: their lines in the log stay as they are.
  if (packet.revision > 0) text.add("revision", packet.revision);
  if (!packet.readings.empty()) text.add("readings", packet.readings);
  return text.take();
}

std::string value_in(const std::string& row, const std::string& name) {
  for (std::size_t from = 0; from < row.size();) {
    const auto to = std::min(row.find('\n', from), row.size());
    if (row.compare(from, name.size() + 1, name + "=") == 0)
      return row.substr(from + name.size() + 1, to - from - name.size() - 1);
    from = to + 1;
  }
  return "";
}

std::vector<Arrival> arrivals_where(soci::session& sql, const std::string& where, const std::string& value) {
  return read_arrivals(sql, where, value);
}
std::vector<Arrival> arrivals_where(soci::session& sql, const std::string& where, std::int64_t value) {
  return read_arrivals(sql, where, static_cast<long long>(value));
}
std::vector<LedgerClaim> claims_where(soci::session& sql, const std::string& where, const std::string& value) {
  return read_claims(sql, where, value);
}
std::vector<LedgerClaim> claims_where(soci::session& sql, const std::string& where, std::int64_t value) {
  return read_claims(sql, where, static_cast<long long>(value));
}

std::vector<PacketRecord> packets_where(soci::session& sql, const std::string& where, std::int64_t value) {
  std::vector<PacketRecord> all;
  {
    long long id = 0, claim = 0, made = 0;
    const long long bound = value;
    int round = 0, revision = 0, published = 0;
    std::string claim_id, outcome, readings;
    soci::statement read =
        (sql.prepare << "SELECT id, claim, round, revision, claim_id, outcome, made_at, published,"
                        " coalesce(readings, '') FROM packets WHERE " +
                            where,
         soci::into(id), soci::into(claim), soci::into(round), soci::into(revision), soci::into(claim_id), soci::into(outcome),
         soci::into(made), soci::into(published), soci::into(readings), soci::use(bound, "v"));
    read.execute();
    while (read.fetch())
      all.push_back({id, claim, round, revision, claim_id, outcome, made, published != 0, {}, {}, {}, readings});
  }
  for (PacketRecord& packet : all) read_parts(sql, packet);
  return all;
}

Arrival arrival_of(soci::session& sql, std::int64_t id) {
  auto found = arrivals_where(sql, "id = :v", id);
  if (found.empty()) throw Refusal{nothing_there("arrival", id)};
  return std::move(found.front());
}

LedgerClaim claim_of(soci::session& sql, std::int64_t id) {
  auto found = claims_where(sql, "id = :v", id);
  if (found.empty()) throw Refusal{nothing_there("claim", id)};
  return std::move(found.front());
}

std::string free_claim_name(soci::session& sql, const std::string& wanted) {
  for (int number = 1;; ++number) {
    const std::string name = number == 1 ? wanted : wanted + "-" + std::to_string(number);
    int taken = 0;
    sql << "SELECT count(*) FROM claims WHERE name = :name", soci::use(name), soci::into(taken);
    if (!taken) return name;
  }
}

void write(soci::session& sql, Arrival& arrival, std::int64_t at_ms, const std::string& why) {
  const long long inode = std::int64_t(arrival.mark.inode), bytes = arrival.mark.bytes, changed = arrival.mark.changed_ns,
                  claim = arrival.claim, seen = arrival.seen_at_ms, first = arrival.first, id = arrival.id;
  const std::string state = core::name_of(arrival.state);
  if (arrival.id == 0) {
    sql << "INSERT INTO arrivals(digest, path, inode, bytes, changed_ns, name, claim, round, seen_at, state, first, reason, "
           "left_to)"
           " VALUES(:digest, :path, :inode, :bytes, :changed, :name, :claim, :round, :seen, :state, nullif(:first, 0), :reason, "
           ":left)",
        soci::use(arrival.digest), soci::use(arrival.path), soci::use(inode), soci::use(bytes), soci::use(changed),
        soci::use(arrival.name), soci::use(claim), soci::use(arrival.round), soci::use(seen), soci::use(state), soci::use(first),
        soci::use(arrival.reason), soci::use(arrival.left_to);
    arrival.id = last_id(sql);
  } else {
    sql << "UPDATE arrivals SET inode = :inode, changed_ns = :changed, name = :name, claim = :claim, round = :round, state = "
           ":state,"
           " first = nullif(:first, 0), reason = :reason, left_to = :left WHERE id = :id",
        soci::use(inode), soci::use(changed), soci::use(arrival.name), soci::use(claim), soci::use(arrival.round),
        soci::use(state), soci::use(first), soci::use(arrival.reason), soci::use(arrival.left_to), soci::use(id);
  }
  append(sql, at_ms, "arrival", arrival.id, row_of(arrival), why);
}

void write(soci::session& sql, LedgerClaim& claim, std::int64_t at_ms, const std::string& why) {
  claim.changed_at_ms = at_ms;
  const long long opened = claim.opened_at_ms, changed = claim.changed_at_ms, id = claim.id, parent = claim.parent;
  const int one_file = claim.one_file;
  const std::string state = core::name_of(claim.state);
  if (claim.id == 0) {
    sql << "INSERT INTO claims(name, inbox, folder, one_file, state, round, attempts, priority, opened_at, changed_at, outcome, "
           "reason, parent, facts, doubts)"
           " VALUES(:name, :inbox, :folder, :one, :state, :round, :attempts, :priority, :opened, :changed, :outcome, :reason,"
           " :parent, :facts, :doubts)",
        soci::use(claim.name), soci::use(claim.inbox), soci::use(claim.folder), soci::use(one_file), soci::use(state),
        soci::use(claim.round), soci::use(claim.attempts), soci::use(claim.priority), soci::use(opened), soci::use(changed),
        soci::use(claim.outcome), soci::use(claim.reason), soci::use(parent), soci::use(claim.facts), soci::use(claim.doubts);
    claim.id = last_id(sql);
  } else {
    sql << "UPDATE claims SET folder = :folder, state = :state, round = :round, attempts = :attempts, priority = :priority,"
           " changed_at = :changed, outcome = :outcome, reason = :reason, parent = :parent, facts = :facts, doubts = :doubts"
           " WHERE id = :id",
        soci::use(claim.folder), soci::use(state), soci::use(claim.round), soci::use(claim.attempts), soci::use(claim.priority),
        soci::use(changed), soci::use(claim.outcome), soci::use(claim.reason), soci::use(parent), soci::use(claim.facts),
        soci::use(claim.doubts), soci::use(id);
  }
  append(sql, at_ms, "claim", claim.id, row_of(claim), why);
}

void write(soci::session& sql, PacketRecord& packet, std::int64_t at_ms, const std::string& why) {
  const long long claim = packet.claim, made = packet.made_at_ms, id = packet.id;
  const int published = packet.published;
  if (packet.id == 0) {
    sql << "INSERT INTO packets(claim, round, revision, claim_id, outcome, made_at, published, readings)"
           " VALUES(:claim, :round, :revision, :id, :outcome, :made, :published, nullif(:readings, ''))",
        soci::use(claim), soci::use(packet.round), soci::use(packet.revision), soci::use(packet.claim_id),
        soci::use(packet.outcome), soci::use(made), soci::use(published), soci::use(packet.readings);
    packet.id = last_id(sql);
    write_parts(sql, packet);
  } else {
    sql << "UPDATE packets SET published = :published WHERE id = :id", soci::use(published), soci::use(id);
  }
  append(sql, at_ms, "packet", packet.id, row_of(packet), why);
}

void move_on(soci::session& sql, Arrival& arrival, core::ArrivalState to, const std::string& reason, std::int64_t at_ms,
             const std::string& why) {
  if (arrival.state == to) return;
  if (!core::may_follow(arrival.state, to))
    throw Refusal{{ErrorCode::bad_input,
                   std::string("An arrival that is ") + core::name_of(arrival.state) + " cannot become " + core::name_of(to),
                   std::to_string(arrival.id), "Look at it with: claimpack quarantine show"}};
  arrival.state = to;
  arrival.reason = reason;
  write(sql, arrival, at_ms, why);
}

}  // namespace claimpack::store
