// Where things are: turn, skew, lean, perspective, and the map back to the scan.
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "catch.hpp"
#include "clean/clean.hpp"
#include "clean/drawn.hpp"
#include "clean/raster.hpp"

namespace claimpack::clean {

namespace {

// Every dot of the scan stands where the map says, and the map goes both ways.
void check_dots(const core::CleanPage& page, const std::vector<core::Point>& dots) {
  const core::PageMap to_clean = page.to_scan.inverse();
  for (const auto& dot : dots) {
    const core::Point place = to_clean.apply(dot), back = page.to_scan.apply(place);
    INFO("dot at " << dot.x << ", " << dot.y << " -> " << place.x << ", " << place.y);
    CHECK(drawn::distance_to_dot(page.colour, place) < 1.5);
    CHECK(std::hypot(back.x - dot.x, back.y - dot.y) < 0.01);
  }
}

// The dots of a page, moved as its pixels were.
std::vector<core::Point> moved(const std::vector<core::Point>& dots, const cv::Mat& m) {
  std::vector<core::Point> out;
  for (const auto& dot : dots) {
    const cv::Mat p = m * (cv::Mat_<double>(3, 1) << dot.x - 0.5, dot.y - 0.5, 1);
    const double w = m.rows == 3 ? p.at<double>(2) : 1;
    out.push_back({p.at<double>(0) / w + 0.5, p.at<double>(1) / w + 0.5});
  }
  return out;
}

double residual_skew(const core::CleanPage& page) { return find_skew(drawn::view(page.text)); }

}  // namespace

TEST_CASE("residual skew stays within a fifth of a degree") {
  const double degrees = GENERATE(-5.0, -2.7, -0.6, 0.0, 0.4, 1.3, 3.4, 5.0);
  INFO("skew " << degrees);
  const auto page = clean(drawn::page_of(drawn::skewed(drawn::print(), degrees)), nullptr);
  CHECK(std::abs(residual_skew(page)) <= 0.2);
  CHECK(page.quality.skew_degrees == Approx(degrees).margin(0.2));
}

TEST_CASE("the map leads back to the scan: a skewed page") {
  cv::Mat pixels = drawn::print();
  const auto dots = drawn::put_dots(pixels);
  const cv::Mat turn = cv::getRotationMatrix2D({pixels.cols / 2.0f, pixels.rows / 2.0f}, 2.4, 1);
  const auto page = clean(drawn::page_of(drawn::skewed(pixels, 2.4)), nullptr);
  REQUIRE(page.quality.skew_degrees != 0);
  check_dots(page, moved(dots, turn));
}

TEST_CASE("the map leads back to the scan: a turned page") {
  const int turn = GENERATE(0, 90, 180, 270);
  INFO("turn " << turn);
  cv::Mat pixels = drawn::print(3);
  drawn::put_dots(pixels);
  cv::Mat scan = pixels.clone();
  if (turn)
    cv::rotate(pixels, scan,
               turn == 90    ? cv::ROTATE_90_CLOCKWISE
               : turn == 180 ? cv::ROTATE_180
                             : cv::ROTATE_90_COUNTERCLOCKWISE);
  const drawn::FixedTurn finder(turn);
  Settings settings;
  settings.skew_degrees_min = 8;  // the turn alone: no pixel is resampled
  const auto page = clean(drawn::page_of(scan), &finder, settings);
  CHECK(page.rotation == turn);
  CHECK(page.scan_width == scan.cols);
  CHECK(page.colour.width == drawn::width);
  CHECK(page.colour.height == drawn::height);
  CHECK(cv::countNonZero(drawn::view(page.colour) != pixels) == 0);
  // The dots where they stand on the scan, not on the upright page.
  std::vector<core::Point> dots;
  for (const auto& dot : drawn::put_dots(pixels)) {
    if (turn == 0) dots.push_back(dot);
    if (turn == 90) dots.push_back({drawn::height - dot.y, dot.x});
    if (turn == 180) dots.push_back({drawn::width - dot.x, drawn::height - dot.y});
    if (turn == 270) dots.push_back({dot.y, drawn::width - dot.x});
  }
  check_dots(page, dots);
}

TEST_CASE("a page both turned and skewed") {
  cv::Mat pixels = drawn::print(4), scan;
  const auto dots = drawn::put_dots(pixels);
  const cv::Mat turn = cv::getRotationMatrix2D({pixels.cols / 2.0f, pixels.rows / 2.0f}, -1.8, 1);
  cv::rotate(drawn::skewed(pixels, -1.8), scan, cv::ROTATE_90_CLOCKWISE);
  const drawn::FixedTurn finder(90);
  const auto page = clean(drawn::page_of(scan), &finder);
  CHECK(std::abs(residual_skew(page)) <= 0.2);
  auto places = moved(dots, turn);
  for (auto& place : places) place = {drawn::height - place.y, place.x};
  check_dots(page, places);
}

TEST_CASE("EXIF's turn is taken out, and the finder sees what is left") {
  cv::Mat pixels = drawn::print(5), stored;
  drawn::put_dots(pixels);
  cv::rotate(pixels, stored, cv::ROTATE_90_COUNTERCLOCKWISE);
  core::Page page = drawn::page_of(stored);
  page.exif_turn = 90;
  Settings settings;
  settings.skew_degrees_min = 8;
  SECTION("without a finder") {
    const auto out = clean(std::move(page), nullptr, settings);
    CHECK(out.rotation == 270);
    CHECK(cv::countNonZero(drawn::view(out.colour) != pixels) == 0);
  }
  SECTION("a finder that finds it upright") {
    const drawn::FixedTurn finder(0);
    const auto out = clean(std::move(page), &finder, settings);
    CHECK(finder.shown_height > finder.shown_width);
    CHECK(out.rotation == 270);
    CHECK(cv::countNonZero(drawn::view(out.colour) != pixels) == 0);
  }
  SECTION("a finder that knows better: EXIF was wrong") {
    const drawn::FixedTurn finder(90);
    const auto out = clean(std::move(page), &finder, settings);
    CHECK(out.rotation == 0);
    CHECK(cv::countNonZero(drawn::view(out.colour) != stored) == 0);
  }
}

TEST_CASE("a phone's photograph: the sheet is cut out and made flat") {
  cv::Mat sheet = drawn::in_colour(drawn::print(6));
  const auto dots = drawn::put_dots(sheet);
  const cv::Size size(1100, 1500);
  const std::vector<cv::Point2f> from = {
      {0, 0}, {float(sheet.cols), 0}, {float(sheet.cols), float(sheet.rows)}, {0, float(sheet.rows)}};
  const std::vector<cv::Point2f> to = {{130, 110}, {920, 150}, {985, 1370}, {80, 1330}};
  const cv::Mat m = cv::getPerspectiveTransform(from, to);
  cv::Mat photo(size, CV_8UC3, cv::Scalar(60, 70, 80));
  cv::warpPerspective(sheet, photo, m, size, cv::INTER_LINEAR, cv::BORDER_TRANSPARENT);
  const auto page = clean(drawn::page_of(photo), nullptr);
  CHECK(page.scan_width == size.width);
  // The four corners of the sheet come to the four corners of the page.
  const core::PageMap to_clean = page.to_scan.inverse();
  const double w = page.colour.width, h = page.colour.height;
  const core::Point corners[4] = {{0, 0}, {w, 0}, {w, h}, {0, h}};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto place = to_clean.apply(core::Point{to[i].x, to[i].y});
    CHECK(std::hypot(place.x - corners[i].x, place.y - corners[i].y) < 0.02 * h);
  }
  CHECK(h / w == Approx(double(sheet.rows) / sheet.cols).epsilon(0.06));
  CHECK(std::abs(residual_skew(page)) <= 0.25);
  check_dots(page, moved(dots, m));
}

