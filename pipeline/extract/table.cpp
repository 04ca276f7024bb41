#include "extract/table.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "core/dates.hpp"
#include "core/fuzzy.hpp"
#include "core/money.hpp"
#include "core/text.hpp"
#include "extract/arithmetic.hpp"
#include "extract/fields.hpp"
#include "extract/heading.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

namespace {

// A piece of a token inside one column.
struct Piece {
  Span span;
  int column = -1;
  double x = 0, y = 0;  // middle, y freed of the table's slope
  int height = 0;
};

struct TableRow {
  double y = 0;
  std::map<int, std::vector<Piece>> cells;
};

bool is_figure_type(Type type) {
  return type == Type::money || type == Type::price || type == Type::quantity || type == Type::ratio || type == Type::index ||
         type == Type::date;
}

bool contains_any(const std::u32string& text, const std::vector<std::u32string>& words) {
  return std::any_of(words.begin(), words.end(), [&](const std::u32string& word) { return text.find(word) != text.npos; });
}

// Cuts a token where its characters pass from one column into the next with free space or a change from words to
// figures between them.
std::vector<Piece> pieces_of(const Heading& heading, const ItemsTemplate& items, const Token& token, int index) {
  std::vector<Piece> pieces;
  const auto column_at = [&](std::size_t i) {
    const core::Box place = token.place_of(i, i + 1);
    return heading.column_at(heading.flat(place.center_x(), place.center_y()));
  };
  std::size_t begin = 0;
  int column = column_at(0);
  const auto close = [&](std::size_t end) {
    const core::Box place = token.place_of(begin, end);
    Piece piece{{index, begin, end}, column, place.center_x(), place.center_y() - heading.slope * place.center_x(), place.h};
    pieces.push_back(piece);
  };
  for (std::size_t i = 1; i < token.text.size(); ++i) {
    const int here = column_at(i);
    if (here == column) continue;
    const bool gap = token.gap_before(i) > 0.5;
    const bool figures = here >= 0 && is_figure_type(items.columns[std::size_t(heading.columns[std::size_t(here)].index)].type);
    const bool word_to_figure = figures && core::is_han(token.text[i - 1]) && !core::is_han(token.text[i]);
    const bool figure_to_word = core::is_han(token.text[i]) && !core::is_han(token.text[i - 1]) && token.gap_before(i) > 0.15;
    if (!gap && !word_to_figure && !figure_to_word) continue;
    close(i);
    begin = i, column = here;
  }
  close(token.text.size());
  // A piece that was not cut stands where most of it lies; words begin in their column.
  for (auto& piece : pieces) {
    const core::Box place = token.place_of(piece.span.begin, piece.span.end);
    const int at_start = heading.column_at(heading.flat(place.x + std::min(place.w, place.h) / 2.0, place.center_y())),
              at_middle = heading.column_at(heading.flat(place.center_x(), place.center_y()));
    const bool words = core::is_han(token.text[piece.span.begin]);
    piece.column = words && place.w > 3 * place.h ? at_start : at_middle;
  }
  return pieces;
}

class Table {
 public:
  Table(const ItemsTemplate& items, std::vector<Token>& tokens, const Heading& heading)
      : items_(items), tokens_(tokens), heading_(heading) {}

  void rows(std::vector<core::Row>& out, std::string& date, std::string& category) {
    collect();
    anchor();
    for (auto& row : rows_) finish(row, out, date, category);
  }

 private:
  const ItemsTemplate& items_;
  std::vector<Token>& tokens_;
  const Heading& heading_;
  std::vector<Piece> pieces_;
  std::vector<TableRow> rows_;
  double pitch_ = 0;

  const ColumnTemplate& column(int c) const { return items_.columns[std::size_t(heading_.columns[std::size_t(c)].index)]; }
  int column_of(const std::string& name) const {
    for (std::size_t c = 0; c < heading_.columns.size(); ++c)
      if (column(int(c)).name == name) return int(c);
    return -1;
  }

  double level(const Token& token) const { return token.place.center_y() - heading_.slope * token.place.center_x(); }

  // Everything below the heading down to the words that end the table.
  void collect() {
    for (std::size_t t = 0; t < tokens_.size(); ++t) {
      const Token& token = tokens_[t];
      if (token.page != heading_.page || !inside(token)) continue;
      if (level(token) <= heading_.bottom || level(token) >= heading_.end) continue;
      for (auto& piece : pieces_of(heading_, items_, token, int(t))) pieces_.push_back(piece);
    }
  }

