// Working on claims: leases, corrections, decisions, second eyes, and that nothing is lost or done twice.
#include <algorithm>
#include <set>
#include <thread>

#include "review/made_station.hpp"

using namespace claimpack;
using core::Role;
using made::Answer;
using made::Browser;
using made::House;
using made::Json;

namespace {

std::string at(std::int64_t claim, const std::string& more = "") { return "/api/claims/" + std::to_string(claim) + more; }

std::int64_t taken(Browser& who, std::int64_t claim) {
  const Answer answer = who.post(at(claim, "/lease"));
  REQUIRE(answer.status == 200);
  return answer.json().at("token").get<std::int64_t>();
}

Json total(std::int64_t token, int revision, const std::string& value) {
  return {{"token", token},
          {"base_revision", revision},
          {"corrections", {{{"kind", "set_field"}, {"field", "total_amount"}, {"value", value}}}}};
}

std::string total_of(const Json& view) {
  return view.at("claim").at("documents").at(0).at("fields").at("total_amount").at("value").get<std::string>();
}

}  // namespace

TEST_CASE("a claim is taken, corrected, submitted; its packet is made once and leaves") {
  House house;
  const auto claim = house.claim("a");
  Browser lin = house.as(Role::reviewer, "lin");
  const auto next = lin.post("/api/queue/next").json();
  CHECK(next.at("claim") == claim);
  const std::int64_t token = next.at("lease").at("token").get<std::int64_t>();
  const Json view = lin.post(at(claim, "/corrections"), total(token, 0, "99.00")).json();
  CHECK(total_of(view) == "99.00");
  CHECK(view.at("revision") == 1);
  CHECK(view.at("changed").dump().find("/documents/0/fields/total_amount/value") != std::string::npos);
  CHECK(view.at("corrections").at(0).at("person") == "lin");
  const Json done = lin.post(at(claim, "/submit"), {{"token", token}, {"base_revision", 1}, {"decision", nullptr}}).json();
  CHECK(done.at("state") == "packed");
  CHECK(house.contents.claims[claim].packed == 1);
  CHECK(lin.post("/api/queue/next").status == 204);
  CHECK(lin.get("/api/queue").json().at("total") == 0);
  const auto out = house.desk->outbox(0, 10).value();
  REQUIRE(out.size() == 1);
  const Json body = Json::parse(out[0].body);
  CHECK((body.at("decided_by") == "lin" && body.at("outcome") == "complete"));
  CHECK(house.shelf->audit().value().faults.empty());
}

TEST_CASE("complete claims need nobody: they leave at once and stand in no queue") {
  House house;
  const auto claim = house.claim("a", "complete");
  Browser lin = house.as(Role::reviewer, "lin");
  CHECK(lin.post("/api/queue/next").status == 204);
  CHECK(lin.get("/api/queue?stand=automatic").json().at("items").at(0).at("claim") == claim);
  CHECK(house.desk->outbox(0, 10).value().size() == 1);
}

TEST_CASE("two people who ask at the same moment get two claims, or one gets none") {
  House house;
  house.claim("a"), house.claim("b"), house.claim("c");
  std::vector<Browser> people;
  for (int i = 0; i < 6; ++i) people.push_back(house.as(Role::reviewer, "p" + std::to_string(i)));
  std::mutex mutex;
  std::multiset<int> got;
  std::vector<std::thread> threads;
  for (Browser& who : people)
    threads.emplace_back([&] {
      const Answer answer = who.post("/api/queue/next");
      const std::lock_guard lock(mutex);
      got.insert(answer.status == 200 ? answer.json().at("claim").get<int>() : -answer.status);
    });
  for (auto& thread : threads) thread.join();
  CHECK(got == std::multiset<int>{-204, -204, -204, 1, 2, 3});
}

