#include "extract/heading.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "core/text.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

namespace {

// A column's word in a token.
struct Word {
  int column = 0;
  int token = 0;
  core::Box place;
};

// "金额(元)" and "单价（元）" are 金额 and 单价.
std::u32string bare(const std::u32string& text) {
  const auto open = text.find(U'(');
  return open == text.npos || open == 0 ? text : text.substr(0, open);
}

int column_named(const ItemsTemplate& items, const std::u32string& text) {
  for (std::size_t c = 0; c < items.columns.size(); ++c)
    for (const auto& label : items.columns[c].labels)
      if (text == label) return int(c);
  return -1;
}

int column_nearly_named(const ItemsTemplate& items, const std::u32string& text) {
  if (text.size() < 4) return -1;
  for (std::size_t c = 0; c < items.columns.size(); ++c)
    for (const auto& label : items.columns[c].labels) {
      if (label.size() != text.size()) continue;
      int wrong = 0;
      for (std::size_t i = 0; i < label.size(); ++i) wrong += label[i] != text[i];
      if (wrong <= 1) return int(c);
    }
  return -1;
}

// The words of a token that is one column's heading, or of several glued together.
std::vector<Word> words_of(const ItemsTemplate& items, const Token& token, int index) {
  std::u32string text = token.text;
  const std::u32string short_text = bare(text);
  for (const auto& form : {text, short_text})
    if (const int column = column_named(items, form); column >= 0) return {{column, index, token.place}};
  if (const int column = column_nearly_named(items, short_text); column >= 0) return {{column, index, token.place}};
  // Longest labels first, each character used once; the token must consist of headings only.
  std::vector<Word> words;
  std::size_t at = 0;
  while (at < text.size()) {
    int best = -1;
    std::size_t length = 0;
    for (std::size_t c = 0; c < items.columns.size(); ++c)
      for (const auto& label : items.columns[c].labels)
        if (label.size() > length && text.compare(at, label.size(), label) == 0) best = int(c), length = label.size();
    if (best < 0) return {};
    std::size_t end = at + length;
    if (end < text.size() && text[end] == U'(') {
      const auto close = text.find(U')', end);
      if (close != text.npos && close - end <= 4) end = close + 1;
    }
    words.push_back({best, index, token.place_of(at, end)});
    at = end;
  }
  return words;
}

// Among headings that are sure a short word with one weak character amiss is a heading too: 金颁, 各注, 金家(几).
void add_misread(const ItemsTemplate& items, const std::vector<Token>& tokens, const std::vector<int>& row,
                 std::vector<Word>& words) {
  if (words.size() < 2) return;
  const auto taken = [&](int t) {
    return std::any_of(words.begin(), words.end(), [&](const Word& word) {
      return word.token == t || core::intersect(word.place, tokens[std::size_t(t)].place).area() > 0;
    });
  };
  std::vector<Word> more;
  for (const int t : row) {
    const Token& token = tokens[std::size_t(t)];
    const std::u32string text = bare(token.text);
    if (taken(t) || text.size() < 2 || text.size() > 5 || token.line->confidence > 0.95) continue;
    std::set<int> columns;
    for (std::size_t c = 0; c < items.columns.size(); ++c)
      for (const auto& label : items.columns[c].labels)
        if (label.size() == text.size() && core::edit_distance(label, text) == 1) columns.insert(int(c));
    if (columns.size() == 1) more.push_back({*columns.begin(), t, token.place});
  }
  words.insert(words.end(), more.begin(), more.end());
  std::sort(words.begin(), words.end(), [](const Word& a, const Word& b) { return a.place.x < b.place.x; });
}

// "金" | "额": headings whose characters stand far apart are joined where neighbours make a column's word.
std::vector<Word> joined_words(const ItemsTemplate& items, const std::vector<Token>& tokens, const std::vector<int>& row) {
  std::vector<Word> words;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Token& token = tokens[std::size_t(row[i])];
    auto own = words_of(items, token, row[i]);
    if (own.empty() && token.text.size() <= 2 && i + 1 < row.size()) {
      const Token& next = tokens[std::size_t(row[i + 1])];
      const int column = column_named(items, bare(token.text + next.text));
      if (column >= 0 && next.text.size() <= 5) {
        words.push_back({column, row[i], core::unite(token.place, next.place)});
        ++i;
        continue;
      }
    }
    words.insert(words.end(), own.begin(), own.end());
  }
  add_misread(items, tokens, row, words);
  return words;
}

