#include "run/settings.hpp"

#include <png.h>

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

namespace {

std::string seal_png(unsigned side) {
  const std::vector<unsigned char> grey(std::size_t(side) * side, 90);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = image.height = side;
  image.format = PNG_FORMAT_GRAY;
  png_alloc_size_t size = 0;
  REQUIRE(png_image_write_to_memory(&image, nullptr, &size, 0, grey.data(), 0, nullptr));
  std::string bytes(size, '\0');
  REQUIRE(png_image_write_to_memory(&image, bytes.data(), &size, 0, grey.data(), 0, nullptr));
  return bytes;
}

}  // namespace

TEST_CASE("settings of the letters are taken") {
  const auto settings = run::parse_settings(R"({
    "agency": {"hours": "周一至周五", "online": "小程序", "review_body": "某市人民政府", "court": "某区人民法院",
               "phone": "0592-1234567 转 8、12393", "seal": "", "seal_millimetres": 45},
    "letters": {"prefix": "厦医保", "supplement_days": 15, "inquiry_full_id": true, "language": "en"}})",
                                            "office.json");
  REQUIRE(settings.ok());
  const pack::Settings& s = settings.value().packet;
  CHECK(s.agency_hours == "周一至周五");
  CHECK(s.agency_online == "小程序");
  CHECK(s.review_body == "某市人民政府");
  CHECK(s.court == "某区人民法院");
  CHECK(s.agency_phone == "0592-1234567 转 8、12393");
  CHECK(s.seal.empty());
  CHECK(s.seal_millimetres == Approx(45));
  CHECK(s.serial_prefix == "厦医保");
  CHECK(s.supplement_days == 15);
  CHECK(s.inquiry_full_id);
  CHECK(s.letter_language == "en");
}

TEST_CASE("settings of the letters that cannot be are refused by line") {
  const std::pair<const char*, const char*> table[] = {
      {R"({"agency": {"phone": "12320"}})", "12393 is meant"},  {R"({"agency": {"phone": "call us"}})", "telephone"},
      {R"({"agency": {"hours": "a\nb"}})", "one line"},         {R"({"agency": {"seal": 3}})", "PNG"},
      {R"({"agency": {"seal_millimetres": 300}})", "20 to 60"}, {R"({"letters": {"supplement_days": -1}})", "0 to 365"},
      {R"({"letters": {"language": "fr"}})", "\"zh\", \"en\""}, {R"({"letters": {"prefix": 7}})", "text in quotes"}};
  for (const auto& [text, part] : table) {
    INFO(text);
    const auto error = refusal(std::string("\n") + text);
    CHECK(error.place == "office.json:2");
    CHECK(has(error.cure, part));
  }
  CHECK_FALSE(run::parse_settings("{\"agency\": {\"name\": \"" + std::string(201, 'x') + "\"}}", "s").ok());
}

TEST_CASE("the seal lies beside the settings, and is checked when they are read") {
  const made::Folder folder;
  made::write(folder / "s.json", "{\n\"agency\": {\n\"seal\": \"seal.png\"}}");
  const auto load = [&] { return run::load_settings(folder / "s.json"); };
  const auto absent = load();
  REQUIRE_FALSE(absent.ok());
  CHECK(absent.error().place == "s.json:3");
  CHECK(has(absent.error().cure, "seal.png"));
  made::write(folder / "seal.png", "not a picture");
  REQUIRE_FALSE(load().ok());
  CHECK(has(load().error().cure, "no PNG"));
  made::write(folder / "seal.png", seal_png(60));
  REQUIRE_FALSE(load().ok());
  CHECK(has(load().error().cure, "60 × 60 pixels"));
  made::write(folder / "seal.png", seal_png(200));
  const auto settings = load();
  REQUIRE(settings.ok());
  CHECK(settings.value().packet.seal.width == 200);
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
