#include "check/names.hpp"

#include <algorithm>

#include "core/fuzzy.hpp"
#include "core/text.hpp"

namespace claimpack::check {

namespace {

std::u32string letters(std::string_view text) {
  std::u32string kept;
  for (const char32_t c : core::to_u32(plain(text)))
    if (core::is_han(c) || c == U'*' || (c < 0x80 && std::isalnum(static_cast<int>(c)))) kept.push_back(c);
  return kept;
}

// 母名之子 and its like: what stands behind the mother's name.
bool is_newborn_of(const std::u32string& printed, const std::u32string& mother) {
  if (printed.size() <= mother.size() || printed.compare(0, mother.size(), mother) != 0) return false;
  const auto rest = core::to_utf8(printed.substr(mother.size()));
  for (const char* ending : {"之子", "之女", "之婴", "婴儿", "之长子", "之长女", "之次子", "之次女", "大婴", "小婴", "毛毛"})
    if (rest == ending || rest.rfind(ending, 0) == 0) return true;
  return false;
}

bool masked_same(const std::u32string& a, const std::u32string& b) {
  if (a.size() != b.size()) return false;
  std::size_t shown = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == U'*' || b[i] == U'*') continue;
    if (a[i] != b[i]) return false;
    ++shown;
  }
  return shown > 0;
}

bool is_ordinal(char32_t c) {
  return std::u32string_view(U"一二三四五六七八九十百0123456789").find(c) != std::u32string_view::npos;
}

std::u32string ordinals(const std::u32string& text) {
  std::u32string kept;
  std::copy_if(text.begin(), text.end(), std::back_inserter(kept), is_ordinal);
  return kept;
}

// Bracketed campus and the words that only some papers print behind the name.
std::u32string hospital_core(std::string_view name) {
  std::u32string kept;
  int depth = 0;
  for (const char32_t c : core::to_u32(plain(name))) {
    if (c == U'(' || c == U'[') ++depth;
    if (depth == 0 && (core::is_han(c) || (c < 0x80 && std::isalnum(static_cast<int>(c))))) kept.push_back(c);
    if ((c == U')' || c == U']') && depth > 0) --depth;
  }
  return kept;
}

}  // namespace

std::string plain(std::string_view text) { return core::simplify(core::without_blanks(core::fold_width(text))); }

NameMatch compare_names(std::string_view printed, std::string_view person) {
  const auto a = letters(printed), b = letters(person);
  if (a.empty() || b.empty() || a == b || is_newborn_of(a, b) || is_newborn_of(b, a) || masked_same(a, b)) return NameMatch::same;
  return core::edit_distance(a, b) == 1 ? NameMatch::near : NameMatch::differs;
}

bool looks_like_name(std::string_view text) {
  const auto name = letters(text);
  if (name.size() < 2 || name.size() > 12) return false;
  const auto dots = core::to_u32(plain(text)).find_first_of(U"·•・") != std::u32string::npos;
  return std::all_of(name.begin(), name.end(), [](char32_t c) { return core::is_han(c) || c == U'*'; }) &&
         (dots || name.size() <= 6);
}

double likeness(std::string_view a, std::string_view b) {
  auto shorter = hospital_core(a), longer = hospital_core(b);
  if (shorter.size() > longer.size()) std::swap(shorter, longer);
  if (shorter.empty()) return 0;
  return static_cast<double>(core::common_in_order(shorter, longer)) / static_cast<double>(shorter.size());
}

bool same_hospital(std::string_view a, std::string_view b) {
  const auto left = hospital_core(a), right = hospital_core(b);
  if (left.empty() || right.empty() || left == right) return true;
  const auto in = [](const std::u32string& part, const std::u32string& whole) {
    return part.size() >= 4 && whole.find(part) != std::u32string::npos;
  };
  if (in(left, right) || in(right, left)) return true;
  const auto left_number = ordinals(left), right_number = ordinals(right);
  if (!left_number.empty() && !right_number.empty() && left_number != right_number) return false;
  return likeness(a, b) >= 0.75;
}

bool contains_any(std::string_view text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return !word.empty() && text.find(word) != std::string_view::npos; });
}

bool share_term(const std::vector<std::string>& a, const std::vector<std::string>& b, const std::vector<std::string>& stops) {
  for (const auto& one : a)
    for (const auto& other : b) {
      const auto left = core::to_u32(plain(one)), right = core::to_u32(plain(other));
      if (!left.empty() && left == right) return true;
      for (std::size_t i = 0; i + 2 <= left.size(); ++i) {
        const auto pair = left.substr(i, 2);
        if (!core::is_han(pair[0]) || !core::is_han(pair[1])) continue;
        const auto word = core::to_utf8(pair);
        if (std::find(stops.begin(), stops.end(), word) != stops.end()) continue;
        if (right.find(pair) != std::u32string::npos) return true;
      }
    }
  return false;
}

namespace {

// "否认交通事故、斗殴及工伤史": a denial holds for all that it lists, up to the end of its clause.
bool denied_in_list(const std::u32string& text, std::size_t at, const std::vector<std::string>& denials) {
  constexpr std::size_t list_characters_max = 40;
  if (at == 0 || std::u32string_view(U"、及和或与").find(text[at - 1]) == std::u32string_view::npos) return false;
  const auto stop = text.find_last_of(U"，。；：,;:.", at - 1);
  auto from = stop == std::u32string::npos ? 0 : stop + 1;
  if (at - from > list_characters_max) from = at - list_characters_max;
  const auto clause = core::to_utf8(text.substr(from, at - from));
  return std::any_of(denials.begin(), denials.end(), [&](const std::string& denial) {
    return core::to_u32(denial).size() > 1 && clause.find(denial) != std::string::npos;  // 无, 非 reach no further than six
  });
}

}  // namespace

std::string word_affirmed(std::string_view text, const std::vector<std::string>& words, const std::vector<std::string>& denials) {
  const auto all = core::to_u32(text);
  for (const auto& word : words) {
    const auto sought = core::to_u32(word);
    if (sought.empty()) continue;
    for (auto at = all.find(sought); at != std::u32string::npos; at = all.find(sought, at + 1)) {
      const auto from = at < 6 ? 0 : at - 6;
      if (!contains_any(core::to_utf8(all.substr(from, at - from)), denials) && !denied_in_list(all, at, denials)) return word;
    }
  }
  return {};
}

bool covers_place(const std::vector<std::string>& regions, const std::string& place) {
  if (regions.empty() || place.empty()) return true;
  const auto sought = plain(place);
  return std::any_of(regions.begin(), regions.end(), [&](const std::string& region) {
    const auto filed = plain(region);
    return sought.find(filed) != std::string::npos || filed.find(sought) != std::string::npos || likeness(filed, sought) >= 0.99;
  });
}

}  // namespace claimpack::check
