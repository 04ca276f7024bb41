#include "claims.hpp"
#include "stock.hpp"

namespace claimpack::samples {

namespace {

Json intake_of(const SampleClaim& c, const char* claim_type, const char* submitted_on, const char* treatment_region) {
  return {
      {"claim_id", c.name},
      {"region", "xiamen"},
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

const Hospital& yunchuan() {
  static const Hospital h = hospital("云川市第二人民医院", "福建省", "35", "0021");
  return h;
}

// Nine days of pneumonia with diabetes.
std::vector<Row> pneumonia_rows(const Date& in) {
  const auto day = [&](int n) { return core::add_days(in, n); };
  std::vector<Row> rows;
  for (const auto& [item, at, count] : std::vector<std::tuple<const char*, int, int>>{
           {"bed", 0, 9},      {"exam", 0, 9},       {"nurse1", 0, 2},       {"nurse2", 2, 7},     {"cbc", 0, 1},
           {"crp", 0, 1},      {"pct", 0, 1},        {"liver", 0, 1},        {"renal", 0, 1},      {"hba1c", 0, 1},
           {"clotting", 0, 1}, {"glucose", 0, 12},   {"sputum", 1, 1},       {"ct", 0, 1},         {"ecg", 0, 1},
           {"echo", 1, 1},     {"cannula", 0, 2},    {"drip_set", 0, 9},     {"syringe", 0, 24},   {"infusion", 0, 18},
           {"oxygen", 0, 36},  {"nebulize", 1, 14},  {"levofloxacin", 0, 8}, {"ambroxol", 0, 16},  {"saline", 0, 16},
           {"insulin", 0, 1},  {"injection", 0, 24}, {"metformin", 2, 1},    {"omeprazole", 2, 1}, {"cough", 4, 2},
           {"cbc", 5, 1},      {"crp", 5, 1},        {"glucose", 4, 10},     {"ct", 7, 1}})
    rows.push_back(taken(item, day(at), count));
  return rows;
}

Summary pneumonia_summary() {
  return {"社区获得性肺炎；2型糖尿病", "因“咳嗽、咳痰伴发热5天”入院。体温38.9℃，右下肺可闻及湿性啰音，随机血糖14.2mmol/L。",
          "入院后完善血常规、降钙素原、胸部CT等检查，予左氧氟沙星抗感染、氨溴索化痰、胰岛素控制血糖等治疗，体温于第4日恢复正常，"
          "复查胸部CT示炎症明显吸收。",
          "体温正常，咳嗽减轻，双肺呼吸音清，空腹血糖6.8mmol/L。",
          "1.注意休息，避免受凉；2.二甲双胍片0.5g口服每日两次；3.两周后呼吸内科门诊复查胸片；4.内分泌科门诊随诊。"};
}

// 1. Everything there, scanned in colour: one page upside down, one askew.
SampleClaim inpatient_complete() {
  SampleClaim c;
  c.name = "xiamen-inpatient-complete";
  c.region_title = "福建省厦门市";
  c.episode = {person("柳岸青", "男", {1962, 4, 18}, "35", "101", "福建省厦门市"),
               yunchuan(),
               "呼吸与危重症医学科",
               "23床",
               "2603010417",
               "B2603117",
               {2026, 3, 6},
               {2026, 3, 15},
               {"社区获得性肺炎", "2型糖尿病"},
               "石望川",
               pneumonia_rows({2026, 3, 6})};
  c.intake = intake_of(c, "inpatient", "2026-04-02", "福建省云川市");
  const BillPaper b{"35060226", "0000310417", "0a7c31", {2026, 3, 15},
                    "甘棠",     "方圆",       "自费",   "https://ebill.yunchuan.example/d"};
  c.documents = {bill(c.episode, b, true), expense_list(c.episode, {false, 24}, true),
                 discharge_summary(c.episode, pneumonia_summary()),
                 diagnosis_certificate(c.episode, {"建议出院后休息两周，继续控制血糖，门诊复查。"}),
                 identity_card(c.episode.patient, {{2016, 5, 10}, std::nullopt})};
  c.files = {{"001.jpg", {{0, 0, scanned(11, 0.6)}}, 68},
             {"002.jpg", {{1, 0, scanned_gray(12, -0.9)}}},
             {"003.jpg", {{1, 1, scanned_gray(13, 0.3, 180)}}},
             {"004.jpg", {{2, 0, scanned(14, 1.4, 0, {"fold"})}}, 58},
             {"005.jpg", {{3, 0, scanned(15, -0.4, 0, {"punch_holes"})}}},
             {"006.jpg", {{4, 0, scanned(16, 0.8)}}, 66}};
  return c;
}

// 2. Photocopies in one TIFF; no discharge summary.
SampleClaim inpatient_without_summary() {
  SampleClaim c;
  c.name = "xiamen-inpatient-missing-summary";
  c.region_title = "福建省厦门市";
  const Date in{2026, 2, 10};
  c.episode = {person("白砚秋", "女", {1975, 11, 2}, "35", "204", "福建省厦门市"),
               yunchuan(),
               "普通外科",
               "08床",
               "2602100233",
               "B2602233",
               in,
               {2026, 2, 15},
               {"急性阑尾炎"},
               "陆九思",
               {}};
  for (const auto& [item, at, count] : std::vector<std::tuple<const char*, int, int>>{
           {"bed", 0, 5},           {"exam", 0, 5},     {"nurse1", 0, 2},      {"nurse2", 2, 3},    {"cbc", 0, 1},
           {"crp", 0, 1},           {"liver", 0, 1},    {"renal", 0, 1},       {"clotting", 0, 1},  {"ct_abdomen", 0, 1},
           {"ecg", 0, 1},           {"surgery", 1, 1},  {"anaesthesia", 1, 1}, {"pathology", 1, 1}, {"stapler", 1, 1},
           {"trocar", 1, 3},        {"cannula", 1, 1},  {"drip_set", 0, 5},    {"infusion", 0, 10}, {"ceftriaxone", 0, 10},
           {"metronidazole", 0, 8}, {"dextrose", 0, 6}, {"dressing", 3, 2}})
    c.episode.rows.push_back(taken(item, core::add_days(in, at), count));
  c.intake = intake_of(c, "inpatient", "2026-03-20", "福建省云川市");
  BillPaper b{"35060226", "0000210233", "5e90bd", {2026, 2, 15},
              "甘棠",     "方圆",       "自费",   "https://ebill.yunchuan.example/bill/check.html"};
  b.code_with_keys = b.full_grid = true;
  c.documents = {bill(c.episode, b, true), expense_list(c.episode, {true, 34}, true),
                 diagnosis_certificate(c.episode, {"腹腔镜阑尾切除术后，建议休息三周，避免剧烈活动，不适随诊。"}),
                 social_security_card(c.episode.patient, "E20319001", "厦门市")};
  c.files = {{"扫描件.tif",
              {{0, 0, copied(21, -0.7)},
               {1, 0, copied(22, 0.5, 0, {"speckle", "edge_shadow"})},
               {1, 1, copied(25, -0.2)},
               {2, 0, copied(23, 1.1)},
               {3, 0, copied(24, -1.3)}}}};
  c.expected["missing_kinds"] = {"discharge_summary"};
  c.expected["details"] = {{{"id", "missing_document"}, {"kind", "discharge_summary"}}};
  return c;
}

// 3. Grey scans; the list has rows that the bill does not, and the summary another name.
SampleClaim inpatient_inconsistent() {
  SampleClaim c;
  c.name = "xiamen-inpatient-inconsistent";
  c.region_title = "福建省厦门市";
  const Date in{2026, 1, 19};
  c.episode = {person("江予怀", "男", {1954, 1, 30}, "35", "307", "福建省厦门市"),
               yunchuan(),
               "呼吸与危重症医学科",
               "11床",
               "2601190586",
               "B2601586",
               in,
               core::add_days(in, 9),
               {"社区获得性肺炎", "2型糖尿病"},
               "石望川",
               pneumonia_rows(in)};
  c.intake = intake_of(c, "inpatient", "2026-03-05", "福建省云川市");
  const BillPaper b{"35060226", "0000190586", "b3f027", {2026, 1, 28},
                    "甘棠",     "方圆",       "自费",   "https://ebill.yunchuan.example/d"};
  ListPaper list{false, 22};
  list.extra = {taken("pct", core::add_days(in, 6)), taken("ultrasound", core::add_days(in, 6))};
  Summary summary = pneumonia_summary();
  summary.patient_name = "姜予怀";
  c.documents = {bill(c.episode, b, true), expense_list(c.episode, list, true), discharge_summary(c.episode, summary),
                 identity_card(c.episode.patient, {{2006, 9, 1}, std::nullopt})};
  c.files = {{"IMG_2.jpg", {{1, 0, scanned_gray(32, 0.7)}}},
             {"IMG_1.jpg", {{0, 0, scanned_gray(31, -0.5, 90)}}, 66},
             {"IMG_3.jpg", {{1, 1, scanned_gray(33, -1.2)}}},
             {"IMG_10.jpg", {{2, 0, scanned_gray(34, 0.2, 0, {"edge_shadow"})}}},
             {"IMG_11.jpg", {{3, 0, scanned_gray(35, 2.1)}}}};
  c.expected["inconsistencies"] = {"invoice_list_total_mismatch", "name_mismatch"};
  c.expected["details"] = {{{"id", "invoice_list_total_mismatch"}, {"kind", "expense_list"}},
                           {{"id", "name_mismatch"}, {"kind", "discharge_summary"}, {"printed", "姜予怀"}, {"true", "江予怀"}}};
  return c;
}

const VisitRecord pressure_record{"反复头晕半年，加重1周。",
                                  "患者半年前起反复头晕，自测血压最高168/96mmHg，未规律服药。1周来头晕加重，无胸痛、无肢体无力。",
                                  "血压162/94mmHg，心率76次/分，律齐，双肺呼吸音清，双下肢无水肿。",
                                  "低盐低脂饮食，监测血压；予氨氯地平、阿托伐他汀口服，一月后复诊。"};

// 4. Photographed on a table.
SampleClaim outpatient_complete() {
  SampleClaim c;
  c.name = "xiamen-outpatient-complete-photos";
  c.region_title = "福建省厦门市";
  const Date day{2026, 4, 8};
  c.stay = false;
  c.episode = {person("沈听澜", "女", {1968, 7, 23}, "35", "402", "福建省厦门市"),
               yunchuan(),
               "心血管内科",
               "",
               "MZ26040812",
               "",
               day,
               day,
               {"高血压病2级", "高脂血症"},
               "岑夏",
               {}};
  for (const auto& [item, count] : std::vector<std::pair<const char*, int>>{{"visit", 1},
                                                                            {"ecg", 1},
                                                                            {"echo", 1},
                                                                            {"lipid", 1},
                                                                            {"renal", 1},
                                                                            {"glucose", 1},
                                                                            {"amlodipine", 2},
                                                                            {"atorvastatin", 4}})
    c.episode.rows.push_back(taken(item, day, count));
  c.intake = intake_of(c, "outpatient", "2026-04-20", "福建省云川市");
  BillPaper b{"35060126", "0000408120", "77d1e4", day, "甘棠", "方圆", "自费", "https://ebill.yunchuan.example/d"};
  b.code_right = true;
  c.documents = {
      bill(c.episode, b, false), expense_list(c.episode, {false, 26}, false),
      prescription(c.episode,
                   {drug_of("amlodipine", 2, "口服  每次5mg  每日1次"), drug_of("atorvastatin", 4, "口服  每次20mg  每晚1次")}),
      outpatient_record(c.episode, pressure_record), identity_card(c.episode.patient, {{2014, 3, 12}, Date{2034, 3, 12}})};
  c.files = {{"微信图片_20260420_1.jpg", {{0, 0, photographed(41, "wood", 1.2, 0, true)}}, 58},
             {"微信图片_20260420_2.jpg", {{1, 0, photographed(42, "dark", -0.8)}}, 56},
             {"微信图片_20260420_3.jpg", {{2, 0, photographed(43, "wood", 0.5, 90)}}, 56},
             {"微信图片_20260420_4.jpg", {{3, 0, photographed(44, "gray", -1.5, 0, true)}}, 56},
             {"微信图片_20260420_5.jpg", {{4, 0, photographed(45, "dark", 0.9)}}, 56}};
  return c;
}

// 5. The bill's capital words are another amount's, the prescription is not signed.
SampleClaim outpatient_words() {
  SampleClaim c;
  c.name = "xiamen-outpatient-words-mismatch";
  c.region_title = "福建省厦门市";
  const Date day{2026, 5, 11};
  c.stay = false;
  c.episode = {person("苏未晞", "女", {1992, 12, 6}, "35", "506", "福建省厦门市"),
               hospital("云川市嘉禾社区医院", "福建省", "35", "0077"),
               "皮肤科",
               "",
               "MZ26051137",
               "",
               day,
               day,
               {"急性荨麻疹"},
               "岑夏",
               {}};
  for (const auto& [item, count] :
       std::vector<std::pair<const char*, int>>{{"visit", 1}, {"cbc", 1}, {"crp", 1}, {"loratadine", 3}, {"calamine", 1}})
    c.episode.rows.push_back(taken(item, day, count));
  c.intake = intake_of(c, "outpatient", "2026-05-25", "福建省云川市");
  c.intake["flags"]["credential_shown"] = true;
  c.intake["hospital"]["level"] = 1;
  BillPaper b{"35060126", "0000511370", "c29a08", day, "时雨", "木易", "自费", "https://ebill.yunchuan.example/d"};
  b.words_amount = total_of(c.episode.rows) + 1000;
  c.documents = {
      bill(c.episode, b, false), expense_list(c.episode, {true, 34, b.code, b.number}, false),
      prescription(c.episode, {drug_of("loratadine", 3, "口服  每次10mg  每日1次"), drug_of("calamine", 1, "外用  每日2次")},
                   false),
      outpatient_record(c.episode, {"全身风团伴瘙痒2天。", "2天前进食海鲜后全身出现风团，瘙痒明显，无胸闷气促，未就诊。",
                                    "躯干、四肢散在红色风团，部分融合，压之褪色。",
                                    "避免海鲜及辛辣饮食；予氯雷他定口服、洗剂外用，必要时复诊。"})};
  c.files = {{"a.jpg", {{0, 0, scanned(51, -1.0)}}, 66},
             {"b.jpg", {{1, 0, scanned_gray(52, 0.4, 270)}}},
             {"c.jpg", {{2, 0, scanned_gray(53, -0.6)}}},
             {"d.jpg", {{3, 0, scanned_gray(54, 1.0)}}}};
  c.expected["inconsistencies"] = {"amount_words_mismatch", "missing_signature"};
  c.expected["details"] = {{{"id", "amount_words_mismatch"}, {"kind", "outpatient_invoice"}},
                           {{"id", "missing_signature"}, {"kind", "prescription"}}};
  return c;
}

// 6. In another province; filed only after discharge. A bill and a list as they were downloaded, the rest scanned.
SampleClaim inpatient_filed_late() {
  SampleClaim c;
  c.name = "xiamen-inpatient-filed-late";
  c.region_title = "福建省厦门市";
  const Date in{2026, 3, 23};
  c.episode = {person("林疏桐", "男", {1957, 8, 14}, "35", "609", "福建省厦门市"),
               hospital("沧屿市中心医院", "浙江省", "33", "0305"),
               "呼吸内科",
               "15床",
               "1260323088",
               "HZ0088231",
               in,
               core::add_days(in, 9),
               {"社区获得性肺炎", "2型糖尿病"},
               "闻溪",
               pneumonia_rows(in)};
  c.intake = intake_of(c, "inpatient", "2026-05-06", "浙江省沧屿市");
  c.intake["filing"] = {{"category", "long_term_resident"},
                        {"created_on", "2026-04-10"},
                        {"start", "2026-04-10"},
                        {"end", nullptr},
                        {"regions", {"浙江省沧屿市"}},
                        {"hospitals", Json::array()},
                        {"settlement_mode", "prepaid"},
                        {"consumed", false},
                        {"by_commitment", false}};
  c.filing = {{"status", "late"},
              {"category", "异地长期居住人员"},
              {"insured_region", "福建省厦门市"},
              {"treatment_region", "浙江省沧屿市"},
              {"start_date", "2026-04-10"},
              {"end_date", nullptr}};
  BillPaper b{"33060226", "0008812305", "9d44f1", core::add_days(in, 9), "凌霄", "秦川", "自费", "https://pj.cangyu.example/d"};
  b.form = {0.14, 0.25, 0.42};
  const Filing filing{"厦门市基本医疗保险异地就医登记备案表",
                      "福建省厦门市",
                      "浙江省沧屿市",
                      "异地长期居住人员",
                      "先垫付后报销",
                      {2026, 4, 10},
                      {2026, 4, 10}};
  c.documents = {bill(c.episode, b, true),
                 expense_list(c.episode, {true, 36, b.code, b.number}, true),
                 discharge_summary(c.episode, pneumonia_summary()),
                 identity_card(c.episode.patient, {{2008, 1, 9}, std::nullopt}),
                 filing_form(c.episode.patient, filing),
                 residence_proof(c.episode.patient, "沧屿市望潮社区居民委员会", "浙江省沧屿市望潮路虚构小区6栋202室",
                                 {2024, 9, 1}, {2026, 4, 8})};
  c.files = {{"住院发票.pdf", {{0, 0, digital()}}},
             {"费用清单.pdf", {{1, 0, digital()}, {1, 1, digital()}}},
             {"scan_1.jpg", {{2, 0, scanned_gray(61, -0.3)}}},
             {"scan_2.jpg", {{3, 0, scanned_gray(62, 0.9)}}},
             {"scan_3.jpg", {{4, 0, scanned_gray(63, 0.5)}}},
             {"scan_4.jpg", {{5, 0, scanned(64, -1.1)}}, 58}};
  c.expected["inconsistencies"] = {"filing_late"};
  c.expected["details"] = {{{"id", "filing_late"}, {"start", "2026-04-10"}, {"discharge", "2026-04-01"}}};
  return c;
}

}  // namespace

std::vector<SampleClaim> xiamen_claims() {
  return {inpatient_complete(),  inpatient_without_summary(), inpatient_inconsistent(),
          outpatient_complete(), outpatient_words(),          inpatient_filed_late()};
}

}  // namespace claimpack::samples
