// Lines of print found by morphology, and when they are not to be trusted.
#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "catch.hpp"
#include "read/flat_lines.hpp"

using namespace claimpack;

namespace {

constexpr double dpi = 200;

void print(cv::Mat& page, const std::string& text, int x, int y, double size = 1.0) {
  cv::putText(page, text, {x, y}, cv::FONT_HERSHEY_SIMPLEX, size, cv::Scalar(20), 2, cv::LINE_AA);
}

// A list: a word, a gap of a column, an amount; `rows` of them.
cv::Mat list(int rows, int pitch = 60) {
  cv::Mat page(rows * pitch + 300, 1600, CV_8U, cv::Scalar(250));
  for (int i = 0; i < rows; ++i) {
    print(page, "BLOODTEST NO" + std::to_string(i), 100, 150 + i * pitch);
    print(page, "-1234.56", 1000, 150 + i * pitch);
  }
  return page;
}

std::vector<cv::Rect> rects(const read::FlatLines& found) {
  std::vector<cv::Rect> boxes;
  for (const auto& box : found.boxes) boxes.push_back(box.place.boundingRect());
  return boxes;
}

int holding(const std::vector<cv::Rect>& boxes, const cv::Rect& print) {
  return int(std::count_if(boxes.begin(), boxes.end(), [&](const cv::Rect& box) { return (box & print) == print; }));
}

}  // namespace

TEST_CASE("each cell of a list is one box, its sign and its point in it", "[flat lines]") {
  const auto found = read::flat_lines(list(12), dpi);
  CHECK(found.trusted);
  const auto boxes = rects(found);
  CHECK(boxes.size() == 24);
  for (int i = 0; i < 12; ++i) {
    int baseline = 0;
    const cv::Size amount = cv::getTextSize("-1234.56", cv::FONT_HERSHEY_SIMPLEX, 1.0, 2, &baseline);
    CHECK(holding(boxes, {1002, 150 + i * 60 - amount.height + 2, amount.width - 4, amount.height - 2}) == 1);
  }
}

TEST_CASE("rows that touch are parted", "[flat lines]") {
  cv::Mat page = list(12);
  // A stroke of a pen joins two rows.
  cv::line(page, {150, 150}, {150, 205}, cv::Scalar(60), 2);
  const auto boxes = rects(read::flat_lines(page, dpi));
  int left = 0;
  for (const auto& box : boxes) left += box.x < 500;
  CHECK(left == 12);
  for (const auto& box : boxes) CHECK(box.height < 70);
}

TEST_CASE("noise, pictures and cards are left to the network", "[flat lines]") {
  cv::RNG random(1);
  cv::Mat noisy = list(12);
  for (int i = 0; i < 4000; ++i) cv::circle(noisy, {random.uniform(0, noisy.cols), random.uniform(0, noisy.rows)}, 1, 0, -1);
  CHECK_FALSE(read::flat_lines(noisy, dpi).trusted);

  cv::Mat picture = list(12);
  cv::circle(picture, {1400, 400}, 150, 0, -1);
  CHECK_FALSE(read::flat_lines(picture, dpi).trusted);

  CHECK_FALSE(read::flat_lines(list(3), dpi).trusted);

  cv::Mat sizes = list(12);
  for (int i = 0; i < 4; ++i) print(sizes, "HEADLINE", 100, 100 + i * 200, 3.0);
  CHECK_FALSE(read::flat_lines(sizes, dpi).trusted);
}

TEST_CASE("a page without print gives nothing", "[flat lines]") {
  CHECK(read::flat_lines(cv::Mat(400, 300, CV_8U, cv::Scalar(255)), dpi).boxes.empty());
  CHECK(read::flat_lines(cv::Mat(400, 300, CV_8U, cv::Scalar(0)), dpi).boxes.empty());
  CHECK(read::flat_lines(cv::Mat(1, 1, CV_8U, cv::Scalar(0)), dpi).boxes.empty());
}
