#include "extract/anywhere.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace claimpack::extract {

namespace {

// Running text: the tokens of a page one behind another, each character knowing its token. Rows are parted by a line
// end unless the row fills its column, as wrapped text does.
struct Running {
  std::wstring text;
  std::vector<std::pair<int, std::size_t>> from;  // (token, character); token -1 for a line end
};

Running running_text(const std::vector<Token>& tokens) {
  Running running;
  int right_most = 0;
  for (const auto& token : tokens) right_most = std::max(right_most, token.place.right());
  for (std::size_t t = 0; t < tokens.size(); ++t) {
    const Token& token = tokens[t];
    for (std::size_t i = 0; i < token.text.size(); ++i)
      running.text += wchar_t(token.text[i]), running.from.emplace_back(int(t), i);
    const bool wraps =
        token.place.right() > right_most - 3 * token.place.h && t + 1 < tokens.size() && tokens[t + 1].page == token.page;
    if (!wraps) running.text += L'\n', running.from.emplace_back(-1, 0);
  }
  return running;
}

std::vector<Span> spans_of(const Running& running, std::size_t begin, std::size_t end) {
  std::vector<Span> spans;
  for (std::size_t i = begin; i < end; ++i) {
    const auto [token, at] = running.from[i];
    if (token < 0) continue;
    if (!spans.empty() && spans.back().token == token && spans.back().end == at) ++spans.back().end;
    else spans.push_back({token, at, at + 1});
  }
  return spans;
}

// How far down the page's print a token stands, 0 … 1: a card in the middle of a sheet has its head there.
struct Extent {
  double top = 1e9, bottom = 0;
  double of(const Token& token) const { return bottom > top ? (token.place.center_y() - top) / (bottom - top) : 0; }
};

Extent extent_of(const std::vector<Token>& tokens, int page) {
  Extent extent;
  for (const auto& token : tokens)
    if (token.page == page)
      extent.top = std::min<double>(extent.top, token.place.y),
      extent.bottom = std::max<double>(extent.bottom, token.place.bottom());
  return extent;
}

void by_patterns(const FieldTemplate& field, const std::vector<Token>& tokens, std::vector<Place>& places) {
  const Running running = running_text(tokens);
  if (running.text.size() > 20000) return;  // regular expressions are for letters and forms, not for long lists
  for (std::size_t k = 0; k < field.patterns.size(); ++k) {
    std::wsmatch match;
    if (!std::regex_search(running.text, match, field.patterns[k]) || match.size() < 2) continue;
    const auto spans = spans_of(running, std::size_t(match.position(1)), std::size_t(match.position(1) + match.length(1)));
    if (spans.empty()) continue;
    auto value = read_value(field, text_of(tokens, spans));
    if (value) places.push_back({std::move(*value), spans, (field.patterns_first ? 1.05 : 0.8) - 0.05 * double(k)});
  }
}

// A letter names its institution at the foot, often cut in pieces by the seal over it: the pieces of a row together.
// `from`: the share of the page, or of its print, above which nothing is looked for.
void by_rows_below(const FieldTemplate& field, double from, const std::vector<Token>& tokens, std::vector<Place>& places) {
  const Extent extent = extent_of(tokens, tokens.back().page);
  for (std::size_t t = 0; t < tokens.size();) {
    std::vector<Span> spans;
    std::size_t next = t;
    while (next < tokens.size() && tokens[next].page == tokens[t].page && tokens[next].place.y < tokens[t].place.center_y() &&
           tokens[next].place.bottom() > tokens[t].place.center_y()) {
      spans.push_back({int(next), 0, tokens[next].text.size()});
      ++next;
    }
    const double down = std::max(double(tokens[t].place.center_y()) / tokens[t].reading->height, extent.of(tokens[t]));
    const bool low = tokens[t].page == tokens.back().page && down > from && !tokens[t].in_table;
    t = std::max(next, t + 1);
    if (!low || spans.empty()) continue;
    const std::u32string row = text_of(tokens, spans);
    if (row.size() > 30) continue;
    auto value = read_value(field, row);
    if (!value || value->begin > 1) continue;
    const double score = 0.5 * value->worth * double(value->end - value->begin) / double(row.size());
    spans = part_of(spans, value->begin, value->end);
    places.push_back({std::move(*value), std::move(spans), score});
  }
}

// The institution's name in the heading: in the upper third, the larger the better.
void by_title(const FieldTemplate& field, const std::vector<Token>& tokens, std::vector<Place>& places) {
  // A card lies anywhere on its sheet, and its head is set in wide letters.
  if (field.type == Type::bank) return by_rows_below(field, 0, tokens, places);
  const Extent extent = extent_of(tokens, tokens.front().page);
  for (std::size_t t = 0; t < tokens.size() && t < 60; ++t) {
    const Token& token = tokens[t];
    if (token.page != tokens.front().page || extent.of(token) > 0.35) continue;
    auto value = read_value(field, token.text);
    if (!value) continue;
    // Names in a sentence or behind a label are not the heading's.
    const bool starts = value->begin == 0, sentence = token.text.size() > value->end + 16;
    double score = (starts ? 0.9 : 0.5) * (sentence ? 0.5 : 1.0) * (1 - 0.6 * extent.of(token));
    places.push_back({*value, {{int(t), value->begin, value->end}}, score * value->worth});
  }
  by_rows_below(field, 0.35, tokens, places);
}

bool behind_stop(std::u32string_view before, const std::vector<std::u32string>& stops) {
  while (!before.empty() && (before.back() == U':' || before.back() == U'.')) before.remove_suffix(1);
  return std::any_of(stops.begin(), stops.end(), [&](const std::u32string& stop) { return before.ends_with(stop); });
}

void by_place(const FieldTemplate& field, const std::vector<std::u32string>& stops, const std::string& anywhere,
              const std::vector<Token>& tokens, std::vector<Place>& places) {
  const bool top = anywhere == "top" || anywhere == "top_code", bottom = anywhere == "bottom", any = anywhere == "any",
             first = anywhere == "bottom_first";
  const Extent extent = extent_of(tokens, tokens.back().page);
  for (std::size_t t = 0; t < tokens.size(); ++t) {
    const Token& token = tokens[t];
    if (token.in_table) continue;
    const double y = token.place.center_y() / token.reading->height;
    if (top && (y > 0.4 || token.page != tokens.front().page)) continue;
    // Of a form that fills the upper half of its sheet only, the foot is where its print ends.
    if ((bottom || first) && (token.page != tokens.back().page || std::max(y, extent.of(token)) < 0.35)) continue;
    // A value alone on its line; an identity or card number also among other words.
    std::vector<Span> spans{{int(t), 0, token.text.size()}};
    auto value = read_value(field, token.text);
    if (!value && t + 1 < tokens.size() && tokens[t + 1].page == token.page && tokens[t + 1].place.y < token.place.bottom()) {
      spans.push_back({int(t) + 1, 0, tokens[t + 1].text.size()});
      value = read_value(field, text_of(tokens, spans));
    }
    if (!value || (spans.size() == 1 && behind_stop(std::u32string_view(token.text).substr(0, value->begin), stops))) continue;
    const double filled = double(value->end - value->begin) / double(std::max<std::size_t>(1, text_of(tokens, spans).size()));
    const bool strong = field.type == Type::id_number || field.type == Type::bank_card || field.type == Type::money_words;
    if (!strong && filled < 0.6) continue;
    double score = 0.6 * value->worth * (0.6 + 0.4 * filled);
    if (bottom) score *= 0.7 + 0.3 * y;  // the last date is the day of signing
    if (first) score *= 1.2 - 0.5 * y;
    if (strong && any) score = std::min(0.85, 0.75 * value->worth + 0.1 * filled);
    std::vector<Span> kept = spans;
    if (spans.size() == 1 && !is_list(field.type)) kept = {{int(t), value->begin, std::max(value->begin + 1, value->end)}};
    places.push_back({std::move(*value), std::move(kept), score});
  }
}

}  // namespace

std::vector<Place> find_anywhere(const FieldTemplate& field, const std::vector<std::u32string>& stops,
                                 const std::vector<Token>& tokens, bool alone) {
  std::vector<Place> places;
  if (tokens.empty()) return places;
  if (!field.patterns.empty() && (alone || field.patterns_first)) by_patterns(field, tokens, places);
  if (!alone) return places;
  if (field.anywhere == "title") by_title(field, tokens, places);
  else if (!field.anywhere.empty()) by_place(field, stops, field.anywhere, tokens, places);
  // A day alone at the foot, where the head has none: older bills are dated beside the payee.
  if (places.empty() && field.anywhere == "top" && field.type == Type::date) {
    by_place(field, stops, "bottom", tokens, places);
    for (auto& place : places) place.score *= 0.8;
  }
  return places;
}

}  // namespace claimpack::extract