TEST_CASE("an expired lease: another takes the claim, and the first one's late save is refused and changes nothing") {
  House house;
  const auto claim = house.claim("a");
  Browser lin = house.as(Role::reviewer, "lin"), zhou = house.as(Role::reviewer, "zhou");
  const auto old = taken(lin, claim);
  CHECK(zhou.post(at(claim, "/lease")).code() == "lease_lost");
  house.clock.pass(house.settings.lease_seconds * 1000LL + 1);
  const auto fresh = taken(zhou, claim);
  CHECK(fresh > old);
  const Answer late = lin.post(at(claim, "/corrections"), total(old, 0, "1.00"));
  CHECK((late.status == 409 && late.code() == "lease_lost"));
  CHECK(lin.put(at(claim, "/lease"), {{"token", old}}).code() == "lease_lost");
  CHECK(lin.post(at(claim, "/submit"), {{"token", old}, {"base_revision", 0}}).code() == "lease_lost");
  // Another's token is of no use, and is not told.
  CHECK(lin.post(at(claim, "/corrections"), total(fresh, 0, "1.00")).code() == "lease_lost");
  CHECK(lin.get(at(claim)).json().at("lease").at("token") == 0);
  CHECK(total_of(zhou.get(at(claim)).json()) == "12345.60");
  CHECK(zhou.post(at(claim, "/corrections"), total(fresh, 0, "2.00")).status == 200);
}

TEST_CASE("a closed browser loses nothing: what was saved is there, for the same person and for the next") {
  House house;
  const auto claim = house.claim("a");
  {
    Browser lin = house.as(Role::reviewer, "lin");
    REQUIRE(lin.post(at(claim, "/corrections"), total(taken(lin, claim), 0, "99.00")).status == 200);
  }
  house.reopen();  // and the server was started anew
  Browser lin = house.as(Role::reviewer, "lin");
  CHECK(total_of(lin.get(at(claim)).json()) == "99.00");
  CHECK(lin.post(at(claim, "/corrections"), total(taken(lin, claim), 1, "98.00")).status == 200);
  house.clock.pass(house.settings.lease_seconds * 1000LL + 1);
  Browser zhou = house.as(Role::reviewer, "zhou");
  CHECK(zhou.post("/api/queue/next").json().at("claim") == claim);
  CHECK(total_of(zhou.get(at(claim)).json()) == "98.00");
}

TEST_CASE("a save whose answer was lost is sent again and done once") {
  House house;
  const auto claim = house.claim("a");
  Browser lin = house.as(Role::reviewer, "lin");
  Json body = total(taken(lin, claim), 0, "99.00");
  body["request_id"] = "r-1";
  REQUIRE(lin.post(at(claim, "/corrections"), body).status == 200);
  const Answer again = lin.post(at(claim, "/corrections"), body);
  CHECK(again.status == 200);
  CHECK(again.json().at("revision") == 1);
  CHECK(house.desk->corrections(claim).value().size() == 1);
  body["request_id"] = "r-2";
  CHECK(lin.post(at(claim, "/corrections"), body).code() == "revision_old");
}

TEST_CASE("corrections that do not fit are refused and nothing of them is kept") {
  House house;
  const auto claim = house.claim("a");
  Browser lin = house.as(Role::reviewer, "lin");
  const auto token = taken(lin, claim);
  const auto send = [&](const Json& corrections) {
    return lin.post(at(claim, "/corrections"), {{"token", token}, {"base_revision", 0}, {"corrections", corrections}}).status;
  };
  CHECK(send(Json::array({{{"kind", "note"}, {"text", "x"}}, {{"kind", "nonsense"}}})) == 422);
  CHECK(send(Json::array({{{"kind", "decision"}, {"state", "accepted"}}})) == 422);
  CHECK(send(Json::array()) == 400);
  CHECK(send(Json::array({"x"})) == 400);
  CHECK(send("x") == 400);
  CHECK(lin.post(at(claim, "/corrections"), {{"base_revision", 0}}).status == 400);
  CHECK(house.desk->corrections(claim).value().empty());
  // Who said it and when is the server's to say.
  REQUIRE(send(Json::array({{{"kind", "note"}, {"text", "x"}, {"person", "chen"}, {"second", "chen"}, {"id", 77}}})) == 200);
  const auto kept = house.desk->corrections(claim).value();
  CHECK((kept[0].login == "lin" && kept[0].id == 1 && kept[0].body.find("chen") == std::string::npos));
}

