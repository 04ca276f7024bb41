// 移送线索: facts and copies for the supervision of the fund, nothing else; a proposal until a person has confirmed it. Neither
// its law nor its facts say that anybody is guilty, and the claimant is not handed it.
#include <algorithm>

#include "pack/letter_writer.hpp"
#include "pack/masking.hpp"

namespace claimpack::pack {

namespace {

constexpr const char* confirmed_flag = "transfer_confirmed";
constexpr const char* flag_mark = "flags.";

class TransferWriter {
 public:
  TransferWriter(LetterWriter& letter, std::vector<Lead> leads) : letter_(letter), say_(letter.say()), leads_(std::move(leads)) {}

  void write() {
    letter_.head();
    letter_.addressed(
        say_("________________（医疗保障行政部门、基金监管机构）：", "________________ (supervision of the fund):"));
    const std::string claim = letter_.type_of_claim();
    letter_.body(say_.english
                     ? "While we examined the " + claim +
                           " of the person below we saw what follows. Facts and copies are handed over for your "
                           "examination; they decide nothing."
                     : "我单位在审核下列参保人的" + claim +
                           "申请时，发现下列情况，现将有关事实和材料复制件移送贵单位依法核查。本函只陈述事实，不作定性。");
    letter_.claimant_box();
    facts();
    copies();
    letter_.tail();
    letter_.flow().pairs(
        {{say_("联系", "Contact"),
          letter_.agency_line() + "　" + letter_.phone() + say_("　受理编号 ", "  claim no. ") + letter_.claim().claim_id, true},
         {say_("保密", "Privacy"),
          say_("内部文书，不送达申请人；所列个人信息只用于本次核查。",
               "An internal letter, not for the claimant; the personal data serve this examination alone."),
          true}});
    letter_.ending("");
  }

 private:
  // Without what the finding takes the fact for: that is the supervision's to say.
  static std::string unjudged(const std::string& fact) {
    for (const char* verdict : {"，涉嫌", "，疑"})
      if (const auto at = fact.find(verdict); at != std::string::npos && at > 0) return fact.substr(0, at) + "。";
    return fact;
  }

  void facts() {
    letter_.flow().heading(say_("线索和事实", "Leads and facts"));
    std::vector<TableRow> rows;
    for (const Lead& lead : leads_) {
      Markup facts;
      for (const core::Finding* finding : lead.findings) {
        if (!facts.empty()) facts.line();
        facts.plain(masked(unjudged(fact_of(finding->message))));
      }
      if (facts.empty()) facts.plain("________________________");
      facts.add(letter_.basis(lead.basis, lead.rule));
      rows.push_back({{std::to_string(rows.size() + 1), lead.matter, facts}});
    }
    letter_.flow().table({{say_("序", "No."), 0.6, Align::centre},
                          {say_("线索", "Lead"), 3},
                          {say_("查见的事实和依据", "What we see, and the basis"), 5.6}},
                         rows, 9.5);
  }

  // The papers that the facts were seen on, with their pages among the scans.
  void copies() {
    std::vector<int> documents;
    for (const Lead& lead : leads_)
      for (const core::Finding* finding : lead.findings)
        for (const core::Evidence& seen : finding->evidence)
          for (const int document : documents_of(seen))
            if (std::find(documents.begin(), documents.end(), document) == documents.end()) documents.push_back(document);
    std::sort(documents.begin(), documents.end());
    std::vector<TableRow> rows;
    for (const int document : documents) {
      const core::Document& paper = letter_.claim().documents[static_cast<std::size_t>(document)];
      std::string title = document_title(paper, say_.english);
      if (const std::string number = value_of(paper, "bill_number"); !number.empty()) title += "　" + number;
      rows.push_back({{std::to_string(rows.size() + 1), masked(title), masked(letter_.pages_of(document))}});
    }
    if (rows.empty()) return;
    letter_.flow().heading(say_("附件：材料复制件", "Attached: copies"),
                           say_("见案卷电子材料 packet.pdf", "pages of packet.pdf"));
    letter_.flow().table(
        {{say_("序", "No."), 0.6, Align::centre}, {say_("材料", "Paper"), 4}, {say_("来源页", "Scanned page"), 4.6}}, rows, 9.5);
  }

  std::vector<int> documents_of(const core::Evidence& seen) const {
    const int count = static_cast<int>(letter_.claim().documents.size());
    if (seen.document >= 0 && seen.document < count) return {seen.document};
    std::vector<int> on_page;
    for (int i = 0; seen.page >= 0 && i < count; ++i)
      for (const core::SheetPage& page : letter_.claim().documents[static_cast<std::size_t>(i)].pages)
        if (page.page == seen.page) on_page.push_back(i);
    return on_page;
  }

  LetterWriter& letter_;
  const Captions& say_;
  std::vector<Lead> leads_;
};

}  // namespace

bool transfer_confirmed(const core::Claim& claim) {
  const auto flag = claim.intake.flags.find(confirmed_flag);
  return flag != claim.intake.flags.end() && flag->second;
}

std::vector<Lead> leads_of(const core::Claim& claim, const NoticeData& data) {
  const auto flag = claim.intake.flags.find(confirmed_flag);
  if (flag != claim.intake.flags.end() && !flag->second) return {};  // a person said no
  std::vector<Lead> all;
  const Transfer* by_desk = nullptr;
  for (const Transfer& each : data.transfers) {
    if (each.rule == std::string(flag_mark) + confirmed_flag) {
      by_desk = &each;
      continue;
    }
    Lead lead{each.matter, each.rule, each.basis, {}};
    for (const core::Finding& finding : claim.findings)
      if (finding.rule == each.rule && finding.severity >= core::Severity::review &&
          (each.words.empty() || finding.message.find(each.words) != std::string::npos))
        lead.findings.push_back(&finding);
    if (!lead.findings.empty()) all.push_back(std::move(lead));
  }
  if (all.empty() && by_desk && transfer_confirmed(claim)) all.push_back({by_desk->matter, by_desk->rule, by_desk->basis, {}});
  return all;
}

void write_transfer(LetterWriter& letter) { TransferWriter(letter, leads_of(letter.claim(), letter.data())).write(); }

}  // namespace claimpack::pack
