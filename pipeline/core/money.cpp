#include "core/money.hpp"

#include <array>
#include <utility>
#include <vector>

#include "core/text.hpp"

namespace claimpack::core {

namespace {

constexpr std::size_t whole_digits_max = 15;  // beyond it an amount is a misread number and would overflow

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool take(std::string_view& text, std::string_view head) {
  if (!text.starts_with(head)) return false;
  text.remove_prefix(head.size());
  return true;
}

// Blanks go, but not between two digits: "2 12.00" are two columns, not 212.00.
std::optional<std::string> without_loose_blanks(const std::string& text) {
  std::string out;
  bool gap = false;
  for (const char32_t c : to_u32(text)) {
    if (is_blank(c)) {
      gap = true;
      continue;
    }
    if (gap && !out.empty() && is_digit(out.back()) && c >= U'0' && c <= U'9') return std::nullopt;
    gap = false;
    out += to_utf8(c);
  }
  return out;
}

// "1,234" or "1234"; separators only where thousands are parted.
std::optional<std::string> whole_digits(std::string_view text) {
  std::string digits;
  const bool grouped = text.find(',') != std::string_view::npos;
  std::size_t since_comma = 0;
  bool comma_seen = false;
  for (const char c : text) {
    if (is_digit(c)) {
      digits += c;
      ++since_comma;
    } else if (c == ',') {
      if (since_comma == 0 || since_comma > 3 || (comma_seen && since_comma != 3)) return std::nullopt;
      comma_seen = true;
      since_comma = 0;
    } else {
      return std::nullopt;
    }
  }
  if (grouped && since_comma != 3) return std::nullopt;
  if (digits.size() > whole_digits_max) return std::nullopt;
  return digits;
}

std::optional<Fen> cents(std::string_view decimals) {
  if (decimals.empty()) return std::nullopt;
  for (std::size_t i = 0; i < decimals.size(); ++i)
    if (!is_digit(decimals[i]) || (i >= 2 && decimals[i] != '0')) return std::nullopt;
  return (decimals[0] - '0') * 10 + (decimals.size() > 1 ? decimals[1] - '0' : 0);
}

std::string two_digits(Fen cents_part) {
  return {static_cast<char>('0' + cents_part / 10), static_cast<char>('0' + cents_part % 10)};
}

}  // namespace

std::optional<Fen> parse_money(std::string_view input) {
  const auto plain = without_loose_blanks(fold_width(input));
  if (!plain) return std::nullopt;
  std::string_view text = *plain;
  bool negative = false, currency = false;
  for (bool more = true; more;) {
    more = false;
    if (!negative && take(text, "-")) negative = more = true;
    if (!currency && (take(text, "¥") || take(text, "人民币") || take(text, "RMB") || take(text, "CNY"))) currency = more = true;
  }
  if (text.ends_with("元")) text.remove_suffix(std::string_view("元").size());
  else if (text.ends_with("圆")) text.remove_suffix(std::string_view("圆").size());
  const std::size_t point = text.find('.');
  const auto whole = whole_digits(text.substr(0, point));
  if (!whole) return std::nullopt;
  Fen fen = 0;
  if (point != std::string_view::npos) {
    const auto part = cents(text.substr(point + 1));
    if (!part) return std::nullopt;
    fen = *part;
  } else if (whole->empty()) {
    return std::nullopt;
  }
  if (!whole->empty()) fen += std::stoll(*whole) * 100;
  return negative ? -fen : fen;
}

std::string format_money(Fen fen) {
  const bool negative = fen < 0;
  // Unsigned, so that the smallest number has a magnitude too.
  const std::uint64_t size = negative ? 0 - static_cast<std::uint64_t>(fen) : static_cast<std::uint64_t>(fen);
  return (negative ? "-" : "") + std::to_string(size / 100) + "." + two_digits(static_cast<Fen>(size % 100));
}

std::string format_money_grouped(Fen fen) {
  const std::string text = format_money(fen);
  const std::size_t first = fen < 0 ? 1 : 0, whole_end = text.size() - 3;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > first && i < whole_end && (whole_end - i) % 3 == 0) out += ',';
    out += text[i];
  }
  return out;
}

