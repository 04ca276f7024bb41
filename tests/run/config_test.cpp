// One file of settings: its form, its faults, what is shown of it, and that a running service is not touched by it.
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "run/made_scans.hpp"
#include "run/setting_words.hpp"
#include "run/settings.hpp"

using namespace claimpack;
using made::has;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

core::Error refusal(const std::string& text) {
  const auto settings = run::parse_settings(text, "claimpack.yaml");
  REQUIRE_FALSE(settings.ok());
  CHECK(settings.error().code == core::ErrorCode::bad_input);
  return settings.error();
}

made::Outcome in_folder(const fs::path& folder, std::vector<std::string> words) {
  const fs::path before = fs::current_path();
  fs::current_path(folder);
  const auto said = made::run(std::move(words));
  fs::current_path(before);
  return said;
}

}  // namespace

TEST_CASE("settings in YAML are taken, each word as its setting wants it") {
  const auto settings = run::parse_settings(R"(# of the office
region: xiamen
jobs: 3          # pages
promise: 0.01
agency:
  name: 示例经办机构
  phone: 0592-1234567
letters: {prefix: 007, supplement_days: "15"}
watch:
  still_seconds: 2
  move_originals: false
log: {json: true}
)",
                                            "claimpack.yaml");
  REQUIRE(settings.ok());
  const run::Settings& s = settings.value();
  CHECK(s.region == "xiamen");
  CHECK(s.jobs == 3);
  CHECK(s.promise == Approx(0.01));
  CHECK(s.packet.agency == "示例经办机构");
  CHECK(s.packet.agency_phone == "0592-1234567");
  CHECK(s.packet.serial_prefix == "007");
  CHECK(s.packet.supplement_days == 15);
  CHECK(s.watch.still_seconds == Approx(2));
  CHECK_FALSE(s.watch.move_originals);
  CHECK(s.log_json);
  CHECK(run::parse_settings("", "claimpack.yaml").ok());
  CHECK(run::parse_settings("# nothing yet\n", "claimpack.yaml").ok());
  CHECK(run::parse_settings("{\"jobs\": 2}", "claimpack.yaml").value().jobs == 2);  // JSON is YAML too
}

TEST_CASE("a key that nobody knows is refused by line, with the nearest that is known") {
  const std::pair<const char*, const char*> table[] = {{"watch:\n  still_second: 2\n", "watch.still_seconds"},
                                                       {"\njob: 2\n", "jobs"},
                                                       {"limits:\n  pixel_max: 5\n", "limits.pixels_max"},
                                                       {"\nstill_seconds: 2\n", "watch.still_seconds"},
                                                       {"wach:\n  quiet_seconds: 3\n", "watch.quiet_seconds"}};
  for (const auto& [text, meant] : table) {
    INFO(text);
    const auto error = refusal(text);
    CHECK(error.place == "claimpack.yaml:2");
    CHECK(has(error.cure, std::string("Did you mean ") + meant + "?"));
  }
  CHECK_FALSE(has(refusal("colour_of_the_wall: green").cure, "Did you mean"));
}

TEST_CASE("what stands there twice, is of the wrong kind, beyond its range or does not parse is refused by line") {
  CHECK(refusal("jobs: 2\nregion: xiamen\njobs: 3\n").place == "claimpack.yaml:3");
  CHECK(has(refusal("jobs: 2\njobs: 3\n").what, "line 1"));
  for (const char* text : {"\njobs: two", "\njobs: 2.5", "\njobs: -1", "\njobs: [2]", "\njobs:", "\nwatch: 3", "\npromise: 0.9",
                           "\nwatch: {move_originals: yes}", "\nletters: {language: fr}", "\nregion: {a: b}"}) {
    INFO(text);
    CHECK(refusal(text).place == "claimpack.yaml:2");
  }
  CHECK(refusal("region: xiamen\nwatch:\n\tstill_seconds: 2\n").place == "claimpack.yaml:3");
  CHECK(refusal("- a\n- b\n").place == "claimpack.yaml:1");
  CHECK(refusal("just words").place == "claimpack.yaml:1");
}

