#include "core/dates.hpp"

#include <algorithm>
#include <cstdio>

#include "core/text.hpp"

namespace claimpack::core {

namespace {

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in_month(int year, int month) {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

// Days since 1970-01-01 and back. Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
int day_number(const Date& d) {
  const int y = d.month <= 2 ? d.year - 1 : d.year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int of_era = y - era * 400;
  const int of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

Date date_of(int number) {
  number += 719468;
  const int era = (number >= 0 ? number : number - 146096) / 146097;
  const int day = number - era * 146097;
  const int year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
  const int of_year = day - (365 * year + year / 4 - year / 100);
  const int month = (5 * of_year + 2) / 153;
  Date d{year + era * 400, month < 10 ? month + 3 : month - 9, of_year - (153 * month + 2) / 5 + 1};
  if (d.month <= 2) ++d.year;
  return d;
}

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

// 0 … 9 of a Chinese numeral, or -1.
int numeral(char32_t c) {
  constexpr std::u32string_view signs[] = {U"〇零○", U"一壹", U"二贰", U"三叁", U"四肆",
                                           U"五伍",  U"六陆", U"七柒", U"八捌", U"九玖"};
  for (int i = 0; i < 10; ++i)
    if (signs[i].find(c) != std::u32string_view::npos) return i;
  return -1;
}

// 一 … 三十一 (also 零三, 廿一, 卅): months and days.
std::optional<int> small_numeral(std::u32string_view text) {
  if (!text.empty() && numeral(text[0]) == 0) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  int tens = 0;
  if (text[0] == U'廿' || text[0] == U'卅') {
    tens = text[0] == U'廿' ? 2 : 3;
    text.remove_prefix(1);
  } else if (text[0] == U'十' || text[0] == U'拾') {
    tens = 1;
    text.remove_prefix(1);
  } else if (text.size() >= 2 && (text[1] == U'十' || text[1] == U'拾')) {
    tens = numeral(text[0]);
    if (tens < 1) return std::nullopt;
    text.remove_prefix(2);
  }
  if (text.empty()) return tens * 10;
  const int ones = numeral(text[0]);
  if (text.size() != 1 || ones < 1) return std::nullopt;
  return tens * 10 + ones;
}

// 二〇二六年三月十五日 -> 2026年3月15日, in place; other text is left as it is.
std::u32string with_arabic_numerals(const std::u32string& text) {
  std::u32string out, run;
  const auto flush = [&](char32_t next) {
    if (run.empty()) return;
    std::u32string digits;
    bool each = run.size() == 4 && next == U'年';
    for (const char32_t c : run) each = each && numeral(c) >= 0;
    if (each)
      for (const char32_t c : run) digits += static_cast<char32_t>(U'0' + numeral(c));
    else if (const auto value = run == U"元" ? std::optional<int>(1) : small_numeral(run); value && next != U'年')
      for (const char c : std::to_string(*value)) digits += static_cast<char32_t>(c);
    out += digits.empty() ? run : digits;
    run.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    const bool part = numeral(c) >= 0 || c == U'十' || c == U'拾' || c == U'廿' || c == U'卅' ||
                      (c == U'元' && i + 1 < text.size() && text[i + 1] == U'月');
    if (part) {
      run += c;
      continue;
    }
    flush(c);
    out += c;
  }
  flush(0);
  return out;
}

// Reads along one field. Blanks are skipped between parts; inside a number they part it.
class Scanner {
 public:
  explicit Scanner(std::string_view utf8) : text_(with_arabic_numerals(without_inner_blanks(fold_width(to_u32(utf8))))) {}

  bool at_end() {
    skip_blanks();
    return at_ == text_.size();
  }

  // A whole date; with `year_before`, also month and day alone.
  std::optional<Date> date(std::optional<int> year_before = std::nullopt) {
    skip_blanks();
    const std::size_t start = at_;
    std::optional<Date> found;
    const std::size_t run = digits_ahead();
    if (run == 8 || run == 12 || run == 14 || run == 16 || (run == 10 && after(run) == U':')) found = compact();
    else if (run == 4) found = parted(number(4));
    else if (year_before && (run == 1 || run == 2)) found = month_and_day(*year_before);
    if (found && is_real(*found)) return found;
    at_ = start;
    return std::nullopt;
  }

  // Clock time and day of the week behind a date; nothing there is fine too. False: something else stands there.
  bool time() {
    skip_blanks();
    take(U'T');
    for (const std::u32string_view word : {U"星期", U"周"})
      if (take(word) && at_ < text_.size()) ++at_;
    skip_blanks();
    for (const std::u32string_view word : {U"上午", U"下午", U"中午", U"晚上", U"凌晨"}) take(word);
    skip_blanks();
    const std::size_t run = digits_ahead();
    if (run == 0) return true;
    if (run == 4 || run == 6) return glued_time(run);
    if (run > 2) return false;
    const int hour = number(run);
    if (hour > 24) return false;
    if (take(U'时') || take(U'点')) return minutes(true);
    return take(U':') && minutes(false);
  }

  bool connector() {
    skip_blanks();
    bool found = false;
    for (bool more = true; more;) {
      more = take(U'-') || take(U'—') || take(U'―') || take(U'─') || take(U'~') || take(U'至') || take(U'到') || take(U'起');
      found = found || more;
      skip_blanks();
    }
    return found;
  }

  // "共22天", "(22天)" behind a range.
  bool day_count() {
    skip_blanks();
    const std::size_t start = at_;
    take(U'(');
    if (!take(U'共')) take(U'计');
    skip_blanks();
    const std::size_t run = digits_ahead();
    at_ += run;
    skip_blanks();
    if (run > 0 && run <= 4 && (take(U'天') || take(U'日'))) {
      take(U')');
      return true;
    }
    at_ = start;
    return at_end();
  }

 private:
  // A blank stays only between two digits: everything else of a date holds without it.
  static std::u32string without_inner_blanks(const std::u32string& text) {
    std::u32string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (!is_blank(text[i])) {
        out += text[i];
        continue;
      }
      while (i + 1 < text.size() && is_blank(text[i + 1])) ++i;
      if (!out.empty() && i + 1 < text.size() && is_digit(out.back()) && is_digit(text[i + 1])) out += U' ';
    }
    return out;
  }

  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == U' ') ++at_;
  }
  std::size_t digits_ahead() const {
    std::size_t n = 0;
    while (at_ + n < text_.size() && is_digit(text_[at_ + n])) ++n;
    return n;
  }
  char32_t after(std::size_t n) const { return at_ + n < text_.size() ? text_[at_ + n] : 0; }
  int number(std::size_t n) {
    int value = 0;
    for (std::size_t i = 0; i < n; ++i) value = value * 10 + static_cast<int>(text_[at_++] - U'0');
    return value;
  }
  bool take(char32_t c) {
    if (after(0) != c) return false;
    ++at_;
    return true;
  }
  bool take(std::u32string_view word) {
    if (!std::u32string_view(text_).substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  bool separator() { return take(U'-') || take(U'/') || take(U'.') || take(U'—') || take(U'―') || take(U'─'); }

  std::optional<Date> compact() {
    const int year = number(4), month = number(2);
    return Date{year, month, number(2)};
  }

  std::optional<Date> parted(int year) {
    // Three numbers with blanks between them: form print (年 月 日) that the reader lost.
    if (after(0) == U' ') {
      skip_blanks();
      if (digits_ahead() != 2) return std::nullopt;
      const int month = number(2);
      if (!take(U' ') || digits_ahead() != 2) return std::nullopt;
      return Date{year, month, number(2)};
    }
    if (after(0) != U'年' && !separator_ahead()) return std::nullopt;
    ++at_;
    return month_and_day(year);
  }

  bool separator_ahead() {
    const std::size_t start = at_;
    const bool found = separator();
    at_ = start;
    return found;
  }

  std::optional<Date> month_and_day(int year) {
    const std::size_t month_digits = digits_ahead();
    if (month_digits < 1 || month_digits > 2) return std::nullopt;
    const int month = number(month_digits);
    const bool words = take(U'月');
    if (!words && !separator()) return std::nullopt;
    const auto day = day_number_ahead();
    if (!day) return std::nullopt;
    if (words && !take(U'日')) take(U'号');
    return Date{year, month, *day};
  }

  // The day, where OCR may have glued what follows to it: 1514:02, 15140233, 012026-03-15.
  std::optional<int> day_number_ahead() {
    const std::size_t run = digits_ahead();
    if (run == 1 || run == 2) return number(run);
    if (run == 4 || run == 6 || run == 8) return number(2);
    if (run == 3 && after(3) == U':') {
      // D HH or DD H: only where one of the two can be.
      const int whole = static_cast<int>((text_[at_] - U'0') * 100 + (text_[at_ + 1] - U'0') * 10 + (text_[at_ + 2] - U'0'));
      const bool one = whole / 100 >= 1 && whole % 100 <= 23, two = whole / 10 >= 1 && whole / 10 <= 31;
      if (one == two) return std::nullopt;
      return number(one ? 1 : 2);
    }
    return std::nullopt;
  }

  bool glued_time(std::size_t run) {
    if (number(2) > 24 || number(2) > 59) return false;
    return run == 4 ? !take(U':') || seconds() : number(2) <= 59;
  }
  bool minutes(bool may_lack) {
    const std::size_t run = digits_ahead();
    if (run == 0) return may_lack;
    if (run > 2 || number(run) > 59) return false;
    if (take(U'分')) return digits_ahead() == 0 || seconds();
    return !take(U':') || seconds();
  }
  bool seconds() {
    const std::size_t run = digits_ahead();
    if (run < 1 || run > 2 || number(run) > 60) return false;
    take(U'秒');
    if (take(U'.')) at_ += digits_ahead();
    return true;
  }

  std::u32string text_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_real(const Date& date) {
  return date.year >= 1850 && date.year <= 2199 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
         date.day <= days_in_month(date.year, date.month);
}

std::string format_date(const Date& date) {
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day);
  return text;
}

std::optional<Date> parse_iso(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t n) {
    int value = 0;
    for (std::size_t i = at; i < at + n; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  const Date date{number(0, 4), number(5, 2), number(8, 2)};
  return is_real(date) ? std::optional(date) : std::nullopt;
}

std::optional<Date> parse_date(std::string_view text) {
  Scanner scanner(text);
  const auto date = scanner.date();
  if (!date || !scanner.time() || !scanner.at_end()) return std::nullopt;
  return date;
}

std::optional<std::pair<Date, Date>> parse_date_range(std::string_view text) {
  Scanner scanner(text);
  const auto from = scanner.date();
  if (!from) return std::nullopt;
  Scanner with_time = scanner;
  bool connected = scanner.connector();
  if (!connected && with_time.time() && with_time.connector()) {
    scanner = with_time;
    connected = true;
  }
  auto to = scanner.date();
  if (!to && connected) {
    to = scanner.date(from->year);
    if (to && *to < *from) return std::nullopt;  // 12月30日～1月2日 without its year: not to be guessed
  }
  if (!to) return std::nullopt;
  scanner.time();
  if (!scanner.day_count() || !scanner.at_end()) return std::nullopt;
  return std::pair{*from, *to};
}

int days_between(const Date& from, const Date& to) { return day_number(to) - day_number(from); }

Date add_days(const Date& date, int days) { return date_of(day_number(date) + days); }

Date add_months(const Date& date, int months) {
  const int count = date.year * 12 + date.month - 1 + months;
  const int year = count >= 0 ? count / 12 : (count - 11) / 12;
  const int month = count - year * 12 + 1;
  return {year, month, std::min(date.day, days_in_month(year, month))};
}

Date first_of_next_month(const Date& date) {
  const Date next = add_months({date.year, date.month, 1}, 1);
  return {next.year, next.month, 1};
}

Date add_working_days(const Date& date, int days) {
  int number = day_number(date);
  for (int left = days; left > 0;) {
    ++number;
    const int weekday = ((number + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday; 0 is Sunday
    if (weekday != 0 && weekday != 6) --left;
  }
  return date_of(number);
}

}  // namespace claimpack::core
