// Words that the world has, and the nearest of them to what was read: a trie walked with the reader's own doubts as prices.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace claimpack::core {

// From this probability on a character is sure: no word of a lexicon may change it.
inline constexpr double sure_letter = 0.9;

// One character as read, folded (fold_width), with the reader's other opinions.
struct Letter {
  char32_t read = 0;
  double probability = 1;                             // 0 … 1
  std::vector<std::pair<char32_t, double>> others{};  // character, probability
  bool sure() const { return probability >= sure_letter; }
};

// Characters that look alike, and thin ones that readers drop; each with the price of taking one for the other, 0 … 1.
class Lookalikes {
 public:
  void add(char32_t a, char32_t b, double price);  // both ways
  void add_thin(char32_t c, double price);
  const std::vector<std::pair<char32_t, double>>& of(char32_t c) const;  // what c may be meant to be
  const std::vector<std::pair<char32_t, double>>& thin() const { return thin_; }

 private:
  std::map<char32_t, std::vector<std::pair<char32_t, double>>> pairs_;
  std::vector<std::pair<char32_t, double>> thin_;
};

// What must be changed in the letters to have the word.
struct Edit {
  std::size_t at = 0;  // the letter; of a dropped character, the letter that it stands before
  char32_t read = 0;   // 0: the reader dropped the character
  char32_t meant = 0;  // 0: the letter is none of the word's
  bool sure = false;   // the letter was surely read
};

struct NearWord {
  std::size_t word = 0;            // index into the lexicon's words
  std::size_t begin = 0, end = 0;  // the letters that are the word, end exclusive
  double distance = 0;             // sum of the edits' prices; an edit that nothing speaks for costs 1
  std::vector<Edit> edits;         // by place
  std::string text;                // the word as its table writes it
  bool exact() const { return edits.empty(); }
  std::size_t length() const { return end - begin; }
};

enum class Fit {
  whole,   // the letters are the word
  inside,  // the word stands somewhere in the letters
  prefix,  // the letters begin with the word
};

class Lexicon {
 public:
  struct Word {
    std::string text;                  // as its table writes it
    std::string code;                  // empty where there is none
    std::vector<std::string> aliases;  // other names of the same thing
  };
  explicit Lexicon(std::vector<Word> words);

  const std::vector<Word>& words() const { return words_; }
  // Every word that stands in the letters at a distance of at most 0.15 a character (0.3 for short words). Edits at the full
  // price of 1 are made where `full_edits`, else only those that the reader's others or a likeness speak for.
  std::vector<NearWord> near(const std::vector<Letter>& letters, const Lookalikes& alike, Fit fit, bool full_edits = false) const;
  // The index of a word or alias that is exactly this.
  std::optional<std::size_t> find(std::string_view word) const;
  // The longest word that `text` begins with.
  std::optional<std::size_t> longest_prefix(std::string_view text) const;

 private:
  friend class LexiconWalk;
  struct Node {
    char32_t label = 0;
    std::uint32_t first = 0, count = 0;  // children stand together, sorted by label
    std::int32_t word = -1;
    std::uint32_t key = 0;  // the spelling that ends here
  };
  std::vector<Word> words_;
  std::vector<Node> nodes_;
  std::vector<std::string> spellings_;
  const Node* child(const Node& node, char32_t label) const;
};

// What a lexicon's words say of a reading. The longest and nearest word wins; a rival is another word, nearly as near, that
// would have the same letters read otherwise: then nothing is decided.
struct Nearest {
  std::optional<NearWord> best, rival;
  bool decided() const { return best && !rival; }
};
Nearest nearest_of(std::vector<NearWord> words, const std::vector<Letter>& letters);

// The form in which words are compared: folded, simplified Han, without blanks.
std::u32string lexicon_form(std::string_view text);

}  // namespace claimpack::core