TEST_CASE("against the claimant, or above the office's limit, two people decide") {
  House house;
  house.settings.four_eyes_fen = 1'000'000;  // 10,000.00; the claim has 12,345.60
  const auto claim = house.claim("a");
  Browser lin = house.as(Role::senior, "lin"), zhou = house.as(Role::senior, "zhou"), wu = house.as(Role::reviewer, "wu");
  CHECK(lin.get(at(claim)).json().at("needs_second") == true);
  Json decision = {{"token", taken(lin, claim)}, {"base_revision", 0}, {"decision", nullptr}};
  SECTION("the amount") {}
  SECTION("a rejection below the limit") {
    house.contents.claims[claim].total = "5.00";
    decision["decision"] = {{"state", "not_accepted"}, {"reason", ""}};
    CHECK(lin.post(at(claim, "/submit"), decision).status == 422);  // without a reason
    decision["decision"]["reason"] = "超过时限";
  }
  CHECK(lin.post(at(claim, "/submit"), decision).json().at("state") == "waiting_second");
  CHECK(house.contents.claims[claim].packed == 0);
  CHECK(wu.post(at(claim, "/second"), {{"token", 1}, {"agree", true}}).status == 403);
  const auto own = taken(lin, claim);
  CHECK(lin.post(at(claim, "/second"), {{"token", own}, {"agree", true}}).code() == "self");
  REQUIRE(lin.remove(at(claim, "/lease?token=" + std::to_string(own))).status == 200);
  const auto next = zhou.post("/api/queue/next").json();
  CHECK(next.at("claim") == claim);
  const Json token = next.at("lease").at("token");
  CHECK(zhou.post(at(claim, "/second"), {{"token", token}, {"agree", false}}).status >= 400);  // says not why
  CHECK(zhou.post(at(claim, "/second"), {{"token", token}, {"agree", true}}).json().at("state") == "packed");
  CHECK(house.contents.claims[claim].packed == 1);
  CHECK(zhou.post(at(claim, "/second"), {{"token", token}, {"agree", true}}).status == 409);
  const Json body = Json::parse(house.desk->outbox(0, 10).value().at(0).body);
  CHECK((body.at("decided_by") == "lin" && body.at("second_by") == "zhou"));
}

TEST_CASE("a second person who does not agree sends it back with a reason, to the seniors' pile") {
  House house;
  const auto claim = house.claim("a");
  Browser lin = house.as(Role::reviewer, "lin"), zhou = house.as(Role::senior, "zhou");
  REQUIRE(lin.post(at(claim, "/submit"), {{"token", taken(lin, claim)},
                                          {"base_revision", 0},
                                          {"decision", {{"state", "not_accepted"}, {"reason", "超期"}}}})
              .status == 200);
  CHECK(zhou.post(at(claim, "/second"), {{"token", taken(zhou, claim)}, {"agree", false}, {"reason", "未超期"}})
            .json()
            .at("state") == "waiting");
  const Json item = zhou.get("/api/queue?stand=senior").json().at("items").at(0);
  CHECK((item.at("claim") == claim && item.at("senior_reason") == "未超期" && item.at("waiting_second") == false));
  CHECK(lin.post("/api/queue/next").status == 204);  // it is the seniors'
}

