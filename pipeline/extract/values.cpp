#include "extract/values.hpp"

#include <algorithm>
#include <array>

#include "core/dates.hpp"
#include "core/identifiers.hpp"
#include "core/money.hpp"
#include "core/text.hpp"

namespace claimpack::extract {

namespace {

using Text = std::u32string_view;

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
bool is_one_of(char32_t c, Text set) { return set.find(c) != Text::npos; }

Value whole(Text text, double worth) { return {core::to_utf8(text), {}, 0, text.size(), worth}; }

Text trimmed(Text text, Text off, std::size_t& begin) {
  begin = 0;
  while (begin < text.size() && is_one_of(text[begin], off)) ++begin;
  std::size_t end = text.size();
  while (end > begin && is_one_of(text[end - 1], off)) --end;
  return text.substr(begin, end - begin);
}

Value part(Text text, std::size_t begin, std::size_t end, double worth) {
  return {core::to_utf8(text.substr(begin, end - begin)), {}, begin, end, worth};
}

// A figure as readers give it: 0 and 1 back from the letters they are taken for.
char32_t figure(char32_t c) {
  if (is_one_of(c, U"OoQD")) return U'0';
  if (is_one_of(c, U"Il|")) return U'1';
  return c;
}

std::optional<Value> read_name(Text text) {
  std::size_t begin = 0;
  while (begin < text.size() && is_one_of(text[begin], U"_:.、,-")) ++begin;
  std::size_t end = begin;
  while (end < text.size() && (core::is_han(text[end]) || is_one_of(text[end], U"·•*"))) ++end;
  if (end == begin) {  // a foreigner's name
    while (end < text.size() && (is_letter(text[end]) || text[end] == U'.')) ++end;
    return end - begin >= 4 && end == text.size() ? std::optional(part(text, begin, end, 0.6)) : std::nullopt;
  }
  std::size_t length = end - begin;
  if (length < 2 || length > 12) return {};
  // Printed, and signed behind it: the same name twice.
  if (const std::size_t half = length / 2; length == 4 || length == 6) {
    std::size_t differ = 0;
    for (std::size_t i = 0; i < half; ++i) differ += text[begin + i] != text[begin + half + i];
    if (differ + 1 < half || differ == 0) end -= half, length = half;
  }
  Value value = part(text, begin, end, length <= 3 ? 1.0 : length == 4 ? 0.9 : length <= 6 ? 0.5 : 0.2);
  // What follows the name on its line should be nothing, or punctuation.
  if (end < text.size() && !is_one_of(text[end], U",，.。()（）:;、/_")) value.worth *= 0.8;
  return value;
}

// Who issued a bill: a name, or a staff number.
std::optional<Value> read_clerk(Text text) {
  if (auto name = read_name(text)) return name;
  std::size_t end = 0;
  while (end < text.size() && (is_digit(text[end]) || is_letter(text[end]))) ++end;
  if (end < 2 || end > 12 || !std::any_of(text.begin(), text.begin() + long(end), is_digit)) return {};
  return part(text, 0, end, end == text.size() ? 0.9 : 0.6);
}

std::optional<Value> read_sex(Text text) {
  for (std::size_t i = 0; i < text.size() && i < 6; ++i)
    if (text[i] == U'男' || text[i] == U'女') return part(text, i, i + 1, i < 2 ? 1.0 : 0.7);
  return {};
}

std::optional<Value> read_age(Text text) {
  std::size_t i = 0;
  while (i < text.size() && !is_digit(text[i])) ++i;
  if (i > 2 || i == text.size()) return {};
  std::size_t end = i;
  while (end < text.size() && is_digit(text[end])) ++end;
  if (end - i > 3) return {};
  static constexpr std::array units = {Text(U"周岁"), Text(U"岁"), Text(U"个月"), Text(U"月"),
                                       Text(U"天"),   Text(U"日"), Text(U"小时")};
  bool unit_found = false;
  for (bool more = true; more;) {
    more = false;
    for (const Text unit : units)
      if (text.substr(end, unit.size()) == unit) {
        end += unit.size(), unit_found = true;
        std::size_t digits = end;
        while (digits < text.size() && is_digit(text[digits])) ++digits;
        more = digits > end && digits - end <= 2 && digits < text.size() && is_one_of(text[digits], U"个月天");
        if (more) end = digits;
        break;
      }
  }
  return part(text, i, end, unit_found ? 1.0 : 0.7);
}

// "20240321|20240404": what readers make of the dash between two dates.
std::u32string with_dashes(Text text) {
  std::u32string out(text);
  for (std::size_t i = 8; i + 8 < out.size(); ++i) {
    const bool digits_around = is_digit(out[i - 1]) && is_digit(out[i + 1]);
    if (digits_around && is_one_of(out[i], U"|丨lI!_~—–一")) out[i] = U'-';
  }
  return out;
}

// Figures printed over 年, 月 and 日: "2020±12-21", "2021-01-079". A stranger between year and month becomes a dash, a digit
// behind a whole day a blank.
bool clear_overprint(std::u32string& text) {
  bool changed = false;
  const auto digits = [&](std::size_t at, std::size_t count) {
    for (std::size_t i = at; i < at + count; ++i)
      if (i >= text.size() || !is_digit(text[i])) return false;
    return true;
  };
  for (std::size_t i = 0; i + 10 <= text.size(); ++i) {
    if (!digits(i, 4) || !digits(i + 5, 2) || !digits(i + 8, 2) || (i > 0 && is_digit(text[i - 1]))) continue;
    const bool first = is_one_of(text[i + 4], U"-./"), second = is_one_of(text[i + 7], U"-./");
    if (is_digit(text[i + 4]) || is_digit(text[i + 7]) || !(first || second) || text[i + 4] == U'年') continue;
    if (!first) text[i + 4] = text[i + 7], changed = true;
    if (!second) text[i + 7] = text[i + 4], changed = true;
    if (i + 10 < text.size() && is_digit(text[i + 10]) && (i + 11 == text.size() || !is_one_of(text[i + 11], U"0123456789:")))
      text[i + 10] = U' ', changed = true;
  }
  return changed;
}

// The longest run from a digit on that is a date.
std::optional<Value> read_date(Text as_read, bool until) {
  std::u32string dashed = with_dashes(as_read);
  if (std::u32string cleared = dashed; clear_overprint(cleared))
    if (auto value = read_date(cleared, until)) {
      value->worth *= 0.7;
      return value;
    }
  const Text text = dashed;
  if (const auto range = core::parse_date_range(core::to_utf8(text)))
    return Value{core::format_date(until ? range->second : range->first), {}, 0, text.size(), 1.0};
  const auto forever = text.find(U"长期");
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    const bool starts = is_digit(text[begin]) || is_one_of(text[begin], U"二〇一");
    if (!starts || (begin > 0 && is_digit(text[begin - 1]))) continue;
    for (std::size_t end = std::min(text.size(), begin + 24); end >= begin + 8; --end) {
      const auto range = core::parse_date_range(core::to_utf8(text.substr(begin, end - begin)));
      if (range) return Value{core::format_date(until ? range->second : range->first), {}, begin, end, 1.0};
      if (end - begin > 20) continue;
      // A date does not end inside its day: 2026-02-30 is no third of February.
      if (end < text.size() && is_digit(text[end]) && is_digit(text[end - 1]) && end - begin < 10) continue;
      const auto date = core::parse_date(core::to_utf8(text.substr(begin, end - begin)));
      if (!date) continue;
      if (until && forever != Text::npos && forever > begin) return Value{"长期", {}, forever, forever + 2, 1.0};
      return Value{core::format_date(*date), {}, begin, end, begin <= 2 ? 1.0 : 0.75};
    }
  }
  if (until && forever != Text::npos) return Value{"长期", {}, forever, forever + 2, 1.0};
  // Points lost: "202109.13-长期".
  std::u32string digits;
  std::size_t end = 0;
  for (; end < text.size() && digits.size() < 8; ++end) {
    if (is_digit(figure(text[end]))) digits += figure(text[end]);
    else if (!is_one_of(text[end], U".,年月")) break;
  }
  if (digits.size() == 8 && !until)
    if (const auto date = core::parse_date(core::to_utf8(digits))) return Value{core::format_date(*date), {}, 0, end, 0.7};
  return {};
}

std::optional<Value> read_money(Text text) {
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!is_digit(text[begin]) && !(text[begin] == U'-' && begin + 1 < text.size() && is_digit(text[begin + 1]))) continue;
    if (begin > 0 && is_letter(text[begin - 1])) return {};
    std::size_t end = begin + 1;
    while (end < text.size() && (is_digit(figure(text[end])) || is_one_of(text[end], U".,"))) ++end;
    while (end > begin && is_one_of(text[end - 1], U".,")) --end;
    std::u32string digits;
    for (const char32_t c : text.substr(begin, end - begin)) digits += figure(c);
    // A comma read for the point: "28,10"; a point read for the comma: "1.040.20".
    const auto last = digits.find_last_of(U".,");
    if (last != digits.npos && digits.size() - last == 3) {
      for (std::size_t i = 0; i < last; ++i)
        if (digits[i] == U'.') digits[i] = U',';
      digits[last] = U'.';
    }
    const auto fen = core::parse_money(core::to_utf8(digits));
    if (!fen) return {};
    const bool decimals = digits.size() > 3 && digits[digits.size() - 3] == U'.';
    const bool odd_tail = end < text.size() && !is_one_of(text[end], U"元()（）,;。人统个圆");
    return Value{
        core::format_money(*fen), {}, begin, end, (decimals ? 1.0 : 0.75) * (begin > 2 ? 0.7 : 1.0) * (odd_tail ? 0.7 : 1.0)};
  }
  return {};
}

}  // namespace

