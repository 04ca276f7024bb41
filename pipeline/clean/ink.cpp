#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "clean/raster.hpp"
#include "clean/rings.hpp"

namespace claimpack::clean {

namespace {

constexpr double work_dpi = 60;
constexpr int work_side_max = 1300;  // an A3 sheet; a scan that claims to be larger is looked at in less detail
constexpr double mm = 25.4;
constexpr int red_light = 2, green_light = 1, blue_light = 0;  // OpenCV's order

// -ln(v / 255)
const std::array<float, 256>& densities() {
  static const std::array<float, 256> table = [] {
    std::array<float, 256> t{};
    for (int v = 0; v < 256; ++v) t[std::size_t(v)] = float(-std::log(std::max(v, 4) / 255.0));
    return t;
  }();
  return table;
}

// The paper's own density in each channel, so that a warm lamp or yellowed paper is no ink. Small: read by `ratio`.
struct Paper {
  cv::Mat pixels;
  double ratio_x = 1, ratio_y = 1;
  const cv::Vec3b& at(int x, int y) const { return pixels.at<cv::Vec3b>(int(y * ratio_y), int(x * ratio_x)); }
};

Paper paper_of(const cv::Mat& small, cv::Size page) {
  const double scale = std::min(1.0, 240.0 / std::max(small.cols, small.rows));
  Paper paper;
  cv::resize(small, paper.pixels, {}, scale, scale, cv::INTER_AREA);
  cv::morphologyEx(paper.pixels, paper.pixels, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {7, 7}));
  cv::medianBlur(paper.pixels, paper.pixels, 11);
  paper.ratio_x = paper.pixels.cols / double(page.width), paper.ratio_y = paper.pixels.rows / double(page.height);
  return paper;
}

cv::Vec3f density_of(const cv::Vec3b& pixel, const cv::Vec3b& paper) {
  const auto& d = densities();
  // Dark surroundings (a table under the sheet, a photograph on a card) are not paper: 80 is the floor.
  return {std::max(0.f, d[pixel[0]] - std::min(d[paper[0]], d[80])), std::max(0.f, d[pixel[1]] - std::min(d[paper[1]], d[80])),
          std::max(0.f, d[pixel[2]] - std::min(d[paper[2]], d[80]))};
}

enum class Hue { red, blue };

// How much coloured ink of the hue a pixel has, as the density that black ink would not give: what the ink stops most over
// what it lets through. Brown form print (which stops half of the red light too) is not red.
float colour_density(const cv::Vec3f& d, Hue hue) {
  const float passed = hue == Hue::red ? d[red_light] : d[blue_light];
  const float stopped = hue == Hue::red ? d[green_light] : std::max(d[red_light], d[green_light]);
  if (stopped <= passed) return 0;
  // Violet ink, which lets red and blue through about alike, goes with the blue.
  const float lean = d[blue_light] - d[red_light] - 0.25f * (d[green_light] - std::min(d[red_light], d[blue_light]));
  if (hue == Hue::red ? lean <= 0 : lean > 0) return 0;
  const float purity = std::clamp((0.6f - passed / stopped) / 0.15f, 0.f, 1.f);
  return (stopped - passed) * purity;
}

struct SmallInks {
  cv::Mat red, blue, black;  // 8 bits, 255 where the density is 1
};

SmallInks part_inks(const cv::Mat& small, const Paper& paper) {
  SmallInks inks;
  for (cv::Mat* plane : {&inks.red, &inks.blue, &inks.black}) *plane = cv::Mat(small.size(), CV_8U, cv::Scalar(0));
  for (int y = 0; y < small.rows; ++y)
    for (int x = 0; x < small.cols; ++x) {
      const cv::Vec3f d = density_of(small.at<cv::Vec3b>(y, x), paper.at(x, y));
      inks.red.at<uchar>(y, x) = cv::saturate_cast<uchar>(255 * colour_density(d, Hue::red));
      inks.blue.at<uchar>(y, x) = cv::saturate_cast<uchar>(255 * colour_density(d, Hue::blue));
      inks.black.at<uchar>(y, x) = cv::saturate_cast<uchar>(255 * std::min({d[0], d[1], d[2]}));
    }
  return inks;
}

// ---- which outlines are seals

// How much more the outline stands out than the print around it would by chance.
double evidence(const Outline& o) { return o.line - 0.8 * o.beside; }

// Where a seal has its text on the arc half or less is ink: an emblem (of an identity card, say), a QR code or a logo is denser.
constexpr double band_max = 0.62;

// Measured on 117 seals of 199 pages: evidence 0.5 … 0.97 on copies and fax, 0.7 and more in colour; of other things 0.43 at most
// once emblems are left out.
bool is_coloured_seal(const Outline& o) {
  if (o.seen < 0.3 || o.band < 0.03 || o.band > band_max) return false;
  return evidence(o) >= (o.seen > 0.9 ? 0.5 : 0.6) && o.gap <= 0.25 && o.weakest_quarter >= 0.3;
}

// On a copy print and tables are of the same ink: a ring must be nearly whole, and stand out from what is around it.
bool is_black_seal(const Outline& o) {
  if (o.seen < 0.9 || o.band < 0.03 || o.band > band_max) return false;
  return evidence(o) >= 0.5 && o.gap <= 0.17 && o.weakest_quarter >= 0.4;
}

core::InkMark mark_of(const Outline& o, const std::string& colour, double to_page) {
  core::InkMark mark;
  mark.colour = colour;
  mark.shape = o.half_width > 1.16 * o.half_height ? "oval" : "round";
  mark.centre = {o.centre.x * to_page, o.centre.y * to_page};
  mark.width = 2 * o.half_width * to_page, mark.height = 2 * o.half_height * to_page;
  mark.turn_degrees = mark.shape == "round" ? 0 : o.turn * 180 / CV_PI;
  const double c = std::cos(o.turn), s = std::sin(o.turn);
  const double x = std::hypot(o.half_width * c, o.half_height * s) * to_page,
               y = std::hypot(o.half_width * s, o.half_height * c) * to_page;
  mark.box = {int(std::lround(mark.centre.x - x)), int(std::lround(mark.centre.y - y)), int(std::lround(2 * x)),
              int(std::lround(2 * y))};
  return mark;
}

bool is_known(const std::vector<core::InkMark>& marks, const core::Box& box, double share) {
  return std::any_of(marks.begin(), marks.end(), [&](const core::InkMark& known) {
    return core::intersect(known.box, box).area() > share * double(std::min(known.box.area(), box.area()));
  });
}

void add_rings(const cv::Mat& ink, const std::string& colour, double dpi, double to_page, std::vector<core::InkMark>& marks) {
  auto outlines = find_outlines(ink, dpi, 32);
  std::erase_if(outlines, [&](const Outline& o) { return colour == "black" ? !is_black_seal(o) : !is_coloured_seal(o); });
  // A seal of two rings: the outer one is the seal where it is nearly as sure.
  const auto worth = [](const Outline& o) { return o.line + 0.002 * o.half_width; };
  std::sort(outlines.begin(), outlines.end(), [&](const Outline& a, const Outline& b) { return worth(a) > worth(b); });
  std::vector<core::InkMark> rings;
  for (const Outline& outline : outlines) {
    core::InkMark mark = mark_of(outline, colour, to_page);
    // Two seals may overlap by half, as stamps do; one ring found twice overlaps by more.
    if (!is_known(rings, mark.box, 0.6) && !is_known(marks, mark.box, 0.6)) rings.push_back(std::move(mark));
  }
  marks.insert(marks.end(), rings.begin(), rings.end());
}

// ---- rectangular stamps

// Shares of a frame's four sides on which ink stands, the best first.
struct Frame {
  std::array<double, 4> sides{};
  // Whole, or running over the edge of the paper with one side.
  bool stands() const { return (sides[3] >= 0.5 && sides[0] + sides[1] + sides[2] + sides[3] >= 3) || sides[2] >= 0.85; }
};

Frame frame_of(const cv::Mat& ink, const cv::RotatedRect& box) {
  cv::Point2f corners[4];
  box.points(corners);
  Frame frame;
  for (int side = 0; side < 4; ++side) {
    const cv::Point2f from = corners[side], along = corners[(side + 1) % 4] - from;
    const cv::Point2f inwards =
        (box.center - (from + along * 0.5f)) * (1 / std::max(1e-3f, float(cv::norm(box.center - (from + along * 0.5f)))));
    int hit = 0;
    constexpr int steps = 40;
    for (int i = 0; i < steps; ++i) {
      bool inked = false;
      for (int k = -1; k <= 3 && !inked; ++k) {
        const cv::Point p = from + along * ((i + 0.5f) / steps) + inwards * float(k);
        inked = p.x >= 0 && p.y >= 0 && p.x < ink.cols && p.y < ink.rows && ink.at<uchar>(p);
      }
      hit += inked;
    }
    frame.sides[std::size_t(side)] = hit / double(steps);
  }
  std::sort(frame.sides.rbegin(), frame.sides.rend());
  return frame;
}

core::InkMark mark_of(const cv::RotatedRect& box, const std::string& colour, double to_page) {
  core::InkMark mark;
  mark.colour = colour, mark.shape = "rect";
  mark.centre = {box.center.x * to_page, box.center.y * to_page};
  double turn = box.angle;
  mark.width = box.size.width * to_page, mark.height = box.size.height * to_page;
  if (mark.width < mark.height) std::swap(mark.width, mark.height), turn += 90;
  while (turn > 90) turn -= 180;
  mark.turn_degrees = turn;
  const cv::Rect upright = box.boundingRect();
  mark.box = {int(upright.x * to_page), int(upright.y * to_page), int(upright.width * to_page), int(upright.height * to_page)};
  return mark;
}

// Stamps with a frame, and the small square stamps of a name. Coloured print without a frame is print.
void add_frames(const cv::Mat& ink, const std::string& colour, double dpi, double to_page, std::vector<core::InkMark>& marks) {
  cv::Mat mask = ink >= 40, closed, labels, stats, centres;
  for (const auto& mark : marks) {
    const cv::RotatedRect ring({float(mark.centre.x / to_page), float(mark.centre.y / to_page)},
                               {float(mark.width / to_page + 4), float(mark.height / to_page + 4)}, float(mark.turn_degrees));
    cv::ellipse(mask, ring, cv::Scalar(0), cv::FILLED);
  }
  cv::morphologyEx(mask, closed, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
  const int count = cv::connectedComponentsWithStats(closed, labels, stats, centres, 8, CV_32S);
  for (int i = 1; i < count; ++i) {
    const cv::Rect area(stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP),
                        stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT));
    const double long_mm = std::max(area.width, area.height) * mm / dpi, short_mm = std::min(area.width, area.height) * mm / dpi;
    if (long_mm < 7 || short_mm < 5 || long_mm > 95 || short_mm > 70) continue;
    std::vector<cv::Point> points;
    cv::findNonZero(labels(area) == i, points);
    for (auto& p : points) p += area.tl();
    const cv::RotatedRect box = cv::minAreaRect(points);
    const double width = std::max(box.size.width, box.size.height) * mm / dpi,
                 height = std::min(box.size.width, box.size.height) * mm / dpi;
    if (width < 7 || height < 5 || width > 85 || height > 60 || width > 5 * height) continue;
    const double filled = cv::countNonZero(mask(area)) / double(std::max(1.f, box.size.area()));
    const Frame frame = frame_of(closed, box);
    if (!frame.stands()) continue;
    const bool small = width < 24 && height < 16 && width < 2.6 * height;
    if (small && (width < 9 || height < 7)) continue;         // a large character
    if (filled < 0.1 || (!small && filled > 0.42)) continue;  // an empty frame; a QR code, a picture
    // Black frames are cells and boxes of the form, unless they stand askew, as what was stamped by hand does.
    if (colour == "black" && (height < 12 || frame.sides[3] < 0.7 || std::abs(std::remainder(box.angle, 90)) < 1.8)) continue;
    core::InkMark mark = mark_of(box, colour, to_page);
    if (small) mark.shape = "name";
    if (!is_known(marks, mark.box, 0.6)) marks.push_back(std::move(mark));
  }
}

