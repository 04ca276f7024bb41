// UTF-8 text: code points, width folding, Han characters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace claimpack::core {

std::u32string to_u32(std::string_view utf8);  // ill-formed bytes become U+FFFD
std::string to_utf8(std::u32string_view text);
std::string to_utf8(char32_t c);

bool is_han(char32_t c);    // U+3400-9FFF, compatibility and supplementary ideographs
bool is_blank(char32_t c);  // every kind of space, full-width and zero-width included

// Full-width and compatibility forms to their plain ones, as NFKC does for what these papers print:
// ０→0 Ａ→a-z case kept, （→( ，→, ：→: ．→. ％→% ￥→¥ ㎎→mg ①→1 Ⅱ→II, ideographic space→space, ＊ × ✱ kept but ＊ ✱→*.
std::u32string fold_width(std::u32string_view text);
std::string fold_width(std::string_view utf8);

std::string without_blanks(std::string_view utf8);
// Blanks between Han characters removed, runs of other blanks to one, ends trimmed: names and words "as printed".
std::string tidy(std::string_view utf8);
std::string trim(std::string_view utf8);
std::vector<std::string> split_lines(std::string_view text);

// Traditional and variant forms of characters met in names and amounts to the common ones.
std::string simplify(std::string_view utf8);

// Levenshtein distance over code points.
int edit_distance(std::u32string_view a, std::u32string_view b);

}  // namespace claimpack::core
