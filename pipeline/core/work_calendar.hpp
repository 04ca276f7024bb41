// Working days of the state's calendar: weekends, legal holidays and the weekend days worked instead of others.
#pragma once

#include <set>
#include <string>

#include "core/dates.hpp"
#include "core/result.hpp"

namespace claimpack::core {

class WorkCalendar {
 public:
  // Lines of fields parted by tabs: `year YYYY source`, `off FIRST LAST name`, `work DAY name`; # begins a comment. A year's
  // days count as known once its `year` line stands. An Error (bad_input) names line and cure; `name` is the file's.
  static Result<WorkCalendar> parse(const std::string& text, const std::string& name);

  bool covers(int year) const { return years_.count(year) > 0; }
  // In a year that nobody has published yet: Monday to Friday.
  bool is_working_day(const Date& day) const;

  struct Deadline {
    Date day;
    bool holidays_known = true;  // every year that was counted through is covered
  };
  // The last of `working_days` working days, counted from the day after `from`.
  Deadline after(const Date& from, int working_days) const;

 private:
  std::set<int> years_;
  std::set<Date> off_, work_;
};

}  // namespace claimpack::core
