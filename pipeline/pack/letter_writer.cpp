#include "pack/letter_writer.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "core/claim_state.hpp"

namespace claimpack::pack {
namespace {

constexpr double points_per_millimetre = 72 / 25.4;
constexpr const char* medical_line = "12393";
constexpr const char* health_line = "12320";  // of another office; some guides print it by mistake

// Blanks between Han characters are for the eye; a long name without any breaks anywhere.
std::string or_dash(const std::string& text) { return text.empty() ? "————" : text; }

std::string lower(std::string english) {
  if (!english.empty()) english[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(english[0])));
  return english;
}

std::string language_of(const Settings& settings) {
  return settings.letter_language.empty() ? settings.language : settings.letter_language;
}

std::string footer_of(const LetterCase& the_case, Letter letter, bool english) {
  return letter_title(letter, the_case.claim, english) + " · " + letter_number(letter, the_case.claim, the_case.settings);
}

}  // namespace

LetterWriter::LetterWriter(const LetterCase& the_case, PlannedLetter plan, Purpose purpose, int page_total, bool break_at_tail)
    : case_(the_case),
      plan_(plan),
      data_(the_case.settings.notices ? *the_case.settings.notices : empty_data_),
      say_{language_of(the_case.settings) == "en"},
      facts_(facts_of(the_case.claim)),
      demands_(demands_of(the_case.claim, the_case.pages, data_)),
      flow_(the_case.fonts, footer_of(the_case, plan.letter, say_.english), page_total, say_.english, purpose),
      break_at_tail_(break_at_tail) {}

void LetterWriter::head(const std::string& number_suffix) {
  flow_.compact();
  if (plan_.proposal)
    flow_.banner(say_("建议稿　待经办人员确认　不得交付申请人",
                      "PROPOSAL · to be confirmed by a clerk (待经办人员确认) · not to be handed out"));
  flow_.letterhead(case_.settings.agency, letter_title(plan_.letter, case_.claim, say_.english),
                   letter_number(plan_.letter, case_.claim, case_.settings, number_suffix));
}

std::string fact_of(const std::string& message) {
  const std::string text = without_asides(message);
  for (const char* ask : {"，请", "；请"})
    if (const auto at = text.rfind(ask); at != std::string::npos && at > 0) return text.substr(0, at) + "。";
  return text;
}

std::string LetterWriter::pages_of(int document) const {
  std::string text;
  for (const core::SheetPage& page : case_.claim.documents[static_cast<std::size_t>(document)].pages)
    text += (text.empty() ? "" : say_("；", "; ")) +
            origin_text(case_.pages[static_cast<std::size_t>(page.page)].reading->origin, say_.english);
  return text;
}

void LetterWriter::addressed(const std::string& to) {
  flow_.paragraph(Markup().bold(to), {11, false, false, Align::left, ink::text, 1});
}

void LetterWriter::body(const Markup& text) {
  Markup indented;
  if (!say_.english) indented.plain("　　");
  flow_.paragraph(indented.add(text), {10.5, false, false, Align::left, ink::text, 4});
}

void LetterWriter::claimant_box(bool numbers_follow) {
  const core::Intake& intake = case_.claim.intake;
  const auto value = [](const std::string& text) { return text.empty() ? Markup().small(or_dash(text)) : Markup(text); };
  const std::string region = case_.claim.region_title.empty() ? case_.claim.region : case_.claim.region_title;
  const std::string type = claim_type_title(case_.claim.claim_type, say_.english),
                    by = submitter_title(intake.submitter, say_.english);
  const std::string received = (intake.submitted_on.empty() ? std::string() : date(intake.submitted_on)) +
                               (by.empty() ? "" : say_("（", " (by ") + (say_.english ? lower(by) : by) + say_("提交）", ")"));
  std::vector<PageFlow::Pair> pairs{
      {say_("参保人", "Claimant"), value(facts_.name)},
      {say_("证件号码", "ID number"), value(facts_.masked_identity)},
      {say_("参保地、类别", "Insured, type"), value(region + (region.empty() || type.empty() ? "" : " · ") + type)},
      {say_("收到申请", "Received"), value(received)},
      {say_("就诊医院", "Hospital"), value(facts_.hospital), facts_.hospital.size() > 48},
      {say_("住院/就诊", "Stay or visit"), value(facts_.dates), facts_.dates.size() > 40}};
  if (pairs[4].wide != pairs[5].wide) pairs[4].wide = pairs[5].wide = true;
  if (const std::string bills = bills_line(numbers_follow); !bills.empty())
    pairs.push_back({say_("票据号码", "Bills"), bills, true});
  flow_.pairs(pairs);
}

