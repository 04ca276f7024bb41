#include "pack/cover.hpp"

#include <algorithm>
#include <set>

#include "pack/conservation.hpp"
#include "pack/correction_words.hpp"
#include "pack/demands.hpp"
#include "pack/facts.hpp"
#include "pack/layout.hpp"
#include "pack/words.hpp"

namespace claimpack::pack {
namespace {

Rgb colour_of(core::Outcome outcome) {
  switch (outcome) {
    case core::Outcome::complete: return ink::green;
    case core::Outcome::rejected: return ink::red;
    default: return ink::amber;
  }
}

Rgb colour_of(core::ChecklistItem::Status status) {
  switch (status) {
    case core::ChecklistItem::Status::present: return ink::green;
    case core::ChecklistItem::Status::missing: return ink::red;
    case core::ChecklistItem::Status::waived: return ink::quiet;
    case core::ChecklistItem::Status::unclear: return ink::amber;
  }
  return ink::text;
}

Rgb colour_of(core::Severity severity) {
  switch (severity) {
    case core::Severity::reject:
    case core::Severity::supplement: return ink::red;
    case core::Severity::review: return ink::amber;
    case core::Severity::note: return ink::quiet;
  }
  return ink::text;
}

// One run over the cover with a guess of its own length; the guess decides which page numbers are printed.
class CoverWriter {
 public:
  CoverWriter(const core::Claim& claim, const Plan& plan, const std::vector<PacketPage>& pages,
              const std::vector<core::PagePlace>& places, const Fonts& fonts, const Settings& settings, int cover_pages,
              Purpose purpose)
      : claim_(claim),
        plan_(plan),
        pages_(pages),
        places_(places),
        settings_(settings),
        say_{settings.language == "en"},
        facts_(facts_of(claim)),
        cover_pages_(cover_pages),
        flow_(fonts, say_("受理编号 ", "Claim no. ") + claim.claim_id, cover_pages + static_cast<int>(pages.size()), say_.english,
              purpose) {
    flow_.title(
        say_("医疗费用手工报销材料", "Medical Expense Claim Packet"),
        settings_.agency.empty() ? say_("经办机构：____________________", "Agency: ____________________") : settings_.agency);
    facts();
    outcome();
    bills();
    checklist();
    findings();
    pay();
    page_index();
    page_account();
    others();
    corrections();
  }

  int pages() const { return flow_.pages(); }
  DrawnPages finish() { return flow_.finish(); }

 private:
  // Page numbers of the packet, as people count.
  std::string packet_pages(const std::vector<int>& positions) const {
    std::vector<int> numbers;
    for (int position : positions) numbers.push_back(position + 1 + cover_pages_);
    return page_ranges(numbers);
  }

  std::string origin_of(int page) const { return origin_text(pages_[page].reading->origin, say_.english); }

  void facts() {
    const auto known = [&](const std::string& text) {
      return text.empty() ? Markup().small(say_("未知", "unknown")) : Markup(text);
    };
    std::string claimant = facts_.name;
    if (!facts_.masked_identity.empty()) claimant += (claimant.empty() ? "" : "　") + facts_.masked_identity;
    const core::Intake& intake = claim_.intake;
    std::string submitter = submitter_title(intake.submitter, say_.english);
    if (!intake.channel.empty()) submitter += (submitter.empty() ? "" : " · ") + channel_title(intake.channel, say_.english);
    flow_.pairs({{say_("受理编号", "Claim no."), Markup().bold(claim_.claim_id)},
                 {say_("收件日期", "Received"), known(intake.submitted_on)},
                 {say_("参保人", "Claimant"), known(claimant), true},
                 {say_("参保地", "Insured in"), known(claim_.region_title.empty() ? claim_.region : claim_.region_title)},
                 {say_("就医地", "Treated in"), known(intake.treatment_region)},
                 {say_("报销类别", "Claim type"), known(claim_type_title(claim_.claim_type, say_.english))},
                 {say_("提交方式", "Submitted by"), known(submitter)},
                 {say_("就诊医院", "Hospital"), known(facts_.hospital), true},
                 {say_("住院/就诊日期", "Stay or visit"), known(facts_.dates), true}});
  }

  int count(core::ChecklistItem::Status status) const {
    return static_cast<int>(std::count_if(claim_.checklist.begin(), claim_.checklist.end(),
                                          [&](const core::ChecklistItem& item) { return item.status == status; }));
  }
  int count(core::Severity severity) const {
    return static_cast<int>(std::count_if(claim_.findings.begin(), claim_.findings.end(),
                                          [&](const core::Finding& finding) { return finding.severity == severity; }));
  }

