
#include "read/crops.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace claimpack::read {

Crop crop_of(const cv::Mat& page, const TextBox& text) {
  cv::RotatedRect place = text.place;
  if (place.size.width < place.size.height) {
    std::swap(place.size.width, place.size.height);
    place.angle += 90;
  }
  while (place.angle > 90) place.angle -= 180;
  while (place.angle <= -90) place.angle += 180;
  Crop crop;
  crop.box = place.boundingRect() & cv::Rect(0, 0, page.cols, page.rows);
  if (crop.box.width < 3 || crop.box.height < 3) return crop;
  if (std::abs(place.angle) < 2.0) {  // the page is straight already: no resampling
    crop.pixels = page(crop.box);
  } else if (std::abs(place.angle) > 60) {
    crop.pixels = page(crop.box);
    crop.column = crop.box.height > crop.box.width * 1.5;
  } else {
    const cv::Mat turn = cv::getRotationMatrix2D(place.center, place.angle, 1.0);
    cv::Mat m = turn.clone();
    m.at<double>(0, 2) += place.size.width / 2 - place.center.x;
    m.at<double>(1, 2) += place.size.height / 2 - place.center.y;
    cv::warpAffine(page, crop.pixels, m, place.size, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  }
  return crop;
}

std::vector<Crop> rows_of(const cv::Mat& page, const Crop& column) {
  const cv::Mat pixels = page(column.box);
  std::vector<Crop> rows;
  int begin = -1, blank = 0;
  const auto close = [&](int end) {
    const int pad = 2;
    if (begin >= 0 && end - begin >= column.box.width / 4) {
      const cv::Rect box = cv::Rect(column.box.x, column.box.y + begin - pad, column.box.width, end - begin + 2 * pad) &
                           cv::Rect(0, 0, page.cols, page.rows);
      rows.push_back({page(box), box, false});
    }
    begin = -1;
  };
  for (int y = 0; y < pixels.rows; ++y) {
    const bool ink = cv::countNonZero(pixels.row(y) < 160) > 0;
    if (ink && begin < 0) begin = y;
    blank = ink ? 0 : blank + 1;
    // A character has free rows of its own (三): only a wider gap parts two, or a full character's height.
    if (begin >= 0 && !ink && (blank >= std::max(3, column.box.width / 6) || y - begin >= column.box.width)) close(y - blank + 1);
  }
  close(pixels.rows);
  return rows;
}

}  // namespace claimpack::read
