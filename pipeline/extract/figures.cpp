#include "extract/figures.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/text.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

namespace {

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

// Letters and signs that stand for a figure when they stand among figures.
char32_t as_digit(char32_t c) {
  static const std::u32string pairs = U"O0o0Q0D0C0c0U0〇0l1I1|1i1T1十1S5$5B8Z2z2q9g9b6G6A4";
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2)
    if (pairs[i] == c) return pairs[i + 1];
  return 0;
}

// Pairs of figures that dot-matrix print and copies turn into one another.
bool alike(char32_t a, char32_t b) {
  static const std::u32string pairs = U"3886688556650880606617718998535327724114900990";
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2)
    if ((pairs[i] == a && pairs[i + 1] == b) || (pairs[i] == b && pairs[i + 1] == a)) return true;
  return false;
}

// A sign read for another.
double exchanging(const FigureCell::Sign& sign, char32_t printed) {
  if (sign.text == printed) return 0;
  const double sure = sign.probability * sign.probability;
  double cost = 2.5 + 4 * sure;
  if (is_digit(sign.text) && alike(sign.text, printed)) cost = 1.5 + 3 * sure;
  if (!is_digit(sign.text) && is_digit(printed)) cost = as_digit(sign.text) == printed ? 0.5 : 2.0 + sure;
  if (printed == U'.' && (sign.text == U',' || sign.text == U':' || sign.text == U'·')) cost = 0.5;
  for (const auto& [text, probability] : sign.others)
    if (text == printed && probability > 0) cost = std::min(cost, std::clamp(std::log(sign.probability / probability), 0.3, 6.0));
  return cost;
}

// A printed sign that was not read.
double missing(const std::u32string& form, std::size_t i) {
  if (form[i] == U'.') return 1.5;
  if (form[i] == U'-') return 4;
  const auto point = form.find(U'.');
  if (form[i] == U'0' && point != form.npos && i > point) return 2;
  return i == 0 || i + 1 == form.size() ? 4.5 : 6;
}

// The ways in which a value may be printed.
std::vector<std::u32string> forms_of(Myriad value, Type type) {
  std::vector<std::u32string> forms;
  for (const int decimals : {2, 0, 4, 1, 3}) {
    if (type == Type::money && decimals > 2) continue;
    Myriad unit = 1;
    for (int i = decimals; i < 4; ++i) unit *= 10;
    if (value % unit != 0) continue;
    std::string text = format_myriad(value, decimals);
    forms.push_back(core::to_u32(text));
  }
  return forms;
}

}  // namespace

