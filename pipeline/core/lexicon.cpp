#include "core/lexicon.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace claimpack::core {

namespace {

// A page of hostile letters must not cost more than a page of good ones: a walk ends here, and what it found stands.
constexpr int steps_max = 20000;
constexpr double full_price = 1.0;
constexpr double sure_price = 0.7;  // a likeness seen in a sure letter: enough to be named, never to be taken
constexpr double rival_margin = 0.35;

double distance_max(std::size_t length) { return std::max(0.3, 0.15 * double(length)); }

}  // namespace

void Lookalikes::add(char32_t a, char32_t b, double price) {
  const auto put = [&](char32_t from, char32_t to) {
    auto& all = pairs_[from];
    const auto known = std::find_if(all.begin(), all.end(), [&](const auto& pair) { return pair.first == to; });
    if (known == all.end()) all.emplace_back(to, price);
    else known->second = std::min(known->second, price);
  };
  put(a, b);
  put(b, a);
}

void Lookalikes::add_thin(char32_t c, double price) { thin_.emplace_back(c, price); }

const std::vector<std::pair<char32_t, double>>& Lookalikes::of(char32_t c) const {
  static const std::vector<std::pair<char32_t, double>> none;
  const auto found = pairs_.find(c);
  return found == pairs_.end() ? none : found->second;
}

std::u32string lexicon_form(std::string_view text) { return to_u32(simplify(without_blanks(fold_width(text)))); }

Lexicon::Lexicon(std::vector<Word> words) : words_(std::move(words)) {
  struct Key {
    std::u32string form;
    std::size_t word;
    std::string spelling;
  };
  std::vector<Key> keys;
  for (std::size_t w = 0; w < words_.size(); ++w) {
    keys.push_back({lexicon_form(words_[w].text), w, words_[w].text});
    for (const auto& alias : words_[w].aliases) keys.push_back({lexicon_form(alias), w, alias});
  }
  std::stable_sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return a.form < b.form; });
  // Breadth first over ranges of the sorted keys, so that a node's children stand together.
  struct Range {
    std::size_t node, begin, end, depth;
  };
  nodes_.emplace_back();
  std::vector<Range> ranges{{0, 0, keys.size(), 0}};
  for (std::size_t r = 0; r < ranges.size(); ++r) {
    auto [node, begin, end, depth] = ranges[r];
    while (begin < end && keys[begin].form.size() == depth) {
      if (depth > 0 && nodes_[node].word < 0) {
        nodes_[node].word = std::int32_t(keys[begin].word);
        nodes_[node].key = std::uint32_t(spellings_.size());
        spellings_.push_back(keys[begin].spelling);
      }
      ++begin;
    }
    nodes_[node].first = std::uint32_t(nodes_.size());
    while (begin < end) {
      const char32_t label = keys[begin].form[depth];
      std::size_t next = begin;
      while (next < end && keys[next].form[depth] == label) ++next;
      ranges.push_back({nodes_.size(), begin, next, depth + 1});
      nodes_.push_back({label, 0, 0, -1, 0});
      ++nodes_[node].count;
      begin = next;
    }
  }
}

const Lexicon::Node* Lexicon::child(const Node& node, char32_t label) const {
  const auto begin = nodes_.begin() + node.first, end = begin + node.count;
  const auto found = std::lower_bound(begin, end, label, [](const Node& n, char32_t c) { return n.label < c; });
  return found == end || found->label != label ? nullptr : &*found;
}

std::optional<std::size_t> Lexicon::find(std::string_view word) const {
  const Node* node = &nodes_.front();
  for (const char32_t c : lexicon_form(word))
    if (node = child(*node, c); !node) return {};
  if (node->word < 0) return {};
  return std::size_t(node->word);
}

std::optional<std::size_t> Lexicon::longest_prefix(std::string_view text) const {
  const Node* node = &nodes_.front();
  std::optional<std::size_t> longest;
  for (const char32_t c : lexicon_form(text)) {
    if (node = child(*node, c); !node) break;
    if (node->word >= 0) longest = std::size_t(node->word);
  }
  return longest;
}

// One search, depth first: at each letter the trie's child that was read, then those that it may have been.
class LexiconWalk {
 public:
  LexiconWalk(const Lexicon& lexicon, const std::vector<Letter>& letters, const Lookalikes& alike, Fit fit, bool full_edits)
      : lexicon_(lexicon), letters_(letters), alike_(alike), fit_(fit), full_edits_(full_edits) {}

  std::vector<NearWord> run() {
    const std::size_t starts = fit_ == Fit::inside ? letters_.size() : std::min<std::size_t>(1, letters_.size());
    for (begin_ = 0; begin_ < starts; ++begin_) {
      budget_ = distance_max(letters_.size() - begin_);
      steps_ = 0;
      step(lexicon_.nodes_.front(), begin_, 0, 0);
    }
    return std::move(found_);
  }

 private:
  const Lexicon& lexicon_;
  const std::vector<Letter>& letters_;
  const Lookalikes& alike_;
  const Fit fit_;
  const bool full_edits_;
  std::size_t begin_ = 0;
  double budget_ = 0;
  int steps_ = 0;
  std::vector<Edit> edits_;
  std::vector<NearWord> found_;

