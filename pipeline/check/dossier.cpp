#include "check/dossier.hpp"

#include <algorithm>

#include "check/names.hpp"
#include "core/text.hpp"

namespace claimpack::check {

using core::Document;
using core::Field;

const std::string& kind_of(const Document& document) {
  return document.kind == "other" && !document.subtype.empty() ? document.subtype : document.kind;
}

const Field* cell(const core::Row& row, const std::string& name) {
  const auto found = row.find(name);
  return found == row.end() || found->second.value.empty() ? nullptr : &found->second;
}

const Field* Dossier::field(int document, const std::string& name) const {
  const auto& fields = at(document).fields;
  const auto found = fields.find(name);
  if (found == fields.end()) return nullptr;
  const auto& value = found->second;
  return value.value.empty() && value.list.empty() && !value.flag ? nullptr : &value;
}

bool Dossier::sure(const Field& value) const {
  return value.accepted || value.source == core::Source::reviewer || value.confidence >= number("trusted_confidence");
}

bool Dossier::sure(int document, const std::string& name) const {
  const auto* value = field(document, name);
  return value && sure(*value);
}

std::optional<core::Fen> Dossier::money(int document, const std::string& name) const {
  const auto* value = field(document, name);
  return value ? core::parse_money(value->value) : std::nullopt;
}

std::optional<core::Date> Dossier::date(int document, const std::string& name) const {
  const auto* value = field(document, name);
  return value ? core::parse_date(value->value) : std::nullopt;
}

std::vector<int> Dossier::of(const std::vector<std::string>& kinds) const {
  std::vector<int> found;
  for (std::size_t i = 0; i < documents.size(); ++i)
    if (owners[i] != Owner::foreign && std::find(kinds.begin(), kinds.end(), kind_of(documents[i])) != kinds.end())
      found.push_back(static_cast<int>(i));
  return found;
}

std::string Dossier::title(int document) const {
  const auto& kind = kind_of(at(document));
  const auto known = parameters.kind_titles.find(kind);
  const auto name = known == parameters.kind_titles.end() ? parameters.kind_titles.at("other") : known->second;
  int before = 0, all = 0;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (kind_of(documents[i]) != kind) continue;
    ++all;
    if (static_cast<int>(i) <= document) ++before;
  }
  return all > 1 ? name + "（第" + std::to_string(before) + "份）" : name;
}

std::optional<core::Date> Dossier::service_first() const {
  std::optional<core::Date> first;
  const auto take = [&](const core::Date& date) { first = first ? std::min(*first, date) : date; };
  for (const auto& stay : stays) take(stay.admission);
  for (const auto& visit : visits) take(visit.date);
  return first;
}

std::optional<core::Date> Dossier::service_last() const {
  std::optional<core::Date> last;
  const auto take = [&](const core::Date& date) { last = last ? std::max(*last, date) : date; };
  for (const auto& stay : stays) take(stay.discharge);
  for (const auto& visit : visits) take(visit.date);
  return last;
}

int Dossier::page_count(int document) const {
  const auto& pages = at(document).pages;
  const auto has = [&](int page) {
    return std::any_of(pages.begin(), pages.end(), [&](const core::SheetPage& one) { return one.page == page; });
  };
  const auto again =
      std::count_if(twins.begin(), twins.end(), [&](const auto& pair) { return has(pair.first) && has(pair.second); });
  return static_cast<int>(pages.size()) - static_cast<int>(again);
}

bool Dossier::on_good_page(int document) const {
  for (const auto& page : at(document).pages) {
    const auto index = static_cast<std::size_t>(page.page);
    if (index >= the_case.pages.size()) continue;
    const auto& facts = the_case.pages[index];
    if (facts.lost || facts.quality.cut_off || facts.quality.blur > number("rescan_blur")) return false;
  }
  return true;
}

Truth Dossier::mark(int document, const std::string& name) const {
  const auto& paper = at(document);
  if ((name == "rescue" && paper.kind == "rescue_record") || (name == "special_disease" && paper.kind == "special_disease_form"))
    return Truth::yes;
  const auto* flag = field(document, name);
  if (flag && flag->flag && *flag->flag) return Truth::yes;
  if (name != "special_disease") {
    const auto& list = words(name == "rescue" ? "rescue" : "emergency");
    bool found =
        contains_any(core::value_of(paper, "department"), list) || contains_any(core::without_blanks(paper.all_text), list);
    for (const auto& seal : paper.seals) found = found || contains_any(seal.text, list);
    for (const auto& row : paper.items)
      if (const auto* item = cell(row, "name")) found = found || contains_any(item->value, list);
    if (found) return Truth::yes;
  }
  return flag && flag->flag ? Truth::no : Truth::unknown;
}

}  // namespace claimpack::check
