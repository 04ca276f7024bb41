// Seals and signatures.
#include <algorithm>
#include <cmath>

#include "check/bill_witnesses.hpp"
#include "check/cross_checks.hpp"
#include "check/names.hpp"
#include "core/text.hpp"

namespace claimpack::check {

namespace {

using core::Document;

// Whether a text read from a seal, some of its characters lost, is one of these.
bool like_any(const std::string& text, const std::vector<std::string>& wordings) {
  const std::string read = plain(text);
  return core::to_u32(read).size() >= 4 && std::any_of(wordings.begin(), wordings.end(), [&](const std::string& wording) {
           return likeness(read, wording) >= 0.7;
         });
}

// Stamps of the insurance desk (与原件核对无误) say nothing about who issued the paper. A rectangle is a note, not the seal of an
// office, unless it names its unit (收费专用章, 收讫).
bool is_issuers(const Dossier& dossier, const Document::PageMark& seal) {
  if (contains_any(seal.text, dossier.words("agency_stamps"))) return false;
  return seal.shape != "rect" || contains_any(seal.text, dossier.words("unit_seals"));
}

std::vector<const Document::PageMark*> issuers_seals(const Dossier& dossier, int paper) {
  std::vector<const Document::PageMark*> seals;
  for (const auto& seal : dossier.at(paper).seals)
    if (is_issuers(dossier, seal)) seals.push_back(&seal);
  return seals;
}

double distance(const core::Box& a, const core::Box& b) {
  return std::hypot(a.center_x() - b.center_x(), a.center_y() - b.center_y());
}

// The ministry's seal stands in the head of a bill, the hospital's at its foot. Measured against the print around,
// so that it holds for a page in any turn.
bool stands_in_head(const Document& bill, const Document::PageMark& seal) {
  double head = 1e18, foot = 1e18;
  const auto nearest = [&](std::initializer_list<const char*> names, double& best) {
    for (const char* name : names) {
      const auto found = bill.fields.find(name);
      if (found != bill.fields.end() && found->second.page == seal.page && !found->second.box.empty() && !seal.box.empty())
        best = std::min(best, distance(found->second.box, seal.box));
    }
  };
  nearest({"bill_code", "bill_number", "check_code", "payer_name"}, head);
  nearest({"payee", "checker", "hospital_name", "total_amount_words", "personal_own_expense"}, foot);
  return head < foot;
}

void check_bill_seals(const Dossier& dossier, int bill, Report& report) {
  const auto seals = issuers_seals(dossier, bill);
  const Values values{{"document", dossier.title(bill)}};
  const bool good = dossier.on_good_page(bill);
  if (seals.empty()) return report.add("x.bill.seals", "none", good, values, {evidence(bill, "seals")});
  // By its words where they can be read, else by its place.
  const auto is_supervision = [&](const Document::PageMark* seal) {
    if (contains_any(seal->text, dossier.words("supervision")) || like_any(seal->text, dossier.words("supervision_seals")))
      return true;
    return !contains_any(seal->text, dossier.words("unit_seals")) && stands_in_head(dossier.at(bill), *seal);
  };
  if (std::all_of(seals.begin(), seals.end(), is_supervision))
    report.add("x.bill.seals", "no_unit", good, values, {evidence(bill, "seals")});
}

// The hospital's word for a list: a seal, or a sealed bill that names the same bill number or amount.
bool list_is_vouched(const Dossier& dossier, int list) {
  const auto total = dossier.money(list, "total_amount");
  core::Fen lists = 0;
  for (const int other : dossier.of({"expense_list"})) lists += dossier.money(other, "total_amount").value_or(0);
  core::Fen bills = 0;
  for (const int bill : dossier.bills()) {
    const auto amount = dossier.money(bill, "total_amount");
    bills += amount.value_or(0);
    if (amount && total && *amount == *total) return true;
    const auto number = core::value_of(dossier.at(bill), "bill_number");
    if (number.empty()) continue;
    if (core::value_of(dossier.at(list), "bill_number") == number) return true;
    for (const auto& payload : payloads_of(dossier.at(list)))
      if (payload.bill_number == number) return true;
  }
  return total && lists == bills && bills != 0;
}

// A printed name behind the physician's label counts: many systems print it in place of a signature.
bool physician_named(const Dossier& dossier, int paper) {
  if (dossier.field(paper, "physician") || !dossier.at(paper).signatures.empty()) return true;
  for (const auto& raw : core::split_lines(dossier.at(paper).all_text)) {
    const auto line = plain(raw);
    for (const auto& label : dossier.words("physician_labels")) {
      const auto at = line.find(label);
      if (at == std::string::npos) continue;
      auto rest = line.substr(at + label.size());
      for (const char* dropped : {"签名", "签字", "(签章)", "签章", "盖章", "(", ")", ":"})
        for (auto found = rest.find(dropped); found != std::string::npos; found = rest.find(dropped))
          rest.erase(found, std::string(dropped).size());
      for (const auto& stop : dossier.words("label_stops")) rest = rest.substr(0, rest.find(stop));
      const auto name = core::to_u32(rest);
      if (name.size() >= 2 && name.size() <= 4 && std::all_of(name.begin(), name.end(), core::is_han)) return true;
    }
  }
  return false;
}

// On a copy a black seal may lie over the physician's line, label and all: then nobody can say from the picture whether the
// paper is signed.
bool signature_is_hidden(const Dossier& dossier, int paper) {
  const auto& document = dossier.at(paper);
  return !contains_any(plain(document.all_text), dossier.words("physician_labels")) &&
         std::any_of(document.seals.begin(), document.seals.end(),
                     [](const core::Document::PageMark& seal) { return seal.colour == "black"; });
}

// Something stands behind the label that nobody can read: a hand's writing, a name under a seal.
bool is_written_over(const Dossier& dossier, int paper) {
  const auto& absent = dossier.at(paper).absent;
  const auto found = absent.find("physician");
  return found != absent.end() && found->second == core::Absence::illegible;
}

void check_physician(const Dossier& dossier, int paper, bool good, Report& report) {
  if (physician_named(dossier, paper)) return;
  if (signature_is_hidden(dossier, paper))
    report.add("x.mark.hidden", "signature", true, {{"document", dossier.title(paper)}}, {evidence(paper, "physician")});
  else report.add("x.sign.physician", "certificate", good, {{"document", dossier.title(paper)}}, {evidence(paper, "physician")});
}

}  // namespace

void check_marks(const Dossier& dossier, Report& report) {
  for (const int bill : dossier.bills()) check_bill_seals(dossier, bill, report);
  for (const int paper : dossier.of({"diagnosis_certificate"})) {
    const bool good = dossier.on_good_page(paper);
    if (issuers_seals(dossier, paper).empty())
      report.add("x.seal.certificate", "none", good, {{"document", dossier.title(paper)}}, {evidence(paper, "seals")});
    check_physician(dossier, paper, good, report);
  }
  for (const int paper : dossier.of({"discharge_summary", "prescription"}))
    if (!physician_named(dossier, paper) && !is_written_over(dossier, paper))
      report.add("x.sign.physician", "other", false, {{"document", dossier.title(paper)}}, {evidence(paper, "physician")});
  for (const int list : dossier.of({"expense_list"}))
    if (issuers_seals(dossier, list).empty() && !list_is_vouched(dossier, list))
      report.add("x.seal.list", "none", dossier.on_good_page(list), {{"document", dossier.title(list)}},
                 {evidence(list, "seals")});
}

}  // namespace claimpack::check
