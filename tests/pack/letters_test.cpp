#include "pack/letters.hpp"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "catch.hpp"
#include "pack/made_claim.hpp"
#include "pack/seal_image.hpp"

namespace claimpack::pack {
namespace {

using core::Severity;
using Status = core::ChecklistItem::Status;

// A ring and a bar of ink on white or clear ground.
std::string seal_png(int width, int height, bool clear = false) {
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width) * height * 4);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const double dx = (x + 0.5) / width - 0.5, dy = (y + 0.5) / height - 0.5, r = std::sqrt(dx * dx + dy * dy);
      const bool ink = (r > 0.42 && r < 0.48) || (std::abs(dy) < 0.05 && r < 0.42);
      std::uint8_t* pixel = &pixels[(static_cast<std::size_t>(y) * width + x) * 4];
      pixel[0] = ink ? 210 : 255, pixel[1] = pixel[2] = ink ? 20 : 255, pixel[3] = ink || !clear ? 255 : 0;
    }
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGBA;
  png_alloc_size_t size = 0;
  REQUIRE(png_image_write_to_memory(&image, nullptr, &size, 0, pixels.data(), 0, nullptr));
  std::string bytes(size, '\0');
  REQUIRE(png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.data(), 0, nullptr));
  bytes.resize(size);
  return bytes;
}

Settings office() {
  Settings settings;
  settings.agency = "虚构市医疗保障中心";
  settings.agency_address = "虚构路 1 号 3 楼";
  settings.agency_hours = "周一至周五 9:00–17:00";
  settings.agency_online = "“虚构医保”小程序";
  settings.review_body = "虚构市人民政府";
  settings.court = "虚构区人民法院";
  settings.serial_prefix = "虚医保";
  settings.supplement_days = 15;
  settings.notices = notice_data();
  return settings;
}

core::Field value(const std::string& text) {
  core::Field field;
  field.value = field.text = text;
  field.accepted = true;
  return field;
}

MadeClaim accepted() {
  MadeClaim made = made_claim();
  made.claim.outcome = core::Outcome::complete;
  made.claim.findings.clear();
  made.claim.pay.clear();
  made.claim.checklist[2].status = Status::waived;
  return made;
}

MadeClaim reduced() {
  MadeClaim made = accepted();
  made.claim.pay = made_claim().claim.pay;
  core::Document card;
  card.kind = "bank_card";
  card.fields["card_number"] = value("6222021234567890123");
  card.fields["bank_name"] = value("虚构银行");
  made.claim.documents.push_back(card);
  return made;
}

MadeClaim rejected() {
  MadeClaim made = accepted();
  made.claim.outcome = core::Outcome::rejected;
  made.claim.findings = {
      {"x.bill.dup_history",
       Severity::reject,
       "住院医疗收费票据（号码 0012345678）已在申请 2024-000007 中申报，涉嫌重复报销（建议，须经办人员确认）。",
       "《医疗保障基金使用监督管理条例》第四十一条：不得重复享受医疗保障待遇",
       "",
       {{2, "bill_number", -1}}},
      {"generic.manual.agency", Severity::reject, "参保地不是本地。", "“到参保地所在的医保局办理报销”", "", {}}};
  return made;
}

MadeClaim confirmed(MadeClaim made, const std::string& state) {
  made.claim.intake.decision = core::Intake::Decision{state, "李经办", "2024-05-22", "经核查属实。", "虚构县医疗保障经办中心"};
  return made;
}

MadeClaim doubtful() {
  MadeClaim made = accepted();
  made.claim.outcome = core::Outcome::review;
  made.claim.documents[2].fields["inpatient_number"] = value("ZY0098765");
  made.claim.findings = {{"national.large_bill.verify",
                          Severity::review,
                          "单次住院费用 34567.00 元且有疑点，请向就医地发费用协查。",
                          "《江苏省异地就医经办服务规程》第五十六条",
                          "",
                          {{2, "total_amount", -1}}}};
  return made;
}

