// Faults found once, so that they stay mended.
#include <ZXing/BarcodeFormat.h>
#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>

#include <opencv2/imgproc.hpp>

#include "catch.hpp"
#include "read/made_page.hpp"
#include "read/parts.hpp"
#include "read/read.hpp"

namespace claimpack::read {

namespace {

cv::Mat with_code128(const std::string& text, int x, int y) {
  cv::Mat page = made::paper();
  ZXing::MultiFormatWriter writer(ZXing::BarcodeFormat::Code128);
  writer.setMargin(20);
  const ZXing::BitMatrix bars = writer.encode(std::wstring(text.begin(), text.end()), 500, 90);
  for (int r = 0; r < bars.height(); ++r)
    for (int c = 0; c < bars.width(); ++c)
      if (bars.get(c, r)) page.at<uchar>(y + r, x + c) = 0;
  return page;
}

}  // namespace

TEST_CASE("a bar code is read once and aborts nothing") {
  for (int place = 0; place < 12; ++place) {
    const auto codes = find_codes(made::page(with_code128("ZY20260031", 100 + 37 * place, 60 + 53 * place)));
    REQUIRE(codes.size() == 1);
    CHECK(codes.front().payload == "ZY20260031");
    CHECK(codes.front().symbology == "Code128");
  }
  CHECK(find_codes(made::page(with_code128("123", 300, 300))).empty());
}

TEST_CASE("a recogniser that throws at a seal costs the seal's text only") {
  core::CleanPage page = made::page(made::paper());
  page.marks.push_back({{400, 400, 240, 240}, "red", "round"});
  core::Reading reading;
  CHECK_NOTHROW(reading = read(std::move(page), made::Throwing(), nullptr));
  REQUIRE(reading.seals.size() == 1);
  CHECK(reading.seals.front().text.empty());
}

TEST_CASE("a line without characters is dropped") {
  core::Line empty = made::line(100, 100, "姓名"), hollow = made::line(100, 200, "性别");
  empty.glyphs.clear();
  for (auto& glyph : hollow.glyphs) glyph.text.clear();
  const made::GivenLines reader({empty, hollow, made::line(100, 300, "年龄")});
  const auto reading = read(made::page(made::paper()), reader, nullptr);
  REQUIRE(reading.lines.size() == 1);
  CHECK(reading.lines.front().text == "年龄");
}

}  // namespace claimpack::read
