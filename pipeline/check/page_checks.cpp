// Pages that could not be read well enough, and values that nobody vouches for.
#include <algorithm>
#include <map>
#include <set>

#include "check/bill_witnesses.hpp"
#include "check/cross_checks.hpp"
#include "core/text.hpp"

namespace claimpack::check {

namespace {

std::string place_of(const PageFacts& page) { return page.origin.file + " 第" + std::to_string(page.origin.page) + "页"; }

// A field of the list `unsure_fields` ("inpatient_invoice.total_amount") that is missing or doubtful.
std::vector<std::string> doubtful_fields(const Dossier& dossier, int paper) {
  std::vector<std::string> names;
  const auto prefix = dossier.at(paper).kind + ".";
  for (const auto& entry : dossier.words("unsure_fields")) {
    if (entry.rfind(prefix, 0) != 0) continue;
    const auto name = entry.substr(prefix.size());
    const auto* field = dossier.field(paper, name);
    if (field && dossier.sure(*field)) continue;
    if (name == "total_amount" && field && total_is_vouched(dossier, paper)) continue;
    if (field || name == "total_amount") names.push_back(name);
  }
  return names;
}

void check_page(const Dossier& dossier, std::size_t index, Report& report) {
  const auto& page = dossier.the_case.pages[index];
  const Values values{{"page", place_of(page)}, {"advice", page.quality.advice}};
  const core::Evidence place{-1, "", static_cast<int>(index)};
  if (page.lost) return report.add("x.page.quality", "lost", true, values, {place});
  if (page.quality.blank || page.quality.advice.empty()) return;
  // Poor pages whose values were all read cost nobody a way.
  for (std::size_t i = 0; i < dossier.documents.size(); ++i) {
    const auto& pages = dossier.documents[i].pages;
    const bool on_it =
        std::any_of(pages.begin(), pages.end(), [&](const core::SheetPage& one) { return one.page == place.page; });
    if (on_it && !doubtful_fields(dossier, static_cast<int>(i)).empty())
      return report.add("x.page.quality", "poor", true, values, {place});
  }
}

// "第2页 左下": where on the page a clerk looks.
std::string part_of_page(const core::Box& box, const PageFacts& page) {
  if (page.width <= 0 || page.height <= 0) return "";
  const double x = box.center_x() / page.width, y = box.center_y() / page.height;
  const std::string row = y < 1 / 3.0 ? "上" : y < 2 / 3.0 ? "中" : "下", column = x < 1 / 3.0 ? "左" : x < 2 / 3.0 ? "中" : "右";
  return row == "中" && column == "中" ? "中部" : column == "中" ? row + "部" : column + (row == "中" ? "侧" : row);
}

std::string shortened(const std::string& text) {
  const std::u32string whole = core::to_u32(text);
  return whole.size() <= 30 ? text : core::to_utf8(whole.substr(0, 30)) + "…";
}

// Text of an electronic file that its page does not show, or shows otherwise. One finding a page and kind names the first.
void check_shown(const Dossier& dossier, std::size_t index, Report& report) {
  using Kind = core::TextFault::Kind;
  const auto& page = dossier.the_case.pages[index];
  const auto tell = [&](Kind kind, const char* rule, const char* variant) {
    const core::TextFault* first = nullptr;
    int count = 0;
    for (const auto& fault : page.faults)
      if (fault.kind == kind && count++ == 0) first = &fault;
    if (first == nullptr) return;
    const Values values{{"page", place_of(page)},
                        {"place", part_of_page(first->box, page)},
                        {"says", shortened(first->says)},
                        {"shows", shortened(first->shows)},
                        {"count", std::to_string(count)}};
    report.add(rule, variant, true, values, {{-1, "", static_cast<int>(index)}});
  };
  tell(Kind::hidden, "x.text.hidden", "hidden");
  tell(Kind::outside, "x.text.hidden", "outside");
  tell(Kind::altered, "x.text.altered", "altered");
  tell(Kind::not_drawn, "x.page.quality", "not_drawn");
}

std::string fingerprint(const core::Document& document) {
  std::string all = document.kind;
  for (const auto& [name, field] : document.fields) all += "|" + name + "=" + field.value;
  all += "|" + document.all_text;
  return all;
}

bool is_bill(const core::Document& document) {
  return document.kind == "inpatient_invoice" || document.kind == "outpatient_invoice" || document.kind == "vat_invoice";
}

// The document on the page; -1: none, or several.
int document_on(const Dossier& dossier, int page) {
  int found = -1;
  for (std::size_t i = 0; i < dossier.documents.size(); ++i)
    for (const auto& one : dossier.documents[i].pages)
      if (one.page == page) found = found < 0 || found == static_cast<int>(i) ? static_cast<int>(i) : -2;
  return found < 0 ? -1 : found;
}

std::string title_on(const Dossier& dossier, int document, int page) {
  const auto place = place_of(dossier.the_case.pages[static_cast<std::size_t>(page)]);
  return document < 0 ? place : dossier.title(document) + "（" + place + "）";
}

// Bills of one number are x.bill.dup_in_claim's.
bool bills_of_one_number(const Dossier& dossier, int a, int b) {
  if (a < 0 || b < 0 || a == b || !is_bill(dossier.at(a)) || !is_bill(dossier.at(b))) return false;
  const auto number = core::value_of(dossier.at(a), "bill_number");
  return !number.empty() && number == core::value_of(dossier.at(b), "bill_number");
}

// The same sheet again, by its look and its words; and papers that are word for word the same.
void check_twice(const Dossier& dossier, Report& report) {
  std::set<int> told;
  for (const auto& [first, later] : dossier.twins) {
    const int one = document_on(dossier, first), other = document_on(dossier, later);
    if (other >= 0) told.insert(other);
    if (bills_of_one_number(dossier, one, other)) continue;
    report.add("x.page.quality", one >= 0 && one == other ? "again" : "twice", true,
               {{"document", title_on(dossier, other, later)}, {"other", title_on(dossier, one, first)}},
               {{other, "", later}, {one, "", first}});
  }
  std::map<std::string, int> seen;
  for (std::size_t i = 0; i < dossier.documents.size(); ++i) {
    const auto& document = dossier.documents[i];
    if (is_bill(document) || document.fields.size() < 3) continue;
    const auto [entry, fresh] = seen.emplace(fingerprint(document), static_cast<int>(i));
    if (!fresh && !told.count(static_cast<int>(i)))
      report.add("x.page.quality", "twice", true,
                 {{"document", dossier.title(static_cast<int>(i))}, {"other", dossier.title(entry->second)}},
                 {evidence(static_cast<int>(i), "")});
  }
}

}  // namespace

void check_pages(const Dossier& dossier, Report& report) {
  for (std::size_t i = 0; i < dossier.the_case.pages.size(); ++i) check_page(dossier, i, report), check_shown(dossier, i, report);
  check_twice(dossier, report);
  for (const PageDoubt& doubt : dossier.the_case.doubts)
    report.add("x.page.patient", "doubt", true, {{"doubt", doubt.why}},
               doubt.page < 0 ? std::vector<core::Evidence>() : std::vector<core::Evidence>{{-1, "", doubt.page}});
  std::vector<core::Evidence> places;
  for (std::size_t i = 0; i < dossier.documents.size(); ++i) {
    if (dossier.owners[i] == Owner::foreign) continue;
    for (const auto& name : doubtful_fields(dossier, static_cast<int>(i))) places.push_back(evidence(static_cast<int>(i), name));
  }
  if (places.empty()) return;
  const auto count = std::to_string(places.size());
  report.add("x.field.unsure", "unsure", true, {{"count", count}}, std::move(places));
}

}  // namespace claimpack::check
