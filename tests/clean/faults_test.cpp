// Faults found once, so that they stay mended.
#include <opencv2/imgproc.hpp>
#include <utility>

#include "catch.hpp"
#include "clean/clean.hpp"
#include "clean/drawn.hpp"

namespace claimpack::clean {

TEST_CASE("strips and specks come back blank and throw nothing") {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 40}, {40, 1}, {3, 5000}, {5000, 3}, {2, 2}, {17, 23}}) {
    INFO(width << " x " << height);
    core::CleanPage page;
    CHECK_NOTHROW(page = clean(drawn::page_of(cv::Mat(height, width, CV_8U, cv::Scalar(200))), nullptr));
    CHECK(page.quality.blank);
    CHECK(page.text.width > 0);
  }
  CHECK_NOTHROW(clean(core::Page{}, nullptr));
}

TEST_CASE("faint print is print") {
  for (const int ink : {150, 170, 190}) {
    cv::Mat faint = drawn::print();
    faint = cv::max(faint, cv::Scalar(ink));
    const auto page = clean(drawn::page_of(faint), nullptr);
    INFO("ink at " << ink);
    CHECK_FALSE(page.quality.blank);
  }
}

TEST_CASE("a shadow along one side cuts nothing away") {
  cv::Mat shaded = drawn::print();
  for (int y = 0; y < shaded.rows; ++y)
    for (int x = 0; x < shaded.cols; ++x) shaded.at<uchar>(y, x) = uchar(shaded.at<uchar>(y, x) * (0.8 + 0.2 * x / shaded.cols));
  const auto page = clean(drawn::page_of(shaded), nullptr);
  CHECK(page.text.width == shaded.cols);
  CHECK(page.text.height == shaded.rows);
}

}  // namespace claimpack::clean
