#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "clean/raster.hpp"

namespace claimpack::clean {

namespace {

// Seals of hospitals and treasuries: round 30–50 mm, oval about 45 × 30 mm, rectangular stamps 10–80 mm (国发〔1999〕25号
// and 财政票据管理办法 give 38–45 mm for the round and 45 × 30 mm for the oval ones); scans of other sizes widen that.
constexpr double ring_mm_min = 22, ring_mm_max = 60;
constexpr double work_dpi = 60;
constexpr double mm = 25.4;

struct Ring {
  cv::Point2d centre;
  double half_width = 0, half_height = 0;
  double covered = 0;  // share of the outline on which ink stands
};

// Share of 120 directions in which the outline has ink within a pixel or two of the ellipse.
double outline_covered(const cv::Mat& mask, const Ring& ring) {
  int hit = 0;
  for (int i = 0; i < 120; ++i) {
    const double a = i * CV_2PI / 120;
    bool found = false;
    for (int d = -1; d <= 1 && !found; ++d) {
      const int x = int(std::lround(ring.centre.x + (ring.half_width + d) * std::cos(a)));
      const int y = int(std::lround(ring.centre.y + (ring.half_height + d) * std::sin(a)));
      found = x >= 0 && y >= 0 && x < mask.cols && y < mask.rows && mask.at<uchar>(y, x);
    }
    hit += found;
  }
  return hit / 120.0;
}

// Share of the band just inside the outline that is empty: a ring has a clear band between its line and its text,
// a patch of print or a grey area has not.
double band_filled(const cv::Mat& mask, const Ring& ring, double inner) {
  int hit = 0;
  for (int i = 0; i < 120; ++i) {
    const double a = i * CV_2PI / 120;
    const int x = int(std::lround(ring.centre.x + ring.half_width * inner * std::cos(a)));
    const int y = int(std::lround(ring.centre.y + ring.half_height * inner * std::sin(a)));
    hit += x >= 0 && y >= 0 && x < mask.cols && y < mask.rows && mask.at<uchar>(y, x);
  }
  return hit / 120.0;
}

// Circles of the mask after squeezing its width by `aspect`, so that ovals are found as circles.
void find_rings(const cv::Mat& mask, double aspect, double covered_min, std::vector<Ring>& rings) {
  cv::Mat squeezed;
  cv::resize(mask, squeezed, {std::max(1, int(mask.cols / aspect)), mask.rows}, 0, 0, cv::INTER_AREA);
  cv::GaussianBlur(squeezed, squeezed, {3, 3}, 0);
  const double radius_min = ring_mm_min / 2 / mm * work_dpi / (aspect > 1 ? aspect : 1),
               radius_max = ring_mm_max / 2 / mm * work_dpi / (aspect > 1 ? 1.2 : 1);
  std::vector<cv::Vec3f> circles;
  cv::HoughCircles(squeezed, circles, cv::HOUGH_GRADIENT, 1.5, radius_min, 120, radius_min * 1.1, int(radius_min),
                   int(radius_max));
  for (std::size_t i = 0; i < circles.size() && i < 40; ++i) {
    Ring best;
    for (double dr = -2; dr <= 2; dr += 1)
      for (double dx = -2; dx <= 2; dx += 1)
        for (double dy = -2; dy <= 2; dy += 1) {
          Ring ring{{(circles[i][0] + dx) * aspect, circles[i][1] + dy}, (circles[i][2] + dr) * aspect, circles[i][2] + dr, 0};
          ring.covered = outline_covered(mask, ring);
          if (ring.covered > best.covered) best = ring;
        }
    if (best.covered >= covered_min && best.covered - band_filled(mask, best, 0.9) > 0.2) rings.push_back(best);
  }
}

core::Box box_of(const Ring& ring, double to_page) {
  return {int((ring.centre.x - ring.half_width) * to_page), int((ring.centre.y - ring.half_height) * to_page),
          int(2 * ring.half_width * to_page), int(2 * ring.half_height * to_page)};
}

void add_mark(std::vector<core::InkMark>& marks, core::InkMark mark) {
  for (const auto& known : marks)
    if (core::intersect(known.box, mark.box).area() > 0.3 * std::min(known.box.area(), mark.box.area())) return;
  marks.push_back(std::move(mark));
}

void add_rings(const cv::Mat& mask, const std::string& colour, double covered_min, double to_page,
               std::vector<core::InkMark>& marks) {
  struct Shape {
    double aspect;
    const char* name;
  };
  for (const Shape shape : {Shape{1.0, "round"}, Shape{1.5, "oval"}, Shape{1.33, "oval"}}) {
    std::vector<Ring> rings;
    find_rings(mask, shape.aspect, covered_min, rings);
    std::sort(rings.begin(), rings.end(), [](const Ring& a, const Ring& b) { return a.covered > b.covered; });
    for (const Ring& ring : rings) add_mark(marks, {box_of(ring, to_page), colour, shape.name});
  }
}

// Rectangular stamps: a frame of coloured ink with print of the same colour in it.
void add_blocks(const cv::Mat& mask, const std::string& colour, double to_page, std::vector<core::InkMark>& marks) {
  cv::Mat closed, labels, stats, centres;
  cv::morphologyEx(mask, closed, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {5, 5}));
  const int count = cv::connectedComponentsWithStats(closed, labels, stats, centres, 8, CV_32S);
  for (int i = 1; i < count; ++i) {
    const cv::Rect box(stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP), stats.at<int>(i, cv::CC_STAT_WIDTH),
                       stats.at<int>(i, cv::CC_STAT_HEIGHT));
    const double width = box.width * mm / work_dpi, height = box.height * mm / work_dpi;
    if (width < 14 || height < 9 || width > 85 || height > 60) continue;
    const double filled = cv::countNonZero(mask(box)) / double(box.area());
    if (filled < 0.08 || filled > 0.75) continue;  // an empty frame or a photograph
    add_mark(marks,
             {{int(box.x * to_page), int(box.y * to_page), int(box.width * to_page), int(box.height * to_page)}, colour, "rect"});
  }
}

