// What a line finder is shown of a page: all of its print, and little of the white around it.
#include <opencv2/imgproc.hpp>
#include <random>

#include "catch.hpp"
#include "read/strips.hpp"

using namespace claimpack;
using read::Band;
using read::Strip;

namespace {

cv::Mat paper(int width = 900, int height = 1280) { return cv::Mat(height, width, CV_8U, cv::Scalar(250)); }

// Something like a line of print: upright strokes with white between them.
void print(cv::Mat& page, const cv::Rect& line, int ink = 30) {
  for (int x = line.x; x < line.br().x; x += 6) page(cv::Rect(x, line.y, 2, line.height)).setTo(ink);
}

int area_of(const std::vector<Strip>& strips) {
  int area = 0;
  for (const Strip& strip : strips) area += strip.size.area();
  return area;
}

// How many bands show each pixel, and that each shows it where it says.
cv::Mat shown_by(const std::vector<Strip>& strips, const cv::Mat& page) {
  cv::Mat times(page.size(), CV_8U, cv::Scalar(0));
  for (const Strip& strip : strips) {
    const cv::Mat sheet = read::laid_out(page, strip);
    REQUIRE(sheet.size() == strip.size);
    CHECK(strip.size.width % 32 == 0);
    CHECK(strip.size.height % 32 == 0);
    for (const Band& band : strip.bands) {
      times(band.place) += 1;
      CHECK(cv::norm(sheet(cv::Rect(band.at, band.place.size())), page(band.place), cv::NORM_INF) == 0);
      CHECK(&read::band_at(strip, float(band.at.y) + float(band.place.height) / 2) == &band);
    }
  }
  return times;
}

bool all_shown_once(const std::vector<Strip>& strips, const cv::Mat& page) {
  const cv::Mat ink = page < 200;
  cv::Mat times;
  shown_by(strips, page).copyTo(times, ink);
  return cv::countNonZero(times) == cv::countNonZero(ink) && cv::countNonZero(times > 1) == 0;
}

}  // namespace

TEST_CASE("all print is shown once, and the white of a page is not", "[strips]") {
  cv::Mat page = paper();
  print(page, {100, 100, 500, 14});
  print(page, {100, 124, 620, 14});
  print(page, {600, 1100, 60, 14});
  const auto strips = read::strips_of(page);
  CHECK(all_shown_once(strips, page));
  CHECK(area_of(strips) < page.size().area() / 10);
}

TEST_CASE("a full page is cut between its lines, and no line in two", "[strips]") {
  cv::Mat page = paper();
  for (int y = 20; y + 14 < page.rows; y += 22) print(page, {20, y, 860, 14});
  const auto strips = read::strips_of(page);
  CHECK(strips.size() > 2);
  CHECK(all_shown_once(strips, page));
  for (const Strip& strip : strips)
    for (const Band& band : strip.bands) {
      CHECK((band.place.y - 20) % 22 == 0);
      CHECK((band.place.br().y - 14 - 20) % 22 == 0);
    }
}

TEST_CASE("faint print is print, specks and an empty page are not", "[strips]") {
  cv::Mat page = paper();
  CHECK(read::strips_of(page).empty());
  for (int i = 0; i < 20; ++i) page(cv::Rect(40 * i + 16, 60 * i + 16, 1, 2)).setTo(0);
  CHECK(read::strips_of(page).empty());
  print(page, {300, 600, 200, 14}, 225);
  const auto strips = read::strips_of(page);
  REQUIRE(strips.size() == 1);
  REQUIRE(strips.front().bands.size() == 1);
  CHECK((strips.front().bands.front().place & cv::Rect(300, 600, 194, 14)) == cv::Rect(300, 600, 194, 14));
}

TEST_CASE("a picture on a dark ground is shown whole", "[strips]") {
  cv::Mat page(700, 500, CV_8UC3, cv::Scalar(90, 100, 110));
  page(cv::Rect(100, 100, 200, 200)).setTo(cv::Scalar::all(240));
  const auto strips = read::strips_of(page);
  REQUIRE(strips.size() == 1);
  REQUIRE(strips.front().bands.size() == 1);
  CHECK(strips.front().bands.front().place == cv::Rect(0, 0, 500, 700));
}

TEST_CASE("narrow bands share strips of their own", "[strips]") {
  cv::Mat page = paper();
  for (int i = 0; i < 6; ++i) print(page, {50, 60 + 180 * i, i % 2 ? 100 : 800, 14});
  const auto strips = read::strips_of(page);
  CHECK(all_shown_once(strips, page));
  CHECK(area_of(strips) < 6 * (14 + 24) * 900);
}

TEST_CASE("any picture has strips", "[strips]") {
  std::mt19937 dice(7);
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(7, 500), cv::Size(500, 3), cv::Size(333, 222)}) {
    cv::Mat page(size, CV_8U);
    for (auto& pixel : cv::Mat_<uchar>(page)) pixel = uchar(dice() % 256);
    for (const Strip& strip : read::strips_of(page)) CHECK_FALSE(read::laid_out(page, strip).empty());
  }
}