  bool inside(const Token& token) const {
    return token.place.center_x() >= heading_.left && token.place.center_x() <= heading_.right;
  }
  // "床位费：", "【床位费】"
  static std::u32string bare(const std::u32string& text) {
    std::u32string out;
    for (const char32_t c : text)
      if (std::u32string_view(U"【】[]:<>《》").find(c) == std::u32string_view::npos) out += c;
    return out;
  }
  bool is_group_word(const std::u32string& text) const {
    return std::any_of(items_.group_category.begin(), items_.group_category.end(),
                       [&](const std::u32string& w) { return bare(text) == w; });
  }

  std::u32string text_at(const Piece& piece) const {
    return tokens_[std::size_t(piece.span.token)].text.substr(piece.span.begin, piece.span.end - piece.span.begin);
  }

  // Rows stand where an amount stands; without amounts, where a name stands.
  void anchor() {
    int by = column_of("amount");
    if (by < 0) by = column_of("quantity");
    std::vector<const Piece*> anchors;
    for (const auto& piece : pieces_)
      if (piece.column == by && by >= 0 && read_cell(column(by).type, text_at(piece))) anchors.push_back(&piece);
    if (anchors.empty()) return;
    std::sort(anchors.begin(), anchors.end(), [](const Piece* a, const Piece* b) { return a->y < b->y; });
    std::vector<double> steps;
    for (const auto* piece : anchors) {
      if (!rows_.empty() && piece->y - rows_.back().y < 0.45 * piece->height) continue;
      if (!rows_.empty()) steps.push_back(piece->y - rows_.back().y);
      TableRow row;
      row.y = piece->y;
      rows_.push_back(row);
    }
    std::sort(steps.begin(), steps.end());
    pitch_ = steps.empty() ? anchors.front()->height * 1.5 : steps[steps.size() / 3];
    // Lines of other columns go to the nearest row; a line of words half-way between two rows wraps the upper one's
    // name when that row's own name is not nearer to the lower.
    std::vector<Piece> loose;
    for (const auto& piece : pieces_) {
      const auto nearest = std::min_element(rows_.begin(), rows_.end(), [&](const TableRow& a, const TableRow& b) {
        return std::abs(a.y - piece.y) < std::abs(b.y - piece.y);
      });
      if (std::abs(nearest->y - piece.y) < 0.42 * std::max(pitch_, piece.height * 0.9))
        nearest->cells[piece.column].push_back(piece);
      else loose.push_back(piece);
    }
    place_loose(loose);
  }

  // Lines between rows: a group's heading makes a row of its own (without an amount); else the rest of a wrapped name.
  void place_loose(const std::vector<Piece>& loose) {
    for (const auto& piece : loose) {
      const std::u32string text = text_at(piece);
      const bool group = contains_any(text, items_.group_date) || is_group_word(text);
      if (group || contains_any(text, items_.skips)) {
        TableRow row;
        row.y = piece.y;
        row.cells[piece.column].push_back(piece);
        rows_.push_back(row);
        continue;
      }
      if (piece.column < 0 || is_figure_type(column(piece.column).type)) continue;
      TableRow* home = nullptr;
      for (auto& row : rows_) {
        const double distance = std::abs(row.y - piece.y);
        if (distance > 1.1 * pitch_ || !has_amount(row)) continue;
        // Above its row only where the row has nothing in this column yet.
        const double cost = distance + (piece.y < row.y && row.cells.count(piece.column) ? 0.25 * pitch_ : 0);
        if (!home || cost < std::abs(home->y - piece.y)) home = &row;
      }
      if (home) home->cells[piece.column].push_back(piece);
    }
    std::stable_sort(rows_.begin(), rows_.end(), [](const TableRow& a, const TableRow& b) { return a.y < b.y; });
  }

  bool has_amount(const TableRow& row) const {
    const int by = column_of("amount");
    return by < 0 || row.cells.count(by);
  }

  std::u32string row_text(const TableRow& row) const {
    std::u32string text;
    for (const auto& [c, pieces] : row.cells)
      for (const auto& piece : pieces) text += text_at(piece);
    return text;
  }