TEST_CASE("a decision is kept before its packet is made: a full disk or a death only delays it") {
  House house;
  const auto claim = house.claim("a");
  Browser lin = house.as(Role::reviewer, "lin");
  house.contents.disk_full = true;
  const Json answer = lin.post(at(claim, "/submit"), {{"token", taken(lin, claim)}, {"base_revision", 0}}).json();
  CHECK(answer.at("state") == "packing");
  CHECK_FALSE(house.station->tend().ok());
  house.reopen();
  house.contents.disk_full = false;
  CHECK(house.station->tend().value() == 1);
  CHECK(house.contents.claims[claim].packed == 1);
  CHECK(house.desk->outbox(0, 10).value().size() == 1);
  CHECK(house.station->tend().value() == 0);
}

TEST_CASE("two submits of one claim at the same moment: one is done, the other refused") {
  House house;
  house.contents.pack_ms = 50;
  const auto claim = house.claim("a");
  Browser lin = house.as(Role::reviewer, "lin"), again = house.as(Role::reviewer, "lin");
  const Json body = {{"token", taken(lin, claim)}, {"base_revision", 0}};
  int one = 0, two = 0;
  std::thread first([&] { one = lin.post(at(claim, "/submit"), body).status; });
  std::thread second([&] { two = again.post(at(claim, "/submit"), body).status; });
  first.join(), second.join();
  CHECK(std::set<int>{one, two} == std::set<int>{200, 409});
  CHECK(house.contents.claims[claim].packed == 1);
}

