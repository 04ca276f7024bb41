// Papers that a doctor writes: 出院小结, 诊断证明书, 处方笺, 门诊病历.
#include <algorithm>

#include "papers.hpp"
#include "stamps.hpp"

namespace claimpack::samples {

namespace {

std::string age_words(const Episode& e) { return std::to_string(age_on(e.patient, e.from)) + "岁"; }

std::string numbered(const std::vector<std::string>& parts) {
  if (parts.size() == 1) return parts[0];
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) out += (i ? "  " : "") + std::to_string(i + 1) + ". " + parts[i];
  return out;
}

// A heading with its text below it; returns the y behind.
double section(Canvas& c, double x, double y, double width, const std::string& heading, const std::string& text) {
  c.text(x, y, heading + "：", {.size = 10.5, .bold = true});
  const double indent = 26;
  return y + c.paragraph(x + indent, y, width - indent, text, {.size = 10.5}) + 3;
}

Json common(const Episode& e) {
  return {{"hospital_name", e.hospital.name},
          {"patient_name", e.patient.name},
          {"sex", e.patient.sex},
          {"age", age_words(e)},
          {"department", e.department}};
}

}  // namespace

Document discharge_summary(const Episode& e, const Summary& s) {
  const std::string name = s.patient_name.value_or(e.patient.name);
  const std::string days = std::to_string(core::days_between(e.from, e.to));
  Document d{"discharge_summary", "underlined_head"};
  d.papers.push_back({210, 297, [=](Canvas& c) {
                        c.text(105, 17, e.hospital.name, {.size = 18, .family = serif, .bold = true, .align = Align::centre});
                        c.text(105, 27, "出院小结",
                               {.size = 16, .family = serif, .bold = true, .align = Align::centre, .spacing = 8});
                        const Style style{.size = 10.5};
                        double x = c.field(18, 41, "姓名", name, style, 24);
                        x = c.field(x + 4, 41, "性别", e.patient.sex, style, 10);
                        x = c.field(x + 4, 41, "年龄", age_words(e), style, 14);
                        x = c.field(x + 4, 41, "科室", e.department, style, 28);
                        c.field(x + 4, 41, "床号", e.bed, style, 14);
                        x = c.field(18, 49, "住院号", e.number, style, 30);
                        x = c.field(x + 4, 49, "入院日期", core::format_date(e.from), style, 26);
                        c.field(x + 4, 49, "出院日期", core::format_date(e.to), style, 26);
                        c.field(18, 57, "住院天数", days + "天", style, 16);
                        c.line(18, 66, 192, 66, 0.4);
                        double y = 70;
                        y = section(c, 18, y, 174, "入院诊断", s.admission_diagnosis);
                        y = section(c, 18, y, 174, "入院情况", s.admission_state);
                        y = section(c, 18, y, 174, "诊疗经过", s.course);
                        y = section(c, 18, y, 174, "出院诊断", numbered(e.diagnoses));
                        y = section(c, 18, y, 174, "出院情况", s.discharge_state);
                        y = section(c, 18, y, 174, "出院医嘱", s.orders);
                        y = std::max(y + 14, 205.0);
                        c.text(128, y, "医师签名：", {.size = 10.5});
                        c.signature(150, y - 3, e.physician);
                        c.text(128, y + 10, "日期：" + chinese_date(e.to), {.size = 10.5});
                        round_seal(c, 172, y + 12, 19, e.hospital.name, "病案专用章");
                        sample_note(c, 210, 297);
                      }});
  d.fields = common(e);
  d.fields["patient_name"] = name;
  for (const auto& [key, value] : std::vector<std::pair<const char*, std::string>>{{"inpatient_number", e.number},
                                                                                   {"bed", e.bed},
                                                                                   {"admission_date", core::format_date(e.from)},
                                                                                   {"discharge_date", core::format_date(e.to)},
                                                                                   {"inpatient_days", days},
                                                                                   {"admission_diagnosis", s.admission_diagnosis},
                                                                                   {"discharge_condition", s.discharge_state},
                                                                                   {"discharge_orders", s.orders},
                                                                                   {"physician", e.physician},
                                                                                   {"issue_date", core::format_date(e.to)}})
    d.fields[key] = value;
  d.fields["diagnoses"] = e.diagnoses;
  return d;
}

