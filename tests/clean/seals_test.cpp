// Seals and stamps: every colour and shape, what only looks like one, and the print under and beside them.
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "catch.hpp"
#include "clean/clean.hpp"
#include "clean/drawn.hpp"

namespace claimpack::clean {

namespace {

const cv::Scalar red(60, 50, 215), blue(200, 80, 50), black(30, 30, 30);
const cv::Point middle(560, 860);

core::CleanPage cleaned(const cv::Mat& pixels) { return clean(drawn::page_of(pixels), nullptr); }

const core::InkMark* mark_near(const core::CleanPage& page, cv::Point centre) {
  for (const auto& mark : page.marks)
    if (std::abs(mark.box.center_x() - centre.x) < 12 && std::abs(mark.box.center_y() - centre.y) < 12) return &mark;
  return nullptr;
}

// A page of print that ends around the place of the seal.
cv::Mat page_with_room(int seed = 5) {
  cv::Mat grey = drawn::print(seed);
  grey(cv::Rect(middle.x - 180, middle.y - 180, 360, 360)).setTo(255);
  return drawn::in_colour(grey);
}

double darkest(const core::CleanPage& page, const cv::Rect& place) {
  double least = 0;
  cv::minMaxLoc(drawn::view(page.text)(place), &least);
  return least;
}

}  // namespace

TEST_CASE("seals of every colour and shape") {
  struct Kind {
    const char* colour;
    cv::Scalar ink;
  };
  const auto kind = GENERATE(Kind{"red", red}, Kind{"blue", blue}, Kind{"blue", cv::Scalar(150, 40, 110)}, Kind{"black", black});
  const auto axes = GENERATE(cv::Size(118, 118), cv::Size(83, 83), cv::Size(133, 89), cv::Size(92, 62));
  const double turn = GENERATE(0.0, 12.0);
  cv::Mat page = page_with_room();
  drawn::seal(page, middle, axes, kind.ink, turn);
  const auto out = cleaned(page);
  INFO(kind.colour << " " << axes.width << " x " << axes.height << ", turned by " << turn);
  const auto* mark = mark_near(out, middle);
  REQUIRE(mark);
  CHECK(out.marks.size() == 1);
  CHECK(mark->colour == kind.colour);
  CHECK(mark->shape == (axes.width == axes.height ? "round" : "oval"));
  CHECK(std::abs(mark->width - 2 * axes.width) < 14);
  CHECK(std::abs(mark->height - 2 * axes.height) < 14);
  if (axes.width != axes.height) CHECK(std::abs(mark->turn_degrees - turn) < (axes.width > 100 ? 5 : 12));
}

TEST_CASE("a framed stamp, set askew") {
  const auto ink = GENERATE(red, blue, black);
  cv::Mat page = page_with_room();
  const cv::RotatedRect frame(cv::Point2f(middle), {240, 110}, -9);
  cv::Point2f corners[4];
  frame.points(corners);
  for (int i = 0; i < 4; ++i) cv::line(page, corners[i], corners[(i + 1) % 4], ink, 5, cv::LINE_AA);
  cv::putText(page, "COPY", {middle.x - 70, middle.y + 20}, cv::FONT_HERSHEY_SIMPLEX, 1.8, ink, 5, cv::LINE_AA);
  const auto out = cleaned(page);
  const auto* mark = mark_near(out, middle);
  REQUIRE(mark);
  CHECK(mark->shape == "rect");
  CHECK(std::abs(mark->turn_degrees + 9) < 3);
  CHECK(std::abs(mark->width - 240) < 20);
}

TEST_CASE("a name's small stamp is no seal of an office") {
  cv::Mat page = page_with_room();
  cv::rectangle(page, cv::Rect(middle.x - 36, middle.y - 36, 72, 72), red, 5);
  cv::putText(page, "WX", {middle.x - 26, middle.y + 14}, cv::FONT_HERSHEY_SIMPLEX, 1.2, red, 5);
  const auto out = cleaned(page);
  const auto* mark = mark_near(out, middle);
  REQUIRE(mark);
  CHECK(mark->shape == "name");
}

TEST_CASE("red and blue print outside seals stays to be read") {
  const auto ink = GENERATE(red, blue);
  cv::Mat page = page_with_room();
  drawn::seal(page, middle, {118, 118}, red);
  const cv::Rect number(540, 60, 250, 40), beside(middle.x + 125, middle.y + 105, 50, 30);
  cv::putText(page, "No 00123456", {number.x, number.y + 32}, cv::FONT_HERSHEY_SIMPLEX, 1.1, ink, 3, cv::LINE_AA);
  cv::putText(page, "85", {beside.x, beside.y + 26}, cv::FONT_HERSHEY_SIMPLEX, 0.9, ink, 3, cv::LINE_AA);
  const auto out = cleaned(page);
  CHECK(out.marks.size() == 1);
  CHECK(darkest(out, number) < 135);
  CHECK(darkest(out, beside) < 135);  // in the corner of the seal's box, outside its ring
  REQUIRE_FALSE(out.ink.empty());
  CHECK(cv::countNonZero(drawn::view(out.ink)(number)) == 0);
}

TEST_CASE("a page printed in one colour has no seals and keeps its print") {
  const auto ink = GENERATE(red, blue);
  const cv::Mat grey = drawn::print(6);
  cv::Mat page = drawn::in_colour(grey);
  page.setTo(ink, grey < 128);
  const auto out = cleaned(page);
  CHECK(out.marks.empty());
  const cv::Mat text = drawn::view(out.text);
  CHECK(cv::mean(text, grey < 60)[0] < 140);
}

TEST_CASE("print under a seal is kept, the seal's ink is not") {
  const auto lamp = GENERATE(cv::Scalar(255, 255, 255), cv::Scalar(180, 225, 250), cv::Scalar(235, 215, 190));
  const auto ink = GENERATE(red, blue);
  cv::Mat page(drawn::height, drawn::width, CV_8UC3, cv::Scalar::all(255)), sealed;
  for (int y = 100; y < 1100; y += 34) drawn::row(page, {110, y}, 26, 18, y);
  const cv::Mat print = page.clone();
  sealed = cv::Mat(page.size(), CV_8UC3, cv::Scalar::all(255));
  drawn::seal(sealed, middle, {118, 118}, ink);
  cv::multiply(page, sealed, page, 1 / 255.0);  // ink over ink
  cv::multiply(page, cv::Mat(page.size(), CV_8UC3, lamp), page, 1 / 255.0);
  const auto out = cleaned(page);
  REQUIRE(mark_near(out, middle));
  cv::Mat grey, seal_grey;
  cv::cvtColor(print, grey, cv::COLOR_BGR2GRAY);
  cv::cvtColor(sealed, seal_grey, cv::COLOR_BGR2GRAY);
  const cv::Rect place(middle.x - 126, middle.y - 126, 252, 252);
  const cv::Mat text = drawn::view(out.text)(place);
  INFO("lamp " << lamp << ", ink " << ink);
  CHECK(cv::mean(text, (grey(place) < 60) & (seal_grey(place) < 160))[0] < 90);     // print with the seal over it
  CHECK(cv::mean(text, (grey(place) == 255) & (seal_grey(place) < 160))[0] > 215);  // the seal alone
}

TEST_CASE("a black seal on a copy among print") {
  cv::Mat copy = drawn::print(8);
  cv::Mat stamped = drawn::in_colour(copy);
  drawn::seal(stamped, middle, {118, 118}, black);
  cv::cvtColor(stamped, copy, cv::COLOR_BGR2GRAY);
  cv::threshold(copy, copy, 128, 255, cv::THRESH_BINARY);
  const auto out = cleaned(copy);
  const auto* mark = mark_near(out, middle);
  REQUIRE(mark);
  CHECK(mark->colour == "black");
  CHECK(out.marks.size() == 1);
  CHECK(out.ink.empty());
}

TEST_CASE("half a seal at the page's edge") {
  cv::Mat page = page_with_room();
  page(cv::Rect(drawn::width - 190, 400, 190, 420)).setTo(cv::Scalar::all(255));
  drawn::seal(page, {drawn::width - 20, 610}, {118, 118}, red);
  const auto out = cleaned(page);
  REQUIRE(out.marks.size() == 1);
  CHECK(std::abs(out.marks[0].centre.x - (drawn::width - 20)) < 14);
  CHECK(out.marks[0].box.right() <= drawn::width);
}

TEST_CASE("what is round or framed and no seal") {
  cv::Mat page = page_with_room();
  SECTION("a table") {
    for (int y = 700; y <= 1020; y += 32) cv::line(page, {390, y}, {740, y}, black, 2);
    for (int x = 390; x <= 740; x += 50) cv::line(page, {x, 700}, {x, 1020}, black, 2);
    for (int y = 708; y < 1010; y += 32)
      for (int x = 396; x < 720; x += 50) drawn::row(page, {x, y}, 2, 15, x + y);
  }
  SECTION("boxes of a form, with print in them") {
    for (const cv::Rect box : {cv::Rect(400, 720, 150, 90), cv::Rect(570, 740, 170, 110), cv::Rect(420, 880, 60, 60)}) {
      cv::rectangle(page, box, black, 3);
      drawn::row(page, box.tl() + cv::Point(12, 20), box.width / 28, 18, box.x);
    }
  }
  SECTION("a QR code") {
    cv::RNG random(3);
    for (int y = 0; y < 33; ++y)
      for (int x = 0; x < 33; ++x)
        if (random.uniform(0, 2)) cv::rectangle(page, cv::Rect(460 + x * 6, 760 + y * 6, 6, 6), black, cv::FILLED);
    for (const cv::Point corner : {cv::Point(460, 760), cv::Point(460 + 26 * 6, 760), cv::Point(460, 760 + 26 * 6)}) {
      cv::rectangle(page, cv::Rect(corner, cv::Size(42, 42)), black, cv::FILLED);
      cv::rectangle(page, cv::Rect(corner + cv::Point(6, 6), cv::Size(30, 30)), cv::Scalar::all(255), cv::FILLED);
      cv::rectangle(page, cv::Rect(corner + cv::Point(12, 12), cv::Size(18, 18)), black, cv::FILLED);
    }
  }
  SECTION("an emblem") {
    const auto ink = GENERATE(red, black);
    cv::circle(page, middle, 80, ink, cv::FILLED, cv::LINE_AA);
    cv::circle(page, middle, 20, cv::Scalar(60, 200, 230), cv::FILLED, cv::LINE_AA);
  }
  SECTION("a chart's circle with nothing in it") { cv::circle(page, middle, 90, black, 3, cv::LINE_AA); }
  SECTION("characters in circles") {
    for (int i = 0; i < 6; ++i) {
      cv::circle(page, {420 + i * 50, 860}, 17, black, 2, cv::LINE_AA);
      drawn::row(page, {411 + i * 50, 851}, 1, 17, i);
    }
  }
  SECTION("a form printed in red, with its frame") {
    cv::rectangle(page, cv::Rect(60, 80, 760, 1080), red, 3);
    for (int y = 200; y < 1160; y += 120) cv::line(page, {60, y}, {820, y}, red, 3);
  }
  CHECK(cleaned(page).marks.empty());
}

}  // namespace claimpack::clean
