// 受理通知书: what was received, and until when it is decided.
#include "core/claim_state.hpp"
#include "pack/letter_writer.hpp"

namespace claimpack::pack {

namespace {

Markup opening(const LetterWriter& letter) {
  const Captions& say = letter.say();
  const std::string& day = letter.claim().intake.submitted_on;
  if (say.english)
    return Markup("Your " + letter.type_of_claim() + (day.empty() ? "" : " of " + day) +
                  " is complete and in due form. It is accepted. Keep this letter: it is your receipt.");
  return Markup("您" + (day.empty() ? "" : "于 " + letter.date(day) + " ") + "提交的" + letter.type_of_claim() +
                "申请，材料齐全，符合规定形式，现予受理。请保存好本通知书，它也是您交材料的凭证。");
}

}  // namespace

void write_acceptance(LetterWriter& letter) {
  const Captions& say = letter.say();
  letter.head();
  letter.addressed(letter.facts().name.empty() ? say("申请人：", "Dear claimant,") : letter.facts().name + say("：", ","));
  letter.body(opening(letter));
  letter.claimant_box(true);
  letter.received(say("收到的材料", "Papers received"), "");
  letter.tail();
  letter.flow().heading(say("什么时候办结、怎么查询", "When it is decided, and how to ask"));
  std::vector<PageFlow::Pair> lines{{say("办理期限", "Time limit"), letter.decision_limits(true), true}};
  if (core::standing_of(letter.claim()).needs_reviewer)
    lines.push_back(
        {say("说明", "Note"),
         say("有的内容还要由我们核实，不需要您再跑一趟；核实中确需您补充的，我们会联系您。",
             "Some points are still to be verified by us; you need not come for it. Should we need anything, we contact you."),
         true});
  lines.push_back({say("咨询查询", "Contact"), letter.contact(), true});
  if (!letter.online().empty()) lines.push_back({say("网上查询", "Online"), letter.online(), true});
  if (!letter.settings().agency_address.empty())
    lines.push_back(
        {say("地址", "Address"),
         letter.settings().agency_address +
             (letter.settings().agency_hours.empty() ? "" : say("；办公时间：", "; open: ") + letter.settings().agency_hours),
         true});
  letter.flow().pairs(lines);
  letter.ending(say("本人已收到本通知书。", "I have received this notice."));
}

}  // namespace claimpack::pack