Document diagnosis_certificate(const Episode& e, const Certificate& k) {
  Document d{"diagnosis_certificate", "boxed"};
  d.papers.push_back({210, 148, [=](Canvas& c) {
                        c.text(105, 10, e.hospital.name, {.size = 15, .family = serif, .bold = true, .align = Align::centre});
                        c.text(105, 18, k.emergency ? "急诊诊断证明书" : "疾病诊断证明书",
                               {.size = 15, .family = serif, .bold = true, .align = Align::centre, .spacing = 3});
                        const Style label{.size = 10, .align = Align::centre}, value{.size = 10, .align = Align::centre};
                        constexpr double left = 16, top = 30, line_height = 9;
                        c.rect({left, top, 178, 92}, 0.4);
                        const std::vector<std::vector<std::pair<std::string, std::string>>> rows{
                            {{"姓名", e.patient.name}, {"性别", e.patient.sex}, {"年龄", age_words(e)}},
                            {{"科别", e.department}, {"病历号", e.record_number}, {"就诊日期", core::format_date(e.from)}}};
                        const double widths[] = {20, 38, 20, 42, 20, 38};
                        double y = top;
                        for (const auto& row : rows) {
                          double x = left;
                          for (std::size_t i = 0; i < 3; ++i) {
                            c.cell({x, y, widths[2 * i], line_height}, row[i].first, label);
                            c.line(x + widths[2 * i], y, x + widths[2 * i], y + line_height);
                            c.cell({x + widths[2 * i], y, widths[2 * i + 1], line_height}, row[i].second, value);
                            x += widths[2 * i] + widths[2 * i + 1];
                            if (i < 2) c.line(x, y, x, y + line_height);
                          }
                          y += line_height;
                          c.line(left, y, left + 178, y);
                        }
                        c.cell({left, y, 20, 27}, "诊断", label);
                        c.line(left + 20, y, left + 20, top + 92 - 22);
                        double text_y = y + 3;
                        for (std::size_t i = 0; i < e.diagnoses.size(); ++i, text_y += 6.5)
                          c.text(left + 24, text_y, std::to_string(i + 1) + "、" + e.diagnoses[i], {.size = 11});
                        c.line(left, y + 27, left + 178, y + 27);
                        c.cell({left, y + 27, 20, 25}, "处理意见", label);
                        c.paragraph(left + 24, y + 30, 148, k.advice, {.size = 10.5});
                        c.line(left, top + 70, left + 178, top + 70);
                        c.text(left + 6, top + 78, "医师签章：", {.size = 10.5});
                        c.signature(left + 27, top + 75, e.physician);
                        c.text(left + 96, top + 78, "出具日期：" + chinese_date(e.to), {.size = 10.5});
                        c.text(left, 125, "注：本证明涂改无效，未盖本院诊断专用章无效。", {.size = 8, .colour = grey});
                        if (k.sealed) round_seal(c, left + 158, top + 67, 18, e.hospital.name, "诊断专用章");
                        sample_note(c, 210, 148);
                      }});
  d.fields = common(e);
  d.fields["record_number"] = e.record_number;
  d.fields["visit_date"] = core::format_date(e.from);
  d.fields["diagnoses"] = e.diagnoses;
  d.fields["advice"] = k.advice;
  d.fields["physician"] = e.physician;
  d.fields["issue_date"] = core::format_date(e.to);
  if (k.emergency) d.fields["emergency"] = true;
  return d;
}

