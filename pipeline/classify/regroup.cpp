#include "classify/regroup.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "classify/grouping.hpp"

namespace claimpack::classify {

namespace {

using core::Correction;
using core::CorrectionKind;
using core::Sheet;

std::string said(const core::Origin& page) { return page.file + " 第" + std::to_string(page.page) + "页"; }

class Regrouping {
 public:
  Regrouping(Regrouped& out, const std::vector<const core::Reading*>& pages, const Kinds& kinds)
      : out_(out), sheets_(out.classified.sheets), pages_(pages), kinds_(kinds) {}

  void apply(const Correction& each) {
    switch (each.kind) {
      case CorrectionKind::set_kind: return set_kind(each);
      case CorrectionKind::group_pages: return group_pages(each);
      case CorrectionKind::set_aside_page:
        if (const auto found = pages_of(each))
          for (const int page : *found) aside_[page] = each.reason;
        return;
      case CorrectionKind::restore_page:
        if (const auto found = pages_of(each))
          for (const int page : *found) restore(page);
        return;
      default: return;
    }
  }

  void finish() {
    for (const auto& [page, reason] : aside_) {
      out_.aside.push_back({page, reason});
      take_out(page);
      std::erase(out_.classified.blank_pages, page);
    }
    std::erase_if(sheets_, [](const Sheet& sheet) { return sheet.pages.empty(); });
    std::stable_sort(sheets_.begin(), sheets_.end(),
                     [](const Sheet& a, const Sheet& b) { return a.pages.front().page < b.pages.front().page; });
  }

 private:
  Regrouped& out_;
  std::vector<Sheet>& sheets_;
  const std::vector<const core::Reading*>& pages_;
  const Kinds& kinds_;
  std::map<int, std::string> aside_;

  void misfit(const Correction& each, const std::string& why) { out_.unfit.push_back({each.id, why}); }

  // All of its pages, or nothing: half of a group would be another document.
  std::optional<std::vector<int>> pages_of(const Correction& each) {
    std::vector<int> found;
    for (const core::Origin& origin : each.pages) {
      const auto at =
          std::find_if(pages_.begin(), pages_.end(), [&](const core::Reading* page) { return page && page->origin == origin; });
      if (at == pages_.end()) {
        misfit(each, said(origin) + "已不在本案中");
        return {};
      }
      found.push_back(int(at - pages_.begin()));
    }
    return found;
  }

  // As claim.json names it: a kind of its own, or `other` with a subtype.
  bool name_kind(const Correction& each, Sheet& sheet) {
    for (const KindWords& kind : kinds_.all)
      if (kind.kind == each.document_kind || (kind.published_kind == each.document_kind && kind.published_kind != "other")) {
        sheet.kind = kind.published_kind, sheet.subtype = kind.published_subtype, sheet.confidence = 1;
        return true;
      }
    if (each.document_kind != "other") {
      misfit(each, "没有这种材料：" + each.document_kind);
      return false;
    }
    sheet.kind = "other", sheet.subtype = each.subtype, sheet.confidence = 1;
    return true;
  }

  void take_out(int page) {
    for (Sheet& sheet : sheets_) std::erase_if(sheet.pages, [&](const core::SheetPage& each) { return each.page == page; });
  }

  void set_kind(const Correction& each) {
    if (!each.document.empty()) {
      const int found = sheet_named(sheets_, pages_, each.document);
      if (found < 0) misfit(each, said(each.document.page) + "已不是一份材料的首页");
      else name_kind(each, sheets_[std::size_t(found)]);
      return;
    }
    const auto found = pages_of(each);
    Sheet named;
    if (!found || !name_kind(each, named)) return;
    const auto is_meant = [&](const core::SheetPage& page) {
      return std::find(found->begin(), found->end(), page.page) != found->end();
    };
    std::vector<Sheet> parted;
    for (Sheet& sheet : sheets_) {
      if (std::none_of(sheet.pages.begin(), sheet.pages.end(), is_meant)) continue;
      Sheet part = named;
      std::copy_if(sheet.pages.begin(), sheet.pages.end(), std::back_inserter(part.pages), is_meant);
      std::erase_if(sheet.pages, is_meant);
      parted.push_back(std::move(part));
    }
    sheets_.insert(sheets_.end(), parted.begin(), parted.end());
    tidy();
  }

  void group_pages(const Correction& each) {
    const auto found = pages_of(each);
    if (!found || found->empty()) return;
    Sheet grouped;
    for (const Sheet& sheet : sheets_)
      for (const core::SheetPage& page : sheet.pages)
        if (page.page == found->front() && grouped.kind.empty()) grouped.kind = sheet.kind, grouped.subtype = sheet.subtype;
    if (grouped.kind.empty()) grouped.kind = "other";
    grouped.confidence = 1;
    if (!each.document_kind.empty() && !name_kind(each, grouped)) return;
    for (const int page : *found) {
      if (std::any_of(grouped.pages.begin(), grouped.pages.end(), [&](const core::SheetPage& p) { return p.page == page; }))
        continue;
      take_out(page);
      std::erase(out_.classified.blank_pages, page);
      aside_.erase(page);
      grouped.pages.push_back({page, {}});
    }
    sheets_.push_back(std::move(grouped));
    tidy();
  }

  void restore(int page) {
    aside_.erase(page);
    auto& blank = out_.classified.blank_pages;
    if (std::find(blank.begin(), blank.end(), page) == blank.end()) return;
    std::erase(blank, page);
    for (Sheet& sheet : group(parts_of(*pages_[std::size_t(page)], page, kinds_), kinds_)) sheets_.push_back(std::move(sheet));
  }

  void tidy() {
    std::erase_if(sheets_, [](const Sheet& sheet) { return sheet.pages.empty(); });
  }
};

}  // namespace

int sheet_named(const std::vector<Sheet>& sheets, const std::vector<const core::Reading*>& pages,
                const core::DocumentName& name) {
  int count = 0;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    if (sheets[i].pages.empty()) continue;
    const core::Reading* first = pages[std::size_t(sheets[i].pages.front().page)];
    if (first && first->origin == name.page && ++count == name.part) return int(i);
  }
  return -1;
}

Regrouped regroup(Classified classified, const std::vector<const core::Reading*>& pages,
                  const std::vector<Correction>& corrections, const Kinds& kinds) {
  Regrouped out;
  out.classified = std::move(classified);
  Regrouping regrouping(out, pages, kinds);
  for (const Correction& each : corrections) regrouping.apply(each);
  regrouping.finish();
  return out;
}

}  // namespace claimpack::classify