  void outcome() {
    using Status = core::ChecklistItem::Status;
    const auto number = [](int n) { return std::to_string(n); };
    Markup text;
    text.plain(say_("材料：已齐 ", "Papers: present ") + number(count(Status::present)) + say_("，缺 ", ", missing ") +
               number(count(Status::missing)) + say_("，待核 ", ", unclear ") + number(count(Status::unclear)));
    text.line();
    text.plain(say_("问题：需补正 ", "Findings: supplement ") + number(count(core::Severity::supplement)) +
               say_("，待核 ", ", review ") + number(count(core::Severity::review)));
    if (const int rejects = count(core::Severity::reject)) text.plain(say_("，不予受理 ", ", reject ") + number(rejects));
    flow_.gap(4);
    flow_.band(outcome_title(claim_.outcome, say_.english), text, colour_of(claim_.outcome));
  }

  void bills() {
    if (facts_.bills.empty()) return;
    flow_.heading(say_("票据", "Bills"));
    std::vector<TableRow> rows;
    for (const Bill& bill : facts_.bills) {
      Markup number(bill.number.empty() ? say_("未读出", "not read") : bill.number);
      if (!bill.code.empty()) number.line().small(say_("代码 ", "code ") + bill.code);
      Markup total(bill.total.empty() ? say_("未读出", "not read") : bill.total);
      if (bill.repeated) total.line().coloured(say_("重复，不计入", "repeated, not counted"), ink::red);
      else if (!bill.sure) total.line().coloured(say_("待核", "to check"), ink::amber);
      rows.push_back({{document_title(claim_.documents[bill.document], say_.english), number,
                       bill.issue_date.empty() ? "—" : bill.issue_date, total}});
    }
    rows.push_back({{say_("合计", "Total"), core::format_money_words(facts_.total),
                     facts_.total_sure ? "" : say_("待核", "to check"), "¥" + core::format_money_grouped(facts_.total)},
                    true});
    flow_.table({{say_("票据种类", "Bill"), 1.5},
                 {say_("票据号码", "Number"), 2.4},
                 {say_("开票日期", "Issued"), 1.1},
                 {say_("金额（元）", "Amount (yuan)"), 1.5, Align::right}},
                rows);
  }

  void checklist() {
    if (claim_.checklist.empty()) return;
    flow_.heading(say_("材料清单", "Checklist"));
    std::vector<TableRow> rows;
    for (std::size_t i = 0; i < claim_.checklist.size(); ++i) {
      const core::ChecklistItem& item = claim_.checklist[i];
      std::vector<int> positions;
      for (const PlannedDocument& each : plan_.groups[i].documents)
        positions.insert(positions.end(), each.positions.begin(), each.positions.end());
      std::sort(positions.begin(), positions.end());
      positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
      Markup title(item.title);
      if (!item.rule.empty()) title.line().small(item.rule);
      rows.push_back({{std::to_string(i + 1), title, item.copy,
                       Markup().coloured(status_title(item.status, say_.english), colour_of(item.status), true),
                       item.documents.empty() ? "" : std::to_string(item.documents.size()), packet_pages(positions)}});
    }
    flow_.table({{say_("序", "No."), 0.5, Align::centre},
                 {say_("材料", "Paper"), 3.4},
                 {say_("要求", "Form"), 0.9},
                 {say_("状态", "Status"), 0.9},
                 {say_("份数", "Count"), 0.7, Align::centre},
                 {say_("卷内页码", "Packet pages"), 1.2}},
                rows);
  }

  // Where a finding looks: documents and pages, each once.
  std::string places(const core::Finding& finding) const {
    std::vector<std::string> names;
    for (const core::Evidence& seen : finding.evidence) {
      std::string name;
      if (seen.document >= 0 && seen.document < static_cast<int>(claim_.documents.size()))
        name = document_title(claim_.documents[seen.document], say_.english);
      if (seen.page >= 0 && seen.page < static_cast<int>(pages_.size()))
        name += (name.empty() ? "" : "，") + origin_of(seen.page);
      if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : "；") + name;
    return text;
  }

