#include "pack/notice.hpp"

#include <algorithm>
#include <set>

#include "pack/demands.hpp"
#include "pack/facts.hpp"
#include "pack/layout.hpp"
#include "pack/words.hpp"

namespace claimpack::pack {
namespace {

constexpr const char* blank_date = "______年____月____日";

class NoticeWriter {
 public:
  NoticeWriter(const core::Claim& claim, const std::vector<PacketPage>& pages, const Fonts& fonts, const Settings& settings,
               int page_total)
      : claim_(claim),
        settings_(settings),
        say_{settings.language == "en"},
        facts_(facts_of(claim)),
        demands_(demands_of(claim, pages)),
        flow_(fonts, say_("一次性告知书 · 受理编号 ", "Notice · claim no. ") + claim.claim_id, page_total, say_.english,
              claim.claim_id) {}

  void write() {
    flow_.title(say_("一次性告知书", "Notice of Required Supplements"),
                std::string(say_("补正材料通知", "一次性告知书")) + say_("　编号 ", " · No. ") + claim_.claim_id);
    greeting();
    facts();
    demands();
    received();
    how();
    signatures();
  }

  int pages() const { return flow_.pages(); }
  std::string finish() { return flow_.finish(); }

 private:
  void greeting() {
    const std::string type = claim_type_title(claim_.claim_type, say_.english);
    const std::string count = std::to_string(demands_.size());
    flow_.paragraph(Markup().bold(facts_.name.empty() ? say_("参保人：", "Dear claimant,") : facts_.name + say_("：", ",")),
                    {11});
    Markup text;
    if (say_.english) {
      text.plain("Your claim (" + type + ") has been received. ")
          .bold(count)
          .plain(count == "1" ? " thing is still needed. " : " things are still needed. ");
      text.plain("This notice names all of them at once. Please bring everything together, in one go.");
    } else {
      text.plain("您" + (claim_.intake.submitted_on.empty() ? "" : "于 " + chinese_date(claim_.intake.submitted_on)) + "提交的" +
                 type + "医疗费用手工（零星）报销申请和材料，我们已经收到。经核对，还有 ");
      text.bold(count).plain(" 项需要补正，全部列在下面。请按“怎么补”准备，一次交齐。");
    }
    flow_.paragraph(text, {10.5, false, false, Align::left, ink::text, 8});
  }

  void facts() {
    const auto value = [&](const std::string& text) { return text.empty() ? Markup().small("————") : Markup(text); };
    const core::Intake& intake = claim_.intake;
    std::string bills;
    for (const Bill& bill : facts_.bills)
      if (!bill.repeated && !bill.number.empty())
        bills += (bills.empty() ? "" : "\n") + bill.number + (bill.total.empty() ? "" : "　" + bill.total + say_(" 元", " yuan"));
    std::vector<PageFlow::Pair> pairs{
        {say_("参保人", "Claimant"), value(facts_.name)},
        {say_("身份证号", "ID number"), value(facts_.masked_identity)},
        {say_("参保地", "Insured in"), value(claim_.region_title.empty() ? claim_.region : claim_.region_title)},
        {say_("提交人", "Submitted by"), value(submitter_title(intake.submitter, say_.english))},
        {say_("报销类别", "Claim type"), value(claim_type_title(claim_.claim_type, say_.english))},
        {say_("收到申请日期", "Received"), value(say_.english ? intake.submitted_on : chinese_date(intake.submitted_on))},
        {say_("就诊医院", "Hospital"), value(facts_.hospital), true},
        {say_("住院/就诊日期", "Stay or visit"), value(facts_.dates), true}};
    if (!bills.empty()) pairs.push_back({say_("票据号码、金额", "Bills"), bills, true});
    flow_.pairs(pairs);
  }

