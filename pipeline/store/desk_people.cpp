#include "store/desk.hpp"
#include "store/desk_rows.hpp"
#include "store/log.hpp"
#include "store/row_text.hpp"

namespace claimpack::store {

using core::Done;
using core::Person;
using core::Result;

void refuse(const std::string& word, const std::string& what, const std::string& cure) {
  throw Refusal{{core::ErrorCode::bad_input, what, word, cure}};
}

std::string by(std::int64_t person) { return "by " + std::to_string(person); }

namespace {

Person person_of(soci::session& sql, std::int64_t id) {
  auto found = desk_where<Person>(sql, "id = :b0", {id});
  if (found.empty()) refuse("missing", "There is no such person", "Look at the list of people");
  return std::move(found.front());
}

void end(soci::session& sql, SessionRow& row, std::int64_t now) {
  if (row.session.ended_at_ms) return;
  row.session.ended_at_ms = now;
  change(sql, row, now, "ended");
}

}  // namespace

Result<std::int64_t> FolderDesk::add_person(const Person& person, std::int64_t who) {
  return writing_->change([&](soci::session& sql) {
    if (!desk_where<Person>(sql, "login = :b0", {person.login}).empty())
      refuse("taken", "This login is taken", "Choose another one");
    Person row = person;
    row.id = 0, row.made_at_ms = clock_.now_ms();
    add(sql, row, row.made_at_ms, "made " + by(who));
    return row.id;
  });
}

Result<std::int64_t> FolderDesk::add_first_person(const Person& person) {
  return writing_->change([&](soci::session& sql) {
    if (number_of(sql, "SELECT count(*) FROM people") > 0)
      refuse("taken", "The station has its first person already", "Log in, or ask an admin for an account");
    Person row = person;
    row.id = 0, row.made_at_ms = clock_.now_ms();
    add(sql, row, row.made_at_ms, "the first person");
    return row.id;
  });
}

Result<Done> FolderDesk::change_person(const Person& person, std::int64_t who, const std::string& why) {
  return writing_->change([&](soci::session& sql) {
    Person row = person_of(sql, person.id);
    const bool was_admin = row.role == core::Role::admin && row.active;
    const std::string login = row.login;
    const std::int64_t made = row.made_at_ms;
    row = person;
    row.login = login, row.made_at_ms = made;
    if (was_admin && (row.role != core::Role::admin || !row.active) &&
        number_of(sql, "SELECT count(*) FROM people WHERE role = 'admin' AND active = 1") <= 1)
      refuse("state", "This is the last admin", "Make another one first");
    change(sql, row, clock_.now_ms(), why + " " + by(who));
    return Done{};
  });
}

Result<std::vector<Person>> FolderDesk::people() {
  return looking_->look([](soci::session& sql) { return desk_where<Person>(sql, "1 ORDER BY id"); });
}

Result<std::optional<Person>> FolderDesk::person(const std::string& login) {
  return looking_->look([&](soci::session& sql) {
    auto found = desk_where<Person>(sql, "login = :b0", {login});
    return found.empty() ? std::optional<Person>() : std::optional(std::move(found.front()));
  });
}

Result<Person> FolderDesk::login_failed(std::int64_t id, int failures_max, std::int64_t locked_until_ms) {
  return writing_->change([&](soci::session& sql) {
    Person row = person_of(sql, id);
    if (++row.failures >= failures_max) row.failures = 0, row.locked_until_ms = locked_until_ms;
    change(sql, row, clock_.now_ms(), row.failures ? "a wrong password" : "locked after wrong passwords");
    return row;
  });
}

Result<Done> FolderDesk::begin_session(const core::DeskSession& session) {
  return writing_->change([&](soci::session& sql) {
    const std::int64_t now = clock_.now_ms();
    Person who = person_of(sql, session.person);
    if (who.failures > 0 || who.locked_until_ms > 0) {
      who.failures = 0, who.locked_until_ms = 0;
      change(sql, who, now, "logged in");
    }
    SessionRow row{0, session};
    row.session.started_at_ms = now, row.session.ended_at_ms = 0;
    add(sql, row, now, "begun");
    return Done{};
  });
}

Result<std::optional<core::DeskSession>> FolderDesk::session(const std::string& token_hash) {
  return looking_->look([&](soci::session& sql) {
    const auto found = desk_where<SessionRow>(sql, "token_hash = :b0", {token_hash});
    return found.empty() ? std::optional<core::DeskSession>() : std::optional(found.front().session);
  });
}

Result<Done> FolderDesk::end_session(const std::string& token_hash) {
  return writing_->change([&](soci::session& sql) {
    for (SessionRow& row : desk_where<SessionRow>(sql, "token_hash = :b0", {token_hash})) end(sql, row, clock_.now_ms());
    return Done{};
  });
}

Result<Done> FolderDesk::end_sessions_of(std::int64_t person, const std::string& but) {
  return writing_->change([&](soci::session& sql) {
    for (SessionRow& row : desk_where<SessionRow>(sql, "person = :b0 AND ended_at = 0 AND token_hash != :b1", {person, but}))
      end(sql, row, clock_.now_ms());
    return Done{};
  });
}

Result<Done> FolderDesk::note(const core::Act& act) {
  return writing_->change([&](soci::session& sql) {
    const std::string row = RowText().add("person", act.person).add("verb", act.verb).add("detail", act.detail).take();
    append(sql, clock_.now_ms(), "act", act.claim, row, act.verb);
    return Done{};
  });
}

Result<std::vector<core::LogLine>> FolderDesk::log_after(std::int64_t id, int limit) {
  return looking_->look(
      [&](soci::session& sql) { return lines_where(sql, "id > :b ORDER BY id LIMIT " + std::to_string(limit), id); });
}

Result<std::vector<core::LogLine>> FolderDesk::log_of_claim(std::int64_t claim) {
  return looking_->look([&](soci::session& sql) {
    return lines_where(sql,
                       "(kind IN ('act','claim','desk','lease') AND subject = :b)"
                       " OR (kind = 'arrival' AND subject IN (SELECT id FROM arrivals WHERE claim = :b))"
                       " OR (kind = 'packet' AND subject IN (SELECT id FROM packets WHERE claim = :b))"
                       " OR (kind = 'correction' AND subject IN (SELECT id FROM corrections WHERE claim = :b)) ORDER BY id",
                       claim);
  });
}

}  // namespace claimpack::store