const core::Paper* paper_of(const core::Packet& packet, Letter letter) {
  for (const core::Paper& paper : packet.papers)
    if (paper.file == letter_file(letter)) return &paper;
  return nullptr;
}

std::vector<std::string> files(const MadeClaim& made) {
  std::vector<std::string> names;
  for (const PlannedLetter& plan : letters_for(made.claim, office()))
    names.push_back(letter_file(plan.letter) + (plan.proposal ? " proposal" : ""));
  return names;
}

std::string text_of(const std::string& pdf) {
  const Folder folder;
  const std::string path = folder.write("letter.pdf", pdf);
  output_of("qpdf --check '" + path + "'");
  return without_space(output_of("pdftotext -raw '" + path + "' -"));
}

std::string letter_text(const MadeClaim& made, Letter letter, const Settings& settings = office()) {
  const core::Packet packet = made.packed(settings);
  const core::Paper* paper = paper_of(packet, letter);
  REQUIRE(paper);
  return text_of(paper->pdf);
}

int page_count(const std::string& pdf) {
  const Folder folder;
  return std::stoi(output_of("pdfinfo '" + folder.write("letter.pdf", pdf) + "' | sed -n 's/^Pages: *//p'"));
}

// What a letter must contain: the table of outcomes and notices in the rules' text, row by row.
struct Element {
  const char* what;
  std::vector<const char*> words;  // each must be found, blanks aside
};

const std::vector<Element> of_claimant = {
    {"agency", {"虚构市医疗保障中心"}},   {"insured person", {"王小明", "350203********0018"}},
    {"submitter", {"本人提交"}},          {"date received", {"2024年5月20日"}},
    {"claim type", {"厦门市·住院"}},      {"hospital", {"厦门虚构医院"}},
    {"stay", {"2024-04-20至2024-04-28"}}, {"bills and total", {"0012345678", "1,234.50元"}}};
const std::vector<Element> of_rights = {
    {"reconsideration with its time limit", {"60日内", "虚构市人民政府", "行政复议", "《行政复议法》第二十条"}},
    {"litigation with its time limit", {"6个月内", "虚构区人民法院", "行政诉讼", "《行政诉讼法》第四十六条"}},
    {"rule of the rights", {"《社会保险经办条例》第五十二条", "[national.appeal]"}}};
const std::vector<Element> of_ending = {{"seal", {"（盖章）"}},
                                        {"receipt", {"送达回证", "签收人", "与参保人关系", "签收日期", "送达方式"}}};

void check_elements(const std::string& text, std::initializer_list<std::vector<Element>> lists) {
  for (const auto& list : lists)
    for (const Element& element : list)
      for (const char* word : element.words) {
        INFO(element.what << ": " << word);
        CHECK(text.find(without_space(word)) != std::string::npos);
      }
  CHECK(text.find("350203195803120018") == std::string::npos);
  CHECK(text.find("12320") == std::string::npos);
  CHECK(text.find("12393") != std::string::npos);
}

}  // namespace

TEST_CASE("acceptance: every element") {
  check_elements(
      letter_text(accepted(), Letter::acceptance),
      {of_claimant,
       {{"serial number", {"虚医保受〔2024〕000123号"}},
        {"title and date", {"受理通知书", "______年____月____日"}},
        {"what is decided", {"现予受理"}},
        {"papers with counts and form",
         {"住院收费票据11原件", "费用清单12□原件□复印件", "身份证或社会保障卡21复印件", "诊断证明书11"}},
        {"deadline and its rule",
         {"30个工作日", "2024年7月2日", "《社会保险经办条例》（国务院令第765号）第二十条", "[national.processing.30wd]"}},
        {"contact and query", {"12393", "受理编号2024-000123", "“虚构医保”小程序", "虚构路1号3楼", "周一至周五"}}},
       of_ending});
}