char32_t capital_figure(char32_t c) {
  constexpr Text wrong = U"武贡渠染梁攻玫任阡什仃伯捨抬別参誊隆陈捐揭厘", right = U"贰贰柒柒柒玖玖伍仟仟仟佰拾拾捌叁叁陆陆捌捌厘";
  const auto at = wrong.find(c);
  return at == Text::npos ? c : right[at];
}

namespace {

std::optional<Value> read_money_words(Text text) {
  constexpr Text words = U"零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角圆圓分整正萬億弍貳參叄叁陸兩两〇○一二三四五六七八九十百千";
  // From the first figure to the last one; a stranger between them is a character misread, not the end.
  std::size_t begin = text.size(), end = 0, known = 0;
  std::u32string mended;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = capital_figure(text[i]);
    if (!is_one_of(c, words)) {
      if (begin < text.size() && (i + 1 - end > 2 || !core::is_han(c))) break;
      continue;
    }
    if (begin == text.size()) begin = i;
    end = i + 1, ++known;
  }
  if (known < 2 || end <= begin) return {};
  for (std::size_t i = begin; i < end; ++i) mended += capital_figure(text[i]);
  if (core::parse_money_words(core::to_utf8(mended))) {
    const bool as_printed = mended == text.substr(begin, end - begin);
    // Print that goes on and cannot be read: perhaps not the whole amount.
    const bool goes_on = end < text.size() && core::is_han(text[end]);
    return Value{core::to_utf8(mended), {}, begin, end, (as_printed ? 1.0 : 0.8) * (goes_on ? 0.6 : 1.0)};
  }
  if (known < 4) return {};
  return part(text, begin, end, 0.35);
}

