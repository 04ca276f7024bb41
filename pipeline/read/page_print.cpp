// The page's print from afar (core/page_print.hpp), taken from the plane without seals and rules.
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

#include "read/parts.hpp"

namespace claimpack::read {

namespace {

// The stretch that holds all but `edge` of the ink on either side: dust and a shadow at the border do not move it.
cv::Range inked(const cv::Mat& sums, double edge) {
  const int length = static_cast<int>(sums.total());
  const float* ink = sums.ptr<float>();
  double all = 0;
  for (int i = 0; i < length; ++i) all += ink[i];
  double seen = 0;
  int begin = 0, end = length;
  for (int i = 0; i < length; ++i) {
    if (seen < all * edge) begin = i;
    seen += ink[i];
    if (seen <= all * (1 - edge)) end = i + 1;
  }
  return {begin, std::max(begin + 1, std::min(length, end + 1))};
}

}  // namespace

core::PagePrint print_of(const core::Image& text) {
  if (text.channels != 1 || text.width < 64 || text.height < 64) return {};
  const cv::Mat plane(text.height, text.width, CV_8U, const_cast<std::uint8_t*>(text.bytes.data()));
  // Whole factors shrink fast.
  const int factor = std::max(1, std::max(text.width, text.height) / 500);
  const cv::Size small(text.width / factor, text.height / factor);
  cv::Mat ink;
  cv::resize(plane(cv::Rect(0, 0, small.width * factor, small.height * factor)), ink, small, 0, 0, cv::INTER_AREA);
  cv::subtract(cv::Scalar(235), ink, ink);  // what is nearly white is paper
  cv::Mat rows, columns;
  cv::reduce(ink, rows, 1, cv::REDUCE_SUM, CV_32F);
  cv::reduce(ink, columns, 0, cv::REDUCE_SUM, CV_32F);
  if (cv::sum(rows)[0] < 255.0 * 200) return {};  // hardly a word
  constexpr double edge = 0.005;
  const cv::Mat part = ink(inked(rows, edge), inked(columns, edge));
  if (part.cols < core::page_print_side || part.rows < core::page_print_side) return {};
  cv::Mat cells;
  cv::resize(part, cells, {core::page_print_side, core::page_print_side}, 0, 0, cv::INTER_AREA);
  cells.convertTo(cells, CV_32F);
  cv::GaussianBlur(cells, cells, {3, 3}, 0.8);
  double most = 0;
  cv::minMaxLoc(cells, nullptr, &most);
  core::PagePrint print;
  for (int i = 0; i < static_cast<int>(cells.total()); ++i)
    print.push_back(
        static_cast<std::uint8_t>(std::lround(15 * std::sqrt(std::max(0.0F, cells.ptr<float>()[i]) / std::max(1.0, most)))));
  return print;
}

}  // namespace claimpack::read
