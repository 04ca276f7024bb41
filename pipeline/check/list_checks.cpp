// Expense lists: rows, sums, pages, dates, and the bills that they belong to.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include "check/bill_witnesses.hpp"
#include "check/cross_checks.hpp"
#include "check/names.hpp"
#include "core/text.hpp"

namespace claimpack::check {

using core::Fen;

namespace {

std::string join(const std::vector<std::string>& words, const char* between = "、") {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

std::string item_field(std::size_t row, const char* column) { return "items[" + std::to_string(row) + "]." + column; }

// Unit prices carry up to four decimals, so half a unit of the last place times the quantity is allowed.
bool row_fits(double price, double quantity, double amount) {
  return std::fabs(price * quantity - amount) <= std::max(0.01, 0.005 * std::fabs(quantity)) + 1e-9;
}

void check_rows(const Dossier& dossier, int list, Report& report) {
  std::vector<std::string> wrong;
  std::vector<core::Evidence> places;
  const auto& rows = dossier.at(list).items;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto *price = cell(rows[i], "unit_price"), *quantity = cell(rows[i], "quantity"), *amount = cell(rows[i], "amount");
    if (!price || !quantity || !amount || !dossier.sure(*price) || !dossier.sure(*quantity) || !dossier.sure(*amount)) continue;
    const auto number = [](const core::Field& field) { return std::strtod(field.value.c_str(), nullptr); };
    if (row_fits(number(*price), number(*quantity), number(*amount))) continue;
    wrong.push_back(std::to_string(i + 1));
    places.push_back(evidence(list, item_field(i, "amount")));
  }
  if (wrong.empty()) return;
  const bool many = static_cast<double>(wrong.size()) > dossier.number("many_rows");
  const auto count = std::to_string(wrong.size());
  if (wrong.size() > 8) wrong.resize(8), wrong.push_back("…");
  report.add("x.list.row", many ? "many" : "row", true,
             {{"document", dossier.title(list)}, {"rows", join(wrong)}, {"count", count}}, std::move(places));
}

// The printed total is believed rather than rows that were doubtfully read.
void check_sum(const Dossier& dossier, int list, Report& report) {
  const auto total = dossier.money(list, "total_amount");
  const auto sum = sum_of_rows(dossier, list, "amount");
  if (!total || !sum || sum->fen == *total) return;
  const bool sure = sum->sure && dossier.sure(list, "total_amount");
  bool vouched = false;
  for (const int bill : dossier.bills()) vouched = vouched || dossier.money(bill, "total_amount") == total;
  report.add("x.list.sum", !sure && vouched ? "vouched" : "differs", sure,
             {{"document", dossier.title(list)},
              {"found", core::format_money_grouped(sum->fen)},
              {"expected", core::format_money_grouped(*total)}},
             {evidence(list, "total_amount")});
}

void check_page_numbers(const Dossier& dossier, int list, Report& report) {
  const auto& paper = dossier.at(list);
  const int printed = paper.pages_printed;
  const int have = dossier.page_count(list);
  if (printed <= have || printed > 500) return;
  std::vector<std::string> missing;
  bool all_known = !paper.page_numbers.empty();
  for (const int number : paper.page_numbers) all_known = all_known && number >= 1 && number <= printed;
  for (int page = 1; page <= printed; ++page)
    if (std::find(paper.page_numbers.begin(), paper.page_numbers.end(), page) == paper.page_numbers.end())
      missing.push_back(std::to_string(page));
  const Values values{{"document", dossier.title(list)},
                      {"pages", join(missing)},
                      {"all", std::to_string(printed)},
                      {"have", std::to_string(have)}};
  report.add("x.list.pages", all_known ? "missing" : "fewer", all_known, values, {evidence(list, "")});
}

void check_dates(const Dossier& dossier, int list, Report& report) {
  if (dossier.stays.empty() || dossier.stay_kind != "inpatient") return;
  std::vector<std::string> days;
  std::vector<core::Evidence> places;
  const auto& rows = dossier.at(list).items;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto* field = cell(rows[i], "date");
    const auto day = field ? core::parse_date(field->value) : std::nullopt;
    if (!day) continue;
    const int slack = static_cast<int>(dossier.number("list_days_slack"));
    const bool inside = std::any_of(dossier.stays.begin(), dossier.stays.end(), [&](const Stay& stay) {
      return *day >= core::add_days(stay.admission, -slack) && *day <= core::add_days(stay.discharge, slack);
    });
    if (inside) continue;
    if (!dossier.sure(*field)) {
      report.doubt("x.list.dates", {evidence(list, item_field(i, "date"))});
      continue;
    }
    const auto* name = cell(rows[i], "name");
    days.push_back(core::format_date(*day) + (name ? " " + name->value : ""));
    places.push_back(evidence(list, item_field(i, "date")));
  }
  if (days.empty()) return;
  if (days.size() > 5) days.resize(5), days.push_back("…");
  report.add("x.list.dates", "outside", true,
             {{"document", dossier.title(list)},
              {"rows", join(days)},
              {"from", core::format_date(*dossier.service_first())},
              {"to", core::format_date(*dossier.service_last())}},
             std::move(places));
}

void check_once_a_day(const Dossier& dossier, int list, Report& report) {
  if (dossier.stays.size() != 1 || dossier.stay_kind != "inpatient") return;
  const int days = std::max(1, core::days_between(dossier.stays[0].admission, dossier.stays[0].discharge)) + 1;
  for (const auto& word : dossier.words("daily_fees")) {
    double quantity = 0;
    for (const auto& row : dossier.at(list).items) {
      const auto *name = cell(row, "name"), *count = cell(row, "quantity");
      if (name && count && dossier.sure(*count) && name->value.find(word) != std::string::npos)
        quantity += std::strtod(count->value.c_str(), nullptr);
    }
    if (quantity <= days + 1e-9) continue;
    report.add("x.list.once_a_day", "more", true,
               {{"document", dossier.title(list)},
                {"item", word},
                {"found", std::to_string(std::lround(quantity))},
                {"expected", std::to_string(days)}},
               {evidence(list, "items")});
  }
}

}  // namespace

void check_lists(const Dossier& dossier, Report& report) {
  for (const int list : dossier.of({"expense_list"})) {
    check_rows(dossier, list, report);
    check_sum(dossier, list, report);
    check_page_numbers(dossier, list, report);
    check_dates(dossier, list, report);
    check_once_a_day(dossier, list, report);
  }
}

}  // namespace claimpack::check
