#include "extract/words.hpp"

#include <algorithm>
#include <optional>

#include "core/text.hpp"
#include "extract/letters.hpp"

namespace claimpack::extract {

namespace {

// What a repair may raise the reader's confidence to.
constexpr double repaired_confidence = 0.85;
constexpr std::size_t repaired_length_min = 3, doubted_length_min = 4;

// What the lexicons say of one value.
struct Verdict {
  enum class Kind { nothing, agrees, repairs, doubts } kind = Kind::nothing;
  std::string value;       // as it stands after it
  std::string word;        // the lexicon's
  bool beginning = false;  // the word is the beginning of the value only
};

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_numeral(char32_t c) { return c >= U'\u2160' && c <= U'\u217B'; }  // Ⅰ … ⅻ

// Does the word say what the value is? It begins the value's words, and what stands behind it is a specification ("0.75g",
// "(进口)", "0.25g*24粒 某某药业"); or it makes up three quarters of the value's Han characters: "钙片" of "某某钙片" does not.
bool names_the_value(const core::NearWord& word, const Letters& letters) {
  int inside = 0, outside = 0, depth = 0;
  bool head = true;
  for (std::size_t i = 0; i < letters.all.size(); ++i) {
    const char32_t c = letters.all[i].read;
    if (i >= word.begin && i < word.end) {
      inside += core::is_han(c) || depth == 0;
      continue;
    }
    if (c == U'(' || c == U'[' || c == U'【') ++depth;
    if (c == U')' || c == U']' || c == U'】') depth = std::max(0, depth - 1);
    if (!core::is_han(c) || depth > 0) continue;
    ++outside;
    if (i < word.begin) head = false;
  }
  const char32_t next = word.end < letters.all.size() ? letters.all[word.end].read : U'(';
  const bool specified = is_digit(next) || next == U'(' || next == U'[' || next == U'【';
  return (head && (specified || outside == 0)) || inside >= 3 * outside;
}

// How the value must be spelt to be the word it folds to, where the reader thought of the word's characters too: II級 → Ⅱ级.
// Nothing where a numeral of the value is cut in two by the word's (Ⅱ and 1 are not Ⅲ): then the word is not what stands there.
std::optional<std::string> spelt_as(const core::NearWord& word, const std::string& value, const Letters& letters) {
  const Spelling spelling = spelling_of(word.text);
  const std::u32string wanted = core::to_u32(word.text), had = core::to_u32(value);
  if (spelling.letters.size() != word.length() || word.end == 0) return value;
  std::u32string out = had.substr(0, letters.from[word.begin]);
  std::size_t done = letters.from[word.begin];
  for (std::size_t i = 0; i < spelling.letters.size();) {
    std::size_t end = i + 1;
    while (end < spelling.letters.size() && spelling.from[end] == spelling.from[i]) ++end;
    const std::size_t first = letters.from[word.begin + i], last = letters.from[word.begin + end - 1];
    const bool cut = (word.begin + end < letters.all.size() && letters.from[word.begin + end] == last) ||
                     (last > first && last - first + 1 < end - i);
    if (cut) return {};
    const char32_t c = wanted[spelling.from[i]];
    // Brackets and signs have a form of their own; it is not the word's to say.
    const bool same = (first == last && had[first] == c) || !(core::is_han(c) || is_numeral(c));
    bool offered = false, sure = true;
    for (std::size_t l = word.begin + i; l < word.begin + end; ++l) {
      offered |= letters.printed_others[l].find(c) != std::u32string::npos;
      sure &= letters.all[l].sure();
    }
    out += had.substr(done, first - done);
    out += !same && offered && !sure ? std::u32string(1, c) : had.substr(first, last - first + 1);
    done = last + 1;
    i = end;
  }
  return core::to_utf8(out + had.substr(done));
}

class Words {
 public:
  Words(const std::vector<std::string>& names, const Lexicons& lexicons) : alike_(lexicons.alike) {
    for (const auto& name : names)
      if (const auto* table = lexicons.find(name)) tables_.push_back(table);
  }

