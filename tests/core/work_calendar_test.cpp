#include "core/work_calendar.hpp"

#include <fstream>
#include <iterator>

#include "catch.hpp"

namespace claimpack::core {

namespace {

WorkCalendar published() {
  std::ifstream in(std::string(CLAIMPACK_SOURCE) + "/templates/notices/workdays.tsv");
  const auto calendar = WorkCalendar::parse(std::string(std::istreambuf_iterator<char>(in), {}), "workdays.tsv");
  if (!calendar) FAIL(sentence(calendar.error()));
  return calendar.value();
}

std::string fault_of(const std::string& text) {
  const auto calendar = WorkCalendar::parse(text, "days.tsv");
  return calendar ? std::string() : calendar.error().place;
}

}  // namespace

TEST_CASE("work calendar: holidays rest, some weekends are worked") {
  const WorkCalendar days = published();
  CHECK(days.is_working_day({2024, 5, 20}));
  CHECK_FALSE(days.is_working_day({2024, 5, 18}));  // a Saturday
  CHECK(days.is_working_day({2024, 5, 11}));        // a Saturday worked for the first of May
  CHECK_FALSE(days.is_working_day({2024, 6, 10}));  // 端午节, a Monday
  CHECK_FALSE(days.is_working_day({2025, 10, 8}));
  CHECK(days.is_working_day({2026, 2, 28}));
  CHECK_FALSE(days.is_working_day({2026, 2, 23}));
  for (int year = 2020; year <= 2026; ++year) CHECK(days.covers(year));
  CHECK_FALSE(days.covers(2027));
}

TEST_CASE("work calendar: the last of n working days, counted from the day after") {
  const WorkCalendar days = published();
  const auto due = days.after({2024, 5, 20}, 30);
  CHECK(due.day == Date{2024, 7, 2});  // 端午节 takes one day: by weekends alone it were July 1
  CHECK(due.holidays_known);
  CHECK(add_working_days({2024, 5, 20}, 30) == Date{2024, 7, 1});
  CHECK(days.after({2024, 9, 27}, 1).day == Date{2024, 9, 29});   // a Sunday worked for the first of October
  CHECK(days.after({2024, 9, 30}, 5).day == Date{2024, 10, 12});  // a week of holidays, a Saturday worked
  CHECK(days.after({2024, 5, 20}, 0).day == Date{2024, 5, 20});
}

TEST_CASE("work calendar: a year that is not published is counted Monday to Friday, and said so") {
  const WorkCalendar days = published();
  const auto due = days.after({2026, 12, 28}, 10);
  CHECK(due.day == Date{2027, 1, 11});
  CHECK_FALSE(due.holidays_known);
  CHECK(days.after({2026, 12, 1}, 10).holidays_known);
}

TEST_CASE("work calendar: faults are told by line") {
  CHECK(fault_of("# comment\nyear\t2026\tsource\noff\t2026-10-01\t2026-10-07\tname\nwork\t2026-10-10\tname\n") == "");
  CHECK(fault_of("year\t2026\n") == "days.tsv:1");
  CHECK(fault_of("year\t26\tsource\n") == "days.tsv:1");
  CHECK(fault_of("\noff\t2026-10-07\t2026-10-01\tname\n") == "days.tsv:2");
  CHECK(fault_of("off\t2026-01-01\t2026-12-31\tname\n") == "days.tsv:1");
  CHECK(fault_of("off\t2026-02-30\t2026-02-30\tname\n") == "days.tsv:1");
  CHECK(fault_of("work\t2026-10-12\tname\n") == "days.tsv:1");  // a Monday
  CHECK(fault_of("rest\t2026-10-12\n") == "days.tsv:1");
}

}  // namespace claimpack::core
