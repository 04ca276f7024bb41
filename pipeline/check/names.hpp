// When two readings mean the same person, hospital or illness.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace claimpack::check {

// Width, blanks and variant forms taken out; nothing else.
std::string plain(std::string_view text);

enum class NameMatch { same, near, differs };
// `near`: one character differs or is missing. Masked characters (李*) match; 母名之子, 之女, 之婴 are the mother's child and
// match.
NameMatch compare_names(std::string_view printed, std::string_view person);
// 2 to 6 Han characters, with or without a middle dot: what can be a person's name at all.
bool looks_like_name(std::string_view text);

// Campus in brackets, "门诊部" and abbreviations allowed; another ordinal (第一 / 第二) is another hospital.
bool same_hospital(std::string_view a, std::string_view b);
// Characters of the shorter that stand in the longer in order, 0 … 1.
double likeness(std::string_view a, std::string_view b);

// "上海市" covers "上海市徐汇区", and the other way about where only the province is known. No regions cover every place.
bool covers_place(const std::vector<std::string>& regions, const std::string& place);

// Any two characters in a row in common, words of no meaning left out.
bool share_term(const std::vector<std::string>& a, const std::vector<std::string>& b, const std::vector<std::string>& stops);
bool contains_any(std::string_view text, const std::vector<std::string>& words);
// A word that is not preceded by one of the denials within six characters, or listed behind one (否认甲、乙及丙); empty: none.
std::string word_affirmed(std::string_view text, const std::vector<std::string>& words, const std::vector<std::string>& denials);

}  // namespace claimpack::check
