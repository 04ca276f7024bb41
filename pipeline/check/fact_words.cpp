#include "check/fact_words.hpp"

#include <algorithm>
#include <map>

#include "check/vocabulary.hpp"
#include "core/text.hpp"

namespace claimpack::check {

namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

struct Titles {
  const char *chinese, *english;
};

const std::map<std::string, Titles>& fact_titles() {
  static const std::map<std::string, Titles> titles{
      {"claim_type", {"申请类型", "claim type"}},
      {"stay", {"就医方式（住院或门诊）", "inpatient or outpatient"}},
      {"region", {"参保地规则", "rule set"}},
      {"treatment.region", {"就医地", "place of treatment"}},
      {"treatment.province", {"就医地省份代码", "province of treatment (two digits)"}},
      {"treatment.same_province", {"就医地与参保地同省", "treated in the insured province"}},
      {"filing.state", {"备案情况", "whether a filing exists"}},
      {"filing.category", {"备案类型", "filing category"}},
      {"filing.longterm", {"长期备案", "long-term filing"}},
      {"filing.created_on", {"备案办理日期", "filing made on"}},
      {"filing.start", {"备案开始日期", "filing starts on"}},
      {"filing.end", {"备案到期日期", "filing ends on"}},
      {"filing.settlement_mode", {"备案的结算方式", "settlement mode of the filing"}},
      {"filing.consumed", {"备案已被结算使用", "filing already used"}},
      {"filing.by_commitment", {"承诺制备案", "filed by commitment"}},
      {"filing.papers_due", {"备案尚待办理", "filing papers due"}},
      {"hospital.level", {"医院级别", "hospital level"}},
      {"hospital.designated", {"医院为定点", "hospital is designated"}},
      {"hospital.networked", {"医院已联网", "hospital is networked"}},
      {"hospital.listed", {"医院在备案名单内", "hospital is in the filing's list"}},
      {"settled_on", {"付费日期", "paid on"}},
      {"submitted_on", {"申请日期", "submitted on"}},
      {"submitter", {"提交人", "submitter"}},
      {"channel", {"提交渠道", "channel"}},
      {"admission_date", {"入院日期", "admission date"}},
      {"discharge_date", {"出院日期", "discharge date"}},
      {"service_first", {"首次就医日期", "first day of treatment"}},
      {"service_last", {"末次就医日期", "last day of treatment"}},
      {"total_amount", {"票据合计金额", "total of the bills"}},
      {"stay_total", {"单次住院费用", "cost of the dearest stay"}},
      {"fund_payment", {"医保基金已支付", "paid by the fund"}},
      {"trauma", {"外伤", "trauma"}},
      {"emergency_mark", {"材料上有急诊标识", "papers bear an emergency mark"}},
      {"bill.is_copy", {"票据为复印件", "a bill is a copy"}},
      {"bill.electronic_complete", {"电子票据三要素齐全", "electronic bill has its three numbers"}},
      {"outside_purchase", {"有外购或外院费用", "bought or treated elsewhere within the stay"}},
      {"referral.hospital_level", {"转出医院级别", "level of the referring hospital"}},
      {"claimant.age", {"参保人年龄", "age of the claimant"}},
      {"trauma.word", {"病历上的外伤字样", "word for a trauma on the papers"}},
      {"filing.covers_place", {"备案地覆盖就医地", "the filing covers the place of treatment"}},
      {"filing.same_province", {"备案地与就医地同省", "filed for the province of treatment"}},
      {"filing.region_count", {"备案地个数", "number of places filed for"}},
      {"filing.hospital_count", {"备案医院个数", "number of hospitals filed for"}},
      {"filing_form.for_manual", {"备案表为手工报销所用", "the filing form is the one for manual claims"}},
      {"settled_by_sheet", {"有医保结算单", "a settlement sheet is among the papers"}},
      {"special.qualified", {"特殊病种资质", "qualified for special diseases"}},
      {"special.disease_matches", {"诊断在认定的病种内", "the diagnosis is among the approved diseases"}},
      {"special.approved_on", {"特殊病种认定日期", "special disease approved on"}},
      {"special.valid_until", {"特殊病种资质有效期至", "special disease valid until"}},
      {"audit_requested_on", {"发出协查日期", "audit requested on"}},
      {"region.filing_form_required", {"本地要求交备案表", "the region asks for a filing form"}},
      {"region.special_sidebar", {"本地适用慢特病补充规定", "the region goes by the special scheme's side rules"}},
      {"region.hospital_list_required", {"本地要求选定医院", "the region asks for a list of hospitals"}},
      {"emergency", {"急诊", "an emergency"}},
      {"third_party_named", {"病历提到第三方", "the record names another party"}},
      {"outside_slip.signed", {"外购（外院）单有医师签名", "the slip of outside purchases is signed"}},
      {"outside_slip.sealed", {"外购（外院）单有医院印章", "the slip of outside purchases is sealed"}},
      {"today", {"办理当日", "today"}},
      {"doubtful", {"金额或住院信息有疑点", "money or stay do not add up"}},
      {"outcome", {"受理结论", "outcome"}}};
  return titles;
}

const std::map<std::string, Titles>& value_titles() {
  static const std::map<std::string, Titles> titles{{"true", {"是", "yes"}},
                                                    {"false", {"否", "no"}},
                                                    {"inpatient", {"住院", "inpatient"}},
                                                    {"outpatient", {"门诊", "outpatient"}},
                                                    {"emergency", {"急诊", "emergency"}},
                                                    {"emergency_observation", {"急诊留观", "emergency observation"}},
                                                    {"special_disease", {"门诊特殊病种", "special disease"}},
                                                    {"maternity", {"生育", "maternity"}},
                                                    {"exists", {"已备案", "filed"}},
                                                    {"retiree_resettled", {"异地安置退休", "retiree resettled"}},
                                                    {"long_term_resident", {"异地长期居住", "long-term resident"}},
                                                    {"stationed_worker", {"常驻异地工作", "stationed worker"}},
                                                    {"student", {"异地就读", "student"}},
                                                    {"referral", {"转诊转院", "referral"}},
                                                    {"other_temporary", {"其他临时外出", "other temporary"}},
                                                    {"none", {"无", "none"}},
                                                    {"direct", {"直接结算", "direct settlement"}},
                                                    {"prepaid", {"先行垫付", "paid first"}},
                                                    {"self", {"本人", "self"}},
                                                    {"agent", {"代办人", "agent"}},
                                                    {"employer", {"用人单位", "employer"}},
                                                    {"community_office", {"社保所", "community office"}},
                                                    {"complete", {"齐全", "complete"}},
                                                    {"review", {"待审核", "review"}},
                                                    {"supplement", {"待补正", "supplement"}},
                                                    {"rejected", {"建议不予受理", "rejected"}},
                                                    {"window", {"窗口", "window"}},
                                                    {"online", {"线上", "online"}},
                                                    {"post", {"邮寄", "post"}},
                                                    {"mail", {"邮寄", "mail"}},
                                                    {"kiosk", {"自助机", "kiosk"}}};
  return titles;
}

const std::map<std::string, Titles>& flag_titles() {
  static const std::map<std::string, Titles> titles{{"trauma", {"外伤（经办人员登记）", "trauma (said at the desk)"}},
                                                    {"rescue", {"急诊抢救", "rescue"}},
                                                    {"student", {"学生", "student"}},
                                                    {"bank_account_on_file", {"系统已有收款账户", "bank account on file"}},
                                                    {"credential_shown", {"已出示医保电子凭证", "electronic credential shown"}}};
  return titles;
}

}  // namespace

