#include "extract/labels.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "core/fuzzy.hpp"
#include "core/text.hpp"

namespace claimpack::extract {

namespace {

struct Label {
  std::u32string text;
  std::vector<std::pair<int, int>> fields;
  bool whole = false, glued = false;
};

// Longest first, so that 入院诊断 is not taken for 诊断.
std::vector<Label> labels_of(const DocumentTemplate& kind) {
  std::map<std::u32string, Label> by_text;
  for (std::size_t f = 0; f < kind.fields.size(); ++f) {
    const auto& field = kind.fields[f];
    for (std::size_t rank = 0; rank < field.labels.size(); ++rank) {
      Label& label = by_text[field.labels[rank]];
      label.text = field.labels[rank];
      label.fields.emplace_back(int(f), int(rank));
      label.whole |= field.whole, label.glued |= field.glued;
    }
  }
  for (const auto& stop : kind.stops) by_text[stop].text = stop;
  std::vector<Label> labels;
  for (auto& [text, label] : by_text) labels.push_back(std::move(label));
  std::sort(labels.begin(), labels.end(), [](const Label& a, const Label& b) {
    return a.text.size() != b.text.size() ? a.text.size() > b.text.size() : a.text < b.text;
  });
  return labels;
}

bool is_colon(char32_t c) { return c == U':' || c == U';'; }
bool opens(char32_t c) { return c == U'(' || c == U'[' || c == U'【' || c == U'《' || c == U'<'; }
bool closes(char32_t c) { return c == U')' || c == U']' || c == U'】' || c == U'》' || c == U'>'; }

// Behind a label: a bracketed remark (（章）, （签字、按手印）, (元)) and a colon.
std::size_t behind(const std::u32string& text, std::size_t end, bool& colon) {
  std::size_t at = end;
  if (at < text.size() && closes(text[at])) ++at, colon = true;  // 【出院医嘱】
  if (at < text.size() && text[at] == U'(') {
    const auto close = text.find(U')', at);
    if (close != text.npos && close - at <= 10 && (close + 1 == text.size() || is_colon(text[close + 1]))) at = close + 1;
  }
  while (at < text.size() && (is_colon(text[at]) || text[at] == U'_' || (text[at] == U'.' && !colon))) {
    if (is_colon(text[at])) colon = true;
    ++at;
  }
  return at;
}

// Whether a label may begin in the middle of a token.
bool may_begin(const Token& token, std::size_t at, const Label& label, bool colon) {
  if (at == 0) return true;
  const char32_t before = token.text[at - 1];
  const bool gap = token.gap_before(at) > 0.45;
  const bool joined = core::is_han(before) && !gap;
  if (label.whole && joined) return false;
  if (opens(before) || (is_colon(before) && core::is_han(token.text[at]))) return true;  // 其中：个人账户
  const bool figure = before >= U'0' && before <= U'9';  // the amount before it runs into this label
  return colon || gap || label.glued || before == U'。' || (figure && label.text.size() >= 4);
}

// What a character of the page costs where a label has another: nothing for the same one in another script, a third where
// the reader offered it too, else one. A file's own text is not misread: 经办人 there is not 代办人.
double cost_of(const Token& token, std::size_t at, char32_t wanted) {
  const char32_t read = token.text[at];
  if (read == wanted) return 0;
  if (token.line->source == core::Line::Source::text_layer) return 9;
  if (core::is_han(read) && core::simplify(core::to_utf8(read)) == core::to_utf8(wanted)) return 0;
  for (const auto& other : token.line->glyphs[std::size_t(token.glyph[at])].others)
    if (other.probability >= 0.015 && core::fold_width(other.text) == core::to_utf8(wanted)) return 1.0 / 3;
  return 1;
}

// How much a label of that length may cost. Two characters are told from any others only where the reader offered them.
double cost_max(std::size_t length) { return length <= 2 ? 0.4 : length == 3 ? 1 : core::slack_of(length) + 0.0; }

struct Misread {
  std::size_t begin = 0, end = 0;
  double cost = 0;
};

// The label at a place of the token with characters misread, or its first character lost under a rule or a stamp.
std::optional<Misread> misread_at(const Token& token, std::size_t at, const std::u32string& label) {
  if (label.size() < 2) return {};  // ¥ is read as such or not at all
  const auto compare = [&](std::size_t from) -> std::optional<double> {
    const std::size_t length = label.size() - from;
    if (at + length > token.text.size()) return {};
    double cost = from ? 0.9 : 0;
    for (std::size_t i = 0; i < length && cost <= cost_max(label.size()); ++i) cost += cost_of(token, at + i, label[from + i]);
    if (cost > cost_max(label.size())) return {};
    return cost;
  };
  if (const auto cost = compare(0); cost && token.text.compare(at, label.size(), label) != 0)
    return Misread{at, at + label.size(), *cost};
  if (label.size() >= 4)
    if (const auto cost = compare(1); cost && *cost < 1) return Misread{at, at + label.size() - 1, *cost};
  return {};
}

// A misread label is believed where print closes it off: a colon, the token's end or a figure behind it; in the middle of a
// token only behind a figure, a gap or punctuation.
bool closed_off(const Token& token, const Misread& label) {
  const auto& text = token.text;
  const bool ends = label.end == text.size() || is_colon(text[label.end]) || text[label.end] == U'(' || text[label.end] == U'¥' ||
                    (text[label.end] >= U'0' && text[label.end] <= U'9');
  if (!ends) return label.begin == 0 && label.end - label.begin >= 5;
  if (label.begin == 0 || !core::is_han(text[label.begin - 1]) || token.gap_before(label.begin) > 0.45) return true;
  bool colon = false;
  behind(text, label.end, colon);
  return colon;
}

// The token right under another one of the same narrow cell, which begins where that one begins; -1 where there is none.
int next_line_of(const std::vector<Token>& tokens, std::size_t t) {
  const core::Box& own = tokens[t].place;
  for (std::size_t other = 0; other < tokens.size(); ++other) {
    const core::Box& place = tokens[other].place;
    if (tokens[other].page != tokens[t].page || tokens[other].in_table) continue;
    const double down = place.center_y() - own.center_y();
    const bool aligned = std::abs(place.x - own.x) < 0.5 * own.h || std::abs(place.center_x() - own.center_x()) < 0.5 * own.h;
    if (aligned && place.h < 1.5 * own.h && down > 0.6 * own.h && down < 1.7 * own.h) return int(other);
  }
  return -1;
}

// 名 and 称 set wide stand in two tokens: the last character of a two-character label whose first stands before it alone.
bool first_stands_before(const std::vector<Token>& tokens, std::size_t t, char32_t first) {
  for (const Token& other : tokens) {
    if (other.page != tokens[t].page || other.text.size() != 1 || other.text[0] != first) continue;
    const double dx = tokens[t].place.x - other.place.right(), dy = other.place.center_y() - tokens[t].place.center_y();
    if (dx > -0.3 * other.place.h && dx < 5 * other.place.h && std::abs(dy) < 0.5 * other.place.h) return true;
  }
  return false;
}

class Labels {
 public:
  Labels(const DocumentTemplate& kind, const std::vector<Token>& tokens) : labels_(labels_of(kind)), tokens_(tokens) {}