TEST_CASE("every setting has its words, and the sample in docs is what the program prints") {
  for (const auto& name : run::known_settings()) {
    INFO(name);
    const auto* words = run::words_of_setting(name);
    REQUIRE(words);
    CHECK(std::string(words->zh).size() > 3);
    CHECK(std::string(words->en).size() > 3);
    CHECK(std::string(words->unit_zh).empty() == std::string(words->unit_en).empty());
    const auto dot = name.find('.');
    if (dot != std::string::npos) CHECK(std::string(run::words_of_section(name.substr(0, dot)).zh) != "");
  }
  const auto sample = made::run({"config", "show", "--sample"});
  CHECK(sample.code == 0);
  // After a change: claimpack config show --sample >docs/claimpack.sample.yaml
  CHECK((made::content(std::string(CLAIMPACK_SOURCE) + "/docs/claimpack.sample.yaml") == sample.out));
  for (const char* language : {"zh", "en"}) {
    const auto text = made::run({"config", "show", "--sample", "--lang", language}).out;
    std::map<std::string, run::SettingSaid> where;
    const auto back = run::parse_settings(text, "claimpack.yaml", {}, &where);
    REQUIRE(back.ok());
    CHECK(where.size() == run::known_settings().size());
    for (const auto& name : run::known_settings()) {
      INFO(name);
      CHECK(run::shown_setting(back.value(), name).value == run::shown_setting(run::Settings{}, name).value);
    }
  }
}

TEST_CASE("config show says each value, and who said it") {
  const made::Folder folder;
  made::write(folder / "claimpack.yaml", "watch:\n  quiet_seconds: 30\nagency: {seal: \"\"}\n");
  const auto all = json::parse(in_folder(folder.path, {"config", "show", "--json", "--jobs", "2"}).out);
  CHECK(all.size() == run::known_settings().size());
  CHECK(all.at("watch.quiet_seconds").at("value") == "30");
  CHECK(all.at("watch.quiet_seconds").at("from") == "claimpack.yaml:2");
  CHECK(all.at("watch.quiet_seconds").at("unit") == "秒");
  CHECK(all.at("watch.still_seconds").at("value") == "1");
  CHECK(all.at("watch.still_seconds").at("from") == "default");
  CHECK(all.at("jobs").at("value") == "2");
  CHECK(all.at("jobs").at("from") == "command line");
  const auto table = in_folder(folder.path, {"config", "show"}).out;
  CHECK(has(table, "claimpack.yaml:2"));
  CHECK(has(table, "默认"));
  CHECK(has(in_folder(folder.path, {"config", "show", "--lang", "en"}).out, "a folder in which nothing came so long is a claim"));
}

TEST_CASE("config check says what a start would say; two files beside each other are refused") {
  const made::Folder folder;
  CHECK(in_folder(folder.path, {"config", "check"}).code == 0);
  made::write(folder / "claimpack.json", R"({"jobs": 2})");  // the older form
  CHECK(in_folder(folder.path, {"config", "check"}).code == 0);
  made::write(folder / "claimpack.yaml", "jobs: 2\n");
  const auto two = in_folder(folder.path, {"config", "check"});
  CHECK(two.code == 1);
  CHECK(has(two.err, "claimpack.json"));
  made::write(folder / "other.yaml", "region: atlantis\n");
  const auto unknown = in_folder(folder.path, {"config", "check", "other.yaml"});
  CHECK(unknown.code == 1);
  CHECK(has(unknown.err, "other.yaml:1"));
  made::write(folder / "other.yaml", "jobs: many\n");
  CHECK(in_folder(folder.path, {"config", "check", "other.yaml"}).code == 1);
  CHECK(in_folder(folder.path, {"config", "check", "nowhere.yaml"}).code == 1);
}

TEST_CASE("the review station is set in the same file, each value within its bounds") {
  const auto settings = run::parse_settings(R"(serve:
  listen: 0.0.0.0:443
  tls_certificate: station.pem
  tls_key: /etc/claimpack/station.key
  names: "bao.example, 10.1.2.3"
  four_eyes_amount: 20000
  second_fields: "total_amount 0.1, items.amount 0.05,id_number 1"
  lease_seconds: 300
)",
                                            "claimpack.yaml", "/srv/office");
  REQUIRE(settings.ok());
  const run::ServeSettings& serve = settings.value().serve;
  CHECK(serve.listen == "0.0.0.0:443");
  CHECK(serve.certificate == "/srv/office/station.pem");
  CHECK(serve.key == "/etc/claimpack/station.key");
  CHECK(serve.four_eyes_amount == "20000");
  CHECK(serve.second_fields == std::map<std::string, double>{{"total_amount", 0.1}, {"items.amount", 0.05}, {"id_number", 1}});
  CHECK(run::shown_setting(settings.value(), "serve.second_fields").value == "id_number 1, items.amount 0.05, total_amount 0.1");
  CHECK((serve.lease_seconds == 300 && serve.sample_share == 0.01));
  for (const char* wrong :
       {"second_fields: total_amount", "second_fields: \"total_amount 2\"", "second_fields: \"total_amount 0.1 0.2\"",
        "four_eyes_amount: much", "sample_share: 1.5", "lease_seconds: 5", "password_length_min: 4"}) {
    INFO(wrong);
    CHECK(refusal(std::string("serve:\n  ") + wrong + "\n").place == "claimpack.yaml:2");
  }
}
