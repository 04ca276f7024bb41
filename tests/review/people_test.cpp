// Accounts, sessions, and requests that others forge.
#include "review/made_station.hpp"

using namespace claimpack;
using made::Browser;
using made::House;
using made::Json;

TEST_CASE("the first link makes one admin, once, and only with its token") {
  House house;
  house.open();
  const std::string token = house.station->first_path().substr(9);
  Browser browser = house.browser();
  const Json person = {{"token", token}, {"login", "chen"}, {"name", "陈"}, {"password", made::password}};
  Json wrong = person;
  wrong["token"] = std::string(token.size(), 'A');
  CHECK(browser.post("/api/first-admin", wrong).status == 403);
  Json weak = person;
  weak["password"] = "short";
  CHECK(browser.post("/api/first-admin", weak).status == 422);
  CHECK(browser.post("/api/first-admin", person).status == 200);
  CHECK(browser.get("/api/session").json().at("person").at("role") == "admin");
  CHECK(browser.post("/api/first-admin", person).status == 409);
  CHECK(house.station->first_path().empty());
  house.reopen();
  CHECK(house.station->first_path().empty());
}

TEST_CASE("passwords are kept as Argon2id, sessions and the first token as digests") {
  House house;
  Browser lin = house.as(core::Role::reviewer, "lin"), admin = house.as(core::Role::admin);
  REQUIRE(
      admin.post("/api/people", {{"login", "wu"}, {"name", "吴"}, {"role", "reviewer"}, {"password", made::password}}).status ==
      201);
  CHECK(house.desk->person("wu").value()->password_hash.compare(0, 30, "$argon2id$v=19$m=65536,t=2,p=1$", 30) == 0);
  const std::string token = lin.cookie.substr(lin.cookie.find('=') + 1);
  house.station.reset(), house.desk.reset(), house.shelf.reset();
  const std::string bytes =
      made::bytes_in(house.folder / "data/ledger.sqlite") + made::bytes_in(house.folder / "data/ledger.sqlite-wal");
  CHECK(bytes.find("lin") != std::string::npos);
  CHECK(bytes.find(token) == std::string::npos);
  CHECK(bytes.find(made::password) == std::string::npos);
}

