#include "read/flat_lines.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <tuple>

namespace claimpack::read {

namespace {

// Measured on 41 pages of four kinds of scan: 120 dpi tells lines as well as 200, at a third of the cost.
constexpr double work_dpi = 120;
constexpr int ink_below = 195;  // faint print too; paper is near 250
constexpr int components_max = 20000, pieces_max = 1500;

// Parts of the picture, labelled.
struct Parts {
  cv::Mat labels, stats, centres;
  int count = 0;
  explicit Parts(const cv::Mat& mask) { count = cv::connectedComponentsWithStats(mask, labels, stats, centres, 8, CV_32S); }
  cv::Rect box(int i) const {
    return {stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP), stats.at<int>(i, cv::CC_STAT_WIDTH),
            stats.at<int>(i, cv::CC_STAT_HEIGHT)};
  }
  cv::Mat mask_of(const std::vector<uchar>& wanted) const {
    cv::Mat mask(labels.size(), CV_8U);
    for (int y = 0; y < labels.rows; ++y) {
      const int* label = labels.ptr<int>(y);
      uchar* to = mask.ptr(y);
      for (int x = 0; x < labels.cols; ++x) to[x] = wanted[std::size_t(label[x])];
    }
    return mask;
  }
};

cv::Mat closed_along(const cv::Mat& mask, double length) {
  cv::Mat closed;
  cv::morphologyEx(mask, closed, cv::MORPH_CLOSE,
                   cv::getStructuringElement(cv::MORPH_RECT, {std::max(3, int(std::lround(length))) | 1, 1}));
  return closed;
}

// How high a line of the page's print is: the height of the words, by their length; 0 where there is too little print.
double line_height(const Parts& parts) {
  std::vector<uchar> print(std::size_t(parts.count), 0);
  std::vector<int> heights;
  for (int i = 1; i < parts.count; ++i) {
    const cv::Rect box = parts.box(i);
    // Print of 3 to 22 mm would be a headline; of 1 mm a dot.
    if (box.height < 0.045 * work_dpi || box.height > 0.3 * work_dpi || box.width > 0.5 * work_dpi) continue;
    print[std::size_t(i)] = 255;
    heights.push_back(box.height);
  }
  if (heights.size() < 8) return 0;
  const auto at = heights.begin() + long(heights.size() * 7 / 10);
  std::nth_element(heights.begin(), at, heights.end());
  const double character = *at;
  const Parts words(closed_along(parts.mask_of(print), character));
  std::vector<std::pair<int, int>> sizes;  // height, width
  long long width = 0;
  for (int i = 1; i < words.count; ++i) {
    const cv::Rect box = words.box(i);
    if (box.width <= 1.5 * box.height || box.height < 0.7 * character || box.height >= 2.5 * character) continue;
    sizes.push_back({box.height, box.width});
    width += box.width;
  }
  if (sizes.size() < 3) return character;
  std::sort(sizes.begin(), sizes.end());
  long long seen = 0;
  for (const auto& [h, w] : sizes)
    if ((seen += w) * 2 >= width) return h;
  return character;
}

// Rows of print that touch, parted where hardly any ink stands.
void split_rows(const cv::Mat& print, const Parts& pieces, int i, double height, std::vector<cv::Rect>& out) {
  const cv::Rect box = pieces.box(i);
  const cv::Mat own = (pieces.labels(box) == i) & print(box);
  cv::Mat sums;
  cv::reduce(own, sums, 1, cv::REDUCE_SUM, CV_32S);
  std::vector<int> sorted(sums.begin<int>(), sums.end<int>());
  const auto at = sorted.begin() + long(sorted.size() * 9 / 10);
  std::nth_element(sorted.begin(), at, sorted.end());
  const double low = 0.12 * *at;
  std::vector<cv::Rect> rows;
  for (int y = 0, from = -1; y <= box.height; ++y) {
    const bool inked = y < box.height && sums.at<int>(y) > low;
    if (inked && from < 0) from = y;
    if (inked || from < 0) continue;
    if (y - from >= 0.35 * height) {
      cv::Mat columns;
      cv::reduce(own.rowRange(from, y), columns, 0, cv::REDUCE_MAX);
      const cv::Rect inner = cv::boundingRect(columns);
      rows.push_back({box.x + inner.x, box.y + from, std::max(1, inner.width), y - from});
    }
    from = -1;
  }
  if (rows.size() > 1) out.insert(out.end(), rows.begin(), rows.end());
  else out.push_back(box);
}

int gap(const cv::Rect& a, const cv::Rect& b) { return std::max(b.x - a.x - a.width, a.x - b.x - b.width); }
int overlap(const cv::Rect& a, const cv::Rect& b) { return std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y); }

bool one_line(const cv::Rect& a, const cv::Rect& b, double height) {
  const int lower = std::min(a.height, b.height), higher = std::max(a.height, b.height);
  return overlap(a, b) > 0.55 * lower && gap(a, b) < std::max<double>(higher, height) && higher < 2.2 * height &&
         (a | b).height < 1.45 * std::max<double>(higher, height);
}

// Words of one line that are a character apart at most.
std::vector<cv::Rect> joined(std::vector<cv::Rect> boxes, double height) {
  const auto by_place = [](const cv::Rect& a, const cv::Rect& b) { return std::tie(a.x, a.y) < std::tie(b.x, b.y); };
  for (bool changed = true; changed;) {
    changed = false;
    std::sort(boxes.begin(), boxes.end(), by_place);
    std::vector<cv::Rect> out;
    for (const cv::Rect& box : boxes) {
      const auto with = std::find_if(out.rbegin(), out.rend(), [&](const cv::Rect& o) { return one_line(o, box, height); });
      if (with == out.rend()) out.push_back(box);
      else *with |= box, changed = true;
    }
    boxes = std::move(out);
  }
  return boxes;
}

