#include "store/database.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include <iterator>
#include <memory>

#include "store/migrations.hpp"

namespace claimpack::store {

using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

// What each version adds to the one before it. Never edited once it is out: a change is a new entry.
const std::vector<const char*>* const migrations[] = {&ledger_tables, &desk_tables, &revision_tables, &parted_tables,
                                                      &steering_tables};

constexpr int application_id = 0x636c706b;  // "clpk", in the file's header

void run_all(soci::session& sql, const std::string& statements) {
  for (std::size_t from = 0; from < statements.size();) {
    const auto to = std::min(statements.find(';', from), statements.size());
    sql << statements.substr(from, to - from);
    from = to + 1;
  }
}

void migrate(soci::session& sql, const std::string& place) {
  int found = 0, application = 0, tables = 0;
  sql << "PRAGMA user_version", soci::into(found);
  if (found == Database::version) return;
  sql << "BEGIN IMMEDIATE";  // another process may be at it too
  sql << "PRAGMA user_version", soci::into(found);
  sql << "PRAGMA application_id", soci::into(application);
  sql << "SELECT count(*) FROM sqlite_master", soci::into(tables);
  if (found > Database::version)
    throw Refusal{{ErrorCode::bad_input, "A newer claimpack has written this ledger", place, "Use the newer program"}};
  if (tables > 0 && application != application_id)
    throw Refusal{{ErrorCode::damaged, "This is not a ledger of claimpack", place, "Name another folder with --data"}};
  for (int version = found; version < Database::version; ++version)
    for (const char* statements : *migrations[version]) run_all(sql, statements);
  sql << "PRAGMA application_id = " + std::to_string(application_id);
  sql << "PRAGMA user_version = " + std::to_string(Database::version);
  sql << "COMMIT";
}

}  // namespace

const int Database::version = int(std::size(migrations));

std::string schema_of(soci::session& sql) {
  std::string all, text;
  soci::statement read =
      (sql.prepare
           << "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY type, name",
       soci::into(text));
  read.execute();
  while (read.fetch()) all += text + '\n';
  return all;
}

std::string schema_wanted() {
  soci::session sql(soci::sqlite3, "db=:memory:");
  migrate(sql, ":memory:");
  return schema_of(sql);
}

void Database::connect() {
  // The path stands in quotes: it may hold blanks.
  std::string quoted = "\"" + file_.string() + "\"";
  sql_.open(soci::sqlite3, "db=" + quoted + " timeout=30 shared_cache=false");
  std::string mode;
  sql_ << "PRAGMA journal_mode = WAL", soci::into(mode);
  sql_ << "PRAGMA synchronous = FULL";
  sql_ << "PRAGMA trusted_schema = OFF";
  sql_ << "PRAGMA foreign_keys = OFF";  // a table that is made anew is gone for a moment
  migrate(sql_, file_.string());
  sql_ << "PRAGMA foreign_keys = ON";
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file) {
  std::unique_ptr<Database> database(new Database(file));
  try {
    if (file.string().find('"') != std::string::npos)
      return Error{ErrorCode::bad_input, "The folder's name has a quotation mark", file.string(), "Name another one with --data"};
    database->connect();
    return database;
  } catch (const Refusal& refused) {
    database->roll_back();
    return refused.error;
  } catch (const std::exception& thrown) {
    const Error error = database->error_of(thrown);
    database->roll_back();
    return error;
  }
}

Error Database::error_of(const std::exception& thrown) {
  return {ErrorCode::disk, std::string("The ledger could not be used: ") + thrown.what(), file_.string(),
          "Free some disk space, check the rights, and look at it with: claimpack audit"};
}

void Database::roll_back() {
  try {
    sql_ << "ROLLBACK";
  } catch (const std::exception&) {
    // SQLite has rolled back by itself, or the connection is gone: it is opened anew.
    try {
      sql_.close();
    } catch (const std::exception&) {}
  }
}

Result<Done> Database::outside(const std::string& statement) {
  const std::lock_guard lock(mutex_);
  try {
    if (!sql_.is_connected()) connect();
    sql_ << statement;
    return Done{};
  } catch (const Refusal& refused) { return refused.error; } catch (const std::exception& thrown) {
    return error_of(thrown);
  }
}

}  // namespace claimpack::store
