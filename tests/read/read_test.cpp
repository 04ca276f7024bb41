// The room's one verb with readers that read, read nothing, read garbage, or throw.
#include "read/read.hpp"

#include <limits>
#include <opencv2/imgproc.hpp>

#include "catch.hpp"
#include "read/made_page.hpp"

namespace claimpack::read {

namespace {

using made::line;

std::string text_of(const core::Reading& reading) {
  std::string text;
  for (const auto& each : reading.lines) text += each.text + "\n";
  return text;
}

core::CleanPage page() { return made::page(made::paper()); }

}  // namespace

TEST_CASE("what the first reader reads is taken, the second is not asked") {
  const made::GivenLines first({line(100, 300, "金额合计"), line(100, 100, "姓名：江小渝")}), second({line(100, 100, "别的")});
  const auto reading = read(page(), first, &second);
  CHECK(text_of(reading) == "姓名：江小渝\n金额合计\n");
  CHECK(second.asked == 0);
  CHECK(reading.origin == core::Origin{"made.png", 1});
  CHECK(reading.width == 1200);
  CHECK(reading.height == 900);
}

TEST_CASE("the second reader takes over where the first reads nothing or throws") {
  const made::GivenLines nothing({}), second({line(100, 100, "姓名：江小渝")});
  CHECK(text_of(read(page(), nothing, &second)) == "姓名：江小渝\n");
  CHECK(text_of(read(page(), made::Throwing(), &second)) == "姓名：江小渝\n");
  CHECK(second.asked == 2);
}

TEST_CASE("readers that all fail leave an empty page, never an exception") {
  const made::GivenLines nothing({});
  const made::Throwing throws;
  CHECK(read(page(), nothing, nullptr).lines.empty());
  CHECK(read(page(), throws, nullptr).lines.empty());
  CHECK(read(page(), throws, &throws).lines.empty());
  CHECK(read(page(), nothing, &nothing).lines.empty());
}

TEST_CASE("garbage of a reader is carried, not believed and not fatal") {
  core::Line outside = line(-500, -80, "姓名");
  core::Line huge = line(100, 200, "金额");
  huge.upright = {0, 0, 1 << 24, 1 << 24};
  core::Line odd = line(100, 400, "合计");
  odd.glyphs[0].text = "\xff\xfe", odd.glyphs[1].text = "\xe9";
  odd.confidence = std::numeric_limits<double>::quiet_NaN();
  core::Line flat = line(100, 500, "小写");
  flat.upright.h = 0;
  const made::GivenLines garbage({outside, huge, odd, flat});
  core::Reading reading;
  CHECK_NOTHROW(reading = read(page(), garbage, nullptr));
  CHECK(reading.lines.size() >= 4);
}

TEST_CASE("a blank page is not read") {
  const made::GivenLines reader({line(100, 100, "姓名")});
  core::CleanPage blank = page();
  blank.quality.blank = true;
  const auto reading = read(std::move(blank), reader, nullptr);
  CHECK(reader.asked == 0);
  CHECK(reading.lines.empty());
  CHECK(reading.quality.blank);
}

TEST_CASE("a born-digital page's own text goes before reading where it is sound") {
  const made::GivenLines reader({line(100, 100, "读出来的")});
  core::CleanPage digital = page();
  digital.quality.blank = true;  // its print is too fine for the measure
  digital.text_layer = {{"姓名：江小渝", {100, 100, 180, 30}}, {"住院号：20260031", {100, 200, 240, 30}}};
  made::print(digital, {100, 100, 180, 30}), made::print(digital, {100, 200, 240, 30});
  const auto reading = read(std::move(digital), reader, nullptr);
  CHECK(text_of(reading) == "姓名：江小渝\n住院号：20260031\n");
  CHECK(reading.lines[0].source == core::Line::Source::text_layer);
  CHECK(reading.faults.empty());
  CHECK(reader.asked == 1);  // whether the number is what the picture shows; it found none there, which says nothing
  CHECK_FALSE(reading.quality.blank);

  core::CleanPage unsound = page();
  unsound.text_layer = {
      {"\xEE\x80\x81\xEE\x80\x82\xEE\x80\x83\xEE\x80\x84\xEE\x80\x85\xEE\x80\x86\xEE\x80\x87\xEE\x80\x88\xEE\x80\x89",
       {100, 100, 180, 30}}};
  CHECK(text_of(read(std::move(unsound), reader, nullptr)) == "读出来的\n");
}

TEST_CASE("boxes of everything read are those of the scan") {
  const made::GivenLines reader({line(100, 100, "姓名：江小渝")});
  core::CleanPage scaled = page();
  scaled.to_scan = core::PageMap{{2, 0, 7, 0, 2, 11, 0, 0, 1}};
  scaled.marks = {{{600, 500, 200, 200}, "black", "round"}};
  scaled.rotation = 90, scaled.scan_width = 2407, scaled.scan_height = 1811;
  const auto reading = read(std::move(scaled), reader, nullptr);
  REQUIRE(reading.lines.size() == 1);
  CHECK(reading.lines[0].upright == core::Box{100, 100, 180, 30});
  CHECK(reading.lines[0].box == core::Box{207, 211, 360, 60});
  REQUIRE(reading.seals.size() == 1);
  CHECK(reading.seals[0].box == core::Box{1207, 1011, 400, 400});
  CHECK(reading.rotation == 90);
  CHECK(reading.scan_width == 2407);
}

TEST_CASE("cells that the reader took as one line are cut") {
  core::CleanPage ruled = page();
  ruled.rules = {{{250, 80, 2, 200}, false}};
  const made::GivenLines reader({line(100, 100, "项目名称   金额"), line(190, 200, "床位费")});
  const auto reading = read(std::move(ruled), reader, nullptr);
  CHECK(text_of(reading) == "项目名称\n金额\n床位\n费\n");
}

TEST_CASE("doubtful lines under a seal are noise, sure ones are print") {
  core::CleanPage sealed = page();
  sealed.marks = {{{600, 500, 200, 200}, "black", "round"}};
  const made::GivenLines reader({line(620, 560, "乱码乱码", 0.5), line(620, 620, "江小渝", 0.97), line(100, 100, "乱码", 0.5)});
  CHECK(text_of(read(std::move(sealed), reader, nullptr)) == "乱码\n江小渝\n");
}

}  // namespace claimpack::read
