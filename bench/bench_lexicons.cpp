// A page of 100 item names against the lexicons of drugs, services, consumables and operations, and diagnoses: CPU seconds, and
// how many of the names that were made weak in one character are found again. bench_lexicons
#include <chrono>
#include <cstdio>
#include <ctime>

#include "core/text.hpp"
#include "extract/lexicons.hpp"

namespace {

using namespace claimpack;

double cpu_seconds() { return double(std::clock()) / CLOCKS_PER_SEC; }

// The word with a specification behind it; where `weak`, one character read as one that looks like it, the word's own second.
std::vector<core::Letter> row_of(const std::string& word, const core::Lookalikes& alike, bool weak) {
  std::vector<core::Letter> letters;
  for (const char32_t c : core::lexicon_form(word + "0.75g")) letters.push_back({c, 0.97, {}});
  for (std::size_t i = 1; weak && i < letters.size(); ++i)
    if (const auto& pairs = alike.of(letters[i].read); core::is_han(letters[i].read) && !pairs.empty()) {
      letters[i].others = {{letters[i].read, 0.35}, {U'某', 0.05}};
      letters[i].read = pairs.front().first, letters[i].probability = 0.5;
      break;
    }
  return letters;
}

}  // namespace

int main() {
  const double before = cpu_seconds();
  const auto loaded = extract::load_lexicons(CLAIMPACK_SOURCE "/templates/lexicons");
  if (!loaded) return std::fprintf(stderr, "%s\n", core::sentence(loaded.error()).c_str()), 1;
  std::printf("loading: %.3f CPU s\n", cpu_seconds() - before);
  const auto& lexicons = *loaded.value();
  const std::vector<std::string> names = {"drugs", "services", "consumables", "operations", "diagnoses"};
  std::vector<const extract::LexiconTable*> tables;
  std::vector<std::string> words;
  for (const auto& name : names) {
    tables.push_back(lexicons.find(name));
    const auto& all = tables.back()->words.words();
    for (std::size_t i = 0; i < all.size(); i += all.size() / 400) words.push_back(all[i].text);
  }
  for (const bool weak : {false, true}) {
    int found = 0;
    const double begun = cpu_seconds();
    for (const auto& word : words) {
      const auto letters = row_of(word, lexicons.alike, weak);
      std::vector<core::NearWord> near;
      for (const auto* table : tables)
        for (auto& each : table->words.near(letters, lexicons.alike, core::Fit::inside)) near.push_back(std::move(each));
      const auto nearest = core::nearest_of(std::move(near), letters);
      found += nearest.decided() && core::lexicon_form(nearest.best->text) == core::lexicon_form(word);
    }
    const double seconds = cpu_seconds() - begun;
    std::printf("%s: %.4f CPU s for 100 rows; %d of %zu words found and decided\n", weak ? "one weak character" : "all sure",
                seconds * 100 / double(words.size()), found, words.size());
  }
}
