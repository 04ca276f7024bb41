// The parts behind the packet: the order of pages, the invisible text, pixels without loss.
#define POINTERHOLDER_TRANSITION 4
#include <qpdf/Pl_Buffer.hh>
#include <qpdf/Pl_Flate.hh>

#include <cstdlib>
#include <random>

#include "catch.hpp"
#include "pack/layout.hpp"
#include "pack/made_claim.hpp"
#include "pack/plan.hpp"
#include "pack/scan_pages.hpp"
#include "pack/text_layer.hpp"

namespace claimpack::pack {
namespace {

std::vector<unsigned char> inflated(const std::string& bytes) {
  Pl_Buffer out("out");
  Pl_Flate flate("inflate", &out, Pl_Flate::a_inflate);
  flate.write(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  flate.finish();
  const auto buffer = out.getBufferSharedPointer();
  return {buffer->getBuffer(), buffer->getBuffer() + buffer->getSize()};
}

// Undoes PNG's row filters, written from the standard and not from the code under test.
std::vector<unsigned char> unfiltered(const std::vector<unsigned char>& rows, std::size_t stride, std::size_t pixel) {
  std::vector<unsigned char> out, above(stride, 0);
  for (std::size_t at = 0; at < rows.size(); at += stride + 1) {
    std::vector<unsigned char> row(stride);
    for (std::size_t i = 0; i < stride; ++i) {
      const int a = i < pixel ? 0 : row[i - pixel], b = above[i], c = i < pixel ? 0 : above[i - pixel];
      const int p = a + b - c;
      const int da = std::abs(p - a), db = std::abs(p - b), dc = std::abs(p - c);
      const int paeth = da <= db && da <= dc ? a : db <= dc ? b : c;
      const int guess[] = {0, a, b, (a + b) / 2, paeth};
      row[i] = static_cast<unsigned char>(rows[at + 1 + i] + guess[rows[at]]);
    }
    out.insert(out.end(), row.begin(), row.end());
    above = row;
  }
  return out;
}

}  // namespace

TEST_CASE("a draft has the pages of the file that follows it, and makes none itself") {
  const auto fonts = find_fonts();
  REQUIRE(fonts.ok());
  const auto written = [&](Purpose purpose) {
    PageFlow flow(fonts.value(), "受理编号 A-1", 3, false, purpose);
    flow.title("医疗费用手工报销材料", "经办机构");
    std::vector<TableRow> rows(90, TableRow{{"静脉输液", "1.00"}, false, false});
    flow.table({{"项目", 2}, {"金额", 1, Align::right}}, rows);
    const int pages = flow.pages();
    return std::pair(pages, flow.finish());
  };
  const auto draft = written(Purpose::draft), file = written(Purpose::file);
  CHECK(draft.first == file.first);
  CHECK(file.first > 1);
  CHECK(draft.second.pages.empty());
  CHECK(static_cast<int>(file.second.pages.size()) == file.first);
}

TEST_CASE("pixels come back as they were") {
  std::mt19937 random(7);
  for (const int channels : {1, 3}) {
    core::Image image(37, 23, channels);
    // Smooth, noisy and flat rows, so that every filter has its turn.
    for (std::size_t i = 0; i < image.bytes.size(); ++i) {
      const std::size_t y = i / (37 * channels);
      image.bytes[i] = static_cast<std::uint8_t>(y % 3 == 0 ? i * 3 + y : y % 3 == 1 ? random() : 200);
    }
    const ImageStream stream = compress(image);
    CHECK(stream.bits == 8);
    std::vector<unsigned char> samples = unfiltered(inflated(stream.bytes), std::size_t(37) * channels, channels);
    if (channels == 3)
      for (std::size_t i = 0; i + 2 < samples.size(); i += 3) std::swap(samples[i], samples[i + 2]);
    CHECK((samples == image.bytes));
  }
}

TEST_CASE("a black and white picture takes one bit a pixel, a grey one in three channels takes one") {
  core::Image image(13, 3, 1);
  for (std::size_t i = 0; i < image.bytes.size(); ++i) image.bytes[i] = i % 3 ? 255 : 0;
  const ImageStream bits = compress(image);
  CHECK(bits.bits == 1);
  CHECK(bits.colour_space == "/DeviceGray");
  const auto rows = inflated(bits.bytes);
  REQUIRE(rows.size() == 6);
  for (int y = 0; y < 3; ++y)
    for (int x = 0; x < 13; ++x) CHECK((rows[y * 2 + x / 8] >> (7 - x % 8) & 1) == (image.bytes[y * 13 + x] ? 1 : 0));
  core::Image grey(5, 4, 3);
  for (std::size_t i = 0; i < grey.bytes.size(); ++i) grey.bytes[i] = static_cast<std::uint8_t>(i / 3 * 10);
  CHECK(compress(grey).colour_space == "/DeviceGray");
}

TEST_CASE("which originals are taken over") {
  const auto jpeg = [](std::vector<std::uint8_t> bytes) {
    return encoded(core::EncodedImage::Format::jpeg, std::move(bytes), 8, 8, 3);
  };
  core::Image image(8, 8, 3);
  CHECK(take_over(jpeg(jpeg_bytes(image))).has_value());
  std::vector<std::uint8_t> arithmetic = jpeg_bytes(image);
  for (std::size_t i = 0; i + 1 < arithmetic.size(); ++i)
    if (arithmetic[i] == 0xff && arithmetic[i + 1] == 0xc0) arithmetic[i + 1] = 0xc9;  // a frame that PDF readers cannot decode
  CHECK(!take_over(jpeg(arithmetic)).has_value());
  CHECK(!take_over(jpeg({})).has_value());
  CHECK(!take_over(jpeg({0xff, 0xd8, 0xff})).has_value());
  CHECK(!take_over({}).has_value());
  std::vector<std::uint8_t> cut = jpeg_bytes(image);
  for (std::size_t size = 0; size < cut.size(); ++size)  // no length runs over the end
    (void)take_over(jpeg(std::vector<std::uint8_t>(cut.begin(), cut.begin() + static_cast<std::ptrdiff_t>(size))));
  auto other = jpeg(jpeg_bytes(image));
  other.format = core::EncodedImage::Format::jpeg2000;
  CHECK(!take_over(other).has_value());
}

TEST_CASE("an affine map is placed exactly, whatever it is") {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> small(-0.3, 0.3);
  for (int run = 0; run < 50; ++run) {
    core::Reading reading;
    reading.width = 1654;
    reading.height = 2339;
    reading.scan_width = 1700;
    reading.scan_height = 2400;
    reading.dpi = 200;
    reading.to_scan.m = {
        1 + small(random), small(random), small(random) * 500, small(random), 1 + small(random), small(random) * 500, 0, 0, 1};
    const Placement placement = place_scan(reading);
    CHECK(placement.width == Approx(1654 * 0.36));
    CHECK(placement.height == Approx(2339 * 0.36));
    for (const core::Point clean : {core::Point{0, 0}, core::Point{1654, 2339}, core::Point{300, 2000}}) {
      const core::Point at = placement.apply(reading.to_scan.apply(clean));
      CHECK(at.x == Approx(clean.x * 0.36).margin(1e-6));
      CHECK(at.y == Approx((2339 - clean.y) * 0.36).margin(1e-6));
    }
    // The image's matrix says the same: its upper left corner is the scan's first pixel.
    const auto& m = placement.image;
    const core::Point corner = placement.apply(core::Point{0, 0});
    CHECK(m[2] + m[4] == Approx(corner.x).margin(1e-6));
    CHECK(m[3] + m[5] == Approx(corner.y).margin(1e-6));
  }
}

TEST_CASE("codes of the invisible text") {
  TextCodes codes;
  CHECK(codes.hex("A中") == "00414E2D");
  CHECK(codes.width() == 1500);
  CHECK(codes.hex("\x01\n") == "");
  // Two rare characters: the codes of surrogates, the same for the same character.
  CHECK(codes.hex("𠮷𠀀𠮷") == "D800D801D800");
  const std::string map = codes.to_unicode();
  CHECK(map.find("<D800> <D842DFB7>") != std::string::npos);
  CHECK(map.find("<D801> <D840DC00>") != std::string::npos);
  CHECK(map.find("<4E00> <4EFF> <4E00>") != std::string::npos);
  CHECK(map.find("<D800> <D8FF>") == std::string::npos);
}

TEST_CASE("the font without outlines adds up") {
  const std::string font = glyphless_font();
  std::uint32_t sum = 0;
  REQUIRE(font.size() % 4 == 0);
  for (std::size_t i = 0; i < font.size(); i += 4)
    for (std::size_t j = 0; j < 4; ++j) sum += std::uint32_t(static_cast<unsigned char>(font[i + j])) << (24 - 8 * j);
  CHECK(sum == 0xb1b0afba);  // ISO/IEC 14496-22, table head
  CHECK(code_to_glyph().size() == 0x20000);
}

TEST_CASE("the plan carries every page once, whatever the documents say") {
  std::mt19937 random(11);
  for (int run = 0; run < 200; ++run) {
    const int page_count = static_cast<int>(random() % 12);
    core::Claim claim;
    for (int i = 0; page_count > 0 && i < static_cast<int>(random() % 6); ++i) {
      core::Document document;
      for (int j = 0; j < static_cast<int>(random() % 4); ++j)
        document.pages.push_back({static_cast<int>(random() % page_count), {}});
      claim.documents.push_back(document);
    }
    for (int i = 0; i < 3; ++i) {
      core::ChecklistItem item;
      for (std::size_t d = 0; d < claim.documents.size(); ++d)
        if (random() % 3 == 0) item.documents.push_back(static_cast<int>(d));
      claim.checklist.push_back(item);
    }
    for (int page = 0; page < page_count; ++page)
      if (random() % 4 == 0) claim.blank_pages.push_back(page);
    std::vector<int> order = plan_pages(claim, page_count).order;
    std::sort(order.begin(), order.end());
    REQUIRE(static_cast<int>(order.size()) == page_count);
    for (int page = 0; page < page_count; ++page) CHECK(order[page] == page);
  }
}

TEST_CASE("page ranges for people") {
  CHECK(page_ranges({}) == "");
  CHECK(page_ranges({3}) == "3");
  CHECK(page_ranges({3, 4, 5, 9, 11, 12}) == "3–5、9、11–12");
}

TEST_CASE("numbers as PDF takes them") {
  CHECK(number(1) == "1");
  CHECK(number(-0.0000001) == "0");
  CHECK(number(0.5) == "0.5");
  CHECK(number(-12.3456789) == "-12.34568");
}

}  // namespace claimpack::pack
