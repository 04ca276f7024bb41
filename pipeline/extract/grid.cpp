#include "extract/grid.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/fuzzy.hpp"
#include "core/text.hpp"
#include "extract/fields.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

namespace {

constexpr double column_heights_min = 8;  // two columns stand at least so many line heights apart
constexpr double confidence_factor = 0.6;

struct Cell {
  std::size_t row = 0, column = 0;
};

struct Anchor {
  Cell cell;
  const Token* token = nullptr;
  bool read = true;  // false: remains of a label
};

// Where the rows and columns of the grid stand on a page.
struct Frame {
  double top = 0, pitch = 0;  // middle of row 0, distance of rows
  std::vector<double> lefts;  // of the columns' labels
  double height = 0;          // of a line
  double row_y(std::size_t row) const { return top + pitch * double(row); }
};

// 自费病人 is a value that begins like a label.
bool is_label(const Token& token, const LabelHit& hit) {
  return hit.colon || hit.end >= token.text.size() || !core::is_han(token.text[hit.end]);
}

std::optional<Cell> cell_of(const DocumentTemplate& kind, const std::vector<std::pair<int, int>>& fields) {
  for (std::size_t r = 0; r < kind.grid.size(); ++r)
    for (std::size_t c = 0; c < kind.grid[r].size(); ++c)
      for (const auto& [f, rank] : fields)
        if (kind.fields[std::size_t(f)].name == kind.grid[r][c]) return Cell{r, c};
  return {};
}

// The share of a label's characters that stand in the text in their order.
double remains(const std::u32string& text, const std::u32string& label) {
  return double(core::common_in_order(text, label)) / double(label.size());
}

// The row whose labels the token's first word is most like, with half of a label's characters at least.
std::optional<Anchor> remains_of_label(const DocumentTemplate& kind, const Token& token) {
  const std::u32string word = token.text.substr(0, std::min(token.text.find(U':'), std::size_t(9)));
  if (std::count_if(word.begin(), word.end(), core::is_han) < 2) return {};
  double best = 0.49;
  std::vector<Cell> cells;
  for (std::size_t r = 0; r < kind.grid.size(); ++r)
    for (std::size_t c = 0; c < kind.grid[r].size(); ++c)
      for (const FieldTemplate& field : kind.fields) {
        if (field.name != kind.grid[r][c]) continue;
        double likeness = 0;
        for (const auto& label : field.labels)
          if (label.size() >= 4) likeness = std::max(likeness, remains(word, label));
        if (likeness > best + 1e-9) best = likeness, cells.clear();
        if (likeness >= best) cells.push_back({r, c});
      }
  if (cells.empty()) return {};
  for (const Cell& each : cells)
    if (each.row != cells.front().row) return {};
  return Anchor{cells.front(), &token, false};
}

std::vector<Anchor> anchors_on(const DocumentTemplate& kind, const std::vector<Token>& tokens, const std::vector<LabelHit>& hits,
                               int page) {
  std::vector<Anchor> anchors;
  for (const LabelHit& hit : hits) {
    const Token& token = tokens[std::size_t(hit.token)];
    if (token.page != page || hit.begin > 0 || !is_label(token, hit)) continue;
    if (const auto cell = cell_of(kind, hit.fields)) anchors.push_back({*cell, &token});
  }
  for (std::size_t t = 0; t < tokens.size(); ++t) {
    const bool known = std::any_of(hits.begin(), hits.end(), [&](const LabelHit& hit) { return hit.token == int(t); });
    if (tokens[t].page != page || tokens[t].in_table || known) continue;
    if (auto anchor = remains_of_label(kind, tokens[t])) anchors.push_back(*anchor);
  }
  return anchors;
}

// Rows by the two anchors that most others agree with: three at least, and every label that was read.
std::optional<Frame> rows_of(std::vector<Anchor>& anchors) {
  std::optional<Frame> best;
  std::size_t most = 2;
  const auto stands = [](const Frame& frame, const Anchor& each) {
    return std::abs(each.token->place.center_y() - frame.row_y(each.cell.row)) < 0.3 * frame.pitch;
  };
  for (const Anchor& a : anchors)
    for (const Anchor& b : anchors) {
      if (a.cell.row >= b.cell.row) continue;
      Frame frame;
      frame.height = a.token->place.h;
      frame.pitch = (b.token->place.center_y() - a.token->place.center_y()) / double(b.cell.row - a.cell.row);
      frame.top = a.token->place.center_y() - frame.pitch * double(a.cell.row);
      if (frame.pitch < 0.8 * frame.height || frame.pitch > 6 * frame.height) continue;
      std::size_t agreeing = 0;
      bool refuted = false;
      for (const Anchor& each : anchors) agreeing += stands(frame, each), refuted |= each.read && !stands(frame, each);
      if (!refuted && agreeing > most) most = agreeing, best = frame;
    }
  if (best) std::erase_if(anchors, [&](const Anchor& each) { return !stands(*best, each); });
  return best;
}

// Columns by the left ends that the lines of the rows share.
bool find_columns(const DocumentTemplate& kind, const std::vector<Token>& tokens, const std::vector<Anchor>& anchors, int page,
                  Frame& frame) {
  std::vector<double> starts;
  for (const Token& token : tokens) {
    if (token.page != page) continue;
    const double row = (token.place.center_y() - frame.top) / frame.pitch;
    if (row > -0.4 && row < double(kind.grid.size()) - 0.6) starts.push_back(token.place.x);
  }
  std::sort(starts.begin(), starts.end());
  std::size_t wanted = 0;
  for (const auto& row : kind.grid) wanted = std::max(wanted, row.size());
  for (std::size_t i = 0; i < starts.size();) {
    std::size_t end = i + 1;
    while (end < starts.size() && starts[end] - starts[end - 1] < 0.7 * frame.height) ++end;
    const double middle = starts[i + (end - i) / 2];
    const bool apart = frame.lefts.empty() || middle - frame.lefts.back() > column_heights_min * frame.height;
    if (end - i >= 2 && apart) frame.lefts.push_back(middle);
    i = end;
  }
  if (frame.lefts.size() != wanted) return false;
  return std::all_of(anchors.begin(), anchors.end(), [&](const Anchor& each) {
    return !each.read || std::abs(each.token->place.x - frame.lefts[each.cell.column]) < 2 * frame.height;
  });
}

// The print of a cell from left to right.
std::vector<Span> cell_spans(const std::vector<Token>& tokens, const Frame& frame, Cell cell, int page) {
  std::vector<Span> spans;
  const double left = frame.lefts[cell.column] - frame.height,
               right = cell.column + 1 < frame.lefts.size() ? frame.lefts[cell.column + 1] - frame.height / 2 : 1e9;
  for (std::size_t t = 0; t < tokens.size(); ++t) {
    const Token& token = tokens[t];
    if (token.page != page || token.in_table || token.place.x < left || token.place.x >= right) continue;
    if (std::abs(token.place.center_y() - frame.row_y(cell.row)) < 0.42 * frame.pitch)
      spans.push_back({int(t), 0, token.text.size()});
  }
  std::sort(spans.begin(), spans.end(), [&](const Span& a, const Span& b) {
    return tokens[std::size_t(a.token)].place.x < tokens[std::size_t(b.token)].place.x;
  });
  return spans;
}

// Behind the colon of what is left of the label; else the last piece, where the label's remains stand before it.
std::vector<Span> behind_label(const std::vector<Token>& tokens, std::vector<Span> spans) {
  const std::u32string text = text_of(tokens, spans);
  const auto colon = text.find(U':');
  if (colon != text.npos && colon + 1 < text.size()) return part_of(spans, colon + 1, text.size());
  if (spans.size() > 1) return {spans.back()};
  return spans;
}

}  // namespace

