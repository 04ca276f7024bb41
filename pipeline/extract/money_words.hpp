// 大写金额 out of what the reader thought possible.
#pragma once

#include <optional>
#include <vector>

#include "extract/tokens.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

// The likeliest capital amount that parses, each character as read or one of the reader's other opinions of it, strangers
// dropped; nothing where none does, or where two different amounts are about as likely. `begin`, `end` of the value are in
// text_of(tokens, spans).
std::optional<Value> decode_money_words(const std::vector<Token>& tokens, const std::vector<Span>& spans);

// Whether what was read of a capital amount fits this one with characters lost: in order, at least two fifths of it.
bool remains_of(std::u32string_view read, std::u32string_view whole);

}  // namespace claimpack::extract
