#include "extract/amounts.hpp"

#include <algorithm>
#include <array>

#include "core/money.hpp"
#include "core/text.hpp"
#include "extract/money_words.hpp"

namespace claimpack::extract {

namespace {

constexpr std::array amounts = {
    "total_amount",      "pooled_fund_payment",  "other_payment",  "personal_account_payment", "personal_cash_payment",
    "personal_self_pay", "personal_own_expense", "prepaid_amount", "supplement_amount",        "refund_amount"};

void derive(core::Field& field, const std::string& value, double confidence) {
  if (!field.value.empty()) {
    field.candidates.push_back({field.value, field.text, field.confidence});
    field.read_first = field.value;
  }
  field.witnesses.clear();  // they spoke for what was read
  field.value = value, field.confidence = confidence, field.source = core::Source::derived;
}

// Figures without a point though they are long enough to have lost one: "3440" for 34.40. A round "6000" is left.
bool lost_point(const core::Field& field) {
  const std::string text = core::without_blanks(core::fold_width(field.text));
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits && text.size() >= 3 && text.substr(text.size() - 2) != "00";
}

void put_points_back(core::Document& document) {
  int with_point = 0, without = 0;
  for (const char* name : amounts) {
    const auto field = document.fields.find(name);
    if (field == document.fields.end()) continue;
    const bool point = field->second.text.find('.') != std::string::npos;
    (point ? with_point : without) += 1;
  }
  if (with_point < 2 || without * 2 > with_point) return;
  for (const char* name : amounts) {
    const auto field = document.fields.find(name);
    if (field == document.fields.end() || !lost_point(field->second)) continue;
    const auto fen = core::parse_money(field->second.value);
    if (fen) derive(field->second, core::format_money(*fen / 100), 0.7);
  }
}

// Several figures stand where a total may (behind every ¥); the words say which of them it is.
void choose_by_words(core::Field& total, core::Fen said) {
  const std::string wanted = core::format_money(said);
  if (total.value == wanted) return;
  const auto found =
      std::find_if(total.candidates.begin(), total.candidates.end(), [&](const core::Candidate& c) { return c.value == wanted; });
  if (found == total.candidates.end()) return;
  const core::Candidate other = *found;
  derive(total, other.value, other.confidence);
  total.text = other.text;
}

// No share of a bill is more than the bill: such a figure was read at a wrong place, or wrongly.
void drop_impossible_shares(core::Document& document, core::Fen total) {
  for (const char* name : {"pooled_fund_payment", "other_payment", "personal_account_payment", "personal_cash_payment",
                           "personal_self_pay", "personal_own_expense"}) {
    const auto share = document.fields.find(name);
    if (share == document.fields.end() || share->second.source == core::Source::text) continue;
    if (core::parse_money(share->second.value).value_or(0) <= total) continue;
    document.fields.erase(share);
    document.absent[name] = core::Absence::illegible;
  }
}

}  // namespace

void mend_amounts(core::Document& document) {
  put_points_back(document);
  const auto words = document.fields.find("total_amount_words");
  if (words == document.fields.end()) return;
  const auto said = core::parse_money_words(words->second.value);
  const auto total = document.fields.find("total_amount");
  if (said && (total == document.fields.end() || total->second.value.empty())) {
    core::Field field = words->second;
    field.value.clear(), field.candidates.clear(), field.read_first.clear();
    derive(field, core::format_money(said->fen), std::min(0.9, words->second.confidence));
    document.fields["total_amount"] = std::move(field);
    return;
  }
  if (total == document.fields.end()) return;
  if (said) choose_by_words(total->second, said->fen);
  const auto fen = core::parse_money(total->second.value);
  if (!fen || *fen <= 0) return;
  if (said && said->fen == *fen) drop_impossible_shares(document, *fen);
  if (said) {
    core::testify(total->second, core::Witness::words, said->fen == *fen, words->second.value);
    core::testify(words->second, core::Witness::words, said->fen == *fen, core::format_money_grouped(*fen));
  }
  if (said && said->fen == *fen) return;
  std::string canonical = core::format_money_words(*fen);
  const auto read = core::to_u32(words->second.value), right = core::to_u32(canonical);
  // An amount that was read whole and says another sum is left: whoever checks the claim must see it.
  const bool cut_short = said && words->second.confidence < 0.8 && right.compare(0, read.size(), read) == 0;
  const bool spoilt = !said && (core::edit_distance(read, right) * 2 <= int(right.size()) || remains_of(read, right));
  if (!cut_short && !spoilt) return;
  const char32_t last = core::to_u32(core::without_blanks(words->second.text)).back();
  if ((last == U'整' || last == U'正') && canonical.find("整") == std::string::npos) canonical += core::to_utf8(last);
  derive(words->second, canonical, std::min(0.85, total->second.confidence));
}

}  // namespace claimpack::extract
