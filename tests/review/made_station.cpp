#include "review/made_station.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <thread>

#include "core/money.hpp"
#include "review/secrets.hpp"

namespace claimpack::made {

using core::Error;
using core::ErrorCode;
using core::Result;

Result<MadeContents::Claim> MadeContents::find(std::int64_t claim) {
  const std::lock_guard lock(mutex);
  const auto found = claims.find(claim);
  if (found == claims.end()) return Error{ErrorCode::missing_part, "There is no such claim", std::to_string(claim), ""};
  return found->second;
}

Result<std::vector<core::NewCorrection>> MadeContents::check(std::int64_t, const Corrections&,
                                                             const std::vector<std::string>& bodies) {
  std::vector<core::NewCorrection> fresh;
  for (const std::string& body : bodies) {
    const Json json = Json::parse(body);
    if (!json.contains("kind") || json.at("kind") == "nonsense")
      return Error{ErrorCode::bad_input, "Nobody knows such a correction", "correction", "Correct it"};
    fresh.push_back({json.at("kind").get<std::string>(), body, json.value("field", ""), ""});
  }
  return fresh;
}

Result<core::ClaimView> MadeContents::view(std::int64_t id, const Corrections& corrections) {
  const auto found = find(id);
  if (!found) return found.error();
  Claim claim = found.value();
  bool by_person = false;
  core::ClaimView view;
  for (const core::KeptCorrection& each : corrections) {
    if (each.undone) continue;
    const Json json = Json::parse(each.body);
    if (each.kind == "set_field") claim.total = json.value("value", ""), by_person = true;
    if (each.kind == "decision") view.summary.state = json.value("state", "");
    if (each.kind == "dismiss_finding" && each.second.empty()) view.dismissed_reject = true;
  }
  if (by_person) claim.outcome = "complete";
  const Json total = {{"value", claim.total},
                      {"box", {10, 20, 100, 30}},
                      {"page", 1},
                      {"file", claim.file},
                      {"accepted", true},
                      {"confidence", 0.99},
                      {"source", by_person ? "reviewer" : "ocr"}};
  view.claim_json =
      Json({{"claim_id", claim.claim_id},
            {"outcome", claim.outcome},
            {"claimant", {{"name", claim.claimant}, {"id_number", claim.id_number}}},
            {"documents",
             {{{"kind", "inpatient_invoice"},
               {"pages", {{{"file", claim.file}, {"page", 1}}}},
               {"fields", {{"total_amount", total}, {"phone", {{"value", "13912345678"}}}}}}}},
            {"checklist", {{{"requirement", "summary"}, {"title", "出院小结"}, {"status", "missing"}, {"rule", "x.m"}}}},
            {"findings", {{{"rule", "x.bill.total"}, {"severity", "review"}, {"message", "身份证号 " + claim.id_number}}}}})
          .dump();
  view.pages_json = Json({{{"file", claim.file},
                           {"page", 1},
                           {"width", 800},
                           {"height", 1100},
                           {"rotation", 0},
                           {"blank", false},
                           {"kind", "inpatient_invoice"},
                           {"document", 0}}})
                        .dump();
  view.rules_json = R"({"x.bill.total":{"title":"合计","citation":"…"}})";
  view.needs_json = R"([{"type":"field","field":"total_amount"}])";
  view.needs_total = 3;
  view.summary.outcome = claim.outcome;
  if (view.summary.state.empty()) view.summary.state = claim.outcome == "complete" ? "accepted" : "received";
  view.summary.claim_id = claim.claim_id, view.summary.claimant = claim.claimant;
  view.summary.amount_fen = core::parse_money(claim.total).value_or(-1);
  return view;
}

Result<core::DeskClaim> MadeContents::summary(const core::PacketRecord& packet) {
  const auto found = find(packet.claim);
  if (!found) return found.error();
  core::DeskClaim row;
  row.claim_id = found.value().claim_id, row.claimant = found.value().claimant, row.outcome = found.value().outcome;
  row.region = "xiamen", row.claim_type = "inpatient", row.hospital = "厦门市第一医院";
  row.state = "received", row.amount_fen = core::parse_money(found.value().total).value_or(-1);
  if (row.outcome != "complete")
    row.reasons = {{"x.bill.total", "合计 ≠ 大写", row.outcome == "supplement" ? "supplement" : "review"}};
  return row;
}

Result<core::MadeAgain> MadeContents::repack(std::int64_t id, const Corrections& corrections) {
  if (disk_full) return Error{ErrorCode::disk, "No space left on device", "", "Free some"};
  if (pack_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(pack_ms));
  const auto made = view(id, corrections);
  if (!made) return made.error();
  const std::lock_guard lock(mutex);
  ++claims[id].packed;
  return core::MadeAgain{id * 10 + 1, {"claim.json", "packet.pdf"}, made.value().summary};
}

Result<std::vector<std::string>> MadeContents::files(std::int64_t) {
  return std::vector<std::string>{"claim.json", "packet.pdf", "notice.pdf"};
}

Result<std::string> MadeContents::file(std::int64_t id, const std::string& name) {
  if (name == "claim.json") {
    const auto made = view(id, {});
    if (!made) return made.error();
    return made.value().claim_json;
  }
  return std::string("%PDF-1.7 ") + name;
}

namespace {
Result<core::ShownPicture> picture(int n, const std::string& what) {
  if (n != 1) return Error{ErrorCode::missing_part, "There is no such page", std::to_string(n), ""};
  return core::ShownPicture{"\xff\xd8" + what, "etag-" + what};
}
}  // namespace

Result<core::ShownPicture> MadeContents::proxy(std::int64_t, int n, int turn) {
  return picture(n, "proxy" + std::to_string(turn));
}
Result<core::ShownPicture> MadeContents::tile(std::int64_t, int n, int level, int x, int y, int) {
  return picture(n, std::to_string(level) + "/" + std::to_string(x) + "_" + std::to_string(y));
}
Result<core::ShownPicture> MadeContents::crop(std::int64_t, int n, const std::array<int, 4>& box, double) {
  return picture(n, "crop" + std::to_string(box[2]));
}
Result<std::string> MadeContents::read_box(std::int64_t, int, const std::array<int, 4>&, const std::string&) {
  return std::string(R"({"text":"12,345.60","candidates":[]})");
}
Result<std::vector<core::WallCrop>> MadeContents::wall(const std::vector<std::int64_t>& of, const std::string& field, int limit) {
  std::vector<core::WallCrop> crops;
  for (const std::int64_t claim : of)
    if (int(crops.size()) < limit) crops.push_back({claim, "c", field, "12345.60", 1, {1, 2, 3, 4}, 0.9, true});
  return crops;
}
Result<std::string> MadeContents::rules(const std::string& region) {
  if (region == "nowhere") return Error{ErrorCode::missing_part, "There are no rules of this region", region, ""};
  return std::string(R"({"rules":[]})");
}

Result<std::string> MadeDoor::put(const std::string& folder, const std::string& name, const std::string& from) {
  fs::create_directories(inbox() / folder);
  const std::string as = fs::exists(inbox() / folder / name) ? "2-" + name : name;
  fs::rename(from, inbox() / folder / as);
  return as;
}

Result<core::Done> MadeDoor::complete(const std::string& folder) {
  made::put(inbox() / folder / ".ready", "");
  return core::Done{};
}

std::string Answer::code() const {
  const Json found = json();
  return found.is_object() && found.contains("error") ? found.at("error").value("code", "") : "";
}

Answer Browser::settle(const std::string& method, const std::string& path, httplib::Result result) {
  if (!result) return {};
  Answer answer{result->status, result->body, result->headers};
  const std::string set = answer.header("Set-Cookie");
  if (set.compare(0, 18, "claimpack_session=") == 0) {
    cookie = set.substr(0, set.find(';'));
    if (const Json json = answer.json(); json.is_object() && json.contains("csrf")) csrf = json.at("csrf").get<std::string>();
  }
  if (path.compare(0, 4, "/api") == 0 || path.compare(0, 8, "/metrics") == 0) {
    if (const std::string wrong = not_as_described(method, path, answer); !wrong.empty())
      throw std::runtime_error(wrong + " for " + method + " " + path + ": " + std::to_string(answer.status) + " " +
                               answer.body.substr(0, 400));
  }
  return answer;
}

Answer Browser::call(const std::string& method, const std::string& path, const std::string& body, const char* type) {
  httplib::Request request;
  request.method = method, request.path = path, request.headers = extra;
  if (!cookie.empty() && !request.has_header("Cookie")) request.headers.emplace("Cookie", cookie);
  if (!csrf.empty() && method != "GET" && !request.has_header("X-CSRF-Token")) request.headers.emplace("X-CSRF-Token", csrf);
  if (!body.empty()) request.headers.emplace("Content-Type", type), request.body = body;
  return settle(method, path, client_.send(request));
}

Answer Browser::upload(const std::string& path, const httplib::MultipartFormDataItems& files) {
  httplib::Headers headers = extra;
  headers.emplace("Cookie", cookie);
  headers.emplace("X-CSRF-Token", csrf);
  return settle("POST", path, client_.Post(path.c_str(), headers, files));
}

Answer Browser::login(const std::string& login, const std::string& word) {
  return post("/api/login", {{"login", login}, {"password", word}});
}

void House::open() {
  auto opened = review::Station::open({*desk, *shelf, contents, door, clock, calendar}, settings,
                                      [this](const std::string& what) { told.push_back(what); });
  if (!opened) FAIL(core::sentence(opened.error()));
  station = std::move(opened).value();
}

Browser House::as(core::Role role, const std::string& name) {
  static const std::string hash = [] {
    REQUIRE(review::begin_secrets().ok());
    // Argon2id at its least: many people log in here. What the server makes of a password is tested where it makes it.
    char text[crypto_pwhash_STRBYTES];
    REQUIRE(crypto_pwhash_str(text, password, std::strlen(password), crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN) ==
            0);
    return std::string(text);
  }();
  core::Person person;
  person.login = name.empty() ? core::name_of(role) : name, person.name = person.login, person.role = role,
  person.password_hash = hash;
  if (!desk->person(person.login).value()) REQUIRE(desk->add_person(person, 0).ok());
  if (!station) open();
  Browser browser(station->port());
  REQUIRE(browser.login(person.login, password).status == 200);
  return browser;
}

std::int64_t House::packed(const std::string& name, const std::string& outcome) {
  const auto file = folder / ("in/" + name + "/1.jpg");
  made::put(file, "page of " + name);
  const auto kept = shelf->keep_file(file).value();
  const auto arrival =
      shelf->arrive({kept.digest, file.string(), "1.jpg", (folder / "in").string(), name, kept.mark, false, name, 0});
  const auto id = arrival.value().claim;
  REQUIRE((shelf->seal(id, 0).ok() && shelf->begin(id).ok() && shelf->was_read(id).ok()));
  core::PacketRecord packet;
  packet.claim = id, packet.outcome = outcome, packet.claim_id = name;
  packet.files = {{"claim.json", shelf->keep("{}").value()}};
  packet.pages = {{arrival.value().id, "1.jpg", 1}};
  REQUIRE(shelf->packed(packet, {{arrival.value().id, core::ArrivalState::packed, ""}}).ok());
  const std::lock_guard lock(contents.mutex);
  contents.claims[id].claim_id = name, contents.claims[id].outcome = outcome;
  return id;
}

std::int64_t House::claim(const std::string& name, const std::string& outcome) {
  const auto id = packed(name, outcome);
  if (!station) open();
  REQUIRE(station->tend().ok());
  return id;
}

}  // namespace claimpack::made