// "单" over "位": the second line of a word that a narrow column breaks; -1 where there is none.
int second_line(const ItemsTemplate& items, const std::vector<Token>& tokens, std::size_t t, int& column) {
  const core::Box& own = tokens[t].place;
  for (std::size_t other = 0; other < tokens.size(); ++other) {
    const core::Box& place = tokens[other].place;
    const double down = place.center_y() - own.center_y();
    if (tokens[other].page != tokens[t].page || std::abs(place.center_x() - own.center_x()) > 0.6 * own.h) continue;
    if (down < 0.6 * own.h || down > 1.7 * own.h) continue;
    column = column_named(items, bare(tokens[t].text + tokens[other].text));
    if (column >= 0) return int(other);
  }
  return -1;
}

// A heading of two rows (收费项目 over 编码, 名称, 规格; the rest set in the middle): columns' words a little above and below
// the row that was found, in places where none stands yet.
void add_from_beside(const ItemsTemplate& items, const std::vector<Token>& tokens, int page, std::vector<Word>& words) {
  double level = 0, height = 0;
  for (const auto& word : words)
    level += word.place.center_y() / double(words.size()), height = std::max<double>(height, word.place.h);
  const auto taken = [&](const core::Box& place, int column) {
    return std::any_of(words.begin(), words.end(), [&](const Word& word) {
      return word.column == column || (word.place.x < place.right() && place.x < word.place.right());
    });
  };
  for (std::size_t t = 0; t < tokens.size(); ++t) {
    if (tokens[t].page != page) continue;
    Word word{column_named(items, tokens[t].text), int(t), tokens[t].place};
    if (word.column < 0 && tokens[t].text.size() <= 3)
      if (const int below = second_line(items, tokens, t, word.column); below >= 0)
        word.place = core::unite(word.place, tokens[std::size_t(below)].place);
    if (word.column < 0 || std::abs(word.place.center_y() - level) > 1.6 * height || taken(word.place, word.column)) continue;
    words.push_back(word);
  }
  std::sort(words.begin(), words.end(), [](const Word& a, const Word& b) { return a.place.x < b.place.x; });
}

double slope_of(const std::vector<Word>& words) {
  double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (const auto& word : words) {
    const double x = word.place.center_x(), y = word.place.center_y();
    n += 1, sx += x, sy += y, sxx += x * x, sxy += x * y;
  }
  const double d = n * sxx - sx * sx;
  const double slope = d > 0 ? (n * sxy - sx * sy) / d : 0;
  return std::abs(slope) < 0.03 ? slope : 0;
}

bool is_subtotal(const ItemsTemplate& items, const std::u32string& text) {
  return std::any_of(items.skips.begin(), items.skips.end(),
                     [&](const std::u32string& word) { return text.find(word) != text.npos; });
}

bool in_rows(const Heading& heading, const Token& token) {
  const double y = heading.row_level(token.place);
  return token.page == heading.page && y >= heading.bottom && y < heading.end;
}

// The first words below the heading that end a table: totals, signatures, the form's foot.
double end_of(const ItemsTemplate& items, const Heading& heading, const std::vector<Token>& tokens) {
  double end = 1e9;
  for (const auto& token : tokens) {
    if (!in_rows(heading, token)) continue;
    const bool group =
        std::find(items.group_category.begin(), items.group_category.end(), token.text) != items.group_category.end();
    const bool stop = std::any_of(items.stops.begin(), items.stops.end(),
                                  [&](const std::u32string& word) { return token.text.compare(0, word.size(), word) == 0; });
    if (stop && !group) end = std::min(end, heading.row_level(token.place) - token.place.h * 0.6);
  }
  return end;
}

