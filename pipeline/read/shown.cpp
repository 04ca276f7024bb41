// A born-digital page's text held against its picture: what no eye sees, and what the picture says otherwise.
#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "core/text.hpp"
#include "read/matrices.hpp"
#include "read/parts.hpp"

namespace claimpack::read {

namespace {

constexpr int contrast_min = 24;                      // of 255, between print and paper: less is not seen beside other print
constexpr double columns_min = 0.15, rows_min = 0.2;  // shares of the box that print of letters covers at least
constexpr double rule_share = 0.9;                    // a row or column of ink that full is a printed rule
constexpr int faults_max = 50;                        // of a page; more say nothing new
constexpr std::size_t asked_max = 12;                 // lines of a page that the recogniser is asked about
constexpr int asked_height = 48;                      // pixels: what recognisers of lines work on
constexpr int asked_width_max = 1500, asked_gap = 28;
constexpr double sure_digit = 0.9;        // below this the reader may be wrong itself
constexpr std::size_t repeats_safe = 10;  // digits; in longer numbers readers drop one of two equal ones
constexpr double contradicted = 0.4;      // what is left of a character's probability

// Letters and figures; strokes that a rule could be (一 - . |) prove nothing.
std::size_t letters_of(const std::string& text) {
  std::size_t count = 0;
  for (const char32_t c : core::to_u32(core::fold_width(text)))
    count += (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') ||
             (core::is_han(c) && c != U'一' && c != U'丨');
  return count;
}

// 255 where a pixel of the box differs from its commonest colour.
cv::Mat ink_of(const cv::Mat& pixels) {
  cv::Mat ink(pixels.size(), CV_8U, cv::Scalar(0));
  std::vector<cv::Mat> planes;
  cv::split(pixels, planes);
  for (const cv::Mat& plane : planes) {
    std::array<int, 256> counts{};
    for (int y = 0; y < plane.rows; ++y)
      for (int x = 0; x < plane.cols; ++x) ++counts[plane.at<uchar>(y, x)];
    const double paper = double(std::max_element(counts.begin(), counts.end()) - counts.begin());
    ink |= cv::abs(cv::Mat_<short>(plane) - paper) > contrast_min;
  }
  return ink;
}

double share_of(const cv::Mat& ink) { return cv::countNonZero(ink) / double(std::max<std::size_t>(1, ink.total())); }

// Whether something like print stands in the box: ink in enough columns and rows, rules left out.
bool shows_print(const cv::Mat& colour, const core::Box& box) {
  const cv::Rect place = cv::Rect(box.x, box.y, box.w, box.h) & cv::Rect(0, 0, colour.cols, colour.rows);
  if (place.width < 3 || place.height < 4) return false;
  cv::Mat ink = ink_of(colour(place));
  for (int y = 0; y < ink.rows; ++y)
    if (share_of(ink.row(y)) > rule_share) ink.row(y).setTo(0);
  for (int x = 0; x < ink.cols; ++x)
    if (share_of(ink.col(x)) > rule_share) ink.col(x).setTo(0);
  int rows = 0, columns = 0;
  for (int y = 0; y < ink.rows; ++y) rows += cv::countNonZero(ink.row(y)) > 0;
  for (int x = 0; x < ink.cols; ++x) columns += cv::countNonZero(ink.col(x)) > 0;
  return columns >= columns_min * ink.cols && rows >= rows_min * ink.rows;
}

std::string digits_of(const std::string& text) {
  std::string digits;
  for (const char c : core::fold_width(text))
    if (c >= '0' && c <= '9') digits += c;
  return digits;
}

// An amount, date or number of nothing but figures and the marks that go with them: readers do not mistake its letters.
// How much it matters, 0: not asked about. Amounts come before numbers, the largest and longest first.
double weight_of(const core::Line& line) {
  const std::u32string text = core::to_u32(core::without_blanks(core::fold_width(line.text)));
  std::size_t digits = 0, point = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (c >= U'0' && c <= U'9') ++digits;
    else if (c == U'.') point = i;
    else if (c >= 0x80 ? !core::is_han(c) && c != U'¥' : (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') || c == U'*')
      return 0;
  }
  if (digits < 3 || line.upright.h < 10) return 0;
  const bool amount = point > 0 && text.size() - point == 3;
  return (amount ? 100 : 0) + double(digits);
}

// One line as asked: its place in the picture that is handed to the reader.
struct Asked {
  std::size_t line = 0;
  int top = 0;
  std::string text;  // what the reader made of it
  double weakest_digit = 1;
};

// The lines cut out and set below one another, so that one call reads them all.
core::CleanPage picture_of(const cv::Mat& from, const std::vector<core::Line>& lines, std::vector<Asked>& asked) {
  std::vector<cv::Mat> strips;
  int width = 320, top = asked_gap;
  for (Asked& each : asked) {
    const core::Box& box = lines[each.line].upright;
    // The line's box and nothing beside it: rows above and below would be read with it.
    const cv::Rect place = cv::Rect(box.x, box.y, box.w, box.h) & cv::Rect(0, 0, from.cols, from.rows);
    const int pad = std::max(2, box.h / 8);
    cv::Mat framed, strip;
    cv::copyMakeBorder(from(place), framed, pad, pad, pad, pad, cv::BORDER_CONSTANT | cv::BORDER_ISOLATED, cv::Scalar(255));
    const double scale = double(asked_height) / framed.rows;
    cv::resize(framed, strip, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
    each.top = top;
    top += strip.rows + asked_gap;
    width = std::max(width, strip.cols + 2 * asked_gap);
    strips.push_back(std::move(strip));
  }
  core::CleanPage page;
  page.text = core::Image(width, std::max(top, 160), 1);
  page.dpi = 300;
  cv::Mat sheet = view(page.text);
  sheet.setTo(255);
  for (std::size_t i = 0; i < strips.size(); ++i)
    strips[i].copyTo(sheet(cv::Rect(asked_gap, asked[i].top, strips[i].cols, strips[i].rows)));
  page.scan_width = width, page.scan_height = page.text.height;
  return page;
}

void ask(const cv::Mat& from, const std::vector<core::Line>& lines, const core::Recogniser& reader, std::vector<Asked>& asked) {
  const core::CleanPage page = picture_of(from, lines, asked);
  std::vector<core::Line> read;
  try {
    read = reader.read(page);
  } catch (const std::exception&) {
    read.clear();  // nobody contradicts
  }
  std::sort(read.begin(), read.end(), [](const core::Line& a, const core::Line& b) { return a.upright.x < b.upright.x; });
  for (Asked& each : asked) {
    each.text.clear(), each.weakest_digit = 1;
    for (const core::Line& line : read) {
      // What is left of other rows in the box stands at its edges.
      if (std::abs(line.upright.center_y() - (each.top + asked_height / 2.0)) > 0.25 * asked_height) continue;
      each.text += line.text;
      for (const auto& glyph : line.glyphs)
        if (!digits_of(glyph.text).empty()) each.weakest_digit = std::min(each.weakest_digit, glyph.probability);
    }
  }
}

void set_second(core::Line& line, core::Second second) {
  for (auto& glyph : line.glyphs) glyph.second = second;
}

// The line's own characters lose what the picture contradicts; the value that rests on them is nobody's to accept.
void contradict(core::Line& line) {
  set_second(line, core::Second::differs);
  for (auto& glyph : line.glyphs) glyph.probability = std::min(glyph.probability, contradicted);
  line.confidence = std::min(line.confidence, contradicted);
}

std::vector<Asked> lines_that_matter(const std::vector<core::Line>& lines) {
  std::vector<std::pair<double, std::size_t>> weights;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double weight = weight_of(lines[i]);
    const bool fits = lines[i].upright.w * double(asked_height) / std::max(1, lines[i].upright.h) < asked_width_max;
    if (weight > 0 && fits) weights.emplace_back(weight, i);
  }
  std::stable_sort(weights.begin(), weights.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  // Half of them amounts, half other numbers, as far as there are such.
  std::vector<Asked> asked;
  for (const bool amounts : {true, false})
    for (const auto& [weight, index] : weights)
      if ((weight >= 100) == amounts && asked.size() < (amounts ? asked_max / 2 : asked_max)) asked.push_back({index});
  for (const auto& [weight, index] : weights) {
    const bool known = std::any_of(asked.begin(), asked.end(), [index = index](const Asked& a) { return a.line == index; });
    if (!known && asked.size() < asked_max) asked.push_back({index});
  }
  return asked;
}

bool agrees(const core::Line& line, const Asked& asked) { return digits_of(line.text) == digits_of(asked.text); }

// Those that were read otherwise are asked again, in the page's own colours, then of the second reader.
std::vector<Asked> still_differing(const cv::Mat& from, const std::vector<core::Line>& lines, const core::Recogniser& reader,
                                   const std::vector<Asked>& before, bool must_repeat) {
  std::vector<Asked> again = before, differing;
  if (again.empty()) return again;
  ask(from, lines, reader, again);
  for (std::size_t i = 0; i < again.size(); ++i) {
    if (agrees(lines[again[i].line], again[i])) continue;
    // Two looks that each read something else say that it is hard to read, not what it is.
    if (must_repeat && digits_of(again[i].text) != digits_of(before[i].text)) continue;
    again[i].weakest_digit = std::max(again[i].weakest_digit, must_repeat ? before[i].weakest_digit : 0.0);
    if (!must_repeat) again[i] = before[i];
    differing.push_back(again[i]);
  }
  return differing;
}

core::TextFault fault_of(core::TextFault::Kind kind, const core::Line& line, std::string shows, const core::PageMap& to_scan) {
  return {kind, line.text, std::move(shows), to_scan.apply(line.upright)};
}

}  // namespace

void drop_hidden(const core::CleanPage& page, std::vector<core::Line>& lines, std::vector<core::TextFault>& faults) {
  const cv::Mat colour = view(page.colour);
  std::vector<core::Line> shown, hidden;
  for (auto& line : lines) {
    const bool seen = letters_of(line.text) == 0 || shows_print(colour, line.upright);
    (seen ? shown : hidden).push_back(std::move(line));
  }
  lines = std::move(shown);
  for (const auto& line : hidden)
    if (int(faults.size()) < faults_max) faults.push_back(fault_of(core::TextFault::Kind::hidden, line, "", page.to_scan));
  // Mostly unseen: no text of the paper's but some program's. The page is read as a picture.
  if (hidden.size() > lines.size()) lines.clear();
}

void hold_against_picture(const core::CleanPage& page, const core::Recogniser& first, const core::Recogniser* second,
                          std::vector<core::Line>& lines, std::vector<core::TextFault>& faults) {
  std::vector<Asked> asked = lines_that_matter(lines), differing;
  if (asked.empty()) return;
  const cv::Mat colour = grey_of(view(page.colour));
  ask(view(page.text), lines, first, asked);
  // A reader that finds no figure at all has failed; its silence is no verdict.
  if (std::all_of(asked.begin(), asked.end(), [](const Asked& each) { return digits_of(each.text).empty(); })) return;
  for (const Asked& each : asked) {
    if (agrees(lines[each.line], each)) set_second(lines[each.line], core::Second::agrees);
    else differing.push_back(each);
  }
  differing = still_differing(colour, lines, first, differing, true);
  if (second != nullptr) differing = still_differing(colour, lines, *second, differing, false);
  for (const Asked& each : differing) {
    core::Line& line = lines[each.line];
    const std::string says = digits_of(line.text), shows = digits_of(each.text);
    if (shows.empty() && says.size() < 4) continue;
    if (!shows.empty() && each.weakest_digit < sure_digit) continue;
    if (shows.size() != says.size() && says.size() > repeats_safe) continue;
    const auto kind = shows.empty() ? core::TextFault::Kind::hidden : core::TextFault::Kind::altered;
    if (int(faults.size()) < faults_max) faults.push_back(fault_of(kind, line, each.text, page.to_scan));
    contradict(line);
  }
}

}  // namespace claimpack::read
