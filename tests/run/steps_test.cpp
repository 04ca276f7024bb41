#include "run/steps.hpp"
#include "run/sound_reading.hpp"

#include <functional>

#include "catch.hpp"
#include "run/made_scans.hpp"

using namespace claimpack;

namespace {

core::Reading made_reading() {
  core::Reading reading;
  reading.origin = {"扫描/1.tif", 3};
  reading.width = 100, reading.height = 200, reading.scan_width = 210, reading.scan_height = 110;
  reading.dpi = 300, reading.rotation = 90;
  reading.quality = {0.25, 0.5, -1.5, 0.125, true, false, "模糊，请重新扫描"};
  reading.to_scan = {{0, 1, 0, -1, 0, 100, 0, 0, 1}};
  core::Line line = made::line("出院小结", 40);
  line.glyphs[1].others = {{"阮", 0.01}, {"完", 0.005}};
  line.box = {1, 2, 3, 4};
  line.source = core::Line::Source::second_reader;
  reading.lines = {line};
  reading.rules = {{{0, 10, 90, 1}, true}, {{5, 0, 1, 90}, false}};
  reading.codes = {{"QRCode", "01,10", {1, 1, 5, 5}, {2, 2, 5, 5}}};
  reading.seals = {{"red", "round", "示例医院", 0.5, {7, 7, 9, 9}, {8, 8, 9, 9}, 0.25}};
  reading.signatures = {{true, {3, 3, 4, 4}, {4, 4, 5, 5}}};
  reading.embedded = {{"Doc_0/Attachs/a.xml", "eInvoice", true, {{"Buyer/BuyerName", "江小渝"}, {"InvoiceNo", "12345678"}}}};
  reading.print = core::PagePrint(std::size_t(core::page_print_side) * core::page_print_side, 7);
  reading.faults = {{core::TextFault::Kind::altered, "100.00", "1000.00", {5, 6, 7, 8}}};
  return reading;
}

}  // namespace

TEST_CASE("a kept reading comes back as it was") {
  const std::string json = run::reading_to_json(made_reading());
  const auto back = run::reading_from_json(json);
  REQUIRE(back.ok());
  CHECK(run::reading_to_json(back.value()) == json);
  const core::Reading& reading = back.value();
  CHECK(reading.origin == core::Origin{"扫描/1.tif", 3});
  CHECK(reading.quality.advice == "模糊，请重新扫描");
  REQUIRE(reading.lines.size() == 1);
  CHECK(reading.lines[0].glyphs[1].others[0].text == "阮");
  CHECK(reading.seals[0].text == "示例医院");
  CHECK(reading.seals[0].overlap == 0.25);
  CHECK(reading.signatures[0].present);
  REQUIRE(reading.embedded.size() == 1);
  CHECK(reading.embedded[0].from == "Doc_0/Attachs/a.xml");
  CHECK(reading.embedded[0].root == "eInvoice");
  CHECK(reading.embedded[0].by_reference);
  CHECK(reading.embedded[0].values[1] == std::pair<std::string, std::string>{"InvoiceNo", "12345678"});
  CHECK(reading.print.size() == std::size_t(core::page_print_side) * core::page_print_side);
  REQUIRE(reading.faults.size() == 1);
  CHECK(reading.faults[0].kind == core::TextFault::Kind::altered);
  CHECK(reading.faults[0].shows == "1000.00");
  CHECK(reading.faults[0].box == core::Box{5, 6, 7, 8});
  CHECK_FALSE(run::reading_from_json("{\"file\": 5}").ok());
  CHECK_FALSE(run::reading_from_json("nonsense").ok());
}

TEST_CASE("pictures are kept as every viewer opens them") {
  const made::Folder folder;
  core::Image grey(3, 2, 1), colour(1, 1, 3);
  for (std::size_t i = 0; i < grey.bytes.size(); ++i) grey.bytes[i] = std::uint8_t(65 + i);
  colour.bytes = {1, 2, 3};
  REQUIRE(run::write_picture(grey, folder / "a.pgm").ok());
  REQUIRE(run::write_picture(colour, folder / "b.ppm").ok());
  CHECK(made::content(folder / "a.pgm") == "P5\n3 2\n255\nABCDEF");
  CHECK(made::content(folder / "b.ppm") == "P6\n1 1\n255\n\x03\x02\x01");
  CHECK_FALSE(run::write_picture(grey, folder / "none/a.pgm").ok());
}

TEST_CASE("nothing is kept where nothing is asked for") {
  CHECK(run::keep_pictures({}, 1, {}).empty());
  const made::Folder folder;
  core::CleanPage page;
  page.origin = {"档/a b.tif", 2};
  page.text = core::Image(2, 2, 1), page.colour = core::Image(2, 2, 3);
  const auto strip = run::keep_pictures(page, 7, folder.path);
  CHECK(strip.filename().string() == "007_档_a b.tif_p2");
  CHECK(made::names_in(strip) == std::vector<std::string>{"colour.ppm", "text.pgm"});
}

TEST_CASE("a reading with numbers that no page gives is refused") {
  CHECK(run::is_sound(made_reading()));
  CHECK(run::is_sound(core::Reading{}));
  const std::vector<std::pair<const char*, std::function<void(core::Reading&)>>> lies = {
      {"width", [](auto& r) { r.width = 2'000'000'000; }},
      {"negative", [](auto& r) { r.scan_height = -1; }},
      {"page", [](auto& r) { r.origin.page = 0; }},
      {"dpi", [](auto& r) { r.dpi = 1e300; }},
      {"turn", [](auto& r) { r.rotation = 45; }},
      {"map", [](auto& r) { r.to_scan.m[2] = -1e300; }},
      {"box",
       [](auto& r) {
         r.lines[0].upright = {0, 2'147'483'647, 1, 2'147'483'647};
       }},
      {"glyph", [](auto& r) { r.lines[0].glyphs[0].x = -2'147'483'647; }},
      {"share", [](auto& r) { r.lines[0].glyphs[0].probability = 1e9; }},
      {"rule", [](auto& r) { r.rules[0].box.w = 2'147'483'647; }},
      {"seal", [](auto& r) { r.seals[0].upright.h = 2'147'483'647; }},
      {"print", [](auto& r) { r.print.resize(3); }},
      {"fault", [](auto& r) { r.faults[0].kind = core::TextFault::Kind(77); }},
      {"many", [](auto& r) { r.codes.resize(100'000); }}};
  for (const auto& [name, lie] : lies) {
    INFO(name);
    core::Reading reading = made_reading();
    lie(reading);
    CHECK_FALSE(run::is_sound(reading));
    const auto back = run::reading_from_json(run::reading_to_json(reading));
    REQUIRE_FALSE(back.ok());
    CHECK(back.error().code == core::ErrorCode::bad_input);
  }
}