Document prescription(const Episode& e, const std::vector<Drug>& drugs, bool is_signed) {
  Fen total = 0;
  for (const Drug& drug : drugs) total += drug.amount;
  Document d{"prescription", "slip_a5"};
  d.papers.push_back(
      {148, 210, [=](Canvas& c) {
         c.text(74, 11, e.hospital.name, {.size = 14, .family = serif, .bold = true, .align = Align::centre});
         c.text(74, 19, "处方笺", {.size = 14, .family = serif, .bold = true, .align = Align::centre, .spacing = 6});
         c.rect({118, 9, 18, 8}, 0.3);
         c.cell({118, 9, 18, 8}, "普通", {.size = 10, .align = Align::centre});
         const Style style{.size = 9.5};
         double x = c.field(13, 31, "姓名", e.patient.name, style, 24);
         x = c.field(x + 3, 31, "性别", e.patient.sex, style, 9);
         x = c.field(x + 3, 31, "年龄", age_words(e), style, 14);
         c.field(x + 3, 31, "费别", "自费", style, 14);
         x = c.field(13, 38.5, "科室", e.department, style, 28);
         c.field(x + 3, 38.5, "门诊号", e.number, style, 34);
         c.field(13, 46, "临床诊断", joined(e.diagnoses, "；"), style, 96);
         c.field(13, 53.5, "开具日期", core::format_date(e.from), style, 26);
         c.line(13, 61, 135, 61, 0.4);
         c.text(13, 63, "Rp", {.size = 17, .family = serif, .bold = true});
         double y = 74;
         for (std::size_t i = 0; i < drugs.size(); ++i, y += 14) {
           const double w = c.text(17, y, std::to_string(i + 1) + ". " + drugs[i].name, {.size = 10});
           c.text(17 + w + 5, y, drugs[i].spec, {.size = 10});
           c.text(134, y, "×" + std::to_string(drugs[i].quantity) + drugs[i].unit, {.size = 10, .align = Align::right});
           c.text(26, y + 6, "Sig：" + drugs[i].usage, {.size = 9});
         }
         c.text(74, y, "（以下空白）", {.size = 8.5, .colour = grey, .align = Align::centre});
         c.line(13, 172, 135, 172, 0.3);
         c.text(13, 177, "医师：", style);
         if (is_signed) c.signature(25, 173.5, e.physician, 18);
         c.text(80, 177, "药品金额：" + core::format_money(total) + "元", style);
         c.text(13, 187, "审核：方圆", style);
         c.text(50, 187, "调配：木易", style);
         c.text(92, 187, "核对：方圆", style);
         sample_note(c, 148, 210);
       }});
  d.fields = common(e);
  d.fields["issue_date"] = core::format_date(e.from);
  d.fields["diagnoses"] = e.diagnoses;
  if (is_signed) d.fields["physician"] = e.physician;
  d.fields["total_amount"] = core::format_money(total);
  d.items = Json::array();
  for (const Drug& drug : drugs)
    d.items.push_back({{"name", drug.name}, {"spec", drug.spec}, {"quantity", std::to_string(drug.quantity)}});
  return d;
}

Document outpatient_record(const Episode& e, const VisitRecord& r) {
  const std::string title = r.special_disease ? "门诊特殊病种专用病历" : r.emergency ? "急诊病历" : "门诊病历";
  Document d{"outpatient_record", "sections"};
  d.papers.push_back({210, 297, [=](Canvas& c) {
                        c.text(105, 16, e.hospital.name, {.size = 16, .family = serif, .bold = true, .align = Align::centre});
                        c.text(105, 25, title, {.size = 15, .family = serif, .bold = true, .align = Align::centre, .spacing = 4});
                        const Style style{.size = 10.5};
                        double x = c.field(18, 39, "姓名", e.patient.name, style);
                        x = c.field(x + 8, 39, "性别", e.patient.sex, style);
                        x = c.field(x + 8, 39, "年龄", age_words(e), style);
                        x = c.field(x + 8, 39, "科室", e.department, style);
                        x = c.field(18, 46, "门诊号", e.number, style);
                        c.field(x + 8, 46, "就诊日期", core::format_date(e.from), style);
                        c.line(18, 54, 192, 54, 0.3);
                        double y = 58;
                        y = section(c, 18, y, 174, "主诉", r.complaint);
                        y = section(c, 18, y, 174, "现病史", r.history);
                        y = section(c, 18, y, 174, "体格检查", r.examination);
                        y = section(c, 18, y, 174, r.emergency ? "急诊诊断" : "初步诊断", numbered(e.diagnoses));
                        y = section(c, 18, y, 174, "处理", r.treatment);
                        y += 12;
                        c.text(128, y, "医师签名：", style);
                        c.signature(149, y - 3, e.physician);
                        c.text(128, y + 9, core::format_date(e.from), style);
                        if (r.emergency) word_seal(c, {20, 15, 26, 11}, "急诊");
                        sample_note(c, 210, 297);
                      }});
  d.fields = common(e);
  d.fields["visit_date"] = core::format_date(e.from);
  d.fields["diagnoses"] = e.diagnoses;
  d.fields["physician"] = e.physician;
  if (r.emergency) d.fields["emergency"] = true;
  if (r.special_disease) d.fields["special_disease"] = true;
  return d;
}

}  // namespace claimpack::samples
