// What the region's packs settle, what forms and approvals say.
#include <algorithm>

#include "check/fact_groups.hpp"
#include "check/names.hpp"
#include "check/vocabulary.hpp"
#include "core/text.hpp"

namespace claimpack::check {

namespace {

using core::Absence;

bool page_is_poor(const Dossier& dossier, int paper) {
  for (const auto& page : dossier.at(paper).pages) {
    const auto index = static_cast<std::size_t>(page.page);
    if (index >= dossier.the_case.pages.size()) continue;
    const auto& facts = dossier.the_case.pages[index];
    if (facts.lost || !facts.quality.advice.empty()) return true;
  }
  return false;
}

// Empty on every paper of the kind: true; filled on one: false; illegible, or on a poor page: unknown.
std::optional<bool> is_blank(const Dossier& dossier, const std::string& kind, const std::string& name) {
  std::optional<bool> blank;
  for (const int paper : dossier.of({kind})) {
    if (dossier.field(paper, name)) return false;
    const auto absent = dossier.at(paper).absent.find(name);
    if (absent == dossier.at(paper).absent.end() || absent->second == Absence::illegible || page_is_poor(dossier, paper))
      return std::nullopt;
    blank = true;
  }
  return blank;
}

std::optional<int> hospitals_named(const Dossier& dossier) {
  const auto& intake = dossier.the_case.intake;
  if (!intake.filing.hospitals.empty()) return static_cast<int>(intake.filing.hospitals.size());
  for (const int form : dossier.of({"filing_form"}))
    if (const auto* listed = dossier.field(form, "hospitals"); listed && dossier.sure(*listed))
      return static_cast<int>(listed->list.size());
  if (is_blank(dossier, "filing_form", "hospitals").value_or(false)) return 0;
  return std::nullopt;
}

void settlement_mode(Facts& facts, const Dossier& dossier) {
  if (facts.count("filing.settlement_mode")) return;
  for (const int form : dossier.of({"filing_form"})) {
    if (!dossier.sure(form, "settlement_mode")) continue;
    const auto words = core::value_of(dossier.at(form), "settlement_mode");
    if (contains_any(words, {"垫付", "手工"})) facts["filing.settlement_mode"] = "prepaid";
    else if (contains_any(words, {"直接", "刷卡"})) facts["filing.settlement_mode"] = "direct";
  }
}

void filed_places(Facts& facts, const Dossier& dossier, const Rules& rules) {
  const auto& intake = dossier.the_case.intake;
  if (intake.filing_state != core::Intake::FilingState::exists || intake.filing.regions.empty()) return;
  const auto& regions = intake.filing.regions;
  facts["filing.region_count"] = std::to_string(regions.size());
  const auto place = facts.find("treatment.region"), province = facts.find("treatment.province");
  if (place != facts.end()) say(facts, "filing.covers_place", std::optional<bool>(covers_place(regions, place->second)));
  if (province == facts.end()) return;
  bool same = false;
  for (const auto& region : regions) {
    const auto filed = province_of(region, rules);
    if (filed.empty()) return;  // a place that names no province
    same = same || filed == province->second;
  }
  say(facts, "filing.same_province", std::optional<bool>(same));
}

std::vector<std::string> listed(const core::Field& field) {
  return field.list.empty() && !field.value.empty() ? std::vector<std::string>{field.value} : field.list;
}

}  // namespace

void region_facts(Facts& facts, const Dossier& dossier, const Rules& rules, const Pack* region) {
  for (const auto* layer : rules.layers(region ? region->id : std::string("national")))
    for (const auto& [name, value] : layer->facts) facts.emplace("region." + name, value);  // the narrowest layer came first
  for (const auto& [name, value] : dossier.the_case.region_facts) facts["region." + name] = value;
}

void form_facts(Facts& facts, const Dossier& dossier, const Rules& rules) {
  for (const auto& [kind, name] : blank_places()) say(facts, "blank." + kind + "." + name, is_blank(dossier, kind, name));
  if (const auto count = hospitals_named(dossier)) facts["filing.hospital_count"] = std::to_string(*count);
  settlement_mode(facts, dossier);
  filed_places(facts, dossier, rules);
  for (const int form : dossier.of({"filing_form"})) {
    const auto text = plain(dossier.at(form).all_text);
    if (contains_any(text, {"手工报销备案", "手工报销登记"})) facts["filing_form.for_manual"] = "true";
    else if (contains_any(text, {"直接结算备案", "直接结算登记", "河北燕达"})) facts["filing_form.for_manual"] = "false";
  }
  for (const int slip : dossier.of({"outside_purchase_slip"})) {
    const auto& paper = dossier.at(slip);
    const auto say_mark = [&](const char* name, bool there) {
      if (there || dossier.on_good_page(slip)) facts[name] = there ? "true" : "false";
    };
    say_mark("outside_slip.signed", !paper.signatures.empty());
    say_mark("outside_slip.sealed", !paper.seals.empty());
  }
  bool by_sheet = false;
  for (const int sheet : dossier.of({"settlement_sheet"})) {
    const auto fund = dossier.money(sheet, "pooled_fund_payment");
    by_sheet = by_sheet || !fund || *fund != 0;  // the fund paid nothing: a pay-first stay
  }
  say(facts, "settled_by_sheet", std::optional<bool>(by_sheet));
}

void special_disease_facts(Facts& facts, const Dossier& dossier) {
  const auto& flags = dossier.the_case.intake.flags;
  const auto said = flags.find("special_disease_approved");
  bool shown = dossier.has("special_disease_form");
  for (const int record : dossier.of({"outpatient_record"}))
    shown = shown || dossier.mark(record, "special_disease") == Truth::yes;
  if (said != flags.end()) say(facts, "special.qualified", std::optional<bool>(said->second));
  else if (shown) facts["special.qualified"] = "true";
  for (const int form : dossier.of({"special_disease_form"})) {
    for (const char* name : {"approved_on", "valid_until"})
      if (dossier.sure(form, name)) say(facts, "special." + std::string(name), dossier.date(form, name));
    const auto* approved = dossier.field(form, "diseases");
    if (!approved || !dossier.sure(*approved)) continue;
    for (const int paper : dossier.of({"outpatient_record", "diagnosis_certificate"})) {
      const auto* visit = dossier.field(paper, "diagnoses");
      if (!visit || !dossier.sure(*visit)) continue;
      const bool match = share_term(listed(*visit), listed(*approved), dossier.words("diagnosis_stops"));
      if (match || !facts.count("special.disease_matches")) facts["special.disease_matches"] = match ? "true" : "false";
    }
  }
}

}  // namespace claimpack::check
