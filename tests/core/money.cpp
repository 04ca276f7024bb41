#include "core/money.hpp"

#include <random>

#include "catch.hpp"

using namespace claimpack::core;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at; (at = text.find(from)) != std::string::npos;) text.replace(at, from.size(), to);
  return text;
}

// Capital words by the schoolbook way, another than the program's: every digit with its unit, then the zeros folded.
std::string schoolbook(Fen fen) {
  const char* digits[] = {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
  const char* units[] = {"", "拾", "佰", "仟", "万", "拾", "佰", "仟", "亿", "拾", "佰", "仟"};
  const std::string yuan = std::to_string(fen / 100);
  std::string words;
  for (std::size_t i = 0; i < yuan.size(); ++i) words += std::string(digits[yuan[i] - '0']) + units[yuan.size() - 1 - i];
  for (const char* unit : {"仟", "佰", "拾"}) words = replaced(words, std::string("零") + unit, "零");
  words = replaced(words, "零零", "零");
  words = replaced(words, "亿零万", "亿零");
  words = replaced(words, "零万", "万");
  words = replaced(words, "零亿", "亿");
  words = replaced(words, "零零", "零");
  if (words.size() > 3 && words.ends_with("零")) words.resize(words.size() - 3);
  // 107000: the zero of the 万 digit was folded into 万, so nothing is left to do; 100000: 壹拾万.
  const int jiao = int(fen / 10 % 10), cent = int(fen % 10);
  std::string out = fen >= 100 ? words + "元" : "";
  if (jiao + cent == 0) return (out.empty() ? "零元" : out) + "整";
  if (jiao > 0) out += std::string(digits[jiao]) + "角";
  if (cent == 0) return out + "整";
  if (jiao == 0 && fen >= 100) out += "零";
  return out + digits[cent] + "分";
}

}  // namespace

TEST_CASE("printed amounts are read") {
  const std::pair<const char*, Fen> cases[] = {
      {"1,234.50", 123450},
      {"1234.5", 123450},
      {"1,234.5", 123450},
      {"-12.00", -1200},
      {"１２３４.50元", 123450},
      {"￥12.00", 1200},
      {"¥12.00", 1200},
      {"¥ 12.00", 1200},
      {"-¥12.00", -1200},
      {"¥-12.00", -1200},
      {"12.3400", 1234},
      {"0.00", 0},
      {"873.60元", 87360},
      {"105", 10500},
      {".50", 50},
      {"276020.66", 27602066},
      {"12,345,678.90", 1234567890},
      {"人民币 12.00 元", 1200},
      {"1, 234.50", 123450},
      {"１２，３４５．６０", 1234560},
      {"140000.00", 14000000},
      {"−5.10", -510},
  };
  for (const auto& [text, fen] : cases) {
    INFO(text);
    CHECK(parse_money(text) == std::optional<Fen>(fen));
  }
}

TEST_CASE("what is no amount, or two of them, is refused") {
  for (const char* text : {"",          " ",           "元",          "¥",      "-",   "1.234.50", "12,34.50",
                           "1,2345.00", "1234,567.00", ",123.00",     "123,",   "12.", "12.345",   "12.3a",
                           "O.50",      "2 12.00",     "12.00 34.00", "--5.00", "1e5", "12元50",   "9999999999999999.00",
                           "壹佰元"}) {
    INFO(text);
    CHECK_FALSE(parse_money(text));
  }
}

TEST_CASE("amounts are written") {
  CHECK(format_money(0) == "0.00");
  CHECK(format_money(5) == "0.05");
  CHECK(format_money(-5) == "-0.05");
  CHECK(format_money(1234560) == "12345.60");
  CHECK(format_money_grouped(1234560) == "12,345.60");
  CHECK(format_money_grouped(-100000000) == "-1,000,000.00");
  CHECK(format_money_grouped(99999) == "999.99");
  CHECK(format_money(INT64_MIN) == "-92233720368547758.08");
}