TEST_CASE("a page photographed aslant: its lines are level at top and bottom") {
  cv::Mat pixels = drawn::print(7);
  const auto dots = drawn::put_dots(pixels);
  const float w = drawn::width, top = drawn::height * 0.25f, bottom = drawn::height * 0.75f;
  const float rise = float(std::tan(0.6 * CV_PI / 180)) * w / 2;
  const std::vector<cv::Point2f> level = {{0, top}, {w, top}, {w, bottom}, {0, bottom}},
                                 aslant = {{0, top + rise}, {w, top - rise}, {w, bottom + rise}, {0, bottom - rise}};
  const cv::Mat m = cv::getPerspectiveTransform(level, aslant);
  cv::Mat scan;
  cv::warpPerspective(pixels, scan, m, pixels.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(255));
  REQUIRE(find_lean(scan));
  CHECK(find_lean(scan)->top_degrees == Approx(0.6).margin(0.2));
  CHECK(find_lean(scan)->bottom_degrees == Approx(-0.6).margin(0.2));
  const auto page = clean(drawn::page_of(scan), nullptr);
  CHECK_FALSE(find_lean(drawn::view(page.text)));
  check_dots(page, moved(dots, m));
}

TEST_CASE("boxes go from the clean page to the scan and back") {
  const auto page = clean(drawn::page_of(drawn::skewed(drawn::print(8), 1.7)), nullptr);
  for (const core::Box box : {core::Box{100, 200, 300, 40}, {0, 0, 50, 50}, {600, 1000, 200, 100}}) {
    const core::Box back = page.to_scan.inverse().apply(page.to_scan.apply(box));
    // The box around a turned box is larger, never smaller, and keeps its middle.
    CHECK(core::intersect(back, box) == box);
    CHECK(back.center_x() == Approx(box.center_x()).margin(2));
    CHECK(back.center_y() == Approx(box.center_y()).margin(2));
    CHECK(back.w <= box.w + 2 * box.h * 0.07 + 6);
  }
}

