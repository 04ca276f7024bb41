#include "pack/words.hpp"

#include <array>

#include "core/dates.hpp"
#include "core/money.hpp"

namespace claimpack::pack {
namespace {

struct Kind {
  const char* kind;
  const char* chinese;
  const char* english;
  const char* where;  // for the claimant: what it is and where it comes from
};

// Names as in the list of kinds; `where` keeps to what hospitals and agencies hand out, and asks for nothing new.
constexpr std::array<Kind, 26> kinds{{
    {"inpatient_invoice", "医疗住院收费票据", "Inpatient bill", "出院结账时医院收费处开具；电子票据请打印后提交。"},
    {"outpatient_invoice", "医疗门诊收费票据", "Outpatient bill", "缴费时医院收费处开具；电子票据请打印后提交。"},
    {"expense_list", "费用清单", "List of expenses", "到就诊医院收费处或自助机打印全部页，并请医院盖章。"},
    {"discharge_summary", "出院小结", "Discharge summary", "出院时医院发给您；找不到的，可到就诊医院病案室复印并请医院盖章。"},
    {"diagnosis_certificate", "诊断证明书", "Diagnosis certificate", "请就诊医院的接诊医生开具、签名，并请医院盖章。"},
    {"prescription", "处方", "Prescription", "到就诊医院药房或门诊办公室复印处方底方。"},
    {"outpatient_record", "门诊病历", "Outpatient record", "就诊时的门（急）诊病历；电子病历可到就诊医院打印。"},
    {"identity_card", "居民身份证", "Identity card", "正反两面都要，可印在同一张纸上。"},
    {"social_security_card", "社会保障卡", "Social security card", ""},
    {"bank_card", "银行卡或存折", "Bank card", "参保人本人名下的银行卡有卡号的一面，或存折首页。"},
    {"filing_form", "异地就医登记备案表", "Filing form", "可向参保地医保经办机构领取，填写完整并签名。"},
    {"referral_form", "转外就医备案表", "Referral form", "请转出医院开具并盖章。"},
    {"commitment_letter", "个人承诺书", "Commitment letter", "可向医保经办机构领取，本人签名并写明日期。"},
    {"injury_statement", "外伤无第三方责任承诺书", "Injury statement", "写明受伤的时间、地点和经过，本人签名并写明日期。"},
    {"residence_proof", "居住证明", "Proof of residence", "居住证、户口簿、居住证明或工作、学习证明均可。"},
    {"maternity_handbook", "母子健康手册", "Maternity handbook", ""},
    {"special_disease_form", "门诊慢特病申请表", "Special disease form", ""},
    {"outside_purchase_slip", "外院检查治疗或药店购药单", "Outside purchase slip", "请主管医生签名。"},
    {"admission_record", "入院记录", "Admission record", "到就诊医院病案室或住院部复印。"},
    {"exam_report", "检查检验报告", "Examination report", "可在就诊医院自助机打印。"},
    {"rescue_record", "抢救记录", "Rescue record", "到就诊医院病案室复印。"},
    {"settlement_sheet", "异地就医结算单", "Settlement sheet", "到就诊医院医保窗口打印。"},
    {"authorization_letter", "授权委托书", "Authorisation letter", "写明委托人和受托人，委托人签名。"},
    {"third_party_document", "第三方责任材料", "Third party document", "交通事故认定书、判决书或调解协议书均可。"},
    {"vat_invoice", "增值税发票", "VAT invoice", "向售药的药店或医院索取。"},
    {"other", "其他材料", "Other paper", ""},
}};

struct Word {
  const char* name;
  const char* chinese;
  const char* english;
};

template <std::size_t n>
std::string word_of(const std::array<Word, n>& words, std::string_view name, bool english) {
  for (const Word& word : words)
    if (name == word.name) return english ? word.english : word.chinese;
  return std::string(name);
}

}  // namespace

std::string kind_title(std::string_view kind, bool english) {
  for (const Kind& each : kinds)
    if (kind == each.kind) return english ? each.english : each.chinese;
  return std::string(kind);
}

std::string document_title(const core::Document& document, bool english) {
  const std::string title = kind_title(document.kind, english);
  if (document.subtype.empty()) return title;
  const std::string subtype = kind_title(document.subtype, english);
  return document.kind == "other" ? subtype : title + "（" + subtype + "）";
}

std::string published_kind(const core::Document& document) {
  return document.kind == "other" && !document.subtype.empty() ? document.subtype : document.kind;
}

std::string without_asides(std::string text) {
  for (const std::string aside : {"（建议，须经办人员确认）", "(建议，须经办人员确认)", "（建议，须人工确认）"})
    for (auto at = text.find(aside); at != std::string::npos; at = text.find(aside, at)) text.erase(at, aside.size());
  return text;
}

std::string where_to_get(std::string_view kind) {
  for (const Kind& each : kinds)
    if (kind == each.kind) return each.where;
  return {};
}

std::string claim_type_title(std::string_view claim_type, bool english) {
  static constexpr std::array<Word, 6> words{{{"inpatient", "住院", "Inpatient"},
                                              {"outpatient", "门诊", "Outpatient"},
                                              {"emergency", "急诊", "Emergency"},
                                              {"emergency_observation", "急诊留观", "Emergency observation"},
                                              {"special_disease", "门诊慢特病", "Special disease"},
                                              {"maternity", "生育", "Maternity"}}};
  return word_of(words, claim_type, english);
}

std::string submitter_title(std::string_view submitter, bool english) {
  static constexpr std::array<Word, 4> words{{{"self", "本人", "Self"},
                                              {"agent", "代办人", "Agent"},
                                              {"employer", "用人单位", "Employer"},
                                              {"community_office", "社保所", "Community office"}}};
  return word_of(words, submitter, english);
}

std::string channel_title(std::string_view channel, bool english) {
  static constexpr std::array<Word, 5> words{{{"window", "窗口", "Window"},
                                              {"online", "网上", "Online"},
                                              {"post", "邮寄", "Post"},
                                              {"mail", "邮寄", "Post"},
                                              {"kiosk", "自助机", "Kiosk"}}};
  return word_of(words, channel, english);
}

std::string outcome_title(core::Outcome outcome, bool english) {
  switch (outcome) {
    case core::Outcome::complete: return english ? "Complete: accept" : "材料齐全，建议受理";
    case core::Outcome::supplement: return english ? "Ask for supplements" : "建议补正";
    case core::Outcome::review: return english ? "A person decides" : "建议人工审核";
    case core::Outcome::rejected: return english ? "Propose non-acceptance (a person confirms)" : "建议不予受理（须人工确认）";
  }
  return {};
}

std::string status_title(core::ChecklistItem::Status status, bool english) {
  switch (status) {
    case core::ChecklistItem::Status::present: return english ? "Present" : "已齐";
    case core::ChecklistItem::Status::missing: return english ? "Missing" : "缺";
    case core::ChecklistItem::Status::waived: return english ? "Waived" : "免交";
    case core::ChecklistItem::Status::unclear: return english ? "Unclear" : "待核";
  }
  return {};
}

std::string severity_title(core::Severity severity, bool english) {
  switch (severity) {
    case core::Severity::note: return english ? "Note" : "提示";
    case core::Severity::review: return english ? "Review" : "待核";
    case core::Severity::supplement: return english ? "Supplement" : "补正";
    case core::Severity::reject: return english ? "Reject" : "不予受理";
  }
  return {};
}

std::string chinese_date(const std::string& iso) {
  const auto date = core::parse_iso(iso);
  if (!date) return iso;
  return std::to_string(date->year) + "年" + std::to_string(date->month) + "月" + std::to_string(date->day) + "日";
}

std::string grouped(const std::string& money) {
  const auto fen = core::parse_money(money);
  return fen ? core::format_money_grouped(*fen) : money;
}

}  // namespace claimpack::pack
