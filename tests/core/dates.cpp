#include "core/dates.hpp"

#include <random>

#include "catch.hpp"

using namespace claimpack::core;

namespace {

std::string read(std::string_view text) {
  const auto date = parse_date(text);
  return date ? format_date(*date) : "";
}

std::string read_range(std::string_view text) {
  const auto range = parse_date_range(text);
  return range ? format_date(range->first) + " " + format_date(range->second) : "";
}

Date day(const char* iso) {
  const auto date = parse_iso(iso);
  REQUIRE(date);
  return *date;
}

// The next day, by counting alone.
Date next(Date d) {
  for (const Date tried : {Date{d.year, d.month, d.day + 1}, Date{d.year, d.month + 1, 1}, Date{d.year + 1, 1, 1}})
    if (is_real(tried)) return tried;
  return {};
}

}  // namespace

TEST_CASE("every printed form of a date is read") {
  for (const char* text : {"2026-03-15",
                           "2026/3/15",
                           "2026.03.15",
                           "20260315",
                           "2026年3月15日",
                           "2026 年 03 月 15 日",
                           "2026-03-15 14:02",
                           "2026-03-15 14:02:33",
                           "2026-03-1514:02:33",
                           "2026-03-1514:02",
                           "20260315140233",
                           "202603151402",
                           "2026年03月15日14时",
                           "2026年03月15日14时02分",
                           "2026年3月15日 14:02:33",
                           "２０２６－０３－１５",
                           "2026年3月15号",
                           "2026年3月15",
                           " 2026 - 03 - 15 ",
                           "2026-03-15T14:02:33",
                           "2026/03/15 08:00:00.000",
                           "20260315 14:02",
                           "2026031514:02",
                           "二〇二六年三月十五日",
                           "二零二六年三月十五日",
                           "二○二六年叁月拾伍日",
                           "2026 03 15",
                           "2026年3月15日 星期日",
                           "2026年3月15日上午9时",
                           "2026—03—15",
                           "2026-03-15140233"}) {
    INFO(text);
    CHECK(read(text) == "2026-03-15");
  }
  CHECK(read("二〇二六年十二月三十一日") == "2026-12-31");
  CHECK(read("二〇二六年元月廿一日") == "2026-01-21");
  CHECK(read("二〇二六年十月二十日") == "2026-10-20");
  CHECK(read("1889-02-28") == "1889-02-28");
  CHECK(read("2026-3-1") == "2026-03-01");
}

TEST_CASE("what is no date, or could be two, is refused") {
  for (const char* text : {"",
                           "2026-02-30",
                           "20261301",
                           "2026-00-10",
                           "2026-13-01",
                           "26-03-15",
                           "26年3月15日",
                           "2026",
                           "2026-03",
                           "202603",
                           "2026-03-15abc",
                           "1849-12-31",
                           "2200-01-01",
                           "2026-3-114:02",
                           "2026 3 15",
                           "3月15日",
                           "2026315",
                           "2026-03-155",
                           "二六年三月十五日",
                           "2026年三十二日",
                           "2026-03-15 25:00",
                           "2026-03-15 14:61",
                           "2026-02-29",
                           "2026-03-15-2026-03-16"}) {
    INFO(text);
    CHECK(read(text) == "");
  }
}

TEST_CASE("two dates in one field are read") {
  CHECK(read_range("20210323-20210414") == "2021-03-23 2021-04-14");
  CHECK(read_range("20260301-20260315") == "2026-03-01 2026-03-15");
  CHECK(read_range("2025-12-30至2026-01-02") == "2025-12-30 2026-01-02");
  CHECK(read_range("2026-03-01至2026-03-15") == "2026-03-01 2026-03-15");
  CHECK(read_range("2026-03-01–2026-03-01") == "2026-03-01 2026-03-01");
  CHECK(read_range("2026.03.01—2026.03.15") == "2026-03-01 2026-03-15");
  CHECK(read_range("2026.03.01-2036.03.01") == "2026-03-01 2036-03-01");
  CHECK(read_range("2026年3月1日～3月15日") == "2026-03-01 2026-03-15");
  CHECK(read_range("2026年3月1日 至 2026年3月15日") == "2026-03-01 2026-03-15");
  CHECK(read_range("2026-03-01 08:30 至 2026-03-15 10:00") == "2026-03-01 2026-03-15");
  CHECK(read_range("2026-03-01 08:30:00-2026-03-15 10:00:00") == "2026-03-01 2026-03-15");
  CHECK(read_range("2026030120260315") == "2026-03-01 2026-03-15");
  CHECK(read_range("2026-03-01 2026-03-15") == "2026-03-01 2026-03-15");
  CHECK(read_range("20260301—20260315 共14天") == "2026-03-01 2026-03-15");
  CHECK(read_range("20260301-20260315(14天)") == "2026-03-01 2026-03-15");
}

