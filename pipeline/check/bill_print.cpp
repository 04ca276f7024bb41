// What is printed on a bill: code, number, codes (QR), seals' counterpart words, dates.
#include <algorithm>
#include <cstdlib>

#include "check/bill_witnesses.hpp"
#include "check/cross_checks.hpp"
#include "check/names.hpp"
#include "core/text.hpp"

namespace claimpack::check {

std::vector<core::BillPayload> payloads_of(const core::Document& document) {
  std::vector<core::BillPayload> found;
  for (const auto& code : document.codes)
    if (auto payload = core::parse_bill_payload(code.payload)) found.push_back(std::move(*payload));
  return found;
}

namespace {

bool all_digits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool in_a_code(const core::Document& bill, const std::string& value) {
  return std::any_of(bill.codes.begin(), bill.codes.end(),
                     [&](const core::Code& code) { return code.payload.find(value) != std::string::npos; });
}

// Bills from before the unified style print shorter or longer numbers: where the bill's own code says the same, or a
// paper bill has no check code, that is the style and not a fault.
void check_format(const Dossier& dossier, int bill, Report& report) {
  const auto& paper = dossier.at(bill);
  const bool electronic = dossier.field(bill, "check_code") || paper.all_text.find("电子") != std::string::npos;
  std::string other_style;
  std::vector<core::Evidence> places;
  for (const char* name : {"bill_code", "bill_number", "check_code"}) {
    const auto* field = dossier.field(bill, name);
    if (!field) continue;
    const auto& value = field->value;
    const std::string_view which = name;
    const bool right = which == "bill_code"     ? value.size() == 8 && all_digits(value)
                       : which == "bill_number" ? core::is_bill_number(value)
                                                : core::is_check_code(value);
    const bool older = which == "check_code" ? value.size() >= 4 && value.size() <= 20
                                             : all_digits(value) && value.size() >= 6 && value.size() <= 12;
    if (right || (older && !electronic)) continue;
    if (!dossier.sure(*field)) {
      if (!in_a_code(paper, value)) report.doubt("x.bill.format", {evidence(bill, name)});
      continue;
    }
    if (older && in_a_code(paper, value)) {
      other_style += (other_style.empty() ? "" : "、") + value;
      places.push_back(evidence(bill, name));
      continue;
    }
    report.add("x.bill.format", "wrong", true, {{"document", dossier.title(bill)}, {"found", value}}, {evidence(bill, name)});
  }
  if (!places.empty())
    report.add("x.bill.format", "other_style", true, {{"document", dossier.title(bill)}, {"found", other_style}},
               std::move(places));
}

void check_code(const Dossier& dossier, int bill, const Facts& facts, Report& report) {
  const auto* field = dossier.field(bill, "bill_code");
  const auto code = field ? core::parse_bill_code(field->value) : std::nullopt;
  if (!code) return;
  const bool sure = dossier.sure(*field);
  const auto tell = [&](const char* check, const char* variant, bool surely, const Values& said, std::vector<core::Evidence> at) {
    if (sure && surely) report.add(check, variant, true, said, std::move(at));
    else report.doubt(check, std::move(at));
  };
  const Values values{{"document", dossier.title(bill)}, {"found", field->value}};
  const bool inpatient = dossier.at(bill).kind == "inpatient_invoice";
  if (code->klass != "06" || (code->kind != "01" && code->kind != "02") || (code->kind == "02") != inpatient)
    tell("x.bill.kind", "differs", true, values, {evidence(bill, "bill_code")});
  const auto province = facts.find("treatment.province");
  const auto name = core::province_name(code->region);
  const auto stem = name.empty() ? std::string() : core::to_utf8(core::to_u32(name).substr(0, 2));
  const auto hospital = core::value_of(dossier.at(bill), "hospital_name");
  if (code->region != "00" && province != facts.end() && province->second != code->region &&
      (stem.empty() || hospital.find(stem) == std::string::npos))
    tell("x.bill.province", "differs", true,
         {{"document", dossier.title(bill)},
          {"found", name.empty() ? code->region : name},
          {"expected", core::province_name(province->second)}},
         {evidence(bill, "bill_code"), evidence(bill, "hospital_name")});
  const auto issued = dossier.date(bill, "issue_date");
  if (!issued) return;
  const int lag = issued->year % 100 - code->year;
  const bool dated = dossier.sure(bill, "issue_date");
  if (lag < 0) tell("x.bill.year", "future", dated, values, {evidence(bill, "bill_code"), evidence(bill, "issue_date")});
  if (lag > 1 && sure && dated)
    report.add("x.bill.year", "old", true, values, {evidence(bill, "bill_code"), evidence(bill, "issue_date")});
}

void differ(const Dossier& dossier, int bill, const char* field, const std::string& printed, const std::string& coded,
            Report& report) {
  report.add("x.bill.qr", "differs", true, {{"document", dossier.title(bill)}, {"found", printed}, {"expected", coded}},
             {evidence(bill, field)});
}

// Only what was surely read is held against the code; several bills on one page bring several codes.
void check_qr(const Dossier& dossier, int bill, Report& report) {
  const auto& paper = dossier.at(bill);
  for (const auto& code : paper.codes)
    if (code.payload.empty())
      report.add("x.bill.qr_unread", "unread", true, {{"document", dossier.title(bill)}}, {evidence(bill, "codes")});
  auto payloads = payloads_of(paper);
  std::erase_if(payloads, [](const core::BillPayload& one) { return one.kind != core::BillPayload::Kind::medical; });
  if (payloads.empty()) return;
  const auto number = core::value_of(paper, "bill_number");
  const auto own = std::find_if(payloads.begin(), payloads.end(), [&](const auto& one) { return one.bill_number == number; });
  if (own == payloads.end() && payloads.size() > 1) return;
  const auto& code = own == payloads.end() ? payloads.front() : *own;
  const auto compare = [&](const char* field, const std::string& coded) {
    const auto* printed = dossier.field(bill, field);
    if (!printed || coded.empty() || printed->source == core::Source::code) return;
    auto left = printed->value, right = coded;
    std::transform(left.begin(), left.end(), left.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::transform(right.begin(), right.end(), right.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (left != right && !dossier.sure(*printed)) report.doubt("x.bill.qr", {evidence(bill, field)});
    else if (left != right) differ(dossier, bill, field, printed->value, coded, report);
  };
  compare("bill_code", code.bill_code);
  compare("bill_number", code.bill_number);
  compare("check_code", code.check_code);
  if (code.issue_date) compare("issue_date", core::format_date(*code.issue_date));
  if (code.amount) compare("total_amount", core::format_money(*code.amount));
}

void check_bill_dates(const Dossier& dossier, int bill, Report& report) {
  const auto issued = dossier.date(bill, "issue_date");
  if (!issued) return;
  const bool sure = dossier.sure(bill, "issue_date");
  for (const char* name : {"discharge_date", "visit_date"}) {
    const auto service = dossier.date(bill, name);
    if (!service || *issued >= *service) continue;
    if (!sure || !dossier.sure(bill, name)) report.doubt("x.bill.dates", {evidence(bill, "issue_date"), evidence(bill, name)});
    else
      report.add(
          "x.bill.dates", "before_service", true,
          {{"document", dossier.title(bill)}, {"found", core::format_date(*issued)}, {"expected", core::format_date(*service)}},
          {evidence(bill, "issue_date"), evidence(bill, name)});
  }
  const auto submitted = core::parse_iso(dossier.the_case.intake.submitted_on);
  if (submitted && *submitted < *issued && !sure) report.doubt("x.bill.dates", {evidence(bill, "issue_date")});
  else if (submitted && *submitted < *issued)
    report.add(
        "x.bill.dates", "after_submission", true,
        {{"document", dossier.title(bill)}, {"found", core::format_date(*issued)}, {"expected", core::format_date(*submitted)}},
        {evidence(bill, "issue_date")});
}

void check_words_on_bill(const Dossier& dossier, int bill, Report& report) {
  for (const auto& line : core::split_lines(dossier.at(bill).all_text)) {
    const auto word = plain(line);
    const auto is = [&](const char* list) {
      const auto& words = dossier.words(list);
      return std::find(words.begin(), words.end(), word) != words.end();
    };
    if (is("void_marks"))
      report.add("x.bill.negative", "mark", true, {{"document", dossier.title(bill)}, {"found", word}}, {evidence(bill, "")});
    // An electronic bill has no paper original: with its three numbers a person decides (E18).
    const bool paper_bill = !dossier.field(bill, "check_code");
    if (is("copy_marks"))
      report.add("x.bill.original", "copy", paper_bill, {{"document", dossier.title(bill)}, {"found", word}},
                 {evidence(bill, "")});
  }
}

// Only an office that records its look-ups can say that one is missing.
void check_verified(const Dossier& dossier, Report& report) {
  const auto& flags = dossier.the_case.intake.flags;
  const auto recorded = flags.find("verification_recorded"), done = flags.find("bills_verified");
  if (recorded == flags.end() || !recorded->second || (done != flags.end() && done->second)) return;
  for (const int bill : dossier.bills())
    if (dossier.field(bill, "check_code"))
      report.add("x.bill.verified", "due", true, {{"document", dossier.title(bill)}}, {evidence(bill, "check_code")});
}

}  // namespace

void check_bill_print(const Dossier& dossier, const Facts& facts, Report& report) {
  for (const int bill : dossier.bills()) {
    check_format(dossier, bill, report);
    check_code(dossier, bill, facts, report);
    check_qr(dossier, bill, report);
    check_bill_dates(dossier, bill, report);
    check_words_on_bill(dossier, bill, report);
  }
  check_verified(dossier, report);
}

}  // namespace claimpack::check
