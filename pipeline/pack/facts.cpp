#include "pack/facts.hpp"

#include <algorithm>
#include <initializer_list>
#include <set>

#include "core/identifiers.hpp"
#include "pack/masking.hpp"

namespace claimpack::pack {
namespace {

// The order in which papers are believed where several carry the same fact.
constexpr const char* witnesses[] = {"inpatient_invoice", "outpatient_invoice",    "discharge_summary", "expense_list",
                                     "outpatient_record", "diagnosis_certificate", "admission_record",  "prescription",
                                     "vat_invoice",       "settlement_sheet"};

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

void add_once(std::vector<std::string>& all, const std::string& text) {
  if (!text.empty() && std::find(all.begin(), all.end(), text) == all.end()) all.push_back(text);
}

std::string dates_on(const core::Document& document) {
  const std::string in = value_of(document, "admission_date"), out = value_of(document, "discharge_date");
  if (!in.empty() && !out.empty()) return in + " 至 " + out;
  return in.empty() ? value_of(document, "visit_date") : in + " 起";
}

// Stay where both ends are known, else the day; only from the first kind of paper that says any.
std::vector<std::string> dates_of(const core::Claim& claim) {
  std::vector<std::string> all;
  for (const char* kind : witnesses) {
    for (const core::Document& document : claim.documents) {
      if (document.kind == kind) add_once(all, dates_on(document));
    }
    if (!all.empty()) break;
  }
  return all;
}

std::vector<std::string> hospitals_of(const core::Claim& claim) {
  std::vector<std::string> all;
  add_once(all, claim.intake.hospital.name);
  for (const char* kind : witnesses) {
    if (!all.empty()) break;
    for (const core::Document& document : claim.documents)
      if (document.kind == kind) add_once(all, value_of(document, "hospital_name"));
  }
  return all;
}

// The first paper that says it, in the order in which papers are believed.
std::string first_said(const core::Claim& claim, std::initializer_list<const char*> kinds, const char* field) {
  for (const char* kind : kinds)
    for (const core::Document& document : claim.documents)
      if (document.kind == kind && !value_of(document, field).empty()) return value_of(document, field);
  return {};
}

std::string sex_of(const core::Claim& claim, const std::string& identity) {
  if (const auto number = core::parse_identity_number(identity)) return number->male ? "男" : "女";
  return first_said(claim, {"identity_card", "inpatient_invoice", "outpatient_invoice", "discharge_summary"}, "sex");
}

std::string account_of(const core::Claim& claim) {
  const std::string tail = account_tail(first_said(claim, {"bank_card"}, "card_number"));
  const std::string bank = first_said(claim, {"bank_card"}, "bank_name");
  return tail.empty() ? std::string() : bank + (bank.empty() ? "" : " ") + tail;
}

bool is_accepted(const core::Document& document, const char* name) {
  const auto found = document.fields.find(name);
  return found != document.fields.end() && found->second.accepted;
}

Bill bill_of(const core::Document& document, int index) {
  Bill bill;
  bill.document = index;
  bill.code = value_of(document, "bill_code");
  bill.number = value_of(document, "bill_number");
  bill.issue_date = value_of(document, "issue_date");
  bill.hospital = value_of(document, "hospital_name");
  bill.inpatient_number = value_of(document, "inpatient_number");
  bill.dates = dates_on(document);
  const auto fen = core::parse_money(value_of(document, "total_amount"));
  if (fen) {
    bill.fen = *fen;
    bill.total = core::format_money_grouped(*fen);
  }
  bill.sure = fen && is_accepted(document, "total_amount") && is_accepted(document, "bill_number");
  return bill;
}

}  // namespace

Facts facts_of(const core::Claim& claim) {
  Facts facts;
  facts.name = claim.claimant_name.empty() ? claim.intake.claimant_name : claim.claimant_name;
  const std::string& identity = claim.claimant_id_number.empty() ? claim.intake.claimant_id_number : claim.claimant_id_number;
  if (!identity.empty()) facts.masked_identity = core::mask_identity(identity);
  facts.identity = identity;
  facts.sex = sex_of(claim, identity);
  facts.account = account_of(claim);
  facts.hospital = joined(hospitals_of(claim), "、");
  facts.dates = joined(dates_of(claim), "；");
  std::set<std::pair<std::string, std::string>> seen;
  facts.total_sure = true;
  for (int i = 0; i < static_cast<int>(claim.documents.size()); ++i) {
    const core::Document& document = claim.documents[i];
    if (document.kind != "inpatient_invoice" && document.kind != "outpatient_invoice" && document.kind != "vat_invoice") continue;
    Bill bill = bill_of(document, i);
    const auto fill = [](std::string& into, const std::string& from) { into = into.empty() ? from : into; };
    fill(bill.hospital, facts.hospital);
    fill(bill.dates, facts.dates);
    if (document.kind == "inpatient_invoice")
      fill(bill.inpatient_number,
           first_said(claim, {"discharge_summary", "expense_list", "admission_record"}, "inpatient_number"));
    bill.repeated = !bill.number.empty() && !seen.emplace(bill.code, bill.number).second;
    if (!bill.repeated) facts.total += bill.fen;
    facts.total_sure = facts.total_sure && bill.sure;
    facts.bills.push_back(std::move(bill));
  }
  return facts;
}

}  // namespace claimpack::pack
