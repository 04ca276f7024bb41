// Forms as other hospitals print them: labels broken in narrow cells, lists under their label, headings of two rows, letters.
#include "catch.hpp"
#include "extract/made_reading.hpp"
#include "extract/values.hpp"

namespace claimpack::extract {

namespace {

using made::cell;
using made::line;

// As a file's own text has it: nothing misread.
core::Line of_file(core::Line made) {
  made.source = core::Line::Source::text_layer;
  return made;
}

}  // namespace

TEST_CASE("a label that a narrow cell breaks in two lines") {
  const auto page = made::page({line(500, 100, "异地就医登记备案表", 0.99, 40), line(140, 200, "参保人姓"), line(140, 236, "名"),
                                line(330, 218, "韩雪梅"), line(750, 218, "性别"), line(1050, 218, "女"),
                                line(140, 300, "备案有效"), line(140, 336, "期"), line(330, 318, "自2023年9月1日起")});
  const auto document = made::extracted("filing_form", page);
  CHECK(core::value_of(document, "name") == "韩雪梅");
  CHECK(core::value_of(document, "start_date") == "2023-09-01");
}

TEST_CASE("words that stand under one another by chance are no label") {
  const auto page = made::page({line(500, 100, "异地就医登记备案表", 0.99, 40), line(140, 200, "姓名：韩雪梅"),
                                line(140, 236, "备案人姓"), line(140, 400, "名"), line(330, 400, "不相干")});
  CHECK(core::value_of(made::extracted("filing_form", page), "name") == "韩雪梅");
}

TEST_CASE("a file's own text is not misread: another word is another word") {
  const std::vector<core::Line> lines{line(500, 100, "异地就医登记备案表", 0.99, 40), line(140, 200, "姓名：韩雪梅"),
                                      line(140, 260, "代力人：王芳")};
  CHECK(core::value_of(made::extracted("filing_form", made::page(lines)), "agent_name") == "王芳");  // read so, it may be
  std::vector<core::Line> typed;
  for (const auto& each : lines) typed.push_back(of_file(each));
  CHECK(core::value_of(made::extracted("filing_form", made::page(typed)), "agent_name").empty());
}

TEST_CASE("a numbered list under its label") {
  const auto page =
      made::page({line(600, 100, "滨海市中心医院", 0.99, 40), line(620, 160, "疾病诊断证明书", 0.99, 40),
                  line(140, 300, "姓名：周立平"), line(140, 360, "临床诊断："), line(200, 420, "1、左踝关节扭伤"),
                  line(200, 480, "2、左外踝撕脱性骨折"), line(140, 540, "处理意见："), line(200, 600, "休息贰周。")});
  const auto document = made::extracted("diagnosis_certificate", page);
  CHECK(document.fields.at("diagnoses").list == std::vector<std::string>{"左踝关节扭伤", "左外踝撕脱性骨折"});
  CHECK(core::value_of(document, "advice") == "休息贰周。");
}

TEST_CASE("in a letter a diagnosis ends with its sentence") {
  FieldTemplate field;
  field.type = Type::diagnoses;
  const auto list = [&](std::u32string_view text) { return read_value(field, text)->list; };
  CHECK(list(U"右输尿管结石伴肾积水。经碎石术治疗后好转出院,建议休息两周") == std::vector<std::string>{"右输尿管结石伴肾积水"});
  CHECK(list(U"1.胆囊结石。2.脂肪肝。") == std::vector<std::string>{"胆囊结石", "脂肪肝"});
}

TEST_CASE("a day that goes on in the next line") {
  const auto page =
      made::page({line(500, 60, "样例省医疗住院收费票据（电子）", 0.99, 40), line(130, 796, "住院时间：2023年11月22日至2023年"),
                  line(130, 840, "11月30日"), line(900, 796, "预缴金额：8000.00"), line(900, 840, "退费金额：0.00")});
  const auto document = made::extracted("inpatient_invoice", page);
  CHECK(core::value_of(document, "admission_date") == "2023-11-22");
  CHECK(core::value_of(document, "discharge_date") == "2023-11-30");
}

TEST_CASE("类别 over 甲, 乙, 丙 heads the insurance class, over charge categories the category") {
  const auto list = [](const std::vector<std::string>& classes) {
    std::vector<core::Line> lines{line(500, 60, "费用汇总清单", 0.99, 40),
                                  line(100, 200, "项目名称"),
                                  line(600, 200, "单位"),
                                  line(750, 200, "单价"),
                                  line(950, 200, "数量"),
                                  line(1150, 200, "金额"),
                                  line(1400, 200, "类别")};
    int y = 260;
    for (const auto& one : classes) {
      for (const auto& [x, text] : {std::pair{100, "奥美拉唑肠溶胶囊"}, {600, "盒"}, {750, "18.90"}, {950, "2"}, {1150, "37.80"}})
        lines.push_back(line(x, y, text));
      lines.push_back(line(1400, y, one));
      y += 60;
    }
    return made::extracted("expense_list", made::page(lines));
  };
  const auto classes = list({"甲", "乙", "丙", "甲"});
  REQUIRE(classes.items.size() == 4);
  CHECK(cell(classes.items[1], "insurance_class") == "乙");
  CHECK(cell(classes.items[1], "category").empty());
  const auto categories = list({"西药费", "西药费", "检查费", "西药费"});
  REQUIRE(categories.items.size() == 4);
  CHECK(cell(categories.items[2], "category") == "检查费");
  CHECK(cell(categories.items[2], "insurance_class").empty());
}

TEST_CASE("a heading of two rows, with words broken in narrow columns") {
  std::vector<core::Line> lines{line(600, 60, "门诊收费明细清单", 0.99, 40),
                                line(733, 307, "收费项目"),
                                line(233, 340, "收费时间"),
                                line(500, 374, "编码"),
                                line(770, 374, "名称"),
                                line(1000, 374, "规格"),
                                line(1150, 324, "单"),
                                line(1150, 358, "位"),
                                line(1236, 324, "数"),
                                line(1236, 358, "量"),
                                line(1314, 340, "单价"),
                                line(1430, 340, "金额")};
  int y = 450;
  for (const char* name : {"盐酸二甲双胍片", "瑞舒伐他汀钙片", "眼底照相"}) {
    lines.push_back(line(222, y, "2024-03-12"));
    lines.push_back(line(450, y, "86900042000155"));
    lines.push_back(line(720, y, name));
    lines.push_back(line(980, y, "双眼"));
    for (const auto& [x, text] : {std::pair{1150, "次"}, {1240, "2"}, {1314, "16.80"}, {1430, "33.60"}})
      lines.push_back(line(x, y, text));
    y += 60;
  }
  const auto document = made::extracted("expense_list", made::page(lines));
  REQUIRE(document.items.size() == 3);
  for (const auto& row : document.items) {
    CHECK(cell(row, "unit") == "次");
    CHECK(cell(row, "quantity") == "2");
    CHECK(cell(row, "unit_price") == "16.80");
    CHECK(cell(row, "spec") == "双眼");
  }
}

TEST_CASE("a ragged last column does not lean the table of a file's own text") {
  std::vector<core::Line> lines{line(466, 60, "门诊费用明细清单", 0.99, 40),
                                line(197, 200, "日期"),
                                line(374, 200, "项目编码"),
                                line(661, 200, "项目名称"),
                                line(915, 200, "单位"),
                                line(999, 200, "数量"),
                                line(1092, 200, "单价"),
                                line(1196, 200, "金额"),
                                line(1289, 200, "等级"),
                                line(1379, 200, "自付比例")};
  int y = 260;
  for (const char* ratio : {"0", "0", "0", "10%", "5%"}) {
    for (const auto& [x, text] : {std::pair{129, "2024-09-02"},
                                  {336, "110200001"},
                                  {550, "普通门诊诊查费"},
                                  {909, "次"},
                                  {993, "1"},
                                  {1076, "10.00"},
                                  {1179, "10.00"},
                                  {1283, "甲"},
                                  {1366, ratio}})
      lines.push_back(line(x, y, text));
    y += 54;
  }
  for (auto& each : lines) each = of_file(each);
  const auto document = made::extracted("expense_list", made::page(lines));
  REQUIRE(document.items.size() == 5);
  CHECK(cell(document.items[0], "insurance_class") == "甲");
  CHECK(cell(document.items[0], "self_pay_ratio") == "0");
  CHECK(cell(document.items[3], "self_pay_ratio") == "10%");
}

TEST_CASE("behind a strength the sign of multiplication counts the pieces in a box, not the boxes") {
  const auto page = made::page({line(600, 100, "处方笺", 0.99, 40), line(100, 300, "姓名：于丽华"), line(100, 400, "R"),
                                line(100, 460, "1. 苯磺酸氨氯地平片"), line(440, 460, "5mg×28片"), line(650, 460, "×2盒"),
                                line(100, 520, "2. 艾司唑仑片"), line(440, 520, "1mg×20片"), line(650, 520, "×1盒")});
  const auto document = made::extracted("prescription", page);
  REQUIRE(document.items.size() == 2);
  CHECK(cell(document.items[0], "spec") == "5mg×28片");
  CHECK(cell(document.items[0], "quantity") == "2");
  CHECK(cell(document.items[1], "quantity") == "1");
}

TEST_CASE("a branch is part of a hospital's name, and wards may have Latin names") {
  CHECK(read_cell(Type::hospital, U"苏北人民医院新区分院")->value == "苏北人民医院新区分院");
  CHECK(read_cell(Type::hospital, U"样例医院东院区住院部")->value == "样例医院东院区");
  CHECK(read_cell(Type::hospital, U"样例医院出具,分院盖章")->value == "样例医院");
  CHECK(read_cell(Type::department, U"ICU")->value == "ICU");
}

TEST_CASE("buyer and seller side by side") {
  const auto page =
      made::page({line(560, 100, "电子发票（普通发票）", 0.99, 40), line(140, 300, "购买方信息"), line(320, 304, "名称：沈一凡"),
                  line(800, 300, "销售方信息"), line(980, 299, "名称：样例大药房有限公司"),
                  line(140, 500, "价税合计（大写）伍元整"), line(900, 500, "（小写）¥5.00")});
  const auto document = made::extracted("vat_invoice", page);
  CHECK(core::value_of(document, "payer_name") == "沈一凡");
  CHECK(core::value_of(document, "hospital_name") == "样例大药房有限公司");
}

TEST_CASE("on a form that fills the upper part of its sheet the foot is where its print ends") {
  const auto page = made::page({line(600, 100, "转诊转院审批表", 0.99, 40), line(140, 200, "姓名"), line(450, 200, "白志刚"),
                                line(140, 260, "转入医院"), line(450, 260, "样例大学附属松北医院"), line(140, 320, "科主任意见"),
                                line(450, 320, "同意转院"), line(620, 320, "签字：石磊"), line(820, 320, "2024年2月20日")});
  CHECK(core::value_of(made::extracted("referral_form", page), "issue_date") == "2024-02-20");
}

}  // namespace claimpack::extract