  void demands() {
    flow_.heading(say_("需要补正的材料", "What is needed"),
                  say_("共 ", "") + std::to_string(demands_.size()) + say_(" 项", " in all"));
    flow_.gap(2);
    for (std::size_t i = 0; i < demands_.size(); ++i) {
      const Demand& demand = demands_[i];
      Markup title(demand.title);
      title.plain("　").coloured(demand.missing ? say_("缺", "missing") : say_("需补正", "to correct"), ink::red, true);
      std::string problems;
      for (std::size_t j = 0; j < demand.problems.size(); ++j) {
        if (demand.problems.size() > 1) problems += (j ? "\n（" : "（") + std::to_string(j + 1) + "）";
        problems += demand.problems[j];
      }
      std::vector<PageFlow::Pair> lines{{say_("问题", "Problem"), problems}};
      if (!demand.place.empty()) lines.push_back({say_("位置", "Where"), demand.place});
      Markup cure = Markup().bold(demand.cure);
      if (!demand.hint.empty()) cure.line().plain(demand.hint);
      lines.push_back({say_("怎么补", "What to do"), cure});
      if (const Markup basis = basis_of(demand); !basis.empty()) lines.push_back({say_("依据", "Basis"), basis});
      flow_.numbered(static_cast<int>(i) + 1, title, lines);
    }
  }

  static Markup basis_of(const Demand& demand) {
    Markup text;
    for (const Demand::Basis& basis : demand.bases) {
      if (basis.citation.empty() && basis.rule.empty()) continue;
      if (!text.empty()) text.line();
      if (!basis.citation.empty()) text.small(basis.citation + "　");
      if (!basis.rule.empty()) text.small("[" + basis.rule + "]");
    }
    return text;
  }

  // What stands beside a received document: its number and sum, and the demand that concerns it.
  Markup remark(const std::vector<int>& documents) const {
    Markup text;
    for (int document : documents)
      for (const Bill& bill : facts_.bills)
        if (bill.document == document && !bill.number.empty()) {
          if (!text.empty()) text.line();
          text.plain(say_("票号 ", "No. ") + bill.number + (bill.total.empty() ? "" : "　" + bill.total));
        }
    for (std::size_t i = 0; i < demands_.size(); ++i) {
      const auto& about = demands_[i].documents;
      const bool meant = std::any_of(documents.begin(), documents.end(), [&](int document) {
        return std::find(about.begin(), about.end(), document) != about.end();
      });
      if (!meant) continue;
      if (!text.empty()) text.line();
      text.coloured(say_("须补正，见第 ", "see item ") + std::to_string(i + 1) + say_(" 项", ""), ink::red);
    }
    return text;
  }

  TableRow received_row(int number, const std::string& title, const std::string& copy, const std::vector<int>& documents) const {
    std::set<int> sheets;
    for (int document : documents)
      for (const core::SheetPage& page : claim_.documents[document].pages) sheets.insert(page.page);
    return {{std::to_string(number), title, std::to_string(documents.size()), std::to_string(sheets.size()), copy,
             remark(documents)}};
  }

  void received() {
    std::vector<TableRow> rows;
    std::set<int> listed;
    for (const core::ChecklistItem& item : claim_.checklist) {
      std::vector<int> fresh;
      for (int document : item.documents)
        if (listed.insert(document).second) fresh.push_back(document);
      if (!fresh.empty()) rows.push_back(received_row(static_cast<int>(rows.size()) + 1, item.title, item.copy, fresh));
    }
    for (int i = 0; i < static_cast<int>(claim_.documents.size()); ++i)
      if (listed.insert(i).second)
        rows.push_back(
            received_row(static_cast<int>(rows.size()) + 1, document_title(claim_.documents[i], say_.english), "", {i}));
    if (rows.empty()) return;
    flow_.heading(say_("已经收到的材料", "What has been received"),
                  say_("不必重复提交，注明须补正的除外", "need not be brought again, unless marked"));
    flow_.table({{say_("序", "No."), 0.6, Align::centre},
                 {say_("材料", "Paper"), 3},
                 {say_("份数", "Count"), 0.8, Align::centre},
                 {say_("页数", "Pages"), 0.8, Align::centre},
                 {say_("形式", "Form"), 1.1},
                 {say_("备注", "Remark"), 3}},
                rows);
  }

