#include "read/print.hpp"

#include <algorithm>
#include <utility>

#include "core/fuzzy.hpp"
#include "core/text.hpp"

namespace claimpack::read {

namespace {

constexpr std::size_t shortest = 3;
constexpr double opinion_min = 0.02;  // below it the network names anything

// One folded character a glyph; blanks left out, `glyph` says whose each is, `opinions` what the reader thought it might be.
struct Characters {
  std::u32string text;
  std::vector<std::size_t> glyph;
  std::vector<std::u32string> opinions;
};

char32_t folded(const std::string& text) {
  const std::u32string plain = core::fold_width(core::to_u32(text));
  return plain.empty() ? U' ' : plain.front();
}

Characters characters_of(const std::vector<core::Glyph>& glyphs) {
  Characters characters;
  for (std::size_t i = 0; i < glyphs.size(); ++i) {
    const char32_t c = folded(glyphs[i].text);
    if (core::is_blank(c)) continue;
    characters.text += c, characters.glyph.push_back(i);
    characters.opinions.emplace_back(1, c);
    for (const auto& other : glyphs[i].others)
      if (other.probability >= opinion_min) characters.opinions.back() += folded(other.text);
  }
  return characters;
}

// A character that was misread must be one of the reader's other opinions: "入院时i" is not 入院时间.
bool fits(const Characters& line, std::size_t at, std::u32string_view word) {
  int left = core::slack_of(word.size());
  for (std::size_t i = 0; i < word.size(); ++i)
    if (line.text[at + i] != word[i] && (--left < 0 || line.opinions[at + i].find(word[i]) == word.npos)) return false;
  return true;
}

}  // namespace

Print::Print(std::vector<std::u32string> words) : words_(std::move(words)) {
  std::erase_if(words_, [](const std::u32string& word) { return word.size() < shortest; });
  std::sort(words_.begin(), words_.end());
  words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
}

std::vector<bool> Print::covers(const std::vector<core::Glyph>& glyphs) const {
  const Characters line = characters_of(glyphs);
  std::vector<std::u32string> said(line.text.size());  // by every word that fits over the character
  // The words are in order: those that begin with one of the opinions at a place stand together.
  const auto begins_before = [](const std::u32string& word, char32_t c) { return word.front() < c; };
  for (std::size_t at = 0; at + shortest <= line.text.size(); ++at) {
    std::u32string beginnings = line.opinions[at];
    std::sort(beginnings.begin(), beginnings.end());
    beginnings.erase(std::unique(beginnings.begin(), beginnings.end()), beginnings.end());
    for (const char32_t c : beginnings)
      for (auto word = std::lower_bound(words_.begin(), words_.end(), c, begins_before);
           word != words_.end() && word->front() == c; ++word)
        if (at + word->size() <= line.text.size() && fits(line, at, *word))
          for (std::size_t i = 0; i < word->size(); ++i) said[at + i] += (*word)[i];
  }
  std::vector<bool> covered(glyphs.size());
  for (std::size_t i = 0; i < said.size(); ++i) {
    std::u32string opinions;
    for (const char32_t c : said[i])
      if (line.opinions[i].find(c) != line.opinions[i].npos && opinions.find(c) == opinions.npos) opinions += c;
    covered[line.glyph[i]] = !said[i].empty() && opinions.size() <= 1;
  }
  return covered;
}

int Print::made_out(const std::vector<core::Glyph>& glyphs) const {
  const std::u32string text = characters_of(glyphs).text;
  std::vector<bool> in_word(text.size());
  for (const auto& word : words_)
    for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
      int left = core::slack_of(word.size());
      for (std::size_t i = 0; i < word.size() && left >= 0; ++i) left -= text[at + i] != word[i];
      if (left >= 0) std::fill_n(in_word.begin() + std::ptrdiff_t(at), word.size(), true);
    }
  return int(std::count(in_word.begin(), in_word.end(), true));
}

}  // namespace claimpack::read