// A frame may pass for an oval: four whole sides about where the oval is tell better.
void add_seals(const cv::Mat& ink, const std::string& colour, double dpi, double to_page, std::vector<core::InkMark>& marks) {
  std::vector<core::InkMark> rings, frames;
  add_rings(ink, colour, dpi, to_page, rings);
  const auto is_oval = [](const core::InkMark& mark) { return mark.shape == "oval"; };
  if (std::any_of(rings.begin(), rings.end(), is_oval)) add_frames(ink, colour, dpi, to_page, frames);
  std::erase_if(rings, [&](const core::InkMark& ring) {
    return is_oval(ring) && std::any_of(frames.begin(), frames.end(), [&](const core::InkMark& frame) {
             const double shared = double(core::intersect(frame.box, ring.box).area());
             return shared > 0.55 * double(frame.box.area() + ring.box.area()) - 0.55 * shared;
           });
  });
  std::erase_if(rings, [&](const core::InkMark& ring) { return is_known(marks, ring.box, 0.6); });
  marks.insert(marks.end(), rings.begin(), rings.end());
  add_frames(ink, colour, dpi, to_page, marks);
}

// ---- un-mixing at full size, inside the marks

cv::Mat shape_mask(const core::InkMark& mark, const cv::Rect& area, double dpi) {
  cv::Mat mask(area.size(), CV_8U, cv::Scalar(0));
  const double rim = 2 * 0.055 * dpi;  // 1.4 mm: the stroke lies half outside the outline found, and has a soft edge
  const cv::RotatedRect place({float(mark.centre.x - area.x), float(mark.centre.y - area.y)},
                              {float(mark.width + rim), float(mark.height + rim)}, float(mark.turn_degrees));
  if (mark.shape == "round" || mark.shape == "oval") cv::ellipse(mask, place, cv::Scalar(255), cv::FILLED);
  else {
    cv::Point2f corners[4];
    place.points(corners);
    std::vector<cv::Point> polygon;
    for (const auto& corner : corners) polygon.push_back(corner);
    cv::fillConvexPoly(mask, polygon, cv::Scalar(255));
  }
  return mask;
}