  void findings() {
    if (claim_.findings.empty()) return;
    flow_.heading(say_("核查结果", "Findings"), say_("按轻重排列", "gravest first"));
    std::vector<const core::Finding*> sorted;
    for (const core::Finding& finding : claim_.findings) sorted.push_back(&finding);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const core::Finding* a, const core::Finding* b) { return a->severity > b->severity; });
    std::vector<TableRow> rows;
    for (const core::Finding* finding : sorted) {
      Markup message(finding->message);
      if (const std::string where = places(*finding); !where.empty()) message.line().small(where);
      Markup basis;
      if (!finding->citation.empty()) basis.plain(finding->citation).line();
      basis.small(finding->rule);
      rows.push_back({{Markup().coloured(severity_title(finding->severity, say_.english), colour_of(finding->severity), true),
                       message, basis}});
    }
    flow_.table({{say_("处理", "Effect"), say_.english ? 1.15 : 0.8}, {say_("内容", "What"), 3.4}, {say_("依据", "Basis"), 2.8}},
                rows, 8.5);
  }

  void pay() {
    if (claim_.pay.empty()) return;
    flow_.heading(say_("支付提示", "Payment notes"));
    std::vector<TableRow> rows;
    for (const core::PayNote& note : claim_.pay) {
      Markup basis;
      if (!note.citation.empty()) basis.plain(note.citation).line();
      rows.push_back({{note.message, basis.small(note.rule)}});
    }
    flow_.table({{say_("内容", "What"), 3.4}, {say_("依据", "Basis"), 2.8}}, rows, 8.5);
  }

  void index_rows(const std::string& title, const std::vector<int>& positions, std::vector<TableRow>& rows) const {
    std::string files;
    for (int position : positions) {
      const int page = plan_.order[position];
      files += (files.empty() ? "" : "\n") + origin_of(page);
      if (const int twin = places_[static_cast<std::size_t>(page)].twin_of; twin >= 0)
        files += say_("（重复扫描，同 ", " (again: ") + origin_of(twin) + say_("）", ")");
    }
    rows.push_back({{title, files, packet_pages(positions)}});
  }

  void page_index() {
    flow_.heading(say_("卷内目录", "Page index"));
    std::vector<TableRow> rows;
    std::set<int> listed;  // a document that meets two requirements stands here once
    for (const Group& group : plan_.groups)
      for (const PlannedDocument& each : group.documents) {
        if (!listed.insert(each.document).second) continue;
        std::string title = document_title(claim_.documents[each.document], say_.english);
        if (each.part) title += say_("（页内一部分）", " (part of a page)");
        index_rows(title, each.positions, rows);
      }
    std::vector<int> loose;
    for (const int position : plan_.loose) {
      const std::string* reason = aside(plan_.order[position]);
      if (reason) index_rows(say_("人工移出：", "Taken out: ") + *reason, {position}, rows);
      else loose.push_back(position);
    }
    if (!loose.empty()) index_rows(say_("未归类", "Not assigned"), loose, rows);
    if (!plan_.unshown.empty()) index_rows(say_("无法显示", "Cannot be shown"), plan_.unshown, rows);
    if (!plan_.blank.empty()) index_rows(say_("空白页", "Blank pages"), plan_.blank, rows);
    flow_.table({{say_("材料", "Paper"), 2.2}, {say_("来源文件", "Source file"), 3.4}, {say_("卷内页码", "Packet pages"), 1.2}},
                rows, 8.5);
  }

  // Why a person took the page out of the claim's papers; null: nobody did.
  const std::string* aside(int page) const {
    for (const auto& each : claim_.pages_aside)
      if (each.page == page) return &each.reason;
    return nullptr;
  }

  // What people changed, by whom and when.
  void corrections() {
    std::vector<TableRow> rows;
    for (const core::Correction& each : core::in_force(claim_.corrections)) {
      const auto unfit = std::find_if(claim_.unfit.begin(), claim_.unfit.end(), [&](const auto& u) { return u.id == each.id; });
      std::string what = words_of(each, say_.english);
      if (unfit != claim_.unfit.end()) what += say_("（未生效：", " (not in force: ") + unfit->why + say_("）", ")");
      rows.push_back({{std::to_string(each.id), what, each.person_name.empty() ? each.person : each.person_name, time_of(each)}});
    }
    if (rows.empty()) return;
    flow_.heading(say_("人工更正", "Corrections"));
    flow_.table({{say_("编号", "No."), 0.5}, {say_("内容", "What"), 4}, {say_("人员", "By"), 1}, {say_("时间", "When"), 1.3}},
                rows, 8.5);
  }

