// 一次性告知书: everything that is missing or faulty, said once, so that the claimant comes back only once.
#include <algorithm>

#include "pack/letter_writer.hpp"

namespace claimpack::pack {

namespace {

// "①" … "⑳", then "(21)".
std::string mark(std::size_t index) {
  static constexpr const char* circled[] = {"①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩",
                                            "⑪", "⑫", "⑬", "⑭", "⑮", "⑯", "⑰", "⑱", "⑲", "⑳"};
  return index < std::size(circled) ? circled[index] : "(" + std::to_string(index + 1) + ")";
}

std::string place_title(Errand errand, const Captions& say) {
  switch (errand) {
    case Errand::cashier: return say("到医院收费处（住院结账处）办", "At the hospital's cashier");
    case Errand::records: return say("到医院病案室办", "At the hospital's record office");
    case Errand::physician: return say("找医院的接诊（主治）医生办", "With the hospital's physician");
    case Errand::referrer: return say("到开转诊的医院办", "At the hospital that referred you");
    case Errand::seller: return say("到卖药的药店办", "At the pharmacy");
    case Errand::agency: return say("来医保窗口领表填写", "At our window: forms to fill in");
    case Errand::self: return say("自己在家准备", "From home");
  }
  return {};
}

bool at_hospital(Errand errand) { return errand <= Errand::physician; }

class NoticeWriter {
 public:
  explicit NoticeWriter(LetterWriter& letter) : letter_(letter), say_(letter.say()) {}

  void write() {
    letter_.head();
    const std::string& name = letter_.facts().name;
    letter_.addressed(name.empty() ? say_("申请人：", "Dear claimant,") : name + say_("：", ","));
    letter_.body(opening());
    letter_.claimant_box();
    demands();
    letter_.received_briefly(say_("已经收到的材料", "What has been received"),
                             say_("没有注明须补正的，不必再交", "need not be brought again, unless marked"));
    how();
    bases();
    const std::string n = std::to_string(letter_.demands().size());
    letter_.ending(say_.english ? "I have received this notice, " + n + (n == "1" ? " item." : " items.")
                                : "本人已收到本告知书，共 " + n + " 项。");
  }

 private:
  Markup opening() const {
    const std::string n = std::to_string(letter_.demands().size()), day = letter_.claim().intake.submitted_on;
    Markup text;
    if (say_.english)
      return text.plain("We received your " + letter_.type_of_claim() + (day.empty() ? "" : " on " + day) + ". ")
          .bold(n)
          .plain(n == "1" ? " thing is still needed." : " things are still needed.")
          .plain(" This notice names everything at once: bring it together, in one go.");
    return text
        .plain("您" + (day.empty() ? "" : "于 " + letter_.date(day) + " ") + "提交的" + letter_.type_of_claim() +
               "申请和材料，我们已经收到。经核对，还有 ")
        .bold(n + " 项")
        .plain("需要补正，一次全部告知如下。请按“怎么办”一栏准备好，一次交齐。");
  }

  // The number of the basis in the list below the table: the same sentence is printed once.
  std::size_t basis_number(const Demand::Basis& basis) {
    const auto known = std::find(bases_.begin(), bases_.end(), basis);
    if (known != bases_.end()) return static_cast<std::size_t>(known - bases_.begin());
    bases_.push_back(basis);
    return bases_.size() - 1;
  }

  TableRow row(std::size_t i) {
    const Demand& demand = letter_.demands()[i];
    Markup title = Markup().bold(demand.title);
    title.plain("　").coloured(demand.missing ? say_("缺", "missing") : say_("需补正", "to correct"), ink::red, true);
    Markup problem;
    for (std::size_t j = 0; j < demand.problems.size(); ++j) {
      if (j > 0) problem.line();
      problem.plain((demand.problems.size() > 1 ? std::to_string(j + 1) + ". " : "") + demand.problems[j]);
    }
    std::string marks;
    for (const Demand::Basis& basis : demand.bases)
      if (!basis.citation.empty() || !basis.rule.empty()) marks += mark(basis_number(basis));
    if (!demand.place.empty()) problem.line().small(say_("位置：", "Where: ") + demand.place);
    if (!marks.empty()) problem.plain(say_("　", "  ")).unbroken(say_("依据", "basis ") + marks);
    Markup cure = Markup().bold(demand.cure);
    if (!demand.hint.empty()) cure.line().plain(demand.hint);
    return {{std::to_string(i + 1), title, problem, cure}};
  }

