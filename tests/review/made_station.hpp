// A station as the tests have it: the real desk and ledger in a folder of their own, the server on a port of the loopback, claims
// whose contents are a double's, and people who talk to it as browsers do.
#pragma once

#include <httplib.h>

#include <atomic>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "catch.hpp"
#include "review/permissions.hpp"
#include "review/station.hpp"
#include "store/made_store.hpp"

namespace claimpack::made {

using Json = nlohmann::ordered_json;

struct MovedClock : core::Clock {
  std::atomic<std::int64_t> now{1'790'000'000'000}, steady{1'000'000};
  std::int64_t now_ms() override { return now; }
  std::int64_t steady_ms() override { return steady; }
  void pass(std::int64_t ms) { now += ms, steady += ms; }
};

// One invoice of one page a claim, whose total people correct.
class MadeContents : public core::ClaimContents {
 public:
  struct Claim {
    std::string claim_id, claimant = "林秀兰", id_number = "350203196002290011", total = "12345.60", outcome = "review";
    std::string file = "a.jpg";
    int packed = 0;  // how often its packet was made
  };
  std::map<std::int64_t, Claim> claims;
  std::mutex mutex;
  std::atomic<bool> disk_full{false};
  std::atomic<int> pack_ms{0};

  core::Result<std::vector<core::NewCorrection>> check(std::int64_t, const Corrections&,
                                                       const std::vector<std::string>& bodies) override;
  core::Result<core::ClaimView> view(std::int64_t claim, const Corrections& corrections) override;
  core::Result<core::DeskClaim> summary(const core::PacketRecord& packet) override;
  core::Result<core::MadeAgain> repack(std::int64_t claim, const Corrections& corrections) override;
  core::Result<std::vector<std::string>> files(std::int64_t claim) override;
  core::Result<std::string> file(std::int64_t claim, const std::string& name) override;
  core::Result<core::ShownPicture> proxy(std::int64_t claim, int n, int turn) override;
  core::Result<core::ShownPicture> tile(std::int64_t, int n, int level, int x, int y, int turn) override;
  core::Result<core::ShownPicture> crop(std::int64_t, int n, const std::array<int, 4>& box, double scale) override;
  core::Result<std::string> read_box(std::int64_t, int, const std::array<int, 4>&, const std::string&) override;
  core::Result<std::vector<core::WallCrop>> wall(const std::vector<std::int64_t>&, const std::string& field, int limit) override;
  core::Result<std::string> rules(const std::string&) override;
  core::Result<std::string> templates() override { return std::string(R"({"kinds":[]})"); }
  core::Result<std::string> propose_templates(const std::vector<core::DrawnCorrection>&) override {
    return std::string(R"({"proposals":[]})");
  }
  core::Result<std::string> draft_template(const std::string&) override { return std::string(R"({"yaml":"kind: x","hits":1})"); }
  core::Result<std::string> save_template(const std::string&) override { return std::string(R"({"saved":true})"); }

 private:
  core::Result<Claim> find(std::int64_t claim);
};

class MadeDoor : public core::UploadDoor {
 public:
  explicit MadeDoor(fs::path folder) : folder_(std::move(folder)) {
    fs::create_directories(folder_ / "coming"), fs::create_directories(folder_ / "inbox");
  }
  core::Result<std::string> put(const std::string& folder, const std::string& name, const std::string& from) override;
  std::string coming() override { return folder_ / "coming"; }
  core::Result<core::Done> complete(const std::string& folder) override;
  fs::path inbox() const { return folder_ / "inbox"; }

 private:
  fs::path folder_;
};

struct Answer {
  int status = 0;
  std::string body;
  httplib::Headers headers;
  Json json() const { return Json::parse(body, nullptr, false); }
  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
  std::string code() const;  // of an error
};

// Somebody's browser: keeps the cookie, sends the token against forged requests.
class Browser {
 public:
  explicit Browser(int port, std::string check_against = "") : client_("127.0.0.1", port), checked_(std::move(check_against)) {
    client_.set_keep_alive(true);
    client_.set_read_timeout(20);
  }
  std::string cookie, csrf;
  httplib::Headers extra;

  Answer call(const std::string& method, const std::string& path, const std::string& body, const char* type = "application/json");
  Answer get(const std::string& path) { return call("GET", path, ""); }
  Answer post(const std::string& path, const Json& body = Json::object()) { return call("POST", path, body.dump()); }
  Answer put(const std::string& path, const Json& body) { return call("PUT", path, body.dump()); }
  Answer patch(const std::string& path, const Json& body) { return call("PATCH", path, body.dump()); }
  Answer remove(const std::string& path) { return call("DELETE", path, ""); }
  Answer upload(const std::string& path, const httplib::MultipartFormDataItems& files);
  Answer login(const std::string& login, const std::string& password);

 private:
  Answer settle(const std::string& method, const std::string& path, httplib::Result result);
  httplib::Client client_;
  std::string checked_;
};

// Nothing where the answer is as openapi.json describes it for the operation; else what is not.
std::string not_as_described(const std::string& method, const std::string& path, const Answer& answer);

struct House {
  StoreFolder folder;
  MovedClock clock;
  std::unique_ptr<core::Shelf> shelf = store::open_shelf(folder / "data", store::system_disk(), clock).value();
  std::unique_ptr<core::Desk> desk = store::open_desk(folder / "data", store::system_disk(), clock).value();
  MadeContents contents;
  MadeDoor door{folder / "uploads"};
  core::WorkCalendar calendar;
  review::StationSettings settings;
  std::unique_ptr<review::Station> station;
  std::vector<std::string> told;

  House() {
    settings.version = "0.1", settings.webhook_seconds = 1, settings.sample_share = 0, settings.second_share = 0;
    settings.regions = {{"xiamen", "厦门市"}};
  }
  ~House() { station.reset(); }
  void open();
  void reopen() { station.reset(), open(); }
  Browser browser() { return Browser(station->port()); }
  // A person with that role, logged in; the login is the role's name, or as given.
  Browser as(core::Role role, const std::string& login = "");
  std::int64_t id_of(const std::string& login) { return desk->person(login).value()->id; }
  // A claim in the ledger, and at the desk.
  std::int64_t claim(const std::string& name, const std::string& outcome = "review");
  std::int64_t packed(const std::string& name, const std::string& outcome);
};

constexpr const char* password = "correct horse battery";

}  // namespace claimpack::made
