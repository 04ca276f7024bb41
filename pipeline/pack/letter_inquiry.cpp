// 协查函: what the hospital is asked to verify, one letter a hospital.
#include <algorithm>
#include <set>

#include "core/identifiers.hpp"
#include "pack/letter_writer.hpp"
#include "pack/masking.hpp"

namespace claimpack::pack {

namespace {

constexpr const char* flag_mark = "flags.";

class InquiryWriter {
 public:
  InquiryWriter(LetterWriter& letter, std::vector<Inquiry> inquiries)
      : letter_(letter), say_(letter.say()), inquiries_(std::move(inquiries)) {}

  void write() {
    const auto hospitals = addressees();
    for (std::size_t i = 0; i < hospitals.size(); ++i) {
      if (i > 0) letter_.flow().keep(1e6);  // each begins on a page of its own
      one(hospitals[i], hospitals.size() > 1 ? "-" + std::to_string(i + 1) : std::string());
    }
  }

 private:
  // The bills that a finding looks at; every bill where none does.
  std::vector<const Bill*> bills_asked() const {
    std::set<int> documents;
    for (const Inquiry& inquiry : inquiries_)
      for (const core::Finding* finding : inquiry.findings)
        for (const core::Evidence& seen : finding->evidence) documents.insert(seen.document);
    std::vector<const Bill*> some, all;
    for (const Bill& bill : letter_.facts().bills) {
      all.push_back(&bill);
      if (documents.count(bill.document)) some.push_back(&bill);
    }
    return some.empty() ? all : some;
  }

  std::vector<std::string> addressees() const {
    std::vector<std::string> hospitals;
    for (const Bill* bill : bills_asked())
      if (!bill->hospital.empty() && std::find(hospitals.begin(), hospitals.end(), bill->hospital) == hospitals.end())
        hospitals.push_back(bill->hospital);
    if (hospitals.empty()) hospitals.push_back(letter_.facts().hospital);
    return hospitals;
  }

  std::string due() const {
    const auto limits = limits_of(letter_.data(), letter_.claim(), TimeLimit::What::inquiry, letter_.facts().total);
    if (limits.empty()) return say_("在 ______年____月____日 前", "by ______-____-____");
    const TimeLimit& limit = limits.front();
    const std::string n = std::to_string(limit.days), day = letter_.deadline(letter_.letter_day(), limit.days, limit.working);
    if (say_.english)
      return "within " + n + (limit.working ? " working" : "") + " days of receiving it" + (day.empty() ? "" : ", by " + day);
    return "自收到本函之日起 " + n + (limit.working ? " 个工作日" : " 日") + "内" + (day.empty() ? "" : "（" + day + " 前）");
  }

  void one(const std::string& hospital, const std::string& suffix) {
    letter_.head(suffix);
    letter_.addressed(
        (hospital.empty() ? say_("________________（就医地医院或医疗保障经办机构）", "________________") : hospital) +
        say_("：", ":"));
    const Facts& facts = letter_.facts();
    Markup text;
    if (say_.english)
      text.plain("We are examining the " + letter_.type_of_claim() +
                 " of the person below. Please verify what is asked and answer in writing ")
          .bold(due())
          .plain(".");
    else
      text.plain("我单位正在审核下列参保人的" + letter_.type_of_claim() + "申请。为核实费用，请贵单位协助核查下列事项，并请")
          .bold(due())
          .plain("书面回复我单位。");
    letter_.body(text);
    person(facts, hospital);
    bills(hospital);
    questions();
    letter_.tail();
    letter_.flow().gap(2);
    letter_.flow().pairs(
        {{say_("联系人电话", "Contact"),
          letter_.agency_line() + "　" + letter_.phone() + say_("　受理编号 ", "  claim no. ") + letter_.claim().claim_id, true},
         {say_("保密", "Privacy"),
          say_("所列个人信息只用于本次核查，请妥善保管，不得另作他用。",
               "The personal data serve this verification alone; please keep them safe."),
          true}});
    letter_.ending("");
    reply();
  }

  void person(const Facts& facts, const std::string& hospital) {
    std::string numbers;
    for (const Bill* bill : bills_asked())
      if (!bill->inpatient_number.empty() && numbers.find(bill->inpatient_number) == std::string::npos)
        numbers += (numbers.empty() ? "" : "、") + bill->inpatient_number;
    const std::string number = letter_.settings().inquiry_full_id ? facts.identity : facts.masked_identity;
    const auto value = [](const std::string& said) { return said.empty() ? std::string("————") : said; };
    letter_.flow().pairs({{say_("姓名", "Name"), value(facts.name)},
                          {say_("性别", "Sex"), value(facts.sex)},
                          {say_("证件号码", "ID number"), value(number)},
                          {say_("住院号", "Inpatient no."), value(numbers)},
                          {say_("就诊医院", "Hospital"), value(hospital), true},
                          {say_("住院/就诊", "Stay or visit"), value(facts.dates), true}});
  }