std::optional<Value> read_decimal(Text text, bool times_sign) {
  std::size_t begin = 0;
  while (begin < text.size() && (is_one_of(text[begin], U"¥:") || (times_sign && is_one_of(text[begin], U"×xX*")))) ++begin;
  std::size_t end = begin;
  if (end < text.size() && text[end] == U'-') ++end;
  std::u32string digits(text.substr(begin, end - begin));
  while (end < text.size() && (is_digit(figure(text[end])) || is_one_of(text[end], U".,"))) {
    if (text[end] != U',') digits += figure(text[end]);
    ++end;
  }
  while (!digits.empty() && digits.back() == U'.') digits.pop_back();
  if (digits.empty() || digits == U"-" || std::count(digits.begin(), digits.end(), U'.') > 1) return {};
  return Value{core::to_utf8(digits), {}, begin, end, begin == 0 && end == text.size() ? 1.0 : 0.7};
}

std::optional<Value> read_digits(const FieldTemplate& field, Text text) {
  std::optional<Value> best;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!is_digit(figure(text[begin])) || (begin > 0 && is_digit(figure(text[begin - 1])))) continue;
    std::size_t end = begin;
    std::u32string digits;
    while (end < text.size() && is_digit(figure(text[end]))) digits += figure(text[end++]);
    if (digits.size() < field.length_min || digits.size() > field.length_max) continue;
    if (!is_digit(text[begin])) continue;  // begins with a letter: a word, not a number
    return Value{core::to_utf8(digits), {}, begin, end, begin <= 3 ? 1.0 : 0.6};
  }
  return best;
}