FactType type_of_fact(std::string_view name) {
  if (!values_of_fact(name).empty()) return FactType::choice;
  if (name.ends_with("_on") || name.ends_with("_date") || name.ends_with("_until") ||
      is_one_of(name, {"filing.start", "filing.end", "service_first", "service_last", "today"}))
    return FactType::date;
  if (name.ends_with("_count") || is_one_of(name, {"hospital.level", "total_amount", "stay_total", "fund_payment",
                                                   "referral.hospital_level", "claimant.age"}))
    return FactType::number;
  if (name.ends_with(".word") || is_one_of(name, {"region", "treatment.region", "treatment.province"})) return FactType::text;
  return FactType::open;
}

const char* name_of(FactType type) {
  switch (type) {
    case FactType::open: return "open";
    case FactType::choice: return "choice";
    case FactType::date: return "date";
    case FactType::number: return "number";
    case FactType::text: return "text";
  }
  return "";
}

bool bounds_of_fact(std::string_view name, double& low, double& high) {
  if (name == "hospital.level") return low = 0, high = 3, true;
  if (name == "referral.hospital_level") return low = 1, high = 3, true;
  if (name == "claimant.age") return low = 0, high = 150, true;
  return false;
}

std::string title_of_fact(const std::string& name, bool english) {
  const auto said = [&](const Titles& titles) { return std::string(english ? titles.english : titles.chinese); };
  if (const auto found = fact_titles().find(name); found != fact_titles().end()) return said(found->second);
  if (name.starts_with("flags."))
    if (const auto found = flag_titles().find(name.substr(6)); found != flag_titles().end()) return said(found->second);
  return name;
}

std::string title_of_value(const std::string& fact, const std::string& value, bool english) {
  if (type_of_fact(fact) != FactType::choice) return value;
  const auto found = value_titles().find(value);
  return found == value_titles().end() ? value : english ? found->second.english : found->second.chinese;
}

