#include "pack/ledger.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/identifiers.hpp"
#include "core/text.hpp"
#include "pack/facts.hpp"
#include "pack/words.hpp"

namespace claimpack::pack {
namespace {

struct Share {
  const char* field;
  const char* chinese;
  const char* english;
};
constexpr std::array<Share, 6> shares{{{"pooled_fund_payment", "统筹基金支付", "Pooled fund"},
                                       {"other_payment", "其他支付", "Other payment"},
                                       {"personal_account_payment", "个人账户支付", "Personal account"},
                                       {"personal_cash_payment", "个人现金支付", "Cash"},
                                       {"personal_self_pay", "个人自付", "Self pay"},
                                       {"personal_own_expense", "个人自费", "Own expense"}}};

Cell text(std::string value) { return {Cell::Kind::text, std::move(value), 0, 0}; }
Cell money(std::optional<core::Fen> fen) {
  return fen ? Cell{Cell::Kind::money, "", *fen, 0} : text("");  // what nobody read is empty, never nought
}
Cell count(int number) { return {Cell::Kind::count, "", 0, number}; }

std::optional<core::Fen> amount_of(const core::Document& document, const char* field) {
  return core::parse_money(value_of(document, field));
}

const core::Document& paper_of(const core::Claim& claim, const Bill& bill) {
  return claim.documents[static_cast<std::size_t>(bill.document)];
}

// The bills' sum, each bill once; nothing where one of them does not say it.
std::optional<core::Fen> sum_of(const core::Claim& claim, const std::vector<Bill>& bills, const char* field) {
  std::optional<core::Fen> sum;
  for (const Bill& bill : bills) {
    if (bill.repeated) continue;
    const auto amount = amount_of(paper_of(claim, bill), field);
    if (!amount) return {};
    sum = sum.value_or(0) + *amount;
  }
  return sum;
}

std::string region_of(const LedgerClaim& each) { return each.region_title.empty() ? each.claim.region : each.region_title; }

std::string notes_of(const core::Claim& claim) {
  std::string all;
  for (const core::PayNote& note : claim.pay) all += (all.empty() ? "" : "；") + note.message;
  return all;
}

Sheet claims_sheet(const Captions& say) {
  Sheet sheet{say("案卷", "Claims"),
              {{say("案卷号", "Claim no."), 16},
               {say("参保人", "Claimant"), 8},
               {say("身份证号", "Identity no."), 20},
               {say("参保地", "Insured in"), 9},
               {say("报销类别", "Claim type"), 9},
               {say("就诊医院", "Hospital"), 18},
               {say("住院/就诊日期", "Stay or visit"), 14},
               {say("票据张数", "Bills"), 6},
               {say("费用总额", "Total"), 12, true}},
              {}};
  for (const Share& share : shares) sheet.columns.push_back({say(share.chinese, share.english), 12, true});
  for (auto& column :
       std::initializer_list<Sheet::Column>{{say("先自付比例（%）", "First-pay share (%)"), 9},
                                            {say("支付提示", "Payment notes"), 28},
                                            {say("结论", "Outcome"), 11},
                                            {say("备注", "Remarks"), 12},
                                            {say("案卷摘要（SHA-256）", "Packet digest (SHA-256)"), 14, false, true}})
    sheet.columns.push_back(column);
  return sheet;
}

Sheet bills_sheet(const Captions& say) {
  Sheet sheet{say("票据", "Bills"),
              {{say("案卷号", "Claim no."), 16},
               {say("参保人", "Claimant"), 8},
               {say("票据种类", "Bill"), 10},
               {say("票据代码", "Bill code"), 11},
               {say("票据号码", "Bill number"), 14},
               {say("开票日期", "Issued"), 11},
               {say("收款单位", "Hospital"), 18},
               {say("入院日期", "Admitted"), 11},
               {say("出院日期", "Discharged"), 11},
               {say("就诊日期", "Visit"), 11},
               {say("金额", "Amount"), 12, true}},
              {}};
  for (const Share& share : shares) sheet.columns.push_back({say(share.chinese, share.english), 12, true});
  sheet.columns.push_back({say("备注", "Remarks"), 12});
  return sheet;
}

void add_claim(Sheet& sheet, const LedgerClaim& each, const Facts& facts, const Captions& say) {
  const core::Claim& claim = each.claim;
  const auto repeated = std::count_if(facts.bills.begin(), facts.bills.end(), [](const Bill& bill) { return bill.repeated; });
  const auto total = sum_of(claim, facts.bills, "total_amount");
  std::string remarks =
      facts.bills.empty() || (total && facts.total_sure) ? "" : say("金额或票号待核", "amount or number to check");
  if (facts.bills.empty()) remarks = say("无票据", "no bills");
  if (repeated > 0)
    remarks += (remarks.empty() ? "" : "；") + std::string(say("重复票据未计入 ", "repeated bills not counted: ")) +
               std::to_string(repeated);
  std::vector<Cell> row{text(claim.claim_id),
                        text(facts.name),
                        text(facts.masked_identity),
                        text(region_of(each)),
                        text(claim_type_title(claim.claim_type, say.english)),
                        text(facts.hospital),
                        text(facts.dates),
                        count(static_cast<int>(facts.bills.size() - static_cast<std::size_t>(repeated))),
                        money(total)};
  for (const Share& share : shares) row.push_back(money(sum_of(claim, facts.bills, share.field)));
  const std::string first_pay = first_pay_percent(claim);
  const bool whole =
      !first_pay.empty() && first_pay.size() <= 3 && first_pay.find_first_not_of("0123456789") == std::string::npos;
  row.push_back(whole ? count(std::stoi(first_pay)) : text(first_pay));
  for (const std::string& last : {notes_of(claim), outcome_title(claim.outcome, say.english), remarks, each.packet_sha256})
    row.push_back(text(last));
  sheet.rows.push_back(std::move(row));
}

void add_bills(Sheet& sheet, const core::Claim& claim, const Facts& facts, const Captions& say) {
  for (const Bill& bill : facts.bills) {
    const core::Document& paper = paper_of(claim, bill);
    std::vector<Cell> row{text(claim.claim_id),
                          text(facts.name),
                          text(document_title(paper, say.english)),
                          text(bill.code),
                          text(bill.number),
                          text(bill.issue_date),
                          text(value_of(paper, "hospital_name")),
                          text(value_of(paper, "admission_date")),
                          text(value_of(paper, "discharge_date")),
                          text(value_of(paper, "visit_date"))};
    // A bill handed in twice stands here and is not added up.
    const auto counted = [&](const char* field) { return money(bill.repeated ? std::nullopt : amount_of(paper, field)); };
    row.push_back(counted("total_amount"));
    for (const Share& share : shares) row.push_back(counted(share.field));
    row.push_back(text(bill.repeated ? say("重复，不计入", "repeated, not counted")
                       : bill.sure   ? ""
                                     : say("金额或票号待核", "amount or number to check")));
    sheet.rows.push_back(std::move(row));
  }
}

void add_other(Sheet& sheet, const LedgerClaim& each, const Facts& facts, const Captions& say) {
  const core::Claim& claim = each.claim;
  std::string missing;
  for (const core::ChecklistItem& item : claim.checklist)
    if (item.status == core::ChecklistItem::Status::missing) missing += (missing.empty() ? "" : "、") + item.title;
  std::string first;  // the gravest finding
  core::Severity gravest = core::Severity::note;
  for (const core::Finding& finding : claim.findings)
    if (finding.severity > gravest) gravest = finding.severity, first = finding.message;
  sheet.rows.push_back({text(claim.claim_id), text(facts.name), text(facts.masked_identity), text(region_of(each)),
                        text(claim_type_title(claim.claim_type, say.english)), text(outcome_title(claim.outcome, say.english)),
                        text(missing), text(first), text(each.packet_sha256)});
}

}  // namespace

std::string first_pay_percent(const core::Claim& claim) {
  std::vector<std::string> found;
  for (const core::PayNote& note : claim.pay) {
    const std::string message = core::without_blanks(core::fold_width(note.message));
    const std::string word = "先自付";
    for (auto at = message.find(word); at != std::string::npos; at = message.find(word, at + 1)) {
      const auto begin = at + word.size();
      const auto end = message.find_first_not_of("0123456789.", begin);
      if (end == std::string::npos || end == begin || message[end] != '%') continue;
      const std::string percent = message.substr(begin, end - begin);
      if (std::find(found.begin(), found.end(), percent) == found.end()) found.push_back(percent);
    }
  }
  std::string text;
  for (const std::string& percent : found) text += (text.empty() ? "" : "＋") + percent;
  return text;
}

Ledger make_ledger(const std::vector<LedgerClaim>& claims, bool all, bool english) {
  const Captions say{english};
  Ledger ledger{claims_sheet(say),
                bills_sheet(say),
                {say("未入账", "Not in the ledger"),
                 {{say("案卷号", "Claim no."), 16},
                  {say("参保人", "Claimant"), 8},
                  {say("身份证号", "Identity no."), 20},
                  {say("参保地", "Insured in"), 9},
                  {say("报销类别", "Claim type"), 9},
                  {say("结论", "Outcome"), 11},
                  {say("缺少材料", "Missing papers"), 30},
                  {say("首要问题", "Gravest finding"), 60},
                  {say("案卷摘要（SHA-256）", "Packet digest (SHA-256)"), 14, false, true}},
                 {}}};
  for (const LedgerClaim& each : claims) {
    const Facts facts = facts_of(each.claim);
    if (!all && each.claim.outcome != core::Outcome::complete) {
      add_other(ledger.others, each, facts, say);
      continue;
    }
    add_claim(ledger.claims, each, facts, say);
    add_bills(ledger.bills, each.claim, facts, say);
  }
  return ledger;
}

std::string ledger_csv(const Sheet& sheet) {
  const auto quoted = [](const std::string& value) {
    if (value.find_first_of(",\"\r\n\t") == std::string::npos) return value;
    std::string result = "\"";
    for (char c : value) result += c == '"' ? "\"\"" : std::string(1, c);
    return result + "\"";
  };
  const auto field = [&](const Cell& cell) {
    if (cell.kind == Cell::Kind::money) return core::format_money(cell.fen);
    if (cell.kind == Cell::Kind::count) return std::to_string(cell.count);
    std::string value = cell.text;
    const bool long_number = value.size() >= 6 && value.find_first_not_of("0123456789") == std::string::npos;
    if (long_number) value += '\t';
    else if (!value.empty() && std::string("=+-@\t\r\n").find(value.front()) != std::string::npos) value.insert(0, 1, '\'');
    return quoted(value);
  };
  std::string csv = "\xEF\xBB\xBF";
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) csv += (i ? "," : "") + quoted(sheet.columns[i].title);
  csv += "\r\n";
  for (const auto& row : sheet.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) csv += (i ? "," : "") + field(row[i]);
    csv += "\r\n";
  }
  return csv;
}

}  // namespace claimpack::pack