  void record(const Lexicon::Node& node, std::size_t at, std::size_t depth, double distance) {
    if (node.word < 0 || (fit_ == Fit::whole && at != letters_.size()) || distance > distance_max(depth)) return;
    // The same word from the same letters at a higher price says nothing new.
    for (auto& known : found_)
      if (known.word == std::size_t(node.word) && known.begin == begin_ && known.end == at) {
        if (known.distance > distance) known.distance = distance, known.edits = edits_;
        return;
      }
    found_.push_back({std::size_t(node.word), begin_, at, distance, edits_, lexicon_.spellings_[node.key]});
  }

  // Runs with one edit more.
  void edited(const Edit& edit, const Lexicon::Node& node, std::size_t at, std::size_t depth, double distance) {
    if (distance > budget_) return;
    edits_.push_back(edit);
    step(node, at, depth, distance);
    edits_.pop_back();
  }

  void step(const Lexicon::Node& node, std::size_t at, std::size_t depth, double distance) {
    if (++steps_ > steps_max) return;
    record(node, at, depth, distance);
    if (at < letters_.size()) {
      if (const auto* same = lexicon_.child(node, letters_[at].read)) step(*same, at + 1, depth + 1, distance);
      exchange(node, at, depth, distance);
      if (full_edits_ && depth > 0)
        edited({at, letters_[at].read, 0, letters_[at].sure()}, node, at + 1, depth, distance + full_price);
    }
    restore(node, at, depth, distance);
  }

  void exchange(const Lexicon::Node& node, std::size_t at, std::size_t depth, double distance) {
    const Letter& letter = letters_[at];
    const auto take = [&](char32_t meant, double price) {
      if (meant == letter.read) return;
      if (letter.sure()) price = std::max(price, sure_price);
      if (distance + price > budget_) return;
      if (const auto* other = lexicon_.child(node, meant))
        edited({at, letter.read, meant, letter.sure()}, *other, at + 1, depth + 1, distance + price);
    };
    const auto& alike = alike_.of(letter.read);
    for (const auto& [other, probability] : letter.others) {
      if (probability < 0.005) continue;
      // Near 0.1 where the reader wavered between the two, 0.5 where it hardly thought of the other.
      const double lead = (letter.probability - probability) / std::max(1e-9, letter.probability + probability);
      double price = 0.1 + 0.4 * std::clamp(lead, 0.0, 1.0);
      for (const auto& [c, likeness] : alike)
        if (c == other) price = 0.75 * std::min(price, likeness);
      take(other, price);
    }
    for (const auto& [other, price] : alike) {
      const bool named =
          std::any_of(letter.others.begin(), letter.others.end(), [c = other](const auto& o) { return o.first == c; });
      if (!named) take(other, price);
    }
    if (full_edits_ && distance + full_price <= budget_)
      for (std::uint32_t c = node.first; c < node.first + node.count; ++c) {
        const auto& other = lexicon_.nodes_[c];
        if (other.label != letter.read)
          edited({at, letter.read, other.label, letter.sure()}, other, at + 1, depth + 1, distance + full_price);
      }
  }

  // A character of the word that the reader dropped.
  void restore(const Lexicon::Node& node, std::size_t at, std::size_t depth, double distance) {
    for (const auto& [thin, price] : alike_.thin())
      if (const auto* dropped = lexicon_.child(node, thin); dropped && distance + price <= budget_)
        edited({at, 0, thin, false}, *dropped, at, depth + 1, distance + price);
    if (full_edits_ && distance + full_price <= budget_)
      for (std::uint32_t c = node.first; c < node.first + node.count; ++c)
        edited({at, 0, lexicon_.nodes_[c].label, false}, lexicon_.nodes_[c], at, depth + 1, distance + full_price);
  }
};

std::vector<NearWord> Lexicon::near(const std::vector<Letter>& letters, const Lookalikes& alike, Fit fit, bool full_edits) const {
  return LexiconWalk(*this, letters, alike, fit, full_edits).run();
}

namespace {

// How a word has the letter at `at` read; nothing where it does not speak of it.
std::optional<char32_t> reads(const NearWord& word, std::size_t at, const std::vector<Letter>& letters) {
  for (const auto& edit : word.edits)
    if (edit.at == at && edit.read != 0) return edit.meant;
  if (at < word.begin || at >= word.end) return {};
  return letters[at].read;
}

// Does `other` have a letter read otherwise that `best` speaks of?
bool contradicts(const NearWord& other, const NearWord& best, const std::vector<Letter>& letters) {
  const std::size_t begin = std::max(other.begin, best.begin), end = std::min(other.end, best.end);
  for (std::size_t at = begin; at < end; ++at) {
    const auto a = reads(other, at, letters), b = reads(best, at, letters);
    if (a && b && *a != *b) return true;
  }
  return false;
}

double worth(const NearWord& word) { return double(word.length()) - 2 * word.distance; }

}  // namespace

Nearest nearest_of(std::vector<NearWord> words, const std::vector<Letter>& letters) {
  Nearest out;
  std::stable_sort(words.begin(), words.end(), [](const NearWord& a, const NearWord& b) { return worth(a) > worth(b); });
  if (words.empty()) return out;
  out.best = words.front();
  for (std::size_t w = 1; w < words.size() && !out.rival; ++w) {
    const NearWord& other = words[w];
    if (other.distance > out.best->distance + rival_margin || other.length() * 2 < out.best->length()) continue;
    if (contradicts(other, *out.best, letters)) out.rival = other;
  }
  return out;
}

}  // namespace claimpack::core