// Where a column's values stand: often beside the middle of its heading, so the median of the tokens nearest to it.
std::vector<double> value_middles(const ItemsTemplate& items, const std::vector<Token>& tokens, const Heading& heading,
                                  double left, double right) {
  std::vector<std::vector<double>> by_column(heading.columns.size());
  for (const auto& token : tokens) {
    if (!in_rows(heading, token) || is_subtotal(items, token.text)) continue;
    const double x = heading.flat(token.place.center_x(), token.place.center_y());
    if (x < left || x > right) continue;
    std::size_t nearest = 0;
    double least = 1e9;
    for (std::size_t c = 0; c < heading.columns.size(); ++c) {
      const double distance = std::abs(heading.columns[c].x + heading.columns[c].w / 2 - x);
      if (distance < least) least = distance, nearest = c;
    }
    by_column[nearest].push_back(x);
  }
  std::vector<double> middles;
  for (std::size_t c = 0; c < heading.columns.size(); ++c) {
    auto& values = by_column[c];
    const double own = heading.columns[c].x + heading.columns[c].w / 2;
    if (values.size() < 3) {
      middles.push_back(own);
      continue;
    }
    std::nth_element(values.begin(), values.begin() + long(values.size() / 2), values.end());
    middles.push_back(values[values.size() / 2]);
  }
  for (std::size_t c = 1; c < middles.size(); ++c)
    if (middles[c] <= middles[c - 1]) middles[c] = middles[c - 1] + 1;
  return middles;
}

// How many characters of the rows cover each of the bins between two places.
std::vector<double> coverage(const ItemsTemplate& items, double from, double to, const std::vector<Token>& tokens,
                             const Heading& heading) {
  const int bins = std::max(8, int((to - from) / 4));
  std::vector<double> covered(std::size_t(bins), 0.0);
  for (const auto& token : tokens) {
    const double y = heading.row_level(token.place);
    if (!in_rows(heading, token) || is_subtotal(items, token.text)) continue;
    if (heading.flat(token.place.right(), y) < from || heading.flat(token.place.x, y) > to) continue;
    for (std::size_t i = 0; i < token.text.size(); ++i) {  // gaps inside a token count as free
      const core::Box place = token.place_of(i, i + 1);
      const int first = int((heading.flat(place.x, y) - from) / (to - from) * bins),
                last = int((heading.flat(place.right(), y) - from) / (to - from) * bins);
      for (int k = std::max(0, first); k <= std::min(bins - 1, last); ++k) covered[std::size_t(k)] += 1;
    }
  }
  return covered;
}

// A printed vertical rule between two places settles where one column ends.
std::optional<double> rule_between(double from, double to, const std::vector<Token>& tokens, const Heading& heading) {
  if (heading.leans) return {};
  for (const auto& token : tokens) {
    if (token.page != heading.page) continue;
    for (const auto& rule : token.reading->rules)
      if (!rule.horizontal && rule.box.h >= 60 && rule.box.center_x() > from && rule.box.center_x() < to &&
          rule.box.bottom() > heading.bottom + 60)
        return rule.box.center_x();
    break;
  }
  return {};
}

// Where the white space between two columns is: of the places between their values' middles, the widest stretch that
// few characters of the rows below cover.
double border_between(const ItemsTemplate& items, double from, double to, const std::vector<Token>& tokens,
                      const Heading& heading) {
  if (const auto rule = rule_between(from, to, tokens, heading)) return *rule;
  const auto covered = coverage(items, from, to, tokens, heading);
  const int bins = int(covered.size());
  const double least = *std::min_element(covered.begin(), covered.end()),
               most = *std::max_element(covered.begin(), covered.end());
  const double few = least + 0.5 + 0.08 * (most - least);
  int best_begin = 0, best_length = 0;
  for (int k = 0; k < bins;) {
    if (covered[std::size_t(k)] > few) {
      ++k;
      continue;
    }
    const int begin = k;
    while (k < bins && covered[std::size_t(k)] <= few) ++k;
    if (k - begin > best_length) best_begin = begin, best_length = k - begin;
  }
  return from + (best_begin + best_length / 2.0) / bins * (to - from);
}

