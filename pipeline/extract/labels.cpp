#include "extract/labels.hpp"

#include <algorithm>
#include <map>

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
  if (opens(before)) return true;
  if (!joined && !(before >= U'0' && before <= U'9') && before != U',' && before != U'、')
    return colon || gap || label.glued || before == U'。' || before == U';';
  return colon || gap || label.glued;
}

}  // namespace

std::vector<LabelHit> find_labels(const DocumentTemplate& kind, const std::vector<Token>& tokens) {
  const auto labels = labels_of(kind);
  std::vector<LabelHit> hits;
  for (std::size_t t = 0; t < tokens.size(); ++t) {
    const Token& token = tokens[t];
    if (token.in_table) continue;
    std::vector<char> taken(token.text.size(), 0);
    std::vector<LabelHit> here;
    const auto add = [&](const Label& label, std::size_t begin, std::size_t end, int distance) {
      for (std::size_t i = begin; i < end; ++i)
        if (taken[i]) return;
      LabelHit hit{int(t), begin, end, end, label.fields, distance, false};
      hit.value_begin = behind(token.text, end, hit.colon);
      if (!may_begin(token, begin, label, hit.colon)) return;
      std::fill(taken.begin() + long(begin), taken.begin() + long(end), 1);
      here.push_back(std::move(hit));
    };
    for (const Label& label : labels)
      for (std::size_t at = token.text.find(label.text); at != token.text.npos; at = token.text.find(label.text, at + 1))
        add(label, at, at + label.text.size(), 0);
    // A label misread by a character, at the head of its token or before a colon.
    for (const Label& label : labels) {
      if (label.text.size() < 3 || taken.empty() || taken[0]) continue;
      const int slack = label.text.size() == 3 ? 1 : core::slack_of(label.text.size());
      const std::size_t length = label.text.size();
      if (token.text.size() < length) continue;
      int wrong = 0;
      for (std::size_t i = 0; i < length; ++i) wrong += token.text[i] != label.text[i];
      const bool closed = token.text.size() == length || is_colon(token.text[length]);
      if (wrong > 0 && wrong <= slack && (closed || length >= 5)) add(label, 0, length, wrong);
    }
    std::sort(here.begin(), here.end(), [](const LabelHit& a, const LabelHit& b) { return a.begin < b.begin; });
    hits.insert(hits.end(), here.begin(), here.end());
  }
  return hits;
}

}  // namespace claimpack::extract