void find_by_grid(const DocumentTemplate& kind, const std::vector<Token>& tokens, const std::vector<LabelHit>& hits,
                  std::map<std::string, core::Field>& fields) {
  if (kind.grid.empty() || tokens.empty()) return;
  const int page = tokens.front().page;
  auto anchors = anchors_on(kind, tokens, hits, page);
  auto frame = rows_of(anchors);
  if (!frame || !find_columns(kind, tokens, anchors, page, *frame)) return;
  for (std::size_t r = 0; r < kind.grid.size(); ++r)
    for (std::size_t c = 0; c < kind.grid[r].size(); ++c) {
      const std::string& name = kind.grid[r][c];
      const auto field =
          std::find_if(kind.fields.begin(), kind.fields.end(), [&](const FieldTemplate& f) { return f.name == name; });
      if (field == kind.fields.end() || fields.count(name)) continue;
      auto spans = cell_spans(tokens, *frame, {r, c}, page);
      // A label that was read stands in its own right: nothing of it is a neighbour's value.
      const bool labelled = std::any_of(spans.begin(), spans.end(), [&](const Span& span) {
        return std::any_of(hits.begin(), hits.end(), [&](const LabelHit& hit) {
          return hit.token == span.token && is_label(tokens[std::size_t(span.token)], hit);
        });
      });
      if (spans.empty() || labelled) continue;
      spans = behind_label(tokens, std::move(spans));
      const auto value = read_value(*field, text_of(tokens, spans));
      if (!value || value->worth < 0.7) continue;
      core::Field found = field_of(tokens, part_of(spans, value->begin, value->end));
      found.value = value->value;
      found.confidence *= confidence_factor * value->worth;
      fields[name] = std::move(found);
    }
}

}  // namespace claimpack::extract
