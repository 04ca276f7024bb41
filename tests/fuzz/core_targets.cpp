#include "core/dates.hpp"
#include "core/identifiers.hpp"
#include "core/lexicon.hpp"
#include "core/money.hpp"
#include "core/text.hpp"
#include "fuzz/targets.hpp"

namespace claimpack::fuzz {

namespace {

void take_dates(Input input) {
  const std::string_view text = text_of(input);
  for (const auto& date : {core::parse_date(text), core::parse_iso(text)}) {
    if (!date) continue;
    promised(core::is_real(*date), "a parsed date exists");
    promised(core::parse_iso(core::format_date(*date)) == date, "a date comes back as it was written");
    promised(core::days_between(*date, core::add_days(*date, 400)) == 400, "days are counted as they are added");
    core::add_months(*date, -13), core::add_working_days(*date, 30), core::first_of_next_month(*date);
  }
  if (const auto range = core::parse_date_range(text))
    promised(core::is_real(range->first) && core::is_real(range->second), "both dates of a range exist");
}

void take_money(Input input) {
  const std::string_view text = text_of(input);
  if (const auto fen = core::parse_money(text)) {
    promised(core::parse_money(core::format_money(*fen)) == fen, "money comes back as it was written");
    promised(core::parse_money(core::format_money_grouped(*fen)) == fen, "grouped money comes back as it was written");
  }
  if (const auto amount = core::parse_money_words(text)) {
    promised(amount->fen >= 0, "capital amounts are not negative");
    const auto again = core::parse_money_words(core::format_money_words(amount->fen));
    promised(again && again->fen == amount->fen && !again->warn, "a capital amount comes back as it was written");
  }
}

void take_codes(Input input) {
  const std::string_view text = text_of(input);
  const auto payload = core::parse_bill_payload(text);
  if (payload && payload->issue_date) promised(core::is_real(*payload->issue_date), "a bill's date exists");
  if (const auto identity = core::parse_identity_number(text)) {
    promised(identity->number.size() == 18, "an identity number has 18 characters");
    promised(core::masked_match(core::mask_identity(identity->number), identity->number), "a masked number is still its own");
  }
  core::is_credit_code(text), core::is_bank_card(text), core::parse_bill_code(text), core::is_bill_number(text);
  core::is_check_code(text), core::is_mobile(text), core::province_name(text), core::mask_identity(text);
  const std::size_t half = text.size() / 2;
  core::masked_match(text.substr(0, half), text.substr(half));
}

void take_text(Input input) {
  const std::string_view text = text_of(input);
  const std::u32string wide = core::to_u32(text);
  const std::string clean = core::to_utf8(wide);
  promised(core::to_u32(clean) == wide, "UTF-8 comes back as it was written");
  core::fold_width(text), core::without_blanks(text), core::tidy(text), core::trim(text), core::split_lines(text);
  core::simplify(text), core::lexicon_form(text);
  const std::size_t half = std::min<std::size_t>(wide.size() / 2, 200);
  core::edit_distance(std::u32string_view(wide).substr(0, half), std::u32string_view(wide).substr(half, 200));
}

std::vector<Seed> dates() {
  std::vector<Seed> seeds;
  for (const char* text : {"2026-03-15", "2026/3/15", "2026.03.01—2026.03.15", "20260315", "2026年3月15日 14:02",
                           "2026-03-1514:02:59", "二〇二六年三月十五日", "２０２６年３月１日～3月15日", "20260301-20260315",
                           "2026-03-01至2026-03-15", "1850-01-01", "2199-12-31"})
    seeds.push_back(seed_of(text));
  return seeds;
}

std::vector<Seed> money() {
  std::vector<Seed> seeds;
  for (const char* text :
       {"¥1,234.50", "-12.00", "１２３４.50元", "0.005000", "92233720368547758.07", "壹万贰仟叁佰肆拾伍元陆角整", "人民币零元整",
        "壹亿零伍拾万元整", "壹佰元伍分", "伍角", "一百元", "玖仟玖佰玖拾玖万亿元整", "(￥8,000.00)"})
    seeds.push_back(seed_of(text));
  return seeds;
}

std::vector<Seed> codes() {
  std::vector<Seed> seeds;
  for (const char* text :
       {"01,10,033002200711,12345678,1234.50,20260315,12345678901234567890,ABCD", "01,32,,26502000000123456789,100.00,20260315,,",
        "01,01,35060126,0012345678,a1b2c3,20260315,1234.50", "35020619900307001X", "91350200MA0000000X", "6222020000000000000",
        "35060226", "3502**********001X350206199003070010", "0012345678"})
    seeds.push_back(seed_of(text));
  return seeds;
}

std::vector<Seed> texts() {
  std::vector<Seed> seeds;
  for (const char* text : {"合计（大写）：壹佰圆整　¥100.00\r\n第二行", "醫療門診收費票據",
                           "\xF0\xA0\x80\x80\xEF\xBF\xBD\xC0\x80", "ＡＢＣ１２３，．：；ﾊﾝｶｸ",
                           "a\xE2\x80\x8B b\xC2\xA0"
                           "c"})
    seeds.push_back(seed_of(text));
  return seeds;
}

}  // namespace

std::vector<Target> core_targets() {
  return {{"dates", take_dates, dates, 128},
          {"money", take_money, money, 128},
          {"codes", take_codes, codes, 256},
          {"text", take_text, texts, 512}};
}

}  // namespace claimpack::fuzz
