#include "core/json_depth.hpp"

#include <string>

#include "catch.hpp"
#include "run/calibration_file.hpp"
#include "run/kept_case.hpp"
#include "run/made_scans.hpp"
#include "run/settings.hpp"
#include "run/steps.hpp"

using namespace claimpack;

namespace {

std::string nested(const std::string& open, const std::string& close, int times) {
  std::string text = "1";
  std::string before, behind;
  for (int i = 0; i < times; ++i) before += open, behind += close;
  return before + text + behind;
}

constexpr int deep = 400'000;

}  // namespace

TEST_CASE("the depth of a JSON text is told without its strings") {
  CHECK_FALSE(core::nests_deeper("[[1], {\"a\": [2]}]", 3));
  CHECK(core::nests_deeper("[[1], {\"a\": [2]}]", 2));
  CHECK_FALSE(core::nests_deeper(R"(["[[[[", "\"[[[[", "\\"])", 1));
  CHECK_FALSE(core::nests_deeper("", 0));
  CHECK(core::nests_deeper(std::string(200, '[')));
}

TEST_CASE("numbers that no int holds are told without the strings") {
  CHECK(core::numbers_fit(
      R"({"a": [0, -1, 2147483647, -2147483647.5, 0.000000000001, 1e9, 1E-300], "1e308": "-1e308\"99999999999"})"));
  for (const char* number : {"2147483648", "-2147483648", "1e10", "-1e308", "1E400", "99999999999999999999", "0.1e11"}) {
    INFO(number);
    CHECK_FALSE(core::numbers_fit("{\"a\": [1, " + std::string(number) + "]}"));
    CHECK_FALSE(core::numbers_fit(number));
  }
}

// Each of these ran the stack out, or took memory by the square of its depth.
TEST_CASE("texts that nest without end are refused") {
  const std::string list = nested("[", "]", deep), object = nested("{\"a\":", "}", deep);
  SECTION("a kept claim") {
    for (const std::string& text :
         {"{\"case\": {\"intake\": " + list + "}}", "{\"case\": {}, \"documents\": " + list + "}",
          "{\"case\": {\"pages\": " + object + "}}", "{\"case\": {\"pages\": [{\"file\": " + list + "}]}}"}) {
      const auto kept = run::read_kept_case(text, "claim.json");
      REQUIRE_FALSE(kept.ok());
      CHECK(kept.error().code == core::ErrorCode::bad_input);
    }
  }
  SECTION("a reading") {
    const auto reading = run::reading_from_json(
        R"({"file": "a", "page": 1, "size": [1, 1, 1, 1], "dpi": 200, "rotation": 0, "to_scan": [1, 0, 0, 0, 1, 0, 0, 0, 1],)"
        R"("quality": [0, 1, 0, 0, false, false, ""], "lines": )" +
        list + "}");
    REQUIRE_FALSE(reading.ok());
    CHECK(reading.error().code == core::ErrorCode::bad_input);
  }
  SECTION("settings") {
    for (const std::string& text : {object, "{\"limits\": " + object + "}", "{\"region\": " + list + "}"}) {
      const auto settings = run::parse_settings(text, "claimpack.json");
      REQUIRE_FALSE(settings.ok());
      CHECK(settings.error().code == core::ErrorCode::bad_input);
    }
  }
  SECTION("a calibration") {
    const made::Folder folder;
    made::write(folder / "calibration.json", "{\"fields\": " + list + "}");
    CHECK_FALSE(run::load_calibration(folder / "calibration.json").ok());
  }
}