namespace {

// One sign of a capital amount.
struct Sign {
  enum class Kind { digit, zero, unit, ten_thousand, hundred_million, yuan, jiao, fen, whole } kind;
  int value = 0;       // digit 1 … 9, unit 10, 100, 1000
  bool plain = false;  // written as 一, 十 …, which a bill must not
};

std::optional<Sign> sign_of(char32_t c) {
  using K = Sign::Kind;
  constexpr std::array<std::u32string_view, 9> capitals{U"壹弌壱", U"贰貳弍貮弐", U"叁叄參参弎", U"肆", U"伍",
                                                        U"陆陸",   U"柒",         U"捌",         U"玖"};
  constexpr std::u32string_view common = U"一二三四五六七八九";
  for (std::size_t i = 0; i < capitals.size(); ++i) {
    if (capitals[i].find(c) != std::u32string_view::npos) return Sign{K::digit, static_cast<int>(i) + 1};
    if (common[i] == c) return Sign{K::digit, static_cast<int>(i) + 1, true};
  }
  switch (c) {
    case U'两':
    case U'兩': return Sign{K::digit, 2};
    case U'零':
    case U'〇':
    case U'○': return Sign{K::zero};
    case U'拾': return Sign{K::unit, 10};
    case U'佰': return Sign{K::unit, 100};
    case U'仟': return Sign{K::unit, 1000};
    case U'十': return Sign{K::unit, 10, true};
    case U'百': return Sign{K::unit, 100, true};
    case U'千': return Sign{K::unit, 1000, true};
    case U'万':
    case U'萬': return Sign{K::ten_thousand};
    case U'亿':
    case U'億': return Sign{K::hundred_million};
    case U'元':
    case U'圆':
    case U'圓': return Sign{K::yuan};
    case U'角': return Sign{K::jiao};
    case U'分': return Sign{K::fen};
    case U'整':
    case U'正': return Sign{K::whole};
    default: return std::nullopt;
  }
}

// Blanks and the label in front of the amount go: 人民币, （大写）, 大写：, in any order, and the ⊗ that VAT invoices print
// there.
std::optional<std::vector<Sign>> signs_of(std::string_view input) {
  const std::string folded = without_blanks(fold_width(input));
  std::string_view text = folded;
  while (take(text, "人民币") || take(text, "(大写)") || take(text, "大写") || take(text, ":") || take(text, "¥") ||
         take(text, "⊗")) {}
  std::vector<Sign> signs;
  for (const char32_t c : to_u32(text)) {
    const auto sign = sign_of(c);
    if (!sign) return std::nullopt;
    signs.push_back(*sign);
  }
  return signs;
}

// The grammar of domain "formats" 6. Every step either takes what it understands or gives the whole amount up.
class WordsReader {
 public:
  explicit WordsReader(std::vector<Sign> signs) : signs_(std::move(signs)) {}

  std::optional<WordsAmount> read() {
    for (const Sign& s : signs_) warn_ |= s.plain;
    Fen fen = 0;
    bool yuan_written = false;
    if (find(K::yuan)) {
      const auto yuan = integer();
      if (!yuan || !take_sign(K::yuan)) return std::nullopt;
      fen = *yuan * 100;
      yuan_written = true;
    }
    const auto small = small_change(fen / 100, yuan_written);
    if (!small || at_ != signs_.size()) return std::nullopt;
    return WordsAmount{fen + *small, warn_};
  }

 private:
  using K = Sign::Kind;

  bool find(K kind) const {
    for (const Sign& s : signs_)
      if (s.kind == kind) return true;
    return false;
  }
  bool is(std::size_t at, K kind) const { return at < signs_.size() && signs_[at].kind == kind; }
  bool take_sign(K kind) {
    if (!is(at_, kind)) return false;
    ++at_;
    return true;
  }

  // 1 … 9999 with 仟 佰 拾; 0 where none stands here, nothing where it is wrong.
  std::optional<Fen> part() {
    Fen sum = 0;
    int below = 10000;  // units must fall
    bool zero = false;
    while (at_ < signs_.size()) {
      const std::size_t start = at_;
      if (sum > 0 && take_sign(K::zero)) {
        zero = true;
        if (!is(at_, K::digit)) return std::nullopt;
      }
      int digit = 0;
      if (is(at_, K::digit)) {
        digit = signs_[at_++].value;
      } else if (at_ == 0 && is(at_, K::unit) && signs_[at_].value == 10) {
        digit = 1;  // 拾伍元
        warn_ = true;
      } else {
        at_ = start;
        break;
      }
      const int unit = is(at_, K::unit) ? signs_[at_++].value : 1;
      if (unit >= below) return std::nullopt;
      // A gap in the units is one 零, and 零 stands only in a gap.
      const bool gap = sum > 0 && unit * 10 != below;
      if (gap != zero) return std::nullopt;
      sum += Fen{digit} * unit;
      below = unit;
      zero = false;
      if (unit == 1) break;
    }
    return sum;
  }

