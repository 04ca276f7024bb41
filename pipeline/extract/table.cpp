#include "extract/table.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "core/dates.hpp"
#include "core/fuzzy.hpp"
#include "core/money.hpp"
#include "core/text.hpp"
#include "extract/fields.hpp"
#include "extract/heading.hpp"
#include "extract/sum_lines.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

namespace {

// A piece of a token inside one column.
struct Piece {
  Span span;
  int column = -1;
  double x = 0, y = 0;  // middle, y on its row's level
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

// "…9904|0.9%氯化钠注射液": a name that begins with a strength runs into the code before it, figure to figure. Where that
// strength begins, within two characters of `near`; 0 where there is none.
std::size_t strength_begin(const std::u32string& text, std::size_t near) {
  const auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= U'0' && text[i] <= U'9'; };
  for (const int step : {0, -1, 1, -2, 2}) {
    if (step < 0 && near < std::size_t(-step) + 1) continue;
    const std::size_t begin = near + std::size_t(step);
    std::size_t end = begin;
    while (digit(end) && end - begin < 2) ++end;
    if (end == begin) continue;
    if (end + 1 < text.size() && text[end] == U'.' && digit(end + 1)) end += digit(end + 2) ? 3 : 2;
    if (end + 1 < text.size() && text[end] == U'%' && core::is_han(text[end + 1])) return begin;
  }
  return 0;
}

bool is_code_before_name(const Heading& heading, const ItemsTemplate& items, int left, int right) {
  const auto type = [&](int c) { return items.columns[std::size_t(heading.columns[std::size_t(c)].index)].type; };
  return left >= 0 && right >= 0 && type(left) == Type::code && type(right) == Type::item_name;
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
    pieces.push_back({{index, begin, end}, column, place.center_x(), heading.row_level(place), place.h});
  };
  for (std::size_t i = 1; i < token.text.size(); ++i) {
    const int here = column_at(i);
    if (here == column) continue;
    if (const std::size_t name = strength_begin(token.text, i);
        name > begin && is_code_before_name(heading, items, column, here)) {
      close(name);
      begin = name, column = here;
      continue;
    }
    const bool gap = token.gap_before(i) > 0.5;
    const bool figures = here >= 0 && is_figure_type(items.columns[std::size_t(heading.columns[std::size_t(here)].index)].type);
    const bool word_to_figure = figures && core::is_han(token.text[i - 1]) && !core::is_han(token.text[i]);
    // Into the next block of the table no white space is needed: figures end there and a name begins.
    const bool leaves = here < 0 || column < 0;
    const bool figure_to_word =
        core::is_han(token.text[i]) && !core::is_han(token.text[i - 1]) && (leaves || token.gap_before(i) > 0.15);
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
    piece.column = words && place.w > 3 * place.h && at_start >= 0 ? at_start : at_middle;
  }
  return pieces;
}

// What a group's heading says of the rows below it.
struct Group {
  int number = 0;
  std::string date, category;
};

class Table {
 public:
  Table(const ItemsTemplate& items, std::vector<Token>& tokens, const Heading& heading)
      : items_(items), tokens_(tokens), heading_(heading) {}

