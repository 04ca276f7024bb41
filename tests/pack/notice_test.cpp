#include <set>

#include "catch.hpp"
#include "pack/demands.hpp"
#include "pack/made_claim.hpp"

namespace claimpack::pack {
namespace {

std::string notice_text(const MadeClaim& made, const Settings& settings = {}) {
  const Folder folder;
  const std::string path = folder.write("notice.pdf", made.packed(settings).notice_pdf);
  output_of("qpdf --check '" + path + "'");
  return without_space(output_of("pdftotext -raw '" + path + "' -"));
}

// The first words that are not in the text; "" where all are.
std::string first_absent(const std::string& text, std::initializer_list<const char*> words) {
  for (const char* word : words)
    if (text.find(word) == std::string::npos) return word;
  return {};
}

core::ChecklistItem missing_item(const std::string& title, const std::string& rule) {
  return {"", title, core::ChecklistItem::Status::missing, {}, {"discharge_summary"}, rule, ""};
}

core::Finding asked(const std::string& rule, const std::string& message, const std::string& cure = "") {
  return {rule, core::Severity::supplement, message, "依据 " + rule, cure, {}};
}

}  // namespace

TEST_CASE("the notice asks only what the claimant can bring") {
  const std::string text = notice_text(made_claim());
  // What only a clerk decides is not asked of the claimant.
  CHECK(text.find("x.stay.days") == std::string::npos);
  CHECK(text.find("待核。") == std::string::npos);
}

TEST_CASE("what checklist and finding both say is asked once") {
  const std::string text = notice_text(made_claim());
  CHECK(occurrences(text, "缺出院小结，请补交。") == 1);
  CHECK(occurrences(text, "请提交出院小结一份") == 1);
  CHECK(occurrences(text, "费用清单缺第3页") == 1);
}

TEST_CASE("demands: a missing paper and its finding become one") {
  MadeClaim made = made_claim();
  core::Claim& claim = made.claim;
  claim.findings.clear();
  claim.checklist = {missing_item("出院小结", "r.one"), missing_item("费用清单", "r.one"), missing_item("身份证", "r.two")};
  SECTION("no findings: the checklist alone asks") {
    const auto demands = demands_of(claim, made.pages, *notice_data());
    REQUIRE(demands.size() == 3);
    CHECK(demands[0].problems == std::vector<std::string>{"没有收到这份材料。"});
    CHECK(demands[0].cure == "请提交出院小结一份。");
    CHECK(demands[0].hint.find("病案室") != std::string::npos);
  }
  SECTION("one finding for each, under one rule") {
    claim.findings = {asked("r.one", "缺费用清单，请补交。", "清单怎么补"), asked("r.one", "缺出院小结，请补交。"),
                      asked("r.two", "没有证件。")};
    const auto demands = demands_of(claim, made.pages, *notice_data());
    REQUIRE(demands.size() == 3);
    CHECK(demands[0].problems == std::vector<std::string>{"缺出院小结，请补交。"});
    CHECK(demands[1].problems == std::vector<std::string>{"缺费用清单，请补交。"});
    CHECK(demands[1].cure == "清单怎么补");
    CHECK(demands[2].problems == std::vector<std::string>{"没有证件。"});
    CHECK(demands[2].bases == std::vector<Demand::Basis>{{"依据 r.two", "r.two"}});
  }
  SECTION("one finding that names two papers") {
    claim.findings = {asked("r.one", "缺出院小结、费用清单，请补交。")};
    const auto demands = demands_of(claim, made.pages, *notice_data());
    REQUIRE(demands.size() == 3);
    CHECK(demands[0].problems == std::vector<std::string>{"没有收到这份材料。"});
    CHECK(demands[1].bases == std::vector<Demand::Basis>{{"依据 r.one", "r.one"}});
  }
  SECTION("a finding about something else stays") {
    claim.findings = {asked("r.three", "就医地与备案地不符，请补办备案。")};
    const auto demands = demands_of(claim, made.pages, *notice_data());
    REQUIRE(demands.size() == 4);
    CHECK(demands[3].problems == std::vector<std::string>{"就医地与备案地不符，请补办备案。"});
    CHECK(!demands[3].missing);
  }
  SECTION("papers are there, but not enough or without the mark") {
    claim.checklist[1].documents = {1};
    core::Finding fewer = asked("r.one", "费用清单只有一份，应有两份。", "请再交一份费用清单。");
    fewer.evidence = {{1, "", -1}};
    claim.findings = {fewer};
    const auto demands = demands_of(claim, made.pages, *notice_data());
    REQUIRE(demands.size() == 3);
    CHECK(demands[1].problems == std::vector<std::string>{"费用清单只有一份，应有两份。"});
    CHECK(demands[1].cure == "请再交一份费用清单。");
    CHECK(demands[1].documents == std::vector<int>{1});
  }
  SECTION("a finding about a paper that is there is not taken for a missing one") {
    core::Finding faulty = asked("r.one", "出院小结没有盖章。", "请到医院盖章。");
    faulty.evidence = {{1, "", -1}};
    claim.findings = {faulty};
    CHECK(demands_of(claim, made.pages, *notice_data()).size() == 4);
  }
}

TEST_CASE("demands: faults of one paper with one cure stand together, each said once") {
  MadeClaim made = made_claim();
  core::Claim& claim = made.claim;
  claim.checklist.clear();
  core::Finding first = asked("x.a", "金额看不清。", "请重新打印清单。"),
                second = asked("x.b", "第 2 页模糊。", "请重新打印清单。");
  first.evidence = second.evidence = {{1, "", 2}};
  claim.findings = {first, second, first};
  const auto demands = demands_of(claim, made.pages, *notice_data());
  REQUIRE(demands.size() == 1);
  CHECK(demands[0].title == "费用清单");
  CHECK(demands[0].problems == std::vector<std::string>{"金额看不清。", "第 2 页模糊。"});
  CHECK(demands[0].cure == "请重新打印清单。");
  CHECK(demands[0].place == "清单.tif 第 2 页");
  CHECK(demands[0].bases.size() == 2);
}

TEST_CASE("demands: a paper with alternatives names them, a file that cannot be opened is asked for again") {
  MadeClaim made = made_claim();
  made.claim.findings.clear();
  made.claim.checklist = {{"identity",
                           "身份证明",
                           core::ChecklistItem::Status::missing,
                           {},
                           {"identity_card", "social_security_card"},
                           "r",
                           "复印件"}};
  made.claim.set_aside.push_back({"票.pdf", "文件有密码保护", core::Error{core::ErrorCode::encrypted, "", "", ""}});
  const auto demands = demands_of(made.claim, made.pages, *notice_data());
  REQUIRE(demands.size() == 2);
  CHECK(demands[0].cure == "请提交下列任意一种的复印件：居民身份证、社会保障卡。");
  CHECK(demands[1].title == "文件 票.pdf");
  // A note set aside without an error is nothing that the claimant must bring again.
  for (const Demand& demand : demands) CHECK(demand.title.find("说明.txt") == std::string::npos);
}

TEST_CASE("demands: in the order of the way, one errand a place, one demand a paper") {
  MadeClaim made = made_claim();
  core::Claim& claim = made.claim;
  const auto missing = [](const std::string& title, std::vector<std::string> kinds) {
    return core::ChecklistItem{"", title, core::ChecklistItem::Status::missing, {}, std::move(kinds), "r", ""};
  };
  claim.checklist = {missing("身份证", {"identity_card"}),
                     missing("备案表", {"filing_form"}),
                     missing("转诊表", {"referral_form"}),
                     missing("处方", {"prescription"}),
                     missing("出院小结", {"discharge_summary"}),
                     missing("药店发票或出院小结", {"vat_invoice", "discharge_summary"}),
                     missing("证件", {"outpatient_record", "social_security_card"}),
                     missing("票据", {"inpatient_invoice"})};
  core::Finding seal = asked("x.bill.seals", "住院医疗收费票据缺印章。", "请补盖章。"),
                sign = asked("x.sign.physician", "诊断证明书缺医师签名。", "请补签。"),
                stamp = asked("x.seal.certificate", "诊断证明书缺印章。", "请补盖诊断专用章。"),
                lost = asked("x.page.quality", "清单.tif 第 2 页无法读取。", "请补交清晰的材料。"),
                list = asked("x.list.bill_total", "费用清单合计与医疗住院收费票据不符。", "请补交一致的清单。");
  seal.evidence = {{2, "", -1}}, sign.evidence = stamp.evidence = {{0, "", -1}}, lost.evidence = {{-1, "", 3}};
  list.evidence = {{1, "", -1}, {2, "", -1}};
  claim.findings = {sign, lost, stamp, seal, list};
  const auto demands = demands_of(claim, made.pages, *notice_data());
  std::vector<std::string> order;
  for (const Demand& demand : demands) order.push_back(std::to_string(int(demand.errand)) + demand.title);
  CHECK(order == std::vector<std::string>{"0票据", "0费用清单", "0医疗住院收费票据", "1出院小结", "1药店发票或出院小结", "2处方",
                                          "2诊断证明书", "3转诊表", "5备案表", "6身份证", "6证件", "6扫描页 清单.tif 第 3 页"});
  // Seal and signature of one paper are one demand with both cures; the list's fault is not the bill's.
  CHECK(demands[6].problems == std::vector<std::string>{"诊断证明书缺医师签名。", "诊断证明书缺印章。"});
  CHECK(demands[6].cure == "请补签。请补盖诊断专用章。");
  CHECK(demands[1].documents == std::vector<int>{1});
  for (const Demand& demand : demands) {
    INFO(demand.title);
    CHECK(!demand.bases.empty());
  }
  std::set<std::string> titles;
  for (const Demand& demand : demands) CHECK(titles.insert(demand.title).second);
}

TEST_CASE("no notice where nothing is asked") {
  MadeClaim made = made_claim();
  SECTION("rejection is proposed") { made.claim.outcome = core::Outcome::rejected; }
  SECTION("everything is there") {
    made.claim.outcome = core::Outcome::complete;
    made.claim.findings.clear();
    for (auto& item : made.claim.checklist) item.status = core::ChecklistItem::Status::present;
  }
  SECTION("only a person's decision is open") {
    made.claim.findings.resize(1);
    made.claim.checklist[2].status = core::ChecklistItem::Status::unclear;
  }
  CHECK(made.packed().notice_pdf.empty());
}

TEST_CASE("a notice of many pages says each thing once and loses none") {
  MadeClaim made = made_claim();
  made.claim.findings.clear();
  for (int i = 100; i < 180; ++i) {
    core::Finding finding =
        asked("x.rule" + std::to_string(i), "问题甲" + std::to_string(i) + "号。", "办法乙" + std::to_string(i) + "号。");
    finding.evidence = {{i % 3, "", -1}};
    if (i == 120)  // higher than a page
      for (int j = 0; j < 900; ++j) finding.message += "很长的说明";
    made.claim.findings.push_back(finding);
  }
  const std::string text = notice_text(made);
  for (int i = 100; i < 180; ++i) {
    CHECK(occurrences(text, "问题甲" + std::to_string(i) + "号。") == 1);
    CHECK(occurrences(text, "办法乙" + std::to_string(i) + "号。") == 1);
    CHECK(occurrences(text, "[x.rule" + std::to_string(i) + "]") == 1);
  }
  CHECK(occurrences(text, "很") == 900);           // a page may end within the sentence
  CHECK(text.find("共4项") != std::string::npos);  // three papers with all their faults, and one that is missing
}

TEST_CASE("a cover of many pages loses nothing and counts itself") {
  MadeClaim made = made_claim();
  for (int i = 100; i < 190; ++i) {
    core::Finding finding = asked("x.rule" + std::to_string(i), "问题甲" + std::to_string(i) + "号。");
    made.claim.findings.push_back(finding);
  }
  const Folder folder;
  const std::string path = folder.write("packet.pdf", made.packed().packet_pdf);
  const std::string text = without_space(output_of("pdftotext -raw '" + path + "' -"));
  for (int i = 100; i < 190; ++i) CHECK(occurrences(text, "问题甲" + std::to_string(i) + "号。") == 1);
  const int total = std::stoi(output_of("pdfinfo '" + path + "' | sed -n 's/^Pages: *//p'"));
  CHECK(total > 10);
  CHECK(text.find("第1页/共" + std::to_string(total) + "页") != std::string::npos);
  // The page index names the packet's own page of the bill: the first behind the cover.
  const int bill = total - static_cast<int>(made.pages.size()) + 1;
  CHECK(text.find("医疗住院收费票据scan_01.jpg第1页" + std::to_string(bill)) != std::string::npos);
}

TEST_CASE("English captions, and what a page said stays as it is") {
  Settings settings;
  settings.language = "en";
  settings.agency = "虚构市医疗保障中心";
  settings.agency_address = "虚构路 1 号";
  settings.agency_phone = "0592-0000000";
  const std::string text = notice_text(made_claim(), settings);
  CHECK(first_absent(text, {"NoticeofRequiredSupplements", "2things", "Whattodo", "2inall", "虚构市医疗保障中心", "虚构路1号",
                            "0592-0000000", "缺出院小结，请补交。", "Page1of", "Receivedby", "Atthehospital"}) == "");
}

TEST_CASE("markup that a page may have said is text like any other") {
  MadeClaim made = made_claim();
  made.claim.claimant_name = "<b>王&小明</b>\x01\xff";
  made.claim.findings[1].message = "</span> & <i>缺出院小结";
  const std::string text = notice_text(made);
  CHECK(text.find("<b>王&小明</b>") != std::string::npos);
  CHECK(text.find("</span>&<i>缺出院小结") != std::string::npos);
}

}  // namespace claimpack::pack
