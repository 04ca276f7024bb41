// One request and its answer, as the station's calls see them.
#pragma once

#include <httplib.h>

#include <optional>
#include <string>
#include <vector>

#include "core/people.hpp"
#include "core/result.hpp"
#include "review/masking.hpp"
#include "review/permissions.hpp"

namespace claimpack::review {

// Who asks: from the session's cookie.
struct Asker {
  core::Person person;
  std::string token;  // of the session
  std::int64_t id() const { return person.id; }
  bool is(core::Role role) const { return person.role == role; }
};

// What is not done: its status, and words for both languages.
struct Refusal {
  int status = 400;
  std::string code, zh, en, place, cure;
};
Refusal refusal_of(const core::Error& error);
Refusal not_found();

struct Call {
  const httplib::Request& request;
  httplib::Response& response;
  const Endpoint* endpoint = nullptr;
  std::vector<std::string> parts;  // of the path
  Asker asker;                     // of a call that needs a login
  Json body = Json::object();

  // Throw Refusal where they are not what they should be.
  std::int64_t number(std::size_t part) const;  // of the path
  std::int64_t query(const char* name, std::int64_t fallback, std::int64_t min, std::int64_t max) const;
  std::string query(const char* name) const;                                            // empty: not there
  bool flag(const char* name) const;                                                    // "1", "true"
  std::string text(const char* name, std::size_t bytes_max, bool needed = true) const;  // of the body
  std::int64_t integer(const char* name) const;
  std::optional<bool> yes_or_no(const char* name) const;

  void answer(const Json& json, int status = 200);
  void answer_bytes(const std::string& bytes, const char* type);
  void nothing();  // 204
  // True, and answered by 304, where the other side has it already.
  bool same(const std::string& etag);
};

void refuse(httplib::Response& response, const Refusal& refusal);

// The value, or throws what the error says.
template <class T>
T take(core::Result<T> result) {
  if (!result) throw refusal_of(result.error());
  return std::move(result).value();
}

// JSON of a body: at most so deep; nothing where it is none.
std::optional<Json> parsed(const std::string& text);
// UTF-8 whatever the text holds.
std::string dumped(const Json& json);

}  // namespace claimpack::review
