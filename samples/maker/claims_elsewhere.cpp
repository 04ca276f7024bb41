#include "claims.hpp"
#include "stock.hpp"

namespace claimpack::samples {

namespace {

Json intake_of(const SampleClaim& c, const char* region, const char* claim_type, const char* submitted_on,
               const char* treatment_region) {
  return {
      {"claim_id", c.name},
      {"region", region},
      {"claim_type", claim_type},
      {"submitted_on", submitted_on},
      {"submitter", "self"},
      {"claimant", {{"name", c.episode.patient.name}, {"id_number", c.episode.patient.id_number}}},
      {"channel", "window"},
      {"treatment_region", treatment_region},
      {"hospital", {{"name", c.episode.hospital.name}, {"level", 3}, {"designated", true}, {"networked", true}}},
      {"filing", nullptr},
      {"flags",
       {{"trauma", false}, {"rescue", false}, {"student", false}, {"bank_account_on_file", true}, {"credential_shown", false}}}};
}

// 7. An emergency on a journey, not filed; photographs and scans.
SampleClaim emergency_complete() {
  SampleClaim c;
  c.name = "nantong-emergency-complete";
  c.region_title = "江苏省南通市";
  const Date day{2026, 5, 3};
  c.stay = false;
  c.episode = {person("顾见溪", "女", {1991, 9, 12}, "32", "118", "江苏省南通市"),
               hospital("沧屿市中心医院", "浙江省", "33", "0305"),
               "急诊科",
               "",
               "JZ26050309",
               "JZ26050309",
               day,
               day,
               {"急性化脓性扁桃体炎", "高热"},
               "聂远舟",
               {}};
  for (const auto& [item, count] : std::vector<std::pair<const char*, int>>{{"emergency", 1},
                                                                            {"cbc", 1},
                                                                            {"crp", 1},
                                                                            {"pct", 1},
                                                                            {"infusion", 2},
                                                                            {"drip_set", 1},
                                                                            {"cannula", 1},
                                                                            {"ceftriaxone", 2},
                                                                            {"saline", 2},
                                                                            {"cefuroxime", 2}})
    c.episode.rows.push_back(taken(item, day, count));
  c.intake = intake_of(c, "nantong", "emergency", "2026-05-18", "浙江省沧屿市");
  BillPaper b{"33060126", "0009903117", "40be6c", day, "凌霄", "秦川", "自费", "https://pj.cangyu.example/d"};
  b.form = {0.14, 0.25, 0.42};
  b.full_grid = true;
  c.documents = {
      bill(c.episode, b, false), expense_list(c.episode, {true, 34}, false),
      diagnosis_certificate(c.episode, {"急诊输液抗感染治疗后体温下降，建议休息三天，口服抗生素，发热不退随诊。", true}),
      outpatient_record(c.episode, {"发热伴咽痛1天。", "1天前受凉后发热，最高体温39.6℃，伴咽痛、吞咽困难，无咳嗽气促。",
                                    "体温39.4℃，咽部充血，双侧扁桃体Ⅱ度肿大，可见脓点。",
                                    "急查血常规、降钙素原；头孢曲松静滴，带药头孢呋辛酯口服。", true}),
      identity_card(c.episode.patient, {{2017, 6, 20}, Date{2037, 6, 20}})};
  c.files = {{"1.jpg", {{0, 0, photographed(71, "gray", 0.7)}}, 56},
             {"2.jpg", {{1, 0, scanned_gray(72, -0.8)}}},
             {"3.jpg", {{2, 0, photographed(73, "wood", -1.1, 0, true)}}, 56},
             {"4.jpg", {{3, 0, scanned(74, 0.5, 180)}}, 58},
             {"5.jpg", {{4, 0, scanned_gray(75, -1.6)}}}};
  return c;
}

// 8. Photocopies, the two faces of the card on two sheets; no expense list.
SampleClaim inpatient_without_list() {
  SampleClaim c;
  c.name = "nantong-inpatient-missing-list";
  c.region_title = "江苏省南通市";
  const Date in{2026, 4, 13};
  c.episode = {person("陆知遥", "男", {1948, 3, 5}, "32", "223", "江苏省南通市"),
               hospital("青垣市人民医院", "山东省", "37", "0412"),
               "普外科",
               "31床",
               "ZY2604130",
               "QY260413",
               in,
               core::add_days(in, 6),
               {"急性阑尾炎", "高血压病2级"},
               "谷雨声",
               {}};
  for (const auto& [item, at, count] : std::vector<std::tuple<const char*, int, int>>{{"bed", 0, 6},
                                                                                      {"exam", 0, 6},
                                                                                      {"nurse1", 0, 6},
                                                                                      {"cbc", 0, 2},
                                                                                      {"crp", 0, 2},
                                                                                      {"liver", 0, 1},
                                                                                      {"clotting", 0, 1},
                                                                                      {"ct_abdomen", 0, 1},
                                                                                      {"ecg", 0, 1},
                                                                                      {"surgery", 1, 1},
                                                                                      {"anaesthesia", 1, 1},
                                                                                      {"pathology", 1, 1},
                                                                                      {"trocar", 1, 3},
                                                                                      {"infusion", 0, 12},
                                                                                      {"ceftriaxone", 0, 12},
                                                                                      {"metronidazole", 0, 10},
                                                                                      {"amlodipine", 2, 1}})
    c.episode.rows.push_back(taken(item, core::add_days(in, at), count));
  c.intake = intake_of(c, "nantong", "inpatient", "2026-06-01", "山东省青垣市");
  c.intake["filing"] = {{"category", "retiree_resettled"}, {"created_on", "2025-10-08"},
                        {"start", "2025-10-08"},           {"end", nullptr},
                        {"regions", {"山东省青垣市"}},     {"hospitals", {"青垣市人民医院", "青垣市中医院"}},
                        {"settlement_mode", "prepaid"},    {"consumed", false},
                        {"by_commitment", false}};
  c.filing = {{"status", "valid"},
              {"category", "异地安置退休人员"},
              {"insured_region", "江苏省南通市"},
              {"treatment_region", "山东省青垣市"},
              {"start_date", "2025-10-08"},
              {"end_date", nullptr}};
  BillPaper b{"37060226", "0041300221", "e71b5a", core::add_days(in, 6),
              "于归",     "梅岭",       "自费",   "https://piaoju.qingyuan.example/d"};
  b.code_right = true;
  c.documents = {bill(c.episode, b, true),
                 diagnosis_certificate(c.episode, {"阑尾切除术后恢复良好，建议休息一月，规律服用降压药。"}),
                 identity_card_two_sheets(c.episode.patient, {{2009, 11, 3}, std::nullopt})};
  c.files = {{"DOC001.tif", {{0, 0, copied(81, 1.2, 0, {"speckle", "edge_shadow"})}}},
             {"DOC002.tif", {{1, 0, copied(82, -2.0)}}},
             {"DOC003.tif", {{2, 0, copied(83, 0.8, 180)}, {2, 1, copied(84, 0.4)}}}};
  c.expected["missing_kinds"] = {"expense_list"};
  c.expected["details"] = {{{"id", "missing_document"}, {"kind", "expense_list"}}};
  return c;
}

// 9. A special disease, everything born digital but the card.
SampleClaim special_disease() {
  SampleClaim c;
  c.name = "jilin-special-disease-digital";
  c.region_title = "吉林省吉林市";
  const Date day{2026, 4, 22};
  c.stay = false;
  c.episode = {person("佟望舒", "女", {1957, 12, 20}, "22", "326", "吉林省吉林市"),
               hospital("远汀市人民医院", "海南省", "46", "0518"),
               "内分泌科",
               "",
               "MZ26042206",
               "",
               day,
               day,
               {"2型糖尿病"},
               "沙鸥",
               {}};
  for (const auto& [item, count] : std::vector<std::pair<const char*, int>>{
           {"visit", 1}, {"hba1c", 1}, {"glucose", 2}, {"renal", 1}, {"fundus", 1}, {"insulin", 3}, {"metformin", 4}})
    c.episode.rows.push_back(taken(item, day, count));
  c.intake = intake_of(c, "jilin", "special_disease", "2026-05-12", "海南省远汀市");
  c.intake["filing"] = {{"category", "long_term_resident"},
                        {"created_on", "2025-11-03"},
                        {"start", "2025-11-03"},
                        {"end", nullptr},
                        {"regions", {"海南省远汀市"}},
                        {"hospitals", Json::array()},
                        {"settlement_mode", "prepaid"},
                        {"consumed", false},
                        {"by_commitment", false}};
  c.filing = {{"status", "valid"},
              {"category", "异地长期居住人员"},
              {"insured_region", "吉林省吉林市"},
              {"treatment_region", "海南省远汀市"},
              {"start_date", "2025-11-03"},
              {"end_date", nullptr}};
  BillPaper b{"46060126", "0000422063", "18cd9f", day, "海若", "南烛", "自费", "https://dzpj.yuanting.example/d"};
  b.form = {0.36, 0.12, 0.12};
  VisitRecord record{
      "口干、多饮10年，复诊取药。", "确诊2型糖尿病10年，现用门冬胰岛素及二甲双胍，近期空腹血糖7至8mmol/L，无低血糖发作。",
      "血压132/80mmHg，体重62kg，双足无破溃，足背动脉搏动可。", "继续胰岛素及二甲双胍治疗，监测血糖，三月后复查糖化血红蛋白。"};
  record.special_disease = true;
  c.documents = {
      bill(c.episode, b, false),
      expense_list(c.episode, {true, 34, b.code, b.number}, false),
      prescription(c.episode,
                   {drug_of("insulin", 3, "皮下注射  三餐前各8IU"), drug_of("metformin", 4, "口服  每次0.5g  每日2次")}),
      outpatient_record(c.episode, record),
      special_disease_form(c.episode.patient, {{"糖尿病"},
                                               "吉林市样例经办中心",
                                               "吉林市江畔样例医院",
                                               "患者2型糖尿病诊断明确，需长期胰岛素治疗，符合门诊特殊病种认定标准，同意认定。",
                                               {2025, 9, 2},
                                               {2025, 9, 20},
                                               {2027, 9, 19}}),
      identity_card(c.episode.patient, {{2012, 2, 28}, std::nullopt})};
  c.files = {{"电子票据.pdf", {{0, 0, digital()}}},
             {"清单与处方.pdf", {{1, 0, digital()}, {2, 0, digital()}}},
             {"病历.pdf", {{3, 0, digital()}, {4, 0, digital()}}},
             {"身份证.jpg", {{5, 0, scanned(95, 0.7)}}, 66}};
  return c;
}

// 10. One scanner's PDF with a blank back; the prescription is not there.
SampleClaim beijing_outpatient() {
  SampleClaim c;
  c.name = "beijing-outpatient-missing-prescription";
  c.region_title = "北京市";
  const Date day{2026, 3, 30};
  c.stay = false;
  c.episode = {person("祁远山", "男", {1959, 6, 8}, "11", "431", "北京市"),
               hospital("远汀市人民医院", "海南省", "46", "0518"),
               "心血管内科",
               "",
               "MZ26033018",
               "MZ26033018",
               day,
               day,
               {"冠状动脉粥样硬化性心脏病", "高脂血症"},
               "沙鸥",
               {}};
  for (const auto& [item, count] : std::vector<std::pair<const char*, int>>{
           {"visit", 1}, {"ecg", 1}, {"lipid", 1}, {"liver", 1}, {"clopidogrel", 4}, {"atorvastatin", 4}})
    c.episode.rows.push_back(taken(item, day, count));
  c.intake = intake_of(c, "beijing", "outpatient", "2026-05-08", "海南省远汀市");
  c.intake["submitter"] = "community_office";
  c.intake["filing"] = {
      {"category", "retiree_resettled"}, {"created_on", "2025-08-15"},      {"start", "2025-08-15"},        {"end", nullptr},
      {"regions", {"海南省远汀市"}},     {"hospitals", {"远汀市人民医院"}}, {"settlement_mode", "prepaid"}, {"consumed", false},
      {"by_commitment", false}};
  c.filing = {{"status", "valid"},          {"category", "异地安置退休人员"},
              {"insured_region", "北京市"}, {"treatment_region", "海南省远汀市"},
              {"start_date", "2025-08-15"}, {"end_date", nullptr}};
  c.intake["flags"]["bank_account_on_file"] = false;
  const BillPaper b{"46060126", "0000330187", "6fa2c0", day, "海若", "南烛", "自费", "https://dzpj.yuanting.example/d"};
  const Filing filing{"北京市基本医疗保险跨省异地就医医疗费用手工报销备案登记表",
                      "北京市",
                      "海南省远汀市",
                      "异地安置退休人员",
                      "先垫付后报销",
                      {2025, 8, 15},
                      {2025, 8, 12}};
  c.documents = {social_security_card(c.episode.patient, "110990431", "北京市"),
                 bank_card(c.episode.patient, "6217000000000000012", "云川农村商业银行"),
                 filing_form(c.episode.patient, filing),
                 bill(c.episode, b, false),
                 expense_list(c.episode, {false, 26}, false),
                 diagnosis_certificate(c.episode, {"建议长期规律服用抗血小板及调脂药物，一月后复查血脂、肝功能。"})};
  c.files = {{"CCF_0001.pdf",
              {{0, 0, scanned_gray(101, 0.4)},
               {1, 0, scanned_gray(102, -0.6)},
               {2, 0, scanned_gray(103, 0.8)},
               {-1, 0, scanned_gray(104, 0)},
               {3, 0, scanned_gray(105, -0.3, 90)},
               {4, 0, scanned_gray(106, 1.0)},
               {5, 0, scanned_gray(107, -0.7)}}}};
  c.expected["missing_kinds"] = {"prescription"};
  c.expected["details"] = {{{"id", "missing_document"}, {"kind", "prescription"}}};
  return c;
}

}  // namespace

std::vector<SampleClaim> other_claims() {
  return {emergency_complete(), inpatient_without_list(), special_disease(), beijing_outpatient()};
}

}  // namespace claimpack::samples
