// The API as it is described: every operation of openapi.json answers as it says, nothing answers that it does not say, and who
// may call what is the one table's business.
#include <set>

#include "review/made_station.hpp"

using namespace claimpack;
using made::Browser;
using made::House;
using made::Json;

namespace {

std::string filled(const std::string& path, std::int64_t claim) {
  std::string out = path;
  const auto set = [&](const std::string& name, const std::string& value) {
    if (const auto at = out.find(name); at != std::string::npos) out.replace(at, name.size(), value);
  };
  set("{id}", std::to_string(claim)), set("{cid}", "1"), set("{n}", "1"), set("{level}", "3"), set("{x_y}", "0_0");
  set("{name}", path.find("/files/") != std::string::npos ? "packet.pdf" : "folder");
  return out;
}

constexpr core::Role all_roles[] = {core::Role::scanner,    core::Role::reviewer, core::Role::senior,
                                    core::Role::supervisor, core::Role::auditor,  core::Role::admin};

}  // namespace

TEST_CASE("openapi.json and the table of permissions say the same") {
  const Json description = Json::parse(review::openapi_json());
  CHECK(description.at("openapi") == "3.1.0");
  std::set<std::string> described, known;
  for (const auto& [path, operations] : description.at("paths").items())
    for (const auto& [method, operation] : operations.items()) {
      std::string upper = method;
      for (char& c : upper) c = char(std::toupper(static_cast<unsigned char>(c)));
      described.insert(upper + " " + path);
      const auto found = review::match(upper, filled(path, 1));
      INFO(upper << " " << path);
      REQUIRE(found.endpoint);
      CHECK(std::string(found.endpoint->path) == path);
      const Json& roles = operation.at("x-roles");
      CHECK((roles == "public") == review::is_public(*found.endpoint));
      if (roles == "public") continue;
      for (const core::Role role : all_roles) {
        bool listed = false;
        for (const Json& each : roles) listed |= each == core::name_of(role);
        INFO(core::name_of(role));
        CHECK(listed == review::may(*found.endpoint, role));
      }
    }
  for (const auto& each : review::endpoints()) known.insert(std::string(each.method) + " " + each.path);
  CHECK(described == known);
}

// Role × object × verb over every endpoint: without a login 401, with a role that may not 403, with one that may anything but
// these. The object is a claim that the scanner has not brought in.
TEST_CASE("every endpoint is closed to everybody whom the table does not name") {
  House house;
  const auto claim = house.claim("a");
  Browser nobody = house.browser();
  std::vector<std::pair<core::Role, Browser>> people;
  for (const core::Role role : all_roles) people.emplace_back(role, house.as(role));
  for (const auto& endpoint : review::endpoints()) {
    const std::string path = filled(endpoint.path, claim);
    INFO(endpoint.method << " " << path);
    const std::string body = std::string(endpoint.method) == "GET" || std::string(endpoint.method) == "DELETE" ? "" : "{}";
    if (review::is_public(endpoint) || path == "/metrics" || path == "/api/events") continue;
    CHECK(nobody.call(endpoint.method, path, body).status == 401);
    for (auto& [role, browser] : people) {
      if (path == "/api/logout") continue;  // would end what is still needed
      INFO(core::name_of(role));
      const int status = browser.call(endpoint.method, path, body).status;
      const bool others_claim = role == core::Role::scanner && endpoint.object == review::Endpoint::Object::own_upload;
      if (!review::may(endpoint, role) || (others_claim && path.find("/desk/") == std::string::npos)) CHECK(status == 403);
      else if (others_claim) CHECK((status == 403 || status == 404));
      else CHECK((status != 401 && status != 403));
    }
  }
}

TEST_CASE("without a login nothing of the API answers but what is public, whatever the path") {
  House house;
  house.open();
  Browser nobody = house.browser();
  CHECK(nobody.get("/api/health").json().at("ok") == true);
  for (const char* path : {"/api", "/api/", "/api/unknown", "/api/claims/1/../../health", "/api//health", "/api/claims/1%2f",
                           "/API/queue", "/api/queue/", "/api/health/x"}) {
    INFO(path);
    const auto answer = nobody.get(path);
    CHECK((answer.status == 401 || answer.status == 404));
    CHECK(answer.body.find("\"ok\":true") == std::string::npos);
  }
  CHECK(nobody.call("OPTIONS", "/api/queue", "").status == 405);
}