// The mark's own ink as measured on it.
struct InkVector {
  float passed = 0.1f;  // density in the light that it lets through, for one of the light that it stops
  float full = 1;       // colour density of its full tone
  float darkness = 1;   // mean density of its full tone
};

float quantile(std::vector<float>& values, double share) {
  const auto at = values.begin() + std::ptrdiff_t(double(values.size() - 1) * share);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

struct Pixel {
  cv::Vec3f density;
  float colour = 0, mean = 0;
};

Pixel pixel_of(const cv::Vec3b& value, const cv::Vec3b& paper, Hue hue) {
  Pixel pixel;
  pixel.density = density_of(value, paper);
  pixel.colour = colour_density(pixel.density, hue);
  pixel.mean = (pixel.density[0] + pixel.density[1] + pixel.density[2]) / 3;
  return pixel;
}

InkVector measure_ink(const cv::Mat& colour, const Paper& paper, const cv::Rect& area, const cv::Mat& mask, Hue hue) {
  InkVector ink;
  std::vector<float> tones;
  const auto each = [&](auto&& use) {
    for (int y = 0; y < area.height; y += 2)
      for (int x = 0; x < area.width; ++x)
        if (mask.at<uchar>(y, x))
          if (const Pixel p = pixel_of(colour.at<cv::Vec3b>(area.y + y, area.x + x), paper.at(area.x + x, area.y + y), hue);
              p.colour > 0.12f)
            use(p);
  };
  each([&](const Pixel& p) { tones.push_back(p.colour); });
  if (tones.size() < 20) return ink;
  ink.full = quantile(tones, 0.9);
  std::vector<float> passed, dark;
  each([&](const Pixel& p) {
    if (p.colour < 0.6f * ink.full) return;
    const float through = hue == Hue::red ? p.density[red_light] : p.density[blue_light];
    passed.push_back(through / (through + p.colour));
    dark.push_back(p.mean);
  });
  ink.passed = std::min(0.5f, quantile(passed, 0.4));
  ink.darkness = quantile(dark, 0.75);
  return ink;
}

void lift_mark(const cv::Mat& colour, const Paper& paper, const core::InkMark& mark, double dpi, cv::Mat& text, cv::Mat& plane) {
  const int rim = int(0.08 * dpi) + 2;
  const cv::Rect area = cv::Rect(mark.box.x - rim, mark.box.y - rim, mark.box.w + 2 * rim, mark.box.h + 2 * rim) &
                        cv::Rect(0, 0, text.cols, text.rows);
  if (area.empty()) return;
  const Hue hue = mark.colour == "red" ? Hue::red : Hue::blue;
  const cv::Mat mask = shape_mask(mark, area, dpi);
  const InkVector ink = measure_ink(colour, paper, area, mask, hue);
  const float leak = ink.passed / (1 - ink.passed);
  for (int y = 0; y < area.height; ++y) {
    auto* t = text.ptr(area.y + y) + area.x;
    auto* p = plane.ptr(area.y + y) + area.x;
    for (int x = 0; x < area.width; ++x) {
      if (!mask.at<uchar>(y, x)) continue;
      const Pixel pixel = pixel_of(colour.at<cv::Vec3b>(area.y + y, area.x + x), paper.at(area.x + x, area.y + y), hue);
      p[x] = std::max(p[x], cv::saturate_cast<uchar>(255 * pixel.colour / (0.7f * ink.full)));
      const float through = hue == Hue::red ? pixel.density[red_light] : pixel.density[blue_light];
      const float stopped =
          hue == Hue::red ? pixel.density[green_light] : std::max(pixel.density[red_light], pixel.density[green_light]);
      const float lead = std::clamp(stopped - through, 0.f, ink.full);
      if (lead < 0.05f) continue;
      // What the ink itself lets not through comes off. JPEG spreads colour over the black strokes beside it, which makes
      // them look lighter in that light: what is darker than the ink's full tone is black all the same.
      const float black = std::max(through - leak * lead - 0.04f, (pixel.mean - 1.1f * ink.darkness) * 1.2f);
      t[x] = std::max<uchar>(t[x], cv::saturate_cast<uchar>(250 * std::exp(-std::max(0.f, black))));
    }
  }
}

}  // namespace

