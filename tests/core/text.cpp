#include "core/text.hpp"

#include <random>

#include "catch.hpp"

using namespace claimpack::core;

TEST_CASE("UTF-8 goes to code points and back") {
  for (const char* text : {"", "abc", "票据代码：35060226", "𠮷野家", "é ß ¥"}) CHECK(to_utf8(to_u32(text)) == text);
  CHECK(to_u32("𠮷") == U"\U00020BB7");
}

TEST_CASE("ill-formed bytes become replacement characters, one a byte, and never run past the end") {
  CHECK(to_u32("a\xFFz") == U"a\uFFFDz");
  CHECK(to_u32("\xE7\xA5") == U"\uFFFD\uFFFD");            // cut off
  CHECK(to_u32("\xC0\xAF") == U"\uFFFD\uFFFD");            // overlong
  CHECK(to_u32("\xED\xA0\x80") == U"\uFFFD\uFFFD\uFFFD");  // surrogate
  CHECK(to_u32("\xF5\x80\x80\x80").size() == 4);           // beyond U+10FFFF
}

TEST_CASE("random bytes survive every function") {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    for (unsigned n = random() % 24; n > 0; --n) bytes += static_cast<char>(random());
    const std::u32string points = to_u32(bytes);
    CHECK(to_u32(to_utf8(points)) == points);
    CHECK(to_utf8(fold_width(points)) == to_utf8(to_u32(fold_width(bytes))));
    CHECK(trim(trim(bytes)) == trim(bytes));
    CHECK(tidy(tidy(bytes)) == tidy(bytes));
    without_blanks(bytes), simplify(bytes), split_lines(bytes);
  }
}

TEST_CASE("width forms fold to the plain ones") {
  CHECK(fold_width(std::string("０１２３４５６７８９")) == "0123456789");
  CHECK(fold_width(std::string("ＡＺａｚ")) == "AZaz");
  CHECK(fold_width(std::string("（项目），：．％＊")) == "(项目),:.%*");
  CHECK(fold_width(std::string("￥１２．５０")) == "¥12.50");
  CHECK(fold_width(std::string("５００㎎　２５℃ №①⑩Ⅱ⑴")) == "500mg 25°C No110II(1)");
  CHECK(fold_width(std::string("✱ × ∶")) == "* × :");
  CHECK(fold_width(std::string("⽇⽉⼈")) == "日月人");  // Kangxi radicals out of a PDF
  CHECK(fold_width(std::string("\uF9DD")) == "利");
  CHECK(fold_width(std::string("医保统筹、基金。—《》")) == "医保统筹、基金。—《》");
  CHECK(fold_width(std::u32string(U"ｍｇ／㎏")) == U"mg/kg");
}

TEST_CASE("folding is done after one pass") {
  for (char32_t c = 0x20; c < 0x10000; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::u32string once = fold_width(std::u32string(1, c));
    CHECK(!once.empty());
    if (fold_width(once) != once) FAIL("U+" << std::hex << unsigned(c) << " folds twice");
  }
}

TEST_CASE("Han characters keep themselves when folded") {
  for (char32_t c = 0x4E00; c < 0xA000; ++c)
    if (fold_width(std::u32string(1, c)) != std::u32string(1, c)) FAIL("U+" << std::hex << unsigned(c));
}

TEST_CASE("what is a Han character, what a blank") {
  for (const char32_t c : {U'票', U'〇', U'㐀', char32_t(0x20BB7), char32_t(0xF9DD)}) CHECK(is_han(c));
  for (const char32_t c : {U'A', U'1', U'、', U'。', U'￥', U'カ'}) CHECK_FALSE(is_han(c));
  for (const char32_t c : {U' ', U'\t', U'\n', U'\u3000', U'\u00A0', U'\u200B', U'\uFEFF', U'\u2003'}) CHECK(is_blank(c));
  for (const char32_t c : {U'a', U'一', U'-', char32_t(0)}) CHECK_FALSE(is_blank(c));
}

TEST_CASE("blanks go where nobody printed them") {
  CHECK(without_blanks(" 票 据\u3000代\u200B码 ") == "票据代码");
  CHECK(tidy("  林  秀 兰 ") == "林秀兰");
  CHECK(tidy("阿莫西林 0.25g  *24粒 / 盒") == "阿莫西林 0.25g *24粒 / 盒");
  CHECK(tidy("John   Smith") == "John Smith");
  CHECK(trim("\u3000 a b \n") == "a b");
  CHECK(trim(" \t") == "");
}

TEST_CASE("lines are split, with and without a last line break") {
  CHECK(split_lines("a\nb\r\n\nc") == std::vector<std::string>{"a", "b", "", "c"});
  CHECK(split_lines("a\n") == std::vector<std::string>{"a"});
  CHECK(split_lines("").empty());
}

TEST_CASE("traditional and variant characters become the common ones") {
  CHECK(simplify("廈門市醫療保險") == "厦门市医疗保险");
  CHECK(simplify("參萬貳仟圓") == "叁万贰仟元");
  CHECK(simplify("陳麗華") == "陈丽华");
  CHECK(simplify("厦门 abc 123") == "厦门 abc 123");
}

TEST_CASE("edit distance is a metric on small words") {
  CHECK(edit_distance(U"", U"") == 0);
  CHECK(edit_distance(U"abc", U"") == 3);
  CHECK(edit_distance(U"出院小结", U"出院记录") == 2);
  CHECK(edit_distance(U"kitten", U"sitting") == 3);
  std::mt19937 random(3);
  const auto word = [&] {
    std::u32string w;
    for (unsigned n = random() % 7; n > 0; --n) w += U"甲乙丙"[random() % 3];
    return w;
  };
  for (int round = 0; round < 500; ++round) {
    const auto a = word(), b = word(), c = word();
    CHECK(edit_distance(a, b) == edit_distance(b, a));
    CHECK((edit_distance(a, b) == 0) == (a == b));
    CHECK(edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c));
  }
}