std::string LetterWriter::bills_line(bool numbers_follow) const {
  constexpr int few = 3;
  std::string numbers;
  int count = 0;
  for (const Bill& bill : facts_.bills) {
    if (bill.repeated || bill.number.empty()) continue;
    numbers += (count++ ? say_("；", "; ") : "") + bill.number +
               (bill.total.empty() ? "" : say_("（", " (") + bill.total + say_(" 元）", " yuan)"));
  }
  if (count < 2) return numbers;
  const std::string sum = std::to_string(count) + say_(" 张，合计 ", " bills, total ") + total();
  if (numbers_follow && count > few) return say_("共 ", "") + sum + say_("，号码见下表", ", numbers below");
  return numbers + say_("。共 ", ". ") + sum;
}

Markup LetterWriter::remark(const std::vector<int>& documents) const {
  Markup text;
  for (int document : documents)
    for (const Bill& bill : facts_.bills)
      if (bill.document == document && !bill.number.empty()) {
        if (!text.empty()) text.line();
        text.plain(say_("票号 ", "No. ") + bill.number + (bill.total.empty() ? "" : "　" + bill.total + say_(" 元", " yuan")));
      }
  return text;
}

std::string LetterWriter::still_asked(const std::vector<int>& documents) const {
  std::string numbers;
  for (std::size_t i = 0; i < demands_.size(); ++i) {
    const auto& about = demands_[i].documents;
    const bool meant = std::any_of(documents.begin(), documents.end(),
                                   [&](int document) { return std::find(about.begin(), about.end(), document) != about.end(); });
    if (meant) numbers += (numbers.empty() ? "" : "、") + std::to_string(i + 1);
  }
  return numbers.empty() ? numbers : say_("须补正，见第 ", "see item ") + numbers + say_(" 项", "");
}

std::vector<LetterWriter::Received> LetterWriter::papers_received() const {
  std::vector<Received> all;
  std::set<int> listed;
  const auto add = [&](const std::string& title, const std::string& copy, const std::vector<int>& documents) {
    std::set<int> sheets;
    for (int document : documents)
      for (const core::SheetPage& page : case_.claim.documents[document].pages) sheets.insert(page.page);
    all.push_back(
        {title, !copy.empty() ? copy : say_("□原件 □复印件", "□original □copy"), documents, static_cast<int>(sheets.size())});
  };
  for (const core::ChecklistItem& item : case_.claim.checklist) {
    std::vector<int> fresh;
    for (int document : item.documents)
      if (listed.insert(document).second) fresh.push_back(document);
    if (!fresh.empty()) add(item.title, item.copy, fresh);
  }
  for (int i = 0; i < static_cast<int>(case_.claim.documents.size()); ++i)
    if (listed.insert(i).second) add(document_title(case_.claim.documents[i], say_.english), "", {i});
  return all;
}

void LetterWriter::received(const std::string& heading, const std::string& aside) {
  std::vector<TableRow> rows;
  for (const Received& each : papers_received())
    rows.push_back({{std::to_string(rows.size() + 1), each.title, std::to_string(each.documents.size()),
                     std::to_string(each.pages), each.copy, remark(each.documents)}});
  if (rows.empty()) return;
  flow_.heading(heading, aside);
  flow_.table({{say_("序", "No."), 0.5, Align::centre},
               {say_("材料", "Paper"), 2.6},
               {say_("份数", "Qty"), 0.7, Align::centre},
               {say_("页数", "Pages"), 0.7, Align::centre},
               {say_("原件/复印件", "Original/copy"), 1.7},
               {say_("备注", "Remark"), 2.9}},
              rows);
}

