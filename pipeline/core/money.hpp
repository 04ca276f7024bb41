// Money is an integer of fen. Capital amounts (大写金额) after 支付结算办法, annex 1 (正确填写票据和结算凭证的基本规定).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace claimpack::core {

using Fen = std::int64_t;

// "¥1,234.50", "1234.5", "-12.00", "１２３４.50元" -> fen. More than two decimals only if the rest are zeros.
std::optional<Fen> parse_money(std::string_view text);
// "1234.50"
std::string format_money(Fen fen);
// "1,234.50" for people
std::string format_money_grouped(Fen fen);

struct WordsAmount {
  Fen fen = 0;
  bool warn = false;  // readable but not as the regulation wants it (壹佰元伍分, 陆角零分, 一百元)
};
// 壹万贰仟叁佰肆拾伍元陆角整 -> 1234560. Nothing where it does not parse: never a guess.
std::optional<WordsAmount> parse_money_words(std::string_view text);
// The canonical form. fen >= 0.
std::string format_money_words(Fen fen);

}  // namespace claimpack::core