TEST_CASE("wrong passwords lock an account for a while; an admin opens it; no answer tells whether a login exists") {
  House house;
  house.as(core::Role::reviewer, "lin");
  Browser admin = house.as(core::Role::admin), browser = house.browser();
  const auto unknown = browser.login("nobody", "x"), wrong = browser.login("lin", "x");
  CHECK(unknown.status == 401);
  CHECK(unknown.body == wrong.body);
  for (int i = 0; i < 4; ++i) CHECK(browser.login("lin", "x").status == 401);
  CHECK(browser.login("lin", made::password).status == 429);
  house.clock.pass(15 * 60'000 + 1);
  CHECK(browser.login("lin", made::password).status == 200);
  for (int i = 0; i < 5; ++i) browser.login("lin", "x");
  CHECK(browser.login("lin", made::password).status == 429);
  CHECK(admin.patch("/api/people/1", {{"locked", false}}).status == 200);
  CHECK(browser.login("lin", made::password).status == 200);
}

TEST_CASE("nobody tries more than twenty wrong passwords a minute from one address") {
  House house;
  house.settings.failures_max = 1000;
  house.as(core::Role::reviewer, "lin");
  Browser browser = house.browser();
  int slowed = 0;
  for (int i = 0; i < 22; ++i) slowed += browser.login("someone" + std::to_string(i), "x").status == 429;
  CHECK(slowed == 2);
  house.clock.pass(60'000);
  CHECK(browser.login("lin", made::password).status == 200);
}

TEST_CASE("a login makes a new session and never takes one that was brought along") {
  House house;
  house.as(core::Role::reviewer, "lin");
  Browser browser = house.browser();
  const std::string planted = "claimpack_session=" + std::string(43, 'A');
  browser.cookie = planted;
  REQUIRE(browser.login("lin", made::password).status == 200);
  CHECK(browser.cookie != planted);
  const std::string before = browser.cookie;
  REQUIRE(browser.login("lin", made::password).status == 200);
  CHECK(browser.cookie != before);
  Browser thief = house.browser();
  thief.cookie = before;
  CHECK(thief.get("/api/session").status == 401);
  thief.cookie = planted;
  CHECK(thief.get("/api/session").status == 401);
}

TEST_CASE("the session's cookie is for this server alone and for no script") {
  House house;
  house.as(core::Role::reviewer, "lin");
  Browser browser = house.browser();
  const std::string set = browser.login("lin", made::password).header("Set-Cookie");
  for (const char* part : {"HttpOnly", "SameSite=Strict", "Path=/"}) CHECK(set.find(part) != std::string::npos);
  CHECK(set.find("Secure") == std::string::npos);  // no TLS here: the browser would not send it back
}

TEST_CASE("a session ends by logout, by time, by idleness, by another password, and with its person") {
  House house;
  house.settings.session_hours = 12, house.settings.idle_minutes = 120;
  Browser admin = house.as(core::Role::admin), lin = house.as(core::Role::reviewer, "lin");
  SECTION("logout") { REQUIRE(lin.post("/api/logout").status == 200); }
  SECTION("idle") { house.clock.pass(120 * 60'000 + 1); }
  SECTION("time") {
    for (int i = 0; i < 12; ++i) house.clock.pass(3'600'000), lin.get("/api/session");
    house.clock.pass(5000);
  }
  SECTION("another password, elsewhere") {
    Browser other = house.as(core::Role::reviewer, "lin");
    REQUIRE(other.post("/api/session/password", {{"old", "wrong wrong wrong"}, {"new", "another good password"}}).status == 422);
    REQUIRE(other.post("/api/session/password", {{"old", made::password}, {"new", "another good password"}}).status == 200);
    CHECK(other.get("/api/session").status == 200);
  }
  SECTION("switched off") { REQUIRE(admin.patch("/api/people/2", {{"active", false}}).status == 200); }
  SECTION("another role") { REQUIRE(admin.patch("/api/people/2", {{"role", "auditor"}}).status == 200); }
  CHECK(lin.get("/api/session").status == 401);
}

TEST_CASE("what changes something needs the session's own token") {
  House house;
  const auto claim = house.claim("a");
  Browser lin = house.as(core::Role::reviewer, "lin"), zhou = house.as(core::Role::reviewer, "zhou");
  const std::string path = "/api/claims/" + std::to_string(claim) + "/lease";
  const std::string own = lin.csrf;
  lin.csrf = "";
  CHECK(lin.post(path).code() == "csrf");
  lin.csrf = zhou.csrf;
  CHECK(lin.post(path).code() == "csrf");
  lin.csrf = own.substr(0, own.size() - 1);
  CHECK(lin.post(path).code() == "csrf");
  lin.csrf = own;
  lin.extra = {{"Origin", "http://evil.example"}};
  CHECK(lin.post(path).code() == "origin");
  lin.extra = {{"Origin", "null"}};
  CHECK(lin.post(path).code() == "origin");
  lin.extra = {{"Origin", "http://127.0.0.1:" + std::to_string(house.station->port())}};
  CHECK(lin.post(path).status == 200);
  CHECK(house.desk->lease(claim).value().token == 1);
}

TEST_CASE("a form of another site cannot post: only JSON is taken") {
  House house;
  house.as(core::Role::reviewer, "lin");
  Browser browser = house.browser();
  const std::string body = Json({{"login", "lin"}, {"password", made::password}}).dump();
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    CHECK(browser.call("POST", "/api/login", body, type).status >= 400);
  CHECK(browser.call("POST", "/api/login", body).status == 200);
}

TEST_CASE("people are kept by admins: names, roles, and never without a last admin") {
  House house;
  Browser admin = house.as(core::Role::admin);
  const Json wu = {{"login", "wu"}, {"name", "吴"}, {"role", "reviewer"}, {"password", made::password}};
  CHECK(admin.post("/api/people", wu).status == 201);
  CHECK(admin.post("/api/people", wu).code() == "taken");
  for (const Json& change : {Json{{"login", "a b"}}, Json{{"name", ""}}, Json{{"role", "boss"}}, Json{{"password", "short"}}}) {
    Json bad = wu;
    bad["login"] = "other";
    bad.update(change);
    CHECK(admin.post("/api/people", bad).status == 422);
  }
  CHECK(admin.patch("/api/people/1", {{"role", "reviewer"}}).status == 409);
  CHECK(admin.patch("/api/people/99", {{"name", "x"}}).status == 404);
}
