// The station as a whole: what is uploaded is read, stands in the queue, is corrected and decided, and leaves as a packet.
#include <arpa/inet.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "catch.hpp"
#include "review/secrets.hpp"
#include "run/made_scans.hpp"
#include "run/wake.hpp"
#include "store/store.hpp"
#include "store/system.hpp"

namespace fs = std::filesystem;
using namespace claimpack;
using nlohmann::json;

namespace {

constexpr const char* password = "correct horse battery";

int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET, at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&at), size) == 0);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size);
  ::close(fd);
  return ntohs(at.sin_port);
}

struct Serving {
  made::Folder folder;
  made::Double reader = made::reads_summary();
  int port = free_port();
  made::Outcome outcome;
  httplib::Client client{"127.0.0.1", port};
  httplib::Headers headers;
  std::thread thread;

  Serving() {
    json all = {{"watch", {{"quiet_seconds", 0}, {"still_seconds", 0}, {"rescan_seconds", 0.1}}},
                {"signing", {{"key_file", (folder / "keys/station.key").string()}}}};
    made::write(folder / "s.json", all.dump());
    fs::create_directories(folder / "data");
    REQUIRE(review::begin_secrets().ok());
    const auto desk = store::open_desk(folder / "data", store::system_disk(), store::system_clock()).value();
    core::Person lin;
    lin.login = lin.name = "lin", lin.role = core::Role::supervisor, lin.password_hash = review::password_hash(password);
    REQUIRE(desk->add_person(lin, 0).ok());
    thread = std::thread([this] {
      outcome =
          made::run_with(reader, {"serve", "--listen", "127.0.0.1:" + std::to_string(port), "--data", (folder / "data").string(),
                                  "--out", (folder / "out").string(), "--settings", (folder / "s.json").string(), "--jobs", "1"});
    });
    client.set_read_timeout(60);
    for (int i = 0; i < 500 && !client.Get("/api/health"); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ~Serving() { stop(); }
  void stop() {
    run::Wake::stop();
    if (thread.joinable()) thread.join();
  }

  json call(const std::string& method, const std::string& path, const json& body, int status = 200) {
    httplib::Request request;
    request.method = method, request.path = path, request.headers = headers;
    if (method != "GET") request.body = body.dump(), request.headers.emplace("Content-Type", "application/json");
    const auto answer = client.send(request);
    REQUIRE(answer);
    INFO(method << " " << path << " " << answer->body.substr(0, 600));
    REQUIRE(answer->status == status);
    if (path == "/api/login") {
      const std::string cookie = answer->get_header_value("Set-Cookie");
      headers = {{"Cookie", cookie.substr(0, cookie.find(';'))},
                 {"X-CSRF-Token", json::parse(answer->body).at("csrf").get<std::string>()}};
    }
    return json::parse(answer->body, nullptr, false);
  }
  json get(const std::string& path, int status = 200) { return call("GET", path, {}, status); }
  json post(const std::string& path, const json& body, int status = 200) { return call("POST", path, body, status); }
};

}  // namespace

TEST_CASE("an upload is read, corrected and decided, and its packet stands among the packets") {
  Serving serving;
  serving.post("/api/login", {{"login", "lin"}, {"password", password}});
  const auto up =
      serving.client.Post("/api/uploads?claim=2024-7&region=xiamen&counter=1&complete=1", serving.headers,
                          {{"files", made::scan(1), "1.bmp", "image/bmp"}, {"files", made::scan(2), "2.bmp", "image/bmp"}});
  REQUIRE(up);
  REQUIRE(up->status == 201);
  json queue;
  for (int i = 0; i < 600; ++i) {
    queue = serving.get("/api/queue");
    if (queue.at("total") == 1) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  REQUIRE(queue.at("total") == 1);
  const json item = queue.at("items").at(0);
  CHECK((item.at("name") == "2024-7" && item.at("counter") == true && item.at("region") == "xiamen" && item.at("pages") == 2));
  CHECK(item.at("days_left") == 30);
  CHECK(serving.get("/api/desk").at("claims").at(0).at("missing").size() > 0);

  const json next = serving.post("/api/queue/next", json::object());
  const std::string at = "/api/claims/" + std::to_string(next.at("claim").get<int>());
  const json token = next.at("lease").at("token");
  const json view = serving.get(at);
  REQUIRE(view.at("pages").size() == 2);
  CHECK(view.at("pages").at(0).at("width") == 620);
  CHECK(view.at("needs").is_array());
  const auto proxy = serving.client.Get(at + "/pages/1/proxy.jpg", serving.headers);
  REQUIRE(proxy);
  CHECK(proxy->body.compare(0, 2, "\xff\xd8") == 0);
  serving.get(at + "/pages/3/proxy.jpg", 404);
  const json corrected = serving.post(
      at + "/corrections",
      {{"token", token},
       {"base_revision", view.at("revision")},
       {"corrections",
        {{{"kind", "set_intake"}, {"patch", {{"flags", {{"trauma", false}}}}}}, {{"kind", "note"}, {"text", "看过"}}}}});
  CHECK(corrected.at("corrections").size() == 2);
  serving.post(at + "/corrections",
               {{"token", token},
                {"base_revision", 1},
                {"corrections", {{{"kind", "set_field"}, {"field", "total_amount"}, {"value", "1"}}}}},
               422);
  const json done = serving.post(at + "/submit", {{"token", token}, {"base_revision", 1}, {"decision", nullptr}});
  CHECK(done.at("state") == "packed");
  const json left = serving.get("/api/queue");
  INFO(left.dump());
  CHECK(left.at("total") == 0);
  CHECK(serving.get("/api/outbox").at("items").size() == 1);
  const json packet = json::parse(made::content(serving.folder / "out/2024-7/claim.json"));
  CHECK(packet.at("corrections").size() == 2);
  CHECK(serving.get("/api/rules?region=xiamen").is_object());
  CHECK(serving.get("/api/templates").is_object());
  serving.stop();
  CHECK(made::has(serving.outcome.out, "http://127.0.0.1:" + std::to_string(serving.port)));
  const auto audit =
      made::run({"audit", "--data", (serving.folder / "data").string(), "--out", (serving.folder / "out").string(), "--json"});
  CHECK(json::parse(audit.out).at("faults").empty());
}

TEST_CASE("serve opens to other machines with TLS only, and says the first link once") {
  made::Folder folder;
  const auto serve = [&](const std::string& listen) {
    return made::run({"serve", "--listen", listen, "--data", (folder / "data").string(), "--out", (folder / "out").string()});
  };
  for (const char* listen : {"0.0.0.0:0", "192.0.2.7:8640", "[::]:8640"}) {
    const auto refused = serve(listen);
    CHECK(refused.code == 1);
    CHECK(made::has(refused.err, "--tls-cert"));
  }
  for (const char* listen : {"nonsense", "127.0.0.1", "127.0.0.1:99999", ":8640"}) CHECK(serve(listen).code == 1);
  CHECK_FALSE(fs::exists(folder / "data"));
}