// Where one block of a table printed in blocks ends: the first white space behind its last heading. The names of the
// next block begin left of their heading's middle, so the widest space may lie behind them.
double block_border(const ItemsTemplate& items, const HeadingColumn& last, const HeadingColumn& next,
                    const std::vector<Token>& tokens, const Heading& heading) {
  const double from = last.x + last.w, to = next.x + next.w / 2;
  if (const auto rule = rule_between(from, to, tokens, heading)) return *rule;
  const auto covered = coverage(items, from, to, tokens, heading);
  const int bins = int(covered.size());
  const double bin = (to - from) / bins;
  int begin = 0;
  for (int k = 0; k < bins; ++k) {
    if (covered[std::size_t(k)] > 0.5) begin = k + 1;
    else if ((k + 1 - begin) * bin >= 0.4 * last.w / 2 || k + 1 == bins) return from + (begin + k + 1) / 2.0 * bin;
  }
  return (from + to) / 2;
}

// Blocks are copies of one another: the words of the first column begin as far left of their heading in each of them.
std::optional<double> block_begin(const ItemsTemplate& items, const Heading& first, const HeadingColumn& next,
                                  const std::vector<Token>& tokens) {
  if (items.columns[std::size_t(next.index)].type != Type::item_name || first.columns.front().index != next.index) return {};
  const HeadingColumn& own = first.columns.front();
  std::vector<double> begins;
  double height = 0;
  for (const auto& token : tokens)
    if (in_rows(first, token) && token.place.x < own.x + own.w && core::is_han(token.text[0]) && token.text.size() >= 2)
      begins.push_back(first.flat(token.place.x, token.place.center_y())), height = std::max<double>(height, token.place.h);
  if (begins.size() < 2) return {};
  std::nth_element(begins.begin(), begins.begin() + long(begins.size() / 2), begins.end());
  const double begin = next.x - (own.x - begins[begins.size() / 2]);
  // It holds where words do begin there.
  const auto there = std::count_if(tokens.begin(), tokens.end(), [&](const Token& token) {
    if (!in_rows(first, token)) return false;
    for (std::size_t i = 0; i < token.text.size(); ++i)
      if (core::is_han(token.text[i]) &&
          std::abs(first.flat(token.place_of(i, i + 1).x, token.place.center_y()) - begin) < 0.4 * height)
        return true;
    return false;
  });
  if (there < 1) return {};
  return begin - 0.3 * height;
}

void set_borders(const ItemsTemplate& items, Heading& heading, const std::vector<Token>& tokens, double left, double right) {
  auto& columns = heading.columns;
  const auto middles = value_middles(items, tokens, heading, left, right);
  for (std::size_t c = 0; c + 1 < columns.size(); ++c)
    columns[c].right = columns[c + 1].left = border_between(items, middles[c], middles[c + 1], tokens, heading);
  columns.front().left = left, columns.back().right = right;
  heading.left = left, heading.right = right;
}

// 类别 heads charge categories on one hospital's list and 甲, 乙, 丙 on another's: a column of words whose cells are all
// insurance classes is theirs.
void settle_classes(const ItemsTemplate& items, Heading& heading, const std::vector<Token>& tokens) {
  int classes = -1;
  for (std::size_t c = 0; c < items.columns.size(); ++c)
    if (items.columns[c].type == Type::insurance_class) classes = int(c);
  const auto has = [&](int index) {
    return std::any_of(heading.columns.begin(), heading.columns.end(), [&](const auto& c) { return c.index == index; });
  };
  if (classes < 0 || has(classes)) return;
  for (auto& column : heading.columns) {
    if (items.columns[std::size_t(column.index)].type != Type::text) continue;
    int cells = 0, fitting = 0;
    for (const auto& token : tokens) {
      const double x = heading.flat(token.place.center_x(), token.place.center_y());
      if (!in_rows(heading, token) || x < column.left || x >= column.right) continue;
      ++cells;
      fitting += token.text.size() <= 3 && read_cell(Type::insurance_class, token.text).has_value();
    }
    if (fitting < 2 || fitting * 10 < cells * 9) continue;
    column.index = classes;
    return;
  }
}

