// Templates proposed from corrections: which print stands beside the values that people had to read by hand.
#include <algorithm>
#include <map>
#include <set>

#include "core/correction.hpp"
#include "core/text.hpp"
#include "extract/refine.hpp"
#include "run/deciding.hpp"
#include "run/kept_claim.hpp"
#include "run/showing.hpp"

namespace claimpack::run {

using core::Box;
using core::DrawnValue;
using core::Result;
using core::ShownProposal;

namespace {

constexpr std::size_t claims_looked_at_max = 200;     // the newest corrected ones
constexpr std::size_t label_min = 2, label_max = 10;  // characters
constexpr double same_place = 0.5;                    // of two boxes, the share that makes them one

struct Beside {
  std::string label;
  Box upright;
};

bool is_frame(char32_t c) { return std::u32string_view(U":：()（）[]【】*,，;；.。").find(c) != std::u32string_view::npos; }

bool is_label(const std::u32string& text) {
  return text.size() >= label_min && text.size() <= label_max &&
         std::none_of(text.begin(), text.end(), [](char32_t c) { return c >= U'0' && c <= U'9'; });
}

// What may be the label in a run of characters that ends where the value begins: its endings, the longest too.
void add_endings(const std::vector<std::pair<char32_t, Box>>& print, std::vector<Beside>& found) {
  std::size_t end = print.size();
  while (end > 0 && is_frame(print[end - 1].first)) --end;
  std::u32string text;
  Box box;
  for (std::size_t i = end; i-- > 0 && text.size() < label_max;) {
    if (is_frame(print[i].first) && print[i].first != U'(' && print[i].first != U')') break;  // another label's colon
    text.insert(text.begin(), print[i].first);
    const int right = box.empty() ? print[i].second.right() : box.right();
    box = {print[i].second.x, print[i].second.y, right - print[i].second.x, print[i].second.h};
    if (is_label(text)) found.push_back({core::to_utf8(text), box});
  }
}

std::vector<std::pair<char32_t, Box>> print_of(const core::Line& line, int until) {
  std::vector<std::pair<char32_t, Box>> print;
  for (const core::Glyph& glyph : line.glyphs) {
    const std::u32string text = core::to_u32(core::without_blanks(core::fold_width(glyph.text)));
    if (text.empty() || glyph.x + glyph.w / 2 >= until) continue;
    print.emplace_back(text.front(), Box{glyph.x, line.upright.y, glyph.w, line.upright.h});
  }
  return print;
}

// On the value's row to its left (of a field), and over it.
std::vector<Beside> labels_beside(const core::Reading& page, const Box& value, bool column) {
  std::vector<Beside> found;
  const core::Line* left = nullptr;
  for (const core::Line& line : page.lines) {
    const Box& at = line.upright;
    const int common = std::min(at.bottom(), value.bottom()) - std::max(at.y, value.y);
    const bool on_row = 2 * common >= std::min(at.h, value.h);
    if (!column && on_row && at.x + at.h / 2 < value.x && (!left || at.x > left->upright.x)) left = &line;
    const int under = std::min(at.right(), value.right()) - std::max(at.x, value.x);
    const bool near = column || value.y - at.bottom() < 2 * at.h;
    if (at.bottom() <= value.y + value.h / 3 && under > 0 && near && at.w < 4 * std::max(value.w, at.h)) {
      const auto print = print_of(line, at.right() + 1);
      std::u32string text;
      for (const auto& [c, box] : print) text += c;
      while (!text.empty() && is_frame(text.back())) text.pop_back();
      if (is_label(text)) found.push_back({core::to_utf8(text), at});
    }
  }
  if (left) add_endings(print_of(*left, value.x), found);
  return found;
}

bool is_same_place(const Box& a, const Box& b) {
  return double(core::intersect(a, b).area()) >= same_place * double(std::max(1L, long(std::min(a.area(), b.area()))));
}

// Is it read there by now, by a template that was saved meanwhile?
bool is_read(const core::Document& document, const std::string& name, bool column, const DrawnValue& drawn, int page) {
  const auto there = [&](const std::map<std::string, core::Field>& fields) {
    const auto found = fields.find(name);
    return found != fields.end() && !found->second.value.empty() && found->second.page == page &&
           is_same_place(found->second.box, drawn.box);
  };
  return column ? std::any_of(document.items.begin(), document.items.end(), there) : there(document.fields);
}

struct Layout {
  std::string hospital, kind, name;
  bool column = false;
  auto operator<=>(const Layout&) const = default;
};
struct Seen {
  std::map<std::int64_t, core::ShownMark> by_claim;
};
using Votes = std::map<Layout, std::map<std::string, Seen>>;

void look_at(std::int64_t claim, const std::vector<const DrawnValue*>& drawn, const OpenClaim& open, const Equipment& equipment,
             Votes& votes) {
  Deciding deciding;
  core::Claim found;
  const auto readings = readings_of(open);
  for (const core::Sheet& sheet : sheets_of(open, equipment, deciding, found)) {
    std::optional<core::Document> document;
    for (const DrawnValue* each : drawn)
      for (const core::SheetPage& at : sheet.pages) {
        const core::Reading& page = open.pages[std::size_t(at.page)].reading;
        if (!(page.origin == each->page)) continue;
        const auto cell = core::cell_name(each->field);
        const Layout layout{each->hospital, sheet.kind == "other" && !sheet.subtype.empty() ? sheet.subtype : sheet.kind,
                            cell ? cell->column : each->field, cell.has_value()};
        if (!document) document = extract::extract(sheet, readings, *equipment.knowledge.templates);
        if (is_read(*document, layout.name, layout.column, *each, at.page)) continue;
        for (const Beside& label : labels_beside(page, page.to_scan.inverse().apply(each->box), layout.column))
          votes[layout][label.label].by_claim.try_emplace(
              claim, core::ShownMark{layout.name, layout.column, page.origin, page.to_scan.apply(label.upright), each->box});
      }
  }
}

std::optional<ShownProposal> best_of(const Layout& layout, const std::map<std::string, Seen>& labels, int claims_min) {
  const std::pair<const std::string, Seen>* best = nullptr;
  // Of what most claims have, the longest: "住院号" and not "院号".
  for (const auto& each : labels) {
    if (int(each.second.by_claim.size()) < claims_min) continue;
    if (!best || each.second.by_claim.size() > best->second.by_claim.size() ||
        (each.second.by_claim.size() == best->second.by_claim.size() && each.first.size() > best->first.size()))
      best = &each;
  }
  if (!best) return std::nullopt;
  ShownProposal made;
  made.kind = layout.kind, made.hospital = layout.hospital, made.label = best->first;
  for (const auto& [claim, mark] : best->second.by_claim) made.claims.push_back(claim);
  made.claim = best->second.by_claim.rbegin()->first, made.mark = best->second.by_claim.rbegin()->second;
  return made;
}

}  // namespace

Result<std::vector<ShownProposal>> ShownTemplates::propose(const std::vector<DrawnValue>& drawn, int claims_min) {
  std::map<std::int64_t, std::vector<const DrawnValue*>> by_claim;
  for (const DrawnValue& each : drawn)
    if (!each.hospital.empty() && (by_claim.count(each.claim) || by_claim.size() < claims_looked_at_max))
      by_claim[each.claim].push_back(&each);
  Votes votes;
  for (const auto& [claim, values] : by_claim) {
    const auto packet = shelf_.last_packet(claim);
    if (!packet) return packet.error();
    if (!packet.value() || packet.value()->readings.empty()) continue;
    const auto bytes = shelf_.bytes_of(packet.value()->readings);
    if (!bytes) return bytes.error();
    const auto open = open_kept_claim(bytes.value());
    if (open) look_at(claim, values, open.value(), *equipment_, votes);
  }
  std::vector<ShownProposal> proposals;
  for (const auto& [layout, labels] : votes)
    if (auto made = best_of(layout, labels, claims_min)) proposals.push_back(std::move(*made));
  std::stable_sort(proposals.begin(), proposals.end(),
                   [](const auto& a, const auto& b) { return a.claims.size() > b.claims.size(); });
  return proposals;
}

}  // namespace claimpack::run
