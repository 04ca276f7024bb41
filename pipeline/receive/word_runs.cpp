#include "receive/word_runs.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/text.hpp"

namespace claimpack::receive {

namespace {

constexpr std::size_t open_runs_max = 400;  // how many runs a word is compared with: those that begin nearest to its left

// Widths of print in ems: a Han character or full-width sign is as wide as the font is high, a figure or letter about half.
double ems_of(const std::u32string& text) {
  double ems = 0;
  for (const char32_t c : text) ems += c >= 0x2E80 ? 1 : 0.5;
  return ems;
}

constexpr double print_height = 1.2;  // of an em, with a little white
constexpr double claimed_max = 1.5;   // of an em: what a font may claim and be believed

}  // namespace

Word as_high_as_print(Word word) {
  const std::u32string text = core::to_u32(word.text);
  if (text.empty()) return word;
  const double width = word.x1 - word.x0, height = word.y1 - word.y0, em = width / ems_of(text);
  const bool upright = text.size() > 1 && core::is_han(text.front()) && height > 1.6 * width;
  if (upright || em <= 0 || height <= claimed_max * em) return word;
  const double middle = (word.y0 + word.y1) / 2, half = print_height * em / 2;
  word.y0 = middle - half, word.y1 = middle + half;
  return word;
}

bool belongs_to(const Word& run, const Word& next) {
  const double height = std::min(run.y1 - run.y0, next.y1 - next.y0), gap = next.x0 - run.x1;
  const double off_line = std::abs((run.y0 + run.y1) - (next.y0 + next.y1)) / 2;
  return gap > -0.2 * height && gap < 0.33 * height && off_line < 0.25 * height;
}

void join(Word& run, const Word& next) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (is_ascii(run.text.back()) && is_ascii(next.text.front())) run.text += ' ';
  run.text += next.text;
  run.y0 = std::min(run.y0, next.y0);
  run.y1 = std::max(run.y1, next.y1);
  run.x1 = std::max(run.x1, next.x1);
}

std::optional<core::TextRun> run_on_page(const Word& word, double page_width, double page_height) {
  if (word.text.empty() || !std::isfinite(word.x0 + word.y0 + word.x1 + word.y1)) return std::nullopt;
  const double right = std::min(std::ceil(page_width), std::ceil(word.x1));
  const double bottom = std::min(std::ceil(page_height), std::ceil(word.y1));
  const double left = std::max(0.0, std::floor(word.x0)), top = std::max(0.0, std::floor(word.y0));
  if (right - left < 1 || bottom - top < 1) return std::nullopt;
  return core::TextRun{word.text, {int(left), int(top), int(right - left), int(bottom - top)}};
}

std::vector<Word> joined_words(std::vector<Word> words) {
  std::erase_if(words, [](const Word& word) { return word.text.empty(); });
  std::stable_sort(words.begin(), words.end(), [](const Word& a, const Word& b) { return a.x0 < b.x0; });
  std::vector<Word> runs;
  for (auto& word : words) {
    const std::size_t from = runs.size() > open_runs_max ? runs.size() - open_runs_max : 0;
    const auto home = std::find_if(runs.begin() + long(from), runs.end(),
                                   [&](const Word& run) { return belongs_to(run, word) && word.x1 >= run.x1; });
    if (home == runs.end()) {
      runs.push_back(std::move(word));
      continue;
    }
    join(*home, word);
    // The run that was last added to is looked at first from now on.
    std::rotate(home, home + 1, runs.end());
  }
  std::stable_sort(runs.begin(), runs.end(), [](const Word& a, const Word& b) { return a.y0 + a.y1 < b.y0 + b.y1; });
  return runs;
}

}  // namespace claimpack::receive
