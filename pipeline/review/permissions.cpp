#include "review/permissions.hpp"

#include <cstring>

namespace claimpack::review {

namespace {

using Object = Endpoint::Object;
constexpr char letters[core::roles + 1] = "srSvaA";

std::vector<std::string> split(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t from = 1; from <= path.size();) {
    const auto to = std::min(path.find('/', from), path.size());
    parts.push_back(path.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

// {x} takes a whole part, {x}.jpg what stands before its ending.
bool fits(const std::string& pattern, const std::string& part, std::vector<std::string>& found) {
  const auto close = pattern.find('}');
  if (pattern.front() != '{' || close == std::string::npos) return pattern == part;
  const std::string ending = pattern.substr(close + 1);
  if (part.size() <= ending.size() || part.compare(part.size() - ending.size(), ending.size(), ending) != 0) return false;
  found.push_back(part.substr(0, part.size() - ending.size()));
  return true;
}

}  // namespace

const std::vector<Endpoint>& endpoints() {
  static const std::vector<Endpoint> all = {
      {"GET", "/api/health", "*"},
      {"GET", "/api/openapi.json", "srSvaA"},
      {"POST", "/api/first-admin", "*"},
      {"POST", "/api/login", "*"},
      {"POST", "/api/logout", "srSvaA"},
      {"GET", "/api/session", "srSvaA"},
      {"POST", "/api/session/password", "srSvaA"},
      {"GET", "/api/people", "vaA"},
      {"POST", "/api/people", "A"},
      {"PATCH", "/api/people/{id}", "A"},
      {"GET", "/api/queue", "rSva"},
      {"POST", "/api/queue/next", "rSv"},
      {"POST", "/api/claims/{id}/lease", "rSv"},
      {"PUT", "/api/claims/{id}/lease", "rSv"},
      {"DELETE", "/api/claims/{id}/lease", "rSv"},
      {"POST", "/api/claims/{id}/postpone", "rSv"},
      {"POST", "/api/claims/{id}/to-senior", "rSv"},
      {"POST", "/api/claims/{id}/priority", "v"},
      {"GET", "/api/claims/{id}", "rSva", Object::claim, true},
      {"POST", "/api/claims/{id}/unmask", "rSva", Object::claim},
      {"POST", "/api/claims/{id}/corrections", "rSv", Object::claim},
      {"DELETE", "/api/claims/{id}/corrections/{cid}", "rSv", Object::claim},
      {"POST", "/api/claims/{id}/submit", "rSv", Object::claim},
      {"POST", "/api/claims/{id}/second", "Sv", Object::claim},
      {"GET", "/api/claims/{id}/files/{name}", "srSva", Object::own_upload, true},
      {"GET", "/api/claims/{id}/history", "rSva", Object::claim},
      {"GET", "/api/claims/{id}/pages/{n}/proxy.jpg", "srSva", Object::own_upload},
      {"GET", "/api/claims/{id}/pages/{n}/tiles/{level}/{x_y}.jpg", "rSva", Object::claim},
      {"GET", "/api/claims/{id}/pages/{n}/crop.jpg", "rSva", Object::claim},
      {"POST", "/api/claims/{id}/pages/{n}/read", "rSv", Object::claim},
      {"GET", "/api/claims/{id}/wall", "rSva", Object::claim},
      {"GET", "/api/wall", "Sv"},
      {"POST", "/api/uploads", "srSv"},
      {"GET", "/api/desk", "srSva"},
      {"POST", "/api/desk/{name}/done", "srSv", Object::own_upload},
      {"GET", "/api/events", "srSvaA"},
      {"GET", "/api/dashboard", "va"},
      {"GET", "/api/quality", "va"},
      {"POST", "/api/quality/next", "rSv"},
      {"POST", "/api/quality/{id}", "rSv"},
      {"GET", "/api/rules", "srSvaA"},
      {"GET", "/api/templates", "srSvaA"},
      {"POST", "/api/templates/draft", "SvA"},
      {"GET", "/api/templates/proposals", "SvA"},
      {"POST", "/api/templates/save", "vA"},
      {"GET", "/api/outbox", "vaA"},
      {"POST", "/api/outbox/{id}/ack", "vA"},
      {"GET", "/api/webhooks", "vaA"},
      {"POST", "/api/webhooks", "A"},
      {"GET", "/api/webhooks/{id}/deliveries", "vaA"},
      {"POST", "/api/webhooks/{id}/resend", "vA"},
      {"POST", "/api/webhooks/{id}/test", "A"},
      {"GET", "/api/audit", "a"},
      {"POST", "/api/audit/verify", "a"},
      {"GET", "/metrics", "vaA"},
  };
  return all;
}

bool may(const Endpoint& endpoint, core::Role role) { return std::strchr(endpoint.who, letters[int(role)]) != nullptr; }
bool is_public(const Endpoint& endpoint) { return endpoint.who[0] == '*'; }

Match match(const std::string& method, const std::string& path) {
  const auto parts = split(path);
  Match found;
  for (const Endpoint& endpoint : endpoints()) {
    const auto pattern = split(endpoint.path);
    if (pattern.size() != parts.size()) continue;
    std::vector<std::string> taken;
    bool same = true;
    for (std::size_t i = 0; same && i < parts.size(); ++i) same = fits(pattern[i], parts[i], taken);
    if (!same) continue;
    if (method == endpoint.method || (method == "HEAD" && std::string("GET") == endpoint.method))
      return {&endpoint, taken, false};
    found.other_method = true;
  }
  return found;
}

}  // namespace claimpack::review
