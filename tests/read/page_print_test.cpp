// The print from afar survives another scan, and its rows tell pages apart.
#include <opencv2/imgproc.hpp>

#include "catch.hpp"
#include "read/made_page.hpp"
#include "read/parts.hpp"

using namespace claimpack;

namespace {

// Rows of words: how long each is follows from the seed.
cv::Mat words(int seed) {
  cv::Mat page(2339, 1654, CV_8U, cv::Scalar(255));
  unsigned state = 99U + static_cast<unsigned>(seed) * 7919U;
  const auto next = [&](int below) { return static_cast<int>((state = state * 1103515245U + 12345U) >> 16) % below; };
  for (int y = 200; y < 2100; y += 48)
    for (int x = 150; x < 1450;) {
      const int length = 40 + next(260);
      for (int at = x; at < std::min(1500, x + length); at += 9) cv::rectangle(page, cv::Rect(at, y, 5, 26), cv::Scalar(20), -1);
      x += length + 30 + next(200);
    }
  return page;
}

core::PagePrint print_of(const cv::Mat& page) {
  return read::print_of(read::made::image(page.isContinuous() ? page : page.clone()));
}

}  // namespace

TEST_CASE("the print from afar: another scale, a cut, a blur and a turn leave it, another page does not") {
  const auto page = words(1);
  const auto print = print_of(page);
  REQUIRE(print.size() == std::size_t(core::page_print_side) * core::page_print_side);
  cv::Mat other;
  cv::resize(page, other, {}, 0.72, 0.72, cv::INTER_AREA);
  CHECK(core::likeness(print, print_of(other)) > 0.95);
  CHECK(core::likeness(print, print_of(page(cv::Rect(60, 90, 1560, 2200)))) > 0.95);  // white margins cut
  cv::GaussianBlur(page, other, {7, 7}, 2);
  CHECK(core::likeness(print, print_of(other)) > 0.95);
  for (const int turn : {cv::ROTATE_90_CLOCKWISE, cv::ROTATE_180, cv::ROTATE_90_COUNTERCLOCKWISE}) {
    cv::rotate(page, other, turn);
    CHECK(core::likeness(print, print_of(other)) > 0.95);
  }
  for (int seed = 2; seed < 8; ++seed) CHECK(core::likeness(print, print_of(words(seed))) < 0.6);
}

TEST_CASE("a page without print has none") {
  CHECK(print_of(cv::Mat(2339, 1654, CV_8U, cv::Scalar(255))).empty());
  CHECK(print_of(cv::Mat(20, 20, CV_8U, cv::Scalar(0))).empty());
  CHECK(read::print_of(core::Image(100, 100, 3)).empty());
}