  // Parts with 亿, 万 or nothing behind them. A part below 1000, or one across an empty part, needs 零 before it.
  std::optional<Fen> integer() {
    if (is(0, K::zero) && is(1, K::yuan)) {
      at_ = 1;
      return 0;
    }
    Fen sum = 0, before = 0;
    Fen scale_before = 0;
    do {
      const bool zero = scale_before != 0 && take_sign(K::zero);
      const auto value = part();
      if (!value || *value == 0) return std::nullopt;
      const Fen scale = take_sign(K::hundred_million) ? 100000000 : take_sign(K::ten_thousand) ? 10000 : 1;
      if (scale_before != 0) {
        if (scale >= scale_before) return std::nullopt;
        const bool must = *value < 1000 || scale * 10000 != scale_before;
        if (must && !zero) return std::nullopt;
        if (!must && zero && before % 10 != 0) warn_ = true;  // 壹万零贰仟: readable, but no zero stands there
      }
      sum += *value * scale;
      before = *value;
      scale_before = scale;
    } while (scale_before > 1 && !is(at_, K::yuan));
    return sum;
  }

  // A digit of 角 or 分, 零 allowed (with a warning) where people write 零角, 零分.
  std::optional<int> coin(K unit) {
    if (is(at_, K::digit) && is(at_ + 1, unit)) {
      at_ += 2;
      return signs_[at_ - 2].value;
    }
    if (is(at_, K::zero) && is(at_ + 1, unit)) {
      at_ += 2;
      warn_ = true;
      return 0;
    }
    return std::nullopt;
  }

  std::optional<Fen> small_change(Fen yuan, bool yuan_written) {
    if (take_sign(K::whole)) return yuan_written ? std::optional<Fen>(0) : std::nullopt;
    bool zero = is(at_, K::zero) && is(at_ + 1, K::digit) && take_sign(K::zero);
    const auto jiao = coin(K::jiao);
    if (jiao) {
      if (zero && (yuan % 10 != 0 || !yuan_written)) warn_ = true;
      zero = is(at_, K::zero) && is(at_ + 1, K::digit) && take_sign(K::zero);
      if (zero && *jiao != 0) warn_ = true;
    }
    const auto fen = coin(K::fen);
    if (zero && !jiao && !fen) return std::nullopt;
    if (jiao && zero && !fen) return std::nullopt;
    if (!jiao && !fen) {
      if (!yuan_written) return std::nullopt;
      warn_ = true;  // 整 is required here
      return 0;
    }
    if (!jiao && *fen != 0 && ((yuan >= 1 && !zero) || (!yuan_written && zero))) warn_ = true;
    if (take_sign(K::whole) && fen) warn_ = true;
    return Fen{jiao.value_or(0)} * 10 + fen.value_or(0);
  }

  std::vector<Sign> signs_;
  std::size_t at_ = 0;
  bool warn_ = false;
};

// 1 … 9999 in capitals, inner zeros once.
std::string part_words(int value) {
  constexpr std::array<const char*, 10> digits{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
  std::string out;
  bool zero = false;
  for (const auto& [unit, name] : {std::pair{1000, "仟"}, std::pair{100, "佰"}, std::pair{10, "拾"}, std::pair{1, ""}}) {
    const int digit = value / unit % 10;
    if (digit == 0) {
      zero = !out.empty();
      continue;
    }
    if (zero) out += digits[0];
    zero = false;
    out += std::string(digits[static_cast<std::size_t>(digit)]) + name;
  }
  return out;
}

std::string yuan_words(Fen yuan) {
  std::string out;
  Fen scale_before = 0;
  for (const auto& [scale, name] : {std::pair{Fen{100000000}, "亿"}, std::pair{Fen{10000}, "万"}, std::pair{Fen{1}, ""}}) {
    const int value = static_cast<int>(yuan / scale % 10000);
    if (value == 0) continue;
    if (scale_before != 0 && (value < 1000 || scale * 10000 != scale_before)) out += "零";
    out += part_words(value) + name;
    scale_before = scale;
  }
  return out;
}

constexpr Fen words_max = 99999999999999;  // 玖仟玖佰玖拾玖亿…: above, the grammar has no unit

}  // namespace

std::optional<WordsAmount> parse_money_words(std::string_view text) {
  auto signs = signs_of(text);
  if (!signs || signs->empty()) return std::nullopt;
  return WordsReader(std::move(*signs)).read();
}

std::string format_money_words(Fen fen) {
  if (fen < 0 || fen > words_max) return {};
  const Fen yuan = fen / 100;
  const int jiao = static_cast<int>(fen / 10 % 10), cent = static_cast<int>(fen % 10);
  std::string out = yuan > 0 ? yuan_words(yuan) + "元" : "";
  if (jiao == 0 && cent == 0) return (yuan > 0 ? out : "零元") + "整";
  if (jiao > 0) out += part_words(jiao) + "角";
  if (cent == 0) return out + "整";
  if (jiao == 0 && yuan > 0) out += "零";
  return out + part_words(cent) + "分";
}

}  // namespace claimpack::core
