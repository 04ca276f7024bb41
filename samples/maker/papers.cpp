#include "papers.hpp"

#include <cstdio>

namespace claimpack::samples {

int age_on(const Person& person, const Date& day) {
  const bool before = std::pair(day.month, day.day) < std::pair(person.birth.month, person.birth.day);
  return day.year - person.birth.year - (before ? 1 : 0);
}

std::string chinese_date(const Date& date) {
  char text[48];
  std::snprintf(text, sizeof text, "%04d年%02d月%02d日", date.year, date.month, date.day);
  return text;
}

std::string compact_date(const Date& date) {
  char text[48];
  std::snprintf(text, sizeof text, "%04d%02d%02d", date.year, date.month, date.day);
  return text;
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : between) + part;
  return out;
}

Fen total_of(const std::vector<Row>& rows) {
  Fen total = 0;
  for (const Row& row : rows) total += row.amount();
  return total;
}

void sample_note(Canvas& canvas, double width, double height) {
  canvas.text(width / 2, height - 5, "虚构样张，人员与机构均不存在，仅供软件测试",
              {.size = 5.5, .colour = {0.62, 0.62, 0.62}, .align = Align::centre});
}

}  // namespace claimpack::samples
