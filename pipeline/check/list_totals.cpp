// Which list belongs to which bill, and whether they name the same amounts.
#include <algorithm>
#include <map>

#include "check/bill_witnesses.hpp"
#include "check/cross_checks.hpp"
#include "check/names.hpp"
#include "core/text.hpp"

namespace claimpack::check {

using core::Fen;

namespace {

struct Amount {
  int document = -1;
  Fen fen = 0;
  bool sure = false;
  bool likely = true;  // rather right than wrong
};

// The printed total; the rows' sum where none is printed and every row was surely read.
std::optional<Amount> amount_of(const Dossier& dossier, int paper) {
  if (const auto total = dossier.money(paper, "total_amount"))
    return Amount{paper, *total, dossier.sure(paper, "total_amount"), dossier.field(paper, "total_amount")->confidence >= 0.5};
  const auto sum = sum_of_rows(dossier, paper, "amount");
  if (sum && sum->sure && dossier.at(paper).pages_printed <= dossier.page_count(paper)) return Amount{paper, sum->fen, true};
  return std::nullopt;
}

// A bill that came twice counts once.
std::vector<int> bills_once(const Dossier& dossier) {
  std::vector<int> kept;
  for (const int bill : dossier.bills()) {
    const auto number = core::value_of(dossier.at(bill), "bill_number");
    const bool known = !number.empty() && std::any_of(kept.begin(), kept.end(), [&](int other) {
      return core::value_of(dossier.at(other), "bill_number") == number;
    });
    if (!known) kept.push_back(bill);
  }
  return kept;
}

// Pairs of equal amounts leave; what stays is compared as a whole.
void drop_equal(std::vector<Amount>& lists, std::vector<Amount>& bills) {
  for (auto list = lists.begin(); list != lists.end();) {
    const auto bill = std::find_if(bills.begin(), bills.end(), [&](const Amount& one) { return one.fen == list->fen; });
    if (bill == bills.end()) {
      ++list;
      continue;
    }
    bills.erase(bill);
    list = lists.erase(list);
  }
}

struct Rest {
  Fen fen = 0;
  bool sure = true, likely = true;
  std::vector<core::Evidence> places;
  std::string titles;
};

Rest rest_of(const Dossier& dossier, const std::vector<Amount>& amounts) {
  Rest rest;
  for (const auto& one : amounts) {
    rest.fen += one.fen;
    rest.sure = rest.sure && one.sure, rest.likely = rest.likely && one.likely;
    rest.places.push_back(evidence(one.document, "total_amount"));
    rest.titles += (rest.titles.empty() ? "" : "、") + dossier.title(one.document);
  }
  return rest;
}

void compare_rest(const Dossier& dossier, const std::vector<Amount>& lists, const std::vector<Amount>& bills, Report& report) {
  auto list = rest_of(dossier, lists), bill = rest_of(dossier, bills);
  if (list.fen == bill.fen) return;
  const bool sure = list.sure && bill.sure;
  const Values values{{"document", list.titles.empty() ? bill.titles : list.titles},
                      {"bills", bill.titles},
                      {"found", core::format_money_grouped(list.fen)},
                      {"expected", core::format_money_grouped(bill.fen)},
                      {"difference", core::format_money_grouped(std::max(list.fen, bill.fen) - std::min(list.fen, bill.fen))}};
  auto places = list.places;
  places.insert(places.end(), bill.places.begin(), bill.places.end());
  // A doubtful total of one side alone is a reading to confirm, not a paper to bring; so is one that is rather wrong than right.
  if (!list.likely || !bill.likely) return report.doubt("x.list.bill_total", std::move(places));
  if (lists.empty() || bills.empty()) {
    if (sure) report.add("x.list.bill_total", lists.empty() ? "no_list" : "no_bill", true, values, std::move(places));
    else report.doubt("x.list.bill_total", std::move(places));
    return;
  }
  report.add("x.list.bill_total", "differs", sure, values, std::move(places));
}

// Two digits apart, and one of the two not surely read: the reader's slip.
bool is_slip(const std::string& a, const std::string& b) { return core::edit_distance(core::to_u32(a), core::to_u32(b)) <= 2; }

void check_link(const Dossier& dossier, int list, Report& report) {
  const auto* number = dossier.field(list, "bill_number");
  if (!number) return;
  const auto bills = dossier.bills();
  for (const int bill : bills) {
    const auto* printed = dossier.field(bill, "bill_number");
    if (!printed) return;  // perhaps this one
    if (printed->value == number->value || core::value_of(dossier.at(bill), "ebill_number") == number->value) return;
  }
  bool sure = dossier.sure(*number);
  for (const int bill : bills) {
    const auto& printed = *dossier.field(bill, "bill_number");
    const bool both = dossier.sure(*number) && dossier.sure(printed);
    if (!both && is_slip(printed.value, number->value))
      return report.doubt("x.list.bill_link", {evidence(list, "bill_number"), evidence(bill, "bill_number")});
    sure = sure && both;
  }
  if (!bills.empty())
    report.add("x.list.bill_link", "differs", sure, {{"document", dossier.title(list)}, {"found", number->value}},
               {evidence(list, "bill_number")});
}

std::string category_key(const std::string& name) {
  auto key = plain(name);
  if (key.size() > 3 && key.compare(key.size() - 3, 3, "费") == 0) key.erase(key.size() - 3);
  return key == "诊查" ? "诊察" : key;
}

std::optional<std::map<std::string, Fen>> by_category(const Dossier& dossier, int paper, const char* column) {
  std::map<std::string, Fen> sums;
  for (const auto& row : dossier.at(paper).items) {
    const auto *name = cell(row, column), *amount = cell(row, "amount");
    const auto fen = amount ? core::parse_money(amount->value) : std::nullopt;
    if (!name || !fen || !dossier.sure(*name) || !dossier.sure(*amount)) return std::nullopt;
    sums[category_key(name->value)] += *fen;
  }
  return sums;
}

// Only categories that both papers name: lists and bills do not always cut the same way.
void check_category(const Dossier& dossier, int list, int bill, Report& report) {
  const auto rows = by_category(dossier, list, "category"), items = by_category(dossier, bill, "name");
  if (!rows || !items || rows->empty() || items->empty()) return;
  for (const auto& [name, fen] : *rows) {
    const auto item = items->find(name);
    if (item == items->end() || item->second == fen) continue;
    report.add("x.list.category", "differs", true,
               {{"document", dossier.title(list)},
                {"item", name},
                {"found", core::format_money_grouped(fen)},
                {"expected", core::format_money_grouped(item->second)}},
               {evidence(list, "items"), evidence(bill, "items")});
  }
}

}  // namespace

void check_list_totals(const Dossier& dossier, Report& report) {
  const auto lists = dossier.of({"expense_list"});
  const auto bills = bills_once(dossier);
  if (lists.empty() || bills.empty()) return;
  std::vector<Amount> list_amounts, bill_amounts;
  bool all_read = true;
  for (const int list : lists)
    if (const auto amount = amount_of(dossier, list)) list_amounts.push_back(*amount);
    else all_read = false;
  for (const int bill : bills)
    if (const auto amount = amount_of(dossier, bill)) bill_amounts.push_back(*amount);
    else all_read = false;
  const auto all_lists = rest_of(dossier, list_amounts), all_bills = rest_of(dossier, bill_amounts);
  if (all_read && all_lists.fen != all_bills.fen) {
    drop_equal(list_amounts, bill_amounts);
    compare_rest(dossier, list_amounts, bill_amounts, report);
  }
  for (const int list : lists) {
    check_link(dossier, list, report);
    for (const int bill : bills)
      if (amount_of(dossier, list) && amount_of(dossier, bill) && amount_of(dossier, list)->fen == amount_of(dossier, bill)->fen)
        check_category(dossier, list, bill, report);
  }
}

}  // namespace claimpack::check