TEST_CASE("writing and reading an amount is the identity") {
  std::mt19937_64 random(11);
  for (int round = 0; round < 20000; ++round) {
    const Fen fen = static_cast<Fen>(random() % 2000000000000) - 1000000000000;
    REQUIRE(parse_money(format_money(fen)) == std::optional<Fen>(fen));
    REQUIRE(parse_money(format_money_grouped(fen)) == std::optional<Fen>(fen));
  }
}

// domain "formats" 6, the whole table.
TEST_CASE("capital amounts of the table") {
  struct Row {
    Fen fen;
    const char* canonical;
    std::vector<const char*> also;
    std::vector<const char*> with_warning;
  };
  const Row rows[] = {
      {5, "伍分", {"零元伍分", "零元零伍分"}, {}},
      {50, "伍角整", {"伍角", "零元伍角整"}, {}},
      {57, "伍角柒分", {}, {}},
      {1000, "壹拾元整", {"人民币壹拾元正", "（大写）壹拾圆整", "人民币（大写）：壹拾元整", "⊗壹拾圆整"}, {"拾元整", "壹拾元"}},
      {10005, "壹佰元零伍分", {}, {"壹佰元伍分", "壹佰元零角伍分"}},
      {18821, "壹佰捌拾捌元贰角壹分", {"壹 佰 捌 拾 捌 元 贰 角 壹 分"}, {"壹佰捌拾捌元零贰角壹分", "壹佰捌拾捌元贰角壹分整"}},
      {32504, "叁佰贰拾伍元零肆分", {}, {}},
      {87360, "捌佰柒拾叁元陆角整", {"捌佰柒拾叁圆陆角"}, {}},
      {140950, "壹仟肆佰零玖元伍角整", {"壹仟肆佰零玖元伍角"}, {}},
      {168032, "壹仟陆佰捌拾元叁角贰分", {"壹仟陆佰捌拾元零叁角贰分"}, {}},
      {600714, "陆仟零柒元壹角肆分", {}, {}},
      {748410, "柒仟肆佰捌拾肆元壹角整", {"柒仟肆佰捌拾肆元壹角"}, {}},
      {1000100, "壹万零壹元整", {}, {}},
      {1234560, "壹万贰仟叁佰肆拾伍元陆角整", {}, {"壹万贰仟叁佰肆拾伍元陆角零分", "一万二千三百四十五元六角"}},
      {1640902, "壹万陆仟肆佰零玖元零贰分", {}, {}},
      {3456765, "叁万肆仟伍佰陆拾柒元陆角伍分", {"叁萬肆仟伍佰陆拾柒元陆角伍分", "參萬肆仟伍佰陸拾柒圓陸角伍分"}, {}},
      {10700053, "壹拾万柒仟元伍角叁分", {"壹拾万柒仟元零伍角叁分", "壹拾万零柒仟元伍角叁分"}, {"拾万柒仟元伍角叁分"}},
      {27602066, "贰拾柒万陆仟零贰拾元陆角陆分", {"贰拾柒万陆仟零贰拾元零陆角陆分"}, {}},
      {100000100, "壹佰万零壹元整", {}, {}},
      {1002003040, "壹仟零贰万零叁拾元肆角整", {}, {}},
      {20000000405, "贰亿零肆元零伍分", {}, {}},
  };
  for (const Row& row : rows) {
    INFO(row.canonical);
    CHECK(format_money_words(row.fen) == row.canonical);
    std::vector<std::pair<std::string, bool>> forms{{row.canonical, false}};
    for (const char* form : row.also) forms.emplace_back(form, false);
    for (const char* form : row.with_warning) forms.emplace_back(form, true);
    for (const auto& [form, warn] : forms) {
      INFO(form);
      const auto read = parse_money_words(form);
      REQUIRE(read);
      CHECK(read->fen == row.fen);
      CHECK(read->warn == warn);
    }
  }
}