  void bills(const std::string& hospital) {
    std::vector<TableRow> rows;
    core::Fen total = 0;
    const auto value = [](const std::string& said) { return said.empty() ? std::string("————") : said; };
    for (const Bill* bill : bills_asked()) {
      if (bill->hospital != hospital && !hospital.empty() && !bill->hospital.empty()) continue;
      if (!bill->repeated) total += bill->fen;
      rows.push_back(
          {{std::to_string(rows.size() + 1), value(bill->code), value(bill->number), value(bill->dates), value(bill->total)}});
    }
    if (rows.empty()) return;
    rows.push_back({{"", say_("合计", "Total"), "", "", core::format_money_grouped(total)}, true});
    letter_.flow().heading(say_("票据", "Bills"), say_("附票据复印件", "copies are attached"));
    letter_.flow().table({{say_("序", "No."), 0.6, Align::centre},
                          {say_("票据代码", "Code"), 1.8},
                          {say_("票据号码", "Number"), 2.2},
                          {say_("住院（就诊）日期", "Stay or visit"), 3.2},
                          {say_("金额（元）", "Amount (yuan)"), 1.7, Align::right}},
                         rows);
  }

  void questions() {
    letter_.flow().heading(say_("请核实的事项", "To be verified"));
    std::vector<TableRow> rows;
    for (const Inquiry& inquiry : inquiries_) {
      Markup facts;
      for (const core::Finding* finding : inquiry.findings) {
        if (!facts.empty()) facts.line();
        facts.plain(masked(fact_of(finding->message)));
        facts.add(letter_.basis(finding->citation, finding->rule));
      }
      if (facts.empty()) facts.plain(say_("由我单位提出", "asked by our office"));
      rows.push_back({{std::to_string(rows.size() + 1), inquiry.question + say_("。", "."), facts}});
    }
    letter_.flow().table({{say_("序", "No."), 0.6, Align::centre},
                          {say_("事项", "Question"), 4},
                          {say_("有关情况和依据", "What we see, and the basis"), 4.6}},
                         rows, 9.5);
  }

  void reply() {
    letter_.flow().keep(110);
    letter_.flow().gap(4);
    letter_.flow().cut(say_("回函（请填写盖章后寄回）", "Reply (please fill in, seal and return)"));
    letter_.flow().paragraph(Markup(say_("经核查：□ 与我单位记录一致　□ 不一致，情况如下：",
                                         "Verified: □ agrees with our records  □ differs as follows:"))
                                 .line()
                                 .line()
                                 .plain("________________________________________________________________________________"),
                             {9.5, false, false, Align::left, ink::text, 6});
    letter_.flow().two_sides(
        Markup(say_("核查人（签名）：______________", "Verified by: ______________"))
            .line()
            .line()
            .plain(say_("联系电话：____________________", "Telephone: ________________")),
        Markup(say_("单位（盖章）：", "Hospital (seal):")).line().line().plain(say_("日期：", "Date: ") + letter_.blank_date()));
  }

  LetterWriter& letter_;
  const Captions& say_;
  std::vector<Inquiry> inquiries_;
};

}  // namespace

std::vector<Inquiry> inquiries_of(const core::Claim& claim, const NoticeData& data) {
  std::vector<Inquiry> all;
  for (const Question& each : data.questions) {
    Inquiry inquiry{each.question, each.rule, {}};
    for (const core::Finding& finding : claim.findings)
      if (finding.rule == each.rule && finding.severity >= core::Severity::review) inquiry.findings.push_back(&finding);
    const std::string mark = flag_mark;
    const auto flag =
        each.rule.rfind(mark, 0) == 0 ? claim.intake.flags.find(each.rule.substr(mark.size())) : claim.intake.flags.end();
    const bool asked = flag != claim.intake.flags.end() && flag->second;
    if (asked || !inquiry.findings.empty()) all.push_back(std::move(inquiry));
  }
  return all;
}

void write_inquiry(LetterWriter& letter) { InquiryWriter(letter, inquiries_of(letter.claim(), letter.data())).write(); }

}  // namespace claimpack::pack