const std::vector<std::string>* blanks_of_check(const std::string& check, const std::string& variant) {
  using Words = std::vector<std::string>;
  static const Words compared{"document", "found", "expected"}, money{"document", "found", "expected", "difference"},
      seen{"document", "found"};
  static const std::map<std::string, Words> blanks{
      {"x.name.same", {"document", "found", "name"}},
      {"x.id.check_digit", {"document", "number"}},
      {"x.id.birth_sex", {"found", "expected"}},
      {"x.id.same", compared},
      {"x.id.masked_payer", seen},
      {"x.id.two_sides", {}},
      {"x.id.valid", {"until", "day"}},
      {"x.sex.same", compared},
      {"x.age.plausible", compared},
      {"x.bank.owner", {"found", "name"}},
      {"x.bank.number", {}},
      {"x.field.unsure", {"count"}},
      {"x.field.unsure:compared", {"count", "what"}},
      {"x.bill.format", seen},
      {"x.bill.kind", seen},
      {"x.bill.province", compared},
      {"x.bill.year", seen},
      {"x.bill.items_sum", money},
      {"x.bill.words", money},
      {"x.bill.payments", money},
      {"x.bill.selfpay", money},
      {"x.bill.prepaid", money},
      {"x.bill.already_settled", seen},
      {"x.bill.already_settled:sheet", {"document"}},
      {"x.bill.negative", seen},
      {"x.bill.dup_in_claim", {"document", "other", "number"}},
      {"x.bill.dup_history", {"document", "number", "claim"}},
      {"x.bill.near_dup", {"document", "other", "number"}},
      {"x.bill.original", seen},
      {"x.bill.seals", {"document"}},
      {"x.bill.qr", compared},
      {"x.bill.qr_unread", {"document"}},
      {"x.bill.verified", {"document"}},
      {"x.bill.dates", compared},
      {"x.list.row", {"document", "rows", "count"}},
      {"x.list.sum", compared},
      {"x.list.bill_total", {"document", "bills", "found", "expected", "difference"}},
      {"x.list.category", {"document", "item", "found", "expected"}},
      {"x.list.bill_link", seen},
      {"x.list.pages", {"document", "pages", "all", "have"}},
      {"x.list.dates", {"document", "rows", "from", "to"}},
      {"x.list.once_a_day", {"document", "item", "found", "expected"}},
      {"x.stay.dates", {"document", "other", "what", "found", "expected"}},
      {"x.stay.days", compared},
      {"x.stay.overlap", {"document", "other"}},
      {"x.stay.overlap:outpatient", {"document", "day", "from", "to"}},
      {"x.stay.numbers", {"document", "other", "what", "found", "expected"}},
      {"x.hosp.same", compared},
      {"x.hosp.filed", {"found"}},
      {"x.diag.agree", {"found", "expected"}},
      {"x.diag.trauma", seen},
      {"x.diag.sex_age", compared},
      {"x.diag.admission_cause", seen},
      {"x.emergency.mark", {}},
      {"x.rx.match", seen},
      {"x.rx.match:drug", {"rows"}},
      {"x.sign.physician", {"document"}},
      {"x.mark.hidden", {"document"}},
      {"x.seal.certificate", {"document"}},
      {"x.seal.list", {"document"}},
      {"x.sign.letters", {"document", "what"}},
      {"x.filing.covers", {}},
      {"x.filing.covers:region", {"found", "expected"}},
      {"x.filing.covers:before_start", {"day", "until", "created", "start", "end"}},
      {"x.filing.expired", {"day", "until", "created", "start", "end"}},
      {"x.filing.late", {"day", "until", "created", "start", "end"}},
      {"x.referral.before", {"found", "expected"}},
      {"x.region.agency", {"found", "expected"}},
      {"x.region.agency:unknown", {}},
      {"x.page.foreign", {"document", "found", "name"}},
      {"x.page.patient", {"doubt"}},
      {"x.page.quality", {"page", "advice"}},
      {"x.page.quality:twice", {"document", "other"}},
      {"x.page.quality:again", {"document", "other"}},
      {"x.page.quality:not_drawn", {"page", "place", "says", "shows", "count"}},
      {"x.text.hidden", {"page", "place", "says", "shows", "count"}},
      {"x.text.altered", {"page", "place", "says", "shows", "count"}}};
  if (const auto own = blanks.find(check + ":" + variant); own != blanks.end()) return &own->second;
  const auto found = blanks.find(check);
  return found == blanks.end() ? nullptr : &found->second;
}

std::vector<std::string> blanks_in(const std::string& sentence, bool& closed) {
  std::vector<std::string> names;
  closed = true;
  for (auto open = sentence.find('{'); open != std::string::npos; open = sentence.find('{', open + 1)) {
    const auto close = sentence.find('}', open);
    closed = closed && close != std::string::npos;
    if (close == std::string::npos) break;
    names.push_back(sentence.substr(open + 1, close - open - 1));
  }
  return names;
}

std::string nearest_word(const std::string& word, const std::vector<std::string>& known) {
  const auto sought = core::to_u32(word);
  std::string best;
  int distance = std::min<int>(2, static_cast<int>(sought.size()) / 3) + 1;
  for (const auto& each : known) {
    const int here = core::edit_distance(sought, core::to_u32(each));
    if (here < distance) best = each, distance = here;
  }
  return best;
}

}  // namespace claimpack::check
