// A reviewer's corrections of a claim of the shelf: decided again, packed again, and every byte of it proved.
#include <algorithm>
#include <set>

#include "catch.hpp"
#include "run/kept_claim.hpp"
#include "run/made_station.hpp"

using namespace claimpack;
namespace fs = std::filesystem;
using made::at;
using nlohmann::json;

namespace {

const std::string bill = R"("document":{"file":"1.bmp","page":1})", list = R"("document":{"file":"2.bmp","page":1})";

const json* document(const json& claim, const std::string& kind) {
  for (const auto& each : claim.at("documents"))
    if (each.at("kind") == kind) return &each;
  return nullptr;
}

std::string value(const json& claim, const std::string& kind, const std::string& pointer) {
  const json* found = document(claim, kind);
  return found ? at(*found, pointer + "/value") : "no " + kind;
}

}  // namespace

TEST_CASE("a claim of the shelf is decided again as it was packed, and the readings survive the way to the shelf") {
  made::Station station;
  const auto claim = station.take("a", 3);
  const json packed = station.packet("a"), again = station.decide(claim);
  for (const char* part : {"documents", "checklist", "findings", "outcome", "case", "blank_pages", "claimant"})
    CHECK(again.at(part) == packed.at(part));
  CHECK(station.reader.calls == 3);  // nothing was read again
  const auto last = station.shelf->last_packet(claim).value();
  const auto bytes = station.shelf->bytes_of(last->readings).value();
  const auto open = run::open_kept_claim(bytes);
  REQUIRE(open.ok());
  CHECK(run::kept_claim_bytes(open.value()).value() == bytes);
  CHECK(station.faults().empty());
  for (const std::size_t cut : {std::size_t(0), std::size_t(7), std::size_t(20), bytes.size() / 2, bytes.size() - 1})
    CHECK_FALSE(run::open_kept_claim(bytes.substr(0, cut)).ok());
  std::string flipped = bytes;
  for (std::size_t i = 8; i < flipped.size(); i += 97) {
    flipped[i] = char(flipped[i] ^ 0x10);
    (void)run::open_kept_claim(flipped);  // an error or a claim, never a crash
  }
}

TEST_CASE("a corrected cell is taken up by the row, the list and the claim") {
  made::Station station;
  const auto claim = station.take("a", 3);
  const json before = station.decide(claim);
  REQUIRE(value(before, "expense_list", "items/1/amount") == "20.09");
  const auto said = station.say(claim, {}, {"{\"kind\":\"set_field\"," + list + R"(,"field":"items[1].amount","value":"27"})"});
  REQUIRE(said.size() == 1);
  CHECK(said[0].id == 1);
  CHECK(said[0].value == "27.00");
  CHECK(said[0].row_key.rfind("2.bmp#1@", 0) == 0);
  const json after = station.decide(claim, said);
  const json& amount = document(after, "expense_list")->at("items").at(1).at("amount");
  CHECK(amount.at("value") == "27.00");
  CHECK(amount.at("source") == "reviewer");
  CHECK(amount.at("accepted") == true);
  CHECK(amount.at("read_first") == "20.09");
  std::set<std::string> agree;
  for (const auto& each : amount.at("witnesses"))
    if (each.at("agrees") == true) agree.insert(each.at("by"));
  CHECK(agree.count("reviewer"));
  CHECK(agree.count("row_product"));
  CHECK(after.at("corrections").size() == 1);
  CHECK(after.at("corrections").at(0).at("person_name") == "林审核");
  const auto needs = [&](const std::vector<core::Correction>& with) {
    std::set<std::string> fields;
    const auto decided = station.revised->decide(claim, with);
    for (const auto& need : decided.value().needs) fields.insert(std::to_string(need.document) + " " + need.field);
    CHECK(decided.value().looked_at > int(fields.size()));
    return fields;
  };
  const auto open = needs({}), left = needs(said);
  const auto has_cell = [](const auto& all) {
    return std::any_of(all.begin(), all.end(), [](const std::string& n) { return n.find("items[1].amount") != n.npos; });
  };
  CHECK(has_cell(open));
  CHECK_FALSE(has_cell(left));
  auto undone = said;
  undone[0].undone = true;
  const json back = station.decide(claim, undone);
  CHECK(back.at("documents") == before.at("documents"));
  CHECK(back.at("findings") == before.at("findings"));
}

