#include "check/page_twins.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "core/dates.hpp"
#include "core/text.hpp"

namespace claimpack::check {

namespace {

// Measured on 199 scanned pages of 17 claims: another scan of a page (lit otherwise, noisy, cut by 3 %, JPEG at quality 45,
// turned) keeps 0.93 in the median and 0.6 in nine of ten; two pages of one claim stay below 0.6 in 98 of 100 pairs. What is
// left is told apart by its words.
constexpr double alike_from_afar = 0.6;
constexpr double words_same = 0.85, numbers_same = 0.9;
constexpr std::size_t letters_min = 12;  // fewer say nothing

struct Words {
  std::vector<std::uint64_t> pairs;  // of Han characters that follow one another, sorted
  std::vector<std::string> numbers;  // two digits and more, sorted
  std::set<std::string> dates;
  std::optional<std::string> page_number;  // of "第 2 页"
};

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

void add_number(const std::string& token, Words& words) {
  if (token.size() < 2) return;
  const auto marks = std::count_if(token.begin(), token.end(), [](char c) { return c == '-' || c == '/' || c == '.'; });
  if (marks == 2 || (marks == 0 && token.size() == 8))
    if (const auto date = core::parse_date(token)) words.dates.insert(core::format_date(*date));
  std::string digits;
  std::copy_if(token.begin(), token.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
  if (digits.size() >= 2) words.numbers.push_back(digits);
}

void read_line(const std::u32string& line, Words& words) {
  std::string token;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char32_t c = line[i];
    if (i + 1 < line.size() && core::is_han(c) && core::is_han(line[i + 1]))
      words.pairs.push_back(std::uint64_t(c) << 32 | line[i + 1]);
    const bool joins =
        !token.empty() && (c == U'.' || c == U'-' || c == U'/' || c == U',') && i + 1 < line.size() && is_digit(line[i + 1]);
    if (is_digit(c) || joins) {
      token += static_cast<char>(c);
      continue;
    }
    // "2024年3月5日" is one date
    const bool of_date = !token.empty() && (c == U'年' || c == U'月') && i + 1 < line.size() && is_digit(line[i + 1]);
    if (of_date) {
      token += '-';
      continue;
    }
    add_number(token, words);
    token.clear();
  }
  add_number(token, words);
  const auto at = line.find(U'第');
  if (at == std::u32string::npos) return;
  std::size_t end = at + 1;
  while (end < line.size() && is_digit(line[end])) ++end;
  if (end > at + 1 && end < line.size() && line[end] == U'页')
    words.page_number = core::to_utf8(line.substr(at + 1, end - at - 1));
}

Words words_of(const PageFacts& page) {
  Words words;
  for (const auto& line : core::split_lines(page.text))
    read_line(core::to_u32(core::without_blanks(core::fold_width(line))), words);
  std::sort(words.pairs.begin(), words.pairs.end());
  std::sort(words.numbers.begin(), words.numbers.end());
  return words;
}

template <class T>
double share_in_common(const std::vector<T>& a, const std::vector<T>& b) {
  std::vector<T> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  const auto most = std::max(a.size(), b.size());
  return most == 0 ? 1 : static_cast<double>(both.size()) / static_cast<double>(most);
}

// Each page bears one that the other does not: two days' lists, not one read badly.
bool dates_part(const std::set<std::string>& a, const std::set<std::string>& b) {
  const auto lacks = [](const std::set<std::string>& one, const std::set<std::string>& other) {
    return std::any_of(one.begin(), one.end(), [&](const std::string& date) { return !other.count(date); });
  };
  return lacks(a, b) && lacks(b, a);
}

bool same_words(const Words& a, const Words& b) {
  const auto most = std::max(a.pairs.size(), b.pairs.size());
  if (most + std::max(a.numbers.size(), b.numbers.size()) < letters_min) return false;
  // Sizes first: most pairs of pages part here, at no cost.
  if (static_cast<double>(std::min(a.pairs.size(), b.pairs.size())) < words_same * static_cast<double>(most)) return false;
  if (a.page_number && b.page_number && *a.page_number != *b.page_number) return false;
  if (dates_part(a.dates, b.dates)) return false;
  if (share_in_common(a.pairs, b.pairs) < words_same) return false;
  // Of few numbers one may be misread.
  const auto numbers = std::max(a.numbers.size(), b.numbers.size());
  const auto share = share_in_common(a.numbers, b.numbers);
  return share >= numbers_same ||
         (numbers < 10 && share * static_cast<double>(numbers) >= static_cast<double>(numbers) - 1.01 && numbers > 2);
}

}  // namespace

std::vector<std::pair<int, int>> twin_pages(const std::vector<PageFacts>& pages) {
  std::vector<Words> words;
  for (const auto& page : pages) words.push_back(page.print.empty() ? Words{} : words_of(page));
  std::vector<std::pair<int, int>> twins;
  for (std::size_t later = 1; later < pages.size(); ++later)
    for (std::size_t first = 0; first < later && !pages[later].print.empty(); ++first) {
      if (pages[first].print.empty() || !same_words(words[first], words[later])) continue;
      if (core::likeness(pages[first].print, pages[later].print) < alike_from_afar) continue;
      twins.emplace_back(static_cast<int>(first), static_cast<int>(later));
      break;
    }
  return twins;
}

}  // namespace claimpack::check