// Every operation once, as it should go: the browser holds each answer against the description.
TEST_CASE("every operation answers as openapi.json says") {
  House house;
  house.settings.sample_share = 1, house.settings.known_share = 1;
  std::set<std::string> done;
  house.open();
  Browser admin = house.browser();
  const std::string first = house.station->first_path();
  REQUIRE(first.compare(0, 9, "/#/first/") == 0);
  const auto go = [&](Browser& who, const std::string& method, const std::string& path, const Json& body, int status) {
    const auto answer = who.call(method, path, method == "GET" || method == "DELETE" ? "" : body.dump());
    INFO(method << " " << path << " " << answer.body.substr(0, 400));
    CHECK(answer.status == status);
    const auto found = review::match(method, path.substr(0, path.find('?')));
    if (found.endpoint) done.insert(std::string(method) + " " + found.endpoint->path);
    return answer.json();
  };
  go(admin, "GET", "/api/health", {}, 200);
  go(admin, "POST", "/api/first-admin",
     {{"token", first.substr(9)}, {"login", "chen"}, {"name", "陈"}, {"password", made::password}}, 200);
  go(admin, "POST", "/api/people", {{"login", "wu"}, {"name", "吴"}, {"role", "reviewer"}, {"password", made::password}}, 201);
  go(admin, "PATCH", "/api/people/2", {{"name", "吴敏"}}, 200);
  go(admin, "GET", "/api/openapi.json", {}, 200);
  go(admin, "POST", "/api/webhooks", {{"url", "http://127.0.0.1:9/none"}}, 201);
  go(admin, "GET", "/api/webhooks", {}, 200);
  go(admin, "POST", "/api/webhooks", {{"id", 1}, {"active", false}}, 201);
  go(admin, "GET", "/api/webhooks/1/deliveries?limit=5", {}, 200);
  CHECK(go(admin, "POST", "/api/webhooks/1/test", Json::object(), 200).at("arrived") == false);
  CHECK(go(admin, "POST", "/api/webhooks/1/resend", Json::object(), 200).at("again") == 0);
  go(admin, "GET", "/api/templates/proposals", {}, 200);
  go(admin, "POST", "/api/templates/draft", {{"kind", "inpatient_invoice"}, {"marks", Json::array()}}, 200);
  go(admin, "POST", "/api/templates/save", {{"yaml", "kind: x"}}, 200);
  go(admin, "POST", "/api/session/password", {{"old", made::password}, {"new", "another good password"}}, 200);

  const auto claim = house.claim("a"), other = house.claim("b"), third = house.claim("c", "complete");
  const std::string at = "/api/claims/" + std::to_string(claim);
  Browser lin = house.as(core::Role::supervisor, "lin"), zhou = house.as(core::Role::senior, "zhou");
  go(lin, "POST", "/api/login", {{"login", "lin"}, {"password", made::password}}, 200);
  go(lin, "GET", "/api/session", {}, 200);
  go(lin, "GET", "/api/people", {}, 200);
  go(lin, "GET", "/api/queue?limit=1", {}, 200);
  go(lin, "POST", at + "/priority", {{"priority", 3}, {"counter", true}}, 200);
  const Json steered = go(lin, "POST", at + "/priority", {{"deadline", "2030-01-02"}, {"person", house.id_of("zhou")}}, 200);
  CHECK((steered.at("priority") == 3 && steered.at("deadline") == "2030-01-02" && steered.at("assigned_to") == "zhou"));
  go(lin, "POST", at + "/priority", {{"person", 0}}, 200);
  std::int64_t token = go(lin, "POST", "/api/queue/next", Json::object(), 200).at("lease").at("token").get<std::int64_t>();
  go(lin, "PUT", at + "/lease", {{"token", token}}, 200);
  go(lin, "DELETE", at + "/lease?token=" + std::to_string(token), {}, 200);
  token = go(lin, "POST", at + "/lease", Json::object(), 200).at("token").get<std::int64_t>();
  CHECK(go(lin, "GET", at, {}, 200).at("claim").at("claimant").at("id_number") == "350203********0011");
  CHECK(go(lin, "POST", at + "/unmask", {{"reason", "核对身份"}}, 200).at("claim").at("claimant").at("id_number") ==
        "350203196002290011");
  const Json corrected = go(lin, "POST", at + "/corrections",
                            {{"token", token},
                             {"base_revision", 0},
                             {"corrections", {{{"kind", "set_field"}, {"field", "total_amount"}, {"value", "99.00"}}}}},
                            200);
  CHECK(corrected.at("changed").size() > 0);
  go(lin, "DELETE", at + "/corrections/1?base_revision=1&token=" + std::to_string(token), {}, 200);
  go(lin, "POST", at + "/pages/1/read", {{"box", {1, 2, 3, 4}}, {"field_type", "money"}}, 200);
  for (const char* path : {"/pages/1/proxy.jpg", "/pages/1/tiles/3/0_0.jpg", "/pages/1/crop.jpg?x=1&y=2&w=3&h=4",
                           "/wall?column=items.amount", "/files/packet.pdf", "/history"})
    go(lin, "GET", at + path, {}, 200);
  go(lin, "GET", "/api/wall?field=total_amount", {}, 200);
  go(lin, "POST", at + "/submit",
     {{"token", token}, {"base_revision", 2}, {"decision", {{"state", "not_accepted"}, {"reason", "超期"}}}}, 200);
  token = go(zhou, "POST", at + "/lease", Json::object(), 200).at("token").get<std::int64_t>();
  CHECK(go(zhou, "POST", at + "/second", {{"token", token}, {"agree", true}}, 200).at("state") == "packed");
  const std::string of_other = "/api/claims/" + std::to_string(other);
  token = go(lin, "POST", of_other + "/lease", Json::object(), 200).at("token").get<std::int64_t>();
  go(lin, "POST", of_other + "/postpone", {{"token", token}, {"until", house.clock.now.load() + 60'000}, {"reason", "等材料"}},
     200);
  token = go(lin, "POST", of_other + "/lease", Json::object(), 200).at("token").get<std::int64_t>();
  go(lin, "POST", of_other + "/to-senior", {{"token", token}, {"reason", "请看"}}, 200);
  CHECK(lin.upload("/api/uploads?claim=folder&counter=1&region=xiamen", {{"files", "scan", "1.jpg", "image/jpeg"}}).status ==
        201);
  done.insert("POST /api/uploads");
  go(lin, "GET", "/api/desk", {}, 200);
  go(lin, "POST", "/api/desk/folder/done", Json::object(), 200);
  go(lin, "GET", "/api/events?once=1", {}, 200);
  go(lin, "GET", "/api/dashboard", {}, 200);
  go(lin, "GET", "/api/rules?region=xiamen", {}, 200);
  go(lin, "GET", "/api/templates", {}, 200);
  go(lin, "GET", "/api/outbox", {}, 200);
  go(lin, "POST", "/api/outbox/1/ack", Json::object(), 200);
  const Json sample = go(zhou, "POST", "/api/quality/next", Json::object(), 200);
  CHECK((sample.at("claim") == third || sample.at("claim") == claim));
  CHECK_FALSE(sample.contains("expected"));
  go(zhou, "POST", "/api/quality/" + std::to_string(sample.at("id").get<int>()), {{"value", "12,345.60"}}, 200);
  go(lin, "GET", "/api/quality", {}, 200);
  go(lin, "GET", "/metrics", {}, 200);
  Browser auditor = house.as(core::Role::auditor);
  go(auditor, "GET", "/api/audit", {}, 200);
  CHECK(go(auditor, "POST", "/api/audit/verify", Json::object(), 200).at("faults").empty());
  go(auditor, "POST", "/api/logout", Json::object(), 200);
  CHECK(auditor.get("/api/session").status == 401);
  std::set<std::string> all;
  for (const auto& each : review::endpoints()) all.insert(std::string(each.method) + " " + each.path);
  CHECK(done == all);
}
