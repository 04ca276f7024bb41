#include "pack/demands.hpp"

#include <algorithm>

#include "core/claim_state.hpp"
#include "pack/masking.hpp"
#include "pack/words.hpp"

namespace claimpack::pack {
namespace {

template <class T>
void add_once(std::vector<T>& all, const T& value) {
  if (std::find(all.begin(), all.end(), value) == all.end()) all.push_back(value);
}

bool is_missing(const core::ChecklistItem& item) { return item.status == core::ChecklistItem::Status::missing; }

// For a paper that is not there and whose rule says no cure of its own.
std::string cure_of(const core::ChecklistItem& item) {
  if (item.kinds.size() > 1) {
    std::string names;
    for (const std::string& kind : item.kinds) names += (names.empty() ? "" : "、") + kind_title(kind);
    return "请提交下列任意一种" + (item.copy.empty() ? "" : "的" + item.copy) + "：" + names + "。";
  }
  return "请提交" + item.title + item.copy + "一份。";
}

// Whether the finding looks at nothing but papers that the item counts (some of several, or without the mark it asks for).
bool lies_within(const core::Finding& finding, const core::ChecklistItem& item) {
  return std::all_of(finding.evidence.begin(), finding.evidence.end(), [&](const core::Evidence& seen) {
    return seen.page < 0 && std::find(item.documents.begin(), item.documents.end(), seen.document) != item.documents.end();
  });
}

// The missing items that a finding speaks of: those it names, else those of its rule.
std::vector<std::size_t> items_meant(const core::Claim& claim, const core::Finding& finding) {
  std::vector<std::size_t> named, of_rule;
  for (std::size_t i = 0; i < claim.checklist.size(); ++i) {
    const core::ChecklistItem& item = claim.checklist[i];
    if (!is_missing(item) || !lies_within(finding, item)) continue;
    if (!item.title.empty() && finding.message.find(item.title) != std::string::npos) named.push_back(i);
    if (!item.rule.empty() && item.rule == finding.rule) of_rule.push_back(i);
  }
  return named.empty() ? of_rule : named;
}

// Whether the finding is about the paper of that title: its sentence begins with it. Rules say 住院医疗收费票据, lists of kinds
// 医疗住院收费票据.
bool speaks_of(const core::Finding& finding, const std::string& title) {
  const auto plain = [](std::string text) {
    const std::string word = "医疗";
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word)) text.erase(at, word.size());
    return text;
  };
  return !title.empty() && plain(finding.message).rfind(plain(title), 0) == 0;
}

// One way less: of two places the one that is no mere looking at home.
Errand joined(Errand a, Errand b) {
  if (a == Errand::self || b == Errand::self) return a == Errand::self ? b : a;
  return std::min(a, b);
}

// The claimant is told what to bring; "(a proposal, a person confirms)" and the like are for the clerk.
std::string for_claimant(const std::string& text) { return masked(without_asides(text)); }

class Collector {
 public:
  Collector(const core::Claim& claim, const std::vector<PacketPage>& pages, const NoticeData& data)
      : claim_(claim), pages_(pages), data_(data) {}

  std::vector<Demand> collect() {
    add_missing();
    for (const core::Finding& finding : claim_.findings)
      if (finding.severity == core::Severity::supplement) add_finding(finding);
    std::vector<Demand> all;
    for (Demand& demand : missing_) {
      if (demand.problems.empty()) demand.problems.push_back("没有收到这份材料。");
      all.push_back(std::move(demand));
    }
    std::stable_sort(faulty_.begin(), faulty_.end(), [](const Demand& a, const Demand& b) { return rank(a) < rank(b); });
    for (Demand& demand : faulty_)
      if (Demand* known = same_papers(all, demand)) merge(*known, demand);
      else all.push_back(std::move(demand));
    add_unopened(all);
    choose_ways(all);
    std::stable_sort(all.begin(), all.end(), [](const Demand& a, const Demand& b) { return a.errand < b.errand; });
    for (Demand& demand : all) conceal(demand);
    return all;
  }

 private:
  static int rank(const Demand& demand) {
    return demand.documents.empty() ? 1 << 20 : *std::min_element(demand.documents.begin(), demand.documents.end());
  }

