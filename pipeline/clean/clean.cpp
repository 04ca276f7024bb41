#include "clean/clean.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "clean/raster.hpp"

namespace claimpack::clean {

namespace {

using core::PageMap;

// The map of a picture of the given size turned counter-clockwise by quarter turns, pixel centres kept exact.
PageMap quarter_turn(int counter_clockwise, int width, int height) {
  switch (((counter_clockwise % 360) + 360) % 360) {
    case 90: return {{0, 1, 0, -1, 0, double(width), 0, 0, 1}};
    case 180: return {{-1, 0, double(width), 0, -1, double(height), 0, 0, 1}};
    case 270: return {{0, -1, double(height), 1, 0, 0, 0, 0, 1}};
    default: return {};
  }
}

cv::Mat turned(const cv::Mat& pixels, int counter_clockwise) {
  cv::Mat out;
  switch (((counter_clockwise % 360) + 360) % 360) {
    case 90: cv::rotate(pixels, out, cv::ROTATE_90_COUNTERCLOCKWISE); return out;
    case 180: cv::rotate(pixels, out, cv::ROTATE_180); return out;
    case 270: cv::rotate(pixels, out, cv::ROTATE_90_CLOCKWISE); return out;
    default: return pixels;
  }
}

// OpenCV's warps work on pixel centres, ours on corners: (x + 0.5) moves between them.
cv::Mat centre_matrix(const PageMap& map) {
  const PageMap to_corner{{1, 0, 0.5, 0, 1, 0.5, 0, 0, 1}}, to_centre{{1, 0, -0.5, 0, 1, -0.5, 0, 0, 1}};
  const PageMap m = to_corner.then(map).then(to_centre);
  return cv::Mat(3, 3, CV_64F, const_cast<double*>(m.m.data())).clone();
}

struct Sheet {
  PageMap map;  // scan -> flat sheet
  cv::Size size;
  bool photo = false;
};

// The flat sheet of a photograph; the whole picture of a scan.
Sheet flat_sheet(const cv::Mat& pixels) {
  const auto corners = find_sheet(pixels);
  if (!corners) return {{}, pixels.size(), false};
  const auto& c = *corners;
  const double width = std::max(cv::norm(c[1] - c[0]), cv::norm(c[2] - c[3]));
  const double height = std::max(cv::norm(c[3] - c[0]), cv::norm(c[2] - c[1]));
  const std::vector<cv::Point2f> to = {{0, 0}, {float(width), 0}, {float(width), float(height)}, {0, float(height)}};
  const cv::Mat m = cv::getPerspectiveTransform(c, to);
  Sheet sheet;
  for (int i = 0; i < 9; ++i) sheet.map.m[i] = m.at<double>(i / 3, i % 3) / m.at<double>(2, 2);
  sheet.size = cv::Size(int(std::lround(width)), int(std::lround(height)));
  sheet.photo = true;
  return sheet;
}

// Into `out` where it has the size already.
void warp(const cv::Mat& pixels, const PageMap& map, cv::Size size, cv::Mat& out) {
  const cv::Mat m = centre_matrix(map);
  const bool affine = map.m[6] == 0 && map.m[7] == 0;
  const cv::Scalar white = cv::Scalar::all(255);
  if (affine) cv::warpAffine(pixels, out, m.rowRange(0, 2), size, cv::INTER_LINEAR, cv::BORDER_CONSTANT, white);
  else cv::warpPerspective(pixels, out, m, size, cv::INTER_LINEAR, cv::BORDER_CONSTANT, white);
}

cv::Mat warped(const cv::Mat& pixels, const PageMap& map, cv::Size size) {
  cv::Mat out;
  warp(pixels, map, size, out);
  return out;
}

PageMap scaling(double s) { return {{s, 0, 0, 0, s, 0, 0, 0, 1}}; }

PageMap rotation_about(double degrees, cv::Size size) {
  // Clockwise by `degrees` on the screen (y down) takes a counter-clockwise skew out.
  const double a = degrees * CV_PI / 180, cx = size.width / 2.0, cy = size.height / 2.0;
  const double c = std::cos(a), s = std::sin(a);
  return {{c, -s, cx - c * cx + s * cy, s, c, cy - s * cx - c * cy, 0, 0, 1}};
}

// Takes out a lean: the print's lines at a quarter and three quarters of the height become level.
PageMap levelled(const Lean& lean, cv::Size size) {
  const double w = size.width, rise_top = std::tan(lean.top_degrees * CV_PI / 180) * w / 2,
               rise_bottom = std::tan(lean.bottom_degrees * CV_PI / 180) * w / 2;
  const float top = float(size.height * 0.25), bottom = float(size.height * 0.75);
  // Counter-clockwise skew: the line's right end stands higher.
  const std::vector<cv::Point2f> from = {{0, float(top + rise_top)},
                                         {float(w), float(top - rise_top)},
                                         {float(w), float(bottom - rise_bottom)},
                                         {0, float(bottom + rise_bottom)}};
  const std::vector<cv::Point2f> to = {{0, top}, {float(w), top}, {float(w), bottom}, {0, bottom}};
  const cv::Mat m = cv::getPerspectiveTransform(from, to);
  PageMap map;
  for (int i = 0; i < 9; ++i) map.m[std::size_t(i)] = m.at<double>(i / 3, i % 3) / m.at<double>(2, 2);
  return map;
}

// How sharply rows of print stand against the white between them: the squared steps of the row sums.
double row_sharpness(const cv::Mat& lit, const PageMap& map) {
  const double scale = std::min(1.0, 900.0 / std::max(lit.cols, lit.rows));
  const PageMap shrink = scaling(1 / scale).then(map).then(scaling(scale));
  cv::Mat small;
  cv::resize(lit, small, {}, scale, scale, cv::INTER_AREA);
  const cv::Mat ink = 255 - warped(small, shrink, small.size());
  cv::Mat sums;
  cv::reduce(ink, sums, 1, cv::REDUCE_SUM, CV_64F);
  double sharp = 0;
  for (int y = 1; y < sums.rows; ++y) sharp += std::pow(sums.at<double>(y) - sums.at<double>(y - 1), 2);
  return sharp;
}

// Two halves of a page with little print may seem to lean: only what makes the rows clearly sharper is believed.
bool levels_better(const cv::Mat& lit, const PageMap& level, const PageMap& turn) {
  return row_sharpness(lit, level) > 1.15 * row_sharpness(lit, turn);
}

// A page drawn from a file whose text runs from left to right stands as its file says: a few lines on an empty sheet look
// turned to the network often enough (a letter of five lines was read upside down).
bool stands_by_its_text(const core::Page& page) {
  if (!page.born_digital) return false;
  int level = 0, upright = 0;
  for (const auto& run : page.text)
    if (run.text.size() >= 9) ++(run.box.w > run.box.h ? level : upright);  // three characters or more
  return level >= 2 && level > 4 * upright;
}

// Paper sizes by which a photograph without a resolution gets one: its longer side is taken for A4's.
double dpi_of(const core::Page& page, cv::Size flat, bool photo) {
  if (!photo) return page.dpi;
  return std::clamp(std::max(flat.width, flat.height) / (297 / 25.4), 60.0, 600.0);
}

std::string advice_for(const core::Quality& q, double dpi) {
  if (q.blank) return "";
  if (q.blur > 0.8) return "图像模糊，请重新扫描";
  if (q.contrast < 0.15) return "图像过淡，请调高对比度后重新扫描";
  if (q.glare > 0.08) return "图像反光，请避开强光重新拍摄";
  if (dpi < 100) return "分辨率过低，请以不低于 200 dpi 重新扫描";
  return "";
}

}  // namespace

core::CleanPage clean(core::Page&& page, const core::TurnFinder* turns, const Settings& settings) {
  core::CleanPage out;
  out.origin = page.origin;
  out.embedded = std::move(page.embedded), out.faults = std::move(page.faults);
  out.scan_width = page.pixels.width, out.scan_height = page.pixels.height;
  const cv::Mat scan = view(page.pixels);

  // Smaller than a fingernail, or a strip: nothing on it can be read.
  if (std::min(scan.cols, scan.rows) < 24 || std::max(scan.cols, scan.rows) > 40 * std::min(scan.cols, scan.rows)) {
    out.dpi = page.dpi;
    out.quality.blank = true;
    out.text = scan.empty() ? core::Image(1, 1, 1) : to_image(grey_of(scan));
    out.colour = scan.empty() ? core::Image(1, 1, 1) : std::move(page.pixels);
    return out;
  }

  // The whole way from scan to clean page is one map, so that pixels are resampled at most once.
  const Sheet sheet = page.born_digital ? Sheet{{}, scan.size(), false} : flat_sheet(scan);
  out.dpi = dpi_of(page, sheet.size, sheet.photo);
  const double scale = std::min(1.0, double(settings.long_side_max) / std::max(sheet.size.width, sheet.size.height));
  PageMap map = sheet.map.then(scaling(scale));
  cv::Size size(std::max(1, int(sheet.size.width * scale)), std::max(1, int(sheet.size.height * scale)));
  out.dpi *= scale;

  // Turn and skew are judged on a small copy; EXIF's turn is where the search begins.
  const double look = std::min(1.0, 1400.0 / std::max(size.width, size.height));
  cv::Mat small =
      warped(scan, map.then(scaling(look)), cv::Size(std::max(1, int(size.width * look)), std::max(1, int(size.height * look))));
  small = turned(small, (360 - page.exif_turn) % 360);
  const int found = stands_by_its_text(page) || !turns ? 0 : turns->find(to_image(small)).clockwise;
  out.rotation = (found + 360 - page.exif_turn) % 360;
  const int undo = out.rotation;  // counter-clockwise by as much as the page is turned clockwise
  map = map.then(quarter_turn(undo, size.width, size.height));
  if (undo % 180) std::swap(size.width, size.height);

  double skew = 0;
  if (!page.born_digital) {
    const cv::Mat upright = turned(small, found);
    const cv::Mat lit = even_light(grey_of(upright));
    const auto lean = find_lean(lit);
    const cv::Size small_size = lit.size();
    if (lean && levels_better(lit, levelled(*lean, small_size), rotation_about(find_skew(lit), small_size))) {
      skew = (lean->top_degrees + lean->bottom_degrees) / 2;
      map = map.then(levelled(*lean, size));
    } else if (skew = find_skew(lit); std::abs(skew) >= settings.skew_degrees_min) map = map.then(rotation_about(skew, size));
    else skew = 0;
  }

  const bool untouched = !sheet.photo && scale == 1.0 && skew == 0;
  // What leaves this room is drawn where it leaves: a page in colour is 12 MB, and every copy of it costs.
  core::Image drawn;
  cv::Mat colour;
  if (untouched) {
    colour = turned(scan, undo);
  } else {
    drawn = core::Image(size.width, size.height, scan.channels());
    colour = view(drawn);
    warp(scan, map, size, colour);
  }
  const cv::Mat grey = grey_of(colour);
  cv::Mat even = even_light(grey);
  out.quality = measure(colour, grey, even, out.dpi);
  out.quality.skew_degrees = skew;
  out.quality.advice = advice_for(out.quality, out.dpi);
  remove_speckle(even, out.dpi);

  out.text = core::Image(even.cols, even.rows, 1);
  cv::Mat rule_mask, text = view(out.text);
  even.copyTo(text);
  out.rules = find_rules(even, out.dpi, rule_mask);
  Ink ink = lift_ink(colour, out.dpi, text);
  remove_rules(rule_mask, text);

  out.to_scan = map.inverse();
  for (auto& run : page.text) {
    run.box = map.apply(run.box);
    out.text_layer.push_back(std::move(run));
  }
  out.marks = std::move(ink.marks);
  if (!ink.plane.empty()) out.ink = to_image(ink.plane);
  if (untouched && undo == 0) out.colour = std::move(page.pixels);
  else out.colour = drawn.empty() ? to_image(colour) : std::move(drawn);
  return out;
}

}  // namespace claimpack::clean