  std::vector<LabelHit> find() {
    std::vector<std::vector<LabelHit>> by_token(tokens_.size());
    for (std::size_t t = 0; t < tokens_.size(); ++t)
      if (!tokens_[t].in_table) by_token[t] = exact_in(t);
    for (std::size_t t = 0; t < tokens_.size(); ++t)
      if (!tokens_[t].in_table) add_misread(t, by_token[t]);
    for (std::size_t t = 0; t < tokens_.size(); ++t)
      if (!tokens_[t].in_table) add_broken(t, by_token);
    std::vector<LabelHit> hits;
    for (auto& here : by_token) {
      std::sort(here.begin(), here.end(), [](const LabelHit& a, const LabelHit& b) { return a.begin < b.begin; });
      hits.insert(hits.end(), here.begin(), here.end());
    }
    return hits;
  }

 private:
  std::vector<Label> labels_;
  const std::vector<Token>& tokens_;
  std::set<int> seen_exactly_;  // fields whose label was read without a fault

  std::optional<LabelHit> hit_of(std::size_t t, const Label& label, std::size_t begin, std::size_t end, double distance) const {
    LabelHit hit{int(t), begin, end, end, label.fields, distance, false};
    hit.value_begin = behind(tokens_[t].text, end, hit.colon);
    if (!may_begin(tokens_[t], begin, label, hit.colon)) return {};
    return hit;
  }

