#include "stock.hpp"

#include <map>
#include <stdexcept>

#include "core/identifiers.hpp"

namespace claimpack::samples {

Person person(const std::string& name, const std::string& sex, const Date& birth, const std::string& province,
              const std::string& sequence, const std::string& city) {
  Person p{name, sex, birth};
  p.id_number = province + "9999" + compact_date(birth) + sequence;
  p.id_number += core::identity_check(p.id_number);
  const auto checked = core::parse_identity_number(p.id_number);
  if (!checked || checked->male != (sex == "男")) throw std::logic_error("identity number of " + name);
  p.address = city + "样例区虚构路" + sequence + "号2栋301室";
  p.phone = "1990000" + sequence + "0";
  p.authority = city.substr(city.size() >= 9 ? city.size() - 9 : 0) + "公安局样例分局";
  return p;
}

Hospital hospital(const std::string& name, const std::string& province_name, const std::string& province,
                  const std::string& number) {
  const std::string organisation = "4990" + number;  // 8 signs
  std::string code = "12" + province + "9999" + organisation + core::organisation_check(organisation);
  code += core::credit_check(code);
  if (!core::is_credit_code(code)) throw std::logic_error("credit code of " + name);
  return {name, code, province_name};
}

namespace {

struct Item {
  const char *code, *name, *category, *spec, *unit;
  Fen price;
  const char* insurance_class;
};

// Names of services and generic drugs are common knowledge; codes and prices are invented.
const std::map<std::string, Item>& stock() {
  static const std::map<std::string, Item> items{
      {"bed", {"001109999990001", "普通病房床位费（三人间）", "床位费", "", "日", 4500, "甲"}},
      {"exam", {"001102999990002", "住院诊查费", "诊察费", "", "日", 2200, "甲"}},
      {"nurse1", {"001201999990003", "一级护理", "护理费", "", "日", 3800, "甲"}},
      {"nurse2", {"001201999990004", "二级护理", "护理费", "", "日", 2400, "甲"}},
      {"visit", {"001102999990005", "普通门诊诊察费", "诊察费", "", "次", 1800, "甲"}},
      {"emergency", {"001102999990006", "急诊诊察费", "诊察费", "", "次", 2500, "甲"}},
      {"cbc", {"002501999990007", "血细胞分析（五分类）", "化验费", "", "次", 2300, "甲"}},
      {"crp", {"002504999990008", "超敏C反应蛋白测定", "化验费", "", "项", 3600, "甲"}},
      {"pct", {"002504999990009", "降钙素原检测", "化验费", "", "项", 18000, "乙"}},
      {"liver", {"002503999990010", "肝功能常规检查", "化验费", "", "次", 5200, "甲"}},
      {"renal", {"002503999990011", "肾功能常规检查", "化验费", "", "次", 3300, "甲"}},
      {"glucose", {"002503999990012", "床旁葡萄糖测定", "化验费", "", "次", 600, "甲"}},
      {"hba1c", {"002503999990013", "糖化血红蛋白测定", "化验费", "", "项", 6500, "甲"}},
      {"lipid", {"002503999990014", "血脂四项测定", "化验费", "", "次", 4000, "甲"}},
      {"sputum", {"002505999990015", "痰培养及鉴定", "化验费", "", "次", 8500, "甲"}},
      {"clotting", {"002502999990016", "凝血功能四项", "化验费", "", "次", 5800, "甲"}},
      {"ct", {"002103999990017", "胸部CT平扫", "检查费", "", "部位", 23000, "乙"}},
      {"ct_abdomen", {"002103999990018", "全腹部CT平扫", "检查费", "", "部位", 26000, "乙"}},
      {"xray", {"002101999990019", "手部X线摄影", "检查费", "正斜位", "次", 6000, "甲"}},
      {"ecg", {"003107999990020", "常规心电图检查", "检查费", "", "次", 2000, "甲"}},
      {"echo", {"002203999990021", "心脏彩色多普勒超声", "检查费", "", "次", 15000, "甲"}},
      {"ultrasound", {"002203999990022", "腹部彩色多普勒超声", "检查费", "", "次", 12000, "甲"}},
      {"pathology", {"002704999990023", "手术标本检查与诊断", "检查费", "", "例", 16000, "甲"}},
      {"fundus", {"003103999990024", "眼底照相", "检查费", "双眼", "次", 5600, "甲"}},
      {"infusion", {"001204999990025", "静脉输液", "治疗费", "", "组", 1000, "甲"}},
      {"injection", {"001204999990026", "皮下注射", "治疗费", "", "次", 450, "甲"}},
      {"nebulize", {"001206999990027", "雾化吸入", "治疗费", "", "次", 900, "甲"}},
      {"oxygen", {"001203999990028", "低流量给氧", "治疗费", "", "小时", 350, "甲"}},
      {"suture_wound", {"001205999990029", "清创缝合（中）", "治疗费", "", "次", 9600, "甲"}},
      {"dressing", {"001206999990030", "换药（小）", "治疗费", "", "次", 1500, "甲"}},
      {"surgery", {"003310999990031", "腹腔镜下阑尾切除术", "手术费", "", "次", 165000, "甲"}},
      {"anaesthesia", {"003301999990032", "气管插管全身麻醉", "手术费", "", "次", 86000, "乙"}},
      {"cannula", {"C0101999990000100033", "一次性静脉留置针", "卫生材料费", "24G", "支", 1860, "乙"}},
      {"drip_set", {"C0102999990000100034", "一次性使用输液器", "卫生材料费", "带针", "套", 385, "甲"}},
      {"syringe", {"C0103999990000100035", "一次性使用注射器", "卫生材料费", "5ml", "支", 62, "甲"}},
      {"stapler", {"C0301999990000100036", "腔镜切割缝合器钉仓", "卫生材料费", "60mm", "个", 68500, "乙"}},
      {"trocar", {"C0302999990000100037", "一次性使用穿刺器", "卫生材料费", "10mm", "套", 23600, "乙"}},
      {"levofloxacin", {"XJ01MAZ999B002010199901", "左氧氟沙星氯化钠注射液", "西药费", "0.5g:100ml", "瓶", 2840, "甲"}},
      {"ceftriaxone", {"XJ01DDT999B001010199902", "注射用头孢曲松钠", "西药费", "1.0g", "支", 572, "甲"}},
      {"metronidazole", {"XJ01XDJ999B002010199903", "甲硝唑氯化钠注射液", "西药费", "0.5g:100ml", "瓶", 318, "甲"}},
      {"saline", {"XB05BBL999B002010199904", "0.9%氯化钠注射液", "西药费", "250ml", "袋", 410, "甲"}},
      {"dextrose", {"XB05BAP999B002010199905", "5%葡萄糖注射液", "西药费", "250ml", "袋", 425, "甲"}},
      {"ambroxol", {"XR05CBA999B002010199906", "盐酸氨溴索注射液", "西药费", "2ml:15mg", "支", 295, "乙"}},
      {"insulin", {"XA10ABM999B002010199907", "门冬胰岛素注射液", "西药费", "3ml:300IU", "支", 4233, "乙"}},
      {"metformin", {"XA10BAE999A001010199908", "盐酸二甲双胍片", "西药费", "0.5g*48片", "盒", 1290, "甲"}},
      {"omeprazole", {"XA02BCA999E001010199909", "奥美拉唑肠溶胶囊", "西药费", "20mg*14粒", "盒", 984, "甲"}},
      {"atorvastatin", {"XC10AAA999A001010199910", "阿托伐他汀钙片", "西药费", "20mg*7片", "盒", 1862, "甲"}},
      {"amlodipine", {"XC08CAB999A001010199911", "苯磺酸氨氯地平片", "西药费", "5mg*28片", "盒", 1635, "甲"}},
      {"clopidogrel", {"XB01ACL999A001010199912", "硫酸氢氯吡格雷片", "西药费", "75mg*7片", "盒", 2450, "甲"}},
      {"tetanus", {"XJ06BBP999B001010199913", "破伤风人免疫球蛋白", "西药费", "250IU", "支", 21000, "乙"}},
      {"cefuroxime", {"XJ01DCT999A001010199914", "头孢呋辛酯片", "西药费", "0.25g*12片", "盒", 1476, "甲"}},
      {"loratadine", {"XR06AXL999A001010199915", "氯雷他定片", "西药费", "10mg*6片", "盒", 1120, "甲"}},
      {"cough", {"ZA04AAS999E001010199916", "苏黄止咳胶囊", "中成药费", "0.45g*24粒", "盒", 3980, "乙"}},
      {"calamine", {"XD02ABL999X001010199917", "炉甘石洗剂", "西药费", "100ml", "瓶", 1350, "甲"}},
  };
  return items;
}

const Item& item_of(const std::string& name) {
  const auto found = stock().find(name);
  if (found == stock().end()) throw std::logic_error("no such item: " + name);
  return found->second;
}

}  // namespace

Row taken(const std::string& name, const Date& day, int quantity) {
  const Item& i = item_of(name);
  return {day, i.code, i.name, i.category, i.spec, i.unit, quantity, i.price, i.insurance_class};
}

Drug drug_of(const std::string& name, int quantity, const std::string& usage) {
  const Item& i = item_of(name);
  return {i.name, i.spec, i.unit, usage, quantity, i.price * quantity};
}

Capture scanned(std::uint32_t seed, double skew, int rotation, std::vector<std::string> artifacts) {
  return {Capture::Level::scan, Capture::Mode::colour, rotation, skew, 0.55, std::move(artifacts), "", seed};
}

Capture scanned_gray(std::uint32_t seed, double skew, int rotation, std::vector<std::string> artifacts) {
  return {Capture::Level::scan, Capture::Mode::gray, rotation, skew, 0.55, std::move(artifacts), "", seed};
}

Capture copied(std::uint32_t seed, double skew, int rotation, std::vector<std::string> artifacts) {
  return {Capture::Level::copy, Capture::Mode::bitonal, rotation, skew, 0.6, std::move(artifacts), "", seed};
}

Capture photographed(std::uint32_t seed, const std::string& background, double skew, int rotation, bool shadow) {
  std::vector<std::string> artifacts;
  if (shadow) artifacts.push_back("shadow");
  return {Capture::Level::phone, Capture::Mode::colour, rotation, skew, 0.7, artifacts, background, seed};
}

Capture digital() { return {Capture::Level::digital, Capture::Mode::colour, 0, 0, 0, {}, "", 0}; }

}  // namespace claimpack::samples