// A heading whose word for the name is lost (under a seal, say): the widest stretch between two columns in which words
// stand is the name's.
void add_lost_name(const ItemsTemplate& items, Heading& heading, const std::vector<Token>& tokens) {
  int name = -1;
  for (std::size_t c = 0; c < items.columns.size(); ++c)
    if (items.columns[c].name == "name") name = int(c);
  if (name < 0 ||
      std::any_of(heading.columns.begin(), heading.columns.end(), [&](const HeadingColumn& c) { return c.index == name; }))
    return;
  if (heading.columns.size() < 3) return;
  double best = 0, x = 0;
  for (std::size_t c = 0; c + 1 < heading.columns.size(); ++c) {
    const double from = heading.columns[c].x + heading.columns[c].w, to = heading.columns[c + 1].x;
    double words = 0, sum = 0;
    for (const auto& token : tokens) {
      if (token.page != heading.page || token.place.center_x() < from || token.place.center_x() > to || !in_rows(heading, token))
        continue;
      if (token.text.size() >= 3 && std::count_if(token.text.begin(), token.text.end(), core::is_han) >= 2)
        words += 1, sum += token.place.center_x();
    }
    if (words > best) best = words, x = sum / words;
  }
  if (best < 2) return;
  heading.columns.push_back({name, x - 10, 20, 0, 0});
  std::sort(heading.columns.begin(), heading.columns.end(),
            [](const HeadingColumn& a, const HeadingColumn& c) { return a.x < c.x; });
}

// The line through points by the median of the slopes of pairs (Theil 1950), robust against rows that lack an end.
void fit(std::vector<std::pair<double, double>> points, double& at, double& slope) {  // (y, x)
  std::vector<double> slopes;
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = i + 1; j < points.size(); ++j)
      if (std::abs(points[j].first - points[i].first) > 40)
        slopes.push_back((points[j].second - points[i].second) / (points[j].first - points[i].first));
  if (slopes.empty()) return;
  std::nth_element(slopes.begin(), slopes.begin() + long(slopes.size() / 2), slopes.end());
  slope = slopes[slopes.size() / 2];
  std::vector<double> rests;
  for (const auto& [y, x] : points) rests.push_back(x - slope * y);
  std::nth_element(rests.begin(), rests.begin() + long(rests.size() / 2), rests.end());
  at = rests[rests.size() / 2];
}

// A photographed table narrows upwards: the lines along its rows' left and right ends. A file's own text stands straight,
// however ragged its last column is.
void fit_frame(const ItemsTemplate& items, Heading& heading, const std::vector<Token>& tokens) {
  struct Ends {
    double y, left, right;
    int tokens;
    bool subtotal;
  };
  std::vector<Ends> rows;
  for (const auto& token : tokens) {
    const double y = heading.row_level(token.place);
    if (!in_rows(heading, token)) continue;
    if (token.line->source == core::Line::Source::text_layer) return;
    auto row = std::find_if(rows.begin(), rows.end(), [&](const Ends& r) { return std::abs(r.y - y) < 0.5 * token.place.h; });
    if (row == rows.end()) row = rows.insert(rows.end(), {y, 1e9, -1e9, 0, false});
    row->left = std::min<double>(row->left, token.place.x), row->right = std::max<double>(row->right, token.place.right());
    ++row->tokens, row->subtotal |= is_subtotal(items, token.text);
  }
  std::vector<std::pair<double, double>> lefts, rights;
  for (const auto& row : rows)
    if (row.tokens >= 4 && !row.subtotal) lefts.emplace_back(row.y, row.left), rights.emplace_back(row.y, row.right);
  if (lefts.size() < 5) return;
  fit(lefts, heading.left_at, heading.left_slope);
  fit(rights, heading.right_at, heading.right_slope);
  heading.level = heading.bottom;
  heading.leans = std::max(std::abs(heading.left_slope), std::abs(heading.right_slope)) > 0.006;
}

}  // namespace