TEST_CASE("supplement: every element") {
  const std::string text = letter_text(made_claim(), Letter::notice);
  check_elements(
      text,
      {of_claimant,
       {{"serial number", {"虚医保补〔2024〕000123号"}},
        {"title", {"补正材料一次性告知书"}},
        {"number of items", {"2项", "共2项"}},
        {"missing paper, what is wrong, cure", {"出院小结缺", "缺出院小结，请补交。", "请提交出院小结一份，须有医院盖章。"}},
        {"faulty paper, what is wrong, page, cure",
         {"费用清单需补正", "费用清单缺第3页（共3页）", "清单.tif第2页", "请到医院补打第3页。"}},
        {"rule and basis of each", {"xiamen.inpatient.materials", "住院:医院票据原件、费用清单", "x.list.pages", "清单须完整"}},
        {"where the claimant goes", {"到医院收费处", "到医院病案室", "厦门虚构医院"}},
        {"what has been accepted", {"已经收到的材料", "住院收费票据1份1页（原件）", "费用清单1份2页", "须补正，见第1项"}},
        {"where, how and by when", {"虚构路1号3楼", "周一至周五", "窗口提交", "“虚构医保”小程序", "15个工作日内"}},
        {"effect on the clock", {"30个工作日", "2024年7月2日", "收齐材料的日期都会登记", "材料补齐以前无法审核"}}},
       of_ending});
  CHECK(page_count(paper_of(made_claim().packed(office()), Letter::notice)->pdf) == 1);
}

TEST_CASE("non-acceptance: every element, and a proposal until a person has confirmed it") {
  const std::vector<Element> own = {
      {"title", {"不予受理通知书", "不予受理"}},
      {"serial number", {"虚医保不受〔2024〕000123号"}},
      {"facts", {"住院医疗收费票据（号码0012345678）已在申请2024-000007中申报，涉嫌重复报销。", "参保地不是本地。"}},
      {"reason and basis", {"《医疗保障基金使用监督管理条例》第四十一条", "[x.bill.dup_history]", "[generic.manual.agency]"}},
      {"papers returned", {"退回的材料", "住院收费票据11原件"}}};
  const std::string draft = letter_text(rejected(), Letter::rejection);
  check_elements(draft, {of_claimant, own, of_rights, of_ending, {{"mark", {"建议稿待经办人员确认不得交付申请人"}}}});
  const std::string final = letter_text(confirmed(rejected(), "not_accepted"), Letter::rejection);
  check_elements(final, {of_claimant,
                         own,
                         of_rights,
                         of_ending,
                         {{"date", {"2024年5月22日"}},
                          {"the right agency", {"虚构县医疗保障经办中心"}},
                          {"the office's own words", {"经核查属实。"}}}});
  CHECK(final.find("待经办人员确认") == std::string::npos);
  CHECK(final.find("须经办人员确认") == std::string::npos);
  const std::string refusal = letter_text(confirmed(rejected(), "refused"), Letter::rejection);
  check_elements(refusal, {{{"title and number", {"不予支付决定书", "虚医保不付〔2024〕000123号", "不予支付"}}}, of_rights});
}

TEST_CASE("a proposal bears its mark on every page, and no seal") {
  MadeClaim made = rejected();
  for (int i = 0; i < 60; ++i) made.claim.findings.push_back(made.claim.findings[0]);
  Settings settings = office();
  settings.seal = decode_seal(seal_png(300, 300)).value();
  const core::Packet packet = made.packed(settings);
  const core::Paper* paper = paper_of(packet, Letter::rejection);
  REQUIRE(paper);
  CHECK(paper->proposal);
  const int pages = page_count(paper->pdf);
  CHECK(pages > 2);
  CHECK(occurrences(text_of(paper->pdf), "待经办人员确认不得交付") == pages);
  const Folder folder;
  CHECK(output_of("pdfimages -list '" + folder.write("p.pdf", paper->pdf) + "' | tail -n +3") == "");
}

