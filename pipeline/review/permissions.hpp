// Who may call what: the one table of the station's API. The server goes by it, the tests hold it against every endpoint and
// against openapi.json.
#pragma once

#include <string>
#include <vector>

#include "core/people.hpp"

namespace claimpack::review {

struct Endpoint {
  const char *method, *path;  // "GET", "/api/claims/{id}"
  const char*
      who;  // a letter for each role that may: s(canner) r(eviewer) S(enior) v (supervisor) a(uditor) A(dmin); "*": no login
  enum class Object { none, claim, own_upload } object = Object::none;  // own_upload: of scanners, their own claims only
  bool log_look = false;                                                // looking at it is a line of the log
};

const std::vector<Endpoint>& endpoints();
bool may(const Endpoint& endpoint, core::Role role);
bool is_public(const Endpoint& endpoint);

// The endpoint of a path, with what stands for its {…}. `other_method`: the path is known, but not with this method.
struct Match {
  const Endpoint* endpoint = nullptr;
  std::vector<std::string> parts;
  bool other_method = false;
};
Match match(const std::string& method, const std::string& path);

}  // namespace claimpack::review
