#include <algorithm>
#include <cmath>
#include <exception>
#include <opencv2/imgproc.hpp>

#include "core/text.hpp"
#include "read/matrices.hpp"
#include "read/parts.hpp"

namespace claimpack::read {

namespace {

constexpr int strip_height = 64;  // of the arc laid flat
constexpr double paper = 255, ink_max = 170;

bool is_ring(const core::InkMark& mark) { return mark.shape == "round" || mark.shape == "oval"; }

// Print that runs through the middle of a black seal is of the page and not of the seal: lines that were read surely and reach
// beyond the mark. On the arc it is left: taking it off would cost the arc's characters as well.
void paint_over_print(const core::InkMark& mark, const std::vector<core::Line>& lines, const cv::Rect& area, cv::Mat& plane) {
  cv::Mat print(plane.size(), CV_8U, cv::Scalar(0)), middle(plane.size(), CV_8U, cv::Scalar(0));
  for (const auto& line : lines) {
    const core::Box shared = core::intersect(line.upright, mark.box);
    if (shared.empty() || line.confidence < 0.85 || shared.area() > 0.8 * double(line.upright.area())) continue;
    print(cv::Rect(shared.x - area.x, shared.y - area.y, shared.w, shared.h) & cv::Rect(0, 0, plane.cols, plane.rows)).setTo(255);
  }
  const cv::Size2f inner(float(mark.box.w * 0.62), float(mark.box.h * 0.62));
  cv::ellipse(middle, cv::RotatedRect({float(mark.box.center_x() - area.x), float(mark.box.center_y() - area.y)}, inner, 0),
              cv::Scalar(255), cv::FILLED);
  plane.setTo(paper, is_ring(mark) ? print & middle : print);
}

// The mark's ink as black on white, upright: the seal's own turn taken out of ovals and rectangles, a margin around.
struct Upright {
  cv::Mat plane;
  cv::Point2d centre;
  double half_width = 0, half_height = 0;
};

Upright upright_of(const core::CleanPage& page, const core::InkMark& mark, const std::vector<core::Line>& lines) {
  Upright out;
  const int margin = 6;
  const cv::Rect area = cv::Rect(mark.box.x - margin, mark.box.y - margin, mark.box.w + 2 * margin, mark.box.h + 2 * margin) &
                        cv::Rect(0, 0, page.text.width, page.text.height);
  if (area.width < 20 || area.height < 20) return out;
  cv::Mat plane;
  if (mark.colour != "black" && !page.ink.empty()) plane = 255 - view(page.ink)(area);
  else plane = view(page.text)(area).clone();
  if (mark.colour == "black") paint_over_print(mark, lines, area, plane);
  const bool measured = mark.width > 0 && mark.height > 0;
  out.half_width = (measured ? mark.width : mark.box.w) / 2, out.half_height = (measured ? mark.height : mark.box.h) / 2;
  out.centre = measured ? cv::Point2d(mark.centre.x, mark.centre.y) : cv::Point2d(mark.box.center_x(), mark.box.center_y());
  out.centre -= cv::Point2d(area.tl());
  const double turn = is_ring(mark) && mark.shape == "round"              ? 0
                      : std::abs(mark.turn_degrees) > 45 && is_ring(mark) ? 0
                                                                          : mark.turn_degrees;
  if (is_ring(mark) && std::abs(mark.turn_degrees) > 45) std::swap(out.half_width, out.half_height);
  const cv::Size size(int(2 * out.half_width) + 2 * margin, int(2 * out.half_height) + 2 * margin);
  cv::Mat m = cv::getRotationMatrix2D(out.centre, turn, 1);
  m.at<double>(0, 2) += size.width / 2.0 - out.centre.x, m.at<double>(1, 2) += size.height / 2.0 - out.centre.y;
  cv::warpAffine(plane, out.plane, m, size, cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(paper));
  out.centre = {size.width / 2.0, size.height / 2.0};
  return out;
}

// The outline walked at even steps, clockwise from the lowest point: characters keep their width on an oval as well.
struct Walk {
  std::vector<cv::Point2d> places, inwards;
  double step = 1;  // pixels of the page between two places
};

Walk walk_around(const Upright& seal, int steps) {
  constexpr int fine = 1440;
  std::vector<double> along(fine + 1, 0);
  const auto place = [&](double angle) {
    return cv::Point2d(seal.half_width * std::cos(angle), seal.half_height * std::sin(angle));
  };
  const auto angle_at = [&](int i) { return CV_PI / 2 + i * CV_2PI / fine; };
  for (int i = 1; i <= fine; ++i)
    along[std::size_t(i)] = along[std::size_t(i - 1)] + cv::norm(place(angle_at(i)) - place(angle_at(i - 1)));
  Walk walk;
  walk.step = along.back() / steps;
  int i = 0;
  for (int s = 0; s < steps; ++s) {
    while (i < fine && along[std::size_t(i)] < s * walk.step) ++i;
    const double angle = angle_at(i);
    cv::Point2d normal(std::cos(angle) * seal.half_height, std::sin(angle) * seal.half_width);
    normal *= -1 / std::max(1e-9, cv::norm(normal));
    walk.places.push_back(seal.centre + place(angle)), walk.inwards.push_back(normal);
  }
  return walk;
}

// The ring laid flat: row 0 on the outline, one row a pixel of the page inwards.
cv::Mat flattened(const Upright& seal, const Walk& walk, int depth) {
  cv::Mat map_x(depth, int(walk.places.size()), CV_32F), map_y(map_x.size(), CV_32F), flat;
  for (int y = 0; y < map_x.rows; ++y)
    for (int x = 0; x < map_x.cols; ++x) {
      const cv::Point2d p = walk.places[std::size_t(x)] + walk.inwards[std::size_t(x)] * double(y);
      map_x.at<float>(y, x) = float(p.x), map_y.at<float>(y, x) = float(p.y);
    }
  cv::remap(seal.plane, flat, map_x, map_y, cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(paper));
  return flat;
}

struct Band {
  int top = 0, bottom = 0;
};

// Rows of the flat ring that hold the arc's characters: below the outline (or two of them) and its clear band, down to the
// next clear rows. On an outline nearly all columns have ink within three rows; characters leave their gaps free.
Band text_band(const cv::Mat& flat, int half_height) {
  const cv::Mat ink = flat < ink_max;
  cv::Mat sums;
  cv::reduce(ink, sums, 1, cv::REDUCE_SUM, CV_32S);
  const auto share = [&](int y) { return sums.at<int>(y) / 255.0 / flat.cols; };
  const auto is_outline = [&](int y) {
    cv::Mat columns;
    cv::reduce(ink.rowRange(y, y + 3), columns, 0, cv::REDUCE_MAX);
    return cv::countNonZero(columns) > 0.66 * flat.cols;
  };
  Band band{std::max(2, int(0.04 * half_height)), 0};
  for (int y = 0; y + 3 < flat.rows && y < int(0.34 * half_height); ++y)
    if (is_outline(y)) band.top = y + 3;
  double most = 0;
  const int reach = std::min(flat.rows, band.top + int(0.36 * half_height));
  for (int y = band.top; y < reach; ++y) most = std::max(most, share(y));
  const int clear = band.top;
  while (band.top + 1 < reach && share(band.top) < 0.15 * most) ++band.top;
  band.top = std::max(clear, band.top - 2);
  band.bottom = std::min(flat.rows, band.top + int(0.38 * half_height));
  for (int y = band.top + int(0.17 * half_height); y < band.bottom; ++y)
    if (share(y) < 0.22 * most) {
      band.bottom = y + 2;
      break;
    }
  band.bottom = std::clamp(band.bottom, std::min(flat.rows, band.top + 8), flat.rows);
  return band;
}

// Where the arc's text runs: behind the longest gap without characters up to its other end. On a ring written all around
// from the lowest point.
struct Run {
  int begin = 0, length = 0;  // in columns of the flat ring, clockwise; may run over its end
};

struct Gap {
  int begin = 0, length = 0;
};

// Columns without characters, longest first. Only the outer half counts: into the inner one reach the ends of what is written
// below the middle.
std::vector<Gap> gaps_of(const cv::Mat& band) {
  const cv::Mat ink = band.rowRange(0, std::max(1, band.rows * 11 / 20)) < ink_max;
  cv::Mat sums;
  cv::reduce(ink, sums, 0, cv::REDUCE_SUM, CV_32S);
  const int count = band.cols;
  const auto free = [&](int i) { return sums.at<int>(((i % count) + count) % count) <= 255; };
  std::vector<Gap> gaps;
  for (int i = 0; i < count; ++i) {
    if (!free(i) || free(i - 1)) continue;
    int length = 1;
    while (length < count && free(i + length)) ++length;
    gaps.push_back({i, length});
  }
  std::sort(gaps.begin(), gaps.end(), [](const Gap& a, const Gap& b) { return a.length > b.length; });
  return gaps;
}

Run text_run(const cv::Mat& band) {
  const int count = band.cols;
  const auto gaps = gaps_of(band);
  if (gaps.empty() || gaps[0].length < count / 20) return {0, count};
  const auto behind = [&](const Gap& gap, int until) {
    const int end = gap.begin + gap.length;
    return Run{end % count, ((until - end) % count + count) % count};
  };
  Run run = behind(gaps[0], gaps[0].begin + count);
  // Two gaps alike: a second text stands at the bottom, its tops inwards; the longer run is the arc.
  if (gaps.size() > 1 && gaps[1].length > 0.55 * gaps[0].length && gaps[1].length > band.rows / 2) {
    const Run one = behind(gaps[0], gaps[1].begin), other = behind(gaps[1], gaps[0].begin);
    run = one.length >= other.length ? one : other;
  }
  return run;
}

cv::Mat cut_out(const cv::Mat& band, const Run& run) {
  cv::Mat thrice;
  cv::hconcat(std::vector<cv::Mat>{band, band, band}, thrice);
  const int margin = std::min(band.rows / 4, (band.cols - std::min(run.length, band.cols)) / 2);
  return thrice(cv::Rect(band.cols + run.begin - margin, 0, std::min(run.length, band.cols) + 2 * margin, band.rows)).clone();
}

// What is left inside when the outline and the arc's text are painted over, turned by as much as the seal is.
cv::Mat middle_of(const Upright& seal, const Walk& walk, const Band& band, const Run& run, double turn_degrees) {
  cv::Mat middle = seal.plane.clone();
  const int count = int(walk.places.size());
  const auto paint = [&](int i, double from, double to) {
    const auto at = std::size_t(((i % count) + count) % count);
    cv::line(middle, walk.places[at] + walk.inwards[at] * from, walk.places[at] + walk.inwards[at] * to, cv::Scalar(paper), 3);
  };
  for (int i = 0; i < count; ++i) paint(i, -12, band.top + 1);
  for (int i = run.begin; i < run.begin + run.length; ++i) paint(i, 0, band.bottom);
  if (std::abs(turn_degrees) < 3) return middle;
  cv::Mat turned;
  cv::warpAffine(middle, turned, cv::getRotationMatrix2D(seal.centre, turn_degrees, 1), middle.size(), cv::INTER_LINEAR,
                 cv::BORDER_CONSTANT, cv::Scalar(paper));
  return turned;
}

cv::Mat scaled_to_height(const cv::Mat& picture, int height) {
  cv::Mat out;
  const double scale = height / double(picture.rows);
  cv::resize(picture, out, {std::max(8, int(picture.cols * scale)), height}, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  return out;
}

// The parts of a seal under one another on one sheet, so that one reading does for all of them.
struct SealSheet {
  cv::Mat pixels;
  int arc_bottom = 0;  // lines above belong to the arc
};

SealSheet stack(const cv::Mat& arc, const cv::Mat& middle) {
  constexpr int margin = 24;
  SealSheet sheet;
  const int width = std::max(arc.cols, middle.cols) + 2 * margin;
  sheet.arc_bottom = arc.empty() ? 0 : arc.rows + margin + margin / 2;
  sheet.pixels = cv::Mat((arc.empty() ? 0 : arc.rows + margin) + middle.rows + 2 * margin, width, CV_8U, cv::Scalar(paper));
  if (!arc.empty()) arc.copyTo(sheet.pixels(cv::Rect(margin, margin, arc.cols, arc.rows)));
  if (!middle.empty())
    middle.copyTo(sheet.pixels(cv::Rect(margin, sheet.pixels.rows - margin - middle.rows, middle.cols, middle.rows)));
  return sheet;
}

SealSheet sheet_of(const Upright& seal, const core::InkMark& mark) {
  // Characters of an arc are about a seventh of the seal high, of the middle a tenth: both are brought to what is read well.
  if (!is_ring(mark)) return stack({}, scaled_to_height(seal.plane, std::clamp(seal.plane.rows, 96, 320)));
  const int half = int(std::min(seal.half_width, seal.half_height));
  const Walk walk = walk_around(seal, std::max(120, int(CV_PI * (seal.half_width + seal.half_height))));
  const cv::Mat flat = flattened(seal, walk, int(0.66 * half));
  const Band band = text_band(flat, half);
  const cv::Mat letters = flat.rowRange(band.top, band.bottom);
  const Run run = text_run(letters);
  // The middle of the text stands at the top of the seal as it was cut: that is its turn.
  double turn = run.length >= letters.cols ? 0 : (run.begin + run.length / 2.0) / letters.cols * 360 - 180;
  turn = std::remainder(turn, 360);
  if (mark.shape == "oval") turn = std::abs(turn) > 120 ? 180 : 0;
  const cv::Mat arc = scaled_to_height(cut_out(letters, run), strip_height);
  return stack(arc, scaled_to_height(middle_of(seal, walk, band, run, turn), std::clamp(int(2.4 * half), 160, 420)));
}

struct Words {
  std::string text;
  double sum = 0, count = 0;
};

void add(Words& words, const core::Line& line) {
  words.text += line.text;
  words.sum += line.confidence * double(line.glyphs.size()), words.count += double(line.glyphs.size());
}

void read_sheet(const SealSheet& sheet, const core::Recogniser& reader, core::Seal& seal) {
  core::CleanPage page;
  page.text = core::Image(sheet.pixels.cols, sheet.pixels.rows, 1);
  std::copy(sheet.pixels.datastart, sheet.pixels.dataend, page.text.bytes.begin());
  page.dpi = 200;
  std::vector<core::Line> lines;
  try {
    lines = reader.read(page);
  } catch (const std::exception&) {
    return;  // the seal is there, whoever cannot read it
  }
  const auto in_arc = [&](const core::Line& line) { return line.upright.center_y() < sheet.arc_bottom; };
  std::sort(lines.begin(), lines.end(), [&](const core::Line& l, const core::Line& r) {
    if (in_arc(l) != in_arc(r)) return in_arc(l);
    return in_arc(l) ? l.upright.x < r.upright.x : l.upright.y < r.upright.y;
  });
  Words words;
  for (const auto& line : lines) {
    // The star is read as a character or a sign of its own.
    if (!in_arc(line) && core::to_u32(line.text).size() < 2) continue;
    if (line.confidence >= 0.7) add(words, line);
  }
  const std::string text = core::without_blanks(words.text);
  if (words.count > 0 && core::to_u32(text).size() >= 3) seal.text = text, seal.confidence = words.sum / words.count;
}

// The share of a mark over which lines of print run.
double overlap_of(const core::InkMark& mark, const std::vector<core::Line>& lines) {
  if (mark.box.empty()) return 0;
  double covered = 0;
  for (const auto& line : lines) covered += double(core::intersect(line.upright, mark.box).area());
  return std::min(1.0, covered / double(mark.box.area()));
}

}  // namespace

std::vector<core::Seal> read_seals(const core::CleanPage& page, const std::vector<core::Line>& lines,
                                   const core::Recogniser& reader) {
  std::vector<core::Seal> seals;
  for (const auto& mark : page.marks) {
    if (mark.shape == "name") continue;  // see find_signatures
    core::Seal seal;
    seal.colour = mark.colour, seal.shape = mark.shape, seal.upright = mark.box;
    seal.overlap = overlap_of(mark, lines);
    const Upright upright = upright_of(page, mark, lines);
    if (!upright.plane.empty()) read_sheet(sheet_of(upright, mark), reader, seal);
    seals.push_back(std::move(seal));
  }
  return seals;
}

void mark_overlap(const std::vector<core::InkMark>& marks, std::vector<core::Line>& lines) {
  for (auto& line : lines) {
    if (line.upright.empty()) continue;
    double covered = 0;
    for (const auto& mark : marks) covered = std::max(covered, double(core::intersect(line.upright, mark.box).area()));
    line.under_seal = covered / double(line.upright.area());
  }
}

}  // namespace claimpack::read