cv::Mat shrink_mask(const cv::Mat& mask, double scale) {
  cv::Mat small;
  cv::resize(mask, small, {}, scale, scale, cv::INTER_AREA);
  return small > 50;
}

}  // namespace

Ink find_ink(const cv::Mat& colour, const cv::Mat& even, double dpi) {
  Ink ink;
  const double scale = work_dpi / dpi, to_page = dpi / work_dpi;
  if (colour.channels() == 3) {
    cv::Mat hsv, channels[3];
    cv::cvtColor(colour, hsv, cv::COLOR_BGR2HSV);
    cv::split(hsv, channels);
    const cv::Mat coloured = (channels[1] > 70) & (channels[2] > 60);
    const cv::Mat red = coloured & ((channels[0] < 14) | (channels[0] > 160));
    const cv::Mat blue = coloured & (channels[0] > 95) & (channels[0] < 140);
    const double area = double(colour.total());
    // A page with a coloured ground (a card, a form on coloured paper) tells nothing by colour.
    const bool red_tells = cv::countNonZero(red) < 0.15 * area, blue_tells = cv::countNonZero(blue) < 0.15 * area;
    if (red_tells) {
      const cv::Mat small = shrink_mask(red, scale);
      add_rings(small, "red", 0.55, to_page, ink.marks);
      add_blocks(small, "red", to_page, ink.marks);
    }
    if (blue_tells) {
      const cv::Mat small = shrink_mask(blue, scale);
      add_rings(small, "blue", 0.55, to_page, ink.marks);
      add_blocks(small, "blue", to_page, ink.marks);
    }
    ink.mask = red | blue;
  }
  if (ink.marks.empty()) {
    const cv::Mat dark = even < 165;
    add_rings(shrink_mask(dark, scale), "black", 0.72, to_page, ink.marks);
  }
  const core::Box page{0, 0, even.cols, even.rows};
  for (auto& mark : ink.marks) mark.box = core::intersect(mark.box, page);
  return ink;
}

void lift_ink(const cv::Mat& colour, const Ink& ink, cv::Mat& text) {
  if (ink.mask.empty() || colour.channels() != 3) return;
  for (const auto& mark : ink.marks) {
    if (mark.colour == "black") continue;
    const cv::Rect area =
        cv::Rect(mark.box.x - 4, mark.box.y - 4, mark.box.w + 8, mark.box.h + 8) & cv::Rect(0, 0, text.cols, text.rows);
    // Beer–Lambert in one channel: red ink passes red light, blue ink passes blue; black print stops both.
    const int channel = mark.colour == "red" ? 2 : 0;
    for (int y = area.y; y < area.y + area.height; ++y) {
      const auto* c = colour.ptr<cv::Vec3b>(y);
      const auto* m = ink.mask.ptr(y);
      auto* t = text.ptr(y);
      for (int x = area.x; x < area.x + area.width; ++x) {
        // Pixels beside the mask are the ink's own soft edge: told by the channel's lead over the darkest channel.
        const int lead = c[x][channel] - std::min({c[x][0], c[x][1], c[x][2]});
        if (m[x] || lead > 24) t[x] = std::max<uchar>(t[x], cv::saturate_cast<uchar>(c[x][channel] * 1.25));
      }
    }
  }
}

}  // namespace claimpack::clean
