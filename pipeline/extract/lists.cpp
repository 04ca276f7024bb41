#include "extract/lists.hpp"

#include "core/text.hpp"

namespace claimpack::extract {

namespace {

using Text = std::u32string_view;

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
bool is_one_of(char32_t c, Text set) { return set.find(c) != Text::npos; }

// In a letter a diagnosis ends with its sentence: what follows 。 and is no number of a list is no diagnosis.
std::size_t end_of_list(Text text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (text[i] == U'。' && !is_digit(text[i + 1]) && !is_one_of(text[i + 1], U"(（")) return i;
  return text.size();
}

}  // namespace

std::vector<std::string> split_list(std::u32string_view all) {
  const Text text = all.substr(0, end_of_list(all));
  std::vector<std::string> parts;
  std::u32string current;
  const auto close = [&] {
    constexpr Text marks = U":.、,;。，；_?";
    const auto begin = current.find_first_not_of(marks);
    if (begin != current.npos) parts.push_back(core::to_utf8(current.substr(begin, current.find_last_not_of(marks) + 1 - begin)));
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

}  // namespace claimpack::extract
