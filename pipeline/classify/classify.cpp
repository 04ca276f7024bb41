#include "classify/classify.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "classify/grouping.hpp"
#include "classify/kinds.hpp"
#include "core/fuzzy.hpp"
#include "core/text.hpp"

namespace claimpack::classify {

namespace {

struct PageText {
  std::vector<std::u32string> lines;  // folded, without blanks
  double line_height = 0;             // median
};

PageText text_of(const core::Reading& page) {
  PageText text;
  std::vector<int> heights;
  for (const auto& line : page.lines) {
    text.lines.push_back(core::to_u32(core::without_blanks(core::fold_width(line.text))));
    heights.push_back(line.upright.h);
  }
  if (!heights.empty()) {
    std::nth_element(heights.begin(), heights.begin() + long(heights.size() / 2), heights.end());
    text.line_height = heights[heights.size() / 2];
  }
  return text;
}

// A title counts whole where it makes up most of its line and stands high or large, little in running text.
double title_weight(const core::Reading& page, const PageText& text, std::size_t line, std::size_t length) {
  const auto& place = page.lines[line].upright;
  const double share = double(length) / double(std::max<std::size_t>(1, text.lines[line].size()));
  const bool high = place.center_y()<0.3 * page.height, large = place.h> 1.2 * text.line_height;
  double weight = share > 0.8 ? 1.0 : share > 0.4 ? 0.75 : share > 0.2 ? 0.35 : 0.1;
  if (!high && !large) weight *= 0.5;
  return weight;
}

double best_title(const core::Reading& page, const PageText& text, const Phrase& title, int* where) {
  double best = 0;
  for (std::size_t i = 0; i < text.lines.size(); ++i) {
    const auto hit = core::find_fuzzy(text.lines[i], title.text, core::slack_of(title.text.size()));
    if (!hit) continue;
    const double weight = title_weight(page, text, i, title.text.size()) * (1 - 0.15 * hit->distance);
    if (weight > best) {
      best = weight;
      if (where) *where = int(i);
    }
  }
  return best;
}

// A title that the finder cut in two ("…医疗住院" | "收费票据"), read over the cut: the page's upper lines joined.
double joined_title(const std::u32string& head, const Phrase& title) {
  const auto hit = core::find_fuzzy(head, title.text, core::slack_of(title.text.size()));
  return hit ? 0.6 * (1 - 0.15 * hit->distance) : 0;
}

}  // namespace

PageKind kind_of(const core::Reading& page, const Kinds& kinds) {
  PageKind best;
  double second = 0;
  const PageText text = text_of(page);
  std::u32string head, all;
  for (std::size_t i = 0; i < text.lines.size(); ++i) {
    all += text.lines[i], all += U'\n';
    if (page.lines[i].upright.center_y() < 0.35 * page.height) head += text.lines[i];
  }
  std::wstring wide(1, L'\n');
  if (all.size() < 6000)  // a long list is known by its words
    for (const char32_t c : all) wide += wchar_t(c);
  for (const KindWords& kind : kinds.all) {
    double score = 0, titles = 0;
    for (const Phrase& title : kind.titles) {
      const double found = std::max(best_title(page, text, title, nullptr), joined_title(head, title));
      titles = std::max(titles, found * title.score);
    }
    score += titles;
    for (const Phrase& word : kind.words)
      if (core::find_fuzzy(all, word.text, word.text.size() >= 6 ? 1 : 0)) score += word.score;
    for (const auto& [pattern, worth] : kind.patterns)
      if (std::regex_search(wide, pattern)) score += worth;
    if (score > best.score) {
      second = best.score;
      best.kind = &kind, best.score = score, best.title = titles;
    } else {
      second = std::max(second, score);
    }
  }
  best.confidence = best.score <= 0 ? 0 : best.score / (best.score + second * 0.8 + 1.5);
  return best;
}

namespace {

// Both are whole pages of one kind that has many pages.
bool is_twin(const std::vector<PageFacts>& first, const std::vector<PageFacts>& later) {
  return first.size() == 1 && later.size() == 1 && first[0].kind.kind && first[0].kind.kind == later[0].kind.kind &&
         first[0].kind.kind->many_pages;
}

// With the sheet of the page that each shows again, which may be a twin itself.
void place_twins(const std::vector<std::pair<int, int>>& twins, Classified& out) {
  std::map<int, std::size_t> sheets;
  for (std::size_t i = 0; i < out.sheets.size(); ++i)
    for (const core::SheetPage& page : out.sheets[i].pages) sheets[page.page] = i;
  for (const auto& [first, later] : twins) {
    sheets[later] = sheets.at(first);
    out.twins.push_back({later, sheets[later]});
  }
}

}  // namespace

Classified classify(const std::vector<const core::Reading*>& pages, const Kinds& kinds,
                    const std::vector<std::pair<int, int>>& again) {
  Classified out;
  std::vector<std::vector<PageFacts>> parts(pages.size());
  std::vector<std::pair<int, int>> twins;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (pages[i]->quality.blank || pages[i]->lines.empty()) {
      if (pages[i]->quality.blank) {
        out.blank_pages.push_back(int(i));
        continue;
      }
    }
    parts[i] = parts_of(*pages[i], int(i), kinds);
    const auto first = std::find_if(again.begin(), again.end(), [&](const auto& pair) { return pair.second == int(i); });
    if (first != again.end() && is_twin(parts[std::size_t(first->first)], parts[i])) twins.push_back(*first);
  }
  std::vector<PageFacts> facts;
  for (std::size_t i = 0; i < pages.size(); ++i)
    if (std::none_of(twins.begin(), twins.end(), [&](const auto& pair) { return pair.second == int(i); }))
      std::move(parts[i].begin(), parts[i].end(), std::back_inserter(facts));
  out.sheets = group(facts, kinds);
  place_twins(twins, out);
  return out;
}

}  // namespace claimpack::classify