TEST_CASE("partial payment: every element, the known share reckoned, no ratio invented") {
  const std::string text = letter_text(reduced(), Letter::payment);
  check_elements(text,
                 {of_claimant,
                  {{"title and number", {"医疗费用部分支付说明", "虚医保付〔2024〕000123号"}},
                   {"why, and its basis", {"先自付10%，余下部分按规定支付。", "[xiamen.late_filing.self_pay10]"}},
                   {"total", {"票据总额1,234.50"}},
                   {"borne first", {"先自付10%123.451,234.50×10%"}},
                   {"the rest", {"余下部分1,111.05"}},
                   {"eligible, deductible, ratio", {"审核认定的可报销金额待核定", "起付标准（起付线）待核定", "支付比例待核定"}},
                   {"each fund", {"统筹基金支付待核定", "大病保险等其他基金支付待核定"}},
                   {"refused items", {"不予支付的项目和理由待核定"}},
                   {"account", {"虚构银行尾号0123"}},
                   {"date", {"支付日期"}}},
                  of_rights,
                  of_ending});
  CHECK(text.find("6222021234567890123") == std::string::npos);
  MadeClaim unsaid = reduced();
  unsaid.claim.pay[0].message = "比例降低不超过 20 个百分点。";
  const std::string open = letter_text(unsaid, Letter::payment);
  CHECK(open.find("先自付待核定") != std::string::npos);
  CHECK(open.find("余下部分") == std::string::npos);
}

TEST_CASE("inquiry: every element, and fifteen days in Mudanjiang") {
  MadeClaim made = doubtful();
  const std::string text = letter_text(made, Letter::inquiry);
  check_elements(
      text,
      {{{"agency", {"虚构市医疗保障中心"}},
        {"title and number", {"医疗费用协查函", "虚医保协〔2024〕000123号"}},
        {"whom it is sent to", {"厦门虚构医院："}},
        {"name, sex, number", {"姓名王小明", "性别男", "350203********0018"}},
        {"inpatient number", {"住院号ZY0098765"}},
        {"bill, dates, total", {"35060124", "0012345678", "2024-04-20至2024-04-28", "合计1,234.50"}},
        {"question and reason", {"该次住院是否真实发生", "[national.large_bill.verify]", "单次住院费用34567.00元且有疑点。"}},
        {"due date", {"在______年____月____日前"}},
        {"answer", {"回函", "与我单位记录一致", "核查人"}},
        {"privacy", {"只用于本次核查"}},
        {"seal", {"（盖章）"}}}});
  made.claim.region = "mudanjiang";
  made.claim.layers = {"mudanjiang", "national"};
  made.claim.intake.decision = core::Intake::Decision{"under_review", "李经办", "2024-05-22", "", ""};
  check_elements(letter_text(made, Letter::inquiry), {{{"due date", {"自收到本函之日起15日内（2024年6月6日前）"}}}});
  Settings whole = office();
  whole.inquiry_full_id = true;
  CHECK(without_space(letter_text(made, Letter::inquiry, whole)).find("350203195803120018") != std::string::npos);
}

TEST_CASE("inquiry: a letter for each hospital, with its own bills") {
  MadeClaim made = doubtful();
  core::Document other = made.claim.documents[2];
  other.fields["bill_number"] = value("0099999999");
  other.fields["hospital_name"] = value("上海虚构医院");
  other.fields["total_amount"] = value("77.00");
  made.claim.documents.push_back(other);
  made.claim.findings[0].evidence.clear();
  const core::Packet packet = made.packed(office());
  const core::Paper* paper = paper_of(packet, Letter::inquiry);
  REQUIRE(paper);
  REQUIRE(page_count(paper->pdf) == 2);
  const Folder folder;
  const std::string path = folder.write("i.pdf", paper->pdf);
  const std::string first = without_space(output_of("pdftotext -raw -l 1 '" + path + "' -")),
                    second = without_space(output_of("pdftotext -raw -f 2 '" + path + "' -"));
  CHECK(first.find("厦门虚构医院：") != std::string::npos);
  CHECK(first.find("0099999999") == std::string::npos);
  CHECK(second.find("上海虚构医院：") != std::string::npos);
  CHECK(second.find("0012345678") == std::string::npos);
  CHECK(second.find("合计77.00") != std::string::npos);
  CHECK(second.find("000123-2号") != std::string::npos);
}