  void demands() {
    const auto& all = letter_.demands();
    letter_.flow().heading(say_("需要补正的材料", "What is needed"),
                           say_("共 ", "") + std::to_string(all.size()) + say_(" 项", " in all"));
    std::vector<TableRow> rows;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i == 0 || all[i].errand != all[i - 1].errand) {
        const std::string& hospital = letter_.facts().hospital;
        Markup place = Markup().bold(place_title(all[i].errand, say_));
        if (at_hospital(all[i].errand) && !hospital.empty()) place.plain(say_("：", ": ") + hospital);
        rows.push_back({{place}, true, true});
      }
      rows.push_back(row(i));
    }
    letter_.flow().table({{say_("序", "No."), 0.5, Align::centre},
                          {say_("材料", "Paper"), 2.1},
                          {say_("问题", "Problem"), 3.1},
                          {say_("怎么办", "What to do"), 3.5}},
                         rows, 9.5);
  }

  // Every sentence that a demand or a time limit rests on, once.
  void bases() {
    Markup text;
    for (std::size_t i = 0; i < bases_.size(); ++i)
      text.small((i == 0 ? std::string(say_("依据　", "Basis  ")) : std::string("　")) + mark(i) + " " + bases_[i].citation +
                 (bases_[i].rule.empty() ? "" : " [" + bases_[i].rule + "]"));
    if (!text.empty()) letter_.flow().paragraph(text, {9, false, false, Align::left, ink::text, 0});
  }

  std::string by_when() const {
    const int days = letter_.settings().supplement_days;
    if (days == 0) return say_("请在 ______年____月____日 前一次交齐。", "Please bring everything by ______-____-____.");
    const std::string n = std::to_string(days), due = letter_.deadline(letter_.letter_day(), days, true);
    if (say_.english) return "Within " + n + " working days of receiving this notice" + (due.empty() ? "." : ", by " + due + ".");
    return "请在收到本告知书之日起 " + n + " 个工作日内" + (due.empty() ? "" : "（" + due + " 前）") +
           "一次交齐；有困难请提前来电。";
  }

  void how() {
    const Settings& settings = letter_.settings();
    letter_.tail();
    letter_.flow().heading(say_("交到哪里、怎么交、什么时候交", "Where, how and by when"));
    std::string where = settings.agency_address;
    if (!settings.agency_hours.empty()) where += (where.empty() ? "" : say_("；", "; ")) + settings.agency_hours;
    if (where.empty()) where = "________________________________________________";
    std::string how = say_("带上本告知书和补正的材料到窗口提交；", "Bring this notice and the papers to the window; ");
    how += settings.agency_online.empty() ? say_("来不了的，请先打电话问能不能网上或邮寄提交。",
                                                 "if you cannot come, ask by telephone whether online or post will do.")
                                          : say_("或网上提交：", "or online: ") + settings.agency_online + say_("。", ".");
    letter_.flow().pairs(
        {{say_("地点", "Where"), where, true},
         {say_("方式", "How"), how, true},
         {say_("期限", "By when"), Markup().bold(by_when()), true},
         {say_("办理时限", "Time limit"),
          letter_
              .decision_limits(
                  false,
                  [this](const std::string& citation, const std::string& rule) {
                    return Markup(say_("　", "  ")).unbroken(say_("依据", "basis ") + mark(basis_number({citation, rule})));
                  })
              .line()
              .plain(say_("收到申请和收齐材料的日期都会登记；材料补齐以前无法审核，早补齐早办结。",
                          "Both the day of your application and the day when everything is there are recorded; nothing "
                          "can be decided before.")),
          true},
         {say_("咨询电话", "Contact"), letter_.contact(), true}});
  }

  LetterWriter& letter_;
  const Captions& say_;
  std::vector<Demand::Basis> bases_;
};

}  // namespace

void write_notice(LetterWriter& letter) { NoticeWriter(letter).write(); }

}  // namespace claimpack::pack