std::optional<Value> read_code(const FieldTemplate& field, Text text) {
  std::size_t begin = 0;
  while (begin < text.size() && is_one_of(text[begin], U":.、_-")) ++begin;
  std::size_t end = begin;
  while (end < text.size() && (is_digit(text[end]) || is_letter(text[end]) || is_one_of(text[end], U"-*_/"))) ++end;
  while (end > begin && is_one_of(text[end - 1], U"-_/")) --end;
  const std::size_t length = end - begin;
  if (length < std::max<std::size_t>(field.length_min, 1) || length > field.length_max) return {};
  const auto run = text.substr(begin, length);
  const auto digits = std::count_if(run.begin(), run.end(), is_digit);
  if (digits == 0) return {};
  Value value = part(text, begin, end, digits * 2 >= long(length) ? 1.0 : 0.7);
  if (value.worth < 1 && digits < 2) value.worth = 0.3;
  return value;
}

std::optional<Value> read_check_code(Text text) {
  std::size_t begin = 0;
  while (begin < text.size() && !is_digit(text[begin]) && !is_letter(text[begin])) ++begin;
  std::size_t end = begin;
  while (end < text.size() && (is_digit(text[end]) || is_letter(text[end]))) ++end;
  if (end - begin < 4 || end - begin > 20) return {};
  return part(text, begin, end, end - begin == 6 || end - begin == 20 ? 1.0 : 0.5);
}

std::optional<Value> read_identity(Text text) {
  std::optional<Value> best;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!is_digit(text[begin]) || (begin > 0 && is_digit(text[begin - 1]))) continue;
    std::size_t end = begin;
    std::u32string run;
    while (end < text.size() && (is_digit(figure(text[end])) || is_one_of(text[end], U"Xx*"))) {
      run += is_one_of(text[end], U"xX") ? U'X' : figure(text[end]);
      ++end;
      if (run.back() == U'X') break;
    }
    const std::string number = core::to_utf8(run);
    if (core::parse_identity_number(number)) return Value{number, {}, begin, end, 1.0};
    if (run.size() >= 16 && run.size() <= 19 && (!best || best->worth < 0.5))
      best = Value{number, {}, begin, end, run.size() == 18 ? 0.5 : 0.25};
  }
  return best;
}

std::optional<Value> read_bank_card(Text text) {
  std::optional<Value> best;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!is_digit(text[begin]) || (begin > 0 && is_digit(text[begin - 1]))) continue;
    std::size_t end = begin;
    std::u32string run;
    while (end < text.size() && (is_digit(figure(text[end])) || is_one_of(text[end], U"-"))) {
      if (text[end] != U'-') run += figure(text[end]);
      ++end;
    }
    if (run.size() < 12 || run.size() > 21) continue;
    const std::string number = core::to_utf8(run);
    const double worth = core::is_bank_card(number) ? 1.0 : run.size() >= 16 && run.size() <= 19 ? 0.6 : 0.4;
    if (!best || worth > best->worth) best = Value{number, {}, begin, end, worth};
  }
  return best;
}

std::optional<Value> read_phone(Text text) {
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!is_digit(text[begin])) continue;
    std::size_t end = begin;
    while (end < text.size() && (is_digit(figure(text[end])) || text[end] == U'-')) ++end;
    std::u32string run;
    for (const char32_t c : text.substr(begin, end - begin)) run += figure(c);
    const std::string number = core::to_utf8(run);
    if (run.size() < 7 || run.size() > 13) return {};
    return Value{number, {}, begin, end, core::is_mobile(number) ? 1.0 : 0.7};
  }
  return {};
}