void LetterWriter::received_briefly(const std::string& heading, const std::string& aside) {
  Markup text;
  int number = 0;
  for (const Received& each : papers_received()) {
    if (++number > 1) text.plain(say_("；", "; "));
    text.plain(std::to_string(number) + ". " + each.title + " " + std::to_string(each.documents.size()) + say_(" 份 ", " × ") +
               std::to_string(each.pages) + say_(" 页（", " p. (") + each.copy);
    if (const std::string asked = still_asked(each.documents); !asked.empty())
      text.plain(say_("，", ", ")).coloured(asked, ink::red, true);
    text.plain(say_("）", ")"));
  }
  if (number == 0) return;
  flow_.heading(heading, aside);
  flow_.paragraph(text.plain(say_("。", ".")), {9.5, false, false, Align::left, ink::text, 2});
}

void LetterWriter::tail() {
  tail_page_ = flow_.pages();
  if (break_at_tail_) flow_.keep(1e6);
}

void LetterWriter::rights() {
  const Settings& settings = case_.settings;
  const std::string review = settings.review_body.empty()
                                 ? say_("本机构所在地的同级人民政府", "the people's government of this level")
                                 : settings.review_body;
  const std::string court =
      settings.court.empty() ? say_("有管辖权的人民法院", "the people's court that has jurisdiction") : settings.court;
  flow_.heading(say_("不服怎么办", "If you do not agree"));
  const Rights rights = rights_on(data_, letter_day());
  const auto within = [](int number, const char* unit) {
    return (number > 0 ? std::to_string(number) : std::string("____")) + unit;
  };
  Markup text;
  if (say_.english)
    text.plain("You may apply to " + review + " for administrative reconsideration (行政复议) within ")
        .bold(within(rights.review_days, " days"))
        .plain(" of receiving this letter, or bring an administrative action (行政诉讼) before " + court + " within ")
        .bold(within(rights.action_months, " months"))
        .plain(". You may also ask us first: " + phone() + ".");
  else
    text.plain("您对本决定不服的，可以自收到本文书之日起")
        .bold(within(rights.review_days, "日内"))
        .plain("向" + review + "申请行政复议；也可以自收到本文书之日起")
        .bold(within(rights.action_months, "个月内"))
        .plain("依法向" + court + "提起行政诉讼。有不明白的地方，也可以先打电话 " + phone() + " 问我们。");
  text.line().small(rights.citation + "　[national.appeal]");
  body(text);
}

void LetterWriter::ending(const std::string& receipt) {
  static const SealImage none;
  const SealImage& seal = plan_.proposal ? none : case_.settings.seal;
  Markup beside;
  if (!receipt.empty()) {
    beside.bold(say_("送达回证", "Receipt")).small(say_("（一式两份，双方各执一份）", " (two copies, one for each side)")).line();
    beside.plain(receipt).line().line().plain(
        say_("签收人（签名）：__________________", "Received by (signature): ____________"));
    beside.line().plain(say_("与参保人关系：____________________", "Relation to claimant: ______________"));
    beside.line().plain(say_("签收日期：", "Date: ") + blank_date());
    beside.line().plain(say_("送达方式：□ 当面　□ 邮寄　□ 网上", "By: □ hand  □ post  □ online"));
  }
  std::vector<Markup> lines{Markup(agency_line()), Markup(letter_day().empty() ? blank_date() : date(letter_day()))};
  if (seal.empty()) lines.emplace_back(Markup().small(say_("（盖章）", "(seal)")));
  flow_.gap(2);
  flow_.ending(beside, lines, seal, case_.settings.seal_millimetres * points_per_millimetre);
}

std::string LetterWriter::date(const std::string& iso) const {
  if (iso.empty()) return blank_date();
  return say_.english ? iso : chinese_date(iso);
}

