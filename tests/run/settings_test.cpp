#include "run/settings.hpp"

#include "catch.hpp"
#include "run/made_scans.hpp"

using namespace claimpack;
using made::has;

namespace {

core::Error refusal(const std::string& text) {
  const auto settings = run::parse_settings(text, "office.json");
  REQUIRE_FALSE(settings.ok());
  CHECK(settings.error().code == core::ErrorCode::bad_input);
  return settings.error();
}

}  // namespace

TEST_CASE("settings are taken") {
  const auto settings = run::parse_settings(R"({
    "region": "xiamen", "jobs": 3, "page_seconds_max": 20,
    "agency": {"name": "示例经办机构", "address": "示例路 1 号", "phone": "0000-12393"},
    "reading": {"second_look_below": 0.5, "detect_long_side": 960, "fine_width_max": 0, "witness_width_max": 70,
                "flat_lines": false, "quick_finder": true},
    "limits": {"pixels_max": 1000000, "pages_max": 7, "claim_pages_max": 9, "file_bytes_max": 1024, "unpacked_bytes_max": 2048,
               "unpack_ratio_max": 10.5, "archive_entries_max": 11, "program_seconds_max": 12}})",
                                            "office.json");
  REQUIRE(settings.ok());
  const run::Settings& s = settings.value();
  CHECK(s.region == "xiamen");
  CHECK(s.jobs == 3);
  CHECK(s.page_seconds_max == 20);
  CHECK(s.packet.agency == "示例经办机构");
  CHECK(s.packet.agency_address == "示例路 1 号");
  CHECK(s.packet.agency_phone == "0000-12393");
  CHECK(s.reading.second_look_below == Approx(0.5));
  CHECK(s.reading.detect_long_side == 960);
  CHECK(s.reading.fine_width_max == 0);
  CHECK_FALSE(s.reading.flat_lines);
  CHECK(s.reading.quick_finder);
  CHECK(s.reading.witness_width_max == 70);
  CHECK(s.limits.pixels_max == 1000000);
  CHECK(s.limits.pages_max == 7);
  CHECK(s.limits.claim_pages_max == 9);
  CHECK(s.limits.file_bytes_max == 1024);
  CHECK(s.limits.unpacked_bytes_max == 2048);
  CHECK(s.limits.unpack_ratio_max == Approx(10.5));
  CHECK(s.limits.archive_entries_max == 11);
  CHECK(s.limits.program_seconds_max == 12);
  CHECK(run::parse_settings("{}", "office.json").ok());
}

TEST_CASE("a setting that nobody knows is refused by name and line") {
  const auto error = refusal("{\n  \"jobs\": 2,\n  \"limits\": {\n    \"pixel_max\": 5\n  }\n}");
  CHECK(error.place == "office.json:4");
  CHECK(has(error.what, "limits.pixel_max"));
  CHECK(has(error.cure, "limits.pixels_max"));
  CHECK(refusal("{\"limit\": 5}").place == "office.json:1");
  CHECK(refusal("{\"jobs\": {\"max\": 5}}").what.find("jobs.max") != std::string::npos);
}

TEST_CASE("a value of the wrong kind or beyond its range is refused by line") {
  CHECK(refusal("{\n\"jobs\": \"two\"}").place == "office.json:2");
  CHECK(has(refusal("{\"jobs\": \"two\"}").cure, "whole number"));
  for (const char* text :
       {"{\"jobs\": -1}", "{\"jobs\": 2.5}", "{\"jobs\": 1000}", "{\"jobs\": null}", "{\"jobs\": 18446744073709551615}",
        "{\"region\": 5}", "{\"page_seconds_max\": 0}", "{\"reading\": {\"second_look_below\": 1.5}}", "{\"jobs\": [2]}",
        "{\"reading\": {\"flat_lines\": 1}}"})
    refusal(text);
}

TEST_CASE("settings that do not parse are refused by line") {
  CHECK(refusal("{\n  \"jobs\": 2,\n  nonsense\n}").place == "office.json:3");
  CHECK(refusal("").place == "office.json:1");
  refusal("{\"jobs\": 2");
  refusal("[]");
  refusal("5");
}

TEST_CASE("settings that are named must be there") {
  const auto settings = run::load_settings("/nowhere/office.json");
  REQUIRE_FALSE(settings.ok());
  CHECK(settings.error().code == core::ErrorCode::unreadable);
  CHECK_FALSE(run::load_settings("/").ok());
}

TEST_CASE("the guides name every setting") {
  for (const char* guide : {"/docs/user-guide.zh.md", "/docs/user-guide.en.md"}) {
    const std::string text = made::content(std::string(CLAIMPACK_SOURCE) + guide);
    for (const auto& name : run::known_settings()) {
      INFO(guide << " " << name);
      CHECK(has(text, "`" + name + "`"));
    }
  }
}
