// The arithmetic of one bill, and bills that come twice.
#include <algorithm>
#include <initializer_list>

#include "check/bill_witnesses.hpp"
#include "check/cross_checks.hpp"
#include "check/names.hpp"

namespace claimpack::check {

using core::Fen;

std::optional<Sum> sum_of_rows(const Dossier& dossier, int document, const std::string& column) {
  const auto& rows = dossier.at(document).items;
  if (rows.empty()) return std::nullopt;
  Sum sum;
  for (const auto& row : rows) {
    const auto* value = cell(row, column);
    const auto amount = value ? core::parse_money(value->value) : std::nullopt;
    if (!amount) return std::nullopt;
    sum.fen += *amount;
    sum.sure = sum.sure && dossier.sure(*value);
  }
  return sum;
}

bool total_is_vouched(const Dossier& dossier, int bill) {
  const auto total = dossier.money(bill, "total_amount");
  if (!total) return false;
  for (const auto& payload : payloads_of(dossier.at(bill)))
    if (payload.amount && *payload.amount == *total) return true;
  Fen lists = 0;
  for (const int paper : dossier.of({"expense_list", "settlement_sheet"})) {
    const auto amount = dossier.money(paper, "total_amount");
    if (amount && *amount == *total) return true;
    if (amount && dossier.at(paper).kind == "expense_list") lists += *amount;
  }
  return lists == *total;
}

namespace {

std::string yuan(Fen fen) { return core::format_money_grouped(fen); }

Values amounts(const Dossier& dossier, int bill, Fen found, Fen expected) {
  return {{"document", dossier.title(bill)},
          {"found", yuan(found)},
          {"expected", yuan(expected)},
          {"difference", yuan(found > expected ? found - expected : expected - found)}};
}

void check_items_sum(const Dossier& dossier, int bill, Fen total, Report& report) {
  const auto sum = sum_of_rows(dossier, bill, "amount");
  if (!sum || sum->fen == total) return;
  const bool sure = sum->sure && dossier.sure(bill, "total_amount");
  // A row that was misread says nothing against a total that other papers repeat.
  const bool vouched = !sure && total_is_vouched(dossier, bill);
  report.add("x.bill.items_sum", vouched ? "vouched" : "differs", sure, amounts(dossier, bill, sum->fen, total),
             {evidence(bill, "items"), evidence(bill, "total_amount")});
}

void check_words(const Dossier& dossier, int bill, Fen total, Report& report) {
  const auto* words = dossier.field(bill, "total_amount_words");
  const auto read = words ? core::parse_money_words(words->value) : std::nullopt;
  if (!read || read->fen == total) return;
  const bool sure = dossier.sure(*words) && dossier.sure(bill, "total_amount");
  if (!dossier.sure(*words) && total_is_vouched(dossier, bill)) return;  // words under a seal, misread
  report.add("x.bill.words", "differs", sure, amounts(dossier, bill, read->fen, total),
             {evidence(bill, "total_amount_words"), evidence(bill, "total_amount")});
}

// All of these fields surely read, or nothing.
std::optional<Fen> sure_sum(const Dossier& dossier, int bill, std::initializer_list<std::pair<const char*, int>> parts) {
  Fen sum = 0;
  for (const auto& [name, sign] : parts) {
    const auto amount = dossier.money(bill, name);
    if (!amount || !dossier.sure(bill, name)) return std::nullopt;
    sum += sign * *amount;
  }
  return sum;
}

void check_payments(const Dossier& dossier, int bill, Fen total, Report& report) {
  const auto paid =
      sure_sum(dossier, bill,
               {{"pooled_fund_payment", 1}, {"other_payment", 1}, {"personal_account_payment", 1}, {"personal_cash_payment", 1}});
  if (paid && dossier.sure(bill, "total_amount") && *paid != total)
    report.add("x.bill.payments", "differs", true, amounts(dossier, bill, *paid, total), {evidence(bill, "total_amount")});
  const auto person = sure_sum(dossier, bill, {{"personal_account_payment", 1}, {"personal_cash_payment", 1}});
  const auto shares = sure_sum(dossier, bill, {{"personal_self_pay", 1}, {"personal_own_expense", 1}});
  // A bill that the insurance never priced prints noughts here.
  if (person && shares && *shares != 0 && *person != *shares)
    report.add("x.bill.selfpay", "differs", true, amounts(dossier, bill, *shares, *person),
               {evidence(bill, "personal_self_pay")});
  const auto prepaid = sure_sum(dossier, bill, {{"prepaid_amount", 1}, {"supplement_amount", 1}, {"refund_amount", -1}});
  const auto cash = sure_sum(dossier, bill, {{"personal_cash_payment", 1}});
  if (prepaid && cash && *prepaid != *cash)
    report.add("x.bill.prepaid", "differs", true, amounts(dossier, bill, *prepaid, *cash),
               {evidence(bill, "personal_cash_payment")});
}

// One question for the whole claim, with every bill that raises it.
void check_settled(const Dossier& dossier, Report& report) {
  std::string titles;
  Fen paid = 0;
  std::vector<core::Evidence> places;
  for (const int bill : dossier.bills()) {
    const auto fund = dossier.money(bill, "pooled_fund_payment");
    if (!fund || *fund <= 0 || !dossier.sure(bill, "pooled_fund_payment")) continue;
    titles += (titles.empty() ? "" : "、") + dossier.title(bill);
    paid += *fund;
    places.push_back(evidence(bill, "pooled_fund_payment"));
  }
  if (!places.empty())
    report.add("x.bill.already_settled", "fund", true, {{"document", titles}, {"found", yuan(paid)}}, std::move(places));
  for (const int sheet : dossier.of({"settlement_sheet"})) {
    const auto fund = dossier.money(sheet, "pooled_fund_payment");
    if (fund && *fund == 0) continue;  // the fund paid nothing: a pay-first stay
    report.add("x.bill.already_settled", "sheet", true, {{"document", dossier.title(sheet)}},
               {evidence(sheet, "pooled_fund_payment")});
  }
}

// What a bill is paid on. Medicine bought outside is billed on a VAT invoice.
const std::vector<std::string> paid_on{"inpatient_invoice", "outpatient_invoice", "vat_invoice"};

// A code and a number that name the bill: its own, and those of the electronic bill that a paper one prints beside them.
struct BillName {
  std::string code, number;
  const char* code_field;
  const char* number_field;
};

std::vector<BillName> names_of(const Dossier& dossier, int bill) {
  std::vector<BillName> names;
  for (const auto& [code, number] : {std::pair{"bill_code", "bill_number"}, std::pair{"ebill_code", "ebill_number"}})
    if (auto printed = core::value_of(dossier.at(bill), number); !printed.empty())
      names.push_back({core::value_of(dossier.at(bill), code), std::move(printed), code, number});
  return names;
}

// A code that was not read, or is not printed, may be the same.
bool may_be_same(const std::string& a, const std::string& b) { return a == b || a.empty() || b.empty(); }

struct BillKey {
  std::string total, hospital, issued;
};

BillKey key_of(const Dossier& dossier, int bill) {
  const auto value = [&](const char* name) { return core::value_of(dossier.at(bill), name); };
  return {value("total_amount"), value("hospital_name"), value("issue_date")};
}

bool sure_key(const Dossier& dossier, int bill) { return dossier.sure(bill, "bill_number"); }

void check_pair(const Dossier& dossier, int first, int second, Report& report) {
  const auto a = key_of(dossier, first), b = key_of(dossier, second);
  for (const auto& one : names_of(dossier, first))
    for (const auto& other : names_of(dossier, second)) {
      if (one.number != other.number || !may_be_same(one.code, other.code)) continue;
      const bool twice = a.total == b.total && a.issued == b.issued;
      report.add("x.bill.dup_in_claim", twice ? "twice" : "differs",
                 dossier.sure(first, one.number_field) && dossier.sure(second, other.number_field),
                 {{"document", dossier.title(first)}, {"other", dossier.title(second)}, {"number", other.number}},
                 {evidence(first, one.number_field), evidence(second, other.number_field)});
      return;
    }
  const Values values{{"document", dossier.title(first)}, {"other", dossier.title(second)}, {"number", ""}};
  const std::vector<core::Evidence> places{evidence(first, "bill_number"), evidence(second, "bill_number")};
  const bool near = !a.total.empty() && a.total == b.total && !a.issued.empty() && a.issued == b.issued && !a.hospital.empty() &&
                    same_hospital(a.hospital, b.hospital) && dossier.at(first).kind == dossier.at(second).kind;
  if (!near) return;
  if (sure_key(dossier, first) && sure_key(dossier, second)) report.add("x.bill.near_dup", "near", true, values, places);
  else report.doubt("x.bill.near_dup", places);
}

// One finding a bill: the first earlier claim that brought it, one of the same code before one whose code is unknown.
void check_history(const Dossier& dossier, int bill, Report& report) {
  for (const bool known_code : {true, false})
    for (const auto& name : names_of(dossier, bill))
      for (const auto& earlier : dossier.the_case.earlier_bills) {
        if (earlier.bill_number != name.number || !may_be_same(earlier.bill_code, name.code)) continue;
        const bool same_code = earlier.bill_code == name.code;
        if (same_code != known_code) continue;
        const bool sure =
            same_code && dossier.sure(bill, name.number_field) && (name.code.empty() || dossier.sure(bill, name.code_field));
        return report.add("x.bill.dup_history", "claimed", sure,
                          {{"document", dossier.title(bill)}, {"number", name.number}, {"claim", earlier.claim_id}},
                          {evidence(bill, name.number_field)});
      }
}

}  // namespace

void check_bill_amounts(const Dossier& dossier, Report& report) {
  for (const int bill : dossier.bills()) {
    const auto total = dossier.money(bill, "total_amount");
    if (!total) continue;
    if (*total < 0)
      report.add("x.bill.negative", "amount", dossier.sure(bill, "total_amount"),
                 {{"document", dossier.title(bill)}, {"found", yuan(*total)}}, {evidence(bill, "total_amount")});
    check_items_sum(dossier, bill, *total, report);
    check_words(dossier, bill, *total, report);
    check_payments(dossier, bill, *total, report);
  }
  check_settled(dossier, report);
}

void check_bill_repeats(const Dossier& dossier, Report& report) {
  const auto bills = dossier.of(paid_on);
  for (std::size_t i = 0; i < bills.size(); ++i)
    for (std::size_t j = i + 1; j < bills.size(); ++j) check_pair(dossier, bills[i], bills[j], report);
  for (const int bill : bills) check_history(dossier, bill, report);
}

}  // namespace claimpack::check