TEST_CASE("transfer of leads: facts and copies, a proposal until a person confirms it") {
  MadeClaim made = rejected();
  CHECK(files(made) == std::vector<std::string>{"rejection.pdf proposal", "transfer.pdf proposal"});
  const std::string text = letter_text(made, Letter::transfer);
  check_elements(text, {of_claimant,
                        {{"title and number", {"线索移送函", "虚医保移〔2024〕000123号"}},
                         {"proposal", {"建议稿", "待经办人员确认"}},
                         {"to whom", {"医疗保障行政部门、基金监管机构"}},
                         {"lead", {"同一票据在不同申请中重复申报", "[x.bill.dup_history]"}},
                         {"fact", {"已在申请2024-000007中申报"}},
                         {"basis", {"《医疗保障基金使用监督管理条例》第四十一条"}},
                         {"copies", {"附件：材料复制件", "医疗住院收费票据0012345678"}},
                         {"facts only", {"本函只陈述事实，不作定性"}},
                         {"not for the claimant", {"不送达申请人"}}}});
  // Nothing of what does not concern the fund's supervision, no asides to the clerk.
  CHECK(text.find("参保地不是本地") == std::string::npos);
  CHECK(text.find("建议，须经办人员确认") == std::string::npos);
  CHECK(text.find("涉嫌") == std::string::npos);  // facts, no verdict
  made.claim.intake.flags["transfer_confirmed"] = true;
  const std::string final_text = letter_text(made, Letter::transfer);
  CHECK(final_text.find("建议稿") == std::string::npos);
  CHECK(final_text.find("（盖章）") != std::string::npos);
  made.claim.intake.flags["transfer_confirmed"] = false;  // a person said no
  CHECK(files(made) == std::vector<std::string>{"rejection.pdf proposal"});
}

TEST_CASE("transfer of leads: what the fund's supervision is told of, and what it is not") {
  struct Row {
    const char* rule;
    const char* message;
    Severity severity;
    bool lead;
  };
  const Row rows[] = {
      {"x.bill.qr", "住院医疗收费票据票面“1.00”与二维码“2.00”不一致，请查验真伪。", Severity::review, true},
      {"x.bill.dup_in_claim", "甲与乙票据号码相同（1）而金额或日期不同，请查验真伪。", Severity::review, true},
      {"x.bill.dup_in_claim", "甲与乙是同一张票据（号码 1），只能计一次，请确认。", Severity::review, false},
      {"national.borrowed_credential", "就医人不是参保人。", Severity::reject, true},
      {"national.duplicate_benefit", "同一费用已经支付。", Severity::reject, true},
      {"x.text.altered", "文件文字为“1”，而页面显示为“2”（共 1 处），请以票面为准核对。", Severity::review, true},
      {"x.bill.dup_history", "已申报。", Severity::note, false},
      {"x.list.bill_total", "清单与票据不符。", Severity::supplement, false},
      {"x.name.same", "姓名不一致。", Severity::supplement, false},
  };
  for (const auto& [rule, message, severity, lead] : rows) {
    MadeClaim made = accepted();
    made.claim.findings = {{rule, severity, message, "依据", "", {{2, "", -1}}}};
    const auto names = files(made);
    INFO(rule << " " << message);
    CHECK((std::find(names.begin(), names.end(), "transfer.pdf proposal") != names.end()) == lead);
  }
  MadeClaim by_desk = accepted();  // the desk knows of something that no paper says
  by_desk.claim.intake.flags["transfer_confirmed"] = true;
  CHECK(files(by_desk) == std::vector<std::string>{"acceptance.pdf", "transfer.pdf"});
}