  static Demand* same_papers(std::vector<Demand>& all, const Demand& demand) {
    for (Demand& known : all)
      if (known.missing && !known.documents.empty() && known.documents == demand.documents) return &known;
    return nullptr;
  }

  // Where one of several papers will do, the one that is got where the claimant goes anyway; else at home; else the first.
  void choose_ways(std::vector<Demand>& all) const {
    const auto ways_of = [&](const Demand& demand) {
      std::vector<Errand> ways;
      for (const std::string& kind : demand.kinds) ways.push_back(errand_for(data_, kind));
      return ways;
    };
    std::vector<Errand> gone;
    for (const Demand& demand : all)
      if (demand.kinds.size() < 2) gone.push_back(demand.errand);
    for (Demand& demand : all) {
      if (demand.kinds.size() < 2) continue;
      const auto ways = ways_of(demand);
      const auto known = std::find_if(ways.begin(), ways.end(),
                                      [&](Errand way) { return std::find(gone.begin(), gone.end(), way) != gone.end(); });
      const bool at_home = std::find(ways.begin(), ways.end(), Errand::self) != ways.end();
      demand.errand = at_home ? Errand::self : known != ways.end() ? *known : ways.front();
      gone.push_back(demand.errand);
    }
  }

  static void conceal(Demand& demand) {
    demand.title = masked(demand.title);
    demand.place = masked(demand.place);
    demand.cure = for_claimant(demand.cure);
    for (std::string& problem : demand.problems) problem = for_claimant(problem);
  }

  void add_missing() {
    position_.assign(claim_.checklist.size(), 0);
    for (std::size_t i = 0; i < claim_.checklist.size(); ++i) {
      const core::ChecklistItem& item = claim_.checklist[i];
      if (!is_missing(item)) continue;
      position_[i] = missing_.size();
      Demand demand;
      demand.title = item.title;
      demand.cure = cure_of(item);
      const std::string kind = item.kinds.empty() ? item.requirement : item.kinds.front();
      if (item.kinds.size() < 2) demand.hint = where_to_get(kind);
      demand.kinds = item.kinds;
      demand.errand = errand_for(data_, kind);
      demand.documents = item.documents;
      demand.missing = true;
      demand.bases.push_back({"", item.rule});
      missing_.push_back(std::move(demand));
    }
  }

  // A finding that repeats what the checklist says lends it its words; any other is a demand of its own.
  void add_finding(const core::Finding& finding) {
    const std::vector<std::size_t> meant = items_meant(claim_, finding);
    for (std::size_t item : meant) {
      Demand& demand = missing_[position_[item]];
      if (meant.size() == 1) {
        add_once(demand.problems, finding.message);
        if (!finding.cure.empty()) demand.cure = finding.cure;
      }
      add_basis(demand, finding);
    }
    if (meant.empty()) add_faulty(finding);
  }

  static void add_basis(Demand& demand, const core::Finding& finding) {
    for (Demand::Basis& basis : demand.bases) {
      if (basis.rule != finding.rule || (!basis.citation.empty() && basis.citation != finding.citation)) continue;
      basis.citation = finding.citation;
      return;
    }
    add_once(demand.bases, Demand::Basis{finding.citation, finding.rule});
  }

  void add_faulty(const core::Finding& finding) {
    Demand demand;
    std::vector<std::string> titles;
    for (const core::Evidence& seen : finding.evidence) {
      const int document = document_of(seen);
      if (document < 0) continue;
      add_once(demand.documents, document);
      add_once(titles, document_title(claim_.documents[document]));
      if (demand.documents.size() == 1)
        demand.errand = errand_for_fault(data_, finding.rule, errand_for(data_, published_kind(claim_.documents[document])));
    }
    if (demand.documents.empty()) demand.errand = errand_for_fault(data_, finding.rule, Errand::self);
    if (demand.documents.size() > 1 && speaks_of(finding, titles.front())) {  // the others are what it was compared with
      demand.documents.resize(1);
      titles.resize(1);
    }
    for (const std::string& title : titles) demand.title += (demand.title.empty() ? "" : "、") + title;
    demand.place = place_of(finding);
    if (demand.title.empty()) demand.title = demand.place.empty() ? "申请材料" : "扫描页 " + demand.place;
    demand.problems.push_back(finding.message);
    demand.cure = finding.cure.empty() ? "请更正或重新取得这份材料后提交。" : finding.cure;
    demand.bases.push_back({finding.citation, finding.rule});
    for (Demand& known : faulty_)
      if (known.documents == demand.documents && known.title == demand.title &&
          (!known.documents.empty() || known.cure == demand.cure || known.problems == demand.problems))
        return merge(known, demand);
    faulty_.push_back(std::move(demand));
  }