TEST_CASE("capital amounts that do not parse give nothing") {
  for (const char* text :
       {"",           "柒佰捌拾",       "壹仟佰元整",   "壹佰壹佰元整", "元整",         "整",           "零",
        "壹",         "壹贰元整",       "壹仟伍拾元整", "壹万壹元整",   "贰亿伍仟元整", "壹拾万零元整", "壹元壹元",
        "壹佰零元整", "零壹佰元整",     "壹分壹角",     "壹角壹角",     "壹元整壹角",   "壹元零",       "伍角零整",
        "壹万万元整", "壹万亿元整",     "壹佰元整abc",  "¥100.00",      "壹佰？拾元整", "佰元整",       "零零元整",
        "壹零佰元整", "壹仟零零壹元整", "壹元零零伍分"}) {
    INFO(text);
    CHECK_FALSE(parse_money_words(text));
  }
}

TEST_CASE("capital amounts both ways: every fen below a thousand yuan") {
  for (Fen fen = 0; fen <= 99999; ++fen) {
    const std::string words = format_money_words(fen);
    if (words != schoolbook(fen)) FAIL(fen << ": " << words << ", schoolbook " << schoolbook(fen));
    const auto read = parse_money_words(words);
    if (!read || read->fen != fen || read->warn) FAIL(fen << ": " << words);
  }
}

TEST_CASE("capital amounts both ways: every yuan below two hundred thousand, and zeros everywhere") {
  for (Fen yuan = 0; yuan < 200000; ++yuan) {
    const auto read = parse_money_words(format_money_words(yuan * 100));
    if (!read || read->fen != yuan * 100 || read->warn) FAIL(yuan << ": " << format_money_words(yuan * 100));
  }
  // All patterns of zero and not zero in ten digits of yuan.
  for (int pattern = 1; pattern < 1024; ++pattern) {
    Fen yuan = 0;
    for (int bit = 9; bit >= 0; --bit) yuan = yuan * 10 + ((pattern >> bit) & 1 ? 1 + bit % 9 : 0);
    const std::string words = format_money_words(yuan * 100);
    CHECK(words == schoolbook(yuan * 100));
    const auto read = parse_money_words(words);
    if (!read || read->fen != yuan * 100 || read->warn) FAIL(yuan << ": " << words);
  }
}

TEST_CASE("capital amounts both ways: random up to 10^12 fen") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 50000; ++round) {
    const Fen limit = round % 2 ? 1000000000000 : 10000000;
    const Fen fen = static_cast<Fen>(random() % static_cast<std::uint64_t>(limit));
    const std::string words = format_money_words(fen);
    if (words != schoolbook(fen)) FAIL(fen << ": " << words << ", schoolbook " << schoolbook(fen));
    const auto read = parse_money_words(words);
    if (!read || read->fen != fen || read->warn) FAIL(fen << ": " << words);
  }
  CHECK(format_money_words(-1).empty());
  CHECK(format_money_words(100000000000000).empty());
}

TEST_CASE("random signs never parse to an amount whose canonical words would not parse") {
  const char* signs[] = {"零", "壹", "贰", "玖", "拾", "佰", "仟", "万", "亿", "元", "角", "分", "整"};
  std::mt19937 random(13);
  int parsed = 0;
  for (int round = 0; round < 300000; ++round) {
    std::string text;
    for (unsigned n = 1 + random() % 6; n > 0; --n) text += signs[random() % 13];
    const auto read = parse_money_words(text);
    if (!read) continue;
    ++parsed;
    const auto again = parse_money_words(format_money_words(read->fen));
    if (!again || again->fen != read->fen) FAIL(text);
    // Readable without a warning means: the canonical form but for the zeros and 整 that may be left out.
    if (!read->warn) {
      const auto bare = [](std::string s) {
        for (const char* gone : {"零", "整", "元"}) s = replaced(s, gone, "");
        return s;
      };
      if (bare(text) != bare(format_money_words(read->fen))) FAIL(text << " / " << format_money_words(read->fen));
    }
  }
  CHECK(parsed > 100);
}