  Verdict judge(const std::string& value, const Letters& letters) const {
    if (letters.all.empty() || letters.all.size() > 80) return {};
    if (auto known = known_word(value, letters)) return *known;
    std::vector<core::NearWord> near;
    for (const auto* table : tables_) {
      if (table->fit == core::Fit::prefix) continue;  // told by known_word alone
      for (auto& word : table->words.near(letters.all, alike_, table->fit))
        if (table->fit == core::Fit::whole || names_the_value(word, letters)) near.push_back(std::move(word));
    }
    const core::Nearest nearest = core::nearest_of(std::move(near), letters.all);
    if (!nearest.decided()) return {};
    return verdict_of(*nearest.best, value, letters);
  }

 private:
  std::vector<const LexiconTable*> tables_;
  const core::Lookalikes& alike_;

  // Nothing needs to be sought where the value, surely read, is a word, or begins with one where that is what is asked. Numerals
  // of several letters (Ⅱ) are looked at with care: Ⅱ and I are not Ⅲ.
  std::optional<Verdict> known_word(const std::string& value, const Letters& letters) const {
    const bool one_each =
        letters.from.empty() || std::adjacent_find(letters.from.begin(), letters.from.end()) == letters.from.end();
    const bool sure = letters.sure() && one_each;
    for (const auto* table : tables_) {
      const auto& words = table->words;
      const auto found = table->fit == core::Fit::prefix ? words.longest_prefix(value) : sure ? words.find(value) : std::nullopt;
      if (!found) continue;
      const auto& word = words.words()[*found];
      const bool coded = table->fit == core::Fit::prefix && !word.code.empty();
      return Verdict{Verdict::Kind::agrees, value, coded ? word.code : word.text, table->fit == core::Fit::prefix};
    }
    return {};
  }

  static Verdict verdict_of(const core::NearWord& word, const std::string& value, const Letters& letters) {
    if (word.exact()) {
      const auto spelt = spelt_as(word, value, letters);
      if (!spelt) return {};
      return {*spelt == value ? Verdict::Kind::agrees : Verdict::Kind::repairs, *spelt, word.text};
    }
    const bool any_sure = std::any_of(word.edits.begin(), word.edits.end(), [](const core::Edit& e) { return e.sure; });
    if (any_sure) {
      const bool doubts = word.edits.size() == 1 && word.length() >= doubted_length_min;
      return {doubts ? Verdict::Kind::doubts : Verdict::Kind::nothing, value, word.text};
    }
    auto changed = repaired(word, value, letters);
    if (!changed) return {};
    return {Verdict::Kind::repairs, std::move(*changed), word.text};
  }

