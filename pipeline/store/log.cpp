#include "store/log.hpp"

#include "store/digest.hpp"

namespace claimpack::store {

namespace {

// Each part with its length before it: no two lines give the same text.
std::string hash_of(const std::string& before, const core::LogLine& line) {
  Digest digest;
  for (const std::string& part : {before, std::to_string(line.id), std::to_string(line.at_ms), line.kind,
                                  std::to_string(line.subject), line.row, line.why}) {
    digest.add(std::to_string(part.size()) + ":");
    digest.add(part);
  }
  return digest.hex();
}

}  // namespace

void append(soci::session& sql, std::int64_t at_ms, const std::string& kind, std::int64_t subject, const std::string& row,
            const std::string& why) {
  long long last = 0;
  std::string before;
  sql << "SELECT id, hash FROM log ORDER BY id DESC LIMIT 1", soci::into(last), soci::into(before);
  if (!sql.got_data()) last = 0, before.clear();
  const core::LogLine line{last + 1, at_ms, subject, kind, row, why};
  const std::string hash = hash_of(before, line);
  const long long id = line.id, at = at_ms, about = subject;
  sql << "INSERT INTO log(id, at, kind, subject, row, why, hash) VALUES(:id, :at, :kind, :subject, :row, :why, :hash)",
      soci::use(id), soci::use(at), soci::use(kind), soci::use(about), soci::use(row), soci::use(why), soci::use(hash);
}

std::vector<core::LogLine> lines_about(soci::session& sql, const std::string& kind, std::int64_t subject) {
  std::vector<core::LogLine> lines;
  long long id = 0, at = 0;
  const long long about = subject;
  std::string row, why;
  soci::statement read = (sql.prepare << "SELECT id, at, row, why FROM log WHERE kind = :kind AND subject = :subject ORDER BY id",
                          soci::into(id), soci::into(at), soci::into(row), soci::into(why), soci::use(kind), soci::use(about));
  read.execute();
  while (read.fetch()) lines.push_back({id, at, subject, kind, row, why});
  return lines;
}

std::vector<core::LogLine> lines_where(soci::session& sql, const std::string& where, std::int64_t value) {
  std::vector<core::LogLine> lines;
  long long id = 0, at = 0, subject = 0;
  const long long bound = value;
  std::string kind, row, why;
  soci::statement read =
      (sql.prepare << "SELECT id, at, kind, subject, row, why FROM log WHERE " + where, soci::into(id), soci::into(at),
       soci::into(kind), soci::into(subject), soci::into(row), soci::into(why), soci::use(bound, "b"));
  read.execute();
  while (read.fetch()) lines.push_back({id, at, subject, kind, row, why});
  return lines;
}

void walk(soci::session& sql, const std::function<void(const core::LogLine&, bool)>& each) {
  long long id = 0, at = 0, subject = 0;
  std::string kind, row, why, hash, before;
  soci::statement read =
      (sql.prepare << "SELECT id, at, kind, subject, row, why, hash FROM log ORDER BY id", soci::into(id), soci::into(at),
       soci::into(kind), soci::into(subject), soci::into(row), soci::into(why), soci::into(hash));
  read.execute();
  for (long long expected = 1; read.fetch(); expected = id + 1) {
    const core::LogLine line{id, at, subject, kind, row, why};
    each(line, id == expected && hash == hash_of(before, line));
    before = hash;
  }
}

}  // namespace claimpack::store