TEST_CASE("what does not fit is refused before it is kept, and names what is wrong") {
  made::Station station;
  const auto claim = station.take("a", 3);
  for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
           {R"({"kind":"set_field","document":{"file":"9.bmp","page":1},"field":"total_amount","value":"1"})", "9.bmp"},
           {"{\"kind\":\"set_field\"," + bill + R"(,"field":"colour","value":"1"})", "colour"},
           {"{\"kind\":\"set_field\"," + bill + R"(,"field":"total_amount","value":"twelve"})", "twelve"},
           {"{\"kind\":\"set_field\"," + list + R"(,"field":"items[9].amount","value":"1"})", "row 10"},
           {"{\"kind\":\"accept_field\"," + bill + R"(,"field":"checker"})", "checker"},
           {"{\"kind\":\"remove_item\"," + list + R"(,"row":3})", "row 4"},
           {"{\"kind\":\"set_kind\"," + bill + R"(,"value":"novel"})", "novel"},
           {R"({"kind":"set_aside_page","page":{"file":"1.bmp","page":2},"reason":"x"})", "1.bmp"},
           {R"({"kind":"set_intake","patch":{"region":"atlantis"}})", "atlantis"},
           {R"({"kind":"set_intake","patch":{"submitted_on":"2024-02-31"}})", "2024-02-31"},
           {R"({"kind":"decision","state":"happy","reason":""})", "happy"},
           {R"({"kind":"answer","rule":"no.such","answer":true})", "no.such"}}) {
    INFO(text);
    const auto settled = station.revised->settle(claim, {}, {made::correction(text)});
    REQUIRE_FALSE(settled.ok());
    CHECK(settled.error().code == core::ErrorCode::bad_input);
    CHECK(core::sentence(settled.error()).find(said) != std::string::npos);
  }
  CHECK_FALSE(station.revised->decide(claim + 7, {}).ok());
}

TEST_CASE("pages are regrouped, set aside and turned, and each correction of a field holds where it still fits") {
  made::Station station;
  const auto claim = station.take("a", 4);
  auto said = station.say(claim, {},
                          {"{\"kind\":\"set_field\"," + list + R"(,"field":"items[1].amount","value":"27.00"})",
                           R"({"kind":"set_field","document":{"file":"3.bmp","page":1},"field":"patient_name","value":"江予"})"});
  said = station.say(claim, said, {R"({"kind":"set_aside_page","page":{"file":"4.bmp","page":1},"reason":"他人材料"})"});
  const json aside = station.decide(claim, said);
  CHECK(at(aside, "pages_aside/0/reason") == "他人材料");
  CHECK(value(aside, "discharge_summary", "fields/patient_name") == "江予");
  const auto decided = station.revised->decide(claim, said);
  CHECK(decided.value().pages.at(3).set_aside == "他人材料");
  CHECK(decided.value().pages.at(3).document == -1);
  CHECK(decided.value().unfit.empty());

  // The summary goes into the list: its name has no document any more, and that is told.
  const auto grouped = station.say(
      claim, said,
      {R"({"kind":"group_pages","pages":[{"file":"2.bmp","page":1},{"file":"3.bmp","page":1}],"value":"expense_list"})"});
  const auto after = station.revised->decide(claim, grouped);
  REQUIRE(after.ok());
  REQUIRE(after.value().unfit.size() == 1);
  CHECK(after.value().unfit[0].id == 2);
  const json claim_json = json::parse(after.value().claim_json);
  CHECK(value(claim_json, "expense_list", "items/1/amount") == "27.00");
  CHECK(claim_json.at("unfit_corrections").size() == 1);
  CHECK(after.value().outcome >= core::Outcome::review);

  const int calls = station.reader.calls;
  const auto turned = station.say(claim, said, {R"({"kind":"turn_page","page":{"file":"2.bmp","page":1},"turn":270})"});
  CHECK(document(station.decide(claim, turned), "expense_list") == nullptr);
  CHECK(station.reader.calls == calls + 1);  // the page is read again, once
  station.decide(claim, said);
  CHECK(document(station.decide(claim, turned), "expense_list") == nullptr);
  CHECK(station.reader.calls == calls + 1);
  CHECK(value(station.decide(claim, said), "expense_list", "items/1/amount") == "27.00");
}

