// 部分支付说明: why less is paid than in full, and what of the reckoning is known already. Ratios are never invented: what the
// rules do not say is left to whoever settles the claim.
#include "pack/first_pay.hpp"
#include "pack/letter_writer.hpp"
#include "pack/masking.hpp"

namespace claimpack::pack {

namespace {

class PaymentWriter {
 public:
  explicit PaymentWriter(LetterWriter& letter) : letter_(letter), say_(letter.say()) {}

  void write() {
    letter_.head();
    const std::string& name = letter_.facts().name;
    letter_.addressed(name.empty() ? say_("申请人：", "Dear claimant,") : name + say_("：", ","));
    letter_.body(say_.english
                     ? "Under the rules below your " + letter_.type_of_claim() +
                           " is not paid in the ordinary way. This letter says why, and how it is reckoned."
                     : "您的" + letter_.type_of_claim() + "申请，按照下列规定不是全部按一般办法支付。现把原因和计算办法告诉您。");
    letter_.claimant_box();
    reasons();
    reckoning();
    letter_.tail();
    letter_.rights();
    letter_.ending(say_("本人已收到本说明。", "I have received this statement."));
  }

 private:
  void reasons() {
    letter_.flow().heading(say_("怎样支付、为什么", "How it is paid, and why"));
    std::vector<TableRow> rows;
    for (const core::PayNote& note : letter_.claim().pay) {
      Markup basis(note.citation);
      if (!note.rule.empty()) basis.line().small("[" + note.rule + "]");
      rows.push_back({{std::to_string(rows.size() + 1), masked(without_asides(note.message)), basis}});
    }
    letter_.flow().table(
        {{say_("序", "No."), 0.6, Align::centre}, {say_("支付办法和理由", "How and why"), 4.4}, {say_("依据", "Basis"), 4.2}},
        rows, 10);
  }

  // The one share that the rules name; two different ones are for a person.
  std::optional<int> first_pay() const {
    std::optional<int> found;
    for (const core::PayNote& note : letter_.claim().pay) {
      const auto share = first_pay_per_mille(note.message);
      if (share && found && *share != *found) return {};
      if (share) found = share;
    }
    return found;
  }

  static std::string percent(int per_mille) {
    return std::to_string(per_mille / 10) + (per_mille % 10 ? "." + std::to_string(per_mille % 10) : "") + "%";
  }

  void reckoning() {
    const Facts& facts = letter_.facts();
    const std::string open = say_("待核定", "to be settled"), money = say_("（元）", " (yuan)");
    int bills = 0;
    for (const Bill& bill : facts.bills) bills += !bill.repeated;
    std::vector<TableRow> rows;
    const auto add = [&](const std::string& item, const std::string& amount, const std::string& note) {
      rows.push_back({{item, amount, note}});
    };
    add(say_("票据总额", "Total of the bills"), bills == 0 ? open : core::format_money_grouped(facts.total),
        std::to_string(bills) + say_(" 张票据", bills == 1 ? " bill" : " bills") +
            (facts.total_sure ? "" : say_("；有读数待核对", "; some figures to be verified")));
    if (const auto share = first_pay(); share && facts.total > 0) {
      const core::Fen first = share_of(facts.total, *share);
      add(say_("先自付 ", "Borne first ") + percent(*share), core::format_money_grouped(first),
          core::format_money_grouped(facts.total) + " × " + percent(*share) +
              say_("（试算，以认定金额为准）", " (of the bills; what is recognised counts)"));
      add(say_("余下部分", "The rest"), core::format_money_grouped(facts.total - first),
          say_("按参保地标准核定", "settled by the rules of the insured place"));
    } else {
      add(say_("先自付", "Borne first"), open, "");
    }
    add(say_("审核认定的可报销金额", "Eligible amount"), open, "");
    add(say_("起付标准（起付线）", "Deductible"), open, "");
    add(say_("支付比例", "Ratio"), open, say_("按参保地规定核定", "by the rules of the insured place"));
    add(say_("统筹基金支付", "Paid by the pooled fund"), open, "");
    add(say_("大病保险等其他基金支付", "Paid by other funds"), open, "");
    add(say_("不予支付的项目和理由", "Items not paid, and why"), open, "");
    add(say_("收款账户", "Account"), facts.account.empty() ? open : facts.account, say_("参保人本人账户", "the claimant's own"));
    add(say_("支付日期", "Paid on"), open, "");
    letter_.flow().heading(say_("计算", "Reckoning"), say_("“待核定”由审核人员核定后填写",
                                                           "what is to be settled is filled in by whoever settles the claim"));
    letter_.flow().table(
        {{say_("项目", "Item"), 3}, {say_("金额", "Amount") + money, 2.3, Align::right}, {say_("说明", "Remark"), 4}}, rows, 9.5);
  }

  LetterWriter& letter_;
  const Captions& say_;
};

}  // namespace

void write_payment(LetterWriter& letter) { PaymentWriter(letter).write(); }

}  // namespace claimpack::pack
