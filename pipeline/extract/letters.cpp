#include "extract/letters.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace claimpack::extract {

namespace {

char32_t plain(char32_t c) {
  const auto form = core::lexicon_form(core::to_utf8(c));
  return form.size() == 1 ? form[0] : c;
}

// The glyphs of one token from `begin` on that are the text from `at` on: how many.
std::size_t same_run(const Token& token, std::size_t begin, const std::u32string& text, std::size_t at) {
  std::size_t n = 0;
  while (begin + n < token.text.size() && at + n < text.size() && token.text[begin + n] == text[at + n]) ++n;
  return n;
}

struct Run {
  const Token* token = nullptr;
  std::size_t begin = 0, length = 0;
};

// The longest run of a token inside the field's box that goes on with the text.
Run next_run(const core::Field& field, const std::vector<const Token*>& inside, const std::u32string& text, std::size_t at) {
  Run best;
  for (const Token* token : inside)
    for (std::size_t begin = 0; begin < token->text.size(); ++begin) {
      const std::size_t n = same_run(*token, begin, text, at);
      if (n <= best.length) continue;
      const core::Box place = token->reading->to_scan.apply(token->place_of(begin, begin + n));
      if (core::intersect(place, field.box).area() * 2 < place.area()) continue;
      best = {token, begin, n};
    }
  return best;
}

ReadLetter letter_of(const Token& token, std::size_t i) {
  const auto& glyph = token.line->glyphs[std::size_t(token.glyph[i])];
  ReadLetter out{{plain(token.text[i]), glyph.probability, {}}};
  // A text layer's letters are no readings; a character that folds into several has no single other.
  if (token.line->source == core::Line::Source::text_layer) out.letter.probability = 1;
  for (const auto& other : glyph.others) {
    out.printed_others += core::to_u32(other.text);
    const auto folded = core::lexicon_form(other.text);
    if (folded.size() == 1 && folded[0] != out.letter.read) out.letter.others.emplace_back(folded[0], other.probability);
  }
  return out;
}

}  // namespace

Spelling spelling_of(const std::string& text) {
  Spelling out;
  const std::u32string points = core::to_u32(text);
  for (std::size_t i = 0; i < points.size(); ++i)
    for (const char32_t c : core::lexicon_form(core::to_utf8(points[i]))) out.letters += c, out.from.push_back(i);
  return out;
}

bool Letters::sure() const {
  return std::all_of(all.begin(), all.end(), [](const core::Letter& letter) { return letter.sure(); });
}

std::vector<ReadLetter> letters_read(const core::Field& field, const std::vector<Token>& tokens) {
  const std::u32string text = core::to_u32(core::without_blanks(core::fold_width(field.text)));
  std::vector<const Token*> inside;
  for (const auto& token : tokens)
    if (token.page == field.page && !core::intersect(token.reading->to_scan.apply(token.place), field.box).empty())
      inside.push_back(&token);
  std::vector<ReadLetter> letters;
  while (letters.size() < text.size()) {
    const Run run = next_run(field, inside, text, letters.size());
    if (run.length == 0) return {};
    for (std::size_t i = 0; i < run.length; ++i) letters.push_back(letter_of(*run.token, run.begin + i));
  }
  return letters;
}

Letters letters_of(const std::string& value, const std::vector<ReadLetter>& read) {
  Letters out;
  Spelling spelling = spelling_of(value);
  const std::u32string& form = spelling.letters;
  out.from = std::move(spelling.from);
  std::u32string all;
  for (const auto& each : read) all += each.letter.read;
  // As long as the text: the value is the text, a unit mended perhaps. Else a part of it.
  const std::size_t start = form.size() == all.size() ? 0 : all.find(form);
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool known = start != all.npos && start + i < read.size() && read[start + i].letter.read == form[i];
    out.all.push_back(known ? read[start + i].letter : core::Letter{form[i], 1, {}});
    out.printed_others.push_back(known ? read[start + i].printed_others : std::u32string());
  }
  return out;
}

}  // namespace claimpack::extract
