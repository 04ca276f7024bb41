
#include "read/second_look.hpp"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <string>
#include <utility>

#include "core/text.hpp"
#include "read/matrices.hpp"

namespace claimpack::read {

namespace {

using core::Glyph;
using core::Second;

constexpr std::size_t context = 2;  // glyphs on either side of a doubtful one
constexpr double about_as_sure = 0.05, far_surer = 0.2;
// What another look read with at least this probability counts as its opinion; less is the network's noise.
constexpr double opinion_min = 0.3;
constexpr double point_min = 0.1;  // a blank inside a number is no print, a faint point is

bool same(const std::string& a, const std::string& b) { return a == b || core::fold_width(a) == core::fold_width(b); }

// The whitest column within `reach` of x: there the line may be cut without harm to a character.
int white_column(const cv::Mat& line, int x, int reach) {
  const int from = std::max(0, x - reach), to = std::min(line.cols, x + reach + 1);
  if (from >= to) return std::clamp(x, 0, line.cols);
  cv::Mat sums;
  cv::reduce(grey_of(line.colRange(from, to)), sums, 0, cv::REDUCE_SUM, CV_32S);
  int best = std::clamp(x - from, 0, sums.cols - 1);
  for (int i = 0; i < sums.cols; ++i) {
    const int gain = sums.at<int>(i) - sums.at<int>(best);
    if (gain > 0 || (gain == 0 && std::abs(from + i - x) < std::abs(from + best - x))) best = i;
  }
  return from + best;
}

void add_other(Glyph& glyph, const std::string& text, double probability) {
  if (same(text, glyph.text)) return;
  for (auto& other : glyph.others)
    if (other.text == text) {
      other.probability = std::max(other.probability, probability);
      return;
    }
  glyph.others.push_back({text, probability});
}

void order_others(Glyph& glyph) {
  std::stable_sort(glyph.others.begin(), glyph.others.end(),
                   [](const Glyph::Other& a, const Glyph::Other& b) { return a.probability > b.probability; });
  if (glyph.others.size() > 4) glyph.others.resize(4);
}

double mean_probability(const std::vector<Glyph>& glyphs, std::size_t from, std::size_t to) {
  double sum = 0;
  for (std::size_t i = from; i < to; ++i) sum += glyphs[i].probability;
  return to > from ? sum / double(to - from) : 0;
}

// Glyphs of `theirs` before the partner of glyph `i` that are nobody's partner, as a mark of difference. A blank is none.
bool skipped_between(const std::vector<int>& partner, std::size_t i, const std::vector<Glyph>& theirs) {
  const int before = i == 0 ? -1 : partner[i - 1];
  if (partner[i] < 0 || (i > 0 && before < 0)) return false;
  for (int k = before + 1; k < partner[i]; ++k)
    if (!core::without_blanks(theirs[std::size_t(k)].text).empty()) return true;
  return false;
}

// What `theirs` says of `ours` and, where it differs, as an alternative.
void compare(Glyph& ours, const Glyph* theirs) {
  if (theirs && same(ours.text, theirs->text)) {
    ours.second = Second::agrees;
  } else {
    ours.second = Second::differs;
    if (theirs) add_other(ours, theirs->text, theirs->probability);
  }
  if (theirs)
    for (const auto& other : theirs->others) add_other(ours, other.text, other.probability);
  order_others(ours);
}

}  // namespace

bool in_number(const std::vector<Glyph>& glyphs, std::size_t i);

namespace {

constexpr double whole_from = 0.7, value_whole_from = 0.85;  // of a line: what would cover more is the whole of it

// Its edges where the picture is white; glyphs at the line's ends that are no more than context come in.
void place(Window& window, const std::vector<Glyph>& glyphs, const cv::Mat& line) {
  if (window.from < context) window.from = 0;
  if (window.to + context > glyphs.size()) window.to = glyphs.size();
  window.left = window.from == 0 ? 0 : white_column(line, glyphs[window.from].x, line.rows / 5);
  window.right = window.to == glyphs.size()
                     ? line.cols
                     : white_column(line, glyphs[window.to - 1].x + glyphs[window.to - 1].w, line.rows / 5);
}

std::string figures_of(const LineReading& reading) {
  std::string figures;
  for (const auto& glyph : reading.glyphs)
    if (is_figure(glyph)) figures += core::fold_width(glyph.text);
  return figures;
}

int points_in(const LineReading& reading) {
  int points = 0;
  for (std::size_t i = 0; i < reading.glyphs.size(); ++i)
    points += core::fold_width(reading.glyphs[i].text) == "." && in_number(reading.glyphs, i);
  return points;
}

}  // namespace

bool is_figure(const Glyph& glyph) {
  const std::string folded = core::fold_width(glyph.text);
  return folded.size() == 1 && folded.front() >= '0' && folded.front() <= '9';
}

bool is_money_word(const Glyph& glyph) {
  static const std::u32string words = U"零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整";
  const std::u32string text = core::to_u32(glyph.text);
  return text.size() == 1 && words.find(text.front()) != words.npos;
}

bool is_separator(const std::vector<Glyph>& glyphs, std::size_t i) {
  constexpr double heard_min = 0.02;  // below it the network names anything
  const auto parts = [](const std::string& text) {
    const std::string folded = core::fold_width(text);
    static const std::vector<std::string> separators{":", "(", ")", "[", "]", "{", "}", " ", "《", "》", "〈", "〉", "【", "】"};
    return std::find(separators.begin(), separators.end(), folded) != separators.end();
  };
  const Glyph& glyph = glyphs[i];
  // How many stars mask a number is nothing that anyone asks for.
  if (core::fold_width(glyph.text) == "*") return true;
  if (!parts(glyph.text)) return false;
  for (const auto& other : glyph.others)
    if (other.probability >= heard_min && !parts(other.text)) return false;
  const bool beside_figure = (i > 0 && is_figure(glyphs[i - 1])) || (i + 1 < glyphs.size() && is_figure(glyphs[i + 1]));
  return glyph.second != Second::differs || !beside_figure || !glyph.others.empty();
}

void weigh(LineReading& reading) {
  reading.confidence = mean_probability(reading.glyphs, 0, reading.glyphs.size());
  reading.weakest = reading.glyphs.empty() ? 0 : 1;
  for (const auto& glyph : reading.glyphs) reading.weakest = std::min(reading.weakest, glyph.probability);
}

// A mark or a blank between two figures.
bool in_number(const std::vector<Glyph>& glyphs, std::size_t i) {
  if (i == 0 || i + 1 >= glyphs.size() || !is_figure(glyphs[i - 1]) || !is_figure(glyphs[i + 1])) return false;
  const std::string folded = core::fold_width(glyphs[i].text);
  return folded.size() == 1 && std::string(" .,-/").find(folded) != std::string::npos;
}

void mend_points(LineReading& reading, const LineReading& before) {
  for (std::size_t i = 0; i < reading.glyphs.size(); ++i) {
    Glyph& glyph = reading.glyphs[i];
    if (glyph.text != " " || !in_number(reading.glyphs, i)) continue;
    const auto point = std::find_if(glyph.others.begin(), glyph.others.end(), [](const Glyph::Other& other) {
      return core::fold_width(other.text) == "." && other.probability >= point_min;
    });
    if (point == glyph.others.end()) continue;
    std::swap(glyph.text, point->text), std::swap(glyph.probability, point->probability);
    glyph.second = Second::differs;
  }
  if (figures_of(before) != figures_of(reading) || points_in(before) <= points_in(reading)) return weigh(reading);
  reading = before;
  for (std::size_t i = 0; i < reading.glyphs.size(); ++i)
    if (core::fold_width(reading.glyphs[i].text) == "." && in_number(reading.glyphs, i))
      reading.glyphs[i].second = Second::differs;
  weigh(reading);
}

std::vector<Window> windows_around(const LineReading& reading, const cv::Mat& line, const std::vector<bool>& asks) {
  const auto& glyphs = reading.glyphs;
  std::vector<Window> windows;
  for (std::size_t i = 0; i < glyphs.size(); ++i) {
    if (!asks[i]) continue;
    // A doubtful figure is read with its whole number: of "4 88" alone nobody sees that a point was printed.
    std::size_t first = i, last = i;
    const auto of_number = [&](std::size_t k) { return is_figure(glyphs[k]) || in_number(glyphs, k); };
    if (of_number(i)) {
      while (first > 0 && of_number(first - 1)) --first;
      while (last + 1 < glyphs.size() && of_number(last + 1)) ++last;
      bool marked = false;
      for (std::size_t k = first; k <= last; ++k) marked |= !is_figure(glyphs[k]);
      if (!marked) first = last = i;  // a row of figures has no point to lose
    }
    const std::size_t from = std::min(first, i > context ? i - context : 0),
                      to = std::min(glyphs.size(), std::max(last + 1, i + context + 1));
    // Two that nearly meet are one: each has its own context to read besides.
    if (!windows.empty() && from <= windows.back().to + context) windows.back().to = std::max(windows.back().to, to);
    else windows.push_back({from, to, 0, 0});
  }
  int covered = 0;
  for (Window& window : windows) {
    place(window, glyphs, line);
    covered += std::max(0, window.width());
  }
  std::erase_if(windows, [](const Window& window) { return window.width() < 8; });
  if (windows.size() > 0 && covered > whole_from * line.cols) return {{0, glyphs.size(), 0, line.cols}};
  return windows;
}

Window window_of_value(const LineReading& reading, const cv::Mat& line, const std::vector<bool>& printed) {
  const auto& glyphs = reading.glyphs;
  std::size_t from = glyphs.size(), to = 0;
  for (std::size_t i = 0; i < glyphs.size(); ++i)
    if (!printed[i] && !is_separator(glyphs, i)) from = std::min(from, i), to = i + 1;
  if (to == 0) return {};
  Window window{from > context ? from - context : 0, std::min(glyphs.size(), to + context), 0, 0};
  place(window, glyphs, line);
  if (window.width() > value_whole_from * line.cols) return {0, glyphs.size(), 0, line.cols};
  return window;
}

bool wants_witness(const LineReading& reading) {
  if (reading.glyphs.empty()) return false;
  if (reading.glyphs.size() <= 5) return true;
  for (const auto& glyph : reading.glyphs)
    if (is_figure(glyph) || core::fold_width(glyph.text) == ":") return true;
  return false;
}

std::vector<int> counterparts(const std::vector<Glyph>& a, const std::vector<Glyph>& b) {
  const std::size_t rows = a.size(), columns = b.size(), stride = columns + 1;
  std::vector<int> cost((rows + 1) * stride);
  std::vector<std::string> folded_a, folded_b;
  for (const auto& glyph : a) folded_a.push_back(core::fold_width(glyph.text));
  for (const auto& glyph : b) folded_b.push_back(core::fold_width(glyph.text));
  for (std::size_t i = 0; i <= rows; ++i) cost[i * stride] = int(i);
  for (std::size_t j = 0; j <= columns; ++j) cost[j] = int(j);
  for (std::size_t i = 1; i <= rows; ++i)
    for (std::size_t j = 1; j <= columns; ++j) {
      const int exchanged = cost[(i - 1) * stride + j - 1] + (folded_a[i - 1] == folded_b[j - 1] ? 0 : 1);
      cost[i * stride + j] = std::min({exchanged, cost[(i - 1) * stride + j] + 1, cost[i * stride + j - 1] + 1});
    }
  std::vector<int> partner(rows, -1);
  for (std::size_t i = rows, j = columns; i > 0 && j > 0;) {
    const int here = cost[i * stride + j];
    if (here == cost[(i - 1) * stride + j - 1] + (folded_a[i - 1] == folded_b[j - 1] ? 0 : 1)) partner[--i] = int(--j);
    else if (here == cost[(i - 1) * stride + j] + 1) --i;
    else --j;
  }
  return partner;
}

void hear(LineReading& reading, const LineReading& witness) {
  const std::vector<int> partner = counterparts(reading.glyphs, witness.glyphs);
  for (std::size_t i = 0; i < partner.size(); ++i) {
    Glyph& glyph = reading.glyphs[i];
    if (glyph.second != Second::not_asked) continue;
    compare(glyph, partner[i] < 0 ? nullptr : &witness.glyphs[std::size_t(partner[i])]);
    // Something that only the witness saw stands before this glyph.
    if (skipped_between(partner, i, witness.glyphs)) glyph.second = Second::differs;
  }
  if (!partner.empty() && partner.back() >= 0 && std::size_t(partner.back()) + 1 != witness.glyphs.size() &&
      reading.glyphs.back().second == Second::agrees)
    reading.glyphs.back().second = Second::differs;
}

void hear(LineReading& reading, const Window& window, const LineReading& witness) {
  auto& all = reading.glyphs;
  LineReading part;
  part.glyphs.assign(all.begin() + long(window.from), all.begin() + long(window.to));
  hear(part, witness);
  const std::size_t begin = window.from > 0 ? window.from + context : 0,
                    end = window.to < all.size() ? window.to - context : all.size();
  for (std::size_t i = begin; i < end; ++i) all[i] = std::move(part.glyphs[i - window.from]);
}

bool take_over(LineReading& reading, const Window& window, LineReading part) {
  for (auto& glyph : part.glyphs) glyph.x += window.left;
  auto& all = reading.glyphs;
  std::vector<Glyph> first(all.begin() + long(window.from), all.begin() + long(window.to));
  const std::vector<int> partner = counterparts(first, part.glyphs);
  // At a cut edge half a character may have been read: both readings must meet in a glyph before it counts.
  std::size_t begin = 0, end = first.size(), part_begin = 0, part_end = part.glyphs.size();
  const auto meet = [&](std::size_t i) {
    return partner[i] >= 0 && same(first[i].text, part.glyphs[std::size_t(partner[i])].text);
  };
  if (window.from > 0) {
    while (begin < end && !meet(begin)) ++begin;
    if (begin == end || begin >= context) return false;
    part_begin = std::size_t(partner[begin]);
  }
  if (window.to < all.size()) {
    while (end > begin && !meet(end - 1)) --end;
    if (end == begin || first.size() - end >= context) return false;
    part_end = std::size_t(partner[end - 1]) + 1;
  }
  if (part_begin >= part_end) return false;
  std::vector<Glyph> kept(part.glyphs.begin() + long(part_begin), part.glyphs.begin() + long(part_end));
  std::vector<Glyph> own(first.begin() + long(begin), first.begin() + long(end));
  const bool better = mean_probability(kept, 0, kept.size()) >= mean_probability(own, 0, own.size()) - about_as_sure;
  std::vector<Glyph>& winner = better ? kept : own;
  const std::vector<Glyph>& loser = better ? own : kept;
  const std::vector<int> other = counterparts(winner, loser);
  for (std::size_t i = 0; i < winner.size(); ++i) {
    const Glyph* theirs = other[i] < 0 ? nullptr : &loser[std::size_t(other[i])];
    // An earlier look that read the same is a second one as well: two of three agree.
    bool heard = false;
    if (theirs && !same(theirs->text, winner[i].text))
      for (const auto& earlier : theirs->others)
        heard |= earlier.probability >= opinion_min && same(earlier.text, winner[i].text);
    // The window as a whole is not better, but this one character may be, far and away.
    const bool exchanged =
        !better && theirs && !same(theirs->text, winner[i].text) && theirs->probability > winner[i].probability + far_surer;
    if (exchanged) {
      Glyph taken = *theirs;
      taken.x = winner[i].x, taken.w = winner[i].w;
      for (const auto& earlier : winner[i].others) heard |= earlier.probability >= opinion_min && same(earlier.text, taken.text);
      const Glyph lost = std::exchange(winner[i], std::move(taken));
      compare(winner[i], &lost);
    } else {
      compare(winner[i], theirs);
    }
    if (heard && (better || exchanged)) winner[i].second = Second::agrees;
    if (skipped_between(other, i, loser)) winner[i].second = Second::differs;
  }
  all.erase(all.begin() + long(window.from + begin), all.begin() + long(window.from + end));
  all.insert(all.begin() + long(window.from + begin), winner.begin(), winner.end());
  weigh(reading);
  return true;
}

}  // namespace claimpack::read
