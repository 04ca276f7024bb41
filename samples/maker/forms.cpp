// Forms of the agency and of the neighbourhood: 异地就医登记备案表, 居住证明, 门诊特殊病种申请表.
#include "papers.hpp"
#include "stamps.hpp"

namespace claimpack::samples {

namespace {

constexpr double left = 20, width = 170;

// One row of a ruled form: label and value by turns.
void row(Canvas& c, double y, double h, const std::vector<std::pair<std::string, std::string>>& pairs) {
  const double each = width / static_cast<double>(pairs.size()), label = 32;
  double x = left;
  c.rect({left, y, width, h}, 0.2);
  for (const auto& [name, value] : pairs) {
    c.cell({x, y, label, h}, name, {.size = 10, .align = Align::centre});
    c.line(x + label, y, x + label, y + h);
    c.cell({x + label, y, each - label, h}, value, {.size = 10.5, .align = Align::centre});
    if (x > left) c.line(x, y, x, y + h);
    x += each;
  }
}

void choices(Canvas& c, double y, double h, const std::string& name, const std::vector<std::string>& all,
             const std::string& taken) {
  c.rect({left, y, width, h}, 0.2);
  c.cell({left, y, 32, h}, name, {.size = 10, .align = Align::centre});
  c.line(left + 32, y, left + 32, y + h);
  double x = left + 36, line_y = y + 3;
  for (const std::string& choice : all) {
    const double w = c.measure(choice, {.size = 10}) + 9;
    if (x + w > left + width) x = left + 36, line_y += 8;
    c.tick_box(x, line_y + 0.6, 3.2, choice == taken);
    c.text(x + 4.6, line_y, choice, {.size = 10});
    x += w + 3;
  }
}

}  // namespace

Document filing_form(const Person& p, const Filing& f) {
  Document d{"filing_form", "ruled_choices"};
  d.papers.push_back({210, 297, [=](Canvas& c) {
                        c.text(105, 22, f.title, {.size = 15, .family = serif, .bold = true, .align = Align::centre});
                        double y = 40;
                        row(c, y, 11, {{"姓名", p.name}, {"性别", p.sex}});
                        row(c, y += 11, 11, {{"身份证号", p.id_number}, {"联系电话", p.phone}});
                        row(c, y += 11, 11, {{"参保地", f.insured_region}, {"就医地", f.treatment_region}});
                        choices(
                            c, y += 11, 20, "备案类型",
                            {"异地安置退休人员", "异地长期居住人员", "常驻异地工作人员", "转诊转院人员", "其他临时外出就医人员"},
                            f.category);
                        choices(c, y += 20, 11, "结算方式", {"刷卡直接结算", "先垫付后报销"}, f.mode);
                        row(c, y += 11, 11, {{"备案开始日期", core::format_date(f.start)}, {"备案结束日期", "长期"}});
                        row(c, y += 11, 11, {{"居住地址", p.address}});
                        y += 11;
                        c.rect({left, y, width, 44}, 0.2);
                        c.paragraph(left + 5, y + 4, 160,
                                    "本人承诺以上填写内容真实有效，备案期间待遇按参保地规定执行。如有变更，及时向经办机构申报。",
                                    {.size = 10.5});
                        c.text(left + 84, y + 26, "申请人签名：", {.size = 10.5});
                        c.signature(left + 108, y + 22, p.name);
                        c.text(left + 84, y + 36, "日期：" + core::format_date(f.signed_on), {.size = 10.5});
                        y += 44;
                        c.rect({left, y, width, 44}, 0.2);
                        c.text(left + 5, y + 4, "经办机构意见：同意备案", {.size = 10.5});
                        c.text(left + 84, y + 34, "经办日期：" + core::format_date(f.signed_on), {.size = 10.5});
                        round_seal(c, left + 62, y + 24, 18, f.insured_region + "样例经办中心", "业务专用章");
                        sample_note(c, 210, 297);
                      }});
  d.fields = {{"name", p.name},
              {"id_number", p.id_number},
              {"insured_region", f.insured_region},
              {"treatment_region", f.treatment_region},
              {"filing_category", f.category},
              {"start_date", core::format_date(f.start)},
              {"phone", p.phone},
              {"settlement_mode", f.mode}};
  return d;
}

Document residence_proof(const Person& p, const std::string& community, const std::string& address, const Date& since,
                         const Date& on) {
  Document d{"residence_proof", "letter"};
  d.papers.push_back(
      {210, 297, [=](Canvas& c) {
         c.text(105, 38, "居住证明", {.size = 22, .family = serif, .bold = true, .align = Align::centre, .spacing = 10});
         const Style style{.size = 13, .family = serif};
         const std::string body = "　　兹证明" + p.name + "，" + p.sex + "，公民身份号码" + p.id_number + "，自" +
                                  chinese_date(since) + "起居住于" + address + "，至今已满六个月。\n　　特此证明。";
         c.paragraph(26, 66, 158, body, style);
         c.text(184, 150, community, {.size = 13, .family = serif, .align = Align::right});
         c.text(184, 160, chinese_date(on), {.size = 13, .family = serif, .align = Align::right});
         round_seal(c, 140, 155, 19, community, "证明专用章");
         sample_note(c, 210, 297);
       }});
  d.fields = {{"name", p.name}};
  return d;
}

Document special_disease_form(const Person& p, const Approval& a) {
  Document d{"special_disease_form", "ruled"};
  d.papers.push_back({210, 297, [=](Canvas& c) {
                        c.text(105, 24, "基本医疗保险门诊特殊病种待遇认定申请表",
                               {.size = 15, .family = serif, .bold = true, .align = Align::centre});
                        double y = 42;
                        row(c, y, 11, {{"姓名", p.name}, {"性别", p.sex}});
                        row(c, y += 11, 11, {{"身份证号", p.id_number}, {"联系电话", p.phone}});
                        row(c, y += 11, 11, {{"申请病种", joined(a.diseases, "、")}});
                        row(c, y += 11, 11, {{"认定医院", a.hospital}});
                        row(c, y += 11, 11, {{"申请日期", core::format_date(a.applied)}, {"联系地址", p.address}});
                        y += 11;
                        c.rect({left, y, width, 50}, 0.2);
                        c.text(left + 4, y + 4, "专家评审意见：", {.size = 10.5, .bold = true});
                        c.paragraph(left + 4, y + 12, 160, a.expert_opinion, {.size = 10.5});
                        c.text(left + 96, y + 38, "评审医师：", {.size = 10.5});
                        c.signature(left + 116, y + 35, "闻人远");
                        y += 50;
                        c.rect({left, y, width, 50}, 0.2);
                        c.text(left + 4, y + 4, "经办机构审核意见：同意享受门诊特殊病种待遇", {.size = 10.5});
                        double x = c.field(left + 4, y + 14, "认定日期", core::format_date(a.approved), {.size = 10.5});
                        c.field(x + 10, y + 14, "有效期至", core::format_date(a.until), {.size = 10.5});
                        round_seal(c, left + 132, y + 27, 18, a.agency, "审核专用章");
                        sample_note(c, 210, 297);
                      }});
  d.fields = {{"name", p.name},
              {"id_number", p.id_number},
              {"diseases", a.diseases},
              {"approved_on", core::format_date(a.approved)},
              {"valid_until", core::format_date(a.until)}};
  return d;
}

}  // namespace claimpack::samples