  // 参保人姓 over 名: a label that a narrow cell breaks in two lines. Its second line is no value.
  void add_broken(std::size_t t, std::vector<std::vector<LabelHit>>& by_token) const {
    const std::u32string& first = tokens_[t].text;
    if (first.size() > 8 || (!by_token[t].empty() && by_token[t].front().colon)) return;
    const int below = next_line_of(tokens_, t);
    if (below < 0) return;
    auto& under = by_token[std::size_t(below)];
    const std::u32string& second = tokens_[std::size_t(below)].text;
    std::size_t end = second.size();
    while (end > 0 && is_colon(second[end - 1])) --end;
    if (end == 0 || end > 6) return;
    const std::u32string whole = first + second.substr(0, end);
    for (const Label& label : labels_) {
      if (label.text != whole) continue;
      by_token[t] = {LabelHit{int(t), 0, first.size(), first.size(), label.fields, 0, false, below}};
      under = {LabelHit{below, 0, end, second.size(), {}, 0, false, -1}};
      return;
    }
  }

  static bool free(const std::vector<LabelHit>& here, std::size_t begin, std::size_t end) {
    return std::none_of(here.begin(), here.end(), [&](const LabelHit& h) { return begin < h.end && h.begin < end; });
  }

  std::vector<LabelHit> exact_in(std::size_t t) {
    const Token& token = tokens_[t];
    std::vector<LabelHit> here;
    for (const Label& label : labels_)
      for (std::size_t at = token.text.find(label.text); at != token.text.npos; at = token.text.find(label.text, at + 1)) {
        if (!free(here, at, at + label.text.size())) continue;
        auto hit = hit_of(t, label, at, at + label.text.size(), 0);
        if (!hit) continue;
        for (const auto& [field, rank] : hit->fields) seen_exactly_.insert(field);
        here.push_back(std::move(*hit));
      }
    drop_values(here);
    if (!token.text.empty() && core::is_han(token.text[0]) && (token.text.size() == 1 || is_colon(token.text[1])))
      for (const Label& label : labels_)
        if (label.text.size() == 2 && label.text[1] == token.text[0] && free(here, 0, 1) &&
            first_stands_before(tokens_, t, label.text[0]))
          if (auto hit = hit_of(t, label, 0, 1, 0)) here.push_back(std::move(*hit));
    return here;
  }

  // A word right behind another label's colon, without a colon of its own, is that label's value: 医保类型：自费.
  static void drop_values(std::vector<LabelHit>& here) {
    std::erase_if(here, [&](const LabelHit& word) {
      return !word.colon && std::any_of(here.begin(), here.end(), [&](const LabelHit& label) {
        return label.colon && label.value_begin == word.begin && label.begin < word.begin;
      });
    });
  }

  // Of two labels that are equally near only what both may name is kept; false where that is nothing.
  static bool keep_shared(std::vector<std::pair<int, int>>& kept, const std::vector<std::pair<int, int>>& others) {
    if (kept.empty() && others.empty()) return true;
    std::erase_if(kept, [&](const auto& mine) {
      return std::none_of(others.begin(), others.end(), [&](const auto& other) { return other.first == mine.first; });
    });
    return !kept.empty();
  }

  // The cheapest reading of each place; where labels of different fields are equally near, none. A label that was read
  // without a fault elsewhere is the less likely one here.
  void add_misread(std::size_t t, std::vector<LabelHit>& here) const {
    const Token& token = tokens_[t];
    if (token.text.size() > 60) return;  // running text
    for (std::size_t at = 0; at < token.text.size(); ++at) {
      const LabelHit* best = nullptr;
      LabelHit found;
      double best_cost = 1e9;
      bool tied = false;
      for (const Label& label : labels_) {
        const auto misread = misread_at(token, at, label.text);
        if (!misread || !free(here, misread->begin, misread->end) || !closed_off(token, *misread)) continue;
        auto hit = hit_of(t, label, misread->begin, misread->end, misread->cost);
        if (!hit) continue;
        const bool elsewhere = !label.fields.empty() && std::all_of(label.fields.begin(), label.fields.end(), [&](const auto& f) {
          return seen_exactly_.count(f.first) > 0;
        });
        const double cost = misread->cost + (elsewhere ? 0.5 : 0) - 0.05 * double(label.text.size());
        if (best && std::abs(cost - best_cost) < 1e-6) tied = !keep_shared(found.fields, hit->fields);
        if (best && cost >= best_cost - 1e-6) continue;
        found = std::move(*hit), best = &found, best_cost = cost, tied = false;
      }
      if (best && !tied) here.push_back(std::move(found));
    }
  }
};

}  // namespace

std::vector<LabelHit> find_labels(const DocumentTemplate& kind, const std::vector<Token>& tokens) {
  return Labels(kind, tokens).find();
}

}  // namespace claimpack::extract