std::optional<Value> read_words(Text text, std::size_t length_max) {
  std::size_t begin = 0;
  Text inner = trimmed(text, U":.、,;_。，；-|", begin);
  if (inner.size() > 2 && inner.front() == U'(' && inner.find(U')') == inner.size() - 1)  // (自费)
    inner = inner.substr(1, inner.size() - 2), ++begin;
  if (inner.empty() || inner.size() > length_max) return {};
  if (std::none_of(inner.begin(), inner.end(), [](char32_t c) { return core::is_han(c) || is_digit(c) || is_letter(c); }))
    return {};
  return Value{core::to_utf8(inner), {}, begin, begin + inner.size(), 0.85};
}

bool ends_with_any(Text text, std::initializer_list<Text> ends) {
  return std::any_of(ends.begin(), ends.end(),
                     [&](Text end) { return text.size() > end.size() && text.substr(text.size() - end.size()) == end; });
}

std::optional<Value> read_department(Text text) {
  // What follows with a colon or a figure is the next field: "肾内科就诊时间:2025".
  if (const auto stop = text.find_first_of(U":0123456789", 2); stop != Text::npos) {
    const auto end = text.substr(0, stop).find_last_of(U"科区室部");
    if (end != Text::npos && end > 0) text = text.substr(0, end + 1);
  }
  auto value = read_words(text, 24);
  if (!value) return {};
  const auto words = core::to_u32(value->value);
  // ICU, CCU, NICU
  if (words.size() >= 3 && words.size() <= 5 &&
      std::all_of(words.begin(), words.end(), [](char32_t c) { return c >= U'A' && c <= U'Z'; }))
    return value;
  if (std::none_of(words.begin(), words.end(), core::is_han)) return {};
  value->worth = ends_with_any(words, {U"科", U"病区", U"中心", U"病房", U"室", U"门诊", U"部"}) ? 1.0 : 0.6;
  return value;
}

constexpr std::array hospital_ends = {
    Text(U"医院"),     Text(U"卫生院"), Text(U"医疗中心"), Text(U"卫生服务中心"), Text(U"卫生服务站"), Text(U"诊所"),
    Text(U"门诊部"),   Text(U"保健院"), Text(U"医学中心"), Text(U"防治院"),       Text(U"疗养院"),     Text(U"防治所"),
    Text(U"急救中心"), Text(U"卫生室"), Text(U"保健所"),   Text(U"大药房"),       Text(U"药店")};

// 苏北人民医院|新区分院: a branch's own name goes on behind its mother's. Where it ends; `end` where none follows.
std::size_t behind_branch(Text text, std::size_t end) {
  constexpr std::size_t longest = 8;
  for (const Text branch : {Text(U"分院"), Text(U"院区"), Text(U"分部")}) {
    const auto at = text.find(branch, end);
    if (at == Text::npos || at - end > longest) continue;
    const Text between = text.substr(end, at - end);
    if (std::all_of(between.begin(), between.end(), core::is_han)) return at + branch.size();
  }
  return end;
}

std::optional<Value> read_hospital(Text text) {
  std::size_t begin = 0;
  while (begin < text.size() && !core::is_han(text[begin])) ++begin;
  std::size_t end = 0;
  for (const Text ending : hospital_ends) {
    const auto at = text.rfind(ending);
    if (at != Text::npos && at + ending.size() > end && at + ending.size() - begin >= 4) end = at + ending.size();
  }
  if (end == 0) return {};
  end = behind_branch(text, end);
  for (std::size_t i = begin; i + 4 < end; ++i)
    if (text[i] == U':' || (text[i] == U')' && (i < begin + 4 || text[i - 1] == U'章'))) begin = i + 1;
  while (begin < end && !core::is_han(text[begin])) ++begin;
  if (end - begin < 4) return {};
  // 三级甲等专科医院, 综合医院: what kind of institution it is, not which one.
  const Text name = text.substr(begin, end - begin);
  if (name.size() < 12 && (is_one_of(name[0], U"一二三") && name[1] == U'级')) return {};
  for (const Text kind : {Text(U"综合医院"), Text(U"专科医院"), Text(U"中医医院"), Text(U"类型:综合医院")})
    if (name == kind) return {};
  // A campus in brackets behind it belongs to the name: （东院区）.
  if (end < text.size() && text[end] == U'(') {
    const auto close = text.find(U')', end);
    if (close != Text::npos && close - end <= 10 && text.substr(end, close - end).find(U'院') != Text::npos) end = close + 1;
  }
  return part(text, begin, end, 1.0);
}