TEST_CASE("personal data is masked until somebody says why, and every look is in the log") {
  House house;
  const auto claim = house.claim("a");
  Browser lin = house.as(Role::reviewer, "lin"), auditor = house.as(Role::auditor), admin = house.as(Role::admin);
  const std::string masked = lin.get(at(claim)).body;
  CHECK(masked.find("350203196002290011") == std::string::npos);
  CHECK(masked.find("350203********0011") != std::string::npos);
  CHECK(masked.find("139****5678") != std::string::npos);
  CHECK(lin.get("/api/queue").json().at("items").at(0).at("claimant") == "林**");
  CHECK(lin.get(at(claim, "/files/claim.json")).body.find("350203196002290011") == std::string::npos);
  CHECK(lin.post(at(claim, "/unmask"), {{"reason", ""}}).status == 422);
  CHECK(lin.post(at(claim, "/unmask"), {{"reason", "核对证件"}}).body.find("350203196002290011") != std::string::npos);
  CHECK(lin.get(at(claim)).json().at("masked") == false);
  CHECK(auditor.get(at(claim)).json().at("masked") == true);  // of that session alone
  CHECK(admin.get(at(claim)).status == 403);
  CHECK(admin.post(at(claim, "/unmask"), {{"reason", "x"}}).status == 403);
  house.clock.pass(31 * 60'000);
  CHECK(lin.get(at(claim)).json().at("masked") == true);
  std::string verbs;
  const Json log = auditor.get("/api/audit?limit=1000").json();
  for (const Json& line : log.at("lines"))
    if (line.at("kind") == "act" && line.at("subject") == claim) verbs += line.at("why").get<std::string>() + " ";
  CHECK(verbs == "saw saw unmasked saw ");
}

TEST_CASE("an ETag spares what has not changed") {
  House house;
  const auto claim = house.claim("a");
  Browser lin = house.as(Role::reviewer, "lin");
  const std::string etag = lin.get(at(claim)).header("ETag");
  REQUIRE_FALSE(etag.empty());
  lin.extra = {{"If-None-Match", etag}};
  CHECK(lin.get(at(claim)).status == 304);
  lin.extra = {};
  const auto token = taken(lin, claim);
  lin.extra = {{"If-None-Match", etag}};
  CHECK(lin.get(at(claim)).status == 200);  // held now
  CHECK(lin.post(at(claim, "/corrections"), total(token, 0, "1.00")).header("ETag") != etag);
  lin.extra = {};
  const std::string picture = lin.get(at(claim, "/pages/1/proxy.jpg")).header("ETag");
  lin.extra = {{"If-None-Match", picture}};
  CHECK(lin.get(at(claim, "/pages/1/proxy.jpg")).status == 304);
}

TEST_CASE("postponed claims come back when their time has come; deadlines count working days") {
  House house;
  const auto claim = house.claim("a");
  Browser lin = house.as(Role::reviewer, "lin");
  const auto token = taken(lin, claim);
  const std::int64_t until = house.clock.now + 3'600'000;
  CHECK(lin.post(at(claim, "/postpone"), {{"token", token}, {"until", until}, {"reason", ""}}).status == 422);
  CHECK(lin.post(at(claim, "/postpone"), {{"token", token}, {"until", 1}, {"reason", "x"}}).status == 422);
  CHECK(lin.post(at(claim, "/postpone"), {{"token", token}, {"until", until}, {"reason", "等病历"}}).status == 200);
  CHECK(lin.post("/api/queue/next").status == 204);
  CHECK(lin.get("/api/queue?stand=postponed").json().at("items").at(0).at("postponed_for") == "等病历");
  house.clock.pass(3'600'001);
  CHECK(lin.post("/api/queue/next").json().at("claim") == claim);
  const Json item = lin.get("/api/queue").json().at("items").at(0);
  CHECK(item.at("days_left") == 30);
  house.clock.pass(60LL * 86'400'000);
  Browser later = house.as(Role::reviewer, "lin");
  CHECK(later.get("/api/queue").json().at("items").at(0).at("days_left") < 0);
  CHECK(later.get("/api/queue").json().at("counts").at("overdue") == 1);
}

TEST_CASE("blind samples: nobody reads the own work again, and the answers are counted with their bound") {
  House house;
  house.settings.sample_share = 1, house.settings.second_share = 1, house.settings.known_share = 1;
  house.claim("auto", "complete");
  const auto typed = house.claim("typed");
  Browser lin = house.as(Role::reviewer, "lin"), zhou = house.as(Role::reviewer, "zhou"), boss = house.as(Role::supervisor);
  const auto token = taken(lin, typed);
  REQUIRE(lin.post(at(typed, "/corrections"), total(token, 0, "99.00")).status == 200);
  REQUIRE(lin.post(at(typed, "/submit"), {{"token", token}, {"base_revision", 1}}).status == 200);
  std::set<int> mine;
  for (Answer sample = lin.post("/api/quality/next"); sample.status == 200; sample = lin.post("/api/quality/next")) {
    const int id = sample.json().at("id").get<int>();
    if (!mine.insert(id).second) break;
    CHECK(sample.json().at("claim") != typed);
    CHECK(lin.post("/api/quality/" + std::to_string(id), {{"value", "１２，３４５．６"}}).status == 200);
    CHECK(lin.post("/api/quality/" + std::to_string(id), {{"value", "1"}}).status == 409);
  }
  CHECK(mine.size() == 1);
  // zhou keys what lin typed, and what is known by now.
  for (int i = 0; i < 2; ++i) {
    const Json sample = zhou.post("/api/quality/next").json();
    const std::string value = sample.at("claim") == typed ? "98.00" : "12345.60";
    CHECK(zhou.post("/api/quality/" + std::to_string(sample.at("id").get<int>()), {{"value", value}}).status == 200);
  }
  CHECK(zhou.post("/api/quality/next").status == 204);
  // Two people read it differently: the claim that had left is a senior's again, and nobody else's.
  const auto back = house.desk->desk_claim(typed).value();
  CHECK((back.stand == core::Stand::waiting && back.with_senior && back.decided_by == 0));
  CHECK(back.senior_reason.find("total_amount") != std::string::npos);
  CHECK(lin.post("/api/queue/next").status == 204);
  Browser shu = house.as(Role::senior, "shu");
  CHECK(taken(shu, typed) > 0);
  const Json quality = boss.get("/api/quality").json();
  CHECK((quality.at("sampled") == 1 && quality.at("wrong") == 0));
  CHECK(quality.at("people_fields").at(0).at("field") == "total_amount");
  CHECK(quality.at("fields").at(0).at("sampled") == 1);
  CHECK(quality.at("fields").at(0).at("wrong") == 0);
  CHECK(quality.at("fields").at(0).at("wrong_share_max").get<double>() == Approx(0.95));
  std::map<std::string, int> wrong;
  for (const Json& each : quality.at("people")) wrong[each.at("name").get<std::string>()] = each.at("wrong").get<int>();
  CHECK(wrong == std::map<std::string, int>{{"lin", 1}, {"zhou", 0}});
  const Json numbers = boss.get("/api/dashboard").json().at("numbers");
  CHECK((numbers.at("sampled") == 1 && numbers.at("true_error") == 0.0));
}

TEST_CASE("a supervisor says what goes first, until when, and who does it") {
  House house;
  const auto first = house.claim("first"), other = house.claim("other");
  Browser boss = house.as(Role::supervisor), lin = house.as(Role::reviewer, "lin"), zhou = house.as(Role::reviewer, "zhou");
  const auto steer = [&](std::int64_t claim, const Json& what) { return boss.post(at(claim, "/priority"), what); };
  REQUIRE(steer(first, {{"person", house.id_of("zhou")}}).status == 200);
  CHECK(lin.post("/api/queue/next").json().at("claim") == other);  // the older one is for zhou
  CHECK(zhou.post("/api/queue/next").json().at("claim") == first);
  CHECK(steer(first, {{"person", 0}, {"deadline", "2026-10-01"}, {"priority", 10}}).status == 200);
  const Json queue = boss.get("/api/queue").json().at("items");
  CHECK((queue.at(0).at("claim") == first && queue.at(0).at("priority") == 10 && queue.at(0).at("deadline") == "2026-10-01"));
  CHECK(queue.at(0).at("assigned_to").is_null());
  for (const Json& wrong : {Json{{"priority", 101}}, Json{{"deadline", "2026-13-01"}}, Json{{"deadline", "soon"}},
                            Json{{"person", 999}}, Json{{"person", house.id_of("chief")}}})
    CHECK(steer(first, wrong).status == 422);
  CHECK(steer(first, {{"person", "zhou"}}).status == 400);
  CHECK(steer(999, {{"priority", 1}}).status == 404);
  CHECK(house.shelf->audit().value().faults.empty());
}

TEST_CASE("the queue says a region by its title, and nothing where it is not known") {
  House house;
  const auto claim = house.claim("a");
  Browser boss = house.as(Role::supervisor);
  CHECK(house.desk->desk_claim(claim).value().region_title.empty());
  CHECK(boss.get("/api/queue").json().at("items").at(0).at("region_title") == "厦门市");
  CHECK(boss.get(at(claim, "")).json().at("queue").at("region_title") == "厦门市");
}

TEST_CASE("the dashboard counts what came, waits and left") {
  House house;
  house.claim("auto", "complete");
  const auto old = house.claim("old", "supplement");
  house.clock.pass(4LL * 86'400'000);
  house.claim("new");
  Browser boss = house.as(Role::supervisor);
  const Json board = boss.get("/api/dashboard?days=7").json();
  const Json& numbers = board.at("numbers");
  CHECK((numbers.at("in_today") == 1 && numbers.at("waiting") == 2 && numbers.at("oldest_days") == 4));
  CHECK(numbers.at("untouched_share").get<double>() == Approx(1.0 / 3));
  CHECK(numbers.at("true_error").is_null());
  int waiting = 0;
  for (const Json& age : board.at("backlog_by_age")) waiting += age.at("count").get<int>();
  CHECK(waiting == 2);
  CHECK(board.at("backlog_by_age").at(2).at("count") == 1);  // 3 to 7 days
  CHECK(board.at("series").at("days").size() == 7);
  CHECK(board.at("series").at("automatic").at(2) == 1);
  CHECK(board.at("series").at("pages").at(6) == 1);
  CHECK(board.at("supplement_reasons").at(0).at("count") == 1);
  REQUIRE(house.desk->desk_claim(old).ok());
  CHECK(boss.get("/api/dashboard?days=0").status == 400);
}
