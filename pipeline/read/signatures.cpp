#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <string_view>

#include "core/text.hpp"
#include "read/parts.hpp"

namespace claimpack::read {

namespace {

// The height of the ink between two places of a line: from the line's middle up and down to the first free rows, no
// further than half a line beyond its box.
struct InkBand {
  int top = 0, bottom = 0;
  int height() const { return bottom - top; }
};

InkBand band_of(const cv::Mat& ink, const core::Box& line, int from, int to) {
  const int reach = line.h / 2;
  const cv::Rect window =
      cv::Rect(from, line.y - reach, std::max(1, to - from), line.h + 2 * reach) & cv::Rect(0, 0, ink.cols, ink.rows);
  if (window.empty()) return {};
  cv::Mat rows;
  cv::reduce(ink(window), rows, 1, cv::REDUCE_SUM, CV_32S);
  const int middle = std::clamp(line.y + line.h / 2 - window.y, 0, window.height - 1);
  const int least = 255 * std::max(1, window.width / 60);
  const auto edge = [&](int step) {
    int last = middle, free = 0;
    for (int y = middle; y >= 0 && y < window.height && free <= 3; y += step) {
      if (rows.at<int>(y) >= least) last = y, free = 0;
      else ++free;
    }
    return last;
  };
  return {window.y + edge(-1), window.y + edge(1) + 1};
}

bool is_name_like(const core::Line& line, std::size_t begin, std::size_t end) {
  if (end - begin < 1 || end - begin > 5) return false;
  std::size_t han = 0;
  for (std::size_t i = begin; i < end; ++i) han += core::is_han(core::to_u32(line.glyphs[i].text).front());
  return han * 2 >= end - begin;
}

// Words after which people sign. A larger or bolder word elsewhere (a heading, a cell) is no signature.
bool asks_for_signature(std::string_view label) {
  static constexpr std::array<std::string_view, 24> words = {
      "签",     "医师",   "医生",   "护士",   "药师", "审核",   "复核",   "核对",   "调配",   "发药",   "承诺人", "申请人",
      "委托人", "受托人", "代理人", "代办人", "经办", "负责人", "监护人", "见证人", "收款人", "领款人", "声明人", "报告者"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return label.find(word) != std::string_view::npos; });
}

// Where a line asks for a signature: its label's end, in glyphs; 0 where it does not.
std::size_t label_end(const core::Line& line, std::size_t begin) {
  std::string label;
  for (std::size_t i = 0; i < begin; ++i) label += line.glyphs[i].text;
  return asks_for_signature(label) ? begin : 0;
}

// How high the page's print is: the median over its longer lines.
double print_height(const cv::Mat& ink, const std::vector<core::Line>& lines) {
  std::vector<int> heights;
  for (const auto& line : lines)
    if (line.glyphs.size() >= 4) heights.push_back(band_of(ink, line.upright, line.upright.x, line.upright.right()).height());
  if (heights.size() < 3) return 0;
  std::nth_element(heights.begin(), heights.begin() + long(heights.size() / 2), heights.end());
  return heights[heights.size() / 2];
}

// Where the last run of a line begins: behind a colon or a gap of a third of a line. Of a run in which a signature follows the
// printed name the last characters.
std::size_t last_run(const core::Line& line) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i + 1 < line.glyphs.size(); ++i) {
    const std::string mark = core::fold_width(line.glyphs[i].text);
    const int gap = line.glyphs[i + 1].x - line.glyphs[i].x - line.glyphs[i].w;
    if (mark == ":" || mark == ")" || gap > line.upright.h / 3) begin = i + 1;
  }
  const std::size_t length = line.glyphs.size() - begin;
  return begin > 0 && length > 5 && length <= 8 ? line.glyphs.size() - 3 : begin;
}

// The label left of a line that is nothing but a name: nearest line that ends before it at the same height.
const core::Line* label_before(const std::vector<core::Line>& lines, const core::Line& name) {
  const core::Line* nearest = nullptr;
  for (const auto& line : lines) {
    if (&line == &name || line.upright.right() > name.upright.x + name.upright.h / 2) continue;
    if (std::abs(line.upright.center_y() - name.upright.center_y()) > 0.6 * std::max(line.upright.h, name.upright.h)) continue;
    if (name.upright.x - line.upright.right() > 6 * std::max(line.upright.h, name.upright.h)) continue;
    if (!nearest || line.upright.right() > nearest->upright.right()) nearest = &line;
  }
  return nearest && asks_for_signature(nearest->text) ? nearest : nullptr;
}

// Ink of a blue pen: the share of the dark pixels that let clearly more blue light through than red.
double blue_share(const core::CleanPage& page, const cv::Rect& place) {
  if (page.colour.channels != 3) return 0;
  const cv::Mat colour(page.colour.height, page.colour.width, CV_8UC3, const_cast<std::uint8_t*>(page.colour.bytes.data()));
  int dark = 0, blue = 0;
  const cv::Rect area = place & cv::Rect(0, 0, colour.cols, colour.rows);
  for (int y = area.y; y < area.y + area.height; ++y)
    for (int x = area.x; x < area.x + area.width; ++x) {
      const auto& p = colour.at<cv::Vec3b>(y, x);
      if (p[2] > 150) continue;
      ++dark, blue += p[0] > p[2] + 35;
    }
  return dark > 20 ? blue / double(dark) : 0;
}

core::Signature signed_at(const cv::Rect& place) {
  return {true, {}, {place.x, place.y, std::max(1, place.width), std::max(1, place.height)}};
}