  // Pages in = pages in the packet + pages set aside; files likewise.
  void page_account() {
    const PageCount pages = claimpack::pack::count(places_);
    const auto fates = fates_of(claim_, places_);
    const auto files = [&](FileFate::Kind kind) {
      return std::count_if(fates.begin(), fates.end(), [&](const FileFate& fate) { return fate.kind == kind; });
    };
    const auto part = [&](const char* chinese, const char* english, auto number) {
      return (say_.english ? std::string(" + ") + english : std::string(" ＋ ") + chinese) + " " + std::to_string(number);
    };
    std::string of_pages = say_("收到页数 ", "Pages received ") + std::to_string(pages.received) +
                           say_(" ＝ 编入本卷 ", " = in this packet ") + std::to_string(pages.in_packet);
    if (pages.blank > 0) of_pages += say_("（其中空白页 ", " (blank among them ") + std::to_string(pages.blank) + say_("）", ")");
    std::string of_files = say_("收到文件 ", "Files received ") + std::to_string(fates.size()) +
                           say_(" ＝ 有页面编入 ", " = with pages here ") + std::to_string(files(FileFate::Kind::scan));
    if (const auto intake = files(FileFate::Kind::intake)) of_files += part("受理登记信息", "intake", intake);
    if (const auto archives = files(FileFate::Kind::archive)) of_files += part("压缩包", "archives", archives);
    flow_.heading(say_("页数核对", "Page account"), say_("收到的每一页都有去向", "every page that came in is accounted for"));
    flow_.paragraph(Markup(of_pages + part("另置", "set aside", pages.set_aside))
                        .line()
                        .plain(of_files + part("另置", "set aside", files(FileFate::Kind::set_aside))),
                    {9});
  }

  void others() {
    std::vector<TableRow> rows;
    std::set<std::string> named;
    for (const core::SetAside& each : claim_.set_aside) {
      rows.push_back({{each.file, each.reason}});
      named.insert(each.file);
    }
    for (const core::PagePlace& place : places_) {
      const std::string page = place.origin.file + " 第" + std::to_string(place.origin.page) + "页";
      if (!place.reason.empty() && !named.count(page) && !named.count(place.origin.file))
        rows.push_back({{origin_text(place.origin, say_.english), place.reason}});
    }
    if (rows.empty()) return;
    flow_.heading(say_("另置文件", "Files set aside"), say_("未编入本卷，原件保留", "not in this packet, originals kept"));
    flow_.table({{say_("文件", "File"), 2}, {say_("原因", "Reason"), 3}}, rows, 8.5);
  }

  const core::Claim& claim_;
  const Plan& plan_;
  const std::vector<PacketPage>& pages_;
  const std::vector<core::PagePlace>& places_;
  const Settings& settings_;
  Captions say_;
  Facts facts_;
  int cover_pages_;
  PageFlow flow_;
};

}  // namespace

DrawnPages make_cover(const core::Claim& claim, const Plan& plan, const std::vector<PacketPage>& pages,
                      const std::vector<core::PagePlace>& places, const Fonts& fonts, const Settings& settings) {
  // The printed page numbers depend on the cover's own length: drafted until the guess holds.
  int guess = 1;
  for (int run = 0; run < 4; ++run) {
    const int count = CoverWriter(claim, plan, pages, places, fonts, settings, guess, Purpose::draft).pages();
    if (count == guess) break;
    guess = count;
  }
  return CoverWriter(claim, plan, pages, places, fonts, settings, guess, Purpose::file).finish();
}

namespace {

DrawnPages page_instead(const core::Origin& origin, const char* title, const std::string& reason, const char* below,
                        const std::string& claim_id, const Fonts& fonts) {
  PageFlow flow(fonts, "受理编号 " + claim_id + " · " + origin.file + " 第 " + std::to_string(origin.page) + " 页", 0, false);
  flow.gap(180);
  flow.title(title, "");
  flow.pairs({{"文件", origin.file, true}, {"页", "第 " + std::to_string(origin.page) + " 页", true}, {"原因", reason, true}});
  flow.paragraph(below, {10, false, false, Align::centre, ink::quiet});
  return flow.finish();
}

}  // namespace

DrawnPages make_missing_page(const core::Origin& origin, const core::Error& error, const std::string& claim_id,
                             const Fonts& fonts) {
  return page_instead(origin, "本页图像无法显示", core::sentence_zh(error), "原文件已保留，请查看原件或重新扫描。", claim_id,
                      fonts);
}

DrawnPages make_aside_page(const core::Origin& origin, const std::string& reason, const std::string& claim_id,
                           const Fonts& fonts) {
  return page_instead(origin, "本页另置", reason, "原文件已保留。", claim_id, fonts);
}

}  // namespace claimpack::pack