TEST_CASE("which letters a claim's state calls for") {
  using Files = std::vector<std::string>;
  CHECK(files(accepted()) == Files{"acceptance.pdf"});
  CHECK(files(made_claim()) == Files{"notice.pdf"});
  CHECK(files(reduced()) == Files{"acceptance.pdf", "partial-payment.pdf proposal"});
  CHECK(files(rejected()) == Files{"rejection.pdf proposal", "transfer.pdf proposal"});
  CHECK(files(doubtful()) == Files{"acceptance.pdf", "inquiry.pdf"});
  CHECK(files(confirmed(rejected(), "not_accepted")) == Files{"rejection.pdf", "transfer.pdf proposal"});
  CHECK(files(confirmed(rejected(), "refused")) == Files{"rejection.pdf", "transfer.pdf proposal"});
  CHECK(files(confirmed(rejected(), "accepted")) == Files{"acceptance.pdf", "transfer.pdf proposal"});  // overruled
  CHECK(files(confirmed(reduced(), "approved")) == Files{"partial-payment.pdf"});
  CHECK(files(confirmed(made_claim(), "withdrawn")).empty());
  MadeClaim unclear = accepted();
  unclear.claim.checklist[2].status = Status::unclear;
  CHECK(files(unclear) == Files{"acceptance.pdf proposal"});
  MadeClaim held = accepted();
  held.claim.intake.flags["audit_hold"] = true;
  CHECK(files(held) == Files{"acceptance.pdf", "inquiry.pdf"});
  held.claim.intake.flags["audit_hold"] = false;
  CHECK(files(held) == Files{"acceptance.pdf"});
  // Rejected and also incomplete: one paper, and the clerk sees what would be asked otherwise.
  MadeClaim both = rejected();
  both.claim.checklist[2].status = Status::missing;
  CHECK(files(both) == Files{"rejection.pdf proposal", "transfer.pdf proposal"});
  CHECK(letter_text(both, Letter::rejection).find("还须请申请人补正1项：出院小结") != std::string::npos);
  CHECK(files(confirmed(std::move(both), "supplement")) == Files{"notice.pdf", "transfer.pdf proposal"});
}

TEST_CASE("both clocks are told where the region has its own") {
  MadeClaim made = accepted();
  made.claim.layers = {"nantong", "jiangsu", "national"};
  std::string text = letter_text(made, Letter::acceptance);
  CHECK(text.find("自收齐材料之日（2024年5月20日）起10个工作日内办结，最迟2024年6月3日；情况特殊的不超过20个工作日") !=
        std::string::npos);
  CHECK(text.find("最迟2024年7月2日（国家规定的最长时限）") != std::string::npos);
  made.claim.claim_type = "outpatient";
  made.claim.documents[2].fields["total_amount"].value = "999.99";
  text = letter_text(made, Letter::acceptance);
  CHECK(text.find("起5个工作日内办结，最迟2024年5月27日") != std::string::npos);
  made.claim.documents[2].fields["total_amount"].value = "1000.00";
  CHECK(letter_text(made, Letter::acceptance).find("起10个工作日内办结") != std::string::npos);
  // While papers are missing nobody knows from which day the region counts.
  MadeClaim missing = made_claim();
  missing.claim.layers = made.claim.layers;
  text = letter_text(missing, Letter::notice);
  CHECK(text.find("自收齐材料之日起10个工作日内办结；") != std::string::npos);
  // Before an instrument was in force, and in years without a published calendar.
  made.claim.intake.submitted_on = "2022-06-01";
  text = letter_text(made, Letter::acceptance);
  CHECK(text.find("工作日内办结") == std::string::npos);
  made.claim.intake.submitted_on = "2026-12-20";
  CHECK(letter_text(made, Letter::acceptance).find("其中未公布放假安排的年份按周一至周五计算") != std::string::npos);
}