  void rows(FoundTable& out, Group& group) {
    collect();
    anchor();
    for (auto& row : rows_) finish(row, out, group);
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

  // Everything below the heading down to the words that end the table.
  void collect() {
    for (std::size_t t = 0; t < tokens_.size(); ++t) {
      const Token& token = tokens_[t];
      if (token.page != heading_.page) continue;
      if (token.place.right() < heading_.left || token.place.x > heading_.right) continue;
      const double level = heading_.row_level(token.place);
      if (level <= heading_.bottom || level >= heading_.end) continue;
      // A sum's line is left whole: its figure is no item's.
      const Span all{int(t), 0, token.text.size()};
      if (sum_line(items_, tokens_, {all})) {
        const double x = token.place.center_x(), y = token.place.center_y();
        const Piece piece{all, heading_.column_at(heading_.flat(x, y)), x, level, token.place.h};
        if (x >= heading_.left && x <= heading_.right) pieces_.push_back(piece);
        continue;
      }
      for (auto& piece : pieces_of(heading_, items_, token, int(t)))
        if (piece.x >= heading_.left && piece.x <= heading_.right) pieces_.push_back(piece);
    }
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
      if (piece.column == by && by >= 0 && read_figure(column(by).type, text_at(piece))) anchors.push_back(&piece);
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
    anchor_without_amount(by);
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

  // A row whose amount is hidden: a name and a price or a quantity on one level, away from all other rows.
  void anchor_without_amount(int by) {
    const int name = column_of("name"), price = column_of("unit_price"), quantity = column_of("quantity");
    if (name < 0 || price < 0 || quantity < 0) return;
    std::vector<TableRow> more;
    const auto free = [&](double y, const std::vector<TableRow>& rows, double share) {
      return std::none_of(rows.begin(), rows.end(), [&](const TableRow& row) { return std::abs(row.y - y) < share * pitch_; });
    };
    for (const auto& piece : pieces_) {
      if (piece.column != price && piece.column != quantity) continue;
      if (piece.column == by || !read_figure(column(piece.column).type, text_at(piece))) continue;
      if (!free(piece.y, rows_, 0.6) || !free(piece.y, more, 0.45)) continue;
      std::set<int> filled;
      bool named = false;
      for (const auto& other : pieces_) {
        if (std::abs(other.y - piece.y) > 0.35 * pitch_ || other.column < 0) continue;
        filled.insert(other.column);
        named = named || (other.column == name && !contains_any(text_at(other), items_.skips));
      }
      if (!named || filled.size() < 4) continue;
      TableRow row;
      row.y = piece.y;
      more.push_back(row);
    }
    rows_.insert(rows_.end(), more.begin(), more.end());
    std::stable_sort(rows_.begin(), rows_.end(), [](const TableRow& a, const TableRow& b) { return a.y < b.y; });
  }

  // Lines between rows: a group's heading makes a row of its own (without an amount); else the rest of a wrapped name.
  void place_loose(const std::vector<Piece>& loose) {
    for (const auto& piece : loose) {
      const std::u32string text = text_at(piece);
      const bool group = contains_any(text, items_.group_date) || is_group_word(text);
      if (group || contains_any(text, items_.skips) || sum_line(items_, tokens_, {piece.span})) {
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
    const int by = column_of("amount"), price = column_of("unit_price");
    return by < 0 || row.cells.count(by) || (price >= 0 && row.cells.count(price));
  }

  std::u32string row_text(const TableRow& row) const {
    std::u32string text;
    for (const auto& [c, pieces] : row.cells)
      for (const auto& piece : pieces) text += text_at(piece);
    return text;
  }

  void take_group(const TableRow& row, Group& group) const {
    const std::u32string text = row_text(row);
    for (const auto& word : items_.group_date)
      if (text.find(word) != text.npos)
        if (const auto value = read_cell(Type::date, std::u32string_view(text).substr(text.find(word) + word.size())))
          group.date = value->value, ++group.number;
    for (const auto& word : items_.group_category)
      if (bare(text) == word) group.category = core::to_utf8(word), ++group.number;
  }

  void mark(const TableRow& row) {
    for (const auto& [c, pieces] : row.cells)
      for (const auto& piece : pieces) tokens_[std::size_t(piece.span.token)].in_table = true;
  }

  // A sum's line is no item. Where it ran into a row of items only its own token is taken out of the row.
  bool take_sum(TableRow& row, FoundTable& out) {
    std::vector<Piece> all;
    std::set<int> sums, filled;
    for (const auto& [c, pieces] : row.cells)
      for (const auto& piece : pieces) {
        all.push_back(piece);
        if (sum_line(items_, tokens_, {piece.span})) sums.insert(piece.span.token);
        else if (c == column_of("unit_price") || c == column_of("quantity") || c == column_of("name")) filled.insert(c);
      }
    const bool item_too = sums.size() == 1 && filled.size() == 3;
    if (item_too)
      all.erase(std::remove_if(all.begin(), all.end(), [&](const Piece& piece) { return !sums.count(piece.span.token); }),
                all.end());
    std::sort(all.begin(), all.end(), [](const Piece& a, const Piece& b) { return a.x < b.x; });
    std::vector<Span> spans;
    for (const auto& piece : all) spans.push_back(piece.span);
    auto line = sum_line(items_, tokens_, spans);
    if (!line) return false;
    line->before = out.rows.size() + (item_too && all.front().y > row.y), line->page = heading_.page;
    out.sums.push_back(std::move(*line));
    if (!item_too) return true;
    for (auto& [c, pieces] : row.cells)
      pieces.erase(std::remove_if(pieces.begin(), pieces.end(), [&](const Piece& piece) { return sums.count(piece.span.token); }),
                   pieces.end());
    return false;
  }

  // The pieces of a cell in reading order.
  static std::vector<Span> in_order(std::vector<Piece>& pieces) {
    std::sort(pieces.begin(), pieces.end(),
              [](const Piece& a, const Piece& b) { return std::abs(a.y - b.y) > 0.5 * a.height ? a.y < b.y : a.x < b.x; });
    std::vector<Span> spans;
    for (const auto& piece : pieces) spans.push_back(piece.span);
    return spans;
  }

  // Of a figure's cell the pieces that make a figure together, else the one that is a figure by itself: what else stands
  // there is a seal's stroke or a rule's tail.
  std::vector<Span> figure_spans(const ColumnTemplate& column, const std::vector<Span>& spans) const {
    if (spans.size() < 2 || read_figure(column.type, text_of(tokens_, spans))) return spans;
    std::vector<Span> best;
    double most = 0;
    for (const auto& span : spans) {
      const auto value = read_figure(column.type, text_of(tokens_, {span}));
      if (!value) continue;
      const double worth = value->worth * tokens_[std::size_t(span.token)].confidence_of(span.begin, span.end) +
                           0.1 * double(value->end - value->begin);
      if (worth > most) most = worth, best = {span};
    }
    return best.empty() ? spans : best;
  }

  void finish(TableRow& row, FoundTable& out, Group& group) {
    if (take_sum(row, out)) return;
    if (contains_any(row_text(row), items_.skips)) return;
    FoundRow found;
    found.page = heading_.page;
    found.figures.has_price = column_of("unit_price") >= 0, found.figures.has_quantity = column_of("quantity") >= 0;
    for (auto& [c, pieces] : row.cells)
      if (c >= 0 && !pieces.empty()) add_cell(column(c), in_order(pieces), found);
    part_joined(row, found);
    core::Row& cells = found.cells;
    const bool whole =
        std::all_of(items_.needs.begin(), items_.needs.end(), [&](const std::string& need) { return cells.count(need); });
    // A hidden amount can be worked out, or is at least said to be missing.
    const bool nearly = !whole && cells.count("name") && cells.count("unit_price") && cells.size() >= 4;
    if (!whole && !nearly) {
      take_group(row, group);
      return;
    }
    mark(row);
    if (!group.date.empty() && !cells.count("date")) add_group(cells, "date", group.date);
    if (!group.category.empty() && !cells.count("category") && column_of("category") < 0)
      add_group(cells, "category", group.category);
    found.group = group.number;
    out.rows.push_back(std::move(found));
  }

  void add_group(core::Row& cells, const std::string& name, const std::string& value) const {
    core::Field field = cells.begin()->second;
    field.value = field.text = value, field.source = core::Source::derived;
    field.candidates.clear();
    cells[name] = std::move(field);
  }

  static FigureCell* figure_of(RowFigures& figures, const std::string& name) {
    if (name == "quantity") return &figures.quantity;
    if (name == "unit_price") return &figures.unit_price;
    return name == "amount" ? &figures.amount : nullptr;
  }

  void add_cell(const ColumnTemplate& column, std::vector<Span> spans, FoundRow& found) const {
    FigureCell* figure = figure_of(found.figures, column.name);
    if (figure) spans = figure_spans(column, spans);
    const std::u32string text = text_of(tokens_, spans);
    auto value = figure ? read_figure(column.type, text) : read_cell(column.type, text);
    if (!value) return;
    core::Row& cells = found.cells;
    core::Field field = field_of(tokens_, spans);
    field.value = value->value;
    const bool words = column.type == Type::item_name || column.type == Type::text || column.type == Type::remark ||
                       column.type == Type::insurance_class;
    if (words) field.value = as_printed(field.text);
    field.confidence *= 0.6 + 0.4 * value->worth;
    if (column.splits_unit) {
      const auto slash = text.find(U'/');
      const std::size_t unit_at = slash != text.npos && slash + 1 < text.size() ? slash + 1 : value->end;
      if (unit_at < text.size()) {
        core::Field unit = field;
        unit.value = core::to_utf8(text.substr(unit_at));
        cells["unit"] = std::move(unit);
      }
    }
    if (figure) {
      *figure = FigureCell::of(column.type, tokens_, spans);
      if (!figure->read()) return;
      if (parse_myriad(field.value) != figure->read())  // a point read as a blank
        field.value = format_myriad(*figure->read(), column.type == Type::quantity ? 0 : 2), field.source = core::Source::derived,
        field.read_first = field.text;
    }
    cells[column.name] = std::move(field);
  }

  // Two columns read as one token, "1.0020.00": cut where both halves are figures, the row's third figure deciding.
  void part_joined(TableRow& row, FoundRow& found) const {
    for (const auto& [left, right] : {std::pair{"unit_price", "quantity"}, std::pair{"quantity", "unit_price"},
                                      std::pair{"unit_price", "amount"}, std::pair{"quantity", "amount"}}) {
      const int l = column_of(left), r = column_of(right);
      if (l < 0 || r != l + 1) continue;
      const bool has_left = found.cells.count(left) > 0, has_right = found.cells.count(right) > 0;
      for (const int c : {l, r}) {
        const auto pieces = row.cells.find(c);
        if (pieces == row.cells.end() || pieces->second.size() != 1) continue;  // one token
        const bool other_free = c == l ? !has_right : !has_left;
        const Span& span = pieces->second.front().span;
        const core::Box place = tokens_[std::size_t(span.token)].place_of(span.begin, span.end);
        const double border = heading_.columns[std::size_t(r)].left, y = place.center_y(), reach = 0.7 * place.h;
        const bool across = heading_.flat(place.x, y) < border - reach && heading_.flat(place.right(), y) > border + reach;
        // "25.00" beside an empty cell is no "2" and "5.00".
        const bool one_figure = read_figure(column(c).type, text_of(tokens_, {span})).has_value();
        if ((other_free || (!has_left && !has_right)) && (!one_figure || across))
          cut(pieces->second.front().span, column(l), column(r), found);
      }
    }
  }

  void cut(const Span& span, const ColumnTemplate& left, const ColumnTemplate& right, FoundRow& found) const {
    const std::u32string text = text_of(tokens_, {span});
    const Token& token = tokens_[std::size_t(span.token)];
    if (text.size() < 3 || text.size() > 16) return;
    std::vector<FoundRow> ways, by_gap;
    for (std::size_t i = 1; i < text.size(); ++i) {
      const Span first{span.token, span.begin, span.begin + i}, second{span.token, span.begin + i, span.end};
      if (!whole_figure(text.substr(0, i)) || !whole_figure(text.substr(i))) continue;
      FoundRow way = found;
      way.cells.erase(left.name), way.cells.erase(right.name);
      add_cell(left, {first}, way), add_cell(right, {second}, way);
      if (!way.cells.count(left.name) || !way.cells.count(right.name)) continue;
      for (const auto& name : {left.name, right.name}) {
        core::Field& field = way.cells[name];
        field.read_first = core::to_utf8(text), field.source = core::Source::derived;
      }
      if (as_read(way.figures).product == Product::holds) ways.push_back(way);
      else if (token.gap_before(span.begin + i) > 0.3) by_gap.push_back(std::move(way));
    }
    if (ways.size() == 1) found = std::move(ways.front());
    else if (ways.empty() && by_gap.size() == 1) found = std::move(by_gap.front());
  }

  // "12", "12.50", "0.0975": nothing but a figure, as printers print it.
  static bool whole_figure(const std::u32string& text) {
    const auto point = text.find(U'.');
    if (text.empty() || text.front() == U'.' || text.back() == U'.') return false;
    if (text.size() > 1 && text[0] == U'0' && point != 1) return false;
    return std::count(text.begin(), text.end(), U'.') <= 1 &&
           std::all_of(text.begin(), text.end(), [](char32_t c) { return c == U'.' || (c >= U'0' && c <= U'9'); });
  }
};

}  // namespace

FoundTable find_rows(const ItemsTemplate& items, std::vector<Token>& tokens) {
  FoundTable found;
  Group group;
  std::vector<int> pages;
  for (const auto& token : tokens)
    if (pages.empty() || pages.back() != token.page) pages.push_back(token.page);
  std::vector<Heading> last;
  for (const int page : pages) {
    std::vector<Heading> headings = find_headings(items, tokens, page);
    if (headings.empty() && !last.empty()) headings = continued(items, last, tokens, page);
    for (const auto& heading : headings) {
      for (const int t : heading.tokens) tokens[std::size_t(t)].in_table = true;
      Table(items, tokens, heading).rows(found, group);
    }
    if (!headings.empty()) last = headings;
  }
  return found;
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