  // The value with the word's characters in place of those that differ, the rest as read.
  static std::optional<std::string> repaired(const core::NearWord& word, const std::string& value, const Letters& letters) {
    if (word.length() < repaired_length_min || word.edits.size() * 3 > word.length()) return {};
    std::u32string points = core::to_u32(value);
    for (auto edit = word.edits.rbegin(); edit != word.edits.rend(); ++edit) {
      // Figures, numerals and signs are no words: 1 and I, 8 and B are told apart by other means or not at all.
      if (!core::is_han(edit->meant) || (edit->read != 0 && is_digit(edit->read))) return {};
      const std::size_t at = edit->at < letters.from.size() ? letters.from[edit->at] : points.size();
      if (edit->read == 0) {
        // A character that left no trace: only where it would begin the value, and the rest is a long word.
        if (edit->at != 0 || word.length() < 5) return {};
        points.insert(points.begin(), edit->meant);
        continue;
      }
      if (std::count(letters.from.begin(), letters.from.end(), at) != 1) return {};
      points[at] = edit->meant;
    }
    return core::to_utf8(points);
  }
};

void take(core::Field& field, const Verdict& verdict, const std::string& read) {
  if (verdict.kind == Verdict::Kind::nothing) return;
  if (verdict.kind != Verdict::Kind::repairs) {
    // A surname, a district's digits or a card's prefix speaks for the form of a value, not for what stands behind it.
    core::testify(field, verdict.beginning ? core::Witness::structure : core::Witness::lexicon,
                  verdict.kind != Verdict::Kind::doubts, verdict.word);
    return;
  }
  // A word does not vouch for what it was itself put in for.
  field.read_first = read;
  field.candidates.push_back({read, field.text, field.confidence});
  field.confidence = std::max(field.confidence, std::min(repaired_confidence, field.confidence + 0.3));
  field.source = core::Source::derived;
}

void judge_list(core::Field& field, const Words& words, const std::vector<ReadLetter>& read) {
  // One testimony for the list: it agrees where every entry is a word.
  Verdict all{Verdict::Kind::agrees, "", ""};
  std::string before;
  for (auto& entry : field.list) {
    const Verdict one = words.judge(entry, letters_of(entry, read));
    before += (before.empty() ? "" : "；") + entry;
    all.word += (all.word.empty() ? "" : "；") + one.word;
    if (one.kind == Verdict::Kind::repairs) entry = one.value;
    const bool weaker =
        one.kind == Verdict::Kind::nothing || (one.kind == Verdict::Kind::doubts && all.kind != Verdict::Kind::nothing);
    if (all.kind == Verdict::Kind::repairs || one.kind == Verdict::Kind::repairs) all.kind = Verdict::Kind::repairs;
    else if (weaker) all.kind = one.kind;
  }
  take(field, all, before);
}

void judge(core::Field& field, const Words& words, const std::vector<Token>& tokens) {
  if (field.source == core::Source::reviewer || (field.value.empty() && field.list.empty())) return;
  const auto read = letters_read(field, tokens);
  if (field.is_list) return judge_list(field, words, read);
  const Verdict verdict = words.judge(field.value, letters_of(field.value, read));
  const std::string before = field.value;
  if (verdict.kind == Verdict::Kind::repairs) field.value = verdict.value;
  take(field, verdict, before);
}

bool same(const core::Testimony& a, const core::Testimony& b) { return a.by == b.by && a.agrees == b.agrees && a.says == b.says; }
bool same(const core::Candidate& a, const core::Candidate& b) {
  return a.value == b.value && a.text == b.text && a.confidence == b.confidence;
}
template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const T& x, const T& y) { return same(x, y); });
}
bool same(const core::Field& a, const core::Field& b) {
  return a.value == b.value && a.list == b.list && a.is_list == b.is_list && a.flag == b.flag && a.text == b.text &&
         a.confidence == b.confidence && a.page == b.page && a.box == b.box && a.source == b.source &&
         a.read_first == b.read_first && same(a.witnesses, b.witnesses) && same(a.candidates, b.candidates);
}

}  // namespace

void use_lexicons(const DocumentTemplate& kind, const std::vector<Token>& tokens, const Lexicons& lexicons, JudgedCells& judged,
                  core::Document& document) {
  for (const auto& each : kind.fields) {
    const auto field = document.fields.find(each.name);
    if (!each.lexicons.empty() && field != document.fields.end()) judge(field->second, Words(each.lexicons, lexicons), tokens);
  }
  const auto judge_cells = [&](const std::string& name, const std::vector<std::string>& names) {
    if (names.empty()) return;
    const Words words(names, lexicons);
    for (std::size_t i = 0; i < document.items.size(); ++i) {
      const auto cell = document.items[i].find(name);
      if (cell == document.items[i].end()) continue;
      if (i >= document.row_keys.size() || document.row_keys[i].empty()) {
        judge(cell->second, words, tokens);
        continue;
      }
      JudgedCell& known = judged[{document.row_keys[i], name}];
      if (!same(known.before, cell->second)) {
        known.before = cell->second;
        judge(cell->second, words, tokens);
        known.after = cell->second;
      } else {
        cell->second = known.after;
      }
    }
  };
  for (const auto& column : kind.items.columns) judge_cells(column.name, column.lexicons);
  judge_cells("name", kind.items.lexicons);
}

void use_lexicons(const DocumentTemplate& kind, const std::vector<Token>& tokens, const Lexicons& lexicons,
                  core::Document& document) {
  JudgedCells judged;
  use_lexicons(kind, tokens, lexicons, judged, document);
}

}  // namespace claimpack::extract
