#include "extract/sum_lines.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace claimpack::extract {

namespace {

using Kind = core::Sum::Kind;

struct Label {
  Kind kind = Kind::category;
  std::size_t begin = 0, end = 0;
};

// The longest of the template's words in the text.
std::optional<Label> named(const ItemsTemplate& items, const std::u32string& text) {
  std::optional<Label> best;
  for (const auto& [kind, words] : items.sums)
    for (const auto& word : words) {
      const auto at = text.find(word);
      if (at != text.npos && (!best || word.size() > best->end - best->begin)) best = Label{kind, at, at + word.size()};
    }
  return best;
}

// "协计：16.80": a short word that ends like a sum's, with one character amiss, a colon and an amount behind it.
std::optional<Label> nearly_named(const ItemsTemplate& items, const std::u32string& text) {
  const auto colon = text.find(U':');
  if (colon == text.npos || colon < 2 || colon > 10) return {};
  for (const auto& [kind, words] : items.sums)
    for (const auto& word : words) {
      if (word.size() > colon || word.size() < 2) continue;
      const auto tail = text.substr(colon - word.size(), word.size());
      const bool last_same = tail.back() == word.back();
      if (last_same && core::edit_distance(tail, word) == 1 &&
          read_figure(Type::money, std::u32string_view(text).substr(colon + 1)))
        return Label{kind, colon - word.size(), colon};
    }
  return {};
}

std::vector<Span> from(const std::vector<Span>& spans, std::size_t skip) {
  std::vector<Span> rest;
  for (const auto& span : spans) {
    const std::size_t length = span.end - span.begin;
    if (skip >= length) {
      skip -= length;
      continue;
    }
    rest.push_back({span.token, span.begin + skip, span.end});
    skip = 0;
  }
  return rest;
}

}  // namespace

std::optional<Value> read_figure(Type type, std::u32string_view text) {
  auto value = read_cell(type, text);
  if (!value || (type != Type::money && type != Type::price && type != Type::quantity)) return value;
  int han = 0, figures = 0, points = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i >= value->begin && i < value->end) {
      points += text[i] == U'.';
      continue;
    }
    han += core::is_han(text[i]);
    figures += i >= value->end && text[i] >= U'0' && text[i] <= U'9';
  }
  // Two figures run together: "1.0020.00". A point read for the comma, "1.040.20", has three digits between.
  if (points > 1) {
    const auto last = text.substr(0, value->end).rfind(U'.');
    const auto first = text.find(U'.', value->begin);
    if (last - first != 4) return {};
  }
  if (type == Type::quantity) return value;  // the unit may stand behind it
  if (han > 1 || figures > 0) return {};
  return value;
}

std::optional<SumLine> sum_line(const ItemsTemplate& items, const std::vector<Token>& tokens, const std::vector<Span>& spans) {
  const std::u32string text = text_of(tokens, spans);
  auto label = named(items, text);
  if (!label) label = nearly_named(items, text);
  if (!label) return {};
  SumLine line;
  line.kind = label->kind;
  line.label = core::to_utf8(text.substr(0, label->end));
  for (const auto& word : items.group_category)
    if (text.compare(0, word.size(), word) == 0 && word.size() > core::to_u32(line.category).size())
      line.category = core::to_utf8(word);
  // The last figure that stands alone behind the label.
  const auto rest = from(spans, label->end);
  for (const auto& span : rest) {
    const auto value = read_figure(Type::money, text_of(tokens, {span}));
    if (!value) continue;
    line.printed = FigureCell::of(Type::money, tokens, {span});
    line.field = field_of(tokens, {span});
    line.field.value = value->value;
  }
  if (line.field.value.empty() && !rest.empty()) line.field = field_of(tokens, rest);
  return line;
}

}  // namespace claimpack::extract