std::string LetterWriter::blank_date() const { return say_("______年____月____日", "______-____-____"); }

std::string LetterWriter::letter_day() const {
  const auto& decision = case_.claim.intake.decision;
  return decision ? decision->on : std::string();
}

std::string LetterWriter::agency_line() const {
  return case_.settings.agency.empty() ? say_("经办机构：________________", "Office: ________________") : case_.settings.agency;
}

std::string LetterWriter::phone() const {
  const std::string& set = case_.settings.agency_phone;
  return set.empty() || set.find(health_line) != std::string::npos ? medical_line : set;
}

std::string LetterWriter::type_of_claim() const {
  const std::string type = claim_type_title(case_.claim.claim_type, say_.english);
  return say_.english ? lower(type) + " claim (manual reimbursement)" : type + "医疗费用手工（零星）报销";
}

std::string LetterWriter::total() const {
  const std::string text = core::format_money_grouped(facts_.total) + say_(" 元", " yuan");
  return facts_.total_sure ? text : text + say_("（以核对结果为准）", " (to be verified)");
}

std::string LetterWriter::deadline(const std::string& from, int days, bool working) const {
  const auto begin = core::parse_iso(from);
  if (!begin || days <= 0) return {};
  if (!working) return date(core::format_date(core::add_days(*begin, days)));
  const auto due = data_.calendar.after(*begin, days);
  const std::string text = date(core::format_date(due.day));
  if (due.holidays_known) return text;
  return text +
         say_("（其中未公布放假安排的年份按周一至周五计算）", " (Monday to Friday where the year's holidays are not published)");
}

Markup LetterWriter::decision_limits(bool complete, const BasisPrinter& print) const {
  const std::string& received = case_.claim.intake.submitted_on;
  const auto limits = limits_of(data_, case_.claim, TimeLimit::What::decision, facts_.total);
  Markup text;
  for (const TimeLimit& limit : limits) {
    const bool from_complete = limit.from == TimeLimit::From::complete;
    const std::string since = from_complete && !complete ? std::string() : received;
    const std::string due = deadline(since, limit.days, limit.working), n = std::to_string(limit.days);
    if (!text.empty()) text.line();
    if (say_.english) {
      text.plain("Within ")
          .bold(n + " working days")
          .plain(from_complete ? " of the day when all papers are there" : " of receiving the application");
      if (!due.empty()) text.plain(", by ").bold(due);
      if (limit.at_most) text.plain("; in special cases, told before, " + std::to_string(limit.at_most));
      text.plain(".");
    } else {
      text.plain(from_complete ? "自收齐材料之日" : "自收到申请之日")
          .plain(since.empty() ? "" : "（" + date(since) + "）")
          .plain("起 ");
      text.bold(n + " 个工作日").plain("内办结");
      if (!due.empty()) text.plain("，最迟 ").bold(due);
      if (limit.at_most) text.plain("；情况特殊的不超过 " + std::to_string(limit.at_most) + " 个工作日，会事先告知您");
      text.plain(limits.size() > 1 && limit.pack == "national" ? "（国家规定的最长时限）。" : "。");
    }
    text.add(print ? print(limit.citation, limit.rule) : basis(limit.citation, limit.rule));
  }
  if (text.empty()) text.plain(say_("按参保地公布的时限办理。", "As published where you are insured."));
  return text;
}

Markup LetterWriter::contact() const {
  Markup text;
  text.bold(phone());
  if (phone() == medical_line) text.plain(say_("（医疗保障服务热线）", " (medical insurance line)"));
  return text.plain(say_("，查询进度请报受理编号 ", "; say the claim's number ") + case_.claim.claim_id);
}

std::string LetterWriter::online() const { return case_.settings.agency_online; }

Markup LetterWriter::basis(const std::string& citation, const std::string& rule) const {
  Markup text;
  if (!citation.empty()) text.small("　" + citation);
  if (!rule.empty()) text.small("　[" + rule + "]");
  return text;
}

}  // namespace claimpack::pack