TEST_CASE("numbers of letters come from the claim's id, or from the day of application") {
  MadeClaim made = made_claim();
  CHECK(letter_number(Letter::notice, made.claim, {}) == "补〔2024〕000123号");
  made.claim.claim_id = "ZY-77";
  CHECK(letter_number(Letter::acceptance, made.claim, office()) == "虚医保受〔2024〕ZY-77号");
  made.claim.intake.submitted_on.clear();
  CHECK(letter_number(Letter::inquiry, made.claim, office()) == "虚医保协ZY-77号");
}

TEST_CASE("the seal lies over office and date, and lets them be read") {
  Settings settings = office();
  for (const bool clear : {false, true}) {
    settings.seal = decode_seal(seal_png(300, 300, clear)).value();
    const core::Packet packet = accepted().packed(settings);
    const Folder folder;
    const std::string path = folder.write("a.pdf", paper_of(packet, Letter::acceptance)->pdf);
    const Drawn page = drawn(path, 1, 72);
    int left = page.width, right = 0, top = page.height, bottom = 0;
    for (int y = 0; y < page.height; ++y)
      for (int x = 0; x < page.width; ++x)
        if (page.red(x, y) > 170 && page.green(x, y) < 90 && page.blue(x, y) < 90) {
          left = std::min(left, x), right = std::max(right, x);
          top = std::min(top, y), bottom = std::max(bottom, y);
        }
    const double points = 42 * 72 / 25.4 * 0.96;  // the ring's outer edge is 0.96 of the picture
    CHECK(right - left == Approx(points).margin(3));
    CHECK(bottom - top == Approx(points).margin(3));
    CHECK(left > page.width / 2);
    // The date's words stand within the seal and are dark where the seal is white.
    int dark = 0;
    for (int y = top; y < bottom; ++y)
      for (int x = left; x < right; ++x) dark += page.red(x, y) < 110 && page.green(x, y) < 110;
    CHECK(dark > 60);
    const std::string text = without_space(output_of("pdftotext -raw '" + path + "' -"));
    CHECK(text.find("（盖章）") == std::string::npos);
  }
}

TEST_CASE("a seal's picture is checked") {
  const auto fault = [](const std::string& bytes) {
    const auto seal = decode_seal(bytes);
    return seal ? std::string() : seal.error().what;
  };
  CHECK(fault(seal_png(300, 300)) == "");
  CHECK(fault(seal_png(400, 250)) == "");
  CHECK(fault("GIF89a") == "the seal's picture is no PNG");
  CHECK(fault("") == "the seal's picture is no PNG");
  CHECK(fault(seal_png(99, 99)) == "the seal's picture has 99 × 99 pixels");
  CHECK(fault(seal_png(601, 300)) == "the seal's picture has 601 × 300 pixels");
  CHECK(fault(seal_png(2001, 2001)).find("2001") != std::string::npos);
  CHECK(fault(std::string(5 << 20, 'x')) == "the seal's picture has more than 4 MiB");
  std::string torn = seal_png(300, 300);
  torn.resize(torn.size() / 2);
  CHECK(fault(torn) == "the seal's picture is damaged");
}