TEST_CASE("half a range, or one across a year that nobody wrote, is refused") {
  for (const char* text : {"", "20260301", "20260301-", "2026-03-01至", "2026-03-01至2026-02-30", "2026年12月30日～1月2日",
                           "长期", "2026.03.01-长期", "20260301-20260315abc", "20260301-20260315-20260316"}) {
    INFO(text);
    CHECK(read_range(text) == "");
  }
}

TEST_CASE("a printed date is read back, whatever the form") {
  std::mt19937 random(17);
  for (int round = 0; round < 5000; ++round) {
    const Date d = add_days(Date{1850, 1, 1}, static_cast<int>(random() % 127000));
    const Date e = add_days(d, static_cast<int>(random() % 400));
    if (!is_real(d) || !is_real(e)) continue;
    const std::string iso = format_date(d), y = iso.substr(0, 4), m = iso.substr(5, 2), dd = iso.substr(8, 2);
    for (const std::string& text : {iso, y + m + dd, y + "/" + std::to_string(d.month) + "/" + std::to_string(d.day),
                                    y + "年" + std::to_string(d.month) + "月" + std::to_string(d.day) + "日", iso + "09:05:00"})
      if (read(text) != iso) FAIL(text);
    if (read_range(iso + "至" + format_date(e)) != iso + " " + format_date(e)) FAIL(iso);
  }
}

TEST_CASE("the calendar counts as a finger does, 1850 to 2199") {
  Date d{1850, 1, 1};
  const Date origin = d;
  int count = 0;
  for (; is_real(next(d)); d = next(d), ++count) {
    if (days_between(origin, d) != count || add_days(origin, count) != d) FAIL(format_date(d));
    if (parse_iso(format_date(d)) != std::optional<Date>(d)) FAIL(format_date(d));
  }
  CHECK(d == Date{2199, 12, 31});
  CHECK(count == 127834);
}

TEST_CASE("stays are counted") {
  CHECK(days_between(day("2021-03-23"), day("2021-04-14")) == 22);
  CHECK(days_between(day("2025-12-30"), day("2026-01-02")) == 3);
  CHECK(days_between(day("2026-03-01"), day("2026-03-01")) == 0);
  CHECK(days_between(day("2026-03-02"), day("2026-03-01")) == -1);
}

TEST_CASE("months are added to the same day, else to the month's end") {
  CHECK(add_months(day("2026-08-31"), 6) == day("2027-02-28"));
  CHECK(add_months(day("2026-03-15"), 6) == day("2026-09-15"));
  CHECK(add_months(day("2026-01-31"), 1) == day("2026-02-28"));
  CHECK(add_months(day("2025-10-31"), 1) == day("2025-11-30"));
  CHECK(add_months(day("2024-02-29"), 12) == day("2025-02-28"));
  CHECK(add_months(day("2026-03-31"), -1) == day("2026-02-28"));
  CHECK(add_months(day("2026-01-15"), -13) == day("2024-12-15"));
  CHECK(first_of_next_month(day("2026-01-31")) == day("2026-02-01"));
  CHECK(first_of_next_month(day("2026-12-01")) == day("2027-01-01"));
}

TEST_CASE("working days skip weekends") {
  CHECK(add_working_days(day("2026-03-02"), 30) == day("2026-04-13"));
  CHECK(add_working_days(day("2026-03-06"), 5) == day("2026-03-13"));
  CHECK(add_working_days(day("2026-03-06"), 10) == day("2026-03-20"));
  CHECK(add_working_days(day("2026-03-06"), 20) == day("2026-04-03"));
  CHECK(add_working_days(day("2026-03-06"), 0) == day("2026-03-06"));
  // Monday 2026-03-02 by hand; five working days are always a week.
  for (int i = 0; i < 5; ++i) CHECK(add_working_days(add_days(day("2026-03-02"), i), 5) == add_days(day("2026-03-09"), i));
}

TEST_CASE("only days that exist are real") {
  CHECK(is_real({2024, 2, 29}));
  CHECK_FALSE(is_real({2026, 2, 29}));
  CHECK_FALSE(is_real({1900, 2, 29}));
  CHECK(is_real({2000, 2, 29}));
  CHECK_FALSE(is_real({2026, 4, 31}));
  CHECK_FALSE(is_real({2026, 0, 1}));
  CHECK_FALSE(is_real({2026, 1, 0}));
  CHECK_FALSE(parse_iso("2026-3-15"));
  CHECK_FALSE(parse_iso("2026/03/15"));
}