  void take_group(const TableRow& row, std::string& date, std::string& category) const {
    const std::u32string text = row_text(row);
    for (const auto& word : items_.group_date)
      if (text.find(word) != text.npos)
        if (const auto value = read_cell(Type::date, std::u32string_view(text).substr(text.find(word) + word.size())))
          date = value->value;
    for (const auto& word : items_.group_category)
      if (bare(text) == word) category = core::to_utf8(word);
  }

  void mark(const TableRow& row) {
    for (const auto& [c, pieces] : row.cells)
      for (const auto& piece : pieces) tokens_[std::size_t(piece.span.token)].in_table = true;
  }

  void finish(TableRow& row, std::vector<core::Row>& out, std::string& date, std::string& category) {
    const std::u32string text = row_text(row);
    if (contains_any(text, items_.skips)) return;  // a subtotal or carry: its label is sought like any other
    core::Row cells;
    for (auto& [c, pieces] : row.cells) {
      if (c < 0) continue;
      std::sort(pieces.begin(), pieces.end(),
                [](const Piece& a, const Piece& b) { return std::abs(a.y - b.y) > 0.5 * a.height ? a.y < b.y : a.x < b.x; });
      std::vector<Span> spans;
      for (const auto& piece : pieces) spans.push_back(piece.span);
      add_cell(column(c), spans, cells);
    }
    const bool whole =
        std::all_of(items_.needs.begin(), items_.needs.end(), [&](const std::string& need) { return cells.count(need); });
    if (!whole) {
      take_group(row, date, category);
      return;
    }
    mark(row);
    mend_row(cells);
    if (!date.empty() && !cells.count("date")) add_group(cells, "date", date);
    if (!category.empty() && !cells.count("category") && column_of("category") < 0) add_group(cells, "category", category);
    for (const auto& each : items_.columns)
      if (each.internal) cells.erase(each.name);
    out.push_back(std::move(cells));
  }

  void add_group(core::Row& cells, const std::string& name, const std::string& value) const {
    core::Field field = cells.begin()->second;
    field.value = field.text = value, field.source = core::Source::derived;
    field.candidates.clear();
    cells[name] = std::move(field);
  }

  void add_cell(const ColumnTemplate& column, const std::vector<Span>& spans, core::Row& cells) const {
    const std::u32string text = text_of(tokens_, spans);
    auto value = read_cell(column.type, text);
    if (!value) return;
    core::Field field = field_of(tokens_, spans);
    field.value = value->value;
    const bool words = column.type == Type::item_name || column.type == Type::text || column.type == Type::remark ||
                       column.type == Type::insurance_class;
    if (words) field.value = as_printed(field.text);
    field.confidence *= 0.6 + 0.4 * value->worth;
    if (column.splits_unit) {
      const auto slash = text.find(U'/');
      if (slash != text.npos && slash + 1 < text.size()) {
        core::Field unit = field;
        unit.value = core::to_utf8(text.substr(slash + 1));
        cells["unit"] = std::move(unit);
      } else if (value->end < text.size()) {
        core::Field unit = field;
        unit.value = core::to_utf8(text.substr(value->end));
        cells["unit"] = std::move(unit);
      }
    }
    cells[column.name] = std::move(field);
  }
};

}  // namespace

std::vector<core::Row> find_rows(const ItemsTemplate& items, std::vector<Token>& tokens) {
  std::vector<core::Row> rows;
  std::string date, category;
  std::vector<int> pages;
  for (const auto& token : tokens)
    if (pages.empty() || pages.back() != token.page) pages.push_back(token.page);
  std::vector<Heading> last;
  for (const int page : pages) {
    std::vector<Heading> headings = find_headings(items, tokens, page);
    if (headings.empty() && !last.empty()) headings = continued(items, last, tokens, page);
    for (const auto& heading : headings) {
      for (const int t : heading.tokens) tokens[std::size_t(t)].in_table = true;
      Table(items, tokens, heading).rows(rows, date, category);
    }
    if (!headings.empty()) last = headings;
  }
  return rows;
}

long long sum_of(const std::vector<core::Row>& rows) {
  long long sum = 0;
  for (const auto& row : rows) {
    const auto amount = row.find("amount");
    if (amount == row.end()) return 0;
    sum += core::parse_money(amount->second.value).value_or(0);
  }
  return sum;
}

}  // namespace claimpack::extract
