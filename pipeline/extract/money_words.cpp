#include "extract/money_words.hpp"

#include <algorithm>
#include <cmath>
#include <queue>

#include "core/money.hpp"
#include "core/text.hpp"

namespace claimpack::extract {

namespace {

constexpr std::u32string_view alphabet = U"零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角圆分整正";
constexpr std::size_t tries_max = 600;  // amounts looked at, likeliest first

struct Option {
  char32_t character = 0;  // 0: dropped
  double cost = 0;         // -ln of its probability
};

// What may stand in one place, cheapest first.
std::vector<Option> options_at(const Token& token, std::size_t at) {
  std::vector<Option> options;
  const core::Glyph& glyph = token.line->glyphs[std::size_t(token.glyph[at])];
  const auto add = [&](char32_t read, double probability) {
    const std::u32string plain = core::to_u32(core::simplify(core::to_utf8(read)));
    const char32_t c = capital_figure(plain.size() == 1 ? plain[0] : read);
    if (alphabet.find(c) == alphabet.npos) return;
    // A likeness in print is weaker than the reader's own word for it.
    const double cost = -std::log(std::max(0.002, probability)) + (c == read ? 0 : 0.7);
    const auto known = std::find_if(options.begin(), options.end(), [&](const Option& o) { return o.character == c; });
    if (known == options.end()) options.push_back({c, cost});
    else known->cost = std::min(known->cost, cost);
  };
  add(token.text[at], glyph.probability);
  for (const auto& other : glyph.others) {
    const std::u32string text = core::fold_width(core::to_u32(other.text));
    if (text.size() == 1) add(text[0], other.probability);
  }
  options.push_back({0, options.empty() ? 2.0 : 5.0});
  std::stable_sort(options.begin(), options.end(), [](const Option& a, const Option& b) { return a.cost < b.cost; });
  return options;
}

// A choice of one option for each place; `moved` is the last place whose option may still be changed from here.
struct Choice {
  std::vector<unsigned char> taken;
  double cost = 0;
  std::size_t moved = 0;
  bool operator<(const Choice& other) const { return cost > other.cost; }
};

}  // namespace

std::optional<Value> decode_money_words(const std::vector<Token>& tokens, const std::vector<Span>& spans) {
  std::vector<std::vector<Option>> places;
  for (const auto& span : spans)
    for (std::size_t i = span.begin; i < span.end; ++i) places.push_back(options_at(tokens[std::size_t(span.token)], i));
  if (places.size() < 3 || places.size() > 40) return {};
  // Likeliest first: from each choice on, one later place moves to its next option.
  std::priority_queue<Choice> open;
  Choice first{std::vector<unsigned char>(places.size(), 0), 0, 0};
  for (const auto& place : places) first.cost += place[0].cost;
  open.push(first);
  std::optional<Value> best;
  double best_cost = 0;
  core::Fen best_amount = 0;
  for (std::size_t tries = 0; tries < tries_max && !open.empty(); ++tries) {
    const Choice choice = open.top();
    open.pop();
    if (best && choice.cost > best_cost + 1.0) break;
    std::u32string text;
    for (std::size_t i = 0; i < places.size(); ++i)
      if (const char32_t c = places[i][choice.taken[i]].character) text += c;
    if (text.size() * 3 >= places.size() * 2)
      if (const auto said = core::parse_money_words(core::to_utf8(text))) {
        if (best && said->fen != best_amount) return {};
        if (!best) {
          best_cost = choice.cost, best_amount = said->fen;
          const double worth = std::clamp(0.9 - 0.08 * choice.cost, 0.4, 0.85);
          best = Value{core::to_utf8(text), {}, 0, places.size(), worth};
        }
      }
    for (std::size_t i = choice.moved; i < places.size(); ++i) {
      const std::size_t next = choice.taken[i] + 1u;
      if (next >= places[i].size()) continue;
      Choice further = choice;
      further.taken[i] = static_cast<unsigned char>(next), further.moved = i;
      further.cost += places[i][next].cost - places[i][next - 1].cost;
      open.push(std::move(further));
    }
  }
  return best;
}

bool remains_of(std::u32string_view read, std::u32string_view whole) {
  std::size_t at = 0;
  for (const char32_t c : read) {
    at = whole.find(c == U'圆' ? U'元' : c, at);
    if (at == whole.npos) return false;
    ++at;
  }
  return read.size() * 5 >= whole.size() * 2;
}

}  // namespace claimpack::extract