  // The decision's time limit: the region's own rule where the check names it, else the national one.
  Markup clock() const {
    for (const core::Finding& finding : claim_.findings)
      if (finding.severity == core::Severity::note && finding.rule.find(".processing") != std::string::npos) {
        Markup text(finding.message);
        if (!finding.citation.empty()) text.line().small(finding.citation);
        return text.line().plain(say_("收到申请和收齐材料的日期都会记录；材料收齐以前不能办结。",
                                      "Both the day of your application and the day when everything is there are recorded."));
      }
    return Markup(say_(
        "自收到申请之日起30个工作日内办理完毕（《社会保险经办条例》第二十条）。收到申请和收齐材料的日期都会记录；材料收齐以前"
        "不能办结，早交齐早办理。",
        "Decided within 30 working days from receipt of the application (《社会保险经办条例》 art. 20). Both the day of "
        "your application and the day when everything is there are recorded; nothing can be decided before."));
  }

  void how() {
    flow_.keep(330);  // where to go and the place to sign stay on one page
    flow_.heading(say_("交到哪里、怎么交、什么时候交", "Where, how and by when"));
    std::string where = settings_.agency;
    if (!settings_.agency_address.empty()) where += (where.empty() ? "" : "\n") + settings_.agency_address;
    if (where.empty()) where = "________________________________________________";
    const std::string phone = settings_.agency_phone.empty() ? "12393" : settings_.agency_phone;
    const std::string number = claim_.claim_id;
    flow_.pairs(
        {{say_("地点", "Where"), where, true},
         {say_("方式", "How"),
          say_("带上本告知书和补正的材料到受理窗口提交；不方便到窗口的，请先打电话询问能否网上或邮寄提交。",
               "Bring this notice and the papers to the window; if you cannot come, please ask by telephone whether they may be "
               "sent online or by post."),
          true},
         {say_("期限", "By when"), say_("请在 ______年____月____日 前一次交齐", "Please bring everything by ______-____-____"),
          true},
         {say_("办理时限", "Time limit"), clock(), true},
         {say_("咨询电话", "Contact"),
          Markup()
              .bold(phone)
              .plain(phone == "12393" ? say_("（医疗保障服务热线），请说明受理编号 ", " (medical insurance line), claim no. ")
                                      : say_("，请说明受理编号 ", ", claim no. "))
              .plain(number),
          true}});
  }

  void signatures() {
    flow_.gap(14);
    Markup left, right;
    left.plain(say_("本人已收到本告知书，共 ", "I have received this notice of "))
        .plain(std::to_string(demands_.size()))
        .plain(say_(" 项。", " items."))
        .line()
        .line()
        .plain(say_("签收人（签名）：________________", "Received by (signature): ______________"))
        .line()
        .line()
        .plain(say_("与参保人关系：__________________", "Relation to claimant: ________________"))
        .line()
        .line()
        .plain(say_("签收日期：", "Date: "))
        .plain(say_(blank_date, "______-____-____"));
    right.plain(say_("经办机构（盖章）：", "Agency (seal): "))
        .plain(settings_.agency.empty() ? "________________" : settings_.agency)
        .line()
        .line()
        .plain(say_("经办人：______________________", "Clerk: ____________________"))
        .line()
        .line()
        .plain(say_("告知日期：", "Date of notice: "))
        .plain(say_(blank_date, "______-____-____"));
    flow_.two_sides(left, right);
    flow_.gap(6);
    flow_.paragraph(Markup().small(say_("本告知书一式两份，申请人和经办机构各执一份。",
                                        "Made in two copies, one for the claimant and one for the agency.")));
  }

  const core::Claim& claim_;
  const Settings& settings_;
  Captions say_;
  Facts facts_;
  std::vector<Demand> demands_;
  PageFlow flow_;
};

}  // namespace

std::string make_notice(const core::Claim& claim, const std::vector<PacketPage>& pages, const Fonts& fonts,
                        const Settings& settings) {
  if (!asks_something(claim)) return {};
  // Twice: the footer's number of pages is known only after the first run.
  NoticeWriter draft(claim, pages, fonts, settings, 1);
  draft.write();
  NoticeWriter notice(claim, pages, fonts, settings, draft.pages());
  notice.write();
  return notice.finish();
}

}  // namespace claimpack::pack