bool lies_under_black(const core::CleanPage& page, const cv::Rect& place) {
  return std::any_of(page.marks.begin(), page.marks.end(), [&](const core::InkMark& mark) {
    const cv::Rect box(mark.box.x, mark.box.y, mark.box.w, mark.box.h);
    return mark.colour == "black" && (box & place).area() > 0.4 * place.area();
  });
}

// What was written behind the label of a line, as far as it was read.
std::optional<core::Signature> written_name(const core::CleanPage& page, const cv::Mat& ink, const std::vector<core::Line>& lines,
                                            const core::Line& line, double print) {
  const std::size_t begin = last_run(line);
  if (!is_name_like(line, begin, line.glyphs.size())) return std::nullopt;
  const core::Line* label = label_end(line, begin) > 0 ? &line : begin == 0 ? label_before(lines, line) : nullptr;
  if (!label) return std::nullopt;
  const int from = line.glyphs[begin].x, to = line.glyphs.back().x + line.glyphs.back().w;
  const InkBand own = band_of(ink, line.upright, from, to);
  const int label_to = label == &line ? line.glyphs[begin - 1].x : line.upright.x;
  const InkBand printed = band_of(ink, label->upright, label->glyphs.front().x, std::min(label_to, label->upright.right()));
  // Beside its own label the size tells best: handwriting stands a quarter higher than the print before it. A pale label looks
  // lower than it is.
  const double ratio = own.height() / std::max<double>(printed.height(), 0.92 * print);
  // Print is read surely; handwriting hardly ever is in all its characters.
  double weakest = 1;
  for (std::size_t i = begin; i < line.glyphs.size(); ++i) weakest = std::min(weakest, line.glyphs[i].probability);
  const cv::Rect place(from, own.top, to - from, own.height());
  if (place.width < 0.6 * place.height) return std::nullopt;  // a rule, a bracket, the edge of a seal
  // Under a black seal its ink adds to the height: only a name much larger than print counts.
  if (lies_under_black(page, place) && (line.upright.h < 1.8 * print || own.height() > 3 * print)) return std::nullopt;
  const bool hand = ratio > 1.22 || (ratio > 1.1 && weakest < 0.8) ||
                    (blue_share(page, place) > 0.5 && blue_share(page, {label->upright.x, label->upright.y,
                                                                        label_to - label->upright.x, label->upright.h}) < 0.25);
  if (!hand) return std::nullopt;
  return signed_at(place);
}

// Ink behind a label at a line's end that nobody could read: larger than a full stop and no line's.
std::optional<core::Signature> unread_ink(const core::CleanPage& page, const cv::Mat& ink, const std::vector<core::Line>& lines,
                                          const core::Line& line) {
  const std::string last = core::fold_width(line.glyphs.back().text);
  if ((last != ":" && last != ")") || !asks_for_signature(line.text)) return std::nullopt;
  const int height = line.upright.h;
  const cv::Rect window = cv::Rect(line.upright.right() + height / 4, line.upright.y - height / 2, 6 * height, 2 * height) &
                          cv::Rect(0, 0, ink.cols, ink.rows);
  if (window.width < height || window.height < height) return std::nullopt;
  cv::Mat rest = ink(window).clone();
  const auto clear = [&](const core::Box& box) {
    const cv::Rect place = cv::Rect(box.x - window.x, box.y - window.y, box.w, box.h) & cv::Rect(0, 0, rest.cols, rest.rows);
    if (!place.empty()) rest(place).setTo(0);
  };
  for (const auto& other : lines)
    if (&other != &line) clear(other.upright);
  for (const auto& mark : page.marks)
    if (mark.colour == "black") clear(mark.box);
  cv::morphologyEx(rest, rest, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, {2, 2}));
  const cv::Rect found = cv::boundingRect(rest);
  const double filled = found.area() > 0 ? cv::countNonZero(rest(found)) / double(found.area()) : 0;
  if (found.height < 0.8 * height || found.width < 1.2 * height || filled < 0.04 || filled > 0.6) return std::nullopt;
  return signed_at(found + window.tl());
}

// A name's stamp beside a label signs.
bool stamps_name(const std::vector<core::Line>& lines, const core::InkMark& mark, double dpi) {
  return std::any_of(lines.begin(), lines.end(), [&](const core::Line& line) {
    const core::Box reach{line.upright.x, line.upright.y - line.upright.h, line.upright.w + int(1.2 * dpi), 3 * line.upright.h};
    return asks_for_signature(line.text) && core::intersect(reach, mark.box).area() > mark.box.area() / 3;
  });
}

}  // namespace

std::vector<core::Signature> find_signatures(const core::CleanPage& page, const std::vector<core::Line>& lines) {
  std::vector<core::Signature> found;
  for (const auto& mark : page.marks)
    if (mark.shape == "name" && stamps_name(lines, mark, page.dpi)) found.push_back({true, {}, mark.box});
  const cv::Mat text(page.text.height, page.text.width, CV_8U, const_cast<std::uint8_t*>(page.text.bytes.data()));
  const cv::Mat ink = text < 150;
  const double print = print_height(ink, lines);
  if (print <= 0) return found;
  for (const auto& line : lines) {
    if (line.glyphs.empty()) continue;
    auto name = written_name(page, ink, lines, line, print);
    if (!name) name = unread_ink(page, ink, lines, line);
    if (name) found.push_back(*name);
  }
  return found;
}

}  // namespace claimpack::read
