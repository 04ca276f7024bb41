#include <algorithm>
#include <cctype>

#include "core/text.hpp"
#include "extract/fields.hpp"
#include "extract/table.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

namespace {

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

// "1.利伐沙班片" -> where the name begins; 0 where the line is not numbered.
std::size_t behind_number(const std::u32string& text) {
  std::size_t first = 0;
  while (first < text.size() && first < 2 && (text[first] == U'.' || text[first] == U'·' || text[first] == U','))
    ++first;  // specks
  std::size_t i = first;
  while (i < text.size() && i < first + 2 && is_digit(text[i])) ++i;
  if (i == first || i >= text.size() || (text[i] != U'.' && text[i] != U'、' && text[i] != U')')) return 0;
  ++i;
  return i < text.size() && !is_digit(text[i]) ? i : 0;
}

// Where a specification begins in "盐酸二甲双胍片0.5g*20片": at the first figure behind the name.
std::size_t spec_begin(const std::u32string& text, std::size_t from) {
  for (std::size_t i = from + 2; i < text.size(); ++i)
    if (is_digit(text[i]) && (core::is_han(text[i - 1]) || text[i - 1] == U')')) return i;
  return text.size();
}

// "2盒": a count and its unit and nothing else.
bool is_count(const std::u32string& text) {
  std::size_t i = 0;
  while (i < text.size() && i < 3 && is_digit(text[i])) ++i;
  return i > 0 && i < text.size() && text.size() - i <= 2 && std::all_of(text.begin() + long(i), text.end(), core::is_han);
}

// "×4盒", "x2盒", "*1瓶", "共3盒", "2盒": where the figure begins.
std::size_t quantity_begin(const std::u32string& text) {
  if (is_count(text)) return 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const bool sign = text[i] == U'×' || text[i] == U'x' || text[i] == U'X' || text[i] == U'✕' || (text[i] == U'*' && i == 0) ||
                      (text[i] == U'共' && i == 0);
    // "5mg×28片": behind a strength the sign says how many are in a box.
    const bool strength = i > 0 && (is_digit(text[i - 1]) || (text[i - 1] < 0x80 && std::isalpha(int(text[i - 1]))));
    if (sign && is_digit(text[i + 1]) && !strength) return i + 1;
  }
  return text.npos;
}

core::Field cell(const std::vector<Token>& tokens, Span span, const std::string& value) {
  core::Field field = field_of(tokens, {span});
  field.value = value;
  return field;
}

core::Field spec_cell(const std::vector<Token>& tokens, Span span) {
  core::Field field = field_of(tokens, {span});
  field.value = as_printed(field.text);
  return field;
}

}  // namespace

std::vector<core::Row> find_slips(const ItemsTemplate& items, std::vector<Token>& tokens) {
  std::vector<core::Row> rows;
  const auto any = [](const std::u32string& text, const std::vector<std::u32string>& words) {
    // "R" alone stands for Rp; at the head of a longer word it is any letter.
    return std::any_of(words.begin(), words.end(),
                       [&](const std::u32string& w) { return w.size() == 1 ? text == w : text.compare(0, w.size(), w) == 0; });
  };
  bool begun = false;
  for (std::size_t t = 0; t < tokens.size(); ++t) {
    Token& token = tokens[t];
    if (!begun) {
      begun = any(token.text, items.starts) && token.text.size() <= 6;
      continue;
    }
    if (any(token.text, items.stops)) break;
    const std::size_t name_begin = behind_number(token.text);
    if (name_begin > 0) {
      core::Row row;
      const std::size_t spec = spec_begin(token.text, name_begin);
      std::size_t quantity = quantity_begin(token.text);
      if (quantity != token.text.npos && quantity < spec) quantity = token.text.npos;
      const std::size_t spec_end = quantity == token.text.npos ? token.text.size() : quantity - 1;
      core::Field name = cell(tokens, {int(t), name_begin, std::min(spec, spec_end)}, "");
      name.value = as_printed(name.text);
      row["name"] = std::move(name);
      if (spec < spec_end) row["spec"] = spec_cell(tokens, {int(t), spec, spec_end});
      rows.push_back(std::move(row));
      token.in_table = true;
    }
    if (rows.empty()) continue;
    core::Row& row = rows.back();
    if (const std::size_t at = quantity_begin(token.text); at != token.text.npos && !row.count("quantity")) {
      std::size_t end = at;
      while (end < token.text.size() && is_digit(token.text[end])) ++end;
      row["quantity"] = cell(tokens, {int(t), at, end}, core::to_utf8(token.text.substr(at, end - at)));
      token.in_table = true;
    } else if (name_begin == 0 && !row.count("spec") && !row.count("quantity") && is_digit(token.text.front()) &&
               token.text.size() < 30) {
      row["spec"] = spec_cell(tokens, {int(t), 0, token.text.size()});
      token.in_table = true;
    }
  }
  return rows;
}

}  // namespace claimpack::extract