std::optional<Myriad> parse_myriad(std::string_view decimal) {
  Myriad value = 0;
  int decimals = -1, digits = 0;
  std::size_t i = 0;
  const bool negative = !decimal.empty() && decimal[0] == '-';
  if (negative) ++i;
  for (; i < decimal.size(); ++i) {
    const char c = decimal[i];
    if (c == ',') continue;
    if (c == '.') {
      if (decimals >= 0) return {};
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9' || ++digits > 14) return {};
    if (decimals >= 4) {
      if (c != '0') return {};
      continue;
    }
    value = value * 10 + (c - '0');
    if (decimals >= 0) ++decimals;
  }
  if (digits == 0) return {};
  for (int d = std::max(0, decimals); d < 4; ++d) value *= 10;
  return negative ? -value : value;
}

std::string format_myriad(Myriad value, int decimals_min) {
  const bool negative = value < 0;
  const Myriad size = negative ? -value : value;
  std::string whole = std::to_string(size / myriad), part = std::to_string(myriad + size % myriad).substr(1);
  while (int(part.size()) > decimals_min && part.back() == '0') part.pop_back();
  return (negative ? "-" : "") + whole + (part.empty() ? "" : "." + part);
}

FigureCell::FigureCell(Type type, std::vector<Sign> signs, bool sure) : type_(type), signs_(std::move(signs)), sure_(sure) {
  std::u32string text;
  for (const auto& sign : signs_) text += sign.text;
  if (const auto value = read_cell(type, text)) read_ = parse_myriad(value->value);
}

namespace {

// A colon, and the two figures behind it, at the end of "70:00".
bool is_lost_point(const std::u32string& text, std::size_t at) {
  const auto colon = text.find(U':');
  return colon != text.npos && colon > 0 && colon + 3 == text.size() && at >= colon && is_digit(text[colon - 1]) &&
         is_digit(text[colon + 1]) && is_digit(text[colon + 2]);
}

}  // namespace

FigureCell FigureCell::of(Type type, const std::vector<Token>& tokens, const std::vector<Span>& spans) {
  const std::u32string text = text_of(tokens, spans);
  const auto value = read_cell(type, text);
  std::vector<Sign> signs;
  bool sure = !spans.empty();
  std::size_t at = 0;
  for (const auto& span : spans) {
    const Token& token = tokens[std::size_t(span.token)];
    sure = sure && token.line->source == core::Line::Source::text_layer;
    for (std::size_t i = span.begin; i < span.end; ++i, ++at) {
      if (value && (at < value->begin || at >= value->end) && !is_lost_point(text, at)) continue;
      const auto& glyph = token.line->glyphs[std::size_t(token.glyph[i])];
      // "6672 43", "70:00": the point was read as a blank or a colon.
      const bool blank = i > span.begin && token.glyph[i] > token.glyph[i - 1] + 1;
      if (type == Type::money && blank && at + 2 == text.size() && text.find(U'.') == text.npos) signs.push_back({U'.', 0.5, {}});
      Sign sign{token.text[i] == U':' ? U'.' : token.text[i], glyph.probability, {}};
      for (const auto& other : glyph.others) {
        const std::u32string folded = core::fold_width(core::to_u32(other.text));
        if (folded.size() == 1) sign.others.emplace_back(folded[0], other.probability);
      }
      signs.push_back(std::move(sign));
    }
  }
  return FigureCell(type, std::move(signs), sure);
}

FigureCell FigureCell::of(Type type, const core::Field& field) {
  std::vector<Sign> signs;
  for (const char32_t c : core::to_u32(field.value)) signs.push_back({c, field.confidence, {}});
  const bool sure =
      field.source == core::Source::text || field.source == core::Source::code || field.source == core::Source::reviewer;
  return FigureCell(type, std::move(signs), sure);
}

bool FigureCell::pointed() const {
  return std::any_of(signs_.begin(), signs_.end(), [](const Sign& sign) { return sign.text == U'.'; });
}

// A sign that was read and not printed: the tail of a rule, a speck, a seal's stroke.
double FigureCell::dropping(std::size_t i) const {
  const Sign& sign = signs_[i];
  const double sure = 0.4 + 0.6 * sign.probability * sign.probability;
  if (sign.text == U',') return 0.2;
  if (sign.text == U'.') return (i + 3 == signs_.size() ? 4 : 2) * sure;  // readers lose points, they do not invent them
  if (!is_digit(sign.text)) return 0.5;
  const bool edge = i == 0 || i + 1 == signs_.size();
  return (edge ? (sign.text == U'1' ? 3.0 : 4.5) : 6.0) * sure;
}

double FigureCell::distance(const std::u32string& form) const {
  const std::size_t n = signs_.size(), m = form.size();
  std::vector<double> before(m + 1), now(m + 1);
  before[0] = 0;
  for (std::size_t j = 1; j <= m; ++j) before[j] = before[j - 1] + missing(form, j - 1);
  for (std::size_t i = 1; i <= n; ++i) {
    now[0] = before[0] + dropping(i - 1);
    for (std::size_t j = 1; j <= m; ++j)
      now[j] = std::min({before[j - 1] + exchanging(signs_[i - 1], form[j - 1]), before[j] + dropping(i - 1),
                         now[j - 1] + missing(form, j - 1)});
    std::swap(before, now);
  }
  return before[m];
}

double FigureCell::cost_of(Myriad value) const {
  if (read_ && value == *read_) return 0;
  if (sure_) return never;
  if (signs_.empty()) return nothing_read;
  // What was read badly says little: no dearer than nothing read, and a surcharge for every sign that is sure.
  double sure = 0, least = never;
  for (const auto& sign : signs_) sure += sign.probability * sign.probability / double(signs_.size());
  for (const auto& form : forms_of(value, type_)) least = std::min(least, distance(form));
  return std::min(least, nothing_read + 12 * sure);
}

std::vector<Figure> FigureCell::readings(std::size_t at_most) const {
  std::map<Myriad, double> found;
  std::u32string text;
  for (const auto& sign : signs_) text += sign.text;
  const auto add = [&](const std::u32string& other, double cost) {
    if (const auto value = parse_myriad(core::to_utf8(other))) {
      if (type_ == Type::money && *value % 100 != 0) return;
      const auto [at, fresh] = found.emplace(*value, cost);
      if (!fresh) at->second = std::min(at->second, cost);
    }
  };
  if (read_) found[*read_] = 0;
  if (!sure_ && text.size() <= 14) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      std::u32string other = text;
      for (const char32_t printed : std::u32string(U"0123456789."))
        if (const double cost = exchanging(signs_[i], printed); cost > 0 && cost < 5) other[i] = printed, add(other, cost);
      if (i == 0 || i + 1 == text.size() || !is_digit(text[i])) add(text.substr(0, i) + text.substr(i + 1), dropping(i));
    }
    // A point lost or moved: two decimals are the rule, four and one are met.
    std::u32string bare;
    for (const char32_t c : text)
      if (c != U'.' && c != U',') bare += c;
    for (const std::size_t decimals : {2u, 4u, 1u})
      if (bare.size() > decimals && bare.size() - decimals < 8)
        add(bare.substr(0, bare.size() - decimals) + U"." + bare.substr(bare.size() - decimals),
            (text.find(U'.') == text.npos ? 1.5 : 3.5) + (decimals == 2 ? 0 : 1));
  }
  std::vector<Figure> all;
  for (const auto& [value, cost] : found) all.push_back({value, cost});
  std::stable_sort(all.begin(), all.end(), [](const Figure& a, const Figure& b) { return a.cost < b.cost; });
  if (all.size() > at_most) all.resize(at_most);
  return all;
}

}  // namespace claimpack::extract
