#include "classify/grouping.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/fuzzy.hpp"
#include "core/text.hpp"

namespace claimpack::classify {

namespace {

std::u32string folded(const core::Line& line) { return core::to_u32(core::without_blanks(core::fold_width(line.text))); }

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

int number_at(const std::u32string& text, std::size_t& at) {
  int value = 0, digits = 0;
  while (at < text.size() && is_digit(text[at]) && digits < 4) value = value * 10 + int(text[at++] - U'0'), ++digits;
  return digits ? value : 0;
}

// "第2页共3页", "第2页/共3页", "共3页第2页", "页码:2/3", "2/3" alone on its line at the page's foot or head.
void read_page_number(const std::u32string& line, bool alone_counts, PageFacts& facts) {
  if (const auto at = line.find(U"第"); at != line.npos) {
    std::size_t i = at + 1;
    const int number = number_at(line, i);
    if (number > 0 && i < line.size() && line[i] == U'页') facts.number = number;
  }
  if (const auto at = line.find(U"共"); at != line.npos) {
    std::size_t i = at + 1;
    const int count = number_at(line, i);
    if (count > 0 && i < line.size() && line[i] == U'页') facts.count = count;
  }
  if (facts.number) return;
  const auto mark = line.find(U"页码");
  std::size_t i = mark == line.npos ? 0 : mark + 2;
  while (i < line.size() && (line[i] == U':' || line[i] == U'(')) ++i;
  const std::size_t begin = i;
  const int number = number_at(line, i);
  if (!number || i >= line.size() || line[i] != U'/') return;
  ++i;
  const int count = number_at(line, i);
  if (count >= number && count < 200 && (mark != line.npos || (alone_counts && begin == 0 && i == line.size())))
    facts.number = number, facts.count = count;
}

// What follows one of the labels, up to the next label-like break.
std::u32string after(const std::u32string& line, const std::vector<std::u32string>& labels, bool han) {
  for (const auto& label : labels) {
    const auto at = line.find(label);
    if (at == line.npos) continue;
    std::size_t i = at + label.size();
    while (i < line.size() && (line[i] == U':' || line[i] == U'_')) ++i;
    std::u32string value;
    while (i < line.size() && value.size() < 24) {
      const char32_t c = line[i];
      const bool fits = han ? core::is_han(c) || c == U'·' : is_digit(c) || (c < 0x80 && std::isalpha(int(c))) || c == U'-';
      if (!fits) break;
      value += c, ++i;
    }
    if (value.size() >= (han ? 2u : 4u)) return value;
  }
  return {};
}

// A name whose next label was read onto it ("郭莹住院ID") ends where the label begins.
std::u32string name_alone(const std::u32string& name, const PageWords& words) {
  std::size_t end = std::min<std::size_t>(name.size(), 4);
  for (const auto& label : words.name_ends)
    if (const auto at = name.find(label); at != name.npos && at >= 2) end = std::min(end, at);
  return name.substr(0, end);
}

void read_facts(const core::Reading& page, const core::Box& area, const PageWords& words, PageFacts& facts) {
  for (std::size_t i = 0; i < page.lines.size(); ++i) {
    const auto& place = page.lines[i].upright;
    if (core::intersect(place, area).empty()) continue;
    const std::u32string line = folded(page.lines[i]);
    const bool edge = place.center_y() < area.y + 0.12 * area.h || place.center_y() > area.y + 0.85 * area.h;
    read_page_number(line, edge, facts);
    std::u32string next;
    if (i + 1 < page.lines.size()) next = folded(page.lines[i + 1]);
    // A label alone in its cell: its value is the line behind it.
    const std::u32string both = line + next;
    if (facts.name.empty()) facts.name = name_alone(after(line.size() <= 5 ? both : line, words.names, true), words);
    if (facts.key.empty()) facts.key = after(line.size() <= 5 ? both : line, words.numbers, false);
  }
}

bool contains_any(const core::Reading& page, const core::Box& area, const std::vector<Phrase>& words) {
  for (const auto& line : page.lines) {
    if (core::intersect(line.upright, area).empty()) continue;
    const std::u32string text = folded(line);
    for (const auto& word : words)
      if (core::find_fuzzy(text, word.text, core::slack_of(word.text.size()))) return true;
  }
  return false;
}

// Where the headings of the kind stand on the page.
std::vector<core::Box> headings(const core::Reading& page, const KindWords& kind) {
  std::vector<core::Box> found;
  for (const auto& line : page.lines) {
    const std::u32string text = folded(line);
    for (const auto& title : kind.titles) {
      const auto hit = core::find_fuzzy(text, title.text, core::slack_of(title.text.size()));
      if (!hit || title.text.size() * 10 < text.size() * 4) continue;
      found.push_back(line.upright);
      break;
    }
  }
  return found;
}

// Papers below one another or side by side: cut where the next heading begins, a heading's height above it.
std::vector<core::Box> cut_by_headings(const core::Reading& page, std::vector<core::Box> heads) {
  const core::Box whole{0, 0, page.width, page.height};
  if (heads.size() < 2) return {whole};
  const auto far_in = [&](bool vertical) {
    std::sort(heads.begin(), heads.end(), [&](const core::Box& a, const core::Box& b) {
      return vertical ? a.center_y() < b.center_y() : a.center_x() < b.center_x();
    });
    for (std::size_t i = 1; i < heads.size(); ++i) {
      const double gap = vertical ? heads[i].center_y() - heads[i - 1].center_y() : heads[i].center_x() - heads[i - 1].center_x();
      if (gap < (vertical ? page.height : page.width) * 0.2) return false;
    }
    return true;
  };
  std::vector<core::Box> parts;
  if (far_in(true)) {
    for (std::size_t i = 0; i < heads.size(); ++i) {
      const int top = i == 0 ? 0 : heads[i].y - heads[i].h,
                bottom = i + 1 < heads.size() ? heads[i + 1].y - heads[i + 1].h : page.height;
      parts.push_back({0, top, page.width, bottom - top});
    }
  } else if (far_in(false)) {
    for (std::size_t i = 0; i < heads.size(); ++i) {
      const int left = i == 0 ? 0 : (heads[i - 1].right() + heads[i].x) / 2,
                right = i + 1 < heads.size() ? (heads[i].right() + heads[i + 1].x) / 2 : page.width;
      parts.push_back({left, 0, right - left, page.height});
    }
  } else {
    parts.push_back(whole);
  }
  return parts;
}

bool same_name(const std::u32string& a, const std::u32string& b) {
  return a.empty() || b.empty() ||
         core::edit_distance(a, b) <= (std::min(a.size(), b.size()) > 2 ? 1 : 0) + int(a.size() != b.size());
}
bool same_key(const std::u32string& a, const std::u32string& b) {
  return a.empty() || b.empty() || core::edit_distance(a, b) <= 1;
}

// Whether `page` goes on with the document whose last page is `last`.
bool continues(const PageFacts& last, const PageFacts& page) {
  const KindWords* kind = last.kind.kind;
  if (!kind || last.part || page.part) return false;
  if (kind->two_sides)
    return kind == page.kind.kind && last.front != last.back && page.front != page.back && last.front != page.front &&
           same_name(last.name, page.name);
  if (!kind->many_pages) return false;
  const bool same_kind = page.kind.kind == kind, weak = !page.kind.kind || page.kind.title < 2;
  if (!same_kind && !weak) return false;
  if (!same_name(last.name, page.name) || !same_key(last.key, page.key)) return false;
  if (page.number == 1 && last.number >= 1) return false;
  if (page.number > 1) return last.number == 0 || page.number != last.number;
  if (last.count > 0 && last.number >= last.count) return false;
  // No page number: a page with a heading of its own begins a paper, unless the paper repeats it on every page and
  // the name or number says that it is the same one.
  if (!same_kind) return page.width > 0 && std::abs(page.width - last.width) < 0.25 * last.width;
  return !page.titled || (!page.key.empty() && page.key == last.key);
}

core::Sheet sheet_of(const PageFacts& page) {
  core::Sheet sheet;
  if (page.kind.kind) {
    sheet.kind = page.kind.kind->published_kind, sheet.subtype = page.kind.kind->published_subtype;
    sheet.confidence = page.kind.confidence;
  } else {
    sheet.kind = "other";
  }
  sheet.pages.push_back({page.page, page.part});
  return sheet;
}

}  // namespace

std::vector<PageFacts> parts_of(const core::Reading& page, int index, const Kinds& kinds) {
  PageFacts facts;
  facts.page = index, facts.width = page.width;
  facts.kind = kind_of(page, kinds);
  // Too little spoke for it: nobody's guess.
  if (facts.kind.score < 4) facts.kind.kind = nullptr;
  const core::Box whole{0, 0, page.width, page.height};
  std::vector<core::Box> areas{whole};
  if (facts.kind.kind && facts.kind.kind->several_a_page) areas = cut_by_headings(page, headings(page, *facts.kind.kind));
  facts.titled = facts.kind.title >= 4;
  std::vector<PageFacts> parts;
  for (const auto& area : areas) {
    PageFacts part = facts;
    if (areas.size() > 1) part.part = area;
    read_facts(page, area, kinds.pages, part);
    if (facts.kind.kind) {
      part.front = contains_any(page, area, facts.kind.kind->front);
      part.back = contains_any(page, area, facts.kind.kind->back);
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<core::Sheet> group(const std::vector<PageFacts>& pages, const Kinds& kinds) {
  (void)kinds;
  struct Open {
    core::Sheet sheet;
    std::vector<PageFacts> pages;
  };
  std::vector<Open> open;
  for (const auto& page : pages) {
    // The newest document that the page may go on with; pages of one list may lie apart in the pile.
    Open* home = nullptr;
    for (auto it = open.rbegin(); it != open.rend() && !home; ++it) {
      const bool adjacent = it->pages.back().page == page.page - 1;
      const bool numbered = page.number > 0 && it->pages.back().number > 0 && page.count == it->pages.back().count;
      const bool card = page.kind.kind && page.kind.kind->two_sides;
      if ((adjacent || numbered || card) && continues(it->pages.back(), page)) home = &*it;
    }
    // Page 2 may come before page 1.
    if (!home && page.number > 0 && page.kind.kind && page.kind.kind->many_pages)
      for (auto& candidate : open) {
        const auto& first = candidate.pages.front();
        const bool taken = std::any_of(candidate.pages.begin(), candidate.pages.end(),
                                       [&](const PageFacts& p) { return p.number == page.number || p.number == 0; });
        if (!taken && first.kind.kind == page.kind.kind && first.count == page.count && page.count > 1 &&
            same_name(first.name, page.name) && same_key(first.key, page.key))
          home = &candidate;
      }
    if (!home) {
      open.push_back({sheet_of(page), {page}});
      continue;
    }
    home->sheet.pages.push_back({page.page, page.part});
    home->pages.push_back(page);
  }
  std::vector<core::Sheet> sheets;
  for (auto& each : open) {
    // Order repaired by the printed numbers where every page has one.
    const bool numbered = std::all_of(each.pages.begin(), each.pages.end(), [](const PageFacts& p) { return p.number > 0; });
    if (numbered || (each.pages.size() == 2 && each.pages.front().kind.kind && each.pages.front().kind.kind->two_sides)) {
      std::stable_sort(each.pages.begin(), each.pages.end(), [&](const PageFacts& a, const PageFacts& b) {
        return numbered ? a.number < b.number : a.front > b.front;
      });
      each.sheet.pages.clear();
      for (const auto& page : each.pages) each.sheet.pages.push_back({page.page, page.part});
    }
    sheets.push_back(std::move(each.sheet));
  }
  return sheets;
}

}  // namespace claimpack::classify