TEST_CASE("the desk's facts and a decision are corrections like any other") {
  made::Station station;
  const auto claim = station.take("a", 3);
  auto said = station.say(claim, {},
                          {R"({"kind":"set_intake","patch":{"region":"beijing","claimant":{"name":"江予怀"},"filing":null}})"});
  const json moved = station.decide(claim, said);
  CHECK(moved.at("region") == "beijing");
  CHECK(moved.at("claimant").at("name") == "江予怀");
  CHECK(moved.at("case").at("intake").at("filing").is_null());
  said = station.say(claim, said, {R"({"kind":"decision","state":"accepted","reason":"齐全"})"});
  const json decided = station.decide(claim, said);
  CHECK(at(decided, "state/name") == "accepted");
  CHECK(at(decided, "state/decided/by") == "林审核");
  CHECK(at(decided, "state/decided/on") == "2026-09-21");
}

TEST_CASE("a submitted claim is packed, signed, published and in the ledger as the next revision, and the audit proves it") {
  made::Station station;
  const auto claim = station.take("a", 3);
  const auto first = station.shelf->last_packet(claim).value();
  auto said = station.say(claim, {},
                          {"{\"kind\":\"set_field\"," + list + R"(,"field":"items[1].amount","value":"27.00"})",
                           R"({"kind":"decision","state":"accepted","reason":"齐全"})"});
  const auto done = station.revised->submit(claim, said);
  INFO((done.ok() ? "" : core::sentence(done.error())));
  REQUIRE(done.ok());
  CHECK(done.value().revision == 1);
  CHECK(done.value().state == "accepted");
  const json packet = station.packet("a");
  CHECK(packet.at("revision") == 1);
  CHECK(packet.at("corrections").size() == 2);
  CHECK(value(packet, "expense_list", "items/1/amount") == "27.00");
  const std::string folder = (station.folder / "out/a").string();
  CHECK(fs::exists(folder + "/acceptance.pdf"));
  const auto verified = made::run({"verify", folder});
  INFO(verified.out << verified.err);
  CHECK(verified.code == 0);
  CHECK(station.faults() == std::vector<std::string>{});
  const auto last = station.shelf->last_packet(claim).value();
  CHECK(last->revision == 1);
  CHECK(last->round == first->round);
  CHECK(last->readings == first->readings);
  CHECK(last->published);
  CHECK(station.shelf->history("packet", first->id).value().size() == 2);  // made, put in place: the old one is still known
  const auto members = station.shelf->members(claim);
  for (const auto& member : members.value()) CHECK(member.state == core::ArrivalState::packed);

  // The same again makes nothing new, also after a restart; another correction makes the next.
  fs::remove_all(folder);
  const auto again = station.revised->submit(claim, said);
  REQUIRE(again.ok());
  CHECK(again.value().packet == done.value().packet);
  CHECK(again.value().state == "accepted");
  CHECK(station.shelf->packets().value().size() == 2);
  said = station.say(claim, said, {R"({"kind":"note","text":"已电话告知"})"});
  const auto third = station.revised->submit(claim, said);
  REQUIRE(third.ok());
  CHECK(third.value().revision == 2);
  CHECK(station.packet("a").at("documents") == packet.at("documents"));
  CHECK(station.faults() == std::vector<std::string>{});
}

TEST_CASE("the packet's text layer and cover say what the person wrote") {
  made::Station station;
  const auto claim = station.take("a", 3);
  const auto said =
      station.say(claim, {}, {"{\"kind\":\"set_field\"," + list + R"(,"field":"items[1].amount","value":"27.00"})"});
  REQUIRE(station.revised->submit(claim, said).ok());
  const std::string pdf = (station.folder / "out/a/packet.pdf").string(), text = (station.folder / "text").string();
  REQUIRE(std::system(("pdftotext '" + pdf + "' '" + text + "'").c_str()) == 0);
  const std::string words = made::content(text);
  CHECK(words.find("人工更正") != std::string::npos);
  CHECK(words.find("林审核") != std::string::npos);
  CHECK(words.find("20.09") == std::string::npos);
}

