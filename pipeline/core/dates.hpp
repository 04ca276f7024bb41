// Calendar dates, civil, proleptic Gregorian.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace claimpack::core {

struct Date {
  int year = 0, month = 0, day = 0;
  auto operator<=>(const Date&) const = default;
};

bool is_real(const Date& date);                        // 1850 … 2199 and a day that exists
std::string format_date(const Date& date);             // "2026-03-15"
std::optional<Date> parse_iso(std::string_view text);  // "2026-03-15" only
// All forms of domain "formats" 7: 2026-03-15, 2026/3/15, 2026.03.15, 20260315, 2026年3月15日, with a time behind
// (also glued: 2026-03-1514:02), 二〇二六年三月十五日. Full-width folded, blanks dropped. Nothing for two-digit years.
std::optional<Date> parse_date(std::string_view text);
// Two dates in one field: 20260301-20260315, 2026-03-01至2026-03-15, 2026.03.01—2026.03.15, 2026年3月1日～3月15日.
std::optional<std::pair<Date, Date>> parse_date_range(std::string_view text);

int days_between(const Date& from, const Date& to);  // to - from
Date add_days(const Date& date, int days);
Date add_months(const Date& date, int months);  // same day, else the month's end
Date first_of_next_month(const Date& date);
// Weekends only, counting from the day after.
Date add_working_days(const Date& date, int days);

}  // namespace claimpack::core