Ink lift_ink(const cv::Mat& colour, double dpi, cv::Mat& text) {
  Ink ink;
  const double scale = std::min(work_dpi / dpi, double(work_side_max) / std::max(text.cols, text.rows));
  const double small_dpi = dpi * scale, to_page = 1 / scale;
  const cv::Size size(std::max(1, int(std::lround(text.cols * scale))), std::max(1, int(std::lround(text.rows * scale))));
  cv::Mat black;
  if (colour.channels() == 3) {
    const cv::Mat small = shrunk(colour, size);
    const Paper small_paper = paper_of(small, size);
    const SmallInks inks = part_inks(small, small_paper);
    for (const auto& [plane, name] : {std::pair{&inks.red, "red"}, std::pair{&inks.blue, "blue"}}) {
      if (cv::countNonZero(*plane >= 32) < 60) continue;
      add_seals(*plane, name, small_dpi, to_page, ink.marks);
    }
    if (!ink.marks.empty()) {
      Paper paper = small_paper;
      paper.ratio_x = paper.pixels.cols / double(text.cols), paper.ratio_y = paper.pixels.rows / double(text.rows);
      ink.plane = cv::Mat(text.size(), CV_8U, cv::Scalar(0));
      for (const auto& mark : ink.marks) lift_mark(colour, paper, mark, dpi, text, ink.plane);
    }
    black = inks.black;
  } else {
    black = 255 - shrunk(text, size);
  }
  add_seals(black, "black", small_dpi, to_page, ink.marks);
  const core::Box page{0, 0, text.cols, text.rows};
  for (auto& mark : ink.marks) mark.box = core::intersect(mark.box, page);
  std::erase_if(ink.marks, [](const core::InkMark& mark) { return mark.box.empty(); });
  return ink;
}

}  // namespace claimpack::clean