TEST_CASE("corrections survive pages that come later, where they still fit") {
  made::Station station;
  const auto claim = station.take("a", 2);
  const auto said =
      station.say(claim, {}, {"{\"kind\":\"set_field\"," + list + R"(,"field":"items[1].amount","value":"27.00"})"});
  REQUIRE(station.revised->submit(claim, said).ok());
  made::write(station.in("a/0.bmp"), made::scan(77));  // its page goes before the others
  station.once();
  const auto last = station.shelf->last_packet(claim).value();
  CHECK(last->round == 2);
  CHECK(last->revision == 0);
  const json again = station.decide(claim, said);
  CHECK(again.at("documents").size() == 3);
  CHECK(value(again, "expense_list", "items/1/amount") == "27.00");
  CHECK(again.count("unfit_corrections") == 0);
  REQUIRE(station.revised->submit(claim, said).ok());
  CHECK(station.faults() == std::vector<std::string>{});
}

TEST_CASE("process decides with a file of corrections as the station does") {
  made::Station station;
  const auto claim = station.take("a", 3);
  const std::string text = "{\"kind\":\"set_field\"," + list + R"(,"field":"items[1].amount","value":"27"})";
  made::make_claim(station.folder / "same/a", 3);
  made::write(station.folder / "c.json", "{\"a\": [" + text + "]}");
  const auto process = [&](const std::string& out) {
    return made::run_with(station.reader, {"process", (station.folder / "same").string(), "--out",
                                           (station.folder / out).string(), "--settings", (station.folder / "s.json").string(),
                                           "--corrections", (station.folder / "c.json").string(), "--jobs", "1", "--no-ledger"});
  };
  const auto done = process("other");
  INFO(done.err);
  const json processed = json::parse(made::content(station.folder / "other/a/claim.json"));
  const auto settled = station.revised->settle(claim, {}, {made::correction(text)});
  const json decided = station.decide(claim, settled.value());
  CHECK(processed.at("documents") == decided.at("documents"));
  CHECK(processed.at("findings") == decided.at("findings"));
  CHECK(processed.at("corrections") == decided.at("corrections"));
  made::write(station.folder / "c.json", "{\"a\": [{\"kind\": \"set_field\"}]}");
  CHECK(process("wrong").code == 1);
  made::write(station.folder / "c.json", "[{\"kind\":\"set_field\"," + bill + R"(,"field":"total_amount","value":"x"}])");
  CHECK(process("wrong").code == 1);
}

TEST_CASE("a wall shows a field of many claims, the most doubtful first") {
  made::Station station;
  const auto a = station.take("a", 3), b = station.take("b", 3, 5);
  const auto totals = station.revised->wall({a, b}, "total_amount", 10);
  REQUIRE(totals.ok());
  CHECK(totals.value().size() >= 2);
  const auto amounts = station.revised->wall({a, b}, "items.amount", 4);
  REQUIRE(amounts.ok());
  REQUIRE(amounts.value().size() == 4);
  for (std::size_t i = 1; i < 4; ++i) CHECK(amounts.value()[i - 1].confidence <= amounts.value()[i].confidence);
  CHECK_FALSE(amounts.value()[0].box.empty());
  const auto read = station.revised->read_box(a, {"2.bmp", 1}, amounts.value()[0].box, "money");
  REQUIRE(read.ok());
  CHECK_FALSE(read.value().value.empty());

  // One claim's damaged bytes do not take the wall away.
  const auto packet = station.shelf->last_packet(b).value();
  for (const auto& file : packet->files)
    if (file.name == "claim.json") std::filesystem::remove(station.shelf->place_of(file.digest));
  const auto left = station.revised->wall({a, b}, "total_amount", 10);
  REQUIRE(left.ok());
  CHECK_FALSE(left.value().empty());
  CHECK(std::all_of(left.value().begin(), left.value().end(), [&](const auto& value) { return value.claim == a; }));
}
