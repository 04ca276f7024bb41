// What lies on the page: blank paper, speckle, shadows, seals, rules, and how good the scan is.
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <random>

#include "catch.hpp"
#include "clean/clean.hpp"
#include "clean/drawn.hpp"
#include "clean/raster.hpp"

namespace claimpack::clean {

namespace {

constexpr int seal_radius = 118;  // 40 mm across at 150 dpi
const cv::Scalar red(60, 50, 215);

bool has_mark(const core::CleanPage& page, const std::string& colour, const std::string& shape, cv::Point centre) {
  for (const auto& mark : page.marks)
    if (mark.colour == colour && mark.shape == shape && std::abs(mark.box.center_x() - centre.x) < 15 &&
        std::abs(mark.box.center_y() - centre.y) < 15)
      return true;
  return false;
}

core::CleanPage cleaned(const cv::Mat& pixels) { return clean(drawn::page_of(pixels), nullptr); }

cv::Mat blurred(const cv::Mat& page, double sigma) {
  cv::Mat out;
  cv::GaussianBlur(page, out, {0, 0}, sigma);
  return out;
}

cv::Mat noisy(const cv::Mat& page, int amplitude) {
  cv::Mat noise(page.size(), CV_8U), out;
  cv::RNG random(7);
  random.fill(noise, cv::RNG::UNIFORM, 0, amplitude);
  cv::subtract(page, noise, out);
  return out;
}

}  // namespace

TEST_CASE("a blank page is blank, a page with one line is not") {
  CHECK(cleaned(cv::Mat(drawn::height, drawn::width, CV_8U, cv::Scalar(255))).quality.blank);
  CHECK(cleaned(noisy(cv::Mat(drawn::height, drawn::width, CV_8U, cv::Scalar(250)), 20)).quality.blank);
  cv::Mat line(drawn::height, drawn::width, CV_8U, cv::Scalar(255));
  drawn::row(line, {100, 600}, 30, 18, 1);
  const auto page = cleaned(line);
  CHECK_FALSE(page.quality.blank);
  CHECK_FALSE(cleaned(drawn::print()).quality.blank);
  CHECK(cleaned(cv::Mat(drawn::height, drawn::width, CV_8U, cv::Scalar(255))).quality.advice.empty());
}

TEST_CASE("a copier's speckle goes, print and full stops stay") {
  cv::Mat print = drawn::print(2);
  const cv::Rect stop(60, 300, 3, 3);
  print(stop).setTo(0);
  cv::Mat speckled = print.clone();
  std::mt19937 random(5);
  for (int i = 0; i < 4000; ++i) speckled.at<uchar>(int(random() % drawn::height), int(random() % drawn::width)) = 0;
  cv::Mat even = speckled.clone();
  remove_speckle(even, drawn::dpi);
  const cv::Mat margin = even(cv::Rect(0, 0, drawn::width, drawn::height / 10 - 20));
  CHECK(cv::countNonZero(speckled(cv::Rect(0, 0, drawn::width, drawn::height / 10 - 20)) < 160) > 200);
  CHECK(cv::countNonZero(margin < 160) <= 8);
  CHECK(cv::countNonZero((print < 160) & (even > 200)) == 0);
  CHECK(cv::countNonZero(even(stop) < 160) == stop.area());
  // An ordinary page is left alone.
  cv::Mat clean_print = drawn::print(2), before = clean_print.clone();
  remove_speckle(clean_print, drawn::dpi);
  CHECK(cv::countNonZero(clean_print != before) == 0);
}

TEST_CASE("uneven light and a shadow are evened, ink stays dark") {
  const cv::Mat print = drawn::print(3);
  cv::Mat shaded = print.clone();
  for (int y = 0; y < shaded.rows; ++y)
    for (int x = 0; x < shaded.cols; ++x)
      shaded.at<uchar>(y, x) = cv::saturate_cast<uchar>(print.at<uchar>(y, x) * (0.45 + 0.5 * x / shaded.cols));
  const cv::Mat text = even_light(shaded);
  for (const int left : {0, drawn::width / 2, drawn::width * 7 / 8}) {
    const cv::Rect strip(left, drawn::height / 10, drawn::width / 8, drawn::height * 8 / 10);
    const cv::Mat paper = print(strip) == 255, ink = print(strip) < 60;
    INFO("strip at " << left);
    CHECK(cv::mean(text(strip), paper)[0] > 235);
    if (cv::countNonZero(ink) > 500) CHECK(cv::mean(text(strip), ink)[0] < 100);
  }
}

TEST_CASE("a shadow costs no part of the page") {
  const bool from_above = GENERATE(true, false);
  const cv::Mat print = drawn::print(3);
  cv::Mat shaded = print.clone();
  for (int y = 0; y < shaded.rows; ++y)
    for (int x = 0; x < shaded.cols; ++x) {
      const double light = from_above ? 0.8 + 0.2 * y / shaded.rows : 1 - 0.2 * x / shaded.cols;
      shaded.at<uchar>(y, x) = cv::saturate_cast<uchar>(print.at<uchar>(y, x) * light);
    }
  const auto page = cleaned(shaded);
  CHECK(page.text.width == drawn::width);
  CHECK(page.text.height == drawn::height);
}

TEST_CASE("a red seal is found, its ink lifted off the print") {
  cv::Mat grey = drawn::print(4);
  const cv::Point centre(560, 860);
  // The print ends above the seal but for one bar that crosses its ring.
  grey(cv::Rect(centre.x - 160, centre.y - 160, 320, 320)).setTo(255);
  cv::Mat page = drawn::in_colour(grey);
  drawn::seal(page, centre, {seal_radius, seal_radius}, red);
  const cv::Rect bar(centre.x + seal_radius - 12, centre.y - 3, 24, 6);
  cv::rectangle(page, bar, cv::Scalar(25, 20, 30), cv::FILLED);
  const auto out = cleaned(page);
  CHECK(has_mark(out, "red", "round", centre));
  const cv::Mat text = drawn::view(out.text);
  CHECK(cv::mean(text(bar))[0] < 110);
  for (const double degrees : {60.0, 120.0, 180.0, 240.0, 300.0}) {
    const cv::Point on_ring(int(std::lround(centre.x + seal_radius * std::cos(degrees * CV_PI / 180))),
                            int(std::lround(centre.y + seal_radius * std::sin(degrees * CV_PI / 180))));
    INFO("at " << degrees << " degrees");
    CHECK(text.at<uchar>(on_ring) > 200);
  }
  REQUIRE_FALSE(out.ink.empty());
  CHECK(drawn::view(out.ink).at<uchar>(centre) == 255);
  CHECK(drawn::view(out.ink).at<uchar>(cv::Point(30, 30)) == 0);
}

TEST_CASE("no seal on a page of print") {
  CHECK(cleaned(drawn::in_colour(drawn::print(6))).marks.empty());
  CHECK(cleaned(drawn::print(6)).marks.empty());
}

TEST_CASE("rules are found and taken off, strokes of characters stay") {
  cv::Mat page(drawn::height, drawn::width, CV_8U, cv::Scalar(255));
  const std::vector<int> across = {300, 360, 420, 480}, down = {100, 350, 580, 800};
  for (const int y : across) cv::line(page, {100, y}, {800, y}, cv::Scalar(30), 2);
  for (const int x : down) cv::line(page, {x, 300}, {x, 480}, cv::Scalar(30), 2);
  for (int r = 0; r < 3; ++r)
    for (int c = 0; c < 3; ++c) drawn::row(page, {down[std::size_t(c)] + 30, across[std::size_t(r)] + 20}, 8, 18, 10 * r + c);
  for (int y = 600; y < 1100; y += 34) drawn::row(page, {100, y}, 28, 18, y);
  // 一 between characters: 5 mm of print.
  const cv::Rect stroke(760, 560, 30, 3);
  page(stroke).setTo(20);
  const auto out = cleaned(page);
  REQUIRE(out.text.height == drawn::height);
  for (const int y : across) {
    const bool found = std::any_of(out.rules.begin(), out.rules.end(), [&](const core::Rule& rule) {
      return rule.horizontal && std::abs(rule.box.center_y() - y) < 3 && rule.box.w > 650;
    });
    INFO("rule across at " << y);
    CHECK(found);
  }
  for (const int x : down) {
    const bool found = std::any_of(out.rules.begin(), out.rules.end(), [&](const core::Rule& rule) {
      return !rule.horizontal && std::abs(rule.box.center_x() - x) < 3 && rule.box.h > 160;
    });
    INFO("rule down at " << x);
    CHECK(found);
  }
  CHECK(out.rules.size() == across.size() + down.size());
  const cv::Mat text = drawn::view(out.text);
  CHECK(cv::countNonZero(text(cv::Rect(102, 299, 690, 3)) < 160) == 0);
  CHECK(cv::countNonZero(text(stroke) < 160) == stroke.area());
  CHECK(cv::countNonZero(text(cv::Rect(130, 320, 170, 20)) < 160) > 200);
}

TEST_CASE("a blurred scan is advised to be made again") {
  cv::Mat page(drawn::height, drawn::width, CV_8U, cv::Scalar(255));
  for (int y = 200; y < 1100; y += 90)
    cv::putText(page, "INVOICE 12345.60", {120, y}, cv::FONT_HERSHEY_SIMPLEX, 2, cv::Scalar(10), 9);
  const auto sharp = cleaned(page), soft = cleaned(blurred(page, 2)), hopeless = cleaned(blurred(page, 7));
  CHECK(sharp.quality.blur < 0.3);
  CHECK(sharp.quality.advice.empty());
  CHECK(sharp.quality.blur < soft.quality.blur);
  CHECK(soft.quality.blur < hopeless.quality.blur);
  CHECK(hopeless.quality.advice.find("模糊") != std::string::npos);
}

TEST_CASE("a scan with hardly any contrast is advised to be made again") {
  const cv::Mat print = drawn::print(7);
  cv::Mat dark(print.size(), CV_8U);
  print.convertTo(dark, CV_8U, 38.0 / 255, 30);  // ink at 33, paper at 68
  const auto page = cleaned(dark);
  CHECK(page.quality.contrast < 0.15);
  CHECK_FALSE(page.quality.advice.empty());
  CHECK(cleaned(print).quality.contrast > 0.8);
  CHECK(cleaned(print).quality.advice.empty());
}

TEST_CASE("too few pixels an inch are told") {
  core::Page page = drawn::page_of(drawn::print(8));
  page.dpi = 72;
  CHECK(clean(std::move(page), nullptr).quality.advice.find("分辨率") != std::string::npos);
}

TEST_CASE("print that runs over the edge is cut off") {
  cv::Mat page = drawn::print(9);
  CHECK_FALSE(cleaned(page).quality.cut_off);
  for (int y = 180; y < 1100; y += 34) drawn::row(page, {drawn::width - 300, y}, 16, 18, y);
  CHECK(cleaned(page).quality.cut_off);
}

TEST_CASE("where a page came from goes with it") {
  core::Page page = drawn::page_of(drawn::print(1, 600, 800));
  page.origin = {"扫描 03.tif", 7};
  const auto out = clean(std::move(page), nullptr);
  CHECK(out.origin == core::Origin{"扫描 03.tif", 7});
  CHECK(out.scan_width == 600);
  CHECK(out.scan_height == 800);
  CHECK(out.text.channels == 1);
}

TEST_CASE("pages of odd sizes and colours come through") {
  for (const cv::Size size : {cv::Size(40, 40), {60, 400}, {400, 60}})
    for (const int type : {CV_8UC1, CV_8UC3})
      for (const int grey : {0, 128, 255}) {
        INFO(size.width << " by " << size.height << ", type " << type << ", grey " << grey);
        core::CleanPage page;
        CHECK_NOTHROW(page = cleaned(cv::Mat(size, type, cv::Scalar::all(grey))));
        CHECK(page.text.width >= 1);
        CHECK(page.text.height >= 1);
        CHECK(page.scan_width == size.width);
      }
}

}  // namespace claimpack::clean
