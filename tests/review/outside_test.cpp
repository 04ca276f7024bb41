// What comes from outside: hostile requests, uploads, listeners.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <set>
#include <thread>

#include "review/made_station.hpp"
#include "review/masking.hpp"
#include "review/secrets.hpp"

using namespace claimpack;
using core::Role;
using made::Answer;
using made::Browser;
using made::House;
using made::Json;

namespace {

// Bytes as they are, over a socket: what no client would send.
class Raw {
 public:
  explicit Raw(int port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET, to.sin_port = htons(std::uint16_t(port)), to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
    timeval patience{8, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~Raw() { ::close(fd_); }
  bool send(const std::string& bytes) { return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == ssize_t(bytes.size()); }
  std::string until_end() {
    std::string all;
    char piece[4096];
    for (ssize_t got; (got = ::recv(fd_, piece, sizeof piece, 0)) > 0;) all.append(piece, std::size_t(got));
    return all;
  }

 private:
  int fd_;
};

std::string raw(int port, const std::string& bytes) {
  Raw wire(port);
  wire.send(bytes);
  return wire.until_end();
}

}  // namespace

TEST_CASE("a name that leads here from elsewhere is not answered") {
  House house;
  house.settings.names = {"claims.office.example"};
  house.open();
  const int port = house.station->port();
  const auto ask = [&](const std::string& host) {
    return raw(port, "GET /api/health HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n").substr(9, 3);
  };
  const std::string colon = ":" + std::to_string(port) + "\r\n";
  CHECK(ask("Host: 127.0.0.1" + colon) == "200");
  CHECK(ask("Host: LOCALHOST" + colon) == "200");
  CHECK(ask("Host: claims.office.example\r\n") == "200");
  CHECK(ask("Host: evil.example" + colon) == "400");
  CHECK(ask("Host: 127.0.0.1.evil.example" + colon) == "400");
  CHECK(ask("Host: localhost\r\nHost: evil.example\r\n") == "400");
  CHECK(ask("") == "400");
}

TEST_CASE("every answer carries the headers that keep a page to itself, errors too") {
  House house;
  made::put(house.folder / "web/index.html", "<!doctype html>");
  house.settings.web = house.folder / "web";
  house.open();
  Browser nobody = house.browser();
  for (const char* path : {"/", "/api/health", "/api/queue", "/nothing.js"}) {
    INFO(path);
    const Answer answer = nobody.get(path);
    CHECK(answer.header("Content-Security-Policy").find("default-src 'self'") == 0);
    CHECK(answer.header("Content-Security-Policy").find("unsafe") == std::string::npos);
    CHECK(answer.header("X-Content-Type-Options") == "nosniff");
    CHECK(answer.header("X-Frame-Options") == "DENY");
    CHECK(answer.header("Referrer-Policy") == "no-referrer");
    CHECK(answer.header("Access-Control-Allow-Origin").empty());
    CHECK(answer.header("Server").empty());
  }
  CHECK(nobody.get("/api/health").header("Cache-Control") == "no-store");
}

TEST_CASE("bodies that are too large are refused before they are read, and requests that say two lengths") {
  House house;
  house.settings.body_bytes_max = 10'000;
  house.as(Role::reviewer, "lin");
  const int port = house.station->port();
  const std::string head = "POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  CHECK(raw(port, head + "Content-Length: 10001\r\n\r\n").substr(9, 3) == "413");
  CHECK(raw(port, head + "Content-Length: 99999999999999\r\n\r\n").substr(9, 3) == "413");
  CHECK(raw(port, head + "Content-Length: -5\r\n\r\n").substr(9, 3) == "400");
  CHECK(raw(port, head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello").substr(9, 3) == "400");
  CHECK(raw(port, head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n").substr(9, 3) == "400");
  // Nothing of a refused request is taken for the next one.
  const std::string two = raw(port, head + "Content-Length: 20000\r\n\r\nGET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(two.find("\"ok\":true") == std::string::npos);
  Browser lin = house.browser();
  CHECK(lin.login("lin", made::password).status == 200);
}

TEST_CASE("JSON that is none, too deep or no object is refused") {
  House house;
  Browser lin = house.as(Role::reviewer, "lin");
  for (const std::string& body : {std::string("{"), std::string("[]"), std::string("1"), std::string("{\"a\":\xff}"),
                                  "{\"a\":" + std::string(5000, '[') + std::string(5000, ']') + "}"})
    CHECK(lin.call("POST", "/api/queue/next", body).status == 400);
  CHECK(lin.call("POST", "/api/queue/next", "{}", "text/plain").status == 415);
  CHECK(lin.post("/api/queue/next").status == 204);
}

TEST_CASE("who sends slowly is cut off, and the others do not wait for it") {
  House house;
  house.settings.head_seconds_max = 1, house.settings.body_seconds_max = 1;
  house.open();
  const int port = house.station->port();
  std::vector<std::unique_ptr<Raw>> slow;
  for (int i = 0; i < 40; ++i) slow.push_back(std::make_unique<Raw>(port)), slow.back()->send("GET /api/hea");
  Raw body(port);
  body.send("POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
  Browser nobody = house.browser();
  const auto begun = std::chrono::steady_clock::now();
  CHECK(nobody.get("/api/health").status == 200);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::milliseconds(900));
  std::thread drip([&] {  // a byte now and then keeps nothing open
    for (int i = 0; i < 12; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
      if (!slow[0]->send("l") || !body.send(" ")) break;
    }
  });
  for (auto& each : slow) each->until_end();
  body.until_end();
  const auto took = std::chrono::steady_clock::now() - begun;
  drip.join();
  CHECK(took > std::chrono::milliseconds(900));
  CHECK(took < std::chrono::seconds(6));
}

TEST_CASE("nothing that a request holds becomes a header of the answer") {
  House house;
  const auto claim = house.claim("a");
  Browser lin = house.as(Role::reviewer, "lin");
  const std::string at = "/api/claims/" + std::to_string(claim) + "/files/";
  for (const char* name : {"x%0d%0aSet-Cookie:%20a=b", "packet.pdf%0d%0aX-Evil:%201", "%22;filename=evil",
                           "..%2f..%2fledger.sqlite", "%2e%2e", "packet.pdf%00.html"}) {
    INFO(name);
    const Answer answer = lin.get(at + name);
    CHECK(answer.status == 404);
    CHECK(answer.header("X-Evil").empty());
    CHECK(answer.header("Set-Cookie").empty());
  }
  CHECK(lin.get(at + "packet.pdf").header("Content-Disposition") == "attachment; filename=\"packet.pdf\"");
  CHECK(lin.get(at + "packet.pdf?inline=1").header("Content-Disposition") == "inline; filename=\"packet.pdf\"");
  CHECK(lin.get(at + "claim.json?inline=1").header("Content-Disposition").find("attachment") == 0);
}

TEST_CASE("the page's files are served by their names, and no path leads out of them") {
  House house;
  made::put(house.folder / "web/index.html", "<!doctype html>page");
  made::put(house.folder / "web/assets/app-1a2b.js", "let x;");
  made::put(house.folder / "secret.txt", "secret");
  std::filesystem::create_symlink(house.folder / "secret.txt", house.folder / "web/link.txt");
  house.settings.web = house.folder / "web";
  house.open();
  Browser nobody = house.browser();
  CHECK(nobody.get("/").body == "<!doctype html>page");
  CHECK(nobody.get("/").header("Cache-Control") == "no-cache");
  CHECK(nobody.get("/queue").body == "<!doctype html>page");
  const Answer script = nobody.get("/assets/app-1a2b.js");
  CHECK(script.header("Content-Type").find("text/javascript") == 0);
  CHECK(script.header("Cache-Control").find("immutable") != std::string::npos);
  nobody.extra = {{"If-None-Match", script.header("ETag")}};
  CHECK(nobody.get("/assets/app-1a2b.js").status == 304);
  nobody.extra = {};
  for (const char* path : {"/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/link.txt",
                           "//secret.txt", "/assets/..%5c..%5csecret.txt", "/secret.txt"}) {
    INFO(path);
    CHECK(raw(house.station->port(), std::string("GET ") + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
              .find("\r\n\r\nsecret") == std::string::npos);
  }
  CHECK(nobody.post("/").status == 404);
}

TEST_CASE("what a scan or a file name says is text in JSON, never markup") {
  House house;
  const std::string evil = "<img src=x onerror=alert(1)>\"'</script>";
  const auto claim = house.claim("a");
  house.contents.claims[claim].claimant = evil, house.contents.claims[claim].claim_id = evil;
  Browser lin = house.as(Role::reviewer, "lin");
  const Answer view = lin.get("/api/claims/" + std::to_string(claim));
  CHECK(view.header("Content-Type").find("application/json") == 0);
  CHECK(view.json().at("claim").at("claimant").at("name") == evil);
  const Answer up =
      lin.upload("/api/uploads?claim=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", {{"files", "x", evil + ".jpg", "image/jpeg"}});
  CHECK(up.status == 201);
  CHECK(up.header("Content-Type").find("application/json") == 0);
  CHECK(lin.get("/api/desk").header("Content-Type").find("application/json") == 0);
  CHECK(lin.get("/api/claims/" + evil).status != 200);
}

TEST_CASE("uploads are files in an inbox, whatever their names are") {
  House house;
  Browser lin = house.as(Role::scanner, "lin"), other = house.as(Role::scanner, "other");
  const std::string bytes(300'000, 'x');
  const Answer up = lin.upload("/api/uploads?claim=2024-1&station=3&counter=1&region=xiamen&complete=1",
                               {{"files", bytes, "a.jpg", "image/jpeg"},
                                {"files", "two", "../../../etc/passwd", "image/jpeg"},
                                {"files", "three", "folder\\b.jpg", "image/jpeg"},
                                {"files", "four", ".hidden", "image/jpeg"},
                                {"files", "", "empty.jpg", "image/jpeg"},
                                {"files", "five", "a.jpg", "image/jpeg"}});
  REQUIRE(up.status == 201);
  const auto inbox = house.door.inbox() / "2024-1";
  std::set<std::string> names;
  for (const auto& each : std::filesystem::directory_iterator(inbox)) names.insert(each.path().filename());
  CHECK(names == std::set<std::string>{".ready", "2-a.jpg", "_hidden", "a.jpg", "b.jpg", "intake.json", "passwd"});
  CHECK(made::bytes_in(inbox / "a.jpg") == bytes);
  CHECK(up.json().at("arrivals").at(0).at("digest") == review::sha256_hex(bytes));
  CHECK(Json::parse(made::bytes_in(inbox / "intake.json")).at("region") == "xiamen");
  CHECK(std::filesystem::is_empty(house.door.coming()));
  // Another scanner's claim is another's.
  CHECK(other.upload("/api/uploads?claim=2024-1", {{"files", "x", "c.jpg", "image/jpeg"}}).status == 403);
  CHECK(other.get("/api/desk").json().at("claims").empty());
  CHECK(lin.get("/api/desk").json().at("claims").at(0).at("files").size() == 6);
  CHECK(other.post("/api/desk/2024-1/done").status == 403);
  CHECK(lin.post("/api/desk/2024-1/done").status == 200);
  CHECK(lin.post("/api/desk/unknown/done").status == 403);
  CHECK(lin.upload("/api/uploads", {}).status >= 400);
  Browser again = house.as(Role::scanner, "lin");  // a refusal before the body ends its connection
  CHECK(again.call("POST", "/api/uploads", "{}").status == 415);
}

// Else the next request may be sent into a connection that is just being closed, and nobody answers it.
TEST_CASE("an upload refused before it was read says that its connection ends, and the next request is answered") {
  House house;
  Browser lin = house.as(Role::scanner, "lin"), other = house.as(Role::scanner, "other");
  REQUIRE(lin.upload("/api/uploads?claim=2024-1", {{"files", "x", "a.jpg", "image/jpeg"}}).status == 201);
  for (int i = 0; i < 40; ++i) {
    const Answer refused = other.upload("/api/uploads?claim=2024-1", {{"files", "x", "c.jpg", "image/jpeg"}});
    REQUIRE(refused.status == 403);
    REQUIRE(refused.header("Connection") == "close");
    REQUIRE(other.get("/api/desk").status == 200);
  }
}

TEST_CASE("an upload beyond the limit leaves nothing behind") {
  House house;
  house.settings.upload_bytes_max = 100'000;
  Browser lin = house.as(Role::scanner, "lin");
  CHECK(lin.upload("/api/uploads?claim=big", {{"files", std::string(200'000, 'x'), "a.jpg", "image/jpeg"}}).status == 413);
  CHECK(std::filesystem::is_empty(house.door.coming()));
  CHECK_FALSE(std::filesystem::exists(house.door.inbox() / "big"));
}

TEST_CASE("a scanner sees of a claim its own notice, and of another's nothing") {
  House house;
  const auto claim = house.claim("2024-1"), others = house.claim("2024-2");
  Browser lin = house.as(Role::scanner, "lin");
  REQUIRE(lin.upload("/api/uploads?claim=2024-1", {{"files", "x", "a.jpg", "image/jpeg"}}).status == 201);
  const auto at = [](std::int64_t id) { return "/api/claims/" + std::to_string(id); };
  CHECK(lin.get(at(claim) + "/files/notice.pdf").status == 200);
  CHECK(lin.get(at(claim) + "/files/packet.pdf").status == 403);
  CHECK(lin.get(at(claim) + "/files/claim.json").status == 403);
  CHECK(lin.get(at(claim) + "/pages/1/proxy.jpg").status == 200);
  CHECK(lin.get(at(others) + "/files/notice.pdf").status == 403);
  CHECK(lin.get(at(claim)).status == 403);
  const Json shown = lin.get("/api/desk").json().at("claims").at(0);
  CHECK(shown.at("claim") == claim);
  CHECK(shown.at("missing").at(0).at("title") == "出院小结");
  CHECK(shown.at("pages").at(0).at("kind") == "inpatient_invoice");
}

TEST_CASE("pages hear of what happens, and what they missed") {
  House house;
  const auto claim = house.claim("a");
  Browser lin = house.as(Role::reviewer, "lin"), listener = house.as(Role::reviewer, "zhou");
  std::string heard;
  std::atomic<bool> begun{false}, enough{false};
  std::thread listening([&] {
    httplib::Client client("127.0.0.1", house.station->port());
    client.set_read_timeout(20);
    client.Get("/api/events", {{"Cookie", listener.cookie}}, [&](const char* data, std::size_t size) {
      heard.append(data, size);
      begun = true;
      enough = heard.find("event: queue") != std::string::npos;
      return !enough;
    });
  });
  for (int i = 0; i < 200 && !begun; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  REQUIRE(lin.post("/api/claims/" + std::to_string(claim) + "/lease").status == 200);
  listening.join();
  CHECK(enough);
  CHECK(heard.find("data: {\"claim\":" + std::to_string(claim) + "}") != std::string::npos);
  lin.extra = {{"Last-Event-ID", "1"}};
  CHECK(lin.get("/api/events?once=1").body.find("event: missed") == 0);
}

TEST_CASE("a listener's stream ends with its session, and with the station") {
  House house;
  house.claim("a");
  Browser lin = house.as(Role::reviewer, "lin");
  std::atomic<bool> ended{false};
  std::thread listening([&, cookie = lin.cookie, port = house.station->port()] {
    httplib::Client client("127.0.0.1", port);
    client.set_read_timeout(30);
    client.Get("/api/events", {{"Cookie", cookie}}, [](const char*, std::size_t) { return true; });
    ended = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  SECTION("logout") {
    REQUIRE(lin.post("/api/logout").status == 200);
    house.station->say("queue", "{}");
  }
  SECTION("the station closes") { house.station.reset(); }
  for (int i = 0; i < 100 && !ended; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(ended);
  house.station.reset();
  listening.join();
}

TEST_CASE("a webhook gets each packet once, signed, and again until it has said that it has it") {
  House house;
  httplib::Server core_system;
  std::mutex mutex;
  std::vector<httplib::Request> got;
  core_system.Post("/in", [&](const httplib::Request& request, httplib::Response& response) {
    const std::lock_guard lock(mutex);
    got.push_back(request);
    response.status = got.size() == 1 ? 503 : 200;
  });
  const int port = core_system.bind_to_any_port("127.0.0.1");
  std::thread serving([&] { core_system.listen_after_bind(); });
  house.open();
  Browser admin = house.as(Role::admin);
  for (const char* url : {"ftp://x/", "javascript:alert(1)", "http://", "http://user@host/", "/in"})
    CHECK(admin.post("/api/webhooks", {{"url", url}}).status == 422);
  const Json made = admin.post("/api/webhooks", {{"url", "http://127.0.0.1:" + std::to_string(port) + "/in"}}).json();
  const std::string secret = made.at("secret").get<std::string>();
  CHECK(admin.get("/api/webhooks").body.find(secret) == std::string::npos);
  house.claim("a", "complete");
  const auto count = [&] {
    const std::lock_guard lock(mutex);
    return got.size();
  };
  for (int i = 0; i < 150 && count() < 1; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  REQUIRE(count() == 1);
  for (int i = 0; i < 150 && house.desk->webhooks().value()[0].failing == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(house.desk->webhooks().value()[0].last_error == "It answered 503");
  house.clock.pass(6000);  // the pause after the first failure
  for (int i = 0; i < 200 && house.desk->webhooks().value()[0].delivered == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(house.desk->webhooks().value()[0].delivered == 1);
  // What has arrived can be sent once more, and a trial says nothing of any claim.
  const Json sent = admin.get("/api/webhooks/1/deliveries").json().at("deliveries");
  REQUIRE(sent.size() == 1);
  CHECK((sent.at(0).at("attempts").get<int>() >= 2 && sent.at(0).at("arrived_at").is_number() &&
         sent.at(0).at("next_at").is_null()));
  CHECK(admin.post("/api/webhooks/1/resend", {{"item", sent.at(0).at("item")}}).json().at("again") == 1);
  for (int i = 0; i < 200 && house.desk->webhooks().value()[0].delivered == 1; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(house.desk->webhooks().value()[0].delivered == 2);
  CHECK(admin.post("/api/webhooks/1/test").json().at("arrived") == true);
  CHECK(admin.post("/api/webhooks/9/test").status == 404);
  CHECK(admin.post("/api/webhooks/9/resend").status == 404);
  CHECK(admin.post("/api/webhooks/1/resend", {{"item", 999}}).status == 404);
  house.clock.pass(3'600'000);
  std::this_thread::sleep_for(std::chrono::milliseconds(1200));
  CHECK(count() == 4);  // refused, taken, taken once more, the trial
  house.station.reset();
  core_system.stop();
  serving.join();
  const std::string signature = got[1].get_header_value("X-Claimpack-Signature"),
                    time = signature.substr(2, signature.find(',') - 2);
  CHECK(signature == "t=" + time + ",v1=" + review::hmac_hex(secret, time + "." + got[1].body));
  CHECK(Json::parse(got[1].body).at("body").at("name") == "a");
}

TEST_CASE("an address that is taken, a certificate that is none, and TLS itself") {
  House house;
  house.open();
  review::StationSettings other = house.settings;
  other.port = house.station->port();
  CHECK_FALSE(
      review::Station::open({*house.desk, *house.shelf, house.contents, house.door, house.clock, house.calendar}, other, {})
          .ok());
  other.port = 0, other.certificate = other.key = house.folder / "none.pem";
  CHECK_FALSE(
      review::Station::open({*house.desk, *house.shelf, house.contents, house.door, house.clock, house.calendar}, other, {})
          .ok());
  const std::string pem = house.folder / "station.pem";
  const std::string make =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -keyout '" + pem +
      ".key' -out '" + pem + "' 2>/dev/null";
  REQUIRE(std::system(make.c_str()) == 0);
  house.settings.certificate = pem, house.settings.key = pem + ".key";
  house.reopen();
  httplib::SSLClient client("localhost", house.station->port());
  client.enable_server_certificate_verification(false);
  const auto health = client.Get("/api/health");
  REQUIRE(health);
  CHECK(health->status == 200);
  CHECK(health->has_header("Strict-Transport-Security"));
  CHECK(raw(house.station->port(), "GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n").find("\"ok\"") == std::string::npos);
}

TEST_CASE("names, numbers and cards are masked where they are, and nothing else is") {
  using review::masked_text;
  CHECK(masked_text("身份证号350203196002290011，电话139 1234 5678") == "身份证号350203********0011，电话139****5678");
  CHECK(masked_text("票据号 0012345678 金额 12345.60") == "票据号 0012345678 金额 12345.60");
  CHECK(masked_text("2024-000123") == "2024-000123");
  CHECK(review::masked_name("林秀兰") == "林**");
  CHECK(review::masked_name("") == "");
}