TEST_CASE("letters: the same claim and settings give the same bytes, fonts inside, sound files") {
  Settings settings = office();
  settings.seal = decode_seal(seal_png(300, 300)).value();
  for (MadeClaim (*make)() : {accepted, made_claim, reduced, rejected, doubtful}) {
    const MadeClaim made = make();
    const core::Packet first = made.packed(settings), second = made.packed(settings);
    REQUIRE(first.papers.size() == second.papers.size());
    REQUIRE(!first.papers.empty());
    for (std::size_t i = 0; i < first.papers.size(); ++i) {
      CHECK((first.papers[i].pdf == second.papers[i].pdf));
      CHECK(first.papers[i].pdf.find("/CreationDate") == std::string::npos);
      const Folder folder;
      const std::string path = folder.write("l.pdf", first.papers[i].pdf);
      output_of("qpdf --check '" + path + "'");
      const std::string fonts = output_of("pdffonts '" + path + "' | tail -n +3");
      CHECK(!fonts.empty());
      CHECK(occurrences(fonts, "yes yes yes") == occurrences(fonts, "\n"));
    }
  }
}

TEST_CASE("letters in English keep what rules and papers say") {
  Settings settings = office();
  settings.letter_language = "en";
  const auto holds = [&](const MadeClaim& made, Letter letter, std::initializer_list<const char*> words) {
    const std::string text = letter_text(made, letter, settings);
    for (const char* word : words) {
      INFO(word);
      CHECK(text.find(without_space(word)) != std::string::npos);
    }
  };
  holds(accepted(), Letter::acceptance, {"Notice of Acceptance", "Itisaccepted", "30 working days", "2024-07-02"});
  holds(made_claim(), Letter::notice, {"Notice of Required Supplements", "2 things", "缺出院小结，请补交。"});
  holds(rejected(), Letter::rejection, {"PROPOSAL", "Notice of Non-acceptance", "60 days", "6 months"});
  holds(reduced(), Letter::payment, {"Statement of Partial Payment", "to be settled", "先自付 10%"});
  holds(doubtful(), Letter::inquiry, {"Request for Verification", "该次住院是否真实发生"});
  // The cover goes on in its own language.
  settings.language = "zh";
  const Folder folder;
  const std::string cover =
      output_of("pdftotext -raw -l 1 '" + folder.write("p.pdf", accepted().packed(settings).packet_pdf) + "' -");
  CHECK(cover.find("材料齐全") != std::string::npos);
}

TEST_CASE("no letter shows a whole identity number, card or telephone that a finding or a file's name spelled out") {
  const std::string number = "350203195803120018", card = "6222021234567890123", phone = "13812345678";
  const std::string said = "号码 " + number + "、卡号 " + card + "、电话 " + phone + " 不符，请核对。";
  for (const auto& [severity, letter] :
       {std::pair{Severity::supplement, Letter::notice}, std::pair{Severity::reject, Letter::rejection},
        std::pair{Severity::review, Letter::inquiry}}) {
    MadeClaim made = accepted();
    made.readings[2]->origin.file = number + ".jpg";
    made.claim.findings = {{letter == Letter::inquiry ? "x.bill.qr" : "x.any", severity, said, "依据", said, {{1, "", 2}}}};
    if (severity == Severity::reject) made.claim.outcome = core::Outcome::rejected;
    const std::string text = letter_text(made, letter);
    for (const std::string& secret : {number, card, phone}) CHECK(text.find(secret) == std::string::npos);
    CHECK(text.find("350203********0018") != std::string::npos);
    CHECK(text.find("138****5678") != std::string::npos);
    CHECK(text.find("***************0123") != std::string::npos);
  }
}

TEST_CASE("every glyph of everyday Chinese is drawn, in each face of the letters") {
  // What names, places and the rules' sentences use most, with one that was lost once.
  const std::string characters =
      "如王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
      "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
      "雷钱汤尹黎易常武乔贺赖龚文意婷妍敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰芳伟娜医院票据清单";
  MadeClaim made = accepted();
  made.claim.claimant_name = characters;
  made.claim.intake.hospital.name = characters;
  const core::Packet packet = made.packed(office());
  const Folder folder;
  const SeenCharacters seen = look_at(folder.write("a.pdf", paper_of(packet, Letter::acceptance)->pdf), 1);
  CHECK(seen.white.empty());
  CHECK(seen.characters > 400);
}

}  // namespace claimpack::pack
