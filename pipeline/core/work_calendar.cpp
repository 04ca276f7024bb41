#include "core/work_calendar.hpp"

#include <charconv>
#include <sstream>
#include <vector>

namespace claimpack::core {

namespace {

constexpr int holiday_days_max = 31;  // longer than any that was ever given: a slip of the pen

std::vector<std::string> parted(const std::string& line) {
  std::vector<std::string> parts(1);
  for (const char c : line)
    if (c == '\t') parts.emplace_back();
    else parts.back() += c;
  return parts;
}

bool is_weekend(const Date& day) {
  static constexpr Date monday{2024, 1, 1};
  const int weekday = ((days_between(monday, day) % 7) + 7) % 7;
  return weekday >= 5;
}

}  // namespace

Result<WorkCalendar> WorkCalendar::parse(const std::string& text, const std::string& name) {
  WorkCalendar calendar;
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const auto refuse = [&](const std::string& what, const std::string& cure) {
      return Error{ErrorCode::bad_input, what, name + ":" + std::to_string(number), cure};
    };
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || line[0] == '#') continue;
    const auto parts = parted(line);
    if (parts[0] == "year" && parts.size() == 3 && !parts[2].empty()) {
      int year = 0;
      const auto [end, fault] = std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), year);
      if (fault != std::errc() || end != parts[1].data() + parts[1].size() || !is_real({year, 1, 1}))
        return refuse("`" + parts[1] + "` is no year", "Write it as 2026");
      calendar.years_.insert(year);
    } else if (parts[0] == "off" && parts.size() == 4) {
      const auto first = parse_iso(parts[1]), last = parse_iso(parts[2]);
      if (!first || !last || !is_real(*first) || !is_real(*last) || *last < *first ||
          days_between(*first, *last) >= holiday_days_max)
        return refuse("A holiday's first and last day are expected",
                      "Write off, 2026-10-01, 2026-10-07, the name, parted by tabs");
      for (Date day = *first; day <= *last; day = add_days(day, 1)) calendar.off_.insert(day);
    } else if (parts[0] == "work" && parts.size() == 3) {
      const auto day = parse_iso(parts[1]);
      if (!day || !is_real(*day) || !is_weekend(*day))
        return refuse("A Saturday or Sunday that is worked is expected", "Write work, 2026-10-10, the name, parted by tabs");
      calendar.work_.insert(*day);
    } else {
      return refuse("The line is no year, off or work with its fields",
                    "Part the fields by tabs: year YYYY source; off FIRST LAST name; work DAY name");
    }
  }
  return calendar;
}

bool WorkCalendar::is_working_day(const Date& day) const {
  return work_.count(day) > 0 || (!is_weekend(day) && off_.count(day) == 0);
}

WorkCalendar::Deadline WorkCalendar::after(const Date& from, int working_days) const {
  Deadline deadline{from, true};
  while (working_days > 0) {
    deadline.day = add_days(deadline.day, 1);
    deadline.holidays_known = deadline.holidays_known && covers(deadline.day.year);
    if (is_working_day(deadline.day)) --working_days;
  }
  return deadline;
}

}  // namespace claimpack::core