// Least squares of dy = (slope + turn * (y - middle)) * dx, thrice, without the pairs
// that are far off.
void fit_rows(Heading& heading, const std::vector<Token>& tokens) {
  struct Pair {
    double y, dx, dy, height;
  };
  std::vector<const Token*> inside;
  for (const auto& token : tokens)
    if (in_rows(heading, token)) inside.push_back(&token);
  std::vector<Pair> pairs;
  for (const Token* left : inside) {
    const Token* next = nullptr;
    for (const Token* right : inside) {
      const core::Box &a = left->place, &b = right->place;
      if (b.x < a.right() || std::abs(b.center_y() - a.center_y()) > 0.45 * a.h || b.h > 1.5 * a.h || a.h > 1.5 * b.h) continue;
      if (!next || b.x < next->place.x) next = right;
    }
    if (next)
      pairs.push_back({left->place.center_y(), next->place.center_x() - left->place.center_x(),
                       next->place.center_y() - left->place.center_y(), double(left->place.h)});
  }
  if (pairs.size() < 20) return;
  double middle = 0;
  for (const auto& pair : pairs) middle += pair.y / double(pairs.size());
  double slope = 0, turn = 0;
  for (int round = 0; round < 3; ++round) {
    double xx = 0, xy = 0, yy = 0, xd = 0, yd = 0;  // sums of the normal equations
    for (const auto& pair : pairs) {
      const double u = pair.dx, v = (pair.y - middle) * pair.dx;
      if (round > 0 && std::abs(pair.dy - slope * u - turn * v) > 0.2 * pair.height) continue;
      xx += u * u, xy += u * v, yy += v * v, xd += u * pair.dy, yd += v * pair.dy;
    }
    const double d = xx * yy - xy * xy;
    if (d <= 1e-6 * xx * yy || xx <= 0) return;
    slope = (xd * yy - yd * xy) / d, turn = (yd * xx - xd * xy) / d;
  }
  if (std::abs(slope) > 0.03 || std::abs(turn) > 0.03 / 400) return;
  heading.slope = slope, heading.turn = turn, heading.middle = middle;
}

double Heading::flat(double x, double y) const {
  if (!leans) return x;
  const double l0 = left_at + left_slope * level, r0 = right_at + right_slope * level, l = left_at + left_slope * y,
               r = right_at + right_slope * y;
  return r - l < 1 ? x : l0 + (x - l) * (r0 - l0) / (r - l);
}

int Heading::column_at(double x) const {
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (x >= columns[c].left && x < columns[c].right) return int(c);
  return -1;
}

