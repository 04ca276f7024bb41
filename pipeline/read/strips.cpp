#include "read/strips.hpp"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "read/matrices.hpp"

namespace claimpack::read {

namespace {

constexpr int paper_from = 235;  // as light as this is paper; the faint print of a card is darker
constexpr int cell = 8;          // pixels; print stands in cells with this many dark ones at least:
constexpr int speck_max = 3;
constexpr int gap_min = 24;   // rows of white that are left out; print of 10 points is half as high, its lines stand closer
constexpr int white_min = 3;  // rows of white where a high band may be cut
constexpr int margin = 12;    // white around each band
// Rows of a strip that the networks run fastest on: what one layer makes is still in the cache for the next.
constexpr int rows_wanted = 320;

// 255 where print stands: dark pixels in cells that have more than a speck of them.
cv::Mat print_of(const cv::Mat& picture) {
  cv::Mat dark, shares;
  cv::threshold(grey_of(picture), dark, paper_from - 1, 255, cv::THRESH_BINARY_INV);
  const cv::Size cells((dark.cols + cell - 1) / cell, (dark.rows + cell - 1) / cell);
  cv::copyMakeBorder(dark, dark, 0, cells.height * cell - dark.rows, 0, cells.width * cell - dark.cols, cv::BORDER_CONSTANT);
  cv::resize(dark, shares, cells, 0, 0, cv::INTER_AREA);
  const cv::Mat specks = shares <= speck_max * 255 / (cell * cell);
  for (int y = 0; y < cells.height; ++y)
    for (int x = 0; x < cells.width; ++x)
      if (specks.at<uchar>(y, x) && shares.at<uchar>(y, x)) dark(cv::Rect(x * cell, y * cell, cell, cell)).setTo(0);
  return dark(cv::Rect(0, 0, picture.cols, picture.rows));
}

struct Rows {
  int from, to;
  int count() const { return to - from; }
};

std::vector<Rows> inked_rows(const cv::Mat& print) {
  cv::Mat darkest;
  cv::reduce(print, darkest, 1, cv::REDUCE_MAX);
  std::vector<Rows> runs;
  for (int y = 0; y < print.rows; ++y) {
    if (!darkest.at<uchar>(y)) continue;
    if (!runs.empty() && runs.back().to == y) ++runs.back().to;
    else runs.push_back({y, y + 1});
  }
  return runs;
}

// Runs that no more than a line's gap parts are one; what grows too high by it begins anew where the paper is white.
std::vector<Rows> stretches_of(const std::vector<Rows>& runs) {
  std::vector<Rows> stretches;
  for (const Rows& run : runs) {
    const int white = stretches.empty() ? gap_min : run.from - stretches.back().to;
    const bool too_high = !stretches.empty() && run.to - stretches.back().from > rows_wanted && white >= white_min;
    if (white >= gap_min || too_high) stretches.push_back(run);
    else stretches.back().to = run.to;
  }
  return stretches;
}

cv::Rect trimmed(const cv::Mat& print, const Rows& rows) {
  cv::Mat darkest;
  cv::reduce(print.rowRange(rows.from, rows.to), darkest, 0, cv::REDUCE_MAX);
  const cv::Rect inked = cv::boundingRect(darkest);
  return {inked.x, rows.from, inked.width, rows.count()};
}

int to32(int side) { return (side + 31) / 32 * 32; }

}  // namespace

std::vector<Strip> strips_of(const cv::Mat& picture) {
  const cv::Mat print = print_of(picture);
  std::vector<cv::Rect> places;
  for (const Rows& rows : stretches_of(inked_rows(print))) places.push_back(trimmed(print, rows));
  // Wide ones together and narrow ones together: a strip is as wide as its widest.
  std::stable_sort(places.begin(), places.end(), [](const cv::Rect& a, const cv::Rect& b) { return a.width > b.width; });
  std::vector<Strip> strips;
  for (const cv::Rect& place : places) {
    const int rows = place.height + margin;
    if (strips.empty() || strips.back().rows_used + rows > rows_wanted) {
      strips.emplace_back();
      strips.back().rows_used = margin;
      strips.back().size.width = to32(place.width + 2 * margin);
    }
    Strip& strip = strips.back();
    strip.bands.push_back({place, {margin, strip.rows_used}});
    strip.rows_used += rows;
    strip.size.height = to32(strip.rows_used);
  }
  return strips;
}

cv::Mat laid_out(const cv::Mat& picture, const Strip& strip) {
  cv::Mat sheet(strip.size, picture.type(), cv::Scalar::all(255));
  for (const Band& band : strip.bands) picture(band.place).copyTo(sheet(cv::Rect(band.at, band.place.size())));
  return sheet;
}

const Band& band_at(const Strip& strip, float row) {
  const auto below = std::find_if(strip.bands.begin(), strip.bands.end(),
                                  [&](const Band& band) { return row < float(band.at.y + band.place.height) + margin / 2.0f; });
  return below == strip.bands.end() ? strip.bands.back() : *below;
}

}  // namespace claimpack::read