std::optional<Value> read_bank(Text text) {
  const auto at = text.find(U"银行");
  if (at == Text::npos) {
    const auto union_at = text.find(U"信用社");
    return union_at == Text::npos ? std::nullopt : std::optional(part(text, 0, union_at + 3, 0.8));
  }
  std::size_t begin = 0;
  while (begin < at && !core::is_han(text[begin])) ++begin;
  if (at == begin) return {};
  return part(text, begin, at + 2, 1.0);
}

std::optional<Value> read_bed(Text text) {
  std::size_t begin = 0;
  const Text inner = trimmed(text, U":_、.", begin);
  std::size_t end = 0;
  while (end < inner.size() && end < 10 && (is_digit(inner[end]) || is_letter(inner[end]) || is_one_of(inner[end], U"+-#床号加")))
    ++end;
  if (end == 0) return {};
  return Value{core::to_utf8(inner.substr(0, end)), {}, begin, begin + end, 0.9};
}

std::optional<Value> read_days(Text text) {
  std::size_t i = 0;
  while (i < text.size() && i < 4 && !is_digit(text[i])) ++i;
  std::size_t end = i;
  while (end < text.size() && is_digit(text[end])) ++end;
  if (end == i || end - i > 3) return {};
  const bool unit = end < text.size() && is_one_of(text[end], U"天日");
  if (!unit && end != text.size()) return {};
  return part(text, i, end, unit ? 1.0 : 0.8);
}

std::optional<Value> read_ethnicity(Text text) {
  std::size_t end = 0;
  while (end < text.size() && core::is_han(text[end])) ++end;
  if (end > 1 && text[end - 1] == U'族') --end;
  if (end < 1 || end > 5) return {};
  return part(text, 0, end, end <= 2 ? 1.0 : 0.6);
}

std::optional<Value> read_choice(const FieldTemplate& field, Text text) {
  constexpr Text ticks = U"☑√✓✔■☒▣●V✅";
  std::optional<Value> found;
  int named = 0;
  for (const auto& option : field.options) {
    const auto at = text.find(option);
    if (at == Text::npos) continue;
    ++named;
    const bool ticked = at > 0 && is_one_of(text[at - 1], ticks);
    if (ticked) return part(text, at, at + option.size(), 1.0);
    if (!found) found = part(text, at, at + option.size(), 0.9);
  }
  if (named != 1 && found) return {};  // several printed, none ticked that could be read
  if (!found) {
    auto words = read_words(text, 16);
    if (words) words->worth = 0.4;
    return words;
  }
  return found;
}

std::optional<Value> read_class(Text text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_one_of(text[i], U"甲乙丙")) return whole(text, 1.0);
    if (text.substr(i, 2) == U"自费" || text.substr(i, 2) == U"全自") return whole(text, 1.0);
  }
  if (text.size() == 1 && is_one_of(text[0], U"Zz2")) return Value{"乙", {}, 0, 1, 0.5};
  if (text == U"无" || text.find(U"自付") != Text::npos) return whole(text, 0.7);
  return {};
}

std::optional<Value> read_ratio(Text text) {
  std::size_t end = 0;
  while (end < text.size() && (is_digit(figure(text[end])) || text[end] == U'.')) ++end;
  if (end == 0) return {};
  const bool percent = end < text.size() && text[end] == U'%';
  std::u32string digits;
  for (const char32_t c : text.substr(0, end + percent)) digits += figure(c);
  return Value{core::to_utf8(digits), {}, 0, end + percent, 1.0};
}

}  // namespace

bool is_list(Type type) { return type == Type::diagnoses || type == Type::hospitals; }
bool runs_on(Type type) {
  return type == Type::block || type == Type::diagnoses || type == Type::address || type == Type::hospitals;
}