  static void merge(Demand& into, const Demand& from) {
    for (const std::string& problem : from.problems) add_once(into.problems, problem);
    for (const Demand::Basis& basis : from.bases) add_once(into.bases, basis);
    if (into.cure.find(from.cure) == std::string::npos) into.cure += from.cure;
    if (into.place.find(from.place) == std::string::npos) into.place += (into.place.empty() ? "" : "；") + from.place;
    into.errand = joined(into.errand, from.errand);
  }

  int document_of(const core::Evidence& seen) const {
    if (seen.document >= 0 && seen.document < static_cast<int>(claim_.documents.size())) return seen.document;
    for (int i = 0; seen.page >= 0 && i < static_cast<int>(claim_.documents.size()); ++i)
      for (const core::SheetPage& page : claim_.documents[i].pages)
        if (page.page == seen.page) return i;
    return -1;
  }

  // The pages that one piece of evidence means: a page, a field's page, or the whole document.
  std::vector<int> pages_of(const core::Evidence& seen) const {
    if (seen.page >= 0) return {seen.page};
    const int index = document_of(seen);
    if (index < 0) return {};
    const core::Document& document = claim_.documents[index];
    const auto field = document.fields.find(seen.field);
    if (field != document.fields.end()) return {field->second.page};
    std::vector<int> all;
    for (const core::SheetPage& page : document.pages) add_once(all, page.page);
    return all;
  }

  std::string place_of(const core::Finding& finding) const {
    std::vector<int> all;
    for (const core::Evidence& seen : finding.evidence)
      for (int page : pages_of(seen))
        if (page >= 0 && page < static_cast<int>(pages_.size())) add_once(all, page);
    std::string text;
    for (int page : all) text += (text.empty() ? "" : "；") + origin_text(pages_[page].reading->origin, false);
    return text;
  }

  void add_unopened(std::vector<Demand>& all) const {
    for (const core::SetAside& each : claim_.set_aside) {
      if (!each.error) continue;
      Demand demand;
      demand.title = "文件 " + each.file;
      demand.problems.push_back(each.reason.empty() ? "这个文件打不开。" : "这个文件打不开：" + each.reason);
      demand.place = each.file;
      demand.cure = "请重新扫描或拍照后提交，也可以带原件到窗口。";
      demand.bases.push_back({"材料应能打开，完整清晰", "x.page.quality"});
      all.push_back(std::move(demand));
    }
  }

  const core::Claim& claim_;
  const std::vector<PacketPage>& pages_;
  const NoticeData& data_;
  std::vector<std::size_t> position_;  // of a checklist item in `missing_`
  std::vector<Demand> missing_, faulty_;
};

}  // namespace

std::vector<Demand> demands_of(const core::Claim& claim, const std::vector<PacketPage>& pages, const NoticeData& data) {
  return Collector(claim, pages, data).collect();
}

bool asks_something(const core::Claim& claim) {
  if (core::standing_of(claim).state != core::ClaimState::supplement) return false;
  return std::any_of(claim.checklist.begin(), claim.checklist.end(), is_missing) ||
         std::any_of(claim.findings.begin(), claim.findings.end(),
                     [](const core::Finding& finding) { return finding.severity == core::Severity::supplement; });
}

std::string origin_text(const core::Origin& origin, bool english) {
  return english ? origin.file + " p. " + std::to_string(origin.page)
                 : origin.file + " 第 " + std::to_string(origin.page) + " 页";
}

}  // namespace claimpack::pack
