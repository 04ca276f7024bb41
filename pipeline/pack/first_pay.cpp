#include "pack/first_pay.hpp"

#include <string_view>

#include "core/text.hpp"

namespace claimpack::pack {
namespace {

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

// "10%" or "12.5 ％" at the beginning; nothing where it is no share below the whole.
std::optional<int> share_at(std::u32string_view text) {
  std::size_t i = 0;
  while (i < text.size() && (text[i] == U' ' || text[i] == U'　')) ++i;
  int whole = 0, tenth = 0;
  std::size_t digits = 0;
  for (; i < text.size() && is_digit(text[i]) && digits < 3; ++i, ++digits) whole = whole * 10 + static_cast<int>(text[i] - U'0');
  if (digits == 0) return {};
  if (i + 1 < text.size() && text[i] == U'.' && is_digit(text[i + 1])) {
    tenth = static_cast<int>(text[i + 1] - U'0');
    i += 2;
  }
  while (i < text.size() && text[i] == U' ') ++i;
  if (i >= text.size() || (text[i] != U'%' && text[i] != U'％')) return {};
  const int per_mille = whole * 10 + tenth;
  return per_mille > 0 && per_mille < 1000 ? std::optional(per_mille) : std::nullopt;
}

}  // namespace

std::optional<int> first_pay_per_mille(const std::string& sentence) {
  const std::u32string text = core::to_u32(sentence);
  std::optional<int> found;
  for (const std::u32string_view word : {std::u32string_view(U"先自付"), std::u32string_view(U"先行自付")})
    for (auto at = text.find(word); at != std::u32string::npos; at = text.find(word, at + 1)) {
      const auto share = share_at(std::u32string_view(text).substr(at + word.size()));
      if (!share) continue;
      if (found && *found != *share) return {};
      found = share;
    }
  return found;
}

core::Fen share_of(core::Fen total, int per_mille) { return (total * per_mille + 500) / 1000; }

}  // namespace claimpack::pack
