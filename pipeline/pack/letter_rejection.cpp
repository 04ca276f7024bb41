// 不予受理通知书, and 不予支付决定书 where a claim was accepted before: a proposal until a person has confirmed it.
#include "core/claim_state.hpp"
#include "pack/letter_writer.hpp"
#include "pack/masking.hpp"

namespace claimpack::pack {

namespace {

class RejectionWriter {
 public:
  explicit RejectionWriter(LetterWriter& letter)
      : letter_(letter), say_(letter.say()), refused_(core::standing_of(letter.claim()).state == core::ClaimState::refused) {}

  void write() {
    letter_.head();
    const std::string& name = letter_.facts().name;
    letter_.addressed(name.empty() ? say_("申请人：", "Dear claimant,") : name + say_("：", ","));
    letter_.body(opening());
    letter_.claimant_box(true);
    reasons();
    right_agency();
    letter_.received(say_("退回的材料", "Papers returned"),
                     say_("原件当面点清退还；我们只留存扫描件备查", "originals are handed back; we keep scans only"));
    letter_.tail();
    letter_.rights();
    letter_.ending(say_("本人已收到本文书和退回的材料。", "I have received this letter and the papers."));
    if (letter_.proposal()) for_the_clerk();
  }

 private:
  Markup opening() const {
    const std::string& day = letter_.claim().intake.submitted_on;
    Markup text;
    if (say_.english)
      return text.plain("We examined your " + letter_.type_of_claim() + (day.empty() ? "" : " of " + day) + ". It is ")
          .bold(refused_ ? "not paid" : "not accepted")
          .plain(". Facts, reason and basis are as follows.");
    return text
        .plain("您" + (day.empty() ? "" : "于 " + letter_.date(day) + " ") + "提交的" + letter_.type_of_claim() +
               "申请，我们已经审查，决定")
        .bold(refused_ ? "不予支付" : "不予受理")
        .plain("。查明的事实、理由和依据如下。");
  }

  std::string papers_of(const core::Finding& finding) const {
    std::string text;
    for (const core::Evidence& seen : finding.evidence) {
      if (seen.document < 0 || seen.document >= static_cast<int>(letter_.claim().documents.size())) continue;
      const std::string title = document_title(letter_.claim().documents[seen.document], say_.english);
      if (text.find(title) == std::string::npos) text += (text.empty() ? "" : "、") + title;
    }
    return text;
  }

  void reasons() {
    letter_.flow().heading(say_("事实、理由和依据", "Facts, reason and basis"));
    std::vector<TableRow> rows;
    for (const core::Finding& finding : letter_.claim().findings) {
      if (finding.severity != core::Severity::reject) continue;
      Markup fact(masked(without_asides(finding.message)));
      if (const std::string papers = papers_of(finding); !papers.empty()) fact.line().small(say_("见：", "See: ") + papers);
      Markup basis(masked(finding.citation));
      if (!finding.rule.empty()) basis.line().small("[" + finding.rule + "]");
      rows.push_back({{std::to_string(rows.size() + 1), fact, basis}});
    }
    const auto& decision = letter_.claim().intake.decision;
    if (decision && !decision->reason.empty())
      rows.push_back(
          {{Markup().bold(say_("经办机构的说明：", "The office's own words: ")).plain(masked(decision->reason))}, false, true});
    if (rows.empty())
      rows.push_back({{"1", say_("________________________（由经办人员填写）", "________________________ (the clerk fills in)"),
                       "________________________"}});
    letter_.flow().table({{say_("序", "No."), 0.6, Align::centre},
                          {say_("查明的事实和理由", "Facts and reason"), 4.4},
                          {say_("依据", "Basis"), 4.2}},
                         rows, 10);
  }

  // From a person's decision, else from the filing form that names another place.
  std::string agency_instead() const {
    const auto& decision = letter_.claim().intake.decision;
    if (decision && !decision->right_agency.empty()) return decision->right_agency;
    for (const core::Finding& finding : letter_.claim().findings)
      for (const core::Evidence& seen : finding.evidence) {
        if (seen.field != "insured_region" || seen.document < 0) continue;
        const std::string region = value_of(letter_.claim().documents[seen.document], seen.field);
        if (!region.empty()) return region + say_("医疗保障经办机构", " (the medical insurance office there)");
      }
    return {};
  }

  void right_agency() {
    const std::string agency = agency_instead();
    if (agency.empty()) return;
    letter_.flow().heading(say_("应当向哪里申请", "Where to apply instead"));
    letter_.body(say_.english ? "Please apply to " + agency + ". Bring all the papers that we hand back to you."
                              : "请向" + agency + "申请，退给您的材料可以直接带去使用。");
  }

  // Precedence is of confirmed rejections only: what would be asked otherwise is not lost.
  void for_the_clerk() {
    if (letter_.demands().empty()) return;
    letter_.flow().heading(say_("供经办人员参考", "For the clerk"));
    std::string titles;
    for (const Demand& demand : letter_.demands()) titles += (titles.empty() ? "" : "、") + demand.title;
    letter_.body(say_.english ? "If the claim is not rejected, " + std::to_string(letter_.demands().size()) +
                                    " papers are to be asked for: " + titles + "."
                              : "如不作出本决定，还须请申请人补正 " + std::to_string(letter_.demands().size()) + " 项：" +
                                    titles + "（在登记信息中写明决定后，另行生成一次性告知书）。");
  }

  LetterWriter& letter_;
  const Captions& say_;
  bool refused_;
};

}  // namespace

void write_rejection(LetterWriter& letter) { RejectionWriter(letter).write(); }

}  // namespace claimpack::pack