TEST_CASE("larger scans are brought down, and the map knows it") {
  cv::Mat pixels = drawn::print(9);
  const auto dots = drawn::put_dots(pixels);
  Settings settings;
  settings.long_side_max = 900;
  const auto page = clean(drawn::page_of(pixels), nullptr, settings);
  CHECK(page.colour.height == 900);
  CHECK(page.dpi == Approx(drawn::dpi * 900.0 / drawn::height).epsilon(0.01));
  CHECK(page.scan_height == drawn::height);
  check_dots(page, dots);
}

TEST_CASE("a born-digital page is left as it is") {
  const cv::Mat pixels = drawn::skewed(drawn::in_colour(drawn::print(10)), 1.5);
  core::Page page = drawn::page_of(pixels);
  page.born_digital = true;
  page.text = {{"住院费用清单", {400, 100, 300, 30}}};
  const auto out = clean(std::move(page), nullptr);
  CHECK(cv::countNonZero(drawn::view(out.colour).reshape(1) != pixels.reshape(1)) == 0);
  CHECK(out.to_scan.m == core::PageMap{}.m);
  CHECK(out.quality.skew_degrees == 0);
  REQUIRE(out.text_layer.size() == 1);
  CHECK(out.text_layer[0].box == core::Box{400, 100, 300, 30});
}

TEST_CASE("a born-digital page lying on its side takes its text with it") {
  cv::Mat upright = drawn::print(11), lying;
  cv::rotate(upright, lying, cv::ROTATE_90_CLOCKWISE);
  core::Page page = drawn::page_of(lying);
  page.born_digital = true;
  // On the upright page at (400, 100), 300 by 30.
  page.text = {{"住院费用清单", {drawn::height - 130, 400, 30, 300}}};
  const drawn::FixedTurn finder(90);
  const auto out = clean(std::move(page), &finder);
  REQUIRE(out.text_layer.size() == 1);
  CHECK(out.text_layer[0].box == core::Box{400, 100, 300, 30});
}

TEST_CASE("a file's own page stands as its text does, whatever the network thinks of it") {
  const drawn::FixedTurn over(180);
  const auto rotation = [&](std::vector<core::TextRun> text, bool born_digital) {
    core::Page page = drawn::page_of(drawn::print());
    page.born_digital = born_digital, page.text = std::move(text);
    return clean(std::move(page), &over).rotation;
  };
  const std::vector<core::TextRun> level{{"长白县人民医院", {700, 300, 280, 38}}, {"转诊转院证明", {684, 100, 284, 58}}};
  const std::vector<core::TextRun> upright{{"长白县人民医院", {700, 300, 38, 280}}, {"转诊转院证明", {684, 100, 58, 284}}};
  CHECK(rotation(level, true) == 0);
  CHECK(rotation(upright, true) == 180);
  CHECK(rotation({}, true) == 180);
  CHECK(rotation(level, false) == 180);  // a scan's text is another program's reading
}

}  // namespace claimpack::clean