std::vector<Heading> find_headings(const ItemsTemplate& items, const std::vector<Token>& tokens, int page) {
  // The row with the most column words.
  std::vector<Word> best;
  double best_score = 0;
  const core::Reading* reading = nullptr;
  for (std::size_t t = 0; t < tokens.size(); ++t) {
    if (tokens[t].page != page) continue;
    reading = tokens[t].reading;
    if (words_of(items, tokens[t], int(t)).empty() && tokens[t].text.size() > 2) continue;
    std::vector<int> row;
    for (std::size_t other = 0; other < tokens.size(); ++other) {
      if (tokens[other].page != page) continue;
      const double dy = std::abs(tokens[other].place.center_y() - tokens[t].place.center_y()),
                   dx = std::abs(tokens[other].place.center_x() - tokens[t].place.center_x());
      if (dy < 0.6 * tokens[t].place.h + 0.008 * dx) row.push_back(int(other));
    }
    std::sort(row.begin(), row.end(),
              [&](int a, int b) { return tokens[std::size_t(a)].place.x < tokens[std::size_t(b)].place.x; });
    const auto words = joined_words(items, tokens, row);
    std::set<int> distinct;
    for (const auto& word : words) distinct.insert(word.column);
    const double score =
        double(distinct.size()) + 0.2 * double(words.size()) - 0.3 * double(row.size() - std::min(row.size(), words.size()));
    if (int(distinct.size()) >= items.columns_min && score > best_score) best = words, best_score = score;
  }
  std::vector<Heading> headings;
  if (best.empty()) return headings;
  add_from_beside(items, tokens, page, best);
  // A column named again begins the next block.
  std::vector<std::vector<Word>> blocks(1);
  std::set<int> seen;
  for (const auto& word : best) {
    if (seen.count(word.column) && word.column == blocks.front().front().column) blocks.emplace_back(), seen.clear();
    if (!seen.insert(word.column).second) continue;
    blocks.back().push_back(word);
  }
  const double slope = slope_of(best);
  double bottom = 0;
  for (const auto& word : best)
    bottom = std::max(bottom, word.place.center_y() - slope * word.place.center_x() + word.place.h * 0.45);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    Heading heading;
    heading.page = page, heading.slope = slope, heading.bottom = bottom;
    heading.end = end_of(items, heading, tokens);
    fit_rows(heading, tokens);
    heading.bottom = 0;
    for (const auto& word : best) heading.bottom = std::max(heading.bottom, heading.row_level(word.place) + word.place.h * 0.45);
    heading.end = 1e9;
    heading.end = end_of(items, heading, tokens);
    for (const auto& word : blocks[b]) {
      heading.columns.push_back({word.column, double(word.place.x), double(word.place.w), 0, 0});
      heading.tokens.push_back(word.token);
    }
    std::sort(heading.columns.begin(), heading.columns.end(),
              [](const HeadingColumn& a, const HeadingColumn& c) { return a.x < c.x; });
    headings.push_back(std::move(heading));
  }
  if (headings.size() == 1) fit_frame(items, headings.front(), tokens);
  if (headings.size() == 1) add_lost_name(items, headings.front(), tokens);
  // Blocks end where the next one begins: at a rule, else in the white space between.
  double left = 0;
  for (std::size_t b = 0; b < headings.size(); ++b) {
    double right = reading->width;
    if (b + 1 < headings.size()) {
      const HeadingColumn &last = headings[b].columns.back(), &next = headings[b + 1].columns.front();
      const auto begin = rule_between(last.x + last.w, next.x, tokens, headings[b])
                             ? std::nullopt
                             : block_begin(items, headings[0], next, tokens);
      right = begin && *begin > last.x ? *begin : block_border(items, last, next, tokens, headings[b]);
    }
    set_borders(items, headings[b], tokens, left, right);
    settle_classes(items, headings[b], tokens);
    left = right;
  }
  return headings;
}

std::vector<Heading> continued(const ItemsTemplate& items, const std::vector<Heading>& before, const std::vector<Token>& tokens,
                               int page) {
  std::vector<Heading> headings = before;
  const core::Reading *old_page = nullptr, *new_page = nullptr;
  for (const auto& token : tokens) {
    if (token.page == before.front().page) old_page = token.reading;
    if (token.page == page) new_page = token.reading;
  }
  if (!old_page || !new_page) return {};
  const double scale = double(new_page->width) / old_page->width;
  for (auto& heading : headings) {
    heading.page = page, heading.bottom = -1e9, heading.end = 1e9, heading.slope = heading.turn = 0;
    fit_rows(heading, tokens);
    heading.end = end_of(items, heading, tokens);
    heading.tokens.clear();
    heading.left *= scale, heading.right *= scale;
    for (auto& column : heading.columns) column.x *= scale, column.w *= scale, column.left *= scale, column.right *= scale;
  }
  return headings;
}

}  // namespace claimpack::extract
