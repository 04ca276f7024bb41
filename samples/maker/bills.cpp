// 医疗收费票据（电子）, inpatient and outpatient.
#include "core/identifiers.hpp"
#include "papers.hpp"
#include "stamps.hpp"

namespace claimpack::samples {

namespace {

constexpr double width = 210, height = 152, left = 12, right = 198;

struct Category {
  std::string name;
  Fen amount = 0;
  int count = 0;
};

// In the order in which the categories first come up in the list.
std::vector<Category> categories(const std::vector<Row>& rows) {
  std::vector<Category> found;
  for (const Row& row : rows) {
    auto at = found.begin();
    while (at != found.end() && at->name != row.category) ++at;
    if (at == found.end()) at = found.insert(found.end(), Category{row.category});
    at->amount += row.amount();
    at->count += 1;
  }
  return found;
}

std::string payload(const BillPaper& p, Fen total) {
  if (p.code_with_keys)
    return p.url + "?eInvoiceCode=" + p.code + "&eInvoiceNumber=" + p.number + "&randomNumber=" + p.check +
           "&TotalAmount=" + core::format_money(total) + "&IssueDate=" + core::format_date(p.issued);
  return p.url + "?t=504&a=SAMPLE&d=" + p.code + "_" + p.number + "_" + p.check + "_" + core::format_money(total) + "_" +
         compact_date(p.issued) + "&s=0000000000";
}

struct Words {
  Style label, value;
};

Words words_of(const BillPaper& p, double size) { return {{.size = size, .colour = p.form, .family = serif}, {.size = size}}; }

void pair(Canvas& c, double x, double y, const std::string& label, const std::string& value, const Words& words) {
  const double w = c.text(x, y, label + "：", words.label);
  c.text(x + w, y, value, words.value);
}

void head(Canvas& c, const Episode& e, const BillPaper& p, bool inpatient, Fen total) {
  const std::string title = e.hospital.province + (inpatient ? "医疗住院收费票据（电子）" : "医疗门诊收费票据（电子）");
  const Style style{.size = 18, .colour = p.form, .family = serif, .bold = true, .align = Align::centre};
  c.text(width / 2, 10, title, style);
  const double half = c.measure(title, style) / 2 + 6;
  c.line(width / 2 - half, 20.5, width / 2 + half, 20.5, 0.25, p.form);
  c.line(width / 2 - half, 21.5, width / 2 + half, 21.5, 0.25, p.form);
  qr_code(c, p.code_right ? 176 : 14, 7, 21, payload(p, total));
  const Words words = words_of(p, 9);
  pair(c, left + 2, 30, "票据代码", p.code, words);
  pair(c, 142, 30, "票据号码", p.number, words);
  pair(c, left + 2, 35.5, "交款人统一社会信用代码", core::mask_identity(e.patient.id_number), words);
  pair(c, 142, 35.5, "校验码", p.check, words);
  pair(c, left + 2, 41, "交款人", e.patient.name, words);
  pair(c, 142, 41, "开票日期", core::format_date(p.issued), words);
  supervision_seal(c, width / 2 + 4, 20.5, e.hospital.province);
}

void items(Canvas& c, const Episode& e, const BillPaper& p, bool inpatient) {
  constexpr double top = 47, header = 6.5, bottom = 92, middle = (left + right) / 2;
  c.rect({left, top, right - left, 46 + 40}, 0.35, p.form);
  c.line(left, top + header, right, top + header, 0.2, p.form);
  c.line(left, bottom, right, bottom, 0.2, p.form);
  c.line(middle, top, middle, bottom, 0.2, p.form);
  const Style label{.size = 9, .colour = p.form, .family = serif, .align = Align::centre};
  const double columns[] = {0, 38, 56, 77, 93};
  for (const double side : {left, middle}) {
    const char* names[] = {"项目名称", "数量/单位", "金额（元）", "备注"};
    for (int i = 0; i < 4; ++i) c.cell({side + columns[i], top, columns[i + 1] - columns[i], header}, names[i], label);
    for (int i = 1; i < 4 && p.full_grid; ++i) c.line(side + columns[i], top, side + columns[i], bottom, 0.15, p.form);
  }
  double y = top + header + 0.6;
  bool second = false;
  for (const Category& item : categories(e.rows)) {
    const double x = second ? middle : left;
    c.cell({x + 1, y, 37, 5.4}, item.name, {.size = 9});
    if (!inpatient) c.cell({x + columns[1], y, 18, 5.4}, std::to_string(item.count) + "/项", {.size = 9, .align = Align::centre});
    c.cell({x + columns[2], y, 20, 5.4}, core::format_money(item.amount), {.size = 9, .align = Align::right});
    if (second) y += 5.4;
    second = !second;
  }
}

void total_line(Canvas& c, const BillPaper& p, Fen total) {
  const Words words = words_of(p, 10);
  pair(c, left + 3, 93.2, "金额合计（大写）", core::format_money_words(p.words_amount.value_or(total)), words);
  pair(c, 140, 93.2, "（小写）", core::format_money(total), words);
  c.line(left, 99.5, right, 99.5, 0.2, p.form);
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

Fen prepaid_of(Fen total) { return (total / 100000) * 100000; }  // whole thousands of yuan, the rest is paid at discharge

Pairs further(const Episode& e, const BillPaper& p, bool inpatient, Fen total) {
  const std::string all = core::format_money(total), none = "0.00";
  Pairs pairs;
  if (inpatient) {
    pairs = {{"业务流水号", "ZY" + compact_date(p.issued) + "00" + e.number.substr(e.number.size() - 4)},
             {"病历号", e.record_number},
             {"住院号", e.number},
             {"住院科别", e.department},
             {"住院时间", compact_date(e.from) + "-" + compact_date(e.to)},
             {"预缴金额", core::format_money(prepaid_of(total))},
             {"补缴金额", core::format_money(total - prepaid_of(total))},
             {"退费金额", none}};
  } else {
    pairs = {{"业务流水号", "MZ" + compact_date(p.issued) + "00" + e.number.substr(e.number.size() - 4)},
             {"门诊号", e.number},
             {"就诊日期", compact_date(e.from)},
             {"就诊科别", e.department}};
  }
  for (const auto& pair : Pairs{{"医疗机构类型", e.hospital.type},
                                {"医保类型", p.insurance_type},
                                {"医保编号", e.patient.id_number},
                                {"性别", e.patient.sex},
                                {"医保统筹基金支付", none},
                                {"其他支付", none},
                                {"个人账户支付", none},
                                {"个人现金支付", all},
                                {"个人自付", none},
                                {"个人自费", all}})
    pairs.push_back(pair);
  return pairs;
}

void foot(Canvas& c, const Episode& e, const BillPaper& p, bool inpatient, Fen total) {
  c.line(left + 7, 99.5, left + 7, 133, 0.2, p.form);
  const char* down[] = {"其", "他", "信", "息"};
  for (int i = 0; i < 4; ++i)
    c.cell({left, 103 + 6.5 * i, 7, 6}, down[i], {.size = 9, .colour = p.form, .family = serif, .align = Align::centre});
  const Words words = words_of(p, 7.8);
  const double columns[] = {left + 9, left + 62, left + 99, left + 146};
  double y = 101;
  int column = 0;
  for (const auto& [label, value] : further(e, p, inpatient, total)) {
    pair(c, columns[column], y, label, value, words);
    if (++column == 4) column = 0, y += 6;
  }
  const Words last = words_of(p, 9);
  pair(c, left + 2, 134, "收款单位（章）", e.hospital.name, last);
  pair(c, 120, 134, "复核人", p.checker, last);
  pair(c, 160, 134, "收款人", p.payee, last);
  oval_seal(c, 72, 136.5, e.hospital.name, e.hospital.credit_code, "收费专用章");
  sample_note(c, width, height + 1.5);
}

Json fields_of(const Episode& e, const BillPaper& p, bool inpatient, Fen total) {
  const std::string all = core::format_money(total), none = "0.00";
  Json f{{"bill_code", p.code},
         {"bill_number", p.number},
         {"check_code", p.check},
         {"payer_name", e.patient.name},
         {"issue_date", core::format_date(p.issued)},
         {"hospital_name", e.hospital.name},
         {"total_amount", all},
         {"total_amount_words", core::format_money_words(p.words_amount.value_or(total))},
         {"business_serial", (inpatient ? "ZY" : "MZ") + compact_date(p.issued) + "00" + e.number.substr(e.number.size() - 4)},
         {"sex", e.patient.sex},
         {"insurance_type", p.insurance_type},
         {"insurance_number", e.patient.id_number},
         {"institution_type", e.hospital.type},
         {"pooled_fund_payment", none},
         {"other_payment", none},
         {"personal_account_payment", none},
         {"personal_cash_payment", all},
         {"personal_self_pay", none},
         {"personal_own_expense", all},
         {"payee", p.payee},
         {"checker", p.checker}};
  if (inpatient) {
    f["record_number"] = e.record_number;
    f["inpatient_number"] = e.number;
    f["department"] = e.department;
    f["admission_date"] = core::format_date(e.from);
    f["discharge_date"] = core::format_date(e.to);
    f["prepaid_amount"] = core::format_money(prepaid_of(total));
    f["supplement_amount"] = core::format_money(total - prepaid_of(total));
    f["refund_amount"] = none;
  } else {
    f["outpatient_number"] = e.number;
    f["visit_date"] = core::format_date(e.from);
  }
  return f;
}

}  // namespace

Document bill(const Episode& e, const BillPaper& p, bool inpatient) {
  const Fen total = total_of(e.rows);
  Document document{inpatient ? "inpatient_invoice" : "outpatient_invoice", p.full_grid ? "ebill_grid" : "ebill_open"};
  document.papers.push_back({width, height, [=](Canvas& c) {
                               head(c, e, p, inpatient, total);
                               items(c, e, p, inpatient);
                               total_line(c, p, total);
                               foot(c, e, p, inpatient, total);
                             }});
  document.fields = fields_of(e, p, inpatient, total);
  document.items = Json::array();
  for (const Category& item : categories(e.rows)) {
    Json row{{"name", item.name}, {"amount", core::format_money(item.amount)}};
    if (!inpatient) row["quantity"] = std::to_string(item.count), row["unit"] = "项";
    document.items.push_back(row);
  }
  return document;
}

}  // namespace claimpack::samples