// In a letter a diagnosis ends with its sentence: what follows 。 and is no number of a list is no diagnosis.
std::size_t end_of_list(Text text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (text[i] == U'。' && !is_digit(text[i + 1]) && !is_one_of(text[i + 1], U"(（")) return i;
  return text.size();
}

std::vector<std::string> split_list(std::u32string_view text) {
  std::vector<std::string> parts;
  std::u32string current;
  const auto close = [&] {
    std::size_t begin = 0;
    const Text inner = trimmed(current, U":.、,;。，；_?", begin);
    if (!inner.empty()) parts.push_back(core::to_utf8(inner));
    current.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (is_one_of(c, U";；\n")) {
      close();
      continue;
    }
    // "1.", "2、", "(3)", "①" (folded to 1) before a word; not "2型", "0.9%", "1.5".
    std::size_t end = i;
    const bool bracket = c == U'(' || c == U'（';
    if (bracket) ++end;
    const std::size_t digits = end;
    while (end < text.size() && is_digit(text[end]) && end - digits < 2) ++end;
    if (end > digits && end < text.size() && (bracket ? is_one_of(text[end], U")）") : is_one_of(text[end], U".、．)")) &&
        end + 1 < text.size() && (!is_digit(text[end + 1]) || (end + 2 < text.size() && is_one_of(text[end + 2], U"型级度期"))) &&
        (i == 0 || !is_digit(text[i - 1])) && (i == 0 || !is_letter(text[i - 1]))) {
      close();
      i = end;
      continue;
    }
    current += c;
  }
  close();
  return parts;
}

std::optional<Value> read_value(const FieldTemplate& field, std::u32string_view text) {
  if (text.empty()) return {};
  switch (field.type) {
    case Type::digits: return read_digits(field, text);
    case Type::code: return read_code(field, text);
    case Type::choice: return read_choice(field, text);
    case Type::diagnoses:
    case Type::hospitals: {
      Value value{"", split_list(text.substr(0, end_of_list(text))), 0, text.size(), 0.9};
      if (value.list.empty()) return {};
      return value;
    }
    default: return read_cell(field.type, text);
  }
}

std::optional<Value> read_cell(Type type, std::u32string_view text) {
  if (text.empty()) return {};
  switch (type) {
    case Type::name: return read_name(text);
    case Type::clerk: return read_clerk(text);
    case Type::sex: return read_sex(text);
    case Type::age: return read_age(text);
    case Type::date:
    case Type::date_from: return read_date(text, false);
    case Type::date_until: return read_date(text, true);
    case Type::money: return read_money(text);
    case Type::money_words: return read_money_words(text);
    case Type::price: return read_decimal(text, false);
    case Type::quantity: return read_decimal(text, true);
    case Type::ratio: return read_ratio(text);
    case Type::check_code: return read_check_code(text);
    case Type::id_number: return read_identity(text);
    case Type::bank_card: return read_bank_card(text);
    case Type::phone: return read_phone(text);
    case Type::department: return read_department(text);
    case Type::bed: return read_bed(text);
    case Type::days: return read_days(text);
    case Type::hospital: return read_hospital(text);
    case Type::bank: return read_bank(text);
    case Type::ethnicity: return read_ethnicity(text);
    case Type::insurance_class: return read_class(text);
    case Type::region: {
      auto value = read_words(text, 30);
      // A place, not a sentence about places.
      if (value && value->value.find_first_of(",;") != std::string::npos) return {};
      if (value && text.find(U'、') != text.npos) return {};
      return value;
    }
    case Type::block:
    case Type::address: return whole(text, 0.85);
    case Type::item_name: {
      std::size_t begin = 0;
      const auto inner = trimmed(text, U":、,;_|.", begin);
      if (inner.empty()) return {};
      return Value{core::to_utf8(inner), {}, begin, begin + inner.size(), 0.9};
    }
    case Type::unit: return read_words(text, 10);
    case Type::remark: return read_words(text, 30);
    case Type::index:
    case Type::code: return read_words(text, 40);
    case Type::digits:
    case Type::choice:
    case Type::diagnoses:
    case Type::hospitals:
    case Type::text: return read_words(text, 60);
  }
  return {};
}

}  // namespace claimpack::extract
