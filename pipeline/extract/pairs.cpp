#include "extract/pairs.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/money.hpp"
#include "core/text.hpp"
#include "extract/frame.hpp"
#include "extract/heading.hpp"
#include "extract/sum_lines.hpp"
#include "extract/table.hpp"

namespace claimpack::extract {

namespace {

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

// A run of one token that is a category's word or a figure.
struct Run {
  Span span;
  double x = 0, right = 0, y = 0, h = 0;  // y on its row's level
  std::u32string category;                // of a word: the category that it is or was misread from
  FigureCell figure;                      // of a figure, taken as money
  bool counts = false;                    // a unit stands behind it: "1/项", "1 项"
  Span unit;
};

// "《床位费》", "床位费:" are 床位费; 費 is 费.
std::u32string plain(const std::u32string& text) {
  std::u32string out;
  for (const char32_t c : core::to_u32(core::simplify(core::to_utf8(text))))
    if (core::is_han(c) || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z')) out += c;
  return out;
}

// The category that a word is: itself, its beginning where the form is narrow (卫生材 of 卫生材料费), or the only one that
// differs in one character; where two differ so it stays as it was read.
std::u32string category_of(const ItemsTemplate& items, const std::u32string& word) {
  if (word.size() < 2 || word.size() > 10) return {};
  for (const auto& category : items.categories)
    if (word == category) return category;
  if (word.size() < 3) return {};
  for (const auto& category : items.categories)
    if (category.size() > word.size() && category.compare(0, word.size(), word) == 0) return word;
  std::u32string near;
  for (const auto& category : items.categories)
    if (category.size() == word.size() && core::edit_distance(category, word) == 1) {
      if (!near.empty()) return word;
      near = category;
    }
  return near;
}

class Page {
 public:
  Page(const ItemsTemplate& items, const std::vector<Token>& tokens, int page) : items_(items), tokens_(tokens) {
    rows_.page = page, rows_.bottom = -1e9;
    fit_rows(rows_, tokens);
    for (std::size_t t = 0; t < tokens.size(); ++t)
      if (tokens[t].page == page) scan(int(t));
    until_the_end();
  }

  void find(FoundTable& out) {
    if (words_.empty()) return;
    std::sort(words_.begin(), words_.end(), [](const Run& a, const Run& b) { return a.x < b.x; });
    std::vector<std::vector<const Run*>> columns;
    for (const auto& word : words_) {
      if (columns.empty() || word.x > columns.back().front()->right) columns.emplace_back();
      columns.back().push_back(&word);
    }
    for (std::size_t c = 0; c < columns.size(); ++c)
      pair_column(columns[c], c + 1 < columns.size() ? columns[c + 1].front()->x : 1e9, out);
  }

 private:
  const ItemsTemplate& items_;
  const std::vector<Token>& tokens_;
  Heading rows_;  // only how the rows slope
  std::vector<Run> words_, figures_;

  Run run_of(int t, std::size_t begin, std::size_t end) const {
    const core::Box place = tokens_[std::size_t(t)].place_of(begin, end);
    Run run;
    run.span = {t, begin, end}, run.x = place.x, run.right = place.right(), run.h = place.h;
    run.y = rows_.row_level(place);
    return run;
  }

  // Words and figures of a token, one behind the other: "0.00CT费", "西药费:47.82", "1/项".
  void scan(int t) {
    const std::u32string& text = tokens_[std::size_t(t)].text;
    for (std::size_t i = 0; i < text.size();) {
      const bool figure = is_digit(text[i]) || (text[i] == U'-' && i + 1 < text.size() && is_digit(text[i + 1]));
      std::size_t end = i + 1;
      const auto in_figure = [&](std::size_t k) {
        return is_digit(text[k]) ||
               (k + 1 < text.size() && is_digit(text[k + 1]) && (text[k] == U'.' || text[k] == U',' || text[k] == U':'));
      };
      while (end < text.size() && (figure ? in_figure(end) : !is_digit(text[end]) && text[end] != U':')) ++end;
      if (figure) add_figure(t, i, end);
      else add_word(t, i, end);
      i = end;
    }
  }

  void add_word(int t, std::size_t begin, std::size_t end) {
    Run run = run_of(t, begin, end);
    run.category = category_of(items_, plain(tokens_[std::size_t(t)].text.substr(begin, end - begin)));
    if (!run.category.empty()) words_.push_back(std::move(run));
  }

  void add_figure(int t, std::size_t begin, std::size_t end) {
    const std::u32string& text = tokens_[std::size_t(t)].text;
    // What follows: a letter makes it a part of a word ("25mg"), a Han character or "/" its unit.
    if (begin > 0 &&
        ((text[begin - 1] >= U'A' && text[begin - 1] <= U'Z') || (text[begin - 1] >= U'a' && text[begin - 1] <= U'z')))
      return;
    Run run = run_of(t, begin, end);
    run.figure = FigureCell::of(Type::money, tokens_, {run.span});
    if (!run.figure.read()) return;
    set_unit(run, text, t, end);
    figures_.push_back(std::move(run));
  }

  void set_unit(Run& run, const std::u32string& text, int t, std::size_t end) const {
    if (end - run.span.begin > 4) return;
    std::size_t at = end;
    if (at < text.size() && text[at] == U'/') ++at;
    std::size_t stop = at;
    while (stop < text.size() && core::is_han(text[stop])) ++stop;
    if (stop > at && stop - at <= 2) run.unit = {t, at, stop};
    for (std::size_t other = 0; run.unit.end == 0 && end == text.size() && other < tokens_.size(); ++other) {
      const Token& next = tokens_[other];
      if (next.page != rows_.page || next.text.size() > 2 || !core::is_han(next.text[0])) continue;
      if (next.place.x < run.right || next.place.x > run.right + 2 * next.place.h) continue;
      if (std::abs(rows_.row_level(next.place) - run.y) < 0.5 * run.h) run.unit = {int(other), 0, next.text.size()};
    }
    run.counts = run.unit.end > 0 && category_of(items_, plain(text_at(run.unit))).empty();
  }

  std::u32string text_at(const Span& span) const { return text_of(tokens_, {span}); }

  // Below the first stop under the first word there are payments and signatures.
  void until_the_end() {
    double first = 1e9, end = 1e9;
    for (const auto& run : words_) first = std::min(first, run.y);
    for (const auto& token : tokens_) {
      if (token.page != rows_.page) continue;
      const double y = rows_.row_level(token.place);
      for (const auto& stop : items_.stops)
        if (token.text.compare(0, stop.size(), stop) == 0 && y > first) end = std::min(end, y - 0.5 * token.place.h);
    }
    const auto below = [&](const Run& run) { return run.y > end; };
    words_.erase(std::remove_if(words_.begin(), words_.end(), below), words_.end());
    figures_.erase(std::remove_if(figures_.begin(), figures_.end(), below), figures_.end());
  }

  // Figures that stand one below the other.
  std::vector<std::vector<const Run*>> figure_columns(double from, double to) const {
    std::vector<const Run*> all;
    for (const auto& figure : figures_)
      if (!figure.counts && figure.x >= from && figure.right <= to + figure.h) all.push_back(&figure);
    std::sort(all.begin(), all.end(), [](const Run* a, const Run* b) { return a->x + a->right < b->x + b->right; });
    std::vector<std::vector<const Run*>> columns;
    double right = -1;
    for (const Run* figure : all) {
      if (columns.empty() || figure->x > right) columns.emplace_back(), right = figure->right;
      columns.back().push_back(figure);
      right = std::max(right, figure->right);
    }
    return columns;
  }

  struct Match {
    std::vector<const Run*> amounts;  // of each word, or none
    double cost = 0;
  };

  // Words and amounts of two columns in order, as near in height as they can be: printers set the two a little apart, and
  // the distance drifts down the page. Sequence alignment; a skip costs most of a row's height.
  static Match align(const std::vector<const Run*>& words, const std::vector<const Run*>& amounts, double pitch) {
    const std::size_t n = words.size(), m = amounts.size();
    std::vector<std::vector<double>> cost(n + 1, std::vector<double>(m + 1, 0));
    const double no_amount = 0.75, no_word = 0.6;
    const auto apart = [&](std::size_t i, std::size_t j) {
      const double off = std::abs(words[i]->y - amounts[j]->y) / pitch;
      return off < 0.9 ? off : 10.0;
    };
    for (std::size_t i = 0; i <= n; ++i)
      for (std::size_t j = 0; j <= m; ++j) {
        if (i == 0 && j == 0) continue;
        double best = 1e9;
        if (i > 0) best = std::min(best, cost[i - 1][j] + no_amount);
        if (j > 0) best = std::min(best, cost[i][j - 1] + no_word);
        if (i > 0 && j > 0) best = std::min(best, cost[i - 1][j - 1] + apart(i - 1, j - 1));
        cost[i][j] = best;
      }
    Match match;
    match.amounts.resize(n, nullptr), match.cost = cost[n][m];
    for (std::size_t i = n, j = m; i > 0 || j > 0;) {
      if (i > 0 && j > 0 && cost[i][j] == cost[i - 1][j - 1] + apart(i - 1, j - 1)) match.amounts[--i] = amounts[--j];
      else if (i > 0 && cost[i][j] == cost[i - 1][j] + no_amount) --i;
      else --j;
    }
    return match;
  }

  void pair_column(std::vector<const Run*> words, double to, FoundTable& out) const {
    std::sort(words.begin(), words.end(), [](const Run* a, const Run* b) { return a->y < b->y; });
    double from = 1e9, height = 0;
    for (const Run* word : words) from = std::min(from, word->right), height = std::max(height, word->h);
    std::vector<double> steps;
    for (std::size_t i = 1; i < words.size(); ++i) steps.push_back(words[i]->y - words[i - 1]->y);
    std::sort(steps.begin(), steps.end());
    const double pitch = std::max(0.7 * height, steps.empty() ? 1.5 * height : steps[steps.size() / 2]);
    Match best;
    double best_score = -1e9;
    for (auto& column : figure_columns(from, to)) {
      std::sort(column.begin(), column.end(), [](const Run* a, const Run* b) { return a->y < b->y; });
      Match match = align(words, column, pitch);
      const auto paired = std::count_if(match.amounts.begin(), match.amounts.end(), [](const Run* a) { return a != nullptr; });
      // The nearest column that fits: a bill may print the patient's share in a further one.
      const double score = double(paired) - 0.5 * match.cost;
      if (paired > 0 && score > best_score + 0.5) best = std::move(match), best_score = score;
    }
    if (best_score > -1e9)
      for (std::size_t i = 0; i < words.size(); ++i) add_row(*words[i], best.amounts[i], pitch, out);
  }

  void add_row(const Run& word, const Run* amount, double pitch, FoundTable& out) const {
    FoundRow row;
    row.page = rows_.page;
    core::Field name = field_of(tokens_, {word.span});
    name.value = core::to_utf8(plain(text_at(word.span)));
    const std::string category = core::to_utf8(word.category);
    if (name.value != category) {
      name.read_first = name.value, name.candidates.push_back({name.value, name.text, name.confidence});
      name.value = category, name.source = core::Source::derived, name.confidence = std::max(0.8, name.confidence);
      name.witnesses.push_back({core::Witness::lexicon, true, category});
    }
    row.cells["name"] = std::move(name);
    if (amount) {
      core::Field field = field_of(tokens_, {amount->span});
      field.value = format_myriad(*amount->figure.read(), 2);
      row.figures.amount = amount->figure;
      row.cells["amount"] = std::move(field);
      add_count(word, *amount, pitch, row);
    }
    out.rows.push_back(std::move(row));
  }

  void add_count(const Run& word, const Run& amount, double pitch, FoundRow& row) const {
    const Run* best = nullptr;
    for (const auto& figure : figures_)
      if (figure.counts && figure.x >= word.right && figure.right <= amount.x && std::abs(figure.y - word.y) < 0.5 * pitch)
        if (!best || std::abs(figure.y - word.y) < std::abs(best->y - word.y)) best = &figure;
    if (!best) return;
    core::Field quantity = field_of(tokens_, {best->span}), unit = field_of(tokens_, {best->unit});
    quantity.value = format_myriad(*best->figure.read(), 0), unit.value = core::to_utf8(text_at(best->unit));
    row.cells["quantity"] = std::move(quantity), row.cells["unit"] = std::move(unit);
  }
};

// Amounts that the page prints outside of the rows, in figures or in words.
std::set<Myriad> other_amounts(const std::vector<Token>& tokens) {
  std::set<Myriad> all;
  for (const auto& token : tokens) {
    const auto words = read_cell(Type::money_words, token.text);
    if (words)
      if (const auto fen = core::parse_money_words(words->value)) all.insert(fen->fen * 100);
    std::u32string tail = token.text;
    const auto colon = tail.rfind(U':');
    if (colon != tail.npos) tail = tail.substr(colon + 1);
    if (const auto value = read_figure(Type::money, tail))
      if (const auto amount = parse_myriad(value->value)) all.insert(*amount);
  }
  return all;
}

// What speaks for a table: its whole lines, against it the others; a sum that is printed elsewhere says most.
double worth(const ItemsTemplate& items, const FoundTable& table, const std::set<Myriad>& printed) {
  double good = 0, bad = 0;
  Myriad sum = 0;
  for (const auto& row : table.rows) {
    const auto name = row.cells.find("name");
    const auto amount = row.figures.amount.read();
    const std::u32string text = name == row.cells.end() ? U"" : core::to_u32(name->second.value);
    const bool named = std::count_if(text.begin(), text.end(), core::is_han) >= 2 && text.find(U':') == text.npos &&
                       text.find(U'：') == text.npos;
    // A code run into the name is a column that was not told from it.
    int digits = 0, most = 0;
    for (const char32_t c : text) digits = is_digit(c) ? digits + 1 : 0, most = std::max(most, digits);
    (named && amount && most < 6 ? good : bad) += 1;
    if (named && amount && std::find(items.categories.begin(), items.categories.end(), text) != items.categories.end()) good += 1;
    sum += amount.value_or(0);
  }
  const bool fits = sum != 0 && printed.count(sum) > 0;
  return good - bad + (fits ? 2 + good : 0);
}

}  // namespace

FoundTable find_pairs(const ItemsTemplate& items, const std::vector<Token>& tokens) {
  FoundTable found;
  std::set<int> pages;
  for (const auto& token : tokens) pages.insert(token.page);
  for (const int page : pages) Page(items, tokens, page).find(found);
  const auto lost =
      std::count_if(found.rows.begin(), found.rows.end(), [](const FoundRow& row) { return row.figures.amount.empty(); });
  // One hidden amount the total may tell; several blank ones are categories that this bill does not charge.
  if (lost > 1)
    found.rows.erase(
        std::remove_if(found.rows.begin(), found.rows.end(), [](const FoundRow& row) { return row.figures.amount.empty(); }),
        found.rows.end());
  return found;
}

FoundTable find_bill_rows(const ItemsTemplate& items, std::vector<Token>& tokens) {
  std::vector<Token> by_heading = tokens;
  FoundTable rows = find_rows(items, by_heading);
  if (items.categories.empty()) {
    tokens = std::move(by_heading);
    return rows;
  }
  FoundTable pairs = find_pairs(items, tokens);
  const auto printed = other_amounts(tokens);
  if (worth(items, pairs, printed) <= worth(items, rows, printed)) {
    tokens = std::move(by_heading);
    return rows;
  }
  for (const auto& row : pairs.rows)
    for (const auto& [name, cell] : row.cells)
      for (auto& token : tokens)
        if (token.page == row.page &&
            core::intersect(token.reading->to_scan.apply(token.place), cell.box).area() * 2 > cell.box.area())
          token.in_table = true;
  return pairs;
}

}  // namespace claimpack::extract
