// The ledger's SQLite file: opened, migrated, and changed by whole transactions only.
#pragma once

#include <soci/soci.h>

#include <filesystem>
#include <mutex>
#include <type_traits>

#include "core/result.hpp"

namespace claimpack::store {

// Thrown inside a transaction: nothing of it stays, and the error is what the caller gets.
struct Refusal {
  core::Error error;
};

class Database {
 public:
  // Makes it where there is none, and brings an older one up to this program's version. Errors: disk; bad_input where a newer
  // program has written it; damaged where it is no ledger.
  static core::Result<std::unique_ptr<Database>> open(const std::filesystem::path& file);

  // `what` gets the session, inside a transaction that is on the disk when this returns, or has not happened.
  template <class What>
  auto change(What&& what) -> core::Result<std::invoke_result_t<What, soci::session&>> {
    return inside("BEGIN IMMEDIATE", std::forward<What>(what));
  }
  // The same for looking: all it sees is of one instant, whoever writes meanwhile.
  template <class What>
  auto look(What&& what) -> core::Result<std::invoke_result_t<What, soci::session&>> {
    return inside("BEGIN", std::forward<What>(what));
  }
  // Outside any transaction (VACUUM INTO).
  core::Result<core::Done> outside(const std::string& statement);

  static const int version;  // of the tables

 private:
  explicit Database(std::filesystem::path file) : file_(std::move(file)) {}
  void connect();
  core::Error error_of(const std::exception& thrown);

  template <class What>
  auto inside(const char* begin, What&& what) -> core::Result<std::invoke_result_t<What, soci::session&>> {
    const std::lock_guard lock(mutex_);
    try {
      if (!sql_.is_connected()) connect();
      sql_ << begin;
      auto made = what(sql_);
      sql_ << "COMMIT";
      return made;
    } catch (const Refusal& refused) {
      roll_back();
      return refused.error;
    } catch (const std::exception& thrown) {
      const core::Error error = error_of(thrown);
      roll_back();
      return error;
    }
  }
  void roll_back();

  std::mutex mutex_;
  std::filesystem::path file_;
  soci::session sql_;
};

// The tables as they are declared, and as this program's version declares them. Throw as SOCI does.
std::string schema_of(soci::session& sql);
std::string schema_wanted();

}  // namespace claimpack::store