// Points, dashes and parts of faint characters go to the line that they stand in or beside; what is left may be a line of
// its own (一, a dash in a cell).
std::vector<cv::Rect> given_to_lines(std::vector<cv::Rect> marks, std::vector<cv::Rect>& lines, double height) {
  std::vector<cv::Rect> rest;
  std::sort(marks.begin(), marks.end(),
            [](const cv::Rect& a, const cv::Rect& b) { return std::tuple(-a.width, a.x, a.y) < std::tuple(-b.width, b.x, b.y); });
  for (const cv::Rect& mark : marks) {
    const double middle = mark.y + mark.height / 2.0;
    cv::Rect* best = nullptr;
    for (cv::Rect& line : lines)
      if (middle >= line.y - 0.25 * height && middle <= line.y + line.height + 0.25 * height && gap(line, mark) < 0.9 * height &&
          (!best || gap(line, mark) < gap(*best, mark)))
        best = &line;
    if (!best) {
      rest.push_back(mark);
      continue;
    }
    const int right = std::max(best->x + best->width, mark.x + mark.width);
    if (mark.y >= best->y - 0.3 * height && mark.y + mark.height <= best->y + best->height + 0.3 * height) *best |= mark;
    else best->x = std::min(best->x, mark.x), best->width = right - best->x;
  }
  rest = joined(std::move(rest), height);
  std::erase_if(rest, [&](const cv::Rect& box) { return box.width < 0.6 * height || box.height < 0.1 * height; });
  return rest;
}

// Room around the print as the recogniser was trained to see it.
TextBox let_out(const cv::Rect& box, double height, double scale) {
  double top = box.y - (0.16 * std::max<double>(box.height, 0.6 * height) + 1), bottom = 2 * box.y + box.height - top;
  if (box.height < 0.5 * height) {
    const double middle = box.y + box.height / 2.0;
    top = middle - 0.7 * height, bottom = middle + 0.7 * height;
  }
  const double out = 0.22 * height + 2;
  const cv::Point2d centre((box.x + box.width / 2.0) / scale, (top + bottom) / 2 / scale);
  return {cv::RotatedRect(centre, cv::Size2d((box.width + 2 * out) / scale, (bottom - top) / scale), 0), 1.0};
}

// The limits part the pages on which these lines read as well as the network's from those on which they do not.
bool look_like_lines(const std::vector<cv::Rect>& lines, const std::vector<cv::Rect>& rest, const cv::Mat& ink, double height) {
  double width = 0, regular = 0, covered = 0;
  for (const auto* boxes : {&lines, &rest})
    for (const cv::Rect& box : *boxes) {
      width += box.width;
      if (box.height > 0.7 * height && box.height < 1.45 * height) regular += box.width;
      covered += cv::countNonZero(ink(box));
    }
  covered /= std::max(1, cv::countNonZero(ink));
  return lines.size() + rest.size() >= 12 && regular >= 0.86 * width && double(rest.size()) <= 0.08 * double(lines.size()) &&
         covered > 0.9 && covered < 1.1;
}

}  // namespace

FlatLines flat_lines(const cv::Mat& text, double dpi) {
  const double scale = std::min(1.0, work_dpi / std::max(50.0, dpi));
  cv::Mat small = text;
  if (scale < 0.97) cv::resize(text, small, {}, scale, scale, cv::INTER_AREA);
  const cv::Mat ink = small < ink_below;
  const Parts parts(ink);
  if (parts.count < 20 || parts.count > components_max) return {};
  const double height = line_height(parts);
  if (height <= 0) return {};
  // Pictures, frames and long bars are no print, dots are noise until a line has them inside.
  std::vector<uchar> print(std::size_t(parts.count), 0);
  int dots = 0;
  for (int i = 1; i < parts.count; ++i) {
    const cv::Rect box = parts.box(i);
    const bool dot = std::max(box.width, box.height) < std::max(2.0, 0.12 * height);
    const bool large = box.height > std::max(4 * height, 0.45 * work_dpi) || box.width > std::max(12 * height, 1.5 * work_dpi);
    dots += dot;
    print[std::size_t(i)] = dot || large ? 0 : 255;
  }
  if (dots > 0.2 * parts.count) return {};
  const cv::Mat mask = parts.mask_of(print);
  const Parts pieces(closed_along(mask, 0.85 * height));
  if (pieces.count > pieces_max) return {};
  std::vector<cv::Rect> words, marks;
  for (int i = 1; i < pieces.count; ++i) {
    const cv::Rect box = pieces.box(i);
    std::vector<cv::Rect> rows;
    if (box.height > 1.7 * height && box.height < 12 * height && box.width > height) split_rows(mask, pieces, i, height, rows);
    else rows.push_back(box);
    for (const cv::Rect& row : rows) (row.height >= 0.55 * height ? words : marks).push_back(row);
  }
  std::vector<cv::Rect> lines = joined(std::move(words), height);
  const std::vector<cv::Rect> rest = given_to_lines(std::move(marks), lines, height);
  FlatLines found;
  found.trusted = look_like_lines(lines, rest, ink, height);
  lines.insert(lines.end(), rest.begin(), rest.end());
  for (const cv::Rect& box : lines)
    if (box.height <= 6 * height) found.boxes.push_back(let_out(box, height, scale));
  return found;
}

}  // namespace claimpack::read
