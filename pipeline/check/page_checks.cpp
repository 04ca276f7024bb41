// Pages that could not be read well enough, and values that nobody vouches for.
#include <algorithm>
#include <map>

#include "check/bill_witnesses.hpp"
#include "check/cross_checks.hpp"

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

std::string fingerprint(const core::Document& document) {
  std::string all = document.kind;
  for (const auto& [name, field] : document.fields) all += "|" + name + "=" + field.value;
  all += "|" + document.all_text;
  return all;
}

// The same sheet scanned twice: word for word the same. Bills are x.bill.dup_in_claim's.
void check_twice(const Dossier& dossier, Report& report) {
  std::map<std::string, int> seen;
  for (std::size_t i = 0; i < dossier.documents.size(); ++i) {
    const auto& document = dossier.documents[i];
    const bool bill = document.kind == "inpatient_invoice" || document.kind == "outpatient_invoice";
    if (bill || document.fields.size() < 3) continue;
    const auto [entry, fresh] = seen.emplace(fingerprint(document), static_cast<int>(i));
    if (!fresh)
      report.add("x.page.quality", "twice", true,
                 {{"document", dossier.title(static_cast<int>(i))}, {"other", dossier.title(entry->second)}},
                 {evidence(static_cast<int>(i), "")});
  }
}

}  // namespace

void check_pages(const Dossier& dossier, Report& report) {
  for (std::size_t i = 0; i < dossier.the_case.pages.size(); ++i) check_page(dossier, i, report);
  check_twice(dossier, report);
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
